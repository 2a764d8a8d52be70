"""Pages that answer 200 and are no story: soft 404s, walls, lists, pages that only lead on. Patterns in ``traps.toml``.

In: a page, its address, the address that was asked for. Out: a ``Trap`` with its reason, or None. Refused: nothing. A
page that calls itself an article (Open Graph, schema.org) is no soft 404, wall or list, whatever its title says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from newsspider.discovery.bodies import decoded, page_tree
from newsspider.discovery.data import any_of, table
from newsspider.discovery.listing import parse_listing
from newsspider.discovery.web import absolute
from newsspider.urls import item_id

_HEAD_CHARS = 64 * 1024
# No tag reaches over the beginning of the next one, or a page of tags that are never closed is read once for each.
_TITLE = re.compile(r"<title[^<>]*>([^<]*+(?:<(?!/?title)[^<]*+)*+)</title>", re.IGNORECASE)
_BODY_CLASS = re.compile(r"<body[^<>]*\sclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_META = re.compile(r"<meta\s[^<>]*>", re.IGNORECASE)
_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
_TARGET = re.compile(
    r"content\s*=\s*(?:[\"']\s*)?(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>\s]+)", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"<p(?:\s[^<>]*)?>([^<]{100,})", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript\b.*?</noscript>", re.IGNORECASE | re.DOTALL)
_HIDING = (("<script", "</script"), ("<!--", "-->"), ("<style", "</style"), ("<template", "</template"))


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
    head = _without(_COMMENT, "-->", decoded(body[:_HEAD_CHARS], content_type))
    head = _without(_NOSCRIPT, "</noscript>", head)
    refresh = _refresh(head, url) if len(body) <= table("traps")["refresh"]["max_bytes"] else None
    if refresh or _is_marked(head):
        return refresh
    return _by_title(head) or _list(head, body, url, content_type)


def _without(pattern: re.Pattern[str], end: str, text: str) -> str:
    """A text without what a pattern matches; behind the last end nothing is looked for, or all of it is, each time."""
    last = max((found.end() for found in re.finditer(re.escape(end), text, re.IGNORECASE)), default=0)
    return pattern.sub("", text[:last]) + text[last:]


def _by_redirect(url: str, asked: str) -> Trap | None:
    for trap in table("traps")["trap"]:
        if _paths(trap["reason"]).search(url) and not _paths(trap["reason"]).search(asked):
            return Trap(trap["reason"], f"redirects to {url}")
    there, wanted = urlsplit(url), urlsplit(asked)
    if there.path in {"", "/"} and not there.query and (wanted.path not in {"", "/"} or wanted.query):
        return Trap("soft_404", f"redirects to {url}, a home page")
    return None


def _refresh(head: str, url: str) -> Trap | None:
    for meta in _META.findall(head):
        found = _TARGET.search(meta) if _REFRESH.search(meta) else None
        if found and int(found.group(1)) <= table("traps")["refresh"]["max_seconds"]:
            target = absolute(url, unescape(found.group(2)))
            if target and item_id(target) != item_id(url):
                return Trap("meta_refresh", f"leads on to {target}", target)
    return None


def _is_marked(head: str) -> bool:
    low = head.lower()
    return any(mark.search(low) for mark in _marks())


def _by_title(head: str) -> Trap | None:
    found = _TITLE.search(head)
    title = " ".join(unescape(found.group(1)).split()) if found else ""
    parts = [part.strip() for part in _separator().split(title)]
    for trap in table("traps")["trap"]:
        # The site's name stands behind its title, or before it: a part in the middle is neither.
        if any(_titles(trap["reason"]).fullmatch(part) for part in {parts[0], parts[-1], title}):
            return Trap(trap["reason"], f"it is called {title[:100]!r}")
    return None


def _list(head: str, body: bytes, url: str, content_type: str | None) -> Trap | None:
    limits: dict[str, Any] = table("traps")["list"]
    found = _BODY_CLASS.search(head)
    classes = set((found.group(1) or found.group(2) or "").lower().split()) if found else set()
    if "error404" in classes:
        return Trap("soft_404", "its body is called error404")
    named = sorted(classes & set(limits["body_classes"]))
    if len(named) >= limits["min_body_classes"] and not classes & set(limits["single_classes"]):
        return Trap("list_page", f"its body is called {' '.join(named)}")
    if body.count(b"<h2") + body.count(b"<h3") + body.count(b"<article") < limits["min_cards"]:
        return None
    most = int(limits["max_paragraphs"])
    if _at_sight(decoded(body, content_type), limits) > most or _paragraphs(body, content_type, limits) > most:
        return None
    links = parse_listing(body, url, content_type).links  # last: it costs more than all else here
    if len(links) >= limits["min_cards"]:
        return Trap("list_page", f"{len(links)} links to articles, and hardly a paragraph")
    return None


def _at_sight(text: str, limits: dict[str, Any]) -> int:
    """Long paragraphs that are seen without a parse: no more than are needed are looked for."""
    found = 0
    hidden = _Hidden(text)
    for paragraph in _PARAGRAPH.finditer(text):
        if len(" ".join(paragraph.group(1).split())) < limits["paragraph_chars"] or hidden.at(paragraph.start()):
            continue
        found += 1
        if found > limits["max_paragraphs"]:
            break
    return found


class _Hidden:
    """Which places of a text are inside of a script or a comment; asked from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._behind = 0
        self._last = dict.fromkeys((mark for pair in _HIDING for mark in pair), -1)

    def at(self, place: int) -> bool:
        """Whether this place is, which stands behind the one that was asked for before."""
        for mark, last in self._last.items():
            self._last[mark] = max(last, self._text.rfind(mark, self._behind, place))
        self._behind = max(0, place - len("</template"))  # a mark may begin before the last place and end behind it
        return any(self._last[begin] > self._last[end] for begin, end in _HIDING)


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
def _marks() -> tuple[re.Pattern[str], ...]:
    # Each by itself and in one case: then the search goes from one beginning to the next, not from sign to sign.
    return tuple(re.compile(mark) for mark in table("traps")["story"]["marks"])


@cache
def _titles(reason: str) -> re.Pattern[str]:
    return any_of(next(trap["titles"] for trap in table("traps")["trap"] if trap["reason"] == reason))


@cache
def _paths(reason: str) -> re.Pattern[str]:
    return any_of(next(trap["paths"] for trap in table("traps")["trap"] if trap["reason"] == reason))
