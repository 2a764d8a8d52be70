"""The doors: never an exception, the same twice, nothing that isn't on the page, paragraphs in page order."""

from __future__ import annotations

import html
import json
import logging
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from extraction_pages import PARAGRAPHS, bundled, story_page
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.clutter import default_rules
from newsspider.extraction import article as article_module
from newsspider.extraction import extract, extract_page, extract_text
from newsspider.records import Caption, Page
from newsspider.urls import item_id

if TYPE_CHECKING:
    from random import Random

    from newsspider.records import Article

STORY = "\n\n".join(PARAGRAPHS)
URL = "http://paper.example/2026/03/01/gauge/"
SCRAPS = st.sampled_from(
    ["<p>", "</p>", "<div class='a'>", "</div>", "<a href='//x/y'>", "</a>", "<br>", "<!--", "-->", "<script>",
     "</script>", "<table><tr><td>", "<ul><li>", "<figure><figcaption>", "<h1>",
     "<time datetime='2026-01-01'>", "<html lang=de>", "<title>", "<meta property='og:title' content='x'>",
     "<link rel=canonical href='http://[x'>", "&#0;", "&#xD800;", "&amp", "<![CDATA[", "]]>", "<?xml", "\x00",
     "\ud800", "\ufeff", "\u202e", "Leave a Reply", "Photo: Ada/AP",
     "The office said so on Monday, and nobody objected. ", "port, tide, quay, ladder ", "<div hidden>",
     "<form>", '<script type="application/ld+json">{"@type":"NewsArticle","author":', "<svg><title>",
     "<base href='http://['>"]
)  # fmt: skip
SOUP = st.lists(SCRAPS | st.text(max_size=20), max_size=40).map("".join)


@given(st.binary(max_size=600))
@settings(deadline=None)
def test_no_bytes_raise(body: bytes) -> None:
    _well_formed(extract(body))


@given(SOUP, st.none() | st.text(max_size=30) | st.sampled_from([URL, "http://[", "//", "http://a:b/"]))
@settings(max_examples=200, deadline=None)
def test_no_soup_of_tags_raises(soup: str, url: str | None) -> None:
    article = extract(soup, url)
    _well_formed(article)


