"""The corpus directory itself: made if it isn't there, its names brought to the disk.

In: a path. Out: nothing. Refused (``WriteError``): what the disk refuses, and a named pipe, a socket, a device or a
directory where a file of the corpus should stand: whoever opened a pipe would wait for ever.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from newsspider.corpus.errors import WriteError, write_error

if TYPE_CHECKING:
    from pathlib import Path


_FILES = re.compile(r".+\.(?:jsonl(?:\.gz|\.zst)?|json|sqlite(?:-wal|-shm|-journal)?|lock)")
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def refuse_what_is_no_file(corpus_dir: Path) -> None:
    """Look at what stands where files of a corpus do.

    Raises:
        WriteError: Something else has the name of one.
    """
    for folder in (corpus_dir, corpus_dir / "state"):
        try:
            found = sorted(folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise write_error(folder, error) from error
        for path in found:
            if _FILES.fullmatch(path.name):
                _refuse_kinds(path)


def _refuse_kinds(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        _refuse_dangling(path, error)  # nothing is begun anew in its place
        return  # another process has just removed it
    except OSError as error:
        raise write_error(path, error) from error
    for is_kind, what in _KINDS:
        if is_kind(mode):
            raise WriteError(path, f"cannot write: this is {what}, not a file", "Move it away")


def _refuse_dangling(path: Path, error: OSError) -> None:
    """A link to a disk that isn't mounted."""
    if path.is_symlink() and not path.exists():
        raise WriteError(path, "cannot write: this is a link to what isn't there", "Put it there again") from error


def make_directory(path: Path) -> None:
    """Make ``path`` and what is above it, if it isn't there.

    Raises:
        WriteError: It can't be made, or something else has its name.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        for part in (path, *path.parents):
            _refuse_dangling(part, error)
        raise write_error(path, error) from error


def sync_directory(path: Path) -> None:
    """Bring the names in a directory to the disk, so that new and renamed files survive a power cut."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as error:
        raise write_error(path, error) from error
