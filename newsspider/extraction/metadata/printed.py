"""Dates as a page prints them for its readers: in words or in numbers, beside the byline or the heading.

In: short lines, or the headings where no line near the story has a date. Out: a day as ISO 8601, or None. Refused: a
year alone, the dates of copyright lines, and, but for ``likely_day_in``, a day of two numbers that can be read in two
ways, unless the page's language says which comes first.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import CHANGED, MONTH_FIRST, MONTHS, NO_DATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsspider.extraction.tree import Element

_LONGEST: Final = 60  # characters of a line beside the heading that tells a date
_BEFORE: Final = 20  # elements before the heading that are looked at
_BEHIND: Final = 80
_STORY: Final = 500  # characters
_OTHER: Final = frozenset({"nav", "aside", "footer"})  # elements that never hold the story's own date
_EAST_ASIAN: Final = re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]")
_NUMBERS: Final = (
    re.compile(r"(?<![\d./-])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d|[./-]\d)"),
    # Only as month and day: "12.18.2025".
    re.compile(r"(?<![\d./-])(?P<m>0?[1-9]|1[0-2])[.-](?P<d>1[3-9]|2\d|3[01])[.-](?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<![\d./-])(?P<d>\d{1,2})[.-]\s?(?P<m>\d{1,2})[.-]\s?(?P<y>(?:19|20)\d\d)(?!\d)"),
)
_SLASHED: Final = re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?!\d)")
_WORDED: Final = (
    re.compile(
        r"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+(?:de|del|di|of))?[\s-]+(?P<m>[^\W\d_]{2,14})\.?,?"
        r"(?:\s+(?:de|del))?[\s-]+(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(
        r"(?<![^\W\d_])(?P<m>[^\W\d_]{3,14})\.?\s+(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:\s*,\s*|\s+)"
        r"(?:[^\W\d_]{3}\s+)?(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
)
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[\s.,]{1,3}[^\W\d_]{2,14}\.?\s+[0-3]?\d(?!\d)")
_SHORT_YEAR: Final = re.compile(r"(?<![\d.])(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<y>\d\d)(?![\d.])")
# "2026", or "01.03.26": all begin with a digit, to which Python skips
_YEAR: Final = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|(?<![\d.]\d)\d\.\d\d\.\d\d(?![\d.]))")


def dated(lines: Sequence[str]) -> list[str]:
    """The lines that may hold a date of the story; those that tell of a change come last."""
    found = [line for line in lines if _YEAR.search(line) and not any(w in line.casefold() for w in NO_DATES)]
    return sorted(found, key=lambda line: any(w in line.casefold() for w in CHANGED))


def day_in(line: str, language: str | None) -> str | None:
    """The first day in a line, as ISO 8601; it may be no day of the calendar.

    >>> day_in("Publié le 1er mars 2026", "fr"), day_in("3/14/2026", None), day_in("3/4/2026", None)
    ('2026-03-01', '2026-03-14', None)
    """
    for form in (_EAST_ASIAN, *_NUMBERS):
        if found := form.search(line):
            return _iso(found["y"], int(found["m"]), found["d"])
    if found := _SHORT_YEAR.search(line):
        return _iso(f"20{found['y']}", int(found["m"]), found["d"])
    if found := _SLASHED.search(line):
        return _slashed(int(found["a"]), int(found["b"]), found["y"], language)
    for form in _WORDED:
        for found in form.finditer(line):
            if month := MONTHS.get(found["m"].casefold()):
                return _iso(found["y"], month, found["d"])
    return None


def likely_day_in(line: str) -> str | None:
    """The first day of a line that can be read in two ways: with the day in front, as in most countries.

    >>> likely_day_in("3/4/2026")
    '2026-04-03'
    """
    found = _SLASHED.search(line)
    return _iso(found["y"], int(found["b"]), found["a"]) if found else None


def may_tell_in_words(line: str) -> bool:
    """Whether a day, a word and a year stand side by side in a line: a date, if somebody knows the word for a month."""
    return any(form.search(line) for form in (*_WORDED, _YEAR_FIRST))


def _slashed(a: int, b: int, year: str, language: str | None) -> str | None:
    code = (language or "").replace("_", "-").lower()
    if a > 12 or (b <= 12 and code and code != "en" and code not in MONTH_FIRST):
        return _iso(year, b, str(a))
    return _iso(year, a, str(b)) if b > 12 or code in MONTH_FIRST else None


def _iso(year: str, month: int, day: str) -> str:
    return f"{year}-{month:02}-{int(day):02}"


def beside_the_heading(headings: Sequence[Element]) -> list[str]:
    """Short lines with a year in the elements around the first heading, those behind it first."""
    if not headings:
        return []
    heading = headings[0]
    near = [*_before_the_text(islice(_following(heading), _BEHIND)), *islice(_preceding(heading), _BEFORE)]
    texts = (" ".join(text.split()) for el in near for text in (el.text, el.tail) if text and len(text) < 4 * _LONGEST)
    return [text for text in texts if len(text) <= _LONGEST and _YEAR.search(text)]


def _before_the_text(elements: Iterable[Element]) -> Iterator[Element]:
    """The elements until so much has been said that it must be the story: what follows tells of other stories."""
    said = 0
    for el in elements:
        yield el
        said += len(el.text or "") + len(el.tail or "")
        if said > _STORY:
            return


def _following(el: Element) -> Iterator[Element]:
    """The elements behind an element in page order, to the first footer."""
    place = _behind(el)
    while place is not None and place.tag != "footer":
        if place.tag in _OTHER or "omment" in f"{place.get('class')} {place.get('id')}":
            place = _behind(place)  # and what stands in it
            continue
        yield place
        inner = _first_in(place)
        place = _behind(place) if inner is None else inner


def _first_in(el: Element) -> Element | None:
    children: Iterator[Element] = iter(el)
    return next(children, None)


def _behind(el: Element) -> Element | None:
    """The next element in page order that doesn't stand in this one."""
    place: Element | None = el
    while place is not None:
        if (behind := place.getnext()) is not None:
            return behind
        place = place.getparent()
    return None


def _preceding(el: Element) -> Iterator[Element]:
    """The elements before an element, nearest branch first."""
    place: Element | None = el
    while place is not None:
        for sibling in place.itersiblings(preceding=True):
            if sibling.tag not in _OTHER:
                yield from sibling.iter()
        place = place.getparent()
