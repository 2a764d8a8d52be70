"""What can be known of a pattern without running it."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsspider.clutter.literals import literal_starts, longest_match, required_literals

PIECES = (
    "a",
    "bc",
    r"\.",
    r"\d",
    r"\b",
    "(?:x|yz)",
    "(?:long enough|b{2,3})",
    "?",
    "{1,3}",
    "{0,2}",
    ".",
    "[ab|)]",
    "é",
    "(?:(?:a|b)c|d)?",
)


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        ("share this", ("share th",)),
        ("ab", ("ab",)),
        ("ab?cd", ("abcd", "acd")),
        ("(?:please )?sign up", ("please s", "sign up")),
        ("(?:(?:à )?lire|voir) .{1,9}", ("lire ", "voir ", "à lire ")),
        (r"\(?log out", ("(log out", "log out")),
        (r"\d{1,3} of \d", tuple("0123456789")),
        ("(?:ab|cd){2,4}", ("ab", "cd")),
        ("(?!x$)(?:ab|x)", ("ab", "x")),
        ("a.{1,3}b", ("a",)),
        (".{1,3}b", ()),
        ("(?:a|.)b", ()),
        ("a{0,3}b", ("a", "b")),
        ("[ab]c", ()),
    ],
)
def test_literal_starts(pattern: str, starts: tuple[str, ...]) -> None:
    assert literal_starts(pattern) == starts


@settings(deadline=None)
@given(pattern=st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join), data=st.data())
def test_what_is_told_of_a_pattern_holds_for_all_that_it_matches(pattern: str, data: st.DataObject) -> None:
    try:
        compiled = re.compile(pattern, re.ASCII)
    except re.error:
        assume(False)
    text = data.draw(st.from_regex(compiled, fullmatch=True))
    starts, literals = literal_starts(pattern), required_literals(pattern)
    assert not starts or text.startswith(starts)
    assert not literals or any(literal in text for literal in literals)
    assert len(text) <= longest_match(pattern)
