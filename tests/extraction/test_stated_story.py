"""A story in a page's data is held against the rules of elements as one in its markup is."""

from __future__ import annotations

import html
import json

import pytest
from extraction_pages import PARAGRAPHS

from newsspider import extract
from newsspider.clutter import default_rules
from newsspider.extraction.stated import is_cut_short, stated_story
from newsspider.records import Caption

URL = "https://post.example/2026/11/river"
STORY = "\n\n".join(PARAGRAPHS)
SIGNUP = (
    '<div class="newsletter-signup"><h3>The Morning Gauge</h3><p>Six stories in your inbox before breakfast.</p>'
    '<input type="email"><button>Join</button></div>'
)
FORM = '<form class="comment-form"><label>Your remarks on this</label><p>Please be kind to others here.</p></form>'
RELATED = '<div class="related-posts"><h3>More on rivers</h3><ul><li><a href="/x">The dam is full again.</a></ul></div>'
HIDDEN = '<div style="display:none"><p>No reader of the page has ever seen this.</p></div><template>Loading.</template>'
LINK = '<p><a href="/y">What the dam costs the towns below it</a></p>'
PICTURE = "<figure><img src='a.jpg'><figcaption>The gauge at dawn. Ada Berg/Harbour Wire</figcaption></figure>"
CLUTTER = (SIGNUP, FORM, RELATED, HIDDEN, LINK)
STORY_HTML = [f"<p>{html.escape(paragraph)}</p>" for paragraph in PARAGRAPHS]
WHOLE = "".join((PICTURE, STORY_HTML[0], SIGNUP, *STORY_HTML[1:], LINK, RELATED, FORM, HIDDEN))


def in_script(data: object) -> str:
    text = json.dumps(data).replace("</", "<\\/")
    return (
        f'<html><body><div id=app></div><script id=__NEXT_DATA__ type="application/json">{text}</script></body></html>'
    )


def in_json_ld(body: str) -> str:
    text = json.dumps({"@type": "NewsArticle", "headline": "x", "articleBody": body}).replace("</", "<\\/")
    return (
        f'<html><head><script type="application/ld+json">{text}</script></head><body><div id=app></div></body></html>'
    )


@pytest.mark.parametrize(
    ("page", "method"),
    [
        (in_script({"article": {"body": WHOLE}}), "embedded"),
        (in_script({"article": {"body": html.escape(WHOLE)}}), "embedded"),
        (in_script([{"html": piece} for piece in (PICTURE, *STORY_HTML, *CLUTTER)]), "embedded"),
        (in_json_ld(WHOLE), "json-ld"),
        (in_json_ld(html.escape(WHOLE)), "json-ld"),
    ],
)
def test_clutter_in_the_markup_of_a_page_s_data_goes(page: str, method: str) -> None:
    article = extract(page, URL)
    assert article.text == STORY
    assert article.extraction.method == method
    assert {removal.where for removal in article.removed} == {"element"}
    assert {removal.kind for removal in article.removed} >= {"newsletter", "comment_form", "related"}
    assert Caption("The gauge at dawn.", "Ada Berg/Harbour Wire") in article.captions


def test_entities_of_a_plain_text_are_characters() -> None:
    body = "\n".join(f"The board &amp; the town said &quot;{n}&quot; of what it&#39;s to cost." * 3 for n in range(9))
    assert extract(in_json_ld(body), URL).text == html.unescape(body).replace("\n", "\n\n")


def test_a_box_that_is_never_closed_holds_no_other_piece() -> None:
    pieces = [
        "<p>One is here.</p>",
        '<div class="comment-form"><p>Say it',
        *(f"<p>And {n} stands.</p>" for n in range(9)),
    ]
    told = stated_story(pieces, default_rules())
    assert told.paragraphs == ["One is here.", *(f"And {n} stands." for n in range(9))]
    assert [removal.text for removal in told.removed] == ["Say it"]


@pytest.mark.parametrize(
    "text", ["", "<p>", "<p></p>", "<p>\ud800 x", "&lt;p", "<a", "<p>" * 6000 + "deep", "</body></html><p>x", "\0<p>\0"]
)
def test_nothing_is_raised_whatever_the_string(text: str) -> None:
    for strings in ([text], [text, text], []):
        stated_story(strings, default_rules())


