"""One run at a time per corpus: an ``flock`` that says who holds it.

In: the corpus directory. Out: a context manager; the kernel lets go when the process ends, however it ends.
Refused: a corpus that another process writes to (``LockedError``), a directory that can't be written, or in
which a named pipe, a device or a directory stands where a file should (``WriteError``).
"""

from __future__ import annotations

import fcntl
import os
import shlex
import socket
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import orjson

from newsspider.corpus.directory import make_directory, refuse_what_is_no_file
from newsspider.corpus.errors import LockedError, write_error

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_MAX_BYTES = 65_536


class RunLock:
    """The right to write to a corpus, from ``with`` to its end. The file stays: only the lock on it counts.

    A child process made by ``fork`` holds the lock too, until it ends.

    Example::

        with RunLock(Path("corpus")):
            crawl()
    """

    def __init__(self, corpus_dir: Path) -> None:
        self.path = corpus_dir / "state" / "run.lock"
        self._fd = -1

    def acquire(self) -> None:
        """Take the lock at once.

        Raises:
            LockedError: Another process has it.
            WriteError: The lock file can't be made, or what is no file has the name of one of the corpus.
        """
        make_directory(self.path.parent)
        refuse_what_is_no_file(self.path.parent.parent)
        try:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, _holder(), 0)
        except BlockingIOError as error:
            holder = os.pread(self._fd, _MAX_BYTES, 0)
            self.release()
            raise _locked(self.path, holder) from error
        except OSError as error:
            self.release()
            raise write_error(self.path, error) from error

    def release(self) -> None:
        """Give the lock back; nothing happens if it isn't held."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _holder() -> bytes:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    command = shlex.join(arg.encode("utf-8", "replace").decode() for arg in sys.argv)
    return orjson.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now, "command": command})


def _locked(path: Path, content: bytes) -> LockedError:
    corpus_dir = path.parent.parent
    try:
        held = orjson.loads(content)
        who = f"process {held['pid']} on {held['host']} since {held['since']} ({held['command']})"
        stop = f"stop it (`kill {held['pid']}`)"
    except (ValueError, KeyError, TypeError):  # it has the lock, and is just about to write its name
        who, stop = "another process", "stop it"
    return LockedError(
        f"{corpus_dir}: this corpus is being written by {who}. Wait for it to end, {stop}, or choose another "
        f"CORPUS_DIR."
    )
