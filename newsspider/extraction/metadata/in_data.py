"""Author and day as the data of a page's own program tells them, where its markup is empty until that has run.

In: the metadata and the scripts that hold data. Out: the metadata, with what it lacked. Refused: keys that hold more
than one name or day: the data tells of other stories, too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.dates import parse_date
from newsspider.extraction.metadata.fields import DATA_AUTHORS, DATA_DAYS
from newsspider.extraction.metadata.people import clean_names, in_full

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.extraction.metadata import Metadata

_MOST: Final = 3_000_000  # characters of script that are read
_DAY: Final = 10  # characters of an ISO 8601 date
_COLON: Final = r'"\s{0,3}:\s{0,3}'
_AUTHOR: Final = re.compile(
    rf'"(?:{"|".join(DATA_AUTHORS)}){_COLON}(?:\[\s{{0,9}})?(?:\{{[^{{}}]{{0,300}}?"name{_COLON})?"([^"\\]{{3,60}})"'
)
_PUBLISHED: Final = re.compile(rf'"(?:{"|".join(DATA_DAYS)}){_COLON}"((?:19|20)\d\d-\d\d-\d\d[^"\\]{{0,25}})"')


def completed(meta: Metadata, scripts: Sequence[str]) -> Metadata:
    """The metadata with the author and the day of publication that the data tells, where it had none."""
    if not meta.authors:
        people = clean_names(dict.fromkeys(name for text in scripts for name in _AUTHOR.findall(text[:_MOST])))
        if len(people) == 1 and in_full(people):
            meta = replace(meta, authors=people)
    if meta.date_published is None:
        days = [*dict.fromkeys(day for text in scripts for day in _PUBLISHED.findall(text[:_MOST]))]
        if len({day[:_DAY] for day in days}) == 1 and (date := parse_date(days[0])):
            meta = replace(meta, date_published=date, date_published_source="data")
    return meta
