"""Pages that break parsers: text or a named refusal, within a time bound; never an error, never silence."""

from __future__ import annotations

import time

import pytest
from extraction_pages import PARAGRAPHS, story_page, tree

from newsspider.extraction import extract
from newsspider.extraction.opinion import readability_paragraphs
from newsspider.extraction.parse import is_markup, parse, scrub, why_not_html
from newsspider.extraction.tree import strip_unseen, words_of

STORY = "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("code", [0x00, 0x08, 0x0B, 0x1F, 0x7F, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF])
def test_a_forbidden_character_parts_words_and_cuts_nothing(code: int) -> None:
    page = story_page(paragraphs=tuple(p.replace(" every ", f"{chr(code)}every ") for p in PARAGRAPHS))
    assert extract(page).text == STORY


def test_forbidden_bytes_cut_nothing() -> None:
    page = story_page(paragraphs=tuple(p.replace(" every ", "\x00every ") for p in PARAGRAPHS))
    assert extract(page.encode()).text == STORY


def test_scrub_keeps_white_space_and_text() -> None:
    assert scrub("a\tb\nc\rd\x00e\ud83df") == "a\tb\nc\rd e f"
    assert scrub("😀 \u200fעברית") == "😀 \u200fעברית"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "none:empty_body"),
        (b" \r\n\t", "none:empty_body"),
        (b"%PDF-1.7\n1 0 obj <</Type/Catalog>>\n<p>not a page</p>", "none:not_html"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "none:not_html"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "none:not_html"),
        (b"GIF89a\x01\x00", "none:not_html"),
        (b"PK\x03\x04\x14\x00", "none:not_html"),
        (b"\x1f\x8b\x08\x00", "none:not_html"),
        (bytes(range(256)) * 20, "none:not_html"),
        (b'{"title": "x", "html": "<p>a story in JSON</p>"}', "none:not_html"),
        (b'[{"html": "<p>a story in JSON</p>"}]', "none:not_html"),
        (b'\xef\xbb\xbf{"html": "<p>a story in JSON</p>"}', "none:not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "none:not_html"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
         "none:not_html"),
        (b'<?xml version="1.0"?><?xml-stylesheet href="/rss.xsl"?><!-- made --><rss><title>x</title></rss>',
         "none:not_html"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>', "none:not_html"),
        (b"Only words, and not a tag among them.", "none:not_html"),
        (b"if a < b and c > d then stop", "none:not_html"),
        (b"<html><head><title>Nothing here</title></head><body></body></html>", "none:no_story"),
        (b"<html><body><script>var story = 1</script></body></html>", "none:no_story"),
        (b"<html><frameset><frame src=a></frameset></html>", "none:no_story"),
    ],
)  # fmt: skip
def test_what_has_no_story_says_why(body: bytes, reason: str) -> None:
    article = extract(body, "http://paper.example/a/")
    assert (article.text, article.extraction.method, article.extraction.confidence) == ("", reason, 0.0)
    assert article.canonical_url == "http://paper.example/a/"
    assert article.domain == "paper.example"


def test_the_same_holds_for_text() -> None:
    assert extract("").extraction.method == "none:empty_body"
    assert extract("\ufeff<?xml version='1.0'?><rss></rss>").extraction.method == "none:not_html"
    assert why_not_html("<p>x") is None
    assert why_not_html("<p>x".encode("utf-16")) is None


@pytest.mark.parametrize("markup", ["<!DOCTYPE html>", "<HTML>", "<p>", "< div>", "<h1 class=x>", "<br/>"])
def test_markup_is_known_by_one_tag(markup: str) -> None:
    assert is_markup(f"words {markup} words")


@pytest.mark.parametrize(
    "wrap",
    [
        "<?xml version='1.0'?>\n{}",
        "<!--[if IE]><p>old</p><![endif]-->{}",
        "<?php echo 1 ?>{}",
        "\ufeff{}",
        "{}<!-- open",
    ],
)
def test_what_stands_around_the_page_does_no_harm(wrap: str) -> None:
    assert extract(wrap.format(story_page())).text == STORY


def test_a_page_without_html_head_or_closing_tags() -> None:
    assert extract("".join(f"<p>{p}" for p in PARAGRAPHS)).text == STORY


@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote", "font", "section"])
def test_text_under_five_thousand_tags_is_found(tag: str) -> None:
    inner = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    article = extract(f"<html><body>{f'<{tag}>' * 5000}{inner}{f'</{tag}>' * 5000}</body></html>")
    for paragraph in PARAGRAPHS:
        assert paragraph in article.text


