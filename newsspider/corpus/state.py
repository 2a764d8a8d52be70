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

STATE_VERSION = 2
_TABLES = """
DROP TABLE IF EXISTS meta;
DROP TABLE IF EXISTS items;
DROP TABLE IF EXISTS aliases;
DROP TABLE IF EXISTS files;
DROP TABLE IF EXISTS segments;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE items (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE aliases (id TEXT PRIMARY KEY, item_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, records INTEGER NOT NULL, tail BLOB NOT NULL
) WITHOUT ROWID;
"""
_SINCE_2 = """
CREATE TABLE segments (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, records INTEGER NOT NULL, tail BLOB NOT NULL
) WITHOUT ROWID;
"""
_HELD = "CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, item BLOB NOT NULL) WITHOUT ROWID"
_LIVE, _ROLLING = "live", "rolling"


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
        if version == 1:
            with self._transaction():
                self._run(_SINCE_2)
                self._db.execute(f"PRAGMA user_version = {STATE_VERSION}")
        if not self.is_new:
            self._run(_HELD)
            found = self._db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
            if found and int(found[0]) > SCHEMA_VERSION:
                raise newer(self.path, "the records have", int(found[0]), SCHEMA_VERSION)

    def create_tables(self) -> None:
        """Make the tables, empty. After a crash before ``finish`` the next start begins again."""
        with self._errors(), self._transaction():
            self._run(f"{_TABLES}{_SINCE_2}DROP TABLE IF EXISTS held;{_HELD}")
            self._db.execute("INSERT INTO meta VALUES ('schema_version', ?)", (str(SCHEMA_VERSION),))

    def finish(self) -> None:
        """Say that the tables hold all that the corpus holds."""
        with self._errors():
            self._db.execute(f"PRAGMA user_version = {STATE_VERSION}")
        self.is_new = False

    def commit(
        self,
        ids: Iterable[str],
        aliases: Iterable[tuple[str, str]],
        marks: Mapping[str, Mark],
        held: Mapping[str, bytes | None] | None = None,
    ) -> None:
        """Remember ids, aliases, marks and items that wait (None: no more), all or nothing, on disk at its end."""
        with self._errors(), self._transaction():
            self._insert(ids, aliases, marks)
            for item_id, packed in (held or {}).items():
                if packed is None:
                    self._db.execute("DELETE FROM held WHERE id = ?", (item_id,))
                else:
                    self._db.execute("INSERT OR REPLACE INTO held VALUES (?, ?)", (item_id, packed))

    def held(self) -> dict[str, bytes]:
        """The items that wait, by id."""
        with self._errors():
            return dict(self._db.execute("SELECT id, item FROM held"))

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

    @property
    def live(self) -> str | None:
        """The name of the file that takes the records; None: none was named yet."""
        return self._meta(_LIVE)

    @property
    def rolling(self) -> tuple[str, str] | None:
        """The live file and the segment that it was just becoming, if a kill came between."""
        told = self._meta(_ROLLING)
        return None if told is None else (told.partition("\n")[0], told.partition("\n")[2])

    def segments(self) -> dict[str, Mark]:
        """The closed segments, by their name; packed ones have the mark of what was packed."""
        with self._errors():
            rows = self._db.execute("SELECT name, size, records, tail FROM segments ORDER BY name")
            return {name: Mark(size, records, tail) for name, size, records, tail in rows}

    def begin_roll(self, live: str, segment: str) -> None:
        """Say that the live file is about to be renamed."""
        with self._errors(), self._transaction():
            self._set_meta(_ROLLING, f"{live}\n{segment}")

    def close_segment(self, live: str, segment: str, then: str) -> None:
        """The live file has become a segment, and a new one, empty, takes the records under the name ``then``."""
        with self._errors(), self._transaction():
            taken = "INSERT OR REPLACE INTO segments SELECT ?, size, records, tail FROM files WHERE name = ?"
            self._db.execute(taken, (segment, live))
            self._db.execute("DELETE FROM files WHERE name IN (?, ?)", (live, then))
            self._db.execute("INSERT INTO files VALUES (?, 0, 0, x'')", (then,))
            self._db.execute("DELETE FROM meta WHERE key = ?", (_ROLLING,))
            self._set_meta(_LIVE, then)

    def name_live(self, live: str, instead_of: str) -> None:
        """Records go to the file ``live``; the other holds none."""
        with self._errors(), self._transaction():
            self._db.execute("DELETE FROM files WHERE name = ?", (instead_of,))
            self._set_meta(_LIVE, live)

    def open_again(self, segment: str) -> None:
        """A closed segment takes records again."""
        with self._errors(), self._transaction():
            self._db.execute("INSERT OR REPLACE INTO files SELECT * FROM segments WHERE name = ?", (segment,))
            self._db.execute("DELETE FROM segments WHERE name = ?", (segment,))
            self._set_meta(_LIVE, segment)

    def add_segments(self, segments: Mapping[str, Mark], live: str) -> None:
        """Take files over as closed segments, and ``live`` as the one that takes records."""
        with self._errors(), self._transaction():
            rows = ((name, mark.size, mark.records, mark.tail) for name, mark in segments.items())
            self._db.executemany("INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?)", rows)
            self._set_meta(_LIVE, live)

    def rename_segment(self, name: str, packed: str) -> None:
        """A segment was packed."""
        with self._errors(), self._transaction():
            self._db.execute("UPDATE segments SET name = ? WHERE name = ?", (packed, name))

    def close(self) -> None:
        """Close; the write-ahead log goes into the file."""
        with self._errors():
            self._db.close()

    def _meta(self, key: str) -> str | None:
        with self._errors():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
            return None if row is None else str(row[0])

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _run(self, statements: str) -> None:
        for statement in filter(str.strip, statements.split(";")):
            self._db.execute(statement)

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
