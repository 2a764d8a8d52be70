"""What is kept of items, stories and changes, as the bytes that stand in the store.

In: an ``Entry``, a ``Story``, a ``StoryChange``, or their bytes. Out: those bytes, or the record. Refused: nothing; a
lone surrogate becomes U+FFFD.

The rows are JSON arrays: the names of a record's fields would make up most of it.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.records import Credit, Evidence, Story, StoryChange, without_surrogates
from newsspider.reposts.entry import Entry, Lookups, words_in
from newsspider.reposts.signs import signs_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def pack_json(value: Any) -> bytes:
    """A JSON value as bytes."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(without_surrogates(value))


def pack_entry(entry: Entry) -> bytes:
    """What doesn't change of an entry, without its number, id and what it is held against by."""
    return pack_json(_entry_fields(entry))


def unpack_entry(number: int, id_: str, packed: bytes, story: bytes, known: bytes) -> Entry:
    """The entry of these parts, shelved."""
    return _entry(number, id_, orjson.loads(packed), unpack_story(story), known)


def pack_row(entry: Entry) -> bytes:
    """All of an entry but its number and what it is held against by."""
    return pack_json((entry.id, _entry_fields(entry), _fields(entry.story)))


def unpack_row(number: int, packed: bytes, known: bytes) -> Entry:
    """The entry of these bytes, shelved."""
    id_, fields, story = orjson.loads(packed)
    return _entry(number, id_, fields, _story(story), known)


def story_in_row(packed: bytes) -> tuple[str, Story]:
    """The id and the story of an entry from its bytes."""
    id_, _, story = orjson.loads(packed)
    return id_, _story(story)


def _entry_fields(e: Entry) -> Sequence[Any]:
    named = [(c.kind, c.value, c.url) for c in e.credits] if e.credits else ()
    return e.url, e.host, e.title, e.name_keys, e.address_keys, e.credited_keys, e.published, e.kind, named


def _entry(number: int, id_: str, fields: list[Any], story: Story, known: bytes) -> Entry:
    url, host, title, names, addresses, credited, published, kind, named = fields
    credits_, name_keys = tuple([Credit(*c) for c in named]), tuple(names)
    return Entry(
        number,
        id_,
        url,
        host,
        title,
        name_keys,
        tuple(addresses),
        published,
        kind,
        credits_,
        tuple(credited),
        signs_of(credits_, host, name_keys),
        words_in(known),
        story,
        b"",
    )


def pack_story(story: Story) -> bytes:
    """A story."""
    return pack_json(_fields(story))


def unpack_story(packed: bytes) -> Story:
    """A story from its bytes."""
    return _story(orjson.loads(packed))


def pack_change(change: StoryChange) -> bytes:
    """A change, without the run that tells it."""
    return pack_json([change.item_id, _fields(change.story), change.reason, change.time])


def unpack_change(packed: bytes) -> StoryChange:
    """A change from its bytes."""
    item_id, story, reason, time = orjson.loads(packed)
    return StoryChange(item_id, _story(story), reason, time)


def pack_lookups(lookups: Lookups) -> bytes:
    """What an item is looked up by: eight bytes a key."""
    return array("q", [len(lookups.addresses), lookups.id, *lookups.addresses, *lookups.credited]).tobytes()


def unpack_lookups(packed: bytes) -> Lookups:
    """The keys from their bytes."""
    addresses, id_, *rest = array("q", packed)
    return Lookups(id_, rest[:addresses], rest[addresses:])


def _fields(s: Story) -> Sequence[Any]:
    evidence = [(e.kind, e.value) for e in s.evidence]
    return s.id, s.role, s.origin_id, s.origin_url, s.similarity, s.containment, s.agency, evidence


def _story(fields: list[Any]) -> Story:
    id_, role, origin_id, origin_url, similarity, containment, agency, evidence = fields
    why = tuple([Evidence(*e) for e in evidence])
    return Story(id_, role, origin_id, origin_url, similarity, containment, agency, why)
