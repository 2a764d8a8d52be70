"""SQLite's log moved into its file on another thread: a disk may take a tenth of a second, and no writer waits for it.

In: how many commits were made. Out: nothing. Refused: nothing; what can't be moved now is moved by a later call, or by
SQLite when the file is closed.

A passive checkpoint blocks nobody. It comes to the end of the log only if nothing is written meanwhile, and only then
is the log begun anew; so it goes on a few times.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TRIES = 4
# Where items come faster than the disk takes them, the writer does it itself at so many pages.
MOST_PAGES = 4096


class Checkpoints:
    """The log of one file.

    Args:
        path: The file.
        every: After so many commits the log is moved.
    """

    def __init__(self, path: Path, every: int) -> None:
        self._path = path
        self._every = every
        self._commits = 0
        self._thread: Thread | None = None

    def committed(self) -> None:
        """Another commit was made; from time to time the log is moved."""
        self._commits += 1
        if self._commits < self._every or (self._thread is not None and self._thread.is_alive()):
            return
        self._commits = 0
        self._thread = Thread(target=self._move, name="checkpoint", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait for what is on its way."""
        if self._thread is not None:
            self._thread.join()

    def _move(self) -> None:
        try:
            with closing(sqlite3.connect(self._path, isolation_level=None)) as db:
                for _ in range(_TRIES):
                    busy, pages, moved = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                    if busy or pages == moved:
                        return
        except sqlite3.Error:
            return  # the writer meets the same trouble, and tells it
