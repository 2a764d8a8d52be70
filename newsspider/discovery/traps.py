"""Pages that answer 200 and are no story: soft 404s, walls, lists, pages that only lead on. Patterns in ``traps.toml``.

In: a page, its address, the address that was asked for. Out: a ``Trap`` with its reason, or None. Refused: nothing. A
page that calls itself an article (Open Graph, schema.org) is no soft 404, wall or list, whatever its title says.

Each page of a crawl is asked. So markup is looked for in bytes, in one case (a search that minds no case goes from sign
to sign), and only what is read is decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.discovery.bodies import as_ascii, page_tree, text_of
from newsspider.discovery.data import any_of, table
from newsspider.discovery.listing import parse_listing
from newsspider.discovery.web import absolute
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD_BYTES = 64 * 1024
# In lower case. No tag reaches over the beginning of the next one, or a page of tags that are never closed is read once
# for each.
_TITLE = re.compile(rb"<title[^<>]*>([^<]*+(?:<(?!/?title)[^<]*+)*+)</title>")
_BODY_CLASS = re.compile(rb"<body[^<>]*\sclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_META = re.compile(rb"<meta\s[^<>]*>")
_REFRESH = re.compile(rb"http-equiv\s*=\s*[\"']?refresh\b")
_TARGET = re.compile(rb"content\s*=\s*(?:[\"']\s*)?(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>\s]+)")
_UNREAD = (
    (re.compile(rb"<!--.*?-->", re.DOTALL), b"-->"),
    (re.compile(rb"<noscript\b.*?</noscript>", re.DOTALL), b"</noscript>"),
)
# In either case.
_PARAGRAPH = re.compile(rb"<[pP](?:\s[^<>]*)?>([^<]{100,})")
_HIDING = ((b"<script", b"</script"), (b"<!--", b"-->"), (b"<style", b"</style"), (b"<template", b"</template"))


@dataclass(frozen=True, slots=True)
class Trap:
    """Why a page is no story.

    Attributes:
        reason: "soft_404", "login_wall", "consent_wall", "bot_wall", "list_page" or "meta_refresh".
        detail: What gave it away.
        target: Where a page that only leads on leads to, absolute.
    """

    reason: str
    detail: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of a page without comments and what stands there for readers without scripts.

    Attributes:
        raw: Its bytes; markup is ASCII in them.
        low: The same in lower case, as far as it is ASCII.
        encoding: As ``text_of`` takes it.
    """

    raw: bytes
    low: bytes
    encoding: str | None

    def text(self, span: tuple[int, int]) -> str:
        """What stands in a span, character references resolved."""
        return unescape(text_of(self.raw[slice(*span)], self.encoding))


def trap_of(body: bytes, url: str, asked: str | None = None, content_type: str | None = None) -> Trap | None:
    """What kind of trap a page is, or None.

    Args:
        body: The page.
        url: Where it came from, after redirects.
        asked: The address that was asked for, if a redirect led elsewhere.
        content_type: The HTTP header, for its charset.
    """
    if asked and asked != url and (found := _by_redirect(url, asked)):
        return found
    head = _head(*as_ascii(body[:_HEAD_BYTES], content_type))
    refresh = _refresh(head, url) if len(body) <= table("traps")["refresh"]["max_bytes"] else None
    if refresh or _is_marked(head.low):
        return refresh
    return _by_title(head) or _list(head, body, url, content_type)


def _head(raw: bytes, encoding: str | None) -> _Head:
    low = raw.lower()
    for pattern, end in _UNREAD:
        # Behind the last end nothing is looked for, or all of it is looked through for each beginning.
        spans = [found.span() for found in pattern.finditer(low, 0, low.rfind(end) + len(end))]
        raw, low = _without(raw, spans), _without(low, spans)
    return _Head(raw, low, encoding)


