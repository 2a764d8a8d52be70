"""What a way into a site answers as it is told to a worker, and what the worker makes of it: as ``told`` for pages.

In: a feed, sitemap, list or home page as it came; what a worker sent. Out: a JSON value; ``Feed``, ``Sitemap``,
``Listing`` or ``HomePage``. Refused (``DiscoveryError``): what the worker says is none of these.

A sitemap may list fifty thousand links. They cross as portions of JSON, and become links portion by portion, when
somebody goes through them: the crawl has other things to do in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, astuple, fields
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

import orjson

from newsspider.discovery import (
    DiscoveryError,
    Feed,
    HomePage,
    Link,
    Listing,
    NotAFeedError,
    NotAnApiError,
    NotASitemapError,
    Sitemap,
    Ways,
)
from newsspider.workers.wire import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsspider.discovery import WayAnswer

WAY = "way"
_SHARE = 3  # of what is given to a page: an archive's sitemap is longer than any story
_PORTION_LINKS = 50
_PORTION_CHARACTERS = 64 * 1024  # a feed's links may carry their whole stories
_OF_LINKS = frozenset({"links", "children", "doubtful"})
_ERRORS: Final = {error.what: error for error in (NotAFeedError, NotASitemapError, NotAnApiError, DiscoveryError)}
Form = TypeVar("Form", Feed, Sitemap, Listing, HomePage)


class PackedLinks(Sequence[Link]):
    """Links that become objects when they are gone through, a portion at a time."""

    def __init__(self, count: int, portions: list[bytes]) -> None:
        self._count = count
        self._portions = portions

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Link]:
        for portion in self._portions:
            for told in orjson.loads(portion):
                yield Link(*told)

    @overload
    def __getitem__(self, index: int) -> Link: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Link]: ...
    def __getitem__(self, index: int | slice) -> Link | Sequence[Link]:
        return tuple(self)[index]


def in_portions(links: Iterable[Link]) -> Iterator[list[Link]]:
    """Links a few at a time: as many as take a millisecond or two."""
    portion: list[Link] = []
    characters = 0
    for link in links:
        portion.append(link)
        characters += len(link.text or "")
        if len(portion) >= _PORTION_LINKS or characters >= _PORTION_CHARACTERS:
            yield portion
            portion, characters = [], 0
    if portion:
        yield portion


def way_told(read_as: str, url: str, content_type: str | None, pages: int | None) -> dict[str, Any]:
    """What must be known of an answer beside its bytes; the arguments are those of ``discovery.read_way``."""
    return {
        "task": WAY,
        "share": _SHARE,
        "read_as": read_as,
        "url": url,
        "content_type": content_type,
        "pages": pages,
    }


def answer_told(answer: WayAnswer) -> tuple[dict[str, Any], bytes]:
    """What was read as a JSON value, and the bytes that go with it."""
    if isinstance(answer, HomePage):
        told, body = answer_told(answer.front)
        return {**told, "ways": {**asdict(answer.ways), "guessed": [*answer.ways.guessed]}}, body
    told, parts = {}, []
    for name in (one.name for one in fields(answer)):
        value = getattr(answer, name)
        if name in _OF_LINKS:
            portions = [encoded([astuple(link) for link in portion]) for portion in in_portions(value)]
            value = {"count": len(value), "lengths": [len(portion) for portion in portions]}
            parts += portions
        told[name] = value
    return told, b"".join(parts)


def refusal_told(error: DiscoveryError) -> dict[str, Any]:
    """What was refused, as a JSON value."""
    return {"not_a": error.what, "looks_like": error.looks_like}


def answer_from(form: type[Form], url: str, told: dict[str, Any], body: bytes) -> Form:
    """What a worker made of an answer.

    Args:
        form: What it is to be.
        url: Where it came from.
        told: What the worker sent.
        body: The bytes that came with it.

    Raises:
        DiscoveryError: It is something else.
    """
    if "not_a" in told:
        raise _ERRORS[told["not_a"]](url, told["looks_like"])
    found = _fields_from(told, body)
    if "ways" in found:
        ways = _fields_from(found.pop("ways"), b"")
        found = {"ways": Ways(**{**ways, "guessed": frozenset(ways["guessed"])}), "front": Listing(**found)}
    return form(**found)


def _fields_from(told: dict[str, Any], body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = 0
    for name, value in told.items():
        if name in _OF_LINKS:
            ends = [*accumulate(value["lengths"], initial=at)]
            at = ends[-1]
            found[name] = PackedLinks(value["count"], [body[start:end] for start, end in pairwise(ends)])
        else:
            found[name] = tuple(value) if isinstance(value, list) else value
    return found
