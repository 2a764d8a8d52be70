"""Galleries, teasers and boxes behind a story are out; ratings, links elsewhere and pages of teasers are not."""

from __future__ import annotations

import numpy as np
import pytest
from extraction_pages import PARAGRAPHS, layout_of

from newsspider.clutter import default_rules
from newsspider.extraction import extract
from newsspider.extraction.body import is_all_link, rules_of_lines, table_of
from newsspider.extraction.own_links import own_links
from newsspider.extraction.vetoes import GALLERY, decided, teasers

STORY = "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, *(f"In other words: {text}" for text in PARAGRAPHS)))
SLIDE = "A picture of the quay at dawn, when the ladder is dry and the reader of the gauge is still at his coffee."


def _gallery(*numbers: str) -> set[str]:
    slides = "".join(f"<li><h3>{number} The quay</h3><p>{SLIDE}</p></li>" for number in numbers)
    layout = layout_of(f"<body><article>{STORY}<div><ul>{slides}</ul></div></article></body>")
    table = table_of(layout, rules_of_lines(layout, default_rules()))
    return {layout.texts[i] for i, reason in decided(layout, table).items() if reason == GALLERY}


def test_slides_that_are_counted_through_are_a_gallery() -> None:
    assert _gallery("1/4", "2/4", "3/4", "4/4") == {
        "1/4 The quay",
        "2/4 The quay",
        "3/4 The quay",
        "4/4 The quay",
        SLIDE,
    }


@pytest.mark.parametrize("numbers", [("4/5", "3/5", "5/5"), ("1/2", "2/3", "3/4"), ("1/2", "2/2"), ("1", "2", "3")])
def test_ratings_fractions_and_lists_are_no_gallery(numbers: tuple[str, ...]) -> None:
    assert _gallery(*numbers) == set()


def test_a_gallery_that_is_all_there_is_is_the_story() -> None:
    slides = "".join(f"<li><h3>{i}/5 The quay</h3><p>{SLIDE} It is picture {i}.</p></li>" for i in range(1, 6))
    assert extract(f"<html><body><article><ul>{slides}</ul></article></body></html>").text.count(SLIDE) == 5


def _teased(href: str, story: str = STORY, count: int = 4) -> set[str]:
    boxes = "".join(
        f'<div class="b"><h3><a href="{href}{i}">A story of number {i}</a></h3><p>What it says.</p></div>'
        for i in range(count)
    )
    layout = layout_of(f"<body><div>{story}</div><div>{boxes}</div></body>")
    table = table_of(layout, rules_of_lines(layout, default_rules()))
    inside = teasers(layout, table, np.ones(len(layout.texts), bool))
    return {text for text, is_teased in zip(layout.texts, inside, strict=True) if is_teased}


def test_boxes_of_one_kind_that_link_to_the_site_s_own_pages_are_teasers() -> None:
    boxes = {"What it says.", *(f"A story of number {i}" for i in range(4))}
    assert _teased("/story/") == boxes
    assert _teased("http://paper.example/story/") == boxes


def test_two_boxes_marks_on_the_page_and_pages_of_teasers_are_the_page_s_own() -> None:
    assert _teased("/story/", count=2) == set()
    assert _teased("#part-") == set()
    assert _teased("/story/", story="<p>Choose a story of ours.</p>") == set()


def _short_story(around: str) -> str:
    story = "<h1>The gauge is read</h1><p>The gauge on the quay was read on Monday.</p>"
    story += "<p>The reader went up the ladder at six, wrote the figure into his book and went home to his coffee.</p>"
    boxes = "".join(
        f'<div class="b"><h3><a href="/story/{i}">A story of number {i}</a></h3><p>{text}</p></div>'
        for i, text in enumerate(PARAGRAPHS)
    )
    said = (
        "I was there at {0}, and nobody went up.",
        "Why at {0}? My father always went at seven.",
        "{0}! Good old times.",
    )
    comments = "".join(f'<div class="post"><i>u{n}</i><p>{said[n % 3].format(n)}</p></div>' for n in range(30))
    page = f"<html><body>{around.format(story)}<div>{boxes}</div><div class=discussion>{comments}</div></body></html>"
    return extract(page).text


def test_a_story_of_a_few_lines_in_an_article_of_its_own_is_not_lost_among_long_teasers_and_comments() -> None:
    assert _short_story("<main><article>{}</article></main>").startswith("The gauge on the quay was read on Monday.")
    assert not any(text in _short_story("<main><article>{}</article></main>") for text in PARAGRAPHS)


def _marked_up(inside: str) -> str:
    page = f"<html><body><article><h1>The gauge</h1>{STORY}{inside}{STORY.replace('In other words', 'So')}</article>"
    return extract(page).text