@pytest.mark.parametrize("depth", [100, 300, 399, 401, 600, 1100, 2040, 2060])
def test_no_depth_breaks_the_walk(depth: int) -> None:
    inner = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    article = extract(f"<html><body>{'<div>' * depth}{inner}{'</div>' * depth}</body></html>")
    assert article.extraction.method == "blocks"
    for paragraph in PARAGRAPHS:
        assert paragraph in article.text


def test_what_follows_a_deep_place_is_not_lost() -> None:
    deep = "<div>" * 3000 + "<p>deep</p>" + "</div>" * 3000
    root = tree(f"<html><body>{deep}<p class=after>behind it</p></body></html>")
    assert [el.text for el in root.iterfind(".//p")] == ["deep", "behind it"]
    after = root.find(".//p[@class='after']")
    assert after is not None
    parent = after.getparent()
    assert parent is not None
    assert parent.tag == "body"


@pytest.mark.bounded
@pytest.mark.parametrize(
    ("page", "least"),
    [
        (f"<html><body><p>{'word and more. ' * 350_000}</p></body></html>", 5_000_000),
        (f"<html><body><p>{'x' * 5_000_000}</p></body></html>", 5_000_000),
        (f"<html><body>{'<p>The office said so on Monday, twice.</p>' * 200_000}</body></html>", 30),
        (f"<html><body>{'<' * 1_000_000}</body></html>", 0),
        (f"<html><body><p class='{'a ' * 500_000}'>{STORY}</p></body></html>", 500),
        (f"<html><body>{'<button>' * 900}{'<main></main>' * 100_000}<p>{STORY}</p></body></html>", 500),
        (f"<html><body><p {'a=b ' * 500_000}>{STORY}</p>{'<!--' * 200_000}</body></html>", 500),
        (f"<html><body><p>{STORY}</p><script>{'<!--<script>' * 200_000}</body></html>", 500),
    ],
    ids=[
        *("one line of 5 MB", "one word of 5 MB", "200,000 paragraphs", "a million brackets", "500,000 class names"),
        *("100,000 landmarks in 900 buttons", "500,000 attributes", "200,000 programs in one"),
    ],
)
def test_huge_pages_end_within_a_time_bound(page: str, least: int) -> None:
    start = time.process_time()
    article = extract(page)
    assert time.process_time() - start < 20
    assert len(article.text) >= least
    assert article.extraction.method in ("blocks", "readability")


def test_what_stands_behind_an_early_end_of_the_page_is_read() -> None:
    for ends in ("</html>", "</body></html>", "</html></div></html>"):
        page = story_page(head=f"<title>A tide gauge</title></head>{ends}")
        assert extract(page).text == STORY
        root = parse(f"<html><body><p>a</p>{ends}<p>b</p>{ends}<p>c</p>")
        assert root is not None
        assert [el.text for el in root.iter("p")] == ["a", "b", "c"]
        assert root.getnext() is None


def test_parse_gives_none_where_there_is_no_element() -> None:
    assert parse("") is None
    assert parse("<!-- -->") is None


def test_what_no_reader_sees_is_taken_out_and_what_follows_it_stays() -> None:
    root = tree("<body><p>a<script>x</script>b<style>y</style>c<svg><text>z</text></svg>d<noscript>n</noscript>e</p>")
    strip_unseen(root)
    assert words_of(root) == "abcde"


def test_the_second_opinion_gives_paragraphs() -> None:
    assert readability_paragraphs(story_page()) == list(PARAGRAPHS)


@pytest.mark.parametrize("page", ["", "   ", "<!-- -->", "\x00", "<html></html>"])
def test_a_second_opinion_that_fails_is_none(page: str) -> None:
    assert readability_paragraphs(page) == []


@pytest.mark.parametrize(
    "start", ["", "<title>The gauge</title>", "<html><meta charset=utf-8><title>The gauge</title>"]
)
@pytest.mark.parametrize(
    "body",
    [
        "<main><article>{}</article></main>",
        "<header><p>The Tidemark</p></header><main>{}</main><footer><p>Imprint</p></footer>",
        "<main>{}</main><div class=sidebar><p>Tide tables</p></div>",
    ],
)
def test_a_page_without_head_and_body_tags_has_its_story(start: str, body: str) -> None:
    article = extract(start + body.format("".join(f"<p>{p}</p>" for p in PARAGRAPHS)))
    assert article.text == STORY
    assert article.extraction.method == "blocks"
