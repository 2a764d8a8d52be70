"""What the corpus refuses, by name. Each message says what was wrong, where, and what to do.

``CorpusError`` is the base of all.
"""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class CorpusError(Exception):
    """The corpus directory cannot be used as it stands."""


class WriteError(CorpusError):
    """The disk is full, the directory read-only ... What was committed stays whole.

    Attributes:
        path: The file or directory that refused.
    """

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        super().__init__(f"{path}: {what}. {remedy}")
        self.path = path


class LockedError(CorpusError):
    """Another process writes to this corpus."""


class NewerCorpusError(CorpusError):
    """The corpus was written by a newer newsspider, whose records this one doesn't know."""


class CorpusMismatchError(CorpusError):
    """A file of the corpus isn't what the journal wrote: deleted, shortened, replaced or edited."""


class BrokenLineError(CorpusError):
    """A line before the last one isn't a record."""


class DamagedFileError(CorpusError):
    """A packed file ends before its end, or isn't what its name says.

    Args:
        path: The file.
        what: How the library that unpacks it says so.
    """

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"{path}: the archive is damaged or cut off ({what}). Put a whole copy in its place and start again."
        )


_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "Free some space and start again"),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and start again"),
    errno.EFBIG: (
        "the file has reached the size limit of this process",
        "Raise it (`ulimit -f`) and start again",
    ),
    errno.EROFS: ("the file system is read-only", "Choose another CORPUS_DIR or mount it writable"),
    errno.EACCES: (
        "permission denied",
        "Choose another CORPUS_DIR or give this user the right to write there",
    ),
    errno.EPERM: (
        "operation not permitted",
        "Choose another CORPUS_DIR or give this user the right to write there",
    ),
    errno.ENOTDIR: ("a part of this path is not a directory", "Choose another CORPUS_DIR"),
    errno.EEXIST: ("this is a file, not a directory", "Choose another CORPUS_DIR or move the file away"),
    errno.EISDIR: ("this is a directory, not a file", "Move it away"),
    errno.EMFILE: ("too many open files", "Raise the limit (`ulimit -n`) and start again"),
}
_COMMITTED = "all that was committed is kept, and the next run goes on from there"


def write_error(path: Path, error: OSError | sqlite3.Error) -> WriteError:
    """The ``WriteError`` that tells ``error``, met at ``path``, in words."""
    if isinstance(error, OSError):
        named = errno.errorcode.get(error.errno or 0, "?")
        what, remedy = _REMEDIES.get(error.errno or 0, (error.strerror or str(error), "Check the disk and start again"))
        return WriteError(path, f"cannot write: {what} ({named})", f"{remedy}; {_COMMITTED}.")
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return WriteError(path, "cannot write: the disk is full", f"Free some space and start again; {_COMMITTED}.")
    remedy = "Check the disk, its free space and who may write there"
    return WriteError(path, f"cannot write: {error}", f"{remedy}; {_COMMITTED}.")
