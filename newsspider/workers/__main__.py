"""The nursery: ``python -m newsspider.workers``, with a socket in the place of standard input.

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
import sys
import traceback
from contextlib import suppress

from newsspider.workers.limits import Limits, return_large_blocks
from newsspider.workers.orders import BIRTH, BORN, DEATH, GONE, ORDER, READY
from newsspider.workers.serving import Heard, serve
from newsspider.workers.tasks import warm_up
from newsspider.workers.wire import receive


def main() -> None:
    """Tend to workers until nobody wants any."""
    # Ctrl-C and a service's stop reach the whole group of processes; when a worker may go is for the crawl to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return_large_blocks()
    with socket.socket(fileno=sys.stdin.fileno()) as control:
        first = receive(control)
        if first is None:
            return
        heard = Heard()
        logging.getLogger().addHandler(heard)
        warm_up()
        heard.lines.clear()
        gc.collect()
        gc.freeze()  # the collector writes to whatever it looks at, and what is written to isn't shared any more
        nursery = Nursery(control, Limits(**first[0]), heard)
        nursery.tell(READY)
        nursery.tend()


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


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, ConnectionResetError):
        sys.exit(0)  # the crawl has gone
