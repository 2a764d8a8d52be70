"""Pages made, or broken, so that a reader of them hangs or gives up: the story comes out, and soon."""

from __future__ import annotations

import time

import pytest
from extraction_pages import PARAGRAPHS, story_page

from newsspider.extraction import extract

STORY = "\n\n".join(PARAGRAPHS)
SOON_S = 5.0  # the slow ways that these pages once opened take minutes, or for ever


def in_head(script: str, kind: str = "application/ld+json") -> str:
    page = story_page()
    assert "</head>" in page
    return page.replace("</head>", f'<script type="{kind}">{script}</script></head>')


@pytest.mark.bounded
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<!---->" * 2_000 + story_page(), id="comments before the page"),
        pytest.param("<?a?>" * 2_000 + story_page(), id="instructions before the page"),
        pytest.param(in_head('{"a":"-->' + " " * 100_000 + 'x"}'), id="spaces behind the end of a comment"),
        pytest.param(in_head('{"a":"' + '\\"' * 50_000, "application/json"), id="a string without an end"),
        pytest.param(
            '<div itemprop="author">' * 450 + '<div itemprop="name">' * 450 + story_page(), id="authors inside authors"
        ),
        pytest.param('<div class="author">' * 900 + story_page() * 50, id="bylines inside bylines"),
        pytest.param('<div itemprop="datePublished">' * 900 + story_page() * 50, id="dates inside dates"),
        pytest.param(
            story_page(paragraphs=PARAGRAPHS * 3).replace(
                "</p>", "</p>" + "".join(f"<figure><figcaption>Float {i}</figcaption></figure>" for i in range(400))
            ),
            id="thousands of captions",
        ),
    ],
)
def test_no_text_is_read_again_and_again(page: str) -> None:
    start = time.process_time()
    extract(page)
    assert time.process_time() - start < SOON_S


@pytest.mark.bounded
def test_tags_without_an_end_are_read_once_on_a_page_that_is_nested_too_deep() -> None:
    start = time.process_time()
    extract("<html><body>" + "<div>" * 2_100 + "x" + "</div>" * 2_100 + "<a" * 20_000)
    assert time.process_time() - start < SOON_S


@pytest.mark.parametrize(
    "script",
    [
        pytest.param('{"@type":"NewsArticle","wordCount":' + "1" * 5_000 + "}", id="a number of 5,000 digits"),
        pytest.param('{"@type":"NewsArticle","articleBody":"\\ud800"}', id="half a character"),
    ],
)
def test_json_ld_that_python_stumbles_over_costs_no_story(script: str) -> None:
    assert extract(in_head(script)).text == STORY


def test_what_an_escape_in_json_ld_brings_in_is_scrubbed() -> None:
    page = in_head('{"@type":"NewsArticle","headline":"The gauge\\ud800 at Kelmouth\\u0001"}')
    assert extract(page.replace("<h1>", "<h2>").replace("</h1>", "</h2>")).title == "The gauge at Kelmouth"


def test_control_characters_in_the_data_of_a_program_cost_no_story() -> None:
    body = "".join(f"<p>{p} \\u0001\\ud800</p>" for p in PARAGRAPHS)
    script = f'<script type="application/json">{{"body":"{body}"}}{" " * 500}</script>'
    found = extract(f"<html><head>{script}</head><body><div id=root></div></body></html>")
    assert found.text == STORY


@pytest.mark.parametrize("label", ["hex", "base64", "rot13", "zlib", "quopri", "idna"])
def test_a_codec_that_is_no_encoding_is_no_declaration(label: str) -> None:
    page = story_page().encode().replace(b"<head>", b'<head><meta charset="' + label.encode() + b'">', 1)
    junk = b"<!-- " + b"\xe9\xff " * 200 + b" -->"
    assert extract(page.replace(b"</body>", junk + b"</body>")).text == STORY
