"""The store: one SQLite file in WAL mode that holds all that a ``StoryIndex`` knows.

In: entries, and stories that changed. Out: the same after any kill. Refused: a file that is no such store,
or of another version, and a second process that writes: ``StoreError`` says which and what to do.

Each ``transaction`` is committed before it returns. A killed process loses nothing that was answered; a
power cut may lose the last answers (SQLite's ``synchronous=NORMAL``), and leaves the store consistent.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from newsspider.records import Credit, Evidence, Kind, Story, StoryChange, without_surrogates
from newsspider.reposts.fingerprint import Fingerprint, assemble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

STORE_VERSION = 2
_CACHED_ENTRIES = 4096
_SCHEMA = """
CREATE TABLE items (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, story TEXT NOT NULL,
  record BLOB NOT NULL, entry BLOB NOT NULL,
  stems BLOB NOT NULL, facts BLOB NOT NULL, numbers BLOB NOT NULL,
  stride INTEGER NOT NULL, words INTEGER NOT NULL, body INTEGER NOT NULL);
CREATE INDEX items_story ON items (story);
CREATE TABLE addresses (key TEXT NOT NULL, number INTEGER NOT NULL, credited INTEGER NOT NULL);
CREATE INDEX addresses_key ON addresses (key);
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, change BLOB NOT NULL);
CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class StoreError(Exception):
    """The store can't be opened or written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of an item.

    Attributes:
        number: Order of arrival, from 0.
        name_keys: Names of its site as ``attribution.name_key`` gives them.
        address_keys: ``urls.item_id`` of its addresses.
        published: Seconds since 1970, or None.
        credits: The page's own and those found in the text.
        story: Its story as it is now.
        print_: The fingerprint of its text.
    """

    number: int
    id: str
    url: str | None
    host: str
    title: str | None
    name_keys: tuple[str, ...]
    address_keys: tuple[str, ...]
    published: float | None
    kind: Kind | None
    credits: tuple[Credit, ...]
    story: Story
    print_: Fingerprint


