"""Whole texts: separators, and the invariants that hold for any text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.clutter import clean_lines, clean_text, default_rules

PIECES = [
    "The road is open again, and the buses run as they did before the storm, the council said on Monday.",
    "All is in order.ACME SUBSCRIPTION OFFERS >",
    "ACME SUBSCRIPTION OFFERS >The road is open.",
    "Leave a Reply",
    "Cancel reply",
    "Name *",
    "Share this:EmailFacebookLike this:Like Loading...",
    "Related",
    "A bridge too late",
    "Read more",
    "Subscribe",
    "Sign up for our newsletter",
    "Advertisement",
    "It ends here […]",
    "It ends… Continue reading It ends →",
    "12 Comments",
    "Jane Doe says:",
    "The post All well appeared first on The Example.",
    "Facebook",
    "Tags: roads, buses",
    "",
    "  ",
    "\u00a0",
    "İstanbul'da yol açıldı. Abone ol",
]
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=80)), max_size=14)


def squeezed(text: str) -> str:
    return "".join(text.split())


def is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


@settings(max_examples=300, deadline=None)
@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\n \n"]))
def test_cleaning_twice_changes_nothing(lines: list[str], separator: str) -> None:
    once = clean_text(separator.join(lines)).text
    assert clean_text(once).text == once


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_no_word_is_added(lines: list[str]) -> None:
    text = "\n".join(lines)
    cleaned = clean_text(text).text
    assert is_subsequence(squeezed(cleaned), squeezed(text))
    words = text.split()
    assert all(any(word in whole for whole in words) for word in cleaned.split())


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_lines_keep_their_number_and_every_change_has_a_reason(lines: list[str]) -> None:
    result = clean_lines(lines)
    assert len(result.lines) == len(lines)
    changed = {index for index, (a, b) in enumerate(zip(lines, result.lines, strict=True)) if a != b}
    assert changed == {index for index, _ in result.removed}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_taken(text: str) -> None:
    clean_text(text)
    default_rules().line(text)


def test_separators_of_what_stays_are_kept() -> None:
    text = "One is here.\r\nTwo is here.\n\nAdvertisement\n\nThree is here.\n\n\nFour is here.\n"
    assert clean_text(text).text == "One is here.\r\nTwo is here.\n\nThree is here.\n\n\nFour is here."


def test_a_clean_text_comes_back_as_it_is() -> None:
    text = "  One is here. \n\n\n Two is here.\n"
    assert clean_text(text).text == text
    assert clean_text(text).removed == ()


def test_single_newlines() -> None:
    text = "The road is open.\nAdvertisement\nThe buses run.\nLeave a Reply\nCancel reply\n"
    assert clean_text(text).text == "The road is open.\nThe buses run."


def test_an_empty_text() -> None:
    assert clean_text("").text == ""
    assert clean_text("Advertisement").text == ""
