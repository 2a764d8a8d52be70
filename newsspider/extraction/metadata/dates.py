"""When a story was published and changed.

In: what the page says of itself, its ``<time>`` elements and its URL. Out: ISO 8601 with an offset, and which
source won. Refused: dates in the future or before the web; a day without a time is midnight UTC.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import DATE_FORMATS
from newsspider.extraction.metadata.printed import dated, day_in, likely_day_in, may_tell_in_words
from newsspider.extraction.tree import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.extraction.metadata.gathered import Gathered
    from newsspider.extraction.metadata.head import Head

_FIRST: Final = datetime(1993, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(hours=26)  # a clock in another time zone, no more
_COMPACT: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$")
_ZONE: Final = re.compile(r"\s*(?:UTC|GMT)$")
_SCRIPT_ZONE: Final = re.compile(r"\bGMT(?=[+-]\d{4})(.{5}).*$")  # "Sun Mar 01 2026 10:00:00 GMT+0100 (CET)"
_SPACED_OFFSET: Final = re.compile(r"\s+([+-]\d{2}:?\d{2})$")
# "/2026/03/01/", "/2026-3-01-", "/20260301". A day of one digit stands alone: "/2026/3/5-things" isn't 5 March.
_IN_URL: Final = re.compile(
    r"/((?:19|20)\d{2})[/-]?([01]?\d)[/-]?([0-3]\d)(?=[/\-_.]|$)|/((?:19|20)\d{2})/([01]?\d)/(\d)(?=/|$)"
)
# "/A2026030110200001234": the number of an item that begins with the moment it was made.
_NUMBER_IN_URL: Final = re.compile(r"/[A-Z]{0,3}((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4,12}(?=[/.]|$)")
_MONTH_IN_URL: Final = re.compile(r"/((?:19|20)\d{2})/([01]\d)/")
_DIRECTIVE: Final = re.compile(r"(%[A-Za-z]|\s+)")
_NUMERIC: Final = frozenset({"%Y", "%m", "%d", "%H", "%I", "%M", "%S"})
_LONGEST: Final = 80  # characters of a string that may be a date
_LONGEST_DAY: Final = 30  # characters of a line that says little but a day
_MOST_MARKED: Final = 60  # elements marked as the date that are read


def _shape_of(form: str) -> re.Pattern[str]:
    """What ``strptime`` reads by a form has this shape; it takes much longer to say that something else hasn't."""
    shapes = []
    for part in _DIRECTIVE.split(form):
        if part.startswith("%"):
            shapes.append(r"[\d ]{1,4}" if part in _NUMERIC else ".+")
        else:
            shapes.append(r"\s+" if part.isspace() else re.escape(part))
    return re.compile("".join(shapes), re.DOTALL | re.IGNORECASE)


_SHAPES: Final = [(form, _shape_of(form)) for form in DATE_FORMATS]


def parse_date(text: str | None) -> str | None:
    """A date as ISO 8601 with an offset, or None.

    Read are ISO 8601, RFC 2822, Unix times, compact forms, and the unambiguous ones in ``fields.toml``.
    """
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


