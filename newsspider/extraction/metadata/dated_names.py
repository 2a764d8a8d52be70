"""Names that the day beside them tells: "3 March 2026 | Ann Lee", or a name alone under the title, over a day.

In: the short lines around the story, its title and its text. Out: the name, or none. Refused: what has the shape of a
name and is a section's or a place's, as far as that can be told without knowing names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import CHANGED, MONTHS, WEEKDAYS
from newsspider.extraction.metadata.people import is_short_name
from newsspider.extraction.metadata.printed import dated, day_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNDER_TITLE: Final = 3  # lines
_WORDS: Final = re.compile(r"[^\W\d_]{3,}")
_LONGEST_DATED: Final = 80  # characters of a name and a day
_NAME_AND_DAY: Final = re.compile(r"(?P<name>[^\d,|·•–—/]+?)\s*(?:[,|·•–—/]|\s-\s)\s*(?P<day>.*\d.*)")
_DAY_AND_NAME: Final = re.compile(r"(?P<day>.*\d.*?)\s*(?:[,|·•–—/]|\s-\s)\s*(?P<name>[^\d,|·•–—/]+)")
_IN_DAYS: Final = frozenset({*MONTHS, *WEEKDAYS, "am", "pm", "at", "um", "uhr"})


def from_dated(lines: Sequence[str]) -> list[str]:
    """The name in the first line that holds a name, a day, and nothing else.

    >>> from_dated(["5 min read", "21.08.2026, 14:10 | Ann Lee"]), from_dated(["Ann Lee, 3 March 2026"])
    (['Ann Lee'], ['Ann Lee'])
    >>> from_dated(["Ann Lee moved on 3 March 2026", "Ann Lee, Kelm, 3 March 2026"])
    []
    """
    for line in lines:
        if len(line) <= _LONGEST_DATED and line[-1:].isalnum() and dated([line]):
            for pattern in (_NAME_AND_DAY, _DAY_AND_NAME):
                found = pattern.fullmatch(line)
                if found and is_short_name(found["name"]) and day_in(found["day"], None) and _is_bare(found["day"]):
                    return [found["name"]]
    return []


def from_under_title(lines: Sequence[str], title: str, texts: Sequence[str]) -> list[str]:
    """The name that stands alone under the title, with a day right above or below it.

    A section's name has its shape, too; but of its words one or the other stands in the text without a capital.

    >>> from_under_title(["Late ferry", "Ann Lee", "3 March 2026"], "Late ferry", ["The ferry was late."])
    ['Ann Lee']
    >>> from_under_title(["Late ferry", "Port Traffic", "3 March 2026"], "Late ferry", ["All traffic stood still."])
    []
    """
    heads = [number for number, line in enumerate(lines) if title and line.casefold() == title.casefold()]
    for number in range(heads[-1] + 1, min(heads[-1] + 1 + _UNDER_TITLE, len(lines))) if heads else ():
        line = lines[number]
        above = lines[max(number - 1, heads[-1] + 1) : number]
        beside = (*above, *lines[number + 1 : number + 2])
        if line[-1:].isalpha() and is_short_name(line) and any(_is_day(other) for other in beside):
            common = {w for text in (*texts, *lines) for w in _WORDS.findall(text) if w.islower()}
            if common.isdisjoint(_WORDS.findall(line.casefold())):
                return [line]
    return []


def _is_day(line: str) -> bool:
    """Whether a line is a day, with a time or without, and nothing else."""
    return len(line) <= _LONGEST_DATED and _is_bare(line) and bool(dated([line])) and day_in(line, None) is not None


def _is_bare(day: str) -> bool:
    """Whether a day has no words besides its month, a weekday and half of the day."""
    return all(w in _IN_DAYS or w.startswith(CHANGED) for w in _WORDS.findall(day.casefold()))
