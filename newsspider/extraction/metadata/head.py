"""What a page says of itself: meta tags, links, title, JSON-LD.

In: what was gathered from the tree. Out: a ``Head``. Refused: nothing; broken JSON-LD is mended where it can be
and left out where it can't.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any, Final

import orjson

from newsspider.extraction.metadata.bylines import Bylines
from newsspider.extraction.metadata.fields import ARTICLE_TYPES, JSONLD_PARTS, META
from newsspider.extraction.parse import scrub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsspider.extraction.metadata.gathered import Gathered

_MAX_JSONLD: Final = 2_000_000  # characters; a longer script is data for a page's program, not about the page
_TELLING: Final = ("headline", "datePublished", "author", "articleBody")
_MAX_NODES: Final = 5_000
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_TYPE: Final = re.compile(r'"@type"\s*:\s*"(\w{3,40})"')
_DATES: Final = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\n]{8,40})"')
# As JSON writes a control character, a surrogate or one of the two code points that are none.
_BAD_ESCAPE: Final = re.compile(r"\\(?:[bf]|u(?:00[01]|007f|d[89a-f]|fff[ef]))", re.IGNORECASE)
_JSON: Final = json.JSONDecoder(strict=False)
_WRAPPERS: Final = ("<", "/")  # with which a comment or a CDATA section begins, and ends
_WRAPPED: Final = (">", "/", ";")
_ESCAPED: Final = ("{&quot;", "[{&quot;", "{&#34;", "[{&#34;")  # no script is unescaped by a browser, and some are
_WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)"
    r"|(?:-->|/\*\s*+\]\]>\s*+\*/|//\s*+\]\]>|\]\]>)\s*+;?\s*+$"
)


@dataclass(slots=True)
class Head:
    """What the page says of itself, as text: the tree isn't needed any more.

    ``meta`` maps the names that we read, in lower case, to their contents in order.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    title: str = ""
    base: str | None = None
    data: list[str] = field(default_factory=list)  # scripts that hold data for the page's program
    unseen: int = 0  # bytes of text that readers don't see, but that may be a story
    headings: list[str] = field(default_factory=list)  # every h1, else the first h2
    has_h1: bool = False
    blog: str = ""  # the blog's name: what an h1 says that leads to the site's first page
    dates: list[str] = field(default_factory=list)  # of elements that are marked up as the date of publication
    beside: list[str] = field(default_factory=list)  # short lines beside the heading, where the page states no date
    tags: list[str] = field(default_factory=list)  # of links that are marked up so
    site_name: str | None = None
    authors: tuple[str, ...] = ()  # whom JSON-LD or meta tags name
    named_in_full: bool = False  # one of them at least
    bylines: Bylines = field(default_factory=Bylines)  # what the page's elements name besides, where that is needed
    language: str | None = None
    nodes: list[dict[str, Any]] = field(default_factory=list)  # every JSON-LD object, flattened
    article: dict[str, Any] = field(default_factory=dict)  # the one that tells of the story

    def first(self, what: str) -> str | None:
        """The first non-empty meta content for a field of ``fields.toml``."""
        for name in META[what]:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return None

    def all(self, what: str) -> Iterator[str]:
        """All meta contents for a field, best name first."""
        for name in META[what]:
            for content in self.meta.get(name, ()):
                if content:
                    yield content


def head_of(found: Gathered, language: str | None) -> Head:
    """What the page says of itself without regard to what its readers see."""
    head = Head(found.meta, found.canonical, found.title, found.base, found.data, found.unseen, language=language)
    for script in found.stories:
        head.nodes.extend(_flatten(_load(script)))
    head.article = _story_node(head.nodes)
    return head


def _load(script: str) -> Any:
    """JSON-LD as pages really write it: in comments, with raw line breaks or trailing commas, escaped, cut short."""
    if len(script) > _MAX_JSONLD:
        return None
    text = script.strip()
    if text.startswith(_WRAPPERS) or text.endswith(_WRAPPED):
        text = _WRAPPING.sub("", text).strip()
    text = text.strip("\ufeff").rstrip(";")
    if text.startswith(_ESCAPED):
        text = unescape(text)
    with suppress(ValueError):
        return _scrubbed(orjson.loads(text), text)  # strict, and several times as fast
    with suppress(ValueError, RecursionError):  # ValueError alone: a number of more digits than Python reads
        return _scrubbed(_JSON.decode(text), text)
    with suppress(ValueError, RecursionError):
        return _scrubbed(_JSON.decode(_TRAILING_COMMA.sub(r"\1", text)), text)
    with suppress(ValueError, RecursionError):
        return _scrubbed(_JSON.raw_decode(text)[0], text)
    return _salvage(text)


def _scrubbed(value: Any, text: str) -> Any:
    """JSON without the characters that an escape can bring in and no page may hold, lone surrogates among them.

    ``text`` is what it was read from: most has no such escape.
    """
    return _without_bad(value) if "\\" in text and _BAD_ESCAPE.search(text) else value


def _without_bad(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, list):
        return [_without_bad(v) for v in value]
    if isinstance(value, dict):
        return {key: _without_bad(v) for key, v in value.items()}
    return value


def _salvage(text: str) -> dict[str, str] | None:
    """The type and the dates of JSON-LD that no reader of JSON understands; a date has no quotes to be broken by."""
    kinds = [k for k in _TYPE.findall(text) if k.lower() in ARTICLE_TYPES]
    found = dict(reversed(_DATES.findall(text)))
    return {"@type": kinds[0], **found} if kinds and found else None


def _flatten(data: Any) -> list[dict[str, Any]]:
    """Every object of a JSON-LD document that has a type, @graph and nesting undone, outermost first."""
    found: list[dict[str, Any]] = []
    queue = [data]
    for number, value in enumerate(queue):
        if number > _MAX_NODES:
            break
        if isinstance(value, list):
            queue.extend(value)
        elif isinstance(value, dict):
            if "@type" in value or "headline" in value:
                found.append(value)
            queue.extend(v for k, v in value.items() if isinstance(v, dict | list) and k not in JSONLD_PARTS)
    return found


def types_of(node: dict[str, Any]) -> list[str]:
    """The types of a JSON-LD object in lower case, without the vocabulary's address."""
    kinds = node.get("@type", "")
    if isinstance(kinds, str):
        return [kinds.rsplit("/", 1)[-1].lower()]
    return [str(k).rsplit("/", 1)[-1].lower() for k in (kinds if isinstance(kinds, list) else [kinds])]


def _story_node(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The object that tells of this page's story: the most specific type, then the one that says most."""
    found: dict[str, Any] = {}
    first = (0, 0)
    for node in nodes:
        ranks = [rank for kind in types_of(node) if (rank := ARTICLE_TYPES.get(kind)) is not None]
        if ranks:
            says = sum(map(node.__contains__, _TELLING))
            place = (min(ranks) - 20 * min(says, 2), -says)
            if not found or place < first:
                found, first = node, place
    return found
