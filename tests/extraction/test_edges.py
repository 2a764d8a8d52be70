"""What stands at the story's edges and isn't the story: a date among list items, a heading of links."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS, story_page

from newsspider import extract

TEXT = "\n\n".join(PARAGRAPHS)


def around(before: str = "", behind: str = "") -> str:
    """The text of a story with this markup right before its first paragraph, and right behind its last."""
    first, *rest, last = PARAGRAPHS
    paragraphs = (f"</p>{before}<p>{first}", *rest, f"{last}</p>{behind}<p>")
    return extract(story_page(paragraphs=paragraphs)).text


@pytest.mark.parametrize("heading", ["<h2>More Articles You Might Enjoy</h2>", "<h3>Kelmouth</h3><h4>Docks</h4>"])
def test_a_heading_at_the_end_heads_nothing(heading: str) -> None:
    assert around(behind=heading) == TEXT


def test_a_heading_with_a_paragraph_behind_it_stays() -> None:
    assert "What comes now" in around(
        behind=f"<h2>What comes now</h2><p>{PARAGRAPHS[0].replace('Monday', 'Friday')}</p>"
    )


@pytest.mark.parametrize("items", ["<ul><li>May 12, 2025</li></ul>", "<ul><li>Docks</li><li>by Ann Lee</li></ul>"])
def test_a_date_or_section_in_a_list_above_the_story_is_no_list_of_the_story(items: str) -> None:
    assert around(before=items) == TEXT


@pytest.mark.parametrize(
    "items",
    [
        "<ul><li>The gauge has no reader from March on.</li><li>A float of brass will do the work.</li></ul>",
        "<ul><li>a plate</li><li>a ladder</li><li>a lamp</li><li>a notebook</li><li>a float</li></ul>",
    ],
)
def test_what_a_story_lists_at_its_top_stays(items: str) -> None:
    text = around(before=items)
    assert text.endswith(TEXT)
    assert text != TEXT


@pytest.mark.parametrize(
    "date", ["<p>Published on: 14 February 2026, 6:18 pm</p>", "<div>Erstellt: 28.04.2023, 18:16 Uhr</div>"]
)
def test_a_date_alone_at_an_edge_is_no_line_of_the_story(date: str) -> None:
    assert around(before=date) == TEXT
    assert around(behind=date) == TEXT


def test_a_heading_with_a_date_in_it_and_a_sentence_stay() -> None:
    assert "the mole was closed" in around(before="<p>On 14 February 2026 the mole was closed.</p>")


def test_a_kicker_over_the_title_in_one_heading_is_the_title() -> None:
    first, *rest = PARAGRAPHS
    title = "<h2><span>Kelmouth docks</span> <span>Gauge on the quay loses its reader</span></h2>"
    head = "<meta property='og:title' content='Gauge on the quay loses its reader'>"
    assert extract(story_page(head=head, paragraphs=(f"</p>{title}<p>{first}", *rest))).text == TEXT


def test_a_line_that_ends_in_who_took_the_picture_is_a_caption() -> None:
    first, *rest = (text.replace("the ", "thé ") for text in PARAGRAPHS)
    line = "3月18日，工人在城墙上清理杂草。记者 林若溪 摄"
    article = extract(story_page(paragraphs=(first, line, *rest)))
    assert article.text == "\n\n".join((first, *rest))
    assert [caption.text for caption in article.captions] == ["3月18日，工人在城墙上清理杂草。"]
