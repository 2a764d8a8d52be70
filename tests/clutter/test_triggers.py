"""Words looked for all at once: the same by both ways, at the ends of texts and in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.clutter import triggers as module
from newsspider.clutter.triggers import Triggers, finder_of

LETTERS = st.text("ab é港😀", max_size=4)
needs_compiled = pytest.mark.skipif(module._NATIVE is None, reason="the compiled module was not built here")


@needs_compiled
@given(st.lists(LETTERS.filter(lambda word: len(word) > 1), max_size=12), st.text("ab é港😀", max_size=40))
def test_both_ways_find_the_same(words: list[str], text: str) -> None:
    assert module._NATIVE is not None
    assert module._NATIVE.Triggers(words).present(text) == Triggers(words).present(text)


@needs_compiled
def test_words_of_one_character_are_left_to_the_pure_code() -> None:
    assert module._NATIVE is not None
    with pytest.raises(ValueError, match="two characters"):
        module._NATIVE.Triggers(["ab", "c"])
    assert finder_of(["ab", "c"]).present("c") == {1}


def test_each_word_is_found_wherever_it_stands() -> None:
    finder = finder_of(["share", "re", "sha", "none"])
    assert finder.present("share") == {0, 1, 2}
    assert finder.present("a re") == {1}
    assert finder.present("r") == finder.present("") == set()
