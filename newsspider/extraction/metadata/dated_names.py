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
    from collections.abc import Iterable, Sequence

_UNDER_TITLE: Final = 3  # lines
_WORDS: Final = re.compile(r"[^\W\d_]{3,}")
_PART: Final = re.compile(r"\s*[|·•⋅●◦∙]\s*|\s+[–—-]\s+")
_LONGEST_PART: Final = 30  # characters of a label beside a name and a day
_TWO: Final = 2
_LONGEST_ZONE: Final = 5  # letters of a time zone
_SEAM: Final = re.compile(
    r"(?<=[a-zß-ÿа-яёά-ώ])(?=[A-ZÀ-ÞА-ЯΆ-Ω\d])|(?<=\d)(?=[^\W\d_a-z])|(?<=[A-Z]{3})(?=[A-Z][a-z])"
)
_LONGEST_DATED: Final = 80  # characters of a name and a day
_PARAGRAPH: Final = 100  # characters
_YEARS: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAME_AND_DAY: Final = re.compile(r"(?P<name>[^\d,|·•–—/]+?)\s*(?:[,|·•–—/]|\s-\s)\s*(?P<day>.*\d.*)")
_DAY_AND_NAME: Final = re.compile(r"(?P<day>.*\d.*?)\s*(?:[,|·•–—/]|\s-\s)\s*(?P<name>[^\d,|·•–—/]+)")
_IN_DAYS: Final = frozenset({*MONTHS, *WEEKDAYS, "am", "pm", "at", "um", "uhr"})


def from_dated(lines: Sequence[str], texts: Sequence[str] = ()) -> list[str]:
    """The name in the first line that holds a name and a day, and nothing else but labels between bars or dots.

    Args:
        lines: The short lines around the story.
        texts: The story's blocks.

    >>> from_dated(["5 min read", "21.08.2026, 14:10 | Ann Lee"]), from_dated(["Ann Lee, 3 March 2026"])
    (['Ann Lee'], ['Ann Lee'])
    >>> from_dated(["Ann Lee · 3 March 2026 · 5 min read · Print"])
    ['Ann Lee']
    >>> from_dated(["Ann Lee left on 3 May 2026", "Ann Lee, Kelm, 3 March 2026", "Ann Lee, 3 March 1932 - 4 May 2026"])
    []
    """
    short = (line for line in lines if len(line) <= _LONGEST_DATED and line[-1:].isalnum() and dated([line]))
    return _first_author((_parted_from_day(x) or _glued_to_day(x) or _among_labels(x) for x in short), lines, texts)


def _parted_from_day(line: str) -> str:
    """The name in a line of a name and a day with a sign between them; else ""."""
    for pattern in (_NAME_AND_DAY, _DAY_AND_NAME):
        found = pattern.fullmatch(line)
        if found and is_short_name(found["name"]) and day_in(found["day"], None) and _is_bare(found["day"]):
            return found["name"]
    return ""


def _among_labels(line: str) -> str:
    """The only name in a line of short parts, one of them a day: "Ann Lee | 3 March 2026 | Print"; else ""."""
    parts = [part for part in _PART.split(line) if part]
    if len(parts) == 1:  # which only a style keeps apart: "3 May 2026, 11:30Ann Lee1240 views"
        parts = [part for part in _SEAM.split(line) if part]
        if sum(not any(map(str.isdecimal, part)) for part in parts) != 1:
            return ""
    names = [part for part in parts if is_short_name(part) and part[-1:].isalpha()]
    short = len(parts) > _TWO and all(len(part) <= _LONGEST_PART for part in parts)
    return names[0] if short and len(names) == 1 and any(map(_is_day, parts)) else ""


def _glued_to_day(line: str) -> str:
    """The name in a line of a name and a day that only a style keeps apart: "Ann LeeSat 3 March 2026"; else ""."""
    for seam in _SEAM.finditer(line):
        front, behind = line[: seam.start()].strip(), line[seam.start() :].strip()
        for name, day in ((front, behind), (behind, front)):
            if is_short_name(name) and name[-1].isalpha() and _is_day(day):
                return name
    return ""


def from_under_title(lines: Sequence[str], title: str, texts: Sequence[str]) -> list[str]:
    """The name that stands alone under the title, with a day right above or below it.

    A section's name has its shape, too; but of its words one or the other stands in the text without a capital.

    >>> from_under_title(["Late ferry", "Ann Lee", "3 March 2026"], "Late ferry", ["The ferry was late."])
    ['Ann Lee']
    >>> from_under_title(["Late ferry", "Port Traffic", "3 March 2026"], "Late ferry", ["All traffic stood still."])
    []
    """
    named: list[str] = []
    heads = [number for number, line in enumerate(lines) if title and line.casefold() == title.casefold()]
    for number in range(heads[-1] + 1, min(heads[-1] + 1 + _UNDER_TITLE, len(lines))) if heads else ():
        line = lines[number]
        above = lines[max(number - 1, heads[-1] + 1) : number]
        beside = (*above, *lines[number + 1 : number + 2])
        is_named = line[-1:].isalpha() and is_short_name(line) and any(map(_holds_day, beside))
        if is_named:
            named.append(line)
    return _first_author(named, lines, texts)


def _first_author(names: Iterable[str], lines: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The first name that may be an author's.

    No word of it is a day's or stands somewhere without its capital, and no paragraph speaks of its bearer: a story's
    author is hardly its subject, but a person, a town or a cup is.
    """
    said: tuple[set[str], str] | None = None
    for name in filter(None, names):
        words = _WORDS.findall(name.casefold())
        if not _IN_DAYS.isdisjoint(words):
            continue
        said = said or (_uncapitalized((*texts, *lines)), "\n".join(t for t in texts if len(t) >= _PARAGRAPH))
        common, paragraphs = said
        if f" {name}" not in paragraphs and not any(word in common or f"{word}s" in common for word in words):
            return [name]
    return []


def _uncapitalized(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORDS.findall(text) if word.islower()}


def _holds_day(line: str) -> bool:
    """Whether a line is short parts, one of them a day: "3 March 2026 · 5 min read"."""
    parts = _PART.split(line) if len(line) <= _LONGEST_DATED else []
    return any(map(_is_day, parts)) and all(len(part) <= _LONGEST_PART for part in parts)


def _is_day(line: str) -> bool:
    """Whether a line is a day, with a time or without, and nothing else."""
    return len(line) <= _LONGEST_DATED and _is_bare(line) and bool(dated([line])) and day_in(line, None) is not None


def _is_bare(day: str) -> bool:
    """Whether a day has no words but its month, a weekday, half of the day, a time zone, and that it was changed.

    Two years are those of a life: "3 March 1932 - 4 May 2026".
    """
    return len(set(_YEARS.findall(day))) <= 1 and all(
        low in _IN_DAYS or low.startswith(CHANGED) or (word.isupper() and len(word) <= _LONGEST_ZONE)
        for word in _WORDS.findall(day)
        if (low := word.casefold())
    )
