"""The store: one SQLite file in WAL mode that holds all that a ``StoryIndex`` knows.

In: entries, and stories that changed. Out: the same after any kill. Refused: a file that is no such store,
or of another version, and a second process that writes: ``StoreError`` says which and what to do.

Each ``transaction`` is committed before it returns. A killed process loses nothing that was answered; a
power cut may lose the last answers (SQLite's ``synchronous=NORMAL``), and leaves the store consistent.
Rows are only ever appended in order, save for stories that change: what is looked up by key stands in memory.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.reposts.entry import (
    Entry,
    pack_change,
    pack_entry,
    pack_json,
    pack_story,
    unpack_change,
    unpack_entry,
    unpack_lookups,
    unpack_story,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from newsspider.records import Story, StoryChange
    from newsspider.reposts.entry import Lookups

STORE_VERSION = 5
_CACHED_ENTRIES = 2048
_PAGE_BYTES = 8192  # several items to a page
_SCHEMA = """
CREATE TABLE items (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, story INTEGER NOT NULL,
  record BLOB NOT NULL, entry BLOB NOT NULL, lookups BLOB NOT NULL, print BLOB NOT NULL);
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, change BLOB NOT NULL);
CREATE TABLE owed (number INTEGER PRIMARY KEY);
CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class StoreError(Exception):
    """The store can't be opened or written; the message says why and what to do."""


class _Transaction:
    """All that is written inside is committed when it ends, or not at all.

    Raises:
        StoreError: Another process has written, or the disk refuses.
    """

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        self._store.enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.leave(error)


