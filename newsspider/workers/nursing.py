"""The nursery's own process: a new one, or a copy of the crawl's.

In: the limits, then orders of ``newsspider.workers.orders``, each birth with the socket of the worker that is wanted.
Out: a worker for each, forked from this process, which has loaded all that a page needs: so it is there in
milliseconds, and what was loaded stands in memory once. Its end, and how it came, is told. When the crawl goes, all go.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import socket
import traceback
from contextlib import suppress
from pathlib import Path

from newsspider.workers.limits import Limits, collect_seldom, return_large_blocks
from newsspider.workers.orders import BIRTH, BORN, DEATH, GONE, ORDER, READY
from newsspider.workers.serving import Heard, serve
from newsspider.workers.tasks import warm_up
from newsspider.workers.wire import receive

_STDERR = 2


def nurse(control: socket.socket) -> None:
    """Tend to workers until nobody wants any; nothing is loaded before the crawl tells its limits."""
    # Ctrl-C, a closed terminal and a service's stop reach the whole group of processes; when a worker may go is for
    # the crawl to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with control, suppress(BrokenPipeError, ConnectionResetError):  # the crawl has gone
        first = receive(control)
        if first is None:
            return
        return_large_blocks()
        heard = Heard()
        logging.getLogger().addHandler(heard)
        gc.disable()  # next to nothing that is loaded is garbage
        warm_up()
        heard.lines.clear()
        gc.collect()
        collect_seldom()
        gc.enable()
        nursery = Nursery(control, Limits(**first[0]), heard)
        nursery.tell(READY)
        nursery.tend()


def fork_nursery() -> tuple[int, socket.socket]:
    """A nursery that has what this process has loaded by now: its number, and the socket by which it is told.

    Only for a process of a single thread: a lock that another one holds would be held in the copy for good.
    """
    ours, theirs = socket.socketpair()
    gc.collect()
    collect_seldom()
    pid = os.fork()
    if pid:
        theirs.close()
        return pid, ours
    code = 1
    try:
        _leave_all(theirs)
        nurse(theirs)
        code = 0
    except BaseException:  # noqa: BLE001 - behind this nobody is left to tell it to
        traceback.print_exc()
    finally:
        os._exit(code)


def _leave_all(kept: socket.socket) -> None:
    """What the crawl has open is the crawl's: its stores, its network, its log."""
    logging.getLogger().handlers.clear()
    logging.getLogger().setLevel(logging.WARNING)
    signal.set_wakeup_fd(-1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    for number in [int(path.name) for path in Path("/dev/fd").iterdir()]:
        if number > _STDERR and number != kept.fileno():
            with suppress(OSError):  # the one by which they were listed is closed already
                os.close(number)


class Nursery:
    """Forks workers, and waits for their ends."""

    def __init__(self, control: socket.socket, limits: Limits, heard: Heard) -> None:
        self._control, self._limits, self._heard = control, limits, heard
        self._alive: set[int] = set()
        self._ends, self._woken = os.pipe()  # a byte for each signal
        os.set_blocking(self._ends, False)
        os.set_blocking(self._woken, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)

    def tell(self, what: int, pid: int = 0, code: int = 0) -> None:
        """Say something to the crawl."""
        self._control.sendall(ORDER.pack(what, pid, code))

    def tend(self) -> None:
        """Do what is ordered, until the crawl has gone."""
        try:
            while True:
                ready, _, _ = select.select([self._control.fileno(), self._ends], [], [])
                if self._ends in ready:
                    with suppress(BlockingIOError):
                        os.read(self._ends, 4096)
                    self._reap()
                if self._control.fileno() in ready and not self._obey():
                    return
        finally:
            for pid in self._alive:
                os.kill(pid, signal.SIGKILL)
            for pid in self._alive:
                os.waitpid(pid, 0)

    def _obey(self) -> bool:
        """One order; False if there will be none any more."""
        order, handed, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return False
        what, pid, _ = ORDER.unpack(order)
        if what == BIRTH:
            self._fork(socket.socket(fileno=handed[0]))
        elif what == DEATH and pid in self._alive:  # who has ended is told already, and the number may be another's
            os.kill(pid, signal.SIGKILL)
        return True

    def _fork(self, sock: socket.socket) -> None:
        pid = os.fork()
        if pid:
            sock.close()
            self._alive.add(pid)
            self.tell(BORN, pid)
            return
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            os.close(self._ends)
            os.close(self._woken)
            serve(sock, self._limits, self._heard)
            code = 0
        except (BrokenPipeError, ConnectionResetError):
            code = 0  # the crawl has gone
        except BaseException:  # noqa: BLE001 - behind this nobody is left to tell it to
            traceback.print_exc()
        finally:
            os._exit(code)  # what the nursery would do at its end isn't the worker's to do

    def _reap(self) -> None:
        for pid in tuple(self._alive):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._alive.discard(pid)
                self.tell(GONE, pid, os.waitstatus_to_exitcode(status))
