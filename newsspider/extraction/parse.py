"""From characters to a tree, once, safely.

In: the text of a page. Out: the root of its tree, or None if there is none. Control characters and lone surrogates are
scrubbed first: libxml2 cuts the page at them without a word. Where it was compiled, ``_parse.pyx`` makes the page
lighter: a third of what libxml2 does is for attributes, comments and programs that nobody looks at.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsspider.extraction.tree import lxml_tree, tree_of
from newsspider.markup import without_endless_tags
from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from newsspider.extraction._parse import Reading
    from newsspider.extraction.tree import Element

_BAD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROLS: Final = bytes((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_NATIVE: Final = compiled("newsspider.extraction._parse")
# Cuts a page into tags as libxml2 does since 2.14.
_SLIM: Final = _NATIVE if etree.LIBXML_VERSION >= (2, 14) else None
# The attributes that extraction looks at, everywhere and on some elements, and what a style that hides one holds.
_READ: Final = frozenset(
    {
        *("class", "id", "href", "rel", "itemprop", "datetime", "content", "name", "property", "http-equiv", "type"),
        *("role", "hidden", "aria-hidden", "lang", "xml:lang"),
    }
)
_LONGEST_LIGHT: Final = 8_000_000  # characters; a longer page would be held too often at once
_READ_ON: Final = {"title": ("abbr",), "src": ("script",)}
_HIDING: Final = ("display", "visibility")
_MAGIC: Final = (
    *(b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"ID3"),
    b"\x00\x00\x01\x00",
)
_MARKUP: Final = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|div|p|span|article|section|main|table|title|meta|h1|br|a)\b", re.IGNORECASE
)
# Possessive, here and in _TAG: a page that opens with thirty comments must not be tried in 2**30 ways.
_FEED: Final = re.compile(
    r"^[\s\ufeff]*+(?>(?:<\?[^>]*>|<!--.*?-->)\s*+)*+<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.DOTALL
)
_JSON: Final = re.compile(r"^[\s\ufeff]*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)[^<>]*+>")
# Tags that end where the next of their kind begins, or hold nothing: they don't nest, however many there are.
_FLAT: Final = frozenset(
    ["p", "li", "dt", "dd", "td", "th", "tr", "option", "br", "img", "hr", "input", "meta", "link", "wbr"]
)
_DEEPEST: Final = 1000  # libxml2 ends the page at 2,048
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # UTF-16 with its mark, and a page in it without one
_SAMPLE: Final = 20_000
_BINARY: Final = bytes((*range(9), *range(14, 27), *range(28, 32)))
_MAX_BINARY_SHARE: Final = 0.05


def scrub(text: str) -> str:
    """The text without characters that XML forbids; each becomes a space, so that no words are glued."""
    return _BAD.sub(" ", text)


def utf8(text: str) -> bytes:
    """The scrubbed text as UTF-8. Nearly all pages are clean, and then nothing is replaced."""
    try:
        page = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return scrub(text).encode()
    return page if (_NATIVE.is_clean if _NATIVE else is_clean)(page) else scrub(text).encode()


def is_clean(page: bytes) -> bool:
    """Whether UTF-8 holds no character that ``scrub`` replaces. ``_parse.pyx`` is the compiled twin."""
    return (
        len(page.translate(None, _CONTROLS)) == len(page)
        and b"\xef\xbf\xbe" not in page
        and b"\xef\xbf\xbf" not in page
    )


def why_not_html(body: bytes | str) -> str | None:
    """The reason why these bytes can't be a page: "empty_body", "not_html", or None if they may be one."""
    if not body or body.isspace():
        return "empty_body"
    if isinstance(body, bytes):
        if body.startswith(_MAGIC):
            return "not_html"
        sample = body[:_SAMPLE]
        if sample.startswith(_WIDE):
            return None
        binary = len(sample) - len(sample.translate(None, _BINARY))
        return "not_html" if binary > _MAX_BINARY_SHARE * len(sample) else None
    return None


def is_markup(text: str) -> bool:
    """Whether the text looks like HTML at all, and not like a feed, JSON or plain text."""
    return bool(_MARKUP.search(text)) and not _FEED.match(text, 0, _SAMPLE) and not _JSON.match(text, 0, _SAMPLE)


def parse(text: str) -> _Element | None:
    """The tree of a page as lxml makes it, or None if libxml2 finds no element in it.

    Where tags are nested so deep that libxml2 ends the page without a word, the deepest are taken out first.
    """
    text = without_endless_tags(text)
    root, cut = lxml_tree(utf8(text))
    return lxml_tree(_without_depth(text))[0] if cut else root


def parse_lightly(text: str, attributes: frozenset[str]) -> Element | None:
    """``parse``, as far as extraction looks at a page.

    Args:
        text: The page.
        attributes: Those that the clutter rules look at. What neither they nor extraction looks at may be missing from
            the tree: other attributes, and the text of programs and styles that hold no data.
    """
    light = _SLIM is not None and len(text) <= _LONGEST_LIGHT
    page = _lighter(text, _reading(attributes)) if light else utf8(without_endless_tags(text))
    root, cut = tree_of(page)
    return tree_of(_without_depth(text))[0] if cut else root


def _without_depth(text: str) -> bytes:
    return _flattened(scrub(text)).encode()


def _lighter(text: str, reading: Reading) -> bytes:
    """The page as UTF-8, without what nobody looks at."""
    slim: Callable[[str, Reading], bytes | None] = _SLIM.slim  # type: ignore[union-attr] # see ``parse_lightly``
    if (page := slim(text, reading)) is None:
        clean = scrub(text)
        page = slim(clean, reading) or clean.encode()
    return page


@lru_cache(maxsize=16)
def _reading(attributes: frozenset[str]) -> Reading:
    made: Reading = _SLIM.Reading(_READ | attributes, _READ_ON, _HIDING)  # type: ignore[union-attr] # see ``parse_lightly``
    return made


def _flattened(text: str) -> str:
    """The text without the tags that open deeper than ``_DEEPEST``."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _FLAT:
            return tag[0]
        if tag[1]:
            deep = depth > _DEEPEST
            depth = max(depth - 1, 0)
        else:
            depth += 1
            deep = depth > _DEEPEST
        return " " if deep else tag[0]

    return _TAG.sub(keep, text)
