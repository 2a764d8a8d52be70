"""The store: one SQLite file in WAL mode that holds all that a ``StoryIndex`` knows.

In: entries, and stories that changed. Out: the same after any kill. Refused: a file that is no such store,
or of another version, and a second process that writes: ``StoreError`` says which and what to do.

Each ``transaction`` is committed before it returns. A killed process loses nothing that was answered; a
power cut may lose the last answers (SQLite's ``synchronous=NORMAL``), and leaves the store consistent.
Rows are only ever appended in order, save for stories that change: what is looked up by key stands in memory.
Where many transactions make a commit, rows wait in memory and are written many at a time: most stories change
while they wait.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from newsspider.reposts.compiled import Prints
from newsspider.reposts.database import Database, StoreError
from newsspider.reposts.rows import (
    pack_change,
    pack_entry,
    pack_json,
    pack_lookups,
    pack_row,
    pack_story,
    story_in_row,
    unpack_change,
    unpack_entry,
    unpack_lookups,
    unpack_row,
    unpack_story,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsspider.records import Story, StoryChange
    from newsspider.reposts.entry import Entry, Lookups

STORE_VERSION = 7
_CACHED_ENTRIES, _MORE_CACHED_ENTRIES = 2048, 8192  # some two kilobytes each
_MOST_WAITING = 256  # rows
_SCHEMA = """
CREATE TABLE items (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, story INTEGER NOT NULL,
  record BLOB NOT NULL, entry BLOB NOT NULL, lookups BLOB NOT NULL, print BLOB NOT NULL);
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, change BLOB NOT NULL);
CREATE TABLE owed (number INTEGER PRIMARY KEY);
CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class _Waiting(NamedTuple):
    """A row that isn't written yet.

    Attributes:
        entry: Shelved.
        story: The number of its story.
        lookups: Of a new one, what it is looked up by.
        packed: Of a new one, what later items are held against; empty where that isn't written.
    """

    entry: Entry
    story: int
    lookups: Lookups | None
    packed: bytes


