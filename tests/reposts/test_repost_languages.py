"""Copies are found in other languages than English as well; see ``benchmarks/repost_languages.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from repost_languages import LANGUAGES, measure, stream


@pytest.mark.parametrize("language", LANGUAGES)
def test_copies_and_false_friends_are_told_apart(language: str) -> None:
    at_once, last = measure(stream(language, 300))
    assert at_once.f1 >= 0.95
    assert last.f1 >= 0.95
