"""Dates as feeds and sitemaps write them -> ISO 8601 with offset. What can't be read gives None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache

from newsspider.discovery.data import table

_MAX_CHARS = 100  # no date is longer
_YEAR_MONTH = re.compile(r"\d{4}-\d{2}")
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")
_ZONE = re.compile(r"(?<=\d)\s*([A-Z]{3,4})$")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")
_DAY_MONTH_YEAR = re.compile(r"\b(\d{1,2})\.?[\s-]+(?:de\s+)?([^\W\d][^\d,]*?)\.?,?[\s-]+(?:de\s+)?(\d{4})\b")
_MONTH_DAY_YEAR = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")


@lru_cache(maxsize=1024)
def iso_date(text: str | None) -> str | None:
    """A date in ISO 8601 with offset: W3C and RFC 822 dates, and those with month names of other languages.

    A date without time is midnight, one without offset is taken for UTC. The zero dates that software writes
    for "unknown" (years 0 and 1, 1 January 1970) are None.

    >>> iso_date("Mon, 02 Mar 2026 10:00:00 +0300"), iso_date("2026-03-02")
    ('2026-03-02T10:00:00+03:00', '2026-03-02T00:00:00+00:00')
    """
    text = " ".join((text or "").split())
    if not text or len(text) > _MAX_CHARS:
        return None
    for read in (_w3c, _rfc822, _in_words):
        try:
            found = read(text)
            if found is None:
                continue
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            if found.year < 2 or found.date().isoformat() == "1970-01-01":
                return None
            return found.isoformat(timespec="seconds")
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def _w3c(text: str) -> datetime:
    text = f"{text}-01" if _YEAR_MONTH.fullmatch(text) else text
    return datetime.fromisoformat(_SPACED_OFFSET.sub("", text))


def _rfc822(text: str) -> datetime:
    zone = _ZONE.search(text)
    offset_min = table("months")["zones"].get(zone.group(1)) if zone else None
    if zone and offset_min is not None:
        found = parsedate_to_datetime(text[: zone.start()])
        return found.replace(tzinfo=timezone(timedelta(minutes=offset_min)))
    return parsedate_to_datetime(text)


@cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, names in table("months")["months"].items() for name in names}


def _in_words(text: str) -> datetime | None:
    """Day, month name and year in either order, then a time and an offset if they are there."""
    text = text.lower()
    found = _DAY_MONTH_YEAR.search(text)
    day, name, year = found.groups() if found else ("", "", "")
    if not found and (found := _MONTH_DAY_YEAR.search(text)):
        name, day, year = found.groups()
    month = _month(name)
    if not found or not month:
        return None
    rest = text[found.end() :]
    time, offset = _TIME.search(rest), _OFFSET.search(rest)
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    zone = UTC
    if offset:
        minutes = int(offset.group(2)) * 60 + int(offset.group(3))
        zone = timezone(timedelta(minutes=-minutes if offset.group(1) == "-" else minutes))
    return datetime(int(year), month, int(day), hour, minute, second, tzinfo=zone)


def _month(name: str) -> int | None:
    """The number of a month whose name, or at least its first three letters, is given."""
    name = name.strip()
    exact = _months().get(name)
    if exact or len(name) < 3:
        return exact
    meant = {number for full, number in _months().items() if full.startswith(name)}
    return meant.pop() if len(meant) == 1 else None
