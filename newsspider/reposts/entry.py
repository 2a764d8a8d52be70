"""What is kept of an item.

In: an ``Article``. Out: an ``Entry``, and what later items are held against as bytes. Refused: nothing.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import xxhash

from newsspider.records import Article, Credit, Kind, Story
from newsspider.reposts.attribution import credits_in, name_key
from newsspider.reposts.fingerprint import Fingerprint, read_text
from newsspider.reposts.keys import key_of
from newsspider.reposts.signs import Signs, claims_of, signs_of
from newsspider.reposts.stated import stated_credits
from newsspider.urls import host_of, item_id, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Stems, words, site, stems of the title, stride, published; the stems behind it are aligned.
_HEAD = struct.Struct("<IIIHBxd")
_WORDS, _WORDS_AT = struct.Struct("<I"), 4
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

    def is_later_than(self, other: Known) -> bool | None:
        """Whether it was published after another one; None if a date is missing."""
        if self.published is None or other.published is None:
            return None
        return self.published > other.published


class Entry(NamedTuple):
    """What is kept of an item.

    Attributes:
        number: Order of arrival, from 0; -1: it hasn't arrived yet.
        name_keys: Names of its site as ``attribution.name_key`` gives them.
        address_keys: ``urls.item_id`` of its addresses.
        published: Seconds since 1970, or None.
        credits: The page's own and those found in the text.
        credited_keys: ``urls.item_id`` of the addresses that its credits name, its own left out.
        signs: What its credits and its site say of where its story comes from.
        words: Running words of its text.
        story: Its story as it is now.
        packed: What later items are held against, as ``pack_known`` packs it; empty once it was put away (``shelved``).
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
    credited_keys: tuple[str, ...]
    signs: Signs
    words: int
    story: Story
    packed: bytes

    @property
    def known(self) -> Known:
        """What later items are held against."""
        return unpack_known(self.packed)

    @property
    def print_(self) -> Fingerprint:
        """The fingerprint of its text."""
        return unpack_known(self.packed).print_

    def told(self, story: Story) -> Entry:
        """The same with another story; ``_replace`` takes half as long again."""
        return Entry._make(self[:-2] + (story, self.packed))  # noqa: RUF005 - unpacked it takes half as long again

    def shelved(self) -> Entry:
        """The same without what later items are held against, which the index has by its number.

        Thousands of entries are held in memory: pieces of that size among them leave memory in shreds.
        """
        return Entry._make(self[:-1] + (b"",))  # noqa: RUF005 - as above

    def lookups(self) -> Lookups:
        """What it is looked up by. An address that is the id as well stands once."""
        addresses = [key_of(key) for key in self.address_keys if key != self.id]
        return Lookups(key_of(self.id), addresses, [*map(key_of, self.credited_keys)] if self.credited_keys else ())


class Lookups(NamedTuple):
    """Hashed keys of an item: its id, its addresses, and the addresses of other pages that it names as its source."""

    id: int
    addresses: Sequence[int]
    credited: Sequence[int]


class Row(NamedTuple):
    """What is read of an item, in the names of ``Article``, which has it as well, but takes longer to make."""

    id: str
    url: str | None
    canonical_url: str | None
    domain: str | None
    text: str
    title: str | None
    site_name: str | None
    authors: tuple[str, ...]
    date_published: str | None
    credits: tuple[Credit, ...]


def entry_of(article: Article | Row, kind: Kind | None, number: int = -1) -> Entry:
    """The entry of a new article, as yet alone in its story."""
    url = article.canonical_url or article.url
    host = article.domain or (host_of(url) if url else "")
    name_keys, site = _names_of(host, article.site_name)
    read = read_text(article.text, article.title)
    authors, stated = article.authors, article.credits
    if stated:
        # A firm in the byline is an agency only if we know it for one.
        authors = (*authors, *(c.value for c in stated if c.kind == "byline"))
        stated = stated_credits(c for c in stated if c.kind != "byline")
    found = credits_in(article.title, authors, read)
    credits_ = tuple(dict.fromkeys((*stated, *found))) if stated and found else stated or found
    addresses = _address_keys(article.url, article.canonical_url)
    credited = dict.fromkeys(item_id(c.url) for c in credits_ if c.url) if credits_ else ()
    published = _seconds(article.date_published)
    claims = claims_of(credits_, name_keys, addresses) if credits_ else ()
    return Entry(
        number,
        article.id,
        article.url or article.canonical_url,
        host,
        article.title,
        name_keys,
        addresses,
        published,
        kind,
        credits_,
        tuple([key for key in credited if key not in addresses]) if credited else (),
        signs_of(credits_, host, name_keys),
        read.print_.words,
        Story(f"s-{article.id}", "unique", article.id, article.url, None, None, None, claims),
        pack_known(Known(read.print_, site, published)),
    )


@lru_cache(maxsize=8192)
def _names_of(host: str, site_name: str | None) -> tuple[tuple[str, ...], int]:
    """The keys of a site's names, and its number."""
    site = site_of(host) if host else ""
    label = name_key(site.split(".", 1)[0])
    names = {name_key(site_name or ""), name_key(host), label, label.rstrip("0123456789")}
    number = (xxhash.xxh32_intdigest(site.encode("utf-8", "surrogatepass")) or 1) if host else 0
    return tuple(sorted(names - {""})), number


def _address_keys(url: str | None, canonical_url: str | None) -> tuple[str, ...]:
    if not url or not canonical_url or url == canonical_url:
        one = url or canonical_url
        return (item_id(one),) if one else ()
    return tuple(dict.fromkeys((item_id(url), item_id(canonical_url))))


def _seconds(date: str | None) -> float | None:
    try:
        found = datetime.fromisoformat(date) if date else None
    except ValueError:
        return None
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def pack_known(known: Known) -> bytes:
    """What later items are held against as bytes: five for each content word."""
    print_, site, published = known
    title = print_.title[:_MOST_TITLE_BYTES]
    when = float("nan") if published is None else published
    head = _HEAD.pack(len(print_.flags), print_.words, site, len(title) // 4, print_.stride, when)
    return b"".join((head, print_.stems, print_.flags, title))


def words_in(packed: bytes) -> int:
    """The running words of the same."""
    words: int = _WORDS.unpack_from(packed, _WORDS_AT)[0]
    return words


def unpack_known(packed: bytes) -> Known:
    """The same from its bytes."""
    count, words, site, title, stride, when = _HEAD.unpack_from(packed)
    flags_at = _HEAD.size + 4 * count
    title_at = flags_at + count
    stems, flags = packed[_HEAD.size : flags_at], packed[flags_at:title_at]
    print_ = Fingerprint(stems, flags, stride, words, packed[title_at : title_at + 4 * title])
    return Known(print_, site, None if when != when else when)  # noqa: PLR0124 - not a number
