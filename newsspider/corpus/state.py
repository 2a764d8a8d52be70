"""The journal's truth: which ids are written, and up to which byte each file counts. One SQLite file.

In: ids and marks. Out: "is this id known?" in microseconds, whatever the size. Refused: a file of a newer
version (``NewerCorpusError``), one that another process holds (``LockedError``), one that isn't SQLite
(``WriteError``).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsspider.corpus.errors import LockedError, NewerCorpusError, WriteError, write_error
from newsspider.corpus.lines import Mark
from newsspider.records import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STATE_VERSION = 1
_TABLES = """
DROP TABLE IF EXISTS meta;
DROP TABLE IF EXISTS items;
DROP TABLE IF EXISTS aliases;
DROP TABLE IF EXISTS files;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE items (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE aliases (id TEXT PRIMARY KEY, item_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, records INTEGER NOT NULL, tail BLOB NOT NULL
) WITHOUT ROWID;
"""


class State:
    """The open SQLite file.

    Attributes:
        is_new: The file doesn't yet hold what the corpus holds; see ``create_tables``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._errors():
            # Autocommit, so that BEGIN and COMMIT stand where this module says. The journal's one process
            # alone opens it: EXCLUSIVE spares the shared-memory file, and a second opener is refused.
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None)
        try:
            with self._errors():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("BEGIN IMMEDIATE")  # takes the lock now, not at the first write
        self._db.execute("COMMIT")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        self.is_new = version == 0
        if version > STATE_VERSION:
            raise newer(self.path, "the journal has", version, STATE_VERSION)
        if not self.is_new:
            found = self._db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
            if found and int(found[0]) > SCHEMA_VERSION:
                raise newer(self.path, "the records have", int(found[0]), SCHEMA_VERSION)

    def create_tables(self) -> None:
        """Make the tables, empty. After a crash before ``finish`` the next start begins again."""
        with self._errors(), self._transaction():
            for statement in filter(str.strip, _TABLES.split(";")):
                self._db.execute(statement)
            self._db.execute("INSERT INTO meta VALUES ('schema_version', ?)", (str(SCHEMA_VERSION),))

    def finish(self) -> None:
        """Say that the tables hold all that the corpus holds."""
        with self._errors():
            self._db.execute(f"PRAGMA user_version = {STATE_VERSION}")
        self.is_new = False

    def commit(self, ids: Iterable[str], aliases: Iterable[tuple[str, str]], marks: Mapping[str, Mark]) -> None:
        """Remember ids, aliases and marks, all or nothing, on disk when it returns."""
        with self._errors(), self._transaction():
            self._insert(ids, aliases, marks)

    def item_of(self, known_id: str) -> str | None:
        """The id of the item that has this id or this alias, or None."""
        with self._errors():
            if self._db.execute("SELECT 1 FROM items WHERE id = ?", (known_id,)).fetchone():
                return known_id
            row = self._db.execute("SELECT item_id FROM aliases WHERE id = ?", (known_id,)).fetchone()
            return None if row is None else str(row[0])

    def marks(self) -> dict[str, Mark]:
        """The committed mark of each file, by its name."""
        with self._errors():
            rows = self._db.execute("SELECT name, size, records, tail FROM files")
            return {name: Mark(size, records, tail) for name, size, records, tail in rows}

    def close(self) -> None:
        """Close; the write-ahead log goes into the file."""
        with self._errors():
            self._db.close()

    def _insert(self, ids: Iterable[str], aliases: Iterable[tuple[str, str]], marks: Mapping[str, Mark]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO items VALUES (?)", ((i,) for i in ids))
        self._db.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", aliases)
        self._db.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
            ((name, mark.size, mark.records, mark.tail) for name, mark in marks.items()),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LockedError(
                    f"{self.path}: another process has this corpus open. Wait for it to end, or choose "
                    f"another CORPUS_DIR."
                ) from error
            if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise WriteError(
                    self.path,
                    f"the journal is damaged ({error})",
                    "Remove this file (and those beside it whose names begin with its name): the next run "
                    "makes it anew from items.jsonl.",
                ) from error
            raise write_error(self.path, error) from error


def newer(path: Path, what: str, found: int, known: int) -> NewerCorpusError:
    """The error that refuses a corpus of a newer version, by name."""
    return NewerCorpusError(
        f"{path}: {what} version {found}, and this newsspider knows versions up to {known}. "
        f"Update newsspider, or choose another CORPUS_DIR."
    )
