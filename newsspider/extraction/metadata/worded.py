"""Dates that are written out, as htmldate and dateparser read them; asked when the names of months told nothing.

In: lines that hold a date, the page's language. Out: days as ISO 8601, the surest first. Nothing is refused. The two
libraries take a tenth of a second to load, so this module is imported where it is first needed.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

import dateparser
import htmldate
from dateparser.data.languages_info import language_order as DATEPARSER_LANGUAGES  # noqa: N812 - a constant there
from lxml import etree, html

from newsspider.extraction.metadata.fields import WRITTEN_DATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

# Day, month in words, year, in this order or with the month first.
_WORDED: Final = re.compile(
    r"(?<!\d)[0-3]?\d\.?(?:\s+(?:de|del|di|of))?\s+[^\W\d_]{2,14}\.?,?(?:\s+(?:de|del))?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,14}\.?\s+[0-3]?\d,?\s+(?:19|20)\d\d"
)
_NAMED: Final = frozenset(DATEPARSER_LANGUAGES) - {*WRITTEN_DATES["numbered"]}  # languages whose months have names
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")


def worded_dates(lines: Sequence[str], language: str | None) -> Iterator[str]:
    """The days that these lines may mean."""
    if day := _by_htmldate(lines):
        yield day
    yield from _by_wording(lines, language)


def _by_htmldate(lines: Sequence[str]) -> str | None:
    page = html.Element("html")
    body = etree.SubElement(page, "body")
    for line in lines:
        etree.SubElement(body, "p", {"class": "date"}).text = line
    try:
        # The extensive search asks dateparser in all its languages, which costs a second to load.
        return htmldate.find_date(page, extensive_search=False, original_date=True, outputformat="%Y-%m-%d")
    except Exception:  # noqa: BLE001 - whatever a third party's search trips over, the page has no date then
        return None


def _by_wording(lines: Sequence[str], language: str | None) -> Iterator[str]:
    """Days with a month's name, in the page's language or in those of its script."""
    for line in lines:
        found = _WORDED.search(line)
        if not found:
            continue
        script = "cyrillic" if _CYRILLIC.search(line) else "arabic" if _ARABIC.search(line) else "latin"
        code = (language or "").replace("_", "-").split("-")[0].lower()
        languages = [code] if code in _NAMED else WRITTEN_DATES[script]
        moment = dateparser.parse(found[0], languages=languages, settings={"STRICT_PARSING": True})
        if moment:
            yield moment.date().isoformat()
