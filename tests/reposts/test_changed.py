"""What a copy made of its original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from repost_texts import COMMENTARY, FERRY, LIBRARY, article, text

from newsspider.reposts import what_changed
from newsspider.reposts.changed import changed_record, marked

ORIGINAL = article("gazette", text(*FERRY), title="Ferry stops early")


def test_a_copy_word_for_word_has_changed_nothing() -> None:
    told = what_changed(article("mirror", text(*FERRY), title="Ferry stops early"), ORIGINAL)
    assert (told.left_out, told.put_in, told.reworded, told.kept) == ((), (), (), len(FERRY))


def test_each_change_is_told() -> None:
    edited = FERRY[4].replace("unavoidable but late", "unavoidable, but far too late")
    copy = article("mirror", text(COMMENTARY[0], *FERRY[:3], edited, FERRY[6]), title="They did it again")
    told = what_changed(copy, ORIGINAL)
    assert (told.title_then, told.title_now) == ("Ferry stops early", "They did it again")
    assert told.left_out == (FERRY[3], FERRY[5])
    assert told.put_in == (COMMENTARY[0],)
    assert [(r.then, r.now) for r in told.reworded] == [(FERRY[4], edited)]
    assert told.kept == 4
    assert "but {+far too+} late" in marked(told.reworded[0].then, told.reworded[0].now)


def test_paragraphs_joined_cut_or_moved_are_kept() -> None:
    first, second = FERRY[2].split(". ", 1)
    joined = article("joined", text(FERRY[0] + " " + FERRY[1], *FERRY[2:]))
    cut = article("cut", text(*FERRY[:2], first + ".", second, *FERRY[3:]))
    moved = article("moved", text(*FERRY[3:], *FERRY[:3]))
    for copy in (joined, cut, moved):
        told = what_changed(copy, ORIGINAL)
        assert (told.left_out, told.put_in) == ((), ())
    assert what_changed(joined, ORIGINAL).reworded == ()
    assert what_changed(moved, ORIGINAL).kept == len(FERRY)


def test_what_only_looks_otherwise_is_kept() -> None:
    disguised = text(*FERRY).replace("e", "\u0435").replace("mainland", "main\u200bland").replace("’", "&#8217;")
    told = what_changed(article("mirror", f"{disguised.replace(FERRY[6], FERRY[6].upper())}"), ORIGINAL)
    assert (told.left_out, told.put_in, told.reworded, told.kept) == ((), (), (), len(FERRY))


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ("The old ferry stops.", "The ferry old stops.", "The [-old ferry-] {+ferry old+} stops."),
        ("He said it was late.", "She said it is late.", "[-He-] {+She+} said it [-was-] {+is+} late."),
        ("Five of the boats sank.", "Six of the ships sank.", "[-Five-] {+Six+} of the [-boats-] {+ships+} sank."),
        ("The “ferry” stops.", "THE &#8220;FERRY&#8221; stops!", "The “ferry” [-stops.-] {+stops!+}"),
    ],
)
def test_marks(then: str, now: str, told: str) -> None:
    assert marked(then, now) == told


def test_another_story_shares_nothing() -> None:
    told = what_changed(article("library", text(*LIBRARY)), ORIGINAL)
    assert (told.left_out, told.put_in, told.kept) == (FERRY, LIBRARY, 0)


def test_scripts_without_spaces() -> None:
    sentence, rest = "港务局星期二宣布，渡轮将于十一月十四日停运，比原计划提前三周。", "岛上常年居住着两千三百人。"
    then = article("zh", text(sentence, rest))
    now = article("zh-copy", text(sentence.replace("将于", "将在"), rest))
    told = what_changed(now, then)
    assert (told.left_out, told.put_in, told.kept, len(told.reworded)) == ((), (), 1, 1)
    assert "[-于-] {+在+}" in marked(told.reworded[0].then, told.reworded[0].now)


_TEXTS = st.lists(st.sampled_from([*FERRY, *LIBRARY, "Short.", "…", ""]), max_size=8).map("\n\n".join)


@given(then=_TEXTS | st.text(max_size=120), now=_TEXTS | st.text(max_size=120))
@given_settings(max_examples=60, deadline=None)
def test_paragraphs_are_never_invented(then: str, now: str) -> None:
    told = what_changed(article("now", now), article("then", then))
    record = changed_record(told)
    assert list(record) == ["title_then", "title_now", "left_out", "put_in", "reworded", "kept"]
    assert all(p in then for p in told.left_out)
    assert all(p in now for p in told.put_in)
    assert all(r.then in then and r.now in now for r in told.reworded)
    assert told.kept >= 0


@pytest.mark.parametrize(("then", "now"), [("", ""), ("a b", ""), ("", "a b"), ("\ud800", "x \ud800")])
def test_any_two_texts_can_be_held_against_each_other(then: str, now: str) -> None:
    marked(then, now)
    what_changed(article("now", now), article("then", then))
