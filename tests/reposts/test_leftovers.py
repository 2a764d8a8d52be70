"""Every rule on a page's leftovers fires on its example and not on its look-alike."""

from __future__ import annotations

import pytest

from newsspider.reposts.fingerprint import read_text
from newsspider.reposts.leftovers import Rule, leftovers
from newsspider.reposts.notes import LEFT

STORY = "The ferry left the harbour on Monday with forty people aboard and came back without them."


def is_left(line: str) -> bool:
    """Whether the words of a line in the midst of a story are marked as leftovers."""
    before = len(read_text(STORY).print_.flags)
    flags = read_text(f"{STORY}\n\n{line}\n\n{STORY}").print_.flags
    return bool(flags[before] & LEFT)


@pytest.mark.parametrize("rule", leftovers().rules, ids=lambda rule: rule.id)
def test_rule(rule: Rule) -> None:
    assert rule.kind in ("section", "line")
    assert is_left(rule.example)
    assert not is_left(rule.unlike)
    assert rule.matcher.fullmatch(rule.example)
    assert not rule.matcher.fullmatch(rule.unlike)


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in leftovers().rules}) == len(leftovers().rules)


def test_behind_a_section_all_is_left_and_before_a_quarter_none() -> None:
    flags = read_text(f"{STORY}\n\nComments (2)\n\n{STORY}").print_.flags
    assert [bool(flag & LEFT) for flag in (flags[0], flags[-1])] == [False, True]
    flags = read_text(f"Comments (2)\n\n{STORY}\n\n{STORY}").print_.flags
    assert not flags[-1] & LEFT
