"""The characters of blocks, counted: what each figure means."""

from __future__ import annotations

import pytest

from newsspider.extraction import characters
from newsspider.extraction.characters import Characters


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
