"""What a story is called, without the site's name.

In: what the page says of itself, and its headings. Out: the title and the site's name.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import unescape
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import TITLE_SEPARATORS, USELESS_TITLES
from newsspider.extraction.metadata.head import types_of
from newsspider.extraction.parse import words_of
from newsspider.urls import host_of, site_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from newsspider.extraction.metadata.head import Head

_WORDS: Final = re.compile(r"\w+")
_LONGEST: Final = 300
_ALIKE: Final = 0.8


def title_of(head: Head, root: _Element, site_name: str | None, url: str | None) -> str | None:
    """The title: the h1 that the page's own title confirms, else what JSON-LD, OpenGraph or ``<title>`` say."""
    headline = head.article.get("headline") or head.article.get("name")
    stated = [t for t in (headline, *head.all("title"), head.title) if isinstance(t, str) and t.strip()]
    names = _site_names(site_name, url)
    clean = [
        c
        for t in stated
        if (c := without_site(" ".join(unescape(t).split()), names)) and c.casefold() not in USELESS_TITLES
    ]
    headings = [_words_in(h) for h in root.iter("h1")]
    headings = [h for h in headings if 0 < len(h) <= _LONGEST and h.casefold() not in USELESS_TITLES | names]
    for heading in headings:
        if any(_alike(heading, title) for title in clean):
            return heading
    if clean:
        return clean[0][:_LONGEST]
    return headings[0] if headings else None


def _words_in(heading: _Element) -> str:
    """A heading's words; a line break in it parts two of them."""
    if heading.find(".//br") is None:
        return words_of(heading)
    parts = [heading.text or ""]
    for el in heading.iterdescendants():
        parts += [" " if el.tag == "br" else el.text or "", el.tail or ""]
    return " ".join("".join(parts).split())


def site_name_of(head: Head, url: str | None) -> str | None:
    """The site's name: OpenGraph, the publisher in JSON-LD, a WebSite node, or the part that ends the title."""
    if name := head.first("site_name"):
        return name if not name.startswith(("http", "@")) else None
    publisher = head.article.get("publisher")
    for node in publisher if isinstance(publisher, list) else [publisher]:
        if isinstance(node, dict) and isinstance(node.get("name"), str):
            return str(node["name"])
    for node in head.nodes:
        if "website" in types_of(node) and isinstance(node.get("name"), str):
            return str(node["name"])
    domain = _letters(site_of(host_of(url or "")).split(".")[0])
    for separator in TITLE_SEPARATORS:
        last = head.title.rsplit(separator, 1)[-1]
        if last != head.title and domain and _letters(last) and _letters(last) in (domain, "the" + domain):
            return last
    return None


def without_site(title: str, names: frozenset[str]) -> str:
    """The title without the parts, at either end, that name the site.

    >>> without_site("Harbour closed - The Gazette", frozenset({"the gazette"}))
    'Harbour closed'
    """
    for separator in TITLE_SEPARATORS:
        parts = title.split(separator)
        while len(parts) > 1 and _is_site(parts[-1], names):
            parts.pop()
        while len(parts) > 1 and _is_site(parts[0], names):
            parts.pop(0)
        title = separator.join(parts)
    return title.strip()


def _is_site(part: str, names: frozenset[str]) -> bool:
    low = part.casefold().strip()
    return low in names or _letters(low) in names


def _site_names(site_name: str | None, url: str | None) -> frozenset[str]:
    host = host_of(url or "")
    label = site_of(host).split(".")[0] if host else ""
    names = {site_name or "", host, site_of(host) if host else "", label}
    names |= {_letters(n) for n in names} | {"the" + _letters(n) for n in names if n}
    return frozenset(n.casefold() for n in names if n)


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


def _alike(a: str, b: str) -> bool:
    x, y = _letters(a), _letters(b)
    if not x or not y:
        return False
    if x in y or y in x:
        return min(len(x), len(y)) >= 0.5 * max(len(x), len(y))
    return SequenceMatcher(None, x[:200], y[:200]).ratio() >= _ALIKE
