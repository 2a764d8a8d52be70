"""What can be known of a pattern without running it."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsspider.clutter.literals import literal_starts, longest_match, required_literals
from newsspider.clutter.patterns import by_first_sign, by_letters

# Long enough to be grouped by first signs when it is compiled.
LIST = ("a", "ab", "abc", "b", "bc", r"\.", r"\.a", "c", "d", "x", "yz", "y", "é")
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
    "(?=.{0,3}(?:bc|x))a",
    "(?:" + "|".join(LIST) + ")",
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
    assert re.compile(by_first_sign(pattern), re.ASCII).fullmatch(text)


@given(words=st.lists(st.sampled_from(["our", "hour", "ours", "app", "newsy", "news", '"', "é"]), max_size=6))
@pytest.mark.parametrize(
    "pattern", [r".{0,9}\bour (?:news|app)", r'(?!.{0,9}")(?=.{0,20}\bour\b).{2,40}', r".{0,9}\bours?"]
)
def test_a_word_somewhere_is_matched_the_same_when_it_is_looked_for_by_its_letters(
    pattern: str, words: list[str]
) -> None:
    for text in (" ".join(words), "".join(words)):
        assert bool(re.fullmatch(by_letters(pattern), text)) == bool(re.fullmatch(pattern, text))


@given(text=st.text("ab.cdxyé", max_size=5))
def test_a_list_of_words_matches_the_same_when_they_are_grouped(text: str) -> None:
    pattern = f"(?:{'|'.join(LIST)})"
    assert bool(re.fullmatch(by_first_sign(pattern), text)) == bool(re.fullmatch(pattern, text))
    assert [found[0] for found in re.finditer(by_first_sign(pattern), text)] == re.findall(pattern, text)


def test_what_must_stand_ahead_is_a_literal_too() -> None:
    assert required_literals("(?=.{0,9}(?:inbox|story))(?:your|my) .{2,9}") == {"inbox", "story"}
    assert required_literals("(?!.{0,9}inbox)your .{2,9}") == {"your "}
