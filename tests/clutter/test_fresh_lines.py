"""Lines that were written down before anyone asked whether a rule knows them; half of them nobody looked at since.

The line's hash says which half it falls in: rules may be written from the first, the second is only counted. It tells
what the rules are worth on lines that nobody has seen.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from newsspider.clutter import clean_lines

LINES: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "fresh_lines.toml").read_text("utf-8"))
# A report of the usual length: some rules ask whether a text reports.
STORY = [
    "The council voted on Tuesday to keep the old bridge open, after engineers found its piers sounder than feared.",
    "Residents on both banks had argued for months over the cost, and over who in the end should have to bear it.",
    "The bridge carries some nine thousand cars a day, half of them bound for the mills on the northern side.",
    "A second report is due in the spring, when the river is low enough for divers to look at the foundations.",
    "Until then, lorries above ten tonnes will have to take the long way round through the villages to the north.",
    "The mayor, who had wanted a new bridge downstream, called the vote a delay and nothing more.",
    "Her opponents answered that the town has waited since the flood of 1987 and can wait for another winter.",
    "The money for the repair, some four million, is to come from the region and from a fund for old buildings.",
    "Ferries ran on the river until the bridge was built, and the last of them lies rotting below the church.",
    "Engineers will come back in May, and by then the work is to be in order.",
]
MIDDLE = 5
# Shares that must go of the half that rules may be written from and of the other: behind, between, glued.
FLOORS = {
    ("clutter", "en", 0): (0.98, 0.96, 0.98),
    ("clutter", "en", 1): (0.9, 0.9, 0.91),
    ("clutter", "other", 0): (0.99, 0.96, 0.99),
    ("clutter", "other", 1): (0.96, 0.96, 0.95),
    ("second", "en", 0): (0.98, 0.98, 0.93),
    ("second", "en", 1): (0.88, 0.87, 0.87),
    ("third", "en", 0): (0.96, 0.96, 0.92),
    ("third", "en", 1): (0.73, 0.73, 0.72),
    ("fourth", "en", 0): (0.99, 0.99, 0.99),
    ("fourth", "en", 1): (0.82, 0.82, 0.84),
    ("fourth", "other", 0): (0.98, 0.98, 0.98),
    ("fourth", "other", 1): (0.81, 0.81, 0.8),
    ("fifth", "en", 0): (0.99, 0.99, 0.99),
    ("fifth", "en", 1): (0.55, 0.55, 0.55),
    ("fifth", "other", 0): (0.97, 0.97, 0.95),
    ("fifth", "other", 1): (0.57, 0.57, 0.56),
    ("sixth", "en", 0): (0.94, 0.93, 0.94),
    ("sixth", "en", 1): (0.83, 0.79, 0.84),
    ("sixth", "other", 0): (0.93, 0.92, 0.91),
    ("sixth", "other", 1): (0.82, 0.78, 0.8),
}


def half_of(line: str) -> int:
    """0 if rules may be written from this line, 1 if it is only counted."""
    return int(hashlib.sha1(line.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def lines_of(name: str, language: str, half: int) -> list[str]:
    """The lines of sites of one list, in English or in all other languages, that fall in one half."""
    some = (lines for code, lines in LINES[name].items() if (code == "en") == (language == "en"))
    return [line for lines in some for line in lines if half_of(line) == half]


def is_gone(line: str, place: int) -> bool:
    """Whether the line goes and the story stays: behind it (0), between two of its paragraphs (1), glued to one (2)."""
    if place == 0:
        return clean_lines([*STORY, line]).lines == (*STORY, "")
    if place == 1:
        return clean_lines([*STORY[:MIDDLE], line, *STORY[MIDDLE:]]).lines == (*STORY[:MIDDLE], "", *STORY[MIDDLE:])
    return clean_lines([*STORY[:MIDDLE], STORY[MIDDLE] + line, *STORY[MIDDLE + 1 :]]).lines == tuple(STORY)


@pytest.mark.parametrize(("name", "language", "half"), FLOORS)
def test_most_lines_of_sites_go(name: str, language: str, half: int) -> None:
    lines = lines_of(name, language, half)
    for place, floor in enumerate(FLOORS[name, language, half]):
        share = sum(is_gone(line, place) for line in lines) / len(lines)
        assert share >= floor, (place, f"{share:.1%}")


@pytest.mark.parametrize("line", [line for lines in LINES["story"].values() for line in lines])
def test_a_line_of_a_story_stays(line: str) -> None:
    lines = [*STORY[:MIDDLE], line, *STORY[MIDDLE:]]
    assert clean_lines(lines).lines == tuple(lines)
