"""Feeds -> links: RSS, Atom and RDF. In: bytes. Out: ``Feed``. Refused (``NotAFeedError``): what is no feed.

A feed that is broken but still has items is read as far as it goes; ``Feed.problem`` says what was wrong. The
DOCTYPE is cut off before anything is parsed, so that no entity is ever expanded and nothing is fetched.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.sax import SAXParseException

import feedparser
from w3lib.html import remove_tags

from newsspider.discovery.bodies import TooLargeError, decoded, looks_like, prologue_end, unpacked
from newsspider.discovery.data import table
from newsspider.discovery.dates import iso_date
from newsspider.discovery.errors import NotAFeedError
from newsspider.discovery.link import Link
from newsspider.discovery.web import absolute
from newsspider.markup import most_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_START = re.compile(r"<\?xml|<!doctype|<(?:[\w.-]+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_MAX_JUNK_CHARS = 64 * 1024  # how much a server may put before the feed: warnings, empty lines
_DOCTYPE = re.compile(r"<!doctype[^>\[]*[>\[]", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_TAG = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<(/?)[A-Za-z][^<>]*?(/?)>", re.DOTALL)
_HTML = {"text/html", "application/xhtml+xml"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says.

    Attributes:
        links: Its articles in the order they stand there.
        next_url: The address of its next, older page (rel=next, RFC 5005), or None.
        title: The feed's own title, or None.
        problem: What was wrong with it though it could be read, or None.
    """

    links: Sequence[Link]
    next_url: str | None = None
    title: str | None = None
    problem: str | None = None


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Feed:
    """Read a feed.

    Args:
        body: The feed, gzip or not.
        url: Where it came from; relative links start there unless the feed says otherwise.
        content_type: The HTTP header, for its charset.

    Raises:
        NotAFeedError: It is something else; the error says what it looks like.
    """
    try:
        packed, body = body, unpacked(body)
    except TooLargeError as error:
        raise NotAFeedError(url, str(error)) from None
    seems = looks_like(body or packed)
    document = _document(decoded(body, content_type))
    if seems == "an HTML page" or document is None:
        raise NotAFeedError(url, seems)
    if document.count("<") > table("bodies")["max_feed_tags"]:
        raise NotAFeedError(url, "a document of too many tags")
    if _is_too_deep(document, table("bodies")["max_feed_depth"]):
        raise NotAFeedError(url, "a document of tags in tags in tags")
    if most_attributes(document) > table("bodies")["max_feed_attributes"]:
        raise NotAFeedError(url, "a document of attributes without end")
    parsed = _parsed(document, url)
    if parsed is None or not (parsed.get("version") or parsed.get("entries")):
        raise NotAFeedError(url, seems if seems != "a feed" else "a feed that is broken from its beginning")
    head = parsed.get("feed", {})
    language = _language(head.get("language"))
    links = (_link(entry, url, language) for entry in parsed.get("entries", []))
    return Feed(
        links=tuple(link for link in links if link is not None),
        next_url=_next(head.get("links", []), url),
        title=_plain(head.get("title")),
        problem=_problem(parsed),
    )


def _document(text: str) -> str | None:
    """The XML alone, without what comes before it, its declaration and its DOCTYPE; None if there is none."""
    start = _START.search(text[:_MAX_JUNK_CHARS])
    if start is None:
        return None
    text = text[start.start() :]
    text = text[prologue_end(text) :]
    doctype = _DOCTYPE.match(text)
    if doctype is None:
        return text
    end = _SUBSET_END.search(text, doctype.end()) if doctype.group().endswith("[") else doctype
    return text[end.end() :] if end else None


def _is_too_deep(document: str, most: int) -> bool:
    """Whether tags are nested deeper: feedparser's time grows with the square of the depth."""
    if document.count("<") <= most:
        return False
    depth = 0
    for tag in _TAG.finditer(document):
        if tag[1] is None or tag[2]:
            continue  # character data, or an empty element
        depth += -1 if tag[1] else 1
        if depth > most:
            return True
    return False


def _parsed(document: str, url: str) -> Any:
    """What feedparser makes of it; None if it fails. Given a stream, it opens nothing itself."""
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    stream = io.BytesIO(document.encode("utf-8", "replace"))
    try:
        return feedparser.parse(stream, response_headers=headers, sanitize_html=False)
    except Exception:  # noqa: BLE001 - its loose parser has raised AssertionError, LookupError ... on junk
        return None


def _link(entry: Any, base: str, language: str | None) -> Link | None:
    url = next((found for found in (absolute(base, c) for c in _addresses(entry)) if found), None)
    if url is None:
        return None
    texts = [c for c in entry.get("content", []) if c.get("type") in _HTML and (c.get("value") or "").strip()]
    whole = max(texts, key=lambda c: len(c["value"]), default=None)
    return Link(
        url=url,
        via="feed",
        title=_plain(entry.get("title")),
        date=_date(entry, "published", "created", "updated"),
        text=whole["value"] if whole else None,
        language=_language(whole.get("language") if whole else None) or language,
        modified=_date(entry, "updated"),
    )


def _addresses(entry: Any) -> Iterable[str]:
    """Where the article may be, best first: a feed service's own address comes behind the original one."""
    yield entry.get("feedburner_origlink") or ""
    yield entry.get("link") or ""
    for link in entry.get("links", []):
        if link.get("rel", "alternate") == "alternate":
            yield link.get("href") or ""
    yield entry.get("id") or ""


def _date(entry: Any, *keys: str) -> str | None:
    for key in keys:
        if key in entry and (found := iso_date(entry[key])):
            return found
    return None


def _next(links: Iterable[Any], base: str) -> str | None:
    found = (absolute(base, link.get("href") or "") for link in links if link.get("rel") == "next")
    return next((url for url in found if url and url != base), None)


def _plain(text: str | None) -> str | None:
    """A title without markup and entities, white space folded."""
    if not text:
        return None
    if "<" in text or "&" in text:
        text = unescape(remove_tags(text))
    return " ".join(text.split()) or None


def _language(tag: str | None) -> str | None:
    tag = (tag or "").strip()
    return tag if _LANGUAGE.fullmatch(tag) else None


def _problem(parsed: Any) -> str | None:
    if not parsed.get("bozo"):
        return None
    error = parsed.get("bozo_exception")
    if isinstance(error, SAXParseException):  # its line isn't the file's: the head was cut off
        return f"broken XML: {error.getMessage()}"[:200]
    return f"{type(error).__name__}: {error}"[:200]