@pytest.mark.parametrize(
    "box",
    [
        "<figure><aside><p>{0}</p><p>{1}</p><form><input type=email></form></aside></figure>",
        "<section class=newsletter><h4>{0}</h4><p>{1}</p><form><input><button>Go</button></form></section>",
        "<div class=story-signup><p>{0}</p><div><div><form><label>Mail</label></form></div></div><p>{1}</p></div>",
    ],
)
def test_the_words_around_a_form_in_a_box_that_is_an_offer_are_the_offer_s(box: str) -> None:
    words = ("The tides of the week, told in ten lines.", "Each Friday, before the market opens, by our own hand.")
    assert not any(text in _marked_up(box.format(*words)) for text in words)


def test_a_form_in_the_story_s_own_box_takes_none_of_it_along() -> None:
    text = _marked_up("<div class=poll><form><p>Which harbour?</p></form></div>")
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("chunk", ["<p class=subscribe-box>{}</p>", "<div class=paywall><p>{}</p></div>"])
def test_boxes_of_a_rule_that_are_the_story_in_pieces_are_the_story(chunk: str) -> None:
    story = "".join(chunk.format(text) for text in PARAGRAPHS)
    page = f"<html><body><article><h1>The gauge</h1><p>Read on.</p>{story}</article></body></html>"
    assert all(text in extract(page).text for text in PARAGRAPHS)
    assert "One pound a week" not in _marked_up(chunk.format("One pound a week, for the first year, and no more."))


def test_a_line_beside_a_picture_is_a_caption_and_a_quote_in_a_figure_is_none() -> None:
    line, quote = "Ada Berg / Harbour Wire", "We have read it by hand since the mole was built, and it has never lied."
    page = _marked_up(f"<figure><div><span>{line}</span><img src=a></div></figure>")
    assert line not in page
    assert quote in _marked_up(f"<figure><blockquote><p>{quote}</p></blockquote></figure>")


def test_a_link_behind_a_clock_time_is_a_line_of_news_elsewhere() -> None:
    assert is_all_link("14:32Ferry runs again", len("Ferry runs again"))
    assert is_all_link("9.05 am | Ferry runs again", len("Ferry runs again"))
    assert not is_all_link("14 ferries run again", len("ferries run again"))
    assert not is_all_link("4.2.7 of the plan runs", len("of the plan runs"))


def test_a_link_is_the_site_s_own_if_it_names_no_host_or_the_one_that_most_name() -> None:
    paper, shop = "http://news.paper.example", "//shop.example"
    hrefs = ["/a", f"{paper}/b", f"{shop}/c", "#d", f"{paper}/e?to=http://shop.example/", "f//g"]
    layout = layout_of("<body>" + "".join(f'<p><a href="{href}">Link</a></p>' for href in hrefs) + "<p>None</p></body>")
    assert own_links(layout).tolist() == [True, True, False, False, True, True, False]


def test_a_host_ends_before_a_question_and_an_app_s_address_names_none() -> None:
    paper = "http://paper.example"
    hrefs = [f"{paper}/a", f"{paper}?p=http://a.example/b", f"{paper}#c", "whatsapp://send?text=d", f"{paper} "]
    layout = layout_of("<body>" + "".join(f'<p><a href="{href}">Link</a></p>' for href in hrefs) + "</body>")
    assert own_links(layout).tolist() == [True, True, True, False, True]


def test_headings_are_found_wherever_they_stand() -> None:
    layout = layout_of("<body><p>a</p><div><h1>b<ul><li>c</ul>d</h1></div><h2>e</h2><h1>f</h1></body>")
    assert [layout.texts[block] for block in layout.blocks_of("h1")] == ["b", "d", "f"]
    assert layout.blocks_of("h3") == []


def test_a_list_of_sites_has_no_host_of_its_own() -> None:
    hrefs = [f"http://shop{i}.example/" for i in range(5)]
    layout = layout_of("<body>" + "".join(f'<p><a href="{href}">Link</a></p>' for href in hrefs) + "</body>")
    assert not own_links(layout).any()


@pytest.mark.parametrize("anchor", ['name="x"', "href=\"javascript:show('x')\"", 'href="JavaScript:void(0)"'])
def test_an_anchor_that_leads_nowhere_is_no_link(anchor: str) -> None:
    layout = layout_of(f"<body><p><a {anchor}>The office said so on Monday.</a></p></body>")
    assert (list(layout.link_chars), layout.links) == ([0], [])


@pytest.mark.parametrize(("tag", "is_out"), [("aside", True), ("footer", True), ("section", False)])
def test_an_element_that_says_beside_is_believed_though_it_be_longer_than_the_story(tag: str, is_out: bool) -> None:
    other = "".join(
        f"<p>Number {i}: the baker of Ostrey has sold out of rolls again, as on every day.</p>" for i in range(9)
    )
    page = f"<html><body><article><h1>Head</h1>{STORY}</article><{tag}>{other}</{tag}></body></html>"
    assert ("the baker of Ostrey" not in extract(page).text) is is_out


def test_the_story_s_own_last_box_stays() -> None:
    last = "<div><p>Nobody has applied since, and the plate has been polished twice, says the office.</p></div>"
    assert extract(f"<body><main>{STORY}{last}</main></body>").text.endswith("says the office.")
