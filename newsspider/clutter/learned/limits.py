"""The thresholds of ``limits.toml``, as one frozen record; the file says what each is for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """What it takes in one kind of place: so many words, and this share of the site's stories."""

    words: int
    share: float


@dataclass(frozen=True, slots=True)
class LearningLimits:
    """All of them."""

    pages: int
    days: int
    sites: int
    open_sites: int
    first_lines: int
    last_lines: int
    same_as_shorter: float
    same_as_longer: float
    story_words: int
    stories: int
    page_share: float
    tail_words: int
    longer_tail: float
    edge_first: int
    edge_last: int
    line_at_edge: Place
    line_inside: Place
    short_line_inside: Place
    glued: Place
    last_in_line: Place
    in_line: Place
    varying: Place


def _read() -> LearningLimits:
    data: dict[str, Any] = tomllib.loads((files(__package__) / "limits.toml").read_text("utf-8"))
    values: dict[str, Any] = {k: Place(**v) if isinstance(v, dict) else v for k, v in data.items()}
    return LearningLimits(**values)


LIMITS = _read()
