"""The nursery as the crawl sees it: one process that has loaded all, and of which workers are forked.

In: sockets for workers. Out: the process numbers of the workers, and how each has ended. Refused
(``NurseryEndedError``): anything once its process is gone; the workers that it has borne go on, and ``Pool`` starts
another. A process that was stopped, or hangs, is ended once it has owed an answer for too long.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from newsspider.workers.orders import BIRTH, BORN, DEATH, GONE, ORDER, READY
from newsspider.workers.outbox import Outbox
from newsspider.workers.processes import kill, new_process
from newsspider.workers.wire import packed

if TYPE_CHECKING:
    from newsspider.workers.limits import Limits
    from newsspider.workers.processes import Forked

_LOG = logging.getLogger(__name__)
_WAIT_S = 5.0
_TURN_S = 1.0
_READY_TURNS = 60  # it loads for two to four seconds on an idle machine
_ANSWER_TURNS = 15  # it forks in milliseconds
_DEATH_TURNS = 2


class NurseryEndedError(Exception):
    """The nursery's process is gone; how, in words."""


class Nursery:
    """One process. Start it by ``ready``, end it by ``close``.

    Args:
        limits: What is given to a page.
        forked: Its process, if there is one already.
    """

    def __init__(self, limits: Limits, forked: Forked | None = None) -> None:
        self._limits = limits
        self._forked = forked
        self._ready: asyncio.Future[None] | None = None
        self._mourning: asyncio.Task[None] | None = None
        self._births: deque[asyncio.Future[int]] = deque()
        self._ends: dict[int, asyncio.Future[int | None]] = {}
        self._dying: set[int] = set()  # whose end it owes
        self._doomed: set[int] = set()  # of them, those that it was ordered to end and that haven't closed their socket
        self._heard = b""
        self._ended = ""
        self._control: socket.socket | None = None
        self._outbox: Outbox | None = None
        self._silent_turns = 0
        self._clock: asyncio.TimerHandle | None = None
        self._process: subprocess.Popen[bytes] | Forked | None = forked

    @property
    def has_ended(self) -> bool:
        """Whether its process is gone."""
        return bool(self._ended)

    async def ready(self) -> None:
        """Start it, if it wasn't, and wait until it has loaded all.

        Raises:
            OSError: It can't be started.
            NurseryEndedError: It ended before it was ready.
        """
        if self._ready is None:
            self._ready = asyncio.get_running_loop().create_future()
            self._ready.add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )  # somebody may wait, or not
            try:
                await self._start()
            except OSError as error:
                self._leave(str(error))
                raise
        await asyncio.shield(self._ready)

    async def birth(self, sock: socket.socket) -> int:
        """A worker with this socket; the number of its process.

        Raises:
            NurseryEndedError: The nursery is gone.
        """
        if self._outbox is None or self._ended:
            raise NurseryEndedError(self._ended)
        self._outbox.send(BIRTH, handed=sock)
        born: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._births.append(born)
        self._expect()
        return await asyncio.shield(born)

    def death(self, pid: int) -> None:
        """End a worker at once."""
        if self._outbox is None or self._ended:
            kill(pid)  # it goes on without a nursery
        elif not self._end(pid).done():
            self._outbox.send(DEATH, pid)
            self._doomed.add(pid)

    def end_of(self, pid: int) -> asyncio.Future[int | None]:
        """The exit code of a worker that has closed its socket, once it has ended; None if nobody can tell."""
        self._doomed.discard(pid)
        return self._end(pid)

    def _end(self, pid: int) -> asyncio.Future[int | None]:
        end = self._ends.get(pid)
        if end is None:
            end = self._ends[pid] = asyncio.get_running_loop().create_future()
            if self._ended:
                end.set_result(None)
        if not end.done():
            self._dying.add(pid)
            self._expect()
        return end

    async def close(self) -> None:
        """End it, and all its workers with it."""
        if self._mourning is not None:
            await asyncio.gather(self._mourning, return_exceptions=True)
        self._leave("the crawl has ended")
        if self._process is not None:
            await asyncio.to_thread(self._reap)

    async def _start(self) -> None:
        ours = self._forked.control if self._forked else await self._started()
        with suppress(BrokenPipeError, ConnectionResetError):  # it has gone; whoever reads from it is about to know
            for part in packed(self._limits.as_dict()):
                ours.sendall(part)
        ours.setblocking(False)  # noqa: FBT003 - the signature of the standard library
        self._control, self._outbox = ours, Outbox(ours)
        asyncio.get_running_loop().add_reader(ours, self._read)
        self._expect()

    async def _started(self) -> socket.socket:
        """A process of its own; the socket by which it is told."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = await asyncio.to_thread(new_process, theirs)
            except OSError:
                ours.close()
                raise
        return ours

    def _read(self) -> None:
        assert self._control is not None  # noqa: S101 - for mypy: nobody reads before there is something to read from
        try:
            data = self._control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._control)
            self._mourning = loop.create_task(self._mourn())
            return
        self._silent_turns = 0
        self._heard += data
        while len(self._heard) >= ORDER.size:
            self._told(*ORDER.unpack_from(self._heard))
            self._heard = self._heard[ORDER.size :]

    async def _mourn(self) -> None:
        code = await asyncio.to_thread(self._reap)
        self._leave(f"it ended with code {code}")

    def _told(self, what: int, pid: int, code: int) -> None:
        if what == READY and self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        elif what == BORN:
            self._ends.pop(pid, None)  # of another, long ago: the system gives numbers anew
            born = self._births.popleft()
            if not born.done():
                born.set_result(pid)
        elif what == GONE:
            end = self.end_of(pid)
            self._dying.discard(pid)
            if not end.done():
                end.set_result(code)

    def _expect(self) -> None:
        """It owes an answer."""
        if self._clock is None and not self._ended:
            self._clock = asyncio.get_running_loop().call_later(_TURN_S, self._look)

    def _look(self) -> None:
        """Once a turn, as long as it owes anything. Turns are counted, not seconds: Ctrl-Z stops the crawl too."""
        self._clock = None
        is_loading = self._ready is not None and not self._ready.done()
        if self._ended or not (is_loading or self._births or self._dying):
            self._silent_turns = 0
            return
        self._silent_turns += 1
        if self._silent_turns == _DEATH_TURNS:
            self._kill_the_doomed()
        if self._silent_turns > (_READY_TURNS if is_loading else _ANSWER_TURNS):
            self._abandon()
        else:
            self._expect()

    def _abandon(self) -> None:
        """It is stopped, or hangs: what it has left undone is done here."""
        words = f"it gave no answer for {self._silent_turns * _TURN_S:.0f} s"
        _LOG.warning("The process that starts workers is ended: %s", words)
        assert self._process is not None  # noqa: S101 - for mypy: who owes an answer was started
        self._process.kill()
        self._leave(words)
        self._mourning = asyncio.get_running_loop().create_task(self._mourn())

    def _kill_the_doomed(self) -> None:
        """The number of each is still its own: its socket is open."""
        for pid in self._doomed:
            kill(pid)

    def _leave(self, why: str) -> None:
        """It is gone, or is to go: who waits for something of it is told."""
        if self._ended:
            return
        self._ended = why
        if self._clock is not None:
            self._clock.cancel()
        self._kill_the_doomed()
        if self._control is not None and self._outbox is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._outbox.close()
            self._control.close()
        elif self._forked is not None:
            self._forked.control.close()  # nobody has ever asked it for anything
        error = NurseryEndedError(self._ended)
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(error)
        for born in self._births:
            if not born.done():
                born.set_exception(error)
        for end in self._ends.values():
            if not end.done():
                end.set_result(None)

    def _reap(self) -> int:
        """Wait for the process, which has ended or is about to; its exit code."""
        assert self._process is not None  # noqa: S101 - for mypy: nobody waits for what wasn't started
        try:
            return self._process.wait(_WAIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
