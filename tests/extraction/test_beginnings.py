"""A look at a line's first letters, or for a label's, keeps nothing from the patterns behind it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.extraction import captions, signed
from newsspider.extraction.beginnings import Beginnings
from newsspider.extraction.metadata import bylines
from newsspider.extraction.metadata.fields import BYLINE_STARTS, HELPER_STARTS

WORDS = (
    *captions._TABLE["credit_words"],
    *captions._TABLE["credit_signs"],
    *captions._TABLE["cover_labels"],
    *captions._TABLE["caption_labels"],
    *BYLINE_STARTS,
    *HELPER_STARTS,
)
GATES = (
    (captions._LABELS_BEGIN, captions._LABEL),
    (captions._LABELS_BEGIN, captions._GLUED),
    (captions._STATED_LABELS_BEGIN, captions._STATED_LABEL),
    (captions._STATED_LABELS_BEGIN, captions._COVER),
    (captions._CAPTION_LABELS_BEGIN, captions._CAPTION_LABEL),
    (bylines._STARTS, bylines._START),
    (bylines._STARTS, bylines._ALONE),
    (signed._BEGINNINGS, signed._START),
)
LINES = st.tuples(
    st.sampled_from(["", "(", "[", " | ", "The quay. "]),
    st.sampled_from([form(word) for word in WORDS for form in (str, str.upper, str.title)]),
    st.sampled_from(["", ":", ": ", " by ", " courtesy of "]),
    st.sampled_from(["", "Ada Berg", "Ada Berg/Harbour Wire", "the harbour has two gauges"]),
).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.one_of(LINES, st.text(max_size=20)))
def test_no_pattern_begins_as_is_said_that_it_doesnt(line: str) -> None:
    for text in (line, line.replace("i", "ı"), line.replace("I", "İ"), line.replace("s", "ſ")):
        for gate, pattern in GATES:
            assert gate.may_begin(text) or not pattern.match(text), (text, pattern.pattern)


@settings(max_examples=500, deadline=None)
@given(LINES)
def test_where_a_labelled_credit_stands_a_label_does(line: str) -> None:
    for text in (line, line.replace("i", "ı"), line.replace("i", "İ"), line.replace("s", "ſ")):
        assert captions._holds_label(text.lower()) or not captions._LABELLED.search(text), text


def test_no_letter_is_missed_that_patterns_take_for_another() -> None:
    alike: dict[str, set[str]] = {}
    for letter in map(chr, range(0x80, 0x10000)):
        for form in {letter.lower(), letter.upper(), letter.casefold()}:
            alike.setdefault(form, {form}).add(letter)
    for letters in (some for some in alike.values() if len(some) > 1):
        for word in letters:
            gate, pattern = Beginnings([f"{word}y"]), re.compile(f"{re.escape(word)}y", re.IGNORECASE)
            assert all(gate.may_begin(f"{letter}y") for letter in letters if pattern.match(f"{letter}y")), letters


@pytest.mark.parametrize(
    ("text", "may"), [("bystander", True), ("BY", True), ("kelvin", True), ("b", False), ("bone", False), ("", False)]
)
def test_beginnings(text: str, may: bool) -> None:
    assert Beginnings(["by", "\u212aelvin"]).may_begin(text) == may