@lru_cache(maxsize=64)  # a page states the same moment in several places, and each is asked for more than once
def _strict(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    text = _SCRIPT_ZONE.sub(r"\1", text)
    plain = _SPACED_OFFSET.sub(r"\1", _ZONE.sub("+00:00", text))
    with suppress(ValueError):
        return datetime.fromisoformat(plain)
    if plain.isascii() and plain.isdigit() and len(plain) in (10, 13):
        return datetime.fromtimestamp(int(plain[:10]), UTC)
    if found := _COMPACT.match(plain):
        return _compact(found)
    return _in_a_form(text)


def _in_a_form(text: str) -> datetime | None:
    for form, shape in _SHAPES:
        if shape.fullmatch(text):
            with suppress(ValueError):
                return datetime.strptime(text, form).replace(tzinfo=UTC)
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _compact(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second, _ = found.groups(default="0")
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None


def published(head: Head, url: str | None, times: Sequence[str], lines: Sequence[str]) -> tuple[str | None, str | None]:
    """The date of publication and the source that won: "json-ld", "meta", "microdata", "time", "url" or "text".

    Args:
        head: What the page says of itself.
        url: The page's address.
        times: The ``datetime`` of the ``<time>`` elements around the story.
        lines: The short lines around the story, in which a date may be written out.
    """
    for source, text in _candidates(head, "datePublished", "published", times):
        if date := parse_date(text):
            earlier = _printed_before(date, head, lines) if source == "json-ld" else None
            return (earlier, "text") if earlier else (date, source)
    if date := _in_url(url or ""):
        return date, "url"
    if date := _in_words(lines, head.language) or _in_words(head.beside, head.language):
        return date, "text"
    if (found := _MONTH_IN_URL.search(url or "")) and (date := parse_date(f"{found[1]}-{found[2]}-01")):
        return date, "url"
    return None, None


def _printed_before(date: str, head: Head, lines: Sequence[str]) -> str | None:
    """An earlier day that is printed by itself, where JSON-LD tells but the day on which a program filled in its form.

    That shows by a day without a time that isn't before that of the last change.
    """
    if "T00:00:00" not in date:
        return None
    changed = parse_date(_string(head.article.get("dateModified")))
    if changed is None or changed > date:
        return None
    alone = (line for line in dated(lines) if len(line) <= _LONGEST_DAY)
    printed = next((d for line in alone if (d := parse_date(day_in(line, head.language)))), None)
    return printed if printed and printed < date else None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _in_url(url: str) -> str | None:
    found = _IN_URL.search(url) or _NUMBER_IN_URL.search(url)
    if not found:
        return None
    year, month, day = (part for part in found.groups() if part is not None)
    return parse_date(f"{year}-{int(month):02}-{int(day):02}")


def modified(head: Head, since: str | None) -> str | None:
    """The date of the last change, if it lies after the date of publication."""
    for _, text in _candidates(head, "dateModified", "modified", None):
        date = parse_date(text)
        if date and (since is None or datetime.fromisoformat(date) > datetime.fromisoformat(since)):
            return date
    return None


def _candidates(head: Head, key: str, what: str, times: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    """What may be a date, with its source, the surest first; what stands in the text itself if ``times`` are given."""
    for node in (head.article, *head.nodes) if head.article.get(key) is None else (head.article,):
        value = node.get(key)
        if isinstance(value, str):
            yield "json-ld", value
            break
    for text in head.all(what):
        yield "meta", text
    if times is None:
        return
    for text in head.dates:
        yield "microdata", text
    for text in times:
        yield "time", text


def marked_dates(found: Gathered) -> list[str]:
    """The dates of elements that are marked up as the date of publication."""
    marked = [el.get("datetime") or el.get("content") or words_of(el) for el in found.dates[:_MOST_MARKED]]
    return [*marked, *(el.get("title") or "" for el in found.moments)]


def is_dated(head: Head) -> bool:
    """Whether the page states a date of publication, by JSON-LD, meta tags or microdata."""
    return any(parse_date(text) for _, text in _candidates(head, "datePublished", "published", ()))


def _in_words(lines: Sequence[str], language: str | None) -> str | None:
    """A date that is written out: read by the names of the months, then by htmldate and dateparser, then by order."""
    told = dated(lines)
    for line in told:
        if date := parse_date(day_in(line, language)):
            return date
    if worded := [line for line in told if may_tell_in_words(line)]:
        from newsspider.extraction.metadata.worded import worded_dates  # noqa: PLC0415 - it takes a while to load

        if date := next((date for day in worded_dates(worded, language) if (date := parse_date(day))), None):
            return date
    return next((date for line in told if (date := parse_date(likely_day_in(line)))), None)
