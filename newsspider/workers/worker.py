"""One worker as the crawl sees it: a process, a socket, and the pages that it holds.

In: tasks. Out: calls of ``answered`` for each message and of ``ended`` once. Refused: nothing; ``Pool`` decides.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsspider.workers.limits import own_mib
from newsspider.workers.wire import Unpacker, packed

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsspider.workers.limits import Limits
    from newsspider.workers.nursery import Nursery

_BUFFER_BYTES = 1024 * 1024
_READ_BYTES = 128 * 1024


@dataclass(eq=False, slots=True)
class Task:
    """A page on its way.

    Attributes:
        kills: How many workers it has cost.
        is_alone: Nothing is held behind it, and only one such page is read at a time: a large one, or one that has
            cost a worker.
    """

    number: int
    message: dict[str, Any]
    body: bytes
    answer: asyncio.Future[Any]
    kills: int = 0
    is_alone: bool = False

    @property
    def share(self) -> int:
        """To how many pages' time and memory it is entitled."""
        return int(self.message.get("share", 1))

    def succeed(self, found: Any) -> None:
        """The answer has come."""
        if not self.answer.done():
            self.answer.set_result(found)

    def fail(self, error: Exception) -> None:
        """No answer will come."""
        if not self.answer.done():
            self.answer.set_exception(error)


class Worker(asyncio.BufferedProtocol):
    """A process with a socket.

    Attributes:
        tasks: What it holds; it works on the first.
        is_ready: It has loaded what it needs.
        retires: It has answered its last page.
        has_ended: Its process is gone.
        pid: The number of its process.
        was_over_limit: It was ended because its page was over a limit.
    """

    def __init__(
        self,
        limits: Limits,
        answered: Callable[[Worker, dict[str, Any], bytes], None],
        ended: Callable[[Worker, str], None],
    ) -> None:
        self.tasks: deque[Task] = deque()
        self.is_ready = self.retires = self.has_ended = self.was_over_limit = False
        self._left_unread = self._ended_idle = False
        self._limits = limits
        self._tell, self._tell_end = answered, ended
        self._given: deque[Task] = deque()  # in the order of its answers; some may have been taken back
        self._since = time.monotonic()
        self._base_mib = 0.0
        self._killed = ""
        self._unpacker = Unpacker()
        self._buffer = memoryview(bytearray(_READ_BYTES))
        self.pid = 0
        self._nursery: Nursery
        self._transport: asyncio.Transport

    async def start(self, nursery: Nursery) -> None:
        """Let the nursery make the process.

        Raises:
            OSError: There are no sockets.
            NurseryEndedError: The nursery is gone.
        """
        self._nursery = nursery
        ours, theirs = socket.socketpair()
        for sock in (ours, theirs):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
        try:
            with theirs:
                self.pid = await nursery.birth(theirs)
            self._since = time.monotonic()
            ours.setblocking(False)  # noqa: FBT003 - the signature of the standard library
            await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)
        except BaseException:
            ours.close()
            raise

    # --- what the pool asks -----------------------------------------------------------------------------

    @property
    def busy_s(self) -> float:
        """For how long it has worked on the same page."""
        return time.monotonic() - self._since if self.tasks else 0.0

    @property
    def holds(self) -> int:
        """How many pages it has yet to answer."""
        return len(self._given)

    @property
    def may_have_begun(self) -> bool:
        """Whether it can have ended by the first of its pages: it had read it, or some other one was left unread."""
        return not self._ended_idle and (not self._left_unread or len(self._given) > 1)

    @property
    def has_alone(self) -> bool:
        """Whether it holds a page that is read alone."""
        return any(task.is_alone for task in self._given)

    def takes(self, most: int) -> bool:
        """Whether another page may be given to it: it holds fewer than ``most``, and none alone."""
        if not self.is_ready or self.retires or self._killed or self._transport.is_closing():
            return False
        return len(self._given) < most and not self.has_alone

    def give(self, task: Task) -> None:
        """One more page."""
        if not self._given:
            self._since = time.monotonic()
        self.tasks.append(task)
        self._given.append(task)
        self._write({**task.message, "id": task.number}, task.body)
        self._ended_idle |= self._transport.is_closing() and len(self._given) == 1

    def done(self, message: dict[str, Any]) -> Task | None:
        """The task that a message answers."""
        if "ready" in message:
            self.is_ready = True
            self._base_mib = own_mib(self.pid)
            return None
        self._since = time.monotonic()
        self.retires = message["retires"]
        task = self._given.popleft()
        if self.tasks and self.tasks[0] is task:
            self.tasks.popleft()
        return task

    def over(self, limits: Limits) -> str:
        """Over which limit its page is, in words; "" if over none."""
        if not self.tasks or not self.is_ready or self._killed:
            return ""
        given = limits.times(self.tasks[0].share)
        grown = own_mib(self.pid) - self._base_mib
        return f"more than {given.memory_mib} MiB for one page" if grown > given.memory_mib else ""

    def hangs(self, limits: Limits) -> str:
        """For how long it does nothing, in words, be it by its page or because it was stopped; "" if it doesn't."""
        given = limits.times(self.tasks[0].share) if self.tasks else limits
        if self._killed or (self.is_ready and not self.tasks) or time.monotonic() - self._since <= given.wall_s:
            return ""
        return f"more than {given.wall_s:.0f} s for one page" if self.is_ready else "it never began"

    def kill(self, why: str) -> None:
        """End it at once."""
        self._killed = self._killed or why
        self._nursery.death(self.pid)

    def close(self) -> None:
        """Hear no more of it."""
        self._transport.abort()

    # --- asyncio.BufferedProtocol -----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ours."""
        self._transport = transport  # type: ignore[assignment] # a socket's transport is one in both directions

    def get_buffer(self, sizehint: int) -> memoryview:
        """What is read comes here; as it is: a new one each time would cost more than to read."""
        del sizehint
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Whole messages go to the pool."""
        for message, body in self._unpacker.feed(self._buffer[:nbytes]):
            self._tell(self, message, body)

    def connection_lost(self, error: Exception | None) -> None:
        """The process has closed its side: it has ended, or is about to.

        The kernel tells of an error, not of an end, if something that was written is left unread.
        """
        self._left_unread = error is not None
        self._transport.close()
        self._nursery.end_of(self.pid).add_done_callback(lambda code: self._has_ended(code.result()))

    def _has_ended(self, code: int | None) -> None:
        self.has_ended = True
        by_time = hasattr(signal, "SIGPROF") and code == -signal.SIGPROF
        self.was_over_limit |= by_time
        why = self._killed or _words_of(code)
        if by_time:
            given = self._limits.times(self.tasks[0].share if self.tasks else 1)
            why = f"more than {given.cpu_s:g} s of work for one page"
        self._tell_end(self, why)

    def _write(self, head: dict[str, Any], body: bytes) -> None:
        with suppress(OSError):  # it has gone; connection_lost says so
            for part in packed(head, body):
                self._transport.write(part)


def _words_of(code: int | None) -> str:
    if code is None:
        return "its worker ended"
    if code >= 0:
        return f"its worker ended with code {code}"
    try:
        return f"its worker was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"its worker was ended by signal {-code}"