def _without(text: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """A text without these spans, which stand in order."""
    if not spans:
        return text
    begins, ends = (0, *(end for _, end in spans)), (*(start for start, _ in spans), len(text))
    return b"".join(text[begin:end] for begin, end in zip(begins, ends, strict=True))


def _by_redirect(url: str, asked: str) -> Trap | None:
    for trap in table("traps")["trap"]:
        if _paths(trap["reason"]).search(url) and not _paths(trap["reason"]).search(asked):
            return Trap(trap["reason"], f"redirects to {url}")
    there, wanted = urlsplit(url), urlsplit(asked)
    if there.path in {"", "/"} and not there.query and (wanted.path not in {"", "/"} or wanted.query):
        return Trap("soft_404", f"redirects to {url}, a home page")
    return None


def _refresh(head: _Head, url: str) -> Trap | None:
    for meta in _META.finditer(head.low):
        found = _TARGET.search(head.low, *meta.span()) if _REFRESH.search(head.low, *meta.span()) else None
        if found and int(found.group(1)) <= table("traps")["refresh"]["max_seconds"]:
            target = absolute(url, head.text(found.span(2)))
            if target and item_id(target) != item_id(url):
                return Trap("meta_refresh", f"leads on to {target}", target)
    return None


def _is_marked(low: bytes) -> bool:
    return any(needs in low and mark.search(low) for needs, mark in _marks())


def _by_title(head: _Head) -> Trap | None:
    found = _TITLE.search(head.low)
    title = " ".join(head.text(found.span(1)).split()) if found else ""
    parts = [part.strip() for part in _separator().split(title)]
    for trap in table("traps")["trap"]:
        # The site's name stands behind its title, or before it: a part in the middle is neither.
        if any(_titles(trap["reason"]).fullmatch(part) for part in {parts[0], parts[-1], title}):
            return Trap(trap["reason"], f"it is called {title[:100]!r}")
    return None


def _list(head: _Head, body: bytes, url: str, content_type: str | None) -> Trap | None:
    limits: dict[str, Any] = table("traps")["list"]
    found = _BODY_CLASS.search(head.low)
    classes = set((found.group(1) or found.group(2) or b"").decode("ascii", "replace").split()) if found else set()
    if "error404" in classes:
        return Trap("soft_404", "its body is called error404")
    named = sorted(classes & set(limits["body_classes"]))
    if len(named) >= limits["min_body_classes"] and not classes & set(limits["single_classes"]):
        return Trap("list_page", f"its body is called {' '.join(named)}")
    if not _has_cards(body, limits["min_cards"]):
        return None
    most = int(limits["max_paragraphs"])
    if _at_sight(*as_ascii(body, content_type), limits) > most or _paragraphs(body, content_type, limits) > most:
        return None
    links = parse_listing(body, url, content_type).links  # last: it costs more than all else here
    if len(links) >= limits["min_cards"]:
        return Trap("list_page", f"{len(links)} links to articles, and hardly a paragraph")
    return None


def _has_cards(body: bytes, least: int) -> bool:
    """Whether so many headings and articles begin in a page."""
    for begin in (b"<h2", b"<h3", b"<article"):
        at = body.find(begin)
        while at >= 0:
            least -= 1
            if least <= 0:
                return True
            at = body.find(begin, at + len(begin))
    return False


def _at_sight(text: bytes, encoding: str | None, limits: dict[str, Any]) -> int:
    """Long paragraphs that are seen without a parse: no more than are needed are looked for."""
    found = 0
    hidden = _Hidden(text)
    for paragraph in _PARAGRAPH.finditer(text):
        words = text_of(paragraph.group(1), encoding).split()
        if len(" ".join(words)) < limits["paragraph_chars"] or hidden.at(paragraph.start()):
            continue
        found += 1
        if found > limits["max_paragraphs"]:
            break
    return found


class _Hidden:
    """Which places of a text are inside of a script or a comment; asked from its beginning to its end."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._behind = 0
        self._last = dict.fromkeys((mark for pair in _HIDING for mark in pair), -1)

    def at(self, place: int) -> bool:
        """Whether this place is, which stands behind the one that was asked for before."""
        for begin, end in _HIDING:
            if self._look(begin, place) >= 0:  # else its end is of no interest
                self._look(end, place)
        self._behind = max(0, place - len(b"</template"))  # a mark may begin before the last place and end behind it
        return any(self._last[begin] > self._last[end] for begin, end in _HIDING)

    def _look(self, mark: bytes, place: int) -> int:
        """Where a mark stood last before a place; -1 if it never did."""
        self._last[mark] = max(self._last[mark], self._text.rfind(mark, self._behind, place))
        return self._last[mark]


def _paragraphs(body: bytes, content_type: str | None, limits: dict[str, Any]) -> int:
    """Long paragraphs that lead nowhere, as far as they are needed: a teaser is part of a link, or short."""
    tree = page_tree(body, content_type)
    if tree is None:
        return 0
    texts = (" ".join("".join(p.itertext()).split()) for p in tree.iter("p", "div") if len(p) == 0 or p.tag == "p")
    long = (text for text in texts if len(text) >= limits["paragraph_chars"])
    return sum(1 for _ in islice(long, limits["max_paragraphs"] + 1))


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(table("traps")["titles"]["parts"])


@cache
def _marks() -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """What must stand there, which is soon seen, and what is then looked for."""
    return tuple((mark["needs"].encode(), re.compile(mark["pattern"].encode())) for mark in table("traps")["mark"])


@cache
def _titles(reason: str) -> re.Pattern[str]:
    return any_of(next(trap["titles"] for trap in table("traps")["trap"] if trap["reason"] == reason))


@cache
def _paths(reason: str) -> re.Pattern[str]:
    return any_of(next(trap["paths"] for trap in table("traps")["trap"] if trap["reason"] == reason))