LONG = " ".join(PARAGRAPHS * 3)


@pytest.mark.parametrize(
    ("shown", "stated"),
    [
        (PARAGRAPHS[:1], {"articleBody": LONG}),
        (PARAGRAPHS[:2], {"articleBody": STORY + LONG[:300], "isAccessibleForFree": False}),
        (PARAGRAPHS[:2], {"articleBody": STORY + LONG[:300], "isAccessibleForFree": "False"}),
        (("Short.", PARAGRAPHS[0]), {"articleBody": "Short. " + LONG}),
    ],
)
def test_a_page_that_shows_the_beginning_of_what_it_states_is_cut_short(
    shown: tuple[str, ...], stated: dict[str, object]
) -> None:
    assert is_cut_short(shown, stated)


@pytest.mark.parametrize(
    ("shown", "stated"),
    [
        (PARAGRAPHS, {"articleBody": STORY}),
        (PARAGRAPHS[:2], {"articleBody": STORY + LONG[:300]}),
        (("Another story's first paragraph, which nobody has stated anywhere on this page.",), {"articleBody": LONG}),
        ((PARAGRAPHS[0], PARAGRAPHS[1][::-1]), {"articleBody": LONG * 3}),
        (PARAGRAPHS[:1], {"articleBody": f"<p>{LONG}</p>"}),
        (PARAGRAPHS[:1], {"articleBody": [LONG]}),
        (PARAGRAPHS[:1], {}),
        ((), {"articleBody": LONG}),
    ],
)
def test_another_text_or_little_more_of_it_is_no_rest(shown: tuple[str, ...], stated: dict[str, object]) -> None:
    assert not is_cut_short(shown, stated)


def test_the_rest_of_a_paid_story_comes_from_the_data() -> None:
    data = {"@type": "NewsArticle", "isAccessibleForFree": False, "articleBody": "\n".join(PARAGRAPHS * 2)}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    shown = "".join(STORY_HTML[:2])
    article = extract(f"<html><head>{script}</head><body><h1>Gauge</h1>{shown}<p>Read on for a crown</p></body></html>")
    assert article.text.split("\n\n") == [*PARAGRAPHS * 2]
    assert article.extraction.method == "json-ld"


@pytest.mark.parametrize("tag", ["noscript", "template"])
def test_a_page_without_words_of_its_own_is_read_as_without_its_program(tag: str) -> None:
    story = f"<h1>Nobody wants to read the gauge</h1><p>By Ada Berg</p>{''.join(STORY_HTML)}"
    article = extract(
        f"<html><body><div id='root'><p>Just a moment, please.</p></div><{tag}>{story}</{tag}></body></html>"
    )
    assert article.text == STORY
    assert article.title == "Nobody wants to read the gauge"
    assert article.authors == ("Ada Berg",)
    assert article.asked == ("unseen",)


NOTE = "Please switch scripts on to read this page. Its stories are shown by a program, and yours is switched off. "
RULES = "What you send is read before it is shown. Whoever insults others is shut out, and so is who writes too much. "


@pytest.mark.parametrize(
    ("shown", "unseen"),
    [
        ("", f"<noscript><p>{NOTE * 3}</p><p>How to switch JavaScript on is told by your browser.</p></noscript>"),
        (PARAGRAPHS[0], f"<noscript><p>{NOTE * 3}</p><p>Java Script is off.</p></noscript>"),
        (PARAGRAPHS[0], f"<template><form><h3>Write to us here</h3><p>{RULES * 4}</p></form></template>"),
    ],
)
def test_neither_a_note_nor_what_a_program_has_in_store_is_the_story(shown: str, unseen: str) -> None:
    article = extract(f"<html><body><h1>Nobody wants to read the gauge</h1><p>{shown}</p>{unseen}</body></html>")
    assert article.text == shown
    assert article.asked != ("unseen",)


def test_a_note_beside_a_story_for_readers_without_programs_does_it_no_harm() -> None:
    inside = f"<p>JavaScript is off.</p>{''.join(STORY_HTML)}"
    assert STORY in extract(f"<html><body><div id='root'></div><noscript>{inside}</noscript></body></html>").text
