"""What is made to try the scorer is what it is said to be: copies have half of themselves from a story, others less."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from repost_kinds import FURTHER_KINDS, TRAINED_KINDS, Kinds, make
from repost_languages import sources
from repost_lookalikes import LOOKALIKES, LOOKALIKES_OF_MANY
from repost_papers import PADDED_COPIES, PAPER_COPIES
from repost_texts import article, text

from newsspider.reposts import compare

STORIES = sorted(sources("en"), key=lambda source: -source.words)
STORY, OTHERS = STORIES[0], STORIES[1:]
OTHER = [p for source in OTHERS for p in source.paragraphs]


def _share(body: list[str]) -> float:
    """How much of a text's running words stand in the story."""
    return compare(article("made", text(*body)), article("story", text(*STORY.paragraphs))).a.running_share


@pytest.mark.parametrize("kind", [*PAPER_COPIES, *PADDED_COPIES])
def test_a_copy_has_half_of_itself_from_its_story(kind: str) -> None:
    for seed in range(3):
        rng, body = random.Random(seed), list(STORY.paragraphs)  # noqa: S311 - no secret
        made = PAPER_COPIES[kind](rng, body) if kind in PAPER_COPIES else PADDED_COPIES[kind](rng, body, OTHER)
        assert _share(made) >= 0.5


@pytest.mark.parametrize("kind", [*LOOKALIKES, *LOOKALIKES_OF_MANY])
def test_a_false_friend_has_less_than_half_of_itself_from_any_story(kind: str) -> None:
    for seed in range(3):
        rng = random.Random(seed)  # noqa: S311 - no secret
        if kind in LOOKALIKES:
            own = type(STORY)("Another one", tuple(OTHER))
            made = LOOKALIKES[kind](rng, STORY, own)
        else:
            made = LOOKALIKES_OF_MANY[kind](rng, (STORY, *OTHERS))
        assert 0.0 < _share(made) < 0.5


@pytest.mark.parametrize("kinds", [TRAINED_KINDS, FURTHER_KINDS], ids=["trained", "further"])
def test_a_stream_of_all_kinds_is_made(kinds: Kinds) -> None:
    made = make(STORIES * 3, 1, kinds=kinds)
    assert len(made.rows) == len(made.gold) > 300
    assert all(row["text"] for row in made.rows)
    assert {row["id"] for row in made.gold} >= {row["origin_id"] for row in made.gold}
