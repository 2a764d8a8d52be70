"""What is kept of an item, and its form on the disk.

In: an ``Article``, or the bytes of a store. Out: an ``Entry``, or those bytes. Refused: nothing.
"""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
import xxhash

from newsspider.records import Article, Credit, Evidence, Kind, Story, StoryChange, without_surrogates
from newsspider.reposts.attribution import find_credits, name_key
from newsspider.reposts.fingerprint import Fingerprint, read_text
from newsspider.reposts.keys import KeyKind, key_of
from newsspider.urls import host_of, item_id, site_of

_HEAD = struct.Struct("<IIIHBd")  # stems, words, site, stems of the title, stride, published
_MOST_TITLE_BYTES = 4 * 64


class Known(NamedTuple):
    """What a new item is held against.

    Attributes:
        print_: The fingerprint of its text.
        site: A number for its site, the same for all its items; 0 if none is known.
        published: Seconds since 1970, or None.
    """

    print_: Fingerprint
    site: int
    published: float | None


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
        site: A number for its site; 0 if none is known.
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
    site: int = 0

    @property
    def known(self) -> Known:
        """What later items are held against."""
        return Known(self.print_, self.site, self.published)

    def credited_keys(self) -> list[str]:
        """``urls.item_id`` of the addresses that its credits name, its own left out."""
        keys = dict.fromkeys(item_id(c.url) for c in self.credits if c.url)
        return [key for key in keys if key not in self.address_keys]

    def lookups(self) -> list[tuple[int, int, KeyKind]]:
        """What it is looked up by: hashed key, number, kind. An address that is the id as well stands once."""
        own = [(key_of(key), self.number, KeyKind.ADDRESS) for key in self.address_keys if key != self.id]
        named = [(key_of(key), self.number, KeyKind.CREDITED) for key in self.credited_keys()]
        return [(key_of(self.id), self.number, KeyKind.ID), *own, *named]

    def is_later_than(self, other: Entry | Known) -> bool | None:
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
    read = read_text(article.text, article.title)
    found = find_credits(article.title, (*article.authors, *bylines), read.text, read.credit_lines)
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
        print_=read.print_,
        site=(xxhash.xxh32_intdigest(site_of(host).encode("utf-8", "surrogatepass")) or 1) if host else 0,
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
    """A JSON value or a record as bytes; a lone surrogate in a title or a credit becomes U+FFFD."""
    try:
        return orjson.dumps(record)
    except TypeError:
        return orjson.dumps(without_surrogates(asdict(record) if isinstance(record, Story | StoryChange) else record))


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


def unpack_entry(number: int, id_: str, packed: bytes, story: Story, known: bytes) -> Entry:
    """The entry of these parts."""
    url, host, title, names, addresses, published, kind, named = orjson.loads(packed)
    print_, site, _ = unpack_known(known)
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
        print_=print_,
        site=site,
    )


def pack_story(story: Story) -> bytes:
    """A story as JSON."""
    return pack_json(story)


def unpack_story(packed: bytes) -> Story:
    """A story from its JSON."""
    return _story(orjson.loads(packed))


def pack_change(change: StoryChange) -> bytes:
    """A change as JSON."""
    return pack_json(change)


def unpack_change(packed: bytes) -> StoryChange:
    """A change from its JSON."""
    record = orjson.loads(packed)
    return StoryChange(**{**record, "story": _story(record["story"])})


def _story(record: dict[str, Any]) -> Story:
    return Story(**{**record, "evidence": tuple(Evidence(**e) for e in record["evidence"])})


def pack_known(known: Known) -> bytes:
    """What later items are held against as bytes: five for each content word."""
    print_, site, published = known
    title = print_.title[:_MOST_TITLE_BYTES]
    when = float("nan") if published is None else published
    head = _HEAD.pack(len(print_.flags), print_.words, site, len(title) // 4, print_.stride, when)
    return b"".join((head, print_.stems, print_.flags, title))


def unpack_known(packed: bytes) -> Known:
    """The same from its bytes."""
    count, words, site, title, stride, when = _HEAD.unpack_from(packed)
    flags_at = _HEAD.size + 4 * count
    title_at = flags_at + count
    stems, flags = packed[_HEAD.size : flags_at], packed[flags_at:title_at]
    print_ = Fingerprint(stems, flags, stride, words, packed[title_at : title_at + 4 * title])
    return Known(print_, site, None if when != when else when)  # noqa: PLR0124 - not a number
