"""The characters of blocks, counted: what each figure means, and the same by both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider import native
from newsspider.extraction import characters
from newsspider.extraction.characters import Characters

if TYPE_CHECKING:
    from collections.abc import Callable

COMPILED = native.compiled("newsspider.extraction._characters")
needs_compiled = pytest.mark.skipif(COMPILED is None, reason="the compiled module was not built here")
NOTICES = [
    "All RIGHTS reserved",
    "x (C) y",
    "COPYRıGHT copyrİght",
    "Copyright",
    "(c",
    "rights reserve",
    "©" + "x" * 300,
]
SIGNS = st.text("aA1 .!?。！’”)」,|>:港😀é", min_size=1) | st.text(min_size=1) | st.sampled_from(NOTICES)


def _measured(way: Callable[..., None], texts: list[str]) -> list[object]:
    kinds = len(characters._CLASSES)
    arrays = (np.zeros((len(texts), kinds)), np.zeros((len(texts), 2)), np.zeros((len(texts), 3), np.uint8))
    way(texts, characters._KIND, characters._CLASSES, characters._MARKS, *arrays)
    return [array.tolist() for array in arrays]


@needs_compiled
@given(texts=st.lists(SIGNS, min_size=1, max_size=6))
def test_both_ways_count_the_same(texts: list[str]) -> None:
    assert COMPILED is not None
    assert _measured(COMPILED.measure, texts) == _measured(characters.measure, texts)


@pytest.mark.parametrize(
    ("text", "sentences", "ends", "capitals"),
    [
        ("The quay. Then rain.", 2, True, 2),
        ("At 3.14 percent", 0, False, 1),
        ("“Gone.” He said", 1, False, 1),  # the opening quote hides the capital behind it
        ("(He left.”)", 1, True, 0),
        ("雨。風！", 2, True, 0),
        ("Ann Lee", 0, False, 2),
        ("😀😀", 0, False, 0),
    ],
)
def test_sentences_and_capitals(text: str, sentences: int, ends: bool, capitals: int) -> None:
    signs = Characters([text])
    found, ends_one = signs.sentence_ends()
    assert (found[0], bool(ends_one[0]), signs.capitalised_words()[0]) == (sentences, ends, capitals)


def test_a_quote_that_opens_the_next_block_closes_nothing() -> None:
    assert Characters(["One.", "” Two"]).sentence_ends()[0].tolist() == [1, 0]


def test_copyright_lines_are_short_and_bear_a_sign() -> None:
    texts = ["© 2026 Ann Lee", "All Rights Reserved.", "(C) Ann Lee", "A right reserved", "copy right", "©" + "x" * 300]
    assert characters.notices(texts).tolist() == [True, True, True, False, False, False]


@needs_compiled
@given(texts=st.lists(SIGNS, min_size=1, max_size=6))
def test_both_ways_find_the_same_notices(texts: list[str]) -> None:
    assert COMPILED is not None
    pure, quick = np.zeros(len(texts), np.uint8), np.zeros(len(texts), np.uint8)
    characters.find_notices(texts, 300, pure)
    COMPILED.find_notices(texts, 300, quick)
    assert pure.tolist() == quick.tolist()