class Store:
    """The file and a bounded cache of its entries.

    Args:
        path: The file; it and its folder are made if they don't exist. None: one that is gone with the process. Nobody
            opens it again, so the items' rows stand outside it, in another unnamed file: one that has changed is
            written behind the others, and what ``known`` tells isn't kept a second time.
        known: Of a number that was given out, what later items are held against, packed.
        commit_every: So many transactions make a commit; with more than one, a kill loses the last ones.
        cache_more: Whether four times as many entries are held in memory.

    Raises:
        StoreError: ``path`` is no story index, or of another version, or can't be opened.
    """

    def __init__(
        self, path: Path | None, known: Callable[[int], bytes], *, commit_every: int = 1, cache_more: bool = False
    ) -> None:
        self._rows = Prints(None) if path is None else None
        self._places = array("Q")  # in them, of each item
        self._known = known
        # What was asked for lately, and what was before that: half of the most each, so that no order has to be kept.
        self._most_recent = (_MORE_CACHED_ENTRIES if cache_more else _CACHED_ENTRIES) // 2
        self._recent: dict[int, Entry] = {}
        self._before: dict[int, Entry] = {}
        self._waiting: dict[int, _Waiting] = {}
        self._waiting_changes: list[tuple[bytes]] = []
        self._db = Database(path, STORE_VERSION, _SCHEMA, self, commit_every=commit_every)
        self.transaction, self.batch = self._db.transaction, self._db.batch

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
        self.write()
        if self._rows is not None:
            for number, place in enumerate(self._places):
                yield number, *story_in_row(self._rows.get(place))
            return
        for number, item_id, record in self._db.execute("SELECT number, id, record FROM items ORDER BY number"):
            yield number, item_id, unpack_story(record)

    def packed(self, entry: Entry) -> bytes:
        """What later items are held against of an entry, be it shelved or new."""
        return entry.packed or self._known(entry.number)

    def entry(self, number: int) -> Entry:
        """The entry of a number that was given out, shelved."""
        held = self._recent.get(number)
        if held is None:
            held = self._before.pop(number, None) or self._read(number)
            self._keep(held)
        return held

    def _read(self, number: int) -> Entry:
        if number in self._waiting:
            return self._waiting[number].entry
        if self._rows is not None:
            return unpack_row(number, self._rows.get(self._places[number]), self._known(number))
        query = "SELECT id, entry, record FROM items WHERE number = ?"
        id_, packed, record = self._db.execute(query, (number,)).fetchone()
        return unpack_entry(number, id_, packed, record, self._known(number))

    def _keep(self, entry: Entry) -> None:
        self._recent[entry.number] = entry
        if len(self._recent) > self._most_recent:
            self._before, self._recent = self._recent, {}

    def put(self, entry: Entry, lookups: Lookups, story: int) -> None:
        """Write a new entry in a story (inside a transaction)."""
        self._wait(_Waiting(entry.shelved(), story, lookups, b"" if self._rows is not None else entry.packed))

    def change(self, entry: Entry, story: int, change: StoryChange) -> None:
        """Write an earlier item's new story, and that it changed (inside a transaction)."""
        before = self._waiting.get(entry.number)
        self._waiting_changes.append((pack_change(change),))
        told = entry.told(change.story)
        self._wait(_Waiting(told, story, before.lookups, before.packed) if before else _Waiting(told, story, None, b""))

    def owe(self, numbers: Sequence[int], story: int) -> None:
        """Write the new story of items whose record is written later (inside a transaction)."""
        self.write()
        self._db.executemany("INSERT OR IGNORE INTO owed VALUES (?)", ((n,) for n in numbers))
        self._db.executemany("UPDATE items SET story = ? WHERE number = ?", ((story, n) for n in numbers))

    def _wait(self, row: _Waiting) -> None:
        self._waiting[row.entry.number] = row
        self._keep(row.entry)
        if len(self._waiting) >= _MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write what waits: it is committed with the next commit."""
        if self._waiting:
            if self._rows is None:
                self._write_items(self._waiting.values())
            else:
                self._write_rows(self._rows)
            self._waiting.clear()
        if self._waiting_changes:
            self._db.executemany("INSERT INTO changes (change) VALUES (?)", self._waiting_changes)
            self._waiting_changes.clear()

    def _write_items(self, rows: Collection[_Waiting]) -> None:
        self._db.executemany(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (e.number, e.id, story, pack_story(e.story), pack_entry(e), pack_lookups(lookups), packed)
                for e, story, lookups, packed in rows
                if lookups
            ],
        )
        changed = [(r.story, pack_story(r.entry.story), r.entry.number) for r in rows if not r.lookups]
        self._db.executemany("UPDATE items SET story = ?, record = ? WHERE number = ?", changed)

    def _write_rows(self, rows: Prints) -> None:
        places, place = self._places, len(rows)
        for number, (entry, _, lookups, _) in self._waiting.items():
            rows.add(pack_row(entry))
            if lookups:
                places.append(place)
            else:
                places[number] = place
            place += 1

    def drop(self) -> None:
        """Forget what waits and what was read: the transaction was rolled back."""
        self._recent.clear()
        self._before.clear()
        self._waiting.clear()
        self._waiting_changes.clear()

    def close(self) -> None:
        """Commit what isn't yet, and close the file.

        Raises:
            StoreError: As ``Database.close``.
        """
        try:
            self._db.close()
        finally:
            if self._rows is not None:
                self._rows.close()

    def pay(self, numbers: Iterable[int]) -> None:
        """The records of these items are no longer owed (inside a transaction)."""
        self._db.executemany("DELETE FROM owed WHERE number = ?", ((number,) for number in numbers))

    def owed(self) -> list[int]:
        """The items whose record is still to be written."""
        return [row[0] for row in self._db.execute("SELECT number FROM owed ORDER BY number")]

    def changes(self) -> list[tuple[int, StoryChange]]:
        """All changes that haven't been forgotten, oldest first, each with its place in the queue."""
        self.write()
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


__all__ = ["STORE_VERSION", "Store", "StoreError"]
