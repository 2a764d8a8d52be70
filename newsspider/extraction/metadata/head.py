"""What a page says of itself, gathered in one pass before scripts are stripped: meta tags, links, title, JSON-LD.

In: the tree. Out: a ``Head``. Refused: nothing; broken JSON-LD is mended where it can be and left out where it can't.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from newsspider.extraction.metadata.fields import ARTICLE_TYPES, JSONLD_PARTS, META
from newsspider.extraction.parse import scrub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_MAX_JSONLD: Final = 2_000_000  # characters; a longer script is data for a page's program, not about the page
_LEAST_DATA: Final = 500  # characters; a shorter script holds no story
_PROGRAM_DATA: Final = re.compile(
    r"__next_f|__NEXT_DATA__|__APOLLO_STATE__|__NUXT__|__[A-Z_]*STATE__|__INITIAL_\w+__|Fusion\."
)
_MAX_NODES: Final = 5_000
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_TYPE: Final = re.compile(r'"@type"\s*:\s*"(\w{3,40})"')
_DATES: Final = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\n]{8,40})"')
# As JSON writes a control character, a surrogate or one of the two code points that are none.
_BAD_ESCAPE: Final = re.compile(r"\\(?:[bf]|u(?:00[01]|007f|d[89a-f]|fff[ef]))", re.IGNORECASE)
_WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)"
    r"|(?:-->|/\*\s*+\]\]>\s*+\*/|//\s*+\]\]>|\]\]>)\s*+;?\s*+$"
)


@dataclass(slots=True)
class Head:
    """What was found; ``meta`` maps lower-case names to their contents in order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    title: str = ""
    language: str | None = None
    base: str | None = None
    refresh: str | None = None
    nodes: list[dict[str, Any]] = field(default_factory=list)  # every JSON-LD object, flattened
    article: dict[str, Any] = field(default_factory=dict)  # the one that tells of the story
    data: list[str] = field(default_factory=list)  # scripts that hold data for the page's program

    def first(self, what: str) -> str | None:
        """The first non-empty meta content for a field of ``fields.toml``."""
        return next(self.all(what), None)

    def all(self, what: str) -> Iterator[str]:
        """All meta contents for a field, best name first."""
        for name in META[what]:
            for content in self.meta.get(name, ()):
                if content:
                    yield content


def read_head(root: _Element) -> Head:
    """Gather what the page says of itself."""
    head = Head(language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    scripts: list[str] = []
    for el in root.iter("meta", "link", "title", "script", "base", "html"):
        tag = el.tag
        if tag == "meta":
            _take_meta(head, el)
        elif tag == "link" and "canonical" in (el.get("rel") or "").lower().split():
            head.canonical = head.canonical or el.get("href")
        elif tag == "title" and not head.title and _is_page_title(el):
            head.title = " ".join((el.text or "").split())
        elif tag == "base":
            head.base = head.base or el.get("href")
        elif tag == "script":
            _take_script(head, el, scripts)
        elif tag == "html":
            head.language = head.language or el.get("lang")
    for script in scripts:
        head.nodes.extend(_flatten(_load(script)))
    head.article = _story_node(head.nodes)
    return head


def _is_page_title(el: _Element) -> bool:
    """Whether a <title> is the page's and not a drawing's."""
    parent = el.getparent()
    return parent is not None and parent.tag in ("head", "body")


def _take_meta(head: Head, el: _Element) -> None:
    content = el.get("content")
    if content is None:
        return
    content = " ".join(content.split())
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        names = el.get(attribute)
        for name in names.lower().split() if names else ():
            head.meta.setdefault(name, []).append(content)
    if (el.get("http-equiv") or "").lower() == "refresh":
        head.refresh = content


def _take_script(head: Head, el: _Element, stories: list[str]) -> None:
    kind = (el.get("type") or "").lower()
    if not kind and el.get("src"):
        return  # a program of its own
    text = el.text or ""
    if "ld+json" in kind:
        stories.append(text)
    elif len(text) > _LEAST_DATA and ("json" in kind or _PROGRAM_DATA.search(text[:300])):
        head.data.append(text)


def _load(script: str) -> Any:
    """JSON-LD as pages really write it: in comments, with raw line breaks or trailing commas, cut short."""
    if len(script) > _MAX_JSONLD:
        return None
    text = _WRAPPING.sub("", script).strip().strip("\ufeff").rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return _scrubbed(json.loads(attempt, strict=False), text)
        except (ValueError, RecursionError):  # ValueError alone: a number of more digits than Python reads
            continue
    try:
        return _scrubbed(json.JSONDecoder(strict=False).raw_decode(text)[0], text)
    except (ValueError, RecursionError):
        return _salvage(text)


def _scrubbed(value: Any, text: str) -> Any:
    """JSON without the characters that an escape can bring in and no page may hold, lone surrogates among them.

    ``text`` is what it was read from: most has no such escape.
    """
    return _without_bad(value) if _BAD_ESCAPE.search(text) else value


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
    return [str(k).rsplit("/", 1)[-1].lower() for k in (kinds if isinstance(kinds, list) else [kinds])]


def _story_node(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The object that tells of this page's story: the most specific type, then the one that says most."""

    def rank(node: dict[str, Any]) -> tuple[int, int]:
        best = min((ARTICLE_TYPES.get(t, 99) for t in types_of(node)), default=99)
        says = sum(k in node for k in ("headline", "datePublished", "author", "articleBody"))
        return (best - 20 * min(says, 2), -says)

    stories = [n for n in nodes if any(t in ARTICLE_TYPES for t in types_of(n))]
    return min(stories, key=rank, default={})
