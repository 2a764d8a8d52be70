"""What can be known of a pattern without running it."""

from __future__ import annotations

import pytest

from newsspider.clutter.patterns import literal_starts


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
