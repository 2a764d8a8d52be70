"""Lines of a few words: those of stories stay, most of those that sites put among them go, wherever they stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsspider.clutter import clean_text

LINES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "short_lines.toml").read_text("utf-8"))
STORY = [
    "The council voted on Tuesday to keep the old bridge open, after engineers found its piers sounder than feared.",
    "Residents on both banks had argued for months over the cost, and over who in the end should have to bear it.",
    "A second report is due in the spring, when the river is low enough for divers to look at the foundations.",
    "Until then, lorries above ten tonnes will have to take the long way round through the villages to the north.",
]
LAST = "Engineers will come back in May, and the work is in order."
# Shares that must go: behind the story, alone between two of its paragraphs, glued to the end of a sentence.
FLOORS = {"clutter_en": (0.85, 0.8, 0.85), "clutter_other_languages": (0.96, 0.94, 0.96)}


def places(line: str) -> list[tuple[str, str]]:
    """The story with the line in each place, and what should be left of it."""
    return [
        ("\n\n".join([*STORY, line]), "\n\n".join(STORY)),
        ("\n\n".join([*STORY[:2], line, *STORY[2:]]), "\n\n".join(STORY)),
        ("\n\n".join([STORY[0], LAST + line, STORY[1]]), "\n\n".join([STORY[0], LAST, STORY[1]])),
    ]


@pytest.mark.parametrize("line", LINES["story"])
def test_a_line_of_a_story_stays(line: str) -> None:
    _, (between, _), _ = places(line)
    assert clean_text(between).text == between


@pytest.mark.parametrize("name", FLOORS)
def test_most_lines_of_sites_go(name: str) -> None:
    left: list[list[str]] = [[], [], []]
    for line in LINES[name]:
        for missed, (text, story) in zip(left, places(line), strict=True):
            if clean_text(text).text != story:
                missed.append(line)
    for missed, floor in zip(left, FLOORS[name], strict=True):
        assert 1 - len(missed) / len(LINES[name]) >= floor, missed
