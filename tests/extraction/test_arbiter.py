"""The second look at a doubtful page: what it takes, what it leaves, and when somebody else is asked."""

from __future__ import annotations

from array import array

import pytest
from extraction_pages import PARAGRAPHS

from newsspider.extraction import article as module
from newsspider.extraction import extract
from newsspider.extraction.arbiter import look_again, may_hold_more
from newsspider.extraction.body import OUTSIDE, Body
from newsspider.extraction.layout import Layout

STORY = "\n\n".join(PARAGRAPHS)
PROSE = "The gauge rose by a hand in the night, and nobody on the quay, not even the watchman, could tell us why."
ADVERT = ("advert.boxes", "advert")


def layout_of(*boxes: tuple[str, ...]) -> Layout:
    """A page of boxes, each with paragraphs in it."""
    layout = Layout(c_parent=array("q", [-1]), c_tag=["body"], c_start=array("q", [0]), c_end=array("q", [0]))
    for texts in boxes:
        box = len(layout.c_parent)
        layout.c_parent.append(0)
        layout.c_start.append(len(layout.texts))
        layout.c_end.append(len(layout.texts) + len(texts))
        layout.texts += texts
        layout.containers.extend([box] * len(texts))
        layout.link_chars.extend([0] * len(texts))
    layout.c_end[0] = len(layout.texts)
    return layout


def body_of(layout: Layout, kept: list[int], struck: dict[int, tuple[str, str]] | None = None) -> Body:
    reasons = {i: OUTSIDE for i in range(len(layout.texts)) if i not in kept} | (struck or {})
    return Body(kept, [], reasons, 0.3, [0.2] * len(layout.texts), [0] * len(layout.texts))


def test_the_box_with_most_prose_takes_the_place_of_nothing() -> None:
    layout = layout_of(("Home", "News"), (PROSE, "By night", PROSE), ("Imprint",))
    found = look_again(layout, body_of(layout, []))
    assert (found.kept, sorted(found.reasons), found.confidence) == ([2, 3, 4], [0, 1, 5], 0.5)


def test_what_was_struck_stays_struck_and_what_was_kept_elsewhere_goes() -> None:
    layout = layout_of(("Home",), (PROSE, "Buy one", PROSE, PROSE))
    found = look_again(layout, body_of(layout, [0], {2: ADVERT}))
    assert found.kept == [1, 3, 4]
    assert found.reasons == {0: OUTSIDE, 2: ADVERT}


@pytest.mark.parametrize("kept", [[2, 3, 4], [2, 4]])
def test_a_choice_that_has_most_of_it_stays(kept: list[int]) -> None:
    layout = layout_of(("Home", "News"), (PROSE, "By night", PROSE))
    body = body_of(layout, kept)
    assert look_again(layout, body) is body


def test_a_sure_choice_stays_though_there_is_more() -> None:
    layout = layout_of((PROSE,) * 3, (PROSE,) * 20)
    body = body_of(layout, [0, 1, 2])
    body.confidence = 0.9
    assert look_again(layout, body) is body


def test_a_page_without_blocks() -> None:
    body = Body()
    assert look_again(Layout(), body) is body
    assert not may_hold_more(Layout(), body, 0, 0)


def test_somebody_else_is_asked_for_what_was_struck_or_not_seen() -> None:
    layout = layout_of(("Home",), (PROSE, PROSE))
    body = body_of(layout, [], {1: ADVERT, 2: ADVERT})
    assert look_again(layout, body) is body
    assert may_hold_more(layout, body, 0, 0)
    assert not may_hold_more(layout, body, 0, 30)
    assert may_hold_more(layout, body, 1000, 30)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages on which readability-lxml was asked."""
    pages: list[str] = []

    def ask(text: str) -> list[str]:
        pages.append(text)
        return []

    monkeypatch.setattr(module, "readability_paragraphs", ask)
    return pages


def test_a_page_that_holds_next_to_nothing_is_shown_to_nobody(asked: list[str]) -> None:
    shell = "<div id=root></div><noscript>Please enable JavaScript.</noscript><a href=/>Home</a>"
    assert extract(f"<html><body>{shell}</body></html>").extraction.method == "none:no_story"
    assert asked == []


def test_a_story_for_browsers_without_programs_is_shown(asked: list[str]) -> None:
    paragraphs = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    page = f"<html><body><div id=root></div><noscript><article>{paragraphs}</article></noscript></body></html>"
    assert extract(page).text.split("\n\n") == [*PARAGRAPHS]
    assert asked == []


def test_a_button_that_was_never_closed_hides_no_story() -> None:
    paragraphs = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    menu = "<div><button class=menu><span>Menu</span><div class=lines><div></button></div>"
    story = f"<article><h1>A tide gauge</h1>{paragraphs}</article>"
    assert extract(f"<html><head><title>A tide gauge</title></head><body>{menu}{story}").text == STORY
