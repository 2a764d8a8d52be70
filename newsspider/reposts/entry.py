"""What is kept of an item, and its form on the disk.

In: an ``Article``, or the bytes of a store. Out: an ``Entry``, or those bytes. Refused: nothing.
"""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from newsspider.records import Article, Credit, Evidence, Kind, Story, StoryChange, without_surrogates
from newsspider.reposts.attribution import find_credits, name_key
from newsspider.reposts.fingerprint import Fingerprint, assemble, fingerprint
from newsspider.reposts.keys import KeyKind, key_of
from newsspider.urls import host_of, item_id, site_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIZES = struct.Struct("<IBII")  # stems, stride, words, body


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

    def credited_keys(self) -> list[str]:
        """``urls.item_id`` of the addresses that its credits name, its own left out."""
        keys = dict.fromkeys(item_id(c.url) for c in self.credits if c.url)
        return [key for key in keys if key not in self.address_keys]

    def lookups(self) -> list[tuple[int, int, KeyKind]]:
        """What it is looked up by: hashed key, number, kind. An address that is the id as well stands once."""
        own = [(key_of(key), self.number, KeyKind.ADDRESS) for key in self.address_keys if key != self.id]
        named = [(key_of(key), self.number, KeyKind.CREDITED) for key in self.credited_keys()]
        return [(key_of(self.id), self.number, KeyKind.ID), *own, *named]

    def is_later_than(self, other: Entry) -> bool | None:
        """Whether it was published after another one; None if a date is missing."""
        if self.published is None or other.published is None:
            return None
        return self.published > other.published


def entry_of(article: Article, kind: Kind | None, number: int) -> Entry:
    """The entry of a new article, as yet alone in its story."""
    url = article.canonical_url or article.url
    host = article.domain or (host_of(url) if url else "")
    label = name_key(site_of(host).split(".", 1)[0]) if host else ""
    names = {name_key(article.site_name or ""), name_key(host), label, label.rstrip("0123456789")}
    # A firm in the byline is an agency only if we know it for one.
    bylines = [c.value for c in article.credits if c.kind == "byline"]
    stated = [c for c in article.credits if c.kind != "byline"]
    found = find_credits(article.title, (*article.authors, *bylines), article.text)
    addresses = dict.fromkeys(u for u in (article.url, article.canonical_url) if u)
    return Entry(
        number=number,
        id=article.id,
        url=article.url or article.canonical_url,
        host=host,
        title=article.title,
        name_keys=tuple(sorted(names - {""})),
        address_keys=tuple(dict.fromkeys(map(item_id, addresses))),
        published=_seconds(article.date_published),
        kind=kind,
        credits=tuple(dict.fromkeys((*stated, *found))),
        story=Story(f"s-{article.id}", "unique", article.id, article.url),
        print_=fingerprint(article.text),
    )


def _seconds(date: str | None) -> float | None:
    try:
        found = datetime.fromisoformat(date) if date else None
    except ValueError:
        return None
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def pack_json(record: Any) -> bytes:
    """A JSON value as bytes; a lone surrogate in a title or a credit becomes U+FFFD."""
    try:
        return orjson.dumps(record)
    except TypeError:
        return orjson.dumps(without_surrogates(record))


def pack_entry(entry: Entry) -> bytes:
    """What doesn't change of an entry, without its number, id and fingerprint."""
    named = [[c.kind, c.value, c.url] for c in entry.credits]
    return pack_json(
        [
            entry.url,
            entry.host,
            entry.title,
            entry.name_keys,
            entry.address_keys,
            entry.published,
            entry.kind,
            named,
        ]
    )


def unpack_entry(number: int, id_: str, packed: bytes, story: Story, print_: bytes) -> Entry:
    """The entry of these parts."""
    url, host, title, names, addresses, published, kind, named = orjson.loads(packed)
    return Entry(
        number=number,
        id=id_,
        url=url,
        host=host,
        title=title,
        name_keys=tuple(names),
        address_keys=tuple(addresses),
        published=published,
        kind=kind,
        credits=tuple(Credit(*c) for c in named),
        story=story,
        print_=unpack_print(print_),
    )


def pack_story(story: Story) -> bytes:
    """A story as JSON."""
    return pack_json(asdict(story))


def unpack_story(packed: bytes) -> Story:
    """A story from its JSON."""
    return _story(orjson.loads(packed))


def pack_change(change: StoryChange) -> bytes:
    """A change as JSON."""
    return pack_json(asdict(change))


def unpack_change(packed: bytes) -> StoryChange:
    """A change from its JSON."""
    record = orjson.loads(packed)
    return StoryChange(**{**record, "story": _story(record["story"])})


def _story(record: dict[str, Any]) -> Story:
    return Story(**{**record, "evidence": tuple(Evidence(**e) for e in record["evidence"])})


def pack_print(print_: Fingerprint) -> bytes:
    """A fingerprint as bytes: four for each content word, and two bits."""
    flags = np.packbits(np.concatenate((print_.facts, print_.numbers))).tobytes()
    sizes = _SIZES.pack(len(print_), print_.stride, print_.words, print_.body)
    return sizes + print_.stems.astype("<u4").tobytes() + flags


def unpack_print(packed: bytes) -> Fingerprint:
    """A fingerprint from its bytes."""
    count, stride, words, body = _SIZES.unpack_from(packed)
    stems = np.frombuffer(packed, "<u4", count, _SIZES.size).astype(np.uint32)
    packed_flags = np.frombuffer(packed, np.uint8, offset=_SIZES.size + 4 * count)
    flags: NDArray[np.bool_] = np.unpackbits(packed_flags, count=2 * count).astype(bool)
    return assemble(stems, flags[:count], flags[count:], stride=stride, words=words, body=body)
