"""What stands in a small box under a head that a rule knows goes with it; what an author lists himself stays."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS, story_page

from newsspider import extract

PROSE = "Two ferries ran late on Friday because of the fog that lay on the harbour."
STORY = "\n\n".join(PARAGRAPHS)
MIDDLE = len(PARAGRAPHS) // 2


def between(box: str) -> str:
    """The text of a story with a box between two of its paragraphs."""
    return extract(story_page(paragraphs=(*PARAGRAPHS[:MIDDLE], f"</p>{box}<p>", *PARAGRAPHS[MIDDLE:]))).text


@pytest.mark.parametrize(
    "box",
    [
        f"<div><h3>Related Articles</h3><h4>Ferries ran late</h4><p>{PROSE}</p></div>",
        f"<section><div><h4>Subscribe to our newsletter</h4></div><p>{PROSE}</p></section>",
        f"<div><h4>About the author</h4><p>{PROSE}</p></div>",
        f"<div><div>You may be interested in the following topics as well:</div><p>{PROSE}</p></div>",
    ],
)
def test_a_box_goes_with_its_head(box: str) -> None:
    assert between(box) == STORY


@pytest.mark.parametrize(
    "box",
    [
        f"<div><h3>Read more about the ferries of Kelmouth</h3><p>{PROSE}</p></div>",
        f"<div><h3>Fog on the water</h3><p>{PROSE}</p><h4>Related Articles</h4></div>",
        f"<h3>Related Articles</h3><p>{PROSE}</p>",
        f"<div><h3>Related</h3><p>{PROSE}</p></div>",
    ],
)
def test_a_list_of_the_author_s_and_what_stands_in_no_box_of_the_head_s_stay(box: str) -> None:
    assert PROSE in between(box)


def test_an_aside_under_a_link_is_of_other_stories_and_one_with_a_heading_of_its_own_is_a_note() -> None:
    assert between(f"<aside><h3><a href='/ferries'>Ferries ran late</a></h3><p>{PROSE}</p></aside>") == STORY
    assert PROSE in between(f"<aside><h3><a href='#fog'>On fog</a></h3><p>{PROSE}</p></aside>")
    assert PROSE in between(f"<aside><h3>On fog</h3><p>{PROSE}</p></aside>")


def test_a_box_as_large_as_the_story_is_the_story() -> None:
    page = f"<html><body><h1>Gauge</h1><div><h3>Related Articles</h3>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</div>"
    assert all(paragraph in extract(page).text for paragraph in PARAGRAPHS)


def test_a_heading_that_a_rule_knows_stays_without_a_box_of_its_own() -> None:
    text = between(f"<h3>Unsubscribe</h3><p>{PROSE}</p>")
    assert "Unsubscribe" in text.split("\n\n")
    assert PROSE in text


def test_what_a_program_summed_up_goes_with_its_label() -> None:
    box = f"<div data-qa='s'><span>Summary is AI-generated, newsroom-reviewed</span><ul><li>{PROSE}</li></ul></div>"
    assert between(box) == STORY
