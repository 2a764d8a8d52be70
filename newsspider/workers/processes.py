"""The nursery's process as the system sees it: a new one, or a copy of this one; and the end of any.

In: a socket for its standard input. Out: something with ``pid``, ``wait`` and ``kill``. Refused: nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_LOOK_S = 0.005
# A worker does one thing at a time: threads of a library for numbers would only cost memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Forked:
    """A nursery's process that is a copy of this one, made before the crawl began: see ``fork_nursery``.

    Attributes:
        pid: Its number.
        control: The socket by which it is told.
    """

    def __init__(self) -> None:
        from newsspider.workers.nursing import fork_nursery  # noqa: PLC0415 - it loads extraction

        self.pid, self.control = fork_nursery()
        self._code: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended.

        Raises:
            subprocess.TimeoutExpired: It hasn't, in so many seconds.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while self._code is None:
            ended, status = os.waitpid(self.pid, 0 if end is None else os.WNOHANG)
            if ended:
                self._code = os.waitstatus_to_exitcode(status)
            elif end is not None and time.monotonic() >= end:
                raise subprocess.TimeoutExpired("a nursery", timeout or 0.0)
            else:
                time.sleep(_LOOK_S)
        return self._code

    def kill(self) -> None:
        """End it at once."""
        if self._code is None:
            kill(self.pid)


def kill(pid: int) -> None:
    """End a process at once."""
    with suppress(OSError):  # it has gone by itself
        os.kill(pid, signal.SIGKILL)


def new_process(stdin: socket.socket) -> subprocess.Popen[bytes]:
    """The nursery's process: what this one can import, it can too."""
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**_ONE_THREAD, **os.environ, "PYTHONPATH": paths}
    command = [sys.executable, "-m", "newsspider.workers"]
    return subprocess.Popen(command, stdin=stdin.fileno(), stdout=subprocess.DEVNULL, env=environment)  # noqa: S603 - ours
