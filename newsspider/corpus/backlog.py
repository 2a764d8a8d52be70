"""The backlog: requests that are too many to be held in memory, or to be found again. One SQLite file.

In: requests as bytes, under the id of their article. Out: the same in their order, a few at a time; each stays in the
file until it is acknowledged, so that one whose item wasn't committed is handed out again by the next run. Refused: a
disk that doesn't take it (``WriteError``).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from newsspider.corpus.errors import write_error

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

_TABLE = """
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, request BLOB NOT NULL
)
"""


class Backlog:
    """The requests of a corpus that wait on disk; a context manager. The file is made when the first one comes.

    Args:
        path: The file.

    Attributes:
        taken: The ids that were handed out and aren't acknowledged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._last: dict[str, int] = {}  # by source: the number up to which requests were handed out
        self._waiting: dict[str, int] = {}
        self.taken: set[str] = set()
        if path.exists():
            self._open()

    def waiting(self, sources: Iterable[str]) -> int:
        """How many requests of these sources weren't handed out yet."""
        return sum(self._waiting.get(source, 0) for source in sources)

    def add(self, item_id: str, source: str, request: bytes) -> bool:
        """Put a request behind the others; False if one for this article is there already.

        Raises:
            WriteError: The disk doesn't take it.
        """
        with self._errors():
            db = self._open()
            added = db.execute(
                "INSERT OR IGNORE INTO requests (id, source, request) VALUES (?, ?, ?)", (item_id, source, request)
            )
            if added.rowcount:
                self._waiting[source] = self._waiting.get(source, 0) + 1
            return bool(added.rowcount)

    def take(self, sources: Collection[str], most: int) -> list[tuple[str, bytes]]:
        """The next requests of these sources, each once a run: id and bytes; sources take turns.

        Raises:
            WriteError: The file can't be read.
        """
        found: list[tuple[str, bytes]] = []
        with self._errors():
            for source in [source for source in sources if self._waiting.get(source)]:
                share = max(1, most // len(sources))
                rows = self._open().execute(
                    "SELECT number, id, request FROM requests WHERE source = ? AND number > ? ORDER BY number LIMIT ?",
                    (source, self._last.get(source, 0), share),
                )
                for number, item_id, request in rows:
                    self._last[source] = number
                    self._waiting[source] -= 1
                    found.append((item_id, request))
        self.taken.update(item_id for item_id, _ in found)
        return found

    def acknowledge(self, ids: Iterable[str]) -> None:
        """These are done: their items are committed, or never will be. They are forgotten with the next ``commit``."""
        done = self.taken.intersection(ids)
        if not done:
            return
        with self._errors():
            self._open().executemany("DELETE FROM requests WHERE id = ?", ((item_id,) for item_id in done))
        self.taken -= done

    def commit(self) -> None:
        """Bring what was added and acknowledged to the disk.

        Raises:
            WriteError: The disk doesn't take it.
        """
        if self._db is not None and self._db.in_transaction:
            with self._errors():
                self._db.commit()

    def close(self) -> None:
        """Commit and close."""
        db, self._db = self._db, None
        if db is None:
            return
        with self._errors():
            try:
                db.commit()
            finally:
                db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            with self._errors():
                self._db = sqlite3.connect(self._path, timeout=1)
                self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute(_TABLE)
                self._db.execute("CREATE INDEX IF NOT EXISTS by_source ON requests (source, number)")
                self._db.commit()
                counts = self._db.execute("SELECT source, count(*) FROM requests GROUP BY source")
                self._waiting = dict(counts)
        return self._db

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise write_error(self._path, error) from error
