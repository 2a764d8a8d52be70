"""A look at a line's first character, or for a label's letters, keeps nothing from the patterns behind it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.extraction import captions, signed
from newsspider.extraction.first_signs import no_first_signs
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
    (captions._NO_LABEL, captions._LABEL),
    (captions._NO_LABEL, captions._GLUED),
    (captions._NO_STATED_LABEL, captions._STATED_LABEL),
    (captions._NO_STATED_LABEL, captions._COVER),
    (captions._NO_CAPTION_LABEL, captions._CAPTION_LABEL),
    (bylines._NO_START, bylines._START),
    (bylines._NO_START, bylines._ALONE),
    (signed._NO_START, signed._START),
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
    for gate, pattern in GATES:
        assert line[:1] not in gate or not pattern.match(line), (line, pattern.pattern)


@settings(max_examples=500, deadline=None)
@given(LINES)
def test_where_a_labelled_credit_stands_a_label_does(line: str) -> None:
    for text in (line, line.replace("i", "ı"), line.replace("i", "İ"), line.replace("s", "ſ")):
        assert captions._holds_label(text.lower()) or not captions._LABELLED.search(text), text


@pytest.mark.parametrize(("sign", "is_none"), [("x", True), ("b", False), ("B", False), ("k", False), ("é", False)])
def test_signs(sign: str, is_none: bool) -> None:
    assert (sign in no_first_signs(["by", "\u212aelvin"])) == is_none
