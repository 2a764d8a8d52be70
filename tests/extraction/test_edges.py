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


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li>Reported by: Ann Lee</li><li>Edited by: Bo Ek</li><li>3 March 2026</li></ul>",
        "<p>Words by Ann Lee · Photography by Bo Ek</p>",
        "<p>By ANN LEE<br>Harbour Staff Writer<br>March 3, 2026</p>",
        '<p>Akhirisho: <time datetime="2026-03-03T10:00Z">3 Bitootessa 2026</time></p>',
        "<div>Posted by</div>",
        "<p>This post contains affiliate links, see our policy.</p>",
        "<p>Photo: Ann Lee / Harbour Wire</p>",
        "<p>The mole in winter | Photo: Ann Lee, Harbour Wire</p>",
    ],
)
def test_who_made_it_and_when_and_what_a_page_says_first_are_no_lines_of_the_story(line: str) -> None:
    assert around(before=line) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "<p>Ann Lee edited by day and sailed by night.</p>",
        "<p>Photo: the one that he never took, she says, is the best.</p>",
        "<p>You can read the gauge from the quay, if you bring a lamp and a friend to hold it.</p>",
    ],
)
def test_sentences_that_begin_like_a_byline_or_a_credit_stay(line: str) -> None:
    assert around(before=line) != TEXT


def test_a_heading_over_links_alone_goes_from_the_midst_and_one_with_a_paragraph_under_them_stays() -> None:
    first, second, *rest = PARAGRAPHS
    links = "".join(f'<p><a href="/{n}">The ferry that never came back, part {n}</a></p>' for n in range(3))
    heads = f"<h3>Ferries</h3>{links}<h3>The mole</h3>"
    text = extract(story_page(paragraphs=(first, f"</p>{heads}<p>{second}", *rest))).text
    assert "Ferries" not in text.split("\n\n")
    assert "The mole" in text.split("\n\n")


def test_the_clock_times_of_a_live_page_go_and_a_single_one_stays() -> None:
    timed = tuple(f"</p><p>{hour}.05 GMT</p><p>{text}" for hour, text in enumerate(PARAGRAPHS, 10))
    assert extract(story_page(paragraphs=timed)).text == TEXT
    first, *rest = PARAGRAPHS
    assert "16.05" in extract(story_page(paragraphs=(first, f"</p><p>16.05</p><p>{rest[0]}", *rest[1:]))).text


def test_what_is_told_of_somebody_whom_the_title_names_is_the_story() -> None:
    told = "Ann Lee has read the gauge at Kelmouth for thirty years and has never once been late for it."
    for title, text in (("A gauge", TEXT), ("Ann Lee and the gauge", f"{TEXT}\n\n{told}")):
        page = story_page(paragraphs=(*PARAGRAPHS, told), title=title, head='<meta name="author" content="Ann Lee">')
        assert extract(page).text == text