class Store:
    """The file and a bounded cache of its entries.

    Args:
        path: The file; it and its folder are made if they don't exist.
        read_only: Open it beside the process that writes; it must exist.
        commit_every: So many transactions make a commit; with more than one, a kill loses the last ones.

    Raises:
        StoreError: ``path`` is no story index, or of another version, or can't be opened.
    """

    def __init__(self, path: Path, *, read_only: bool = False, commit_every: int = 1) -> None:
        self._path = path
        self._cache: OrderedDict[int, Entry] = OrderedDict()
        self._commit_every = commit_every
        self._uncommitted = 0
        self._in_batch = False
        self.transaction = _Transaction(self)
        try:
            if read_only:
                self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(path, isolation_level=None, timeout=5.0)
            self._prepare(read_only=read_only)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{path} can't be opened as a story index: {error}; give another path or remove it"
            ) from error
        self._data_version = self._pragma("data_version")

    def _prepare(self, *, read_only: bool) -> None:
        version = self._pragma("user_version")
        if version not in (0, STORE_VERSION) or (read_only and version == 0):
            raise StoreError(
                f"{self._path} is a story index of version {version}, this program reads "
                f"version {STORE_VERSION}: remove it and add the items again"
            )
        if read_only:
            return
        self._db.execute(f"PRAGMA page_size={_PAGE_BYTES:d}")  # of a new file
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        if version == 0:
            with self._committed():
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={STORE_VERSION:d}")

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    @contextmanager
    def _committed(self) -> Iterator[None]:
        self._begin()
        try:
            yield
        except BaseException:
            self._roll_back()
            raise
        self._end()

    def _begin(self) -> None:
        if not self._uncommitted:
            self._db.execute("BEGIN IMMEDIATE")

    def _end(self) -> None:
        self._uncommitted += 1
        if self._uncommitted >= self._commit_every:
            self._commit()

    def _commit(self) -> None:
        if not self._uncommitted:
            return
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self._roll_back()
            raise
        self._uncommitted = 0

    def _roll_back(self) -> None:
        self._uncommitted = 0
        self._cache.clear()
        if self._db.in_transaction:  # on a full disk SQLite has rolled back already
            self._db.execute("ROLLBACK")

    def enter(self) -> None:
        """A transaction begins."""
        if self._in_batch:
            return
        try:
            self._begin()
            # Once a commit is begun no other process can write.
            if not self._uncommitted and self._pragma("data_version") != self._data_version:
                self._roll_back()
                raise StoreError(f"another process writes to {self._path}: let one process write at a time")
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def leave(self, error: BaseException | None) -> None:
        """A transaction ends; after an error nothing of it was written."""
        if self._in_batch:
            return
        try:
            if error is None:
                self._end()
            else:
                self._roll_back()
        except sqlite3.Error as refusal:
            raise self._refused(refusal) from refusal
        if isinstance(error, sqlite3.Error):
            raise self._refused(error) from error

    def _refused(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"{self._path} can't be written: {error}")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All transactions inside become one: they are committed when it ends, or none of them is.

        Raises:
            StoreError: As ``transaction``.
        """
        with self.transaction:
            self._in_batch = True
            try:
                yield
            finally:
                self._in_batch = False

    def close(self) -> None:
        """Commit what isn't yet, and close the file.

        Raises:
            StoreError: The disk refuses; what was committed before stays.
        """
        try:
            self._commit()
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} can't be written: {error}") from error
        finally:
            self._db.close()

    def stories(self) -> list[int]:
        """The number of the story of every item, in order of arrival."""
        return [row[0] for row in self._db.execute("SELECT story FROM items ORDER BY number")]

    def known(self) -> Iterator[bytes]:
        """What later items are held against of every item, packed, in order of arrival."""
        for (packed,) in self._db.execute("SELECT print FROM items ORDER BY number"):
            yield packed

    def lookups(self) -> Iterator[Lookups]:
        """What each item is looked up by, in order of arrival."""
        for (packed,) in self._db.execute("SELECT lookups FROM items ORDER BY number"):
            yield unpack_lookups(packed)

    def all_stories(self) -> Iterator[tuple[int, str, Story]]:
        """The number, id and story of every item, in order of arrival."""
        for number, item_id, record in self._db.execute("SELECT number, id, record FROM items ORDER BY number"):
            yield number, item_id, unpack_story(record)

    def entry(self, number: int) -> Entry:
        """The entry of a number that was given out."""
        held = self._cache.get(number)
        if held is None:
            query = "SELECT id, entry, record, print FROM items WHERE number = ?"
            id_, packed, record, print_ = self._db.execute(query, (number,)).fetchone()
            held = unpack_entry(number, id_, packed, record, print_)
        self._keep(held)
        return held

    def _keep(self, entry: Entry) -> None:
        self._cache[entry.number] = entry
        self._cache.move_to_end(entry.number)
        if len(self._cache) > _CACHED_ENTRIES:
            self._cache.popitem(last=False)

    def put(self, entry: Entry, lookups: Lookups, story: int) -> None:
        """Write a new entry in a story (inside a transaction)."""
        parts = (pack_story(entry.story), pack_entry(entry), lookups.packed(), entry.packed)
        self._db.execute("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", (entry.number, entry.id, story, *parts))
        self._keep(entry)

    def change(self, entry: Entry, story: int, change: StoryChange) -> None:
        """Write an earlier item's new story, and that it changed (inside a transaction)."""
        query = "UPDATE items SET story = ?, record = ? WHERE number = ?"
        self._db.execute(query, (story, pack_story(change.story), entry.number))
        self._db.execute("INSERT INTO changes (change) VALUES (?)", (pack_change(change),))
        self._keep(entry._replace(story=change.story))

    def owe(self, numbers: Sequence[int], story: int) -> None:
        """Write the new story of items whose record is written later (inside a transaction)."""
        self._db.executemany("INSERT OR IGNORE INTO owed VALUES (?)", ((n,) for n in numbers))
        self._db.executemany("UPDATE items SET story = ? WHERE number = ?", ((story, n) for n in numbers))

    def pay(self, numbers: Iterable[int]) -> None:
        """The records of these items are no longer owed (inside a transaction)."""
        self._db.executemany("DELETE FROM owed WHERE number = ?", ((number,) for number in numbers))

    def owed(self) -> list[int]:
        """The items whose record is still to be written."""
        return [row[0] for row in self._db.execute("SELECT number FROM owed ORDER BY number")]

    def changes(self) -> list[tuple[int, StoryChange]]:
        """All changes that haven't been forgotten, oldest first, each with its place in the queue."""
        rows = self._db.execute("SELECT seq, change FROM changes ORDER BY seq")
        return [(int(seq), unpack_change(change)) for seq, change in rows]

    def forget_changes(self, upto: int) -> None:
        """Drop the changes up to a place in the queue."""
        with self.transaction:
            self._db.execute("DELETE FROM changes WHERE seq <= ?", (upto,))

    def note(self, name: str) -> Any:
        """What was noted under a name, or None."""
        row = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def put_note(self, name: str, value: Any) -> None:
        """Note a JSON value under a name (inside a transaction)."""
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, pack_json(value)))
