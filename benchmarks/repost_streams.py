"""Streams of items with what is true of them: one that is given, and those that are made of its stories.

In: JSONL rows and gold, as ``train_reposts.py`` tells. Out: ``Stream``. Refused: nothing.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
from repost_kinds import make
from repost_text import Source

from newsspider import clean_text
from newsspider.reposts.batch import open_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from repost_kinds import Kinds

FOLDS = 4
_MADE_STORIES = 350
_OTHERS_WEIGHT = 0.5  # a made stream has far more false friends to a copy than the news have


@dataclass(slots=True)
class Stream:
    """Items in order of arrival, what is true of them, the fold of each, and what its pairs weigh in training."""

    rows: list[dict[str, Any]]
    gold: dict[str, dict[str, Any]]
    fold: dict[str, int]
    weight: float = 1.0
    others_weight: float = 1.0  # times that, where a pair tells two stories


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    with open_lines(path) as lines:
        return [orjson.loads(line) for line in lines if line.strip()]


def families(gold: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The family of each item: stories that a false friend ties belong together."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    for row in gold:
        ties = [f"{kind if kind.startswith(('template', 'form')) else ''}:{key}" for kind, key in row["hard_negative"]]
        for tie in ties + ([row["family"]] if row.get("family") else []):
            parent[root(tie)] = root(row["story_id"])
    return {row["id"]: root(row["story_id"]) for row in gold}


def stream_of(rows: list[dict[str, Any]], gold: list[dict[str, Any]], family: dict[str, str]) -> Stream:
    """A stream with its folds."""
    fold = {item: zlib.crc32(name.encode()) % FOLDS for item, name in family.items()}
    return Stream(rows, {row["id"]: row for row in gold}, fold)


def sources(stream: Stream, family: dict[str, str]) -> list[Source]:
    """The originals of a stream that are long enough, as stories to make more of, without the furniture of their pages.

    A comment form in the middle of what is made of two stories would hide the second one.
    """
    found = []
    for row in stream.rows:
        gold = stream.gold[row["id"]]
        made_up = any(kind.startswith(("template", "same_event", "statement")) for kind, _ in gold["hard_negative"])
        if gold["is_repost"] or made_up:
            continue
        paragraphs = tuple(p for p in clean_text(row["text"]).text.split("\n\n") if len(p.split()) >= 8)
        if len(paragraphs) >= 3:
            source = Source(row["title"], paragraphs, family[row["id"]])
            if 90 <= source.words <= 900:
                found.append(source)
    return found


def made_stream(stream: Stream, family: dict[str, str], seed: int, kinds: Kinds) -> Stream:
    """A stream of these kinds, made from another one's originals."""
    held = sources(stream, family)
    chosen = random.Random(seed).sample(held, min(_MADE_STORIES, len(held)))  # noqa: S311 - no secret
    made = make(chosen, seed, kinds=kinds)
    stream = stream_of(made.rows, made.gold, {row["id"]: row["family"] or row["id"] for row in made.gold})
    return replace(stream, others_weight=_OTHERS_WEIGHT)
