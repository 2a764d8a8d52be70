"""Words are counted alike by the compiled code and by the pure one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsspider import native
from newsspider.records import count_words
from newsspider.records.words import pure_count_words

WORDS = native.compiled("newsspider.records._words")
_SIGNS = [*"ab \t\n\x1c\x85\u00a0\u2003\u3000\u200b\ud800", "é", "東", "ไ", "カ", "가", "𠀀", "👇", "\u0dff", "\ua000"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), (" \n ", 0), ("Two words", 2), ("Two\u00a0words ", 2), ("東京都議会が開会した。", 6), ("日 a本b語", 3)],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == pure_count_words(text) == words


@pytest.mark.skipif(WORDS is None, reason="the compiled module was not built here")
@given(st.lists(st.sampled_from(_SIGNS), max_size=30).map("".join) | st.text())
@example("\x1f\x1ea")
def test_both_count_alike(text: str) -> None:
    assert WORDS.count_words(text) == pure_count_words(text)  # type: ignore[union-attr] # see skipif
