"""A line under a picture is its caption where box or letters say so, and a paragraph beside one isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from extraction_pages import PARAGRAPHS, captions_of, story_page

from newsspider import extract

if TYPE_CHECKING:
    from newsspider.records import Article

LINE = "The brass plate, seen from the ladder"
MIDDLE = len(PARAGRAPHS) // 2


def between(box: str) -> Article:
    """A story with a box between two of its paragraphs."""
    return extract(story_page(paragraphs=(*PARAGRAPHS[:MIDDLE], f"</p>{box}<p>", *PARAGRAPHS[MIDDLE:])))


@pytest.mark.parametrize(
    ("box", "credit"),
    [
        (f"<div><img src='a.jpg'><p>{LINE}</p></div>", None),
        (f"<div><a href='a.jpg'><img src='a.jpg'></a><div>{LINE}</div></div>", None),
        (f"<table><tr><td><img src='a.jpg'></td></tr><tr><td>{LINE}</td></tr></table>", None),
        (f"<p><img src='a.jpg'><br><em>{LINE}. Photo: Ada Berg</em></p>", "Ada Berg"),
        (f"<p><img src='a.jpg'></p><p><small>{LINE}. Photo: Ada Berg</small></p>", "Ada Berg"),
    ],
)
def test_a_line_under_a_picture_is_its_caption(box: str, credit: str | None) -> None:
    article = between(box)
    assert article.text.split("\n\n") == [*PARAGRAPHS]
    assert captions_of(article) == [(LINE + "." * bool(credit), credit)]


@pytest.mark.parametrize(
    "box",
    [
        f"<p><img src='a.jpg'>{LINE}</p>",
        f"<p><img src='a.jpg'></p><p>{LINE}.</p>",
        f"<p><img src='a.jpg'></p><p><em>{LINE}.</em></p>",
        f"<div><img src='a.jpg'><h3>{LINE}</h3><p>{PARAGRAPHS[0][::-1]}</p></div>",
        f"<div><img src='a.jpg'><p>{LINE} {PARAGRAPHS[0]} {PARAGRAPHS[1]}</p></div>",
    ],
)
def test_a_paragraph_beside_a_picture_is_the_story_s(box: str) -> None:
    assert LINE in between(box).text


def test_what_stands_in_boxes_with_pictures_under_headings_is_a_list_s_entries() -> None:
    entries = "".join(f"<h3>The {n} gauge</h3><div><img src='a.jpg'><p>{LINE}, {n}</p></div>" for n in ("old", "new"))
    assert between(f"{entries}<h3>What follows</h3>").text.count(LINE) == 2


def test_a_paragraph_in_a_box_like_all_the_others_is_no_caption_though_a_small_picture_begins_it() -> None:
    boxes = [f"<div class='text'><p>{paragraph}</p></div>" for paragraph in PARAGRAPHS]
    boxes[1:1] = [f"<div class='text'><p><img src='flag.png'> {LINE}.</p></div>"]
    boxes[:0] = [f"<div class='text'><img src='t.gif' width='1' height='1'><p>First: {LINE}.</p></div>"]
    article = extract(f"<html><body><article><h1>Plates</h1>{''.join(boxes)}</article></body></html>")
    assert article.text.count(LINE) == 2
    assert not article.captions


def test_a_line_that_is_the_page_s_description_is_the_standfirst() -> None:
    story = f"<h1>Plates</h1><div><img src='a.jpg'><p>{LINE}.</p></div>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    meta = f"<meta name='description' content='{LINE}.'>"
    for head, times in ((meta, 1), ("", 0)):
        article = extract(f"<html><head>{head}</head><body><article>{story}</article></body></html>")
        assert article.text.count(LINE) == times
        assert len(article.captions) == 1 - times


def test_slides_that_hold_most_of_the_text_are_the_story() -> None:
    slides = "".join(f"<div><img src='a.jpg'><p>{LINE}, {n} years ago.</p></div>" for n in range(12))
    text = extract(f"<html><body><article><h1>Plates</h1><p>{PARAGRAPHS[0]}</p>{slides}</article></body></html>").text
    assert text.count(LINE) == 12
