"""The frontier's file: its tables, and how an earlier version's are taken over.

In: a path. Out: an open SQLite database. Refused: a file that can't be opened for now, because the disk is full or a
directory stands in its place, and one that is no database (``sqlite3.DatabaseError``); one of a later version
(``NewerFrontierError``).

Rows stand in the order in which they came. Where their place followed from their key, which is a hash, each link wrote
three pages of its own: the links of a long sitemap took 30 ms of the event loop, once a second.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from newsspider.discovery.way_memory import WAY_TABLES

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 2
_LOG_PAGES = 16_384  # 64 MiB; the log is moved by a thread, and only where that doesn't keep up by a commit

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
CREATE TABLE IF NOT EXISTS gone (source TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_COLUMNS = "key, source, url, via, title, date, modified, text, whole, state, tries, again, at, rank"
_TAKE_OVER = f"""
ALTER TABLE links RENAME TO links_before;
DROP INDEX IF EXISTS waiting;
{_TABLES}
INSERT INTO links ({_COLUMNS}) SELECT {_COLUMNS} FROM links_before;
DROP TABLE links_before;
"""  # noqa: S608 - all of it is ours


class NewerFrontierError(Exception):
    """The file was written by a newer newsspider.

    Attributes:
        version: Of the file.
    """

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version}, and versions up to {VERSION} are known")
        self.version = version


def opened(path: Path) -> sqlite3.Connection:
    """The open file; it and its folder are made if they don't exist.

    Raises:
        sqlite3.DatabaseError: It can't be opened for now, or is no database.
        NewerFrontierError: It is of a later version.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=5)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, 1, VERSION}:
            raise NewerFrontierError(version)  # noqa: TRY301 - the connection is closed first
        if version != VERSION:
            tables = _TAKE_OVER if version == 1 else _TABLES
            db.executescript(f"BEGIN; {tables} PRAGMA user_version = {VERSION}; COMMIT;")
        db.executescript(_MORE_TABLES + WAY_TABLES)
        db.execute("UPDATE links SET state = 'waiting' WHERE state = 'taken'")  # an earlier run was ended
    except BaseException:
        db.close()
        raise
    return db