class Store:
    """The file and a bounded cache of its entries.

    Raises:
        StoreError: ``path`` is no story index, or of another version, or can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cache: OrderedDict[int, Entry] = OrderedDict()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5.0)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{path} can't be opened as a story index: {error}; give another path or remove it"
            ) from error
        self._data_version = self._pragma("data_version")
        self._in_batch = False

    def _prepare(self) -> None:
        version = self._pragma("user_version")
        if version not in (0, STORE_VERSION):
            raise StoreError(
                f"{self._path} is a story index of version {version}, this program reads "
                f"version {STORE_VERSION}: remove it and add the items again"
            )
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
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._cache.clear()
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed when it ends, or not at all.

        Raises:
            StoreError: Another process has written, or the disk refuses.
        """
        if self._in_batch:
            yield
            return
        try:
            with self._committed():
                if self._pragma("data_version") != self._data_version:
                    raise StoreError(f"another process writes to {self._path}: let one process write at a time")
                yield
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} can't be written: {error}") from error

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All transactions inside become one: they are committed when it ends, or none of them is.

        Raises:
            StoreError: As ``transaction``.
        """
        with self.transaction():
            self._in_batch = True
            try:
                yield
            finally:
                self._in_batch = False

    def note(self, name: str) -> Any:
        """What was noted under a name, or None."""
        row = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def put_note(self, name: str, value: Any) -> None:
        """Note a JSON value under a name (inside a transaction)."""
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, _dump(value)))

    def all_stories(self) -> Iterator[tuple[str, Story]]:
        """The id and the story of every item, in order of arrival."""
        for item_id, record in self._db.execute("SELECT id, record FROM items ORDER BY number"):
            yield item_id, story_from(orjson.loads(record))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def stories(self) -> list[str]:
        """The story id of every item, in order of arrival."""
        return [row[0] for row in self._db.execute("SELECT story FROM items ORDER BY number")]

    def fingerprints(self) -> Iterator[Fingerprint]:
        """The fingerprint of every item, in order of arrival."""
        for row in self._db.execute("SELECT stems, facts, numbers, stride, words, body FROM items ORDER BY number"):
            yield _unpack(*row)

    def number(self, item_id: str) -> int | None:
        """The number of an item, or None if it isn't known."""
        row = self._db.execute("SELECT number FROM items WHERE id = ?", (item_id,)).fetchone()
        return None if row is None else int(row[0])

    def entry(self, number: int) -> Entry:
        """The entry of a number that was given out."""
        held = self._cache.get(number)
        if held is None:
            row = self._db.execute(
                "SELECT entry, record, stems, facts, numbers, stride, words, body FROM items WHERE number = ?",
                (number,),
            ).fetchone()
            held = _entry(number, row)
        self._keep(held)
        return held

    def _keep(self, entry: Entry) -> None:
        self._cache[entry.number] = entry
        self._cache.move_to_end(entry.number)
        if len(self._cache) > _CACHED_ENTRIES:
            self._cache.popitem(last=False)

    def at_address(self, keys: Iterable[str], *, credited: bool) -> list[int]:
        """Items at these addresses, or (``credited``) those that name one of them as their source."""
        found: list[int] = []
        for key in keys:
            query = "SELECT number FROM addresses WHERE key = ? AND credited = ? ORDER BY number LIMIT 50"
            found += [int(row[0]) for row in self._db.execute(query, (key, int(credited)))]
        return list(dict.fromkeys(found))

    def put(self, entry: Entry, credited_keys: Iterable[str]) -> None:
        """Write a new entry (inside a transaction)."""
        print_ = entry.print_
        self._db.execute(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.number,
                entry.id,
                entry.story.id,
                _dump(asdict(entry.story)),
                _dump(_plain(entry)),
                print_.stems.astype("<u4").tobytes(),
                np.packbits(print_.facts).tobytes(),
                np.packbits(print_.numbers).tobytes(),
                print_.stride,
                print_.words,
                print_.body,
            ),
        )
        rows = [(key, entry.number, 0) for key in entry.address_keys]
        rows += [(key, entry.number, 1) for key in credited_keys]
        self._db.executemany("INSERT INTO addresses VALUES (?, ?, ?)", rows)
        self._keep(entry)

    def change(self, entry: Entry, story: Story, reason: str, time: str) -> None:
        """Write an earlier item's new story, and that it changed (inside a transaction)."""
        self._db.execute(
            "UPDATE items SET story = ?, record = ? WHERE number = ?",
            (story.id, _dump(asdict(story)), entry.number),
        )
        change = asdict(StoryChange(entry.id, story, reason, time))
        self._db.execute("INSERT INTO changes (change) VALUES (?)", (_dump(change),))
        self._keep(replace(entry, story=story))

    def changes(self) -> list[tuple[int, StoryChange]]:
        """All changes that haven't been forgotten, oldest first, each with its place in the queue."""
        rows = self._db.execute("SELECT seq, change FROM changes ORDER BY seq")
        return [(int(seq), _change(orjson.loads(change))) for seq, change in rows]

    def forget_changes(self, upto: int) -> None:
        """Drop the changes up to a place in the queue."""
        with self.transaction():
            self._db.execute("DELETE FROM changes WHERE seq <= ?", (upto,))


def story_from(record: dict[str, Any]) -> Story:
    """A story from its JSON."""
    return Story(**{**record, "evidence": tuple(Evidence(**e) for e in record["evidence"])})


def _change(record: dict[str, Any]) -> StoryChange:
    return StoryChange(**{**record, "story": story_from(record["story"])})


def _dump(record: Any) -> bytes:
    try:
        return orjson.dumps(record)
    except TypeError:  # a lone surrogate in a title or a credit
        return orjson.dumps(without_surrogates(record))


def _plain(entry: Entry) -> dict[str, Any]:
    names = ("id", "url", "host", "title", "name_keys", "address_keys", "published", "kind")
    return {**{name: getattr(entry, name) for name in names}, "credits": [asdict(c) for c in entry.credits]}


def _entry(number: int, row: tuple[bytes, bytes, bytes, bytes, bytes, int, int, int]) -> Entry:
    plain = orjson.loads(row[0])
    plain["credits"] = tuple(Credit(**c) for c in plain["credits"])
    for name in ("name_keys", "address_keys"):
        plain[name] = tuple(plain[name])
    return Entry(number=number, story=story_from(orjson.loads(row[1])), print_=_unpack(*row[2:]), **plain)


def _unpack(stems: bytes, facts: bytes, numbers: bytes, *sizes: int) -> Fingerprint:
    array = np.frombuffer(stems, dtype="<u4").astype(np.uint32)
    fact_flags = np.unpackbits(np.frombuffer(facts, np.uint8), count=len(array)).astype(bool)
    number_flags = np.unpackbits(np.frombuffer(numbers, np.uint8), count=len(array)).astype(bool)
    stride, words, body = sizes
    return assemble(array, fact_flags, number_flags, stride=stride, words=words, body=body)
