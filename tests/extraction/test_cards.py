"""Cards of other stories go, be their titles headings or not; a list's own entries and a story's products stay."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS, paragraphs_of

from newsspider import extract

SHORT = "A brass lamp that was taken from the quay in June was found in a bath on Friday, the harbour police said."
TITLES = paragraphs_of("""
Two ferries ran late because of the fog

Council buys the wrong bridge for the second time

Choir sings until it is found on the moor

The last lamp lighter hangs up his pole
""")
BEGINNING = "Nobody had expected it, least of all those who were standing on the quay with their"


def cards(markup: str, titles: tuple[str, ...] = TITLES) -> str:
    """Cards in a markup of one's own: {0} is the title, {1} how the story begins."""
    return "".join(markup.format(title, f"{BEGINNING} number {at}…") for at, title in enumerate(titles))


def text_of(story: str, behind: str) -> str:
    return extract(f"<html><body><main><div>{story}</div><div>{behind}</div></main></body></html>").text


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='c'><h3><a href='/a'>{0}</a></h3><p>{1}</p></div>",
        "<div class='c'><div><a href='/a'>{0}</a></div><div>{1}</div></div>",
        "<li class='c'><a href='/a'><span>1:04</span><h3>{0}</h3></a><p>{1}</p></li>",
        "<a class='c' href='/a'><div>{0}</div></a><p>{1}</p>",
    ],
)
def test_a_story_of_one_sentence_is_told_from_cards_by_the_heading_over_it(markup: str) -> None:
    text = text_of(f"<h1>Lamp is found in a bath</h1><p>{SHORT}</p>", cards(f"<div>{markup}</div>"))
    assert text == SHORT


def test_cards_go_from_behind_a_story_that_no_h1_heads() -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    text = text_of(story, cards("<div class='c'><div><a href='/a'>{0}</a></div><div>{1}</div></div>"))
    assert text.split("\n\n") == [*PARAGRAPHS]


@pytest.mark.parametrize(
    "markup",
    [
        "<li><h3>{0}</h3><p>{1}</p><a href='/a'>Learn more about all of it here</a></li>",
        "<div class='c'><h3><a href='/a'>Fog horn</a></h3><p>{1}</p><i hidden>{0}</i></div>",
        "<tr><td><a href='/a'>{0}</a></td><td>{1}</td></tr>",
    ],
)
def test_entries_whose_links_are_no_headlines_stay(markup: str) -> None:
    text = text_of(f"<h1>Four things by the sea</h1><p>{SHORT}</p>", cards(markup))
    assert text.count(BEGINNING) == len(TITLES)


def test_cards_between_the_paragraphs_are_the_author_s_list() -> None:
    first, *rest = PARAGRAPHS
    inside = cards("<div class='c'><div><a href='/a'>{0}</a></div><div>{1}</div></div>")
    text = text_of(f"<h1>Gauge</h1><p>{first}</p>{inside}" + "".join(f"<p>{p}</p>" for p in rest), "")
    assert PARAGRAPHS[-1] in text
    assert BEGINNING in text


def between(box: str) -> str:
    """The text of a story with a box between two of its paragraphs."""
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:2]) + box
    return text_of(f"<h1>Gauge</h1>{inside}" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS[2:]), "")


@pytest.mark.parametrize(
    "box",
    [
        f"<div><span>Related story</span><h3><a href='/a'>{TITLES[0]}</a></h3><div>Ada Berg</div></div>",
        f"<div><div>Fog</div><ul><li><p><a href='/a'>{TITLES[0]}</a></p></li></ul><div>Ada Berg</div></div>",
        f"<div><h3><a href='/a'>{TITLES[0]}</a></h3></div>",
        f"<article><h4><a href='/a'>{TITLES[0]}</a></h4><div>{BEGINNING} hands in their pockets.</div></article>",
    ],
)
def test_a_single_card_goes_from_between_the_paragraphs(box: str) -> None:
    assert between(box).split("\n\n") == [*PARAGRAPHS]


@pytest.mark.parametrize(
    "box",
    [
        f"<h3><a href='/a'>{TITLES[0]}</a></h3>",
        f"<div><h3><a href='#fog'>{TITLES[0]}</a></h3></div>",
        f"<div><h3><a href='/a'>{TITLES[0]}</a></h3><p>{SHORT}</p></div>",
        "".join(f"<div><h3><a href='/a'>{title}, and more</a></h3></div>" for title in (*TITLES, TITLES[0] + " again")),
    ],
)
def test_a_heading_of_the_story_s_own_stays_though_it_is_a_link(box: str) -> None:
    assert TITLES[0] in between(box)


def test_an_entry_that_leads_to_the_page_itself_is_no_other_story() -> None:
    box = f"<div><h3><a href='/live?at=1#b1'>{TITLES[0]}</a></h3><span>16.12</span></div>"
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:2]) + box
    page = f"<h1>Gauge</h1>{inside}" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS[2:])
    page = f"<html><body><main><div>{page}</div></main></body></html>"
    assert TITLES[0] in extract(page, "http://post.example/live").text
    assert TITLES[0] not in extract(page, "http://post.example/2026/gauge").text


def test_entries_of_a_live_page_lead_to_itself_and_stay() -> None:
    entries = "".join(
        f"<div><h3><a href='/live?at={at}'>{title}</a></h3><p>{BEGINNING} number {at}…</p></div>"
        for at, title in enumerate(TITLES)
    )
    page = f"<html><body><main><h1>Live: the fog</h1><p>{SHORT}</p><div>{entries}</div></main></body></html>"
    assert extract(page, "http://post.example/live").text.count(BEGINNING) == len(TITLES)
    assert BEGINNING not in extract(page, "http://post.example/2026/lamp").text


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='c'><h3><a href='/a'>{0}</a></h3><p>{1}</p></div>",
        "<section><h2><a href='/a'>{0}</a></h2><p>{1}</p></section>",
    ],
)
def test_entries_that_stand_one_by_one_beside_the_introduction_are_the_list_it_speaks_of(markup: str) -> None:
    text = text_of(f"<h1>Four stories you missed</h1><p>{SHORT}</p>{cards(markup)}", "")
    assert text.count(BEGINNING) == len(TITLES)
    assert TITLES[2] in text


def test_a_page_of_cards_alone_is_a_list_and_they_are_its_text() -> None:
    assert BEGINNING in text_of("<p>All our stories.</p>", cards("<div><a href='/a'>{0}</a><p>{1}</p></div>"))
