"""The corpus directory itself: made if it isn't there, and its names brought to the disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newsspider.corpus.errors import write_error

if TYPE_CHECKING:
    from pathlib import Path


def make_directory(path: Path) -> None:
    """Make ``path`` and what is above it, if it isn't there.

    Raises:
        WriteError: It can't be made, or something else has its name.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
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
