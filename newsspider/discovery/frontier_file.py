"""The frontier's file: its tables, how an earlier version's are taken over, and what keeps its log short.

In: a path. Out: an open SQLite database. Refused: a file that can't be opened for now, because the disk is full, or a
directory stands in its place (``sqlite3.OperationalError``); one that is no database, or a later version's, is begun
anew, for the journal knows what is in the corpus.

Rows stand in the order in which they came. Where their place followed from their key, which is a hash, each link wrote
three pages of its own: the links of a long sitemap took 30 ms of the event loop, once a second.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from newsspider.discovery.way_memory import WAY_TABLES

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 2
_LOG_BYTES = 64 * 1024 * 1024  # beyond it the log is brought to its end at once, whoever waits
_PAGE_BYTES = 4096

_TABLES = """
CREATE TABLE links (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, source TEXT NOT NULL, url TEXT NOT NULL, via TEXT NOT NULL,
    title TEXT, date TEXT, modified TEXT, text BLOB, whole INTEGER NOT NULL, state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, again INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL, rank TEXT NOT NULL
);
CREATE INDEX waiting ON links (source, rank DESC) WHERE state = 'waiting';
"""
_MORE_TABLES = """
CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, hash TEXT NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS variants (
    host TEXT NOT NULL, rule TEXT NOT NULL, proofs INTEGER NOT NULL, against INTEGER NOT NULL,
    PRIMARY KEY (host, rule)
) WITHOUT ROWID;
"""
_COLUMNS = "key, source, url, via, title, date, modified, text, whole, state, tries, again, at, rank"
_TAKE_OVER = f"""
ALTER TABLE links RENAME TO links_before;
DROP INDEX IF EXISTS waiting;
{_TABLES}
INSERT INTO links ({_COLUMNS}) SELECT {_COLUMNS} FROM links_before;
DROP TABLE links_before;
"""  # noqa: S608 - all of it is ours


def opened(path: Path) -> sqlite3.Connection:
    """The open file.

    Raises:
        sqlite3.OperationalError: It can't be opened for now.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=5)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")  # that is what `Log` is for
        db.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, 1, VERSION}:
            raise sqlite3.DatabaseError(f"version {version}")  # noqa: TRY301 - handled as any file of another kind
        if version != VERSION:
            tables = _TAKE_OVER if version == 1 else _TABLES
            db.executescript(f"BEGIN; {tables} PRAGMA user_version = {VERSION}; COMMIT;")
        db.executescript(_MORE_TABLES + WAY_TABLES)
    except BaseException:
        db.close()
        raise
    return db


class Log:
    """What was committed and doesn't stand in the file itself yet (SQLite's write-ahead log).

    A thread brings it there, for a page may take a disk as long as a turn of the event loop.

    Args:
        path: The file.
        db: It, open.
    """

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self._path = path
        self._db = db
        self._thread = ThreadPoolExecutor(1, "frontier")
        self._under_way: Future[int] | None = None

    def shorten(self) -> None:
        """Bring it to the file; called behind a commit."""
        if self._under_way is not None:
            if not self._under_way.done():
                return
            if self._under_way.result() * _PAGE_BYTES > _LOG_BYTES:
                # It begins at its start again only when nothing of it is left, between two transactions.
                with suppress(sqlite3.Error):
                    self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._under_way = self._thread.submit(self._bring)

    def _bring(self) -> int:
        """How many pages the log has."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path, timeout=0)) as db:
            return int(db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
        return 0

    def close(self) -> None:
        """Wait for the thread."""
        self._thread.shutdown()
