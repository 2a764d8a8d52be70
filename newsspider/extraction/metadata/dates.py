"""When a story was published and changed.

In: what the page says of itself, its ``<time>`` elements and its URL. Out: ISO 8601 with an offset, and which
source won. Refused: dates in the future or before the web; a day without a time is midnight UTC.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

import htmldate
from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from newsspider.extraction.metadata.head import Head

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_FIRST: Final = datetime(1993, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(hours=26)  # a clock in another time zone, no more
_COMPACT: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$")
_ZONE: Final = re.compile(r"\s*(?:UTC|GMT)$")
_SPACED_OFFSET: Final = re.compile(r"\s+([+-]\d{2}:?\d{2})$")
_IN_URL: Final = re.compile(r"/((?:19|20)\d{2})[/-]?([01]?\d)[/-]?([0-3]\d)(?=[/\-_.]|$)")
_MONTH_IN_URL: Final = re.compile(r"/((?:19|20)\d{2})/([01]\d)/")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LONGEST: Final = 80  # characters of a string that may be a date


def parse_date(text: str | None) -> str | None:
    """A date as ISO 8601 with an offset, or None: from ISO 8601, RFC 2822, a Unix time or a compact form."""
    if not text or len(text) > _LONGEST:
        return None
    text = text.strip()
    moment = _strict(text)
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        if not _FIRST <= moment <= datetime.now(UTC) + _AHEAD:
            return None
    except OverflowError:
        return None
    return moment.replace(microsecond=0).isoformat()


def _strict(text: str) -> datetime | None:
    plain = _SPACED_OFFSET.sub(r"\1", _ZONE.sub("+00:00", text))
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        pass
    if found := _COMPACT.match(plain):
        year, month, day, hour, minute, second, _ = found.groups(default="0")
        try:
            return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        except ValueError:
            return None
    if plain.isdigit() and len(plain) in (10, 13):
        return datetime.fromtimestamp(int(plain[:10]), UTC)
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def published(
    head: Head, url: str | None, root: HtmlElement, times: Sequence[str], lines: Sequence[str]
) -> tuple[str | None, str | None]:
    """The date of publication and the source that won: "json-ld", "meta", "microdata", "time", "url" or "text".

    Args:
        head: What the page says of itself.
        url: The page's address.
        root: The tree.
        times: The ``datetime`` of the ``<time>`` elements around the story.
        lines: The short lines around the story, in which a date may be written out.
    """
    for source, text in _candidates(head, "datePublished", "published", times, root):
        if date := parse_date(text):
            return date, source
    if (found := _IN_URL.search(url or "")) and (date := parse_date(f"{found[1]}-{int(found[2]):02}-{found[3]:0>2}")):
        return date, "url"
    if date := _in_words(lines):
        return date, "text"
    if found := _MONTH_IN_URL.search(url or ""):
        return parse_date(f"{found[1]}-{found[2]}-01"), "url"
    return None, None


def modified(head: Head, since: str | None) -> str | None:
    """The date of the last change, if it lies after the date of publication."""
    for _, text in _candidates(head, "dateModified", "modified", (), None):
        date = parse_date(text)
        if date and (since is None or datetime.fromisoformat(date) > datetime.fromisoformat(since)):
            return date
    return None


def _candidates(
    head: Head, key: str, what: str, times: Sequence[str], root: HtmlElement | None
) -> Iterator[tuple[str, str]]:
    for node in (head.article, *head.nodes) if head.article.get(key) is None else (head.article,):
        value = node.get(key)
        if isinstance(value, str):
            yield "json-ld", value
            break
    for text in head.all(what):
        yield "meta", text
    if root is not None:
        for el in root.iterfind(f".//*[@itemprop='{key}']"):
            yield "microdata", el.get("datetime") or el.get("content") or str(el.text_content())
        for el in root.iterfind(".//abbr[@class='published']"):  # hAtom, as Blogspot writes it
            yield "microdata", el.get("title") or ""
    for text in times:
        yield "time", text


def _in_words(lines: Sequence[str]) -> str | None:
    """A date that is written out in a byline; htmldate reads it, from a page that holds these lines alone."""
    dated = [line for line in lines if _YEAR.search(line)]
    if not dated:
        return None
    page = html.Element("html")
    body = etree.SubElement(page, "body")
    for line in dated:
        etree.SubElement(body, "p", {"class": "date"}).text = line
    try:
        found = htmldate.find_date(page, original_date=True, outputformat="%Y-%m-%d")
    except Exception:  # noqa: BLE001 - whatever a third party's search trips over, the page has no date then
        return None
    return parse_date(found)
