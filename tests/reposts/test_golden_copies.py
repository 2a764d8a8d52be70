"""Each kind of copy of one story, and of what only looks like one: ``fixtures/reposts``, with the evidence expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.reposts import StoryIndex, article_from_row
from newsspider.reposts.lines import kind_from_row

if TYPE_CHECKING:
    from newsspider.records import Story

CASES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "reposts").glob("*.json"))
}
COPIES = [name for name in CASES if name != "original"]


def _add(index: StoryIndex, row: dict[str, Any]) -> Story:
    return index.add(article_from_row(row), kind=kind_from_row(row))


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_told_with_its_evidence(tmp_path: Path, name: str) -> None:
    case, original = CASES[name], CASES["original"]["row"]
    with StoryIndex(tmp_path / "stories.sqlite") as index:
        _add(index, original)
        story = _add(index, case["row"])
    assert story.role == case["expected"]["role"]
    assert [piece.kind for piece in story.evidence] == case["expected"]["evidence"]
    assert story.origin_id == ("original" if story.role == "repost" else name)


@pytest.mark.parametrize("name", [name for name in COPIES if CASES[name]["expected"]["role"] == "repost"])
def test_an_original_that_comes_after_its_copy_takes_its_place(tmp_path: Path, name: str) -> None:
    with StoryIndex(tmp_path / "stories.sqlite") as index:
        copy = _add(index, CASES[name]["row"])
        assert _add(index, CASES["original"]["row"]).role == "original"
        now = index.story(name)
        assert now is not None
        assert (now.role, now.origin_id, now.id) == ("repost", "original", copy.id)