@given(SOUP, st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_page_raises(soup: str, content_type: str) -> None:
    article = extract_page(Page(URL, soup.encode("utf-8", "surrogatepass"), content_type))
    assert article.extraction.method != "none:error"
    assert article.id


def _well_formed(article: Article) -> None:
    method = article.extraction.method
    assert method != "none:error"  # the door catches all, and says so: that it doesn't raise shows nothing
    assert bool(article.text) != method.startswith("none:")
    assert method.startswith("none:") or method in ("blocks", "readability", "json-ld", "embedded")
    assert 0 <= article.extraction.confidence <= 1
    assert article.text == "\n\n".join(p for p in article.text.split("\n\n") if p.strip())


@given(SOUP)
@settings(max_examples=60, deadline=None)
def test_the_same_page_gives_the_same_article(soup: str) -> None:
    assert extract(soup, URL) == extract(soup, URL)


def test_every_bundled_page_gives_the_same_article_twice() -> None:
    for page in bundled()[::6]:
        assert extract_page(page.page) == page.article


WORDS = st.text(st.sampled_from("abcdefghijklmnop"), min_size=2, max_size=9)
SENTENCES = st.lists(WORDS, min_size=8, max_size=25).map(lambda words: " ".join(words).capitalize() + ".")
STORIES = st.lists(SENTENCES, min_size=3, max_size=9, unique=True)
EXTRAS = st.lists(
    st.sampled_from(
        ["<div class=share><a href=#>Share</a></div>", "<aside><h3>Related</h3><a href=/x>More</a></aside>",
         "<figure><figcaption>The quay. Photo: Ada Berg</figcaption></figure>", "<h2>A heading</h2>", "<hr>",
         "<ul><li>first</li><li>second</li></ul>", "<p>Leave a Reply</p>", "<blockquote>He said no.</blockquote>",
         "<p><a href='http://wire.example/a/b/c/d'>Originally published here</a></p>", "<p>a<br>b<br><br>c</p>"]
    ),
    max_size=4,
)  # fmt: skip


@given(STORIES, EXTRAS, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_only_what_stands_on_the_page_in_page_order(story: list[str], extras: list[str], random: Random) -> None:
    pieces = [f"<p>{p}</p>" for p in story]
    for extra in extras:
        pieces.insert(random.randint(0, len(pieces)), extra)
    page = f"<html><body><article>{''.join(pieces)}</article></body></html>"
    visible = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
    place = 0
    for line in extract(page).text.split("\n"):
        found = visible.find(line, place)
        assert found >= place, line
        place = found + len(line)


def test_words_and_order_on_the_bundled_pages() -> None:
    for page in bundled()[::4]:
        source = page.page.body.decode()
        visible = set(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", " ", source))))
        assert set(re.findall(r"\w+", page.article.text)) <= visible, page.name


def test_the_three_doors_agree() -> None:
    page = story_page()
    assert extract_text(page, URL) == extract(page, URL).text == extract_page(Page(URL, page.encode())).text == STORY
    assert extract(page.encode(), URL).text == STORY
    assert extract_text("") == ""


def test_what_is_known_without_a_story() -> None:
    article = extract(b"", "https://www.paper.example/a/?utm_source=x#top")
    assert article.canonical_url == "https://www.paper.example/a/"
    assert article.domain == "paper.example"
    assert article.id == item_id("https://www.paper.example/a/")
    assert article.extraction.version
    assert article.extraction.ruleset == default_rules().id
    assert extract(b"").url is None


def test_an_error_inside_is_logged_and_named_but_not_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(article_module, "walk", broken)
    with caplog.at_level(logging.ERROR):
        first, second = extract(story_page(), URL), extract_page(Page(URL, story_page().encode()))
    assert first.extraction.method == second.extraction.method == "none:error"
    assert first.canonical_url == URL
    assert URL in caplog.text


def test_a_second_opinion_is_asked_when_the_first_finds_next_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_module, "readability_paragraphs", lambda _: [*PARAGRAPHS, "Leave a Reply"])
    # What stands unseen may be the rest of the story.
    short = " ".join(STORY.split()[:45])
    article = extract(f"<html><body><p>{short}</p><noscript>{PARAGRAPHS[2] * 2}</noscript></body></html>", URL)
    assert article.extraction.method == "readability"
    assert "readability" in article.asked
    assert article.text.startswith(STORY)
    assert extract(story_page(), URL).asked == ()


def test_the_page_s_own_json_ld_is_a_last_resort() -> None:
    node = json.dumps({"@type": "NewsArticle", "headline": "Gauge", "articleBody": "\n".join(PARAGRAPHS)})
    page = f'<html><head><script type="application/ld+json">{node}</script></head><body><p>Loading</p></body></html>'
    article = extract(page, URL)
    assert (article.extraction.method, article.text) == ("json-ld", STORY)


def test_json_ld_does_not_beat_a_story_that_was_found() -> None:
    node = json.dumps({"@type": "NewsArticle", "headline": "x", "articleBody": "Something else entirely. " * 200})
    assert extract(story_page(head=f'<script type="application/ld+json">{node}</script>'), URL).text == STORY


def test_a_story_in_a_page_s_data_is_found_when_its_markup_is_empty() -> None:
    data = json.dumps({"props": {"body": "".join(f"<p>{p}</p>" for p in PARAGRAPHS), "teaser": "A short teaser."}})
    page = (
        f'<html><body><div id=app></div><script id=__NEXT_DATA__ type="application/json">{data}</script></body></html>'
    )
    assert extract(page, URL).text == STORY


@pytest.mark.parametrize("charset", ["utf-16le", "utf-16be"])
def test_a_page_in_utf_16_needs_no_mark_where_its_header_tells(charset: str) -> None:
    body = story_page().encode(charset)
    told = extract_page(Page(URL, body, f"text/html; charset={charset}"))
    assert (told.text, told.extraction.charset) == (STORY, f"{charset[:-2]}-{charset[-2:]} (header)")
    assert extract_page(Page(URL, body, "text/html")).text in {"", STORY}


def test_captions_and_marks_of_adverts_in_a_page_s_data_are_no_text_of_the_story() -> None:
    caption = "The gauge at dawn. Ada Berg/Harbour Wire"
    picture = f'<div class="picture"><img src="a.jpg"><div class="caption"><p>{caption}</p></div></div>'
    body = f"{picture}$$ARTICLEAD$$" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    script = f'<script id=__NEXT_DATA__ type="application/json">{json.dumps({"body": body})}</script>'
    article = extract(f"<html><body><div id=app></div>{script}</body></html>", URL)
    assert (article.text, article.extraction.method) == (STORY, "embedded")
    assert article.captions == (Caption("The gauge at dawn.", "Ada Berg/Harbour Wire"),)
    assert [(removal.rule, removal.text) for removal in article.removed] == [("template.placeholder", "$$ARTICLEAD$$")]


@pytest.mark.parametrize(
    "script",
    ['{"a":"unfinished', '{"body":"<p>one</p>"}', '{"body":"\\ud800\\x A sentence, and long enough to be prose."}',
     '"function () { return 1; } A sentence, and long enough to be prose. "', "[]", ""],
)  # fmt: skip
def test_data_that_holds_no_story_is_no_story(script: str) -> None:
    page = f'<html><body><script id=__NEXT_DATA__ type="application/json">{script}</script></body></html>'
    assert extract(page, URL).extraction.method == "none:no_story"


def test_text_encoded_twice_is_mended() -> None:
    twice = tuple(p.replace(", ", "’, ").encode().decode("cp1252") for p in PARAGRAPHS)
    assert extract(story_page(paragraphs=twice), URL).text == STORY.replace(", ", "’, ")


def test_importing_the_package_brings_no_scrapy() -> None:
    code = "import sys, newsspider; sys.exit(any(m.split('.')[0] in ('scrapy', 'twisted') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_the_feed_and_the_source_said_counts_where_the_page_is_silent() -> None:
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    body = f"<html><body><article><h1>A gauge</h1>{story}</article></body></html>".encode()
    page = Page(
        url="http://paper.example/gauge",
        body=body,
        discovered_via="feed",
        date_hint="2026-03-01T10:20:00+01:00",
        language_hint="en",
    )
    article = extract_page(page)
    assert (article.date_published, article.date_published_source) == ("2026-03-01T10:20:00+01:00", "feed")
    assert article.language == "en"


def test_the_pages_own_opt_out_is_told() -> None:
    head = '<meta name="robots" content="index, noai"><meta name="tdm-reservation" content="1">'
    assert extract(f"<html><head>{head}</head><body><p>x</p></body></html>").opt_out == (
        "meta:noai",
        "meta:tdm-reservation",
    )


@pytest.mark.parametrize(
    ("last", "is_biography"),
    [
        ("Ada Berg is a reporter who has covered the coast for twenty years.", True),
        ("About the author: Ada Berg writes about tides, ladders and people.", True),
        ("Dr. Ada Berg has worked in three harbours.", True),
        ("Ada Berg, for one, will not climb down that ladder again.", False),
        ("Hedda Vint is a reader of gauges who has covered the coast for thirty years.", False),
    ],
)
def test_who_the_author_is_is_told_behind_the_story_and_no_part_of_it(last: str, *, is_biography: bool) -> None:
    page = story_page(
        paragraphs=(*PARAGRAPHS, "It is the last of its kind, and nobody has asked for the plate.", last),
        head='<meta name="author" content="Ada Berg">',
    )
    article = extract(page)
    assert article.authors == ("Ada Berg",)
    assert (last not in article.text) is is_biography
