"""The language of a story: told by small words where the page says the truth, by the model where it doesn't."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS

from newsspider.extraction import language as module
from newsspider.extraction.language import language_of

ENGLISH = " ".join(PARAGRAPHS)
GERMAN = (
    "Der Pegel am Hafen wird seit 1871 jeden Morgen von Hand abgelesen, und am Montag teilte das Amt mit, dass sich "
    "niemand auf die Stelle beworben hat. Die Arbeit dauert vier Minuten und ist schlecht bezahlt, auch an Feiertagen. "
    "Das Amt will bis zum März warten und wird dann einen Schwimmer an der Mauer anbringen, der nicht schläft."
)
LOREM = "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt labore " * 4


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (GERMAN, "de")])
def test_a_page_that_tells_the_truth_is_believed_without_the_model(
    text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_identifier", lambda: pytest.fail("the model was asked"))
    assert language_of(text, code) == code


@pytest.mark.parametrize(
    ("text", "declared", "code"), [(GERMAN, "en", "de"), (ENGLISH, "de", "en"), (GERMAN, None, "de")]
)
def test_what_a_page_declares_falsely_or_not_at_all_the_model_tells(text: str, declared: str | None, code: str) -> None:
    assert language_of(text, declared) == code


def test_a_short_text_is_what_the_page_declares() -> None:
    assert language_of("Der Pegel am Hafen.", "en") == "en"


@pytest.mark.parametrize("code", sorted(module._SMALL_WORDS))
def test_words_of_no_language_prove_none(code: str) -> None:
    assert not module._is_told_by_words(LOREM, code)


def test_lists_are_in_lower_case_and_without_repeats() -> None:
    for code, words in module._TABLE["words"].items():
        assert len(set(words)) == len(words) >= 20, code
        assert all(word == word.lower() for word in words), code
