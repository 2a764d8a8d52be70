"""What elements say of the page, and bytes that are clean: the compiled code finds what the pure code finds."""

from __future__ import annotations

from dataclasses import fields

import pytest
from extraction_pages import FIXTURES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsspider.extraction import parse as parsing
from newsspider.extraction.metadata import gathered as module
from newsspider.extraction.metadata.gathered import gather, gather_purely
from newsspider.extraction.parse import is_clean, parse, scrub, utf8

needs_lxml = pytest.mark.skipif(module._NATIVE is None, reason="the compiled module was not built here")
BOXES = st.sampled_from(
    [
        *("<div class=author>", "<div class='post-byline x'>", "<div id=comments>", "<div class='Comment author'>"),
        *("<span itemprop=author>", "<a rel=author>", "<address>", "<div class>", "<div itemprop=name>", "<p>"),
        *(
            "<time itemprop=datePublished datetime=2026>",
            "<abbr class='x published' title=1>",
            "<abbr class=unpublished>",
        ),
        *("<a rel='category TAG' href='/x'>", "<a rel=stage>", "<a href='/a/author/b'>", "<a href='/'>", "<a href>"),
        *(
            "<h1>",
            "<h2>",
            "<h1 class=author>",
            "<noscript>",
            "</noscript>",
            "<template>",
            "<svg>",
            "</svg>",
            "<select>",
        ),
        *("<button>", "</button>", "<main>", "<article>", "<style>c</style>", "<noscript>a<p>b</p>", "<template> "),
        *("<meta name=author content=' A  B '>", "<meta property='og:title x' content>", "<meta name=Author>"),
        *("<meta itemprop=datePublished content=2026>", "<meta name=viewport content=x>", "<base href='/b'>"),
        *(
            "<link rel=canonical href>",
            "<link rel='x CANONICAL' href='/a'>",
            "<link rel=icon href='/c'>",
            "<title> a\nb </title>",
        ),
        *("<script type='Application/LD+json'>{}</script>", "<script src=x>y</script>", "<script></script>"),
        f"<script>window.__NUXT__={'x' * 600}</script>",
        f"<script type='text/json'>{'é' * 500}</script>",
        f"<script type='text/json'>{'é' * 501}</script>",
        f"<script>{' ' * 290}__next_f{'x' * 300}</script>",
        f"<script>{' ' * 295}__next_f{'x' * 300}</script>",
    ]
)


def same(html: str) -> int:
    root = parse(html)
    assert root is not None
    found = gather(root)
    assert found == gather_purely(root)
    return sum(len(value) for each in fields(found) if isinstance(value := getattr(found, each.name), list | dict))


@needs_lxml
@given(st.lists(BOXES | st.sampled_from(["</div>", "</p>", "</a>", "</h1>", "a", "</html>"]), max_size=20).map("".join))
def test_gathered_from_pages_made_at_random(body: str) -> None:
    same(f"<html><body>{body}</body></html>")


@needs_lxml
def test_gathered_from_the_bundled_web() -> None:
    pages = sorted((FIXTURES / "web").rglob("*.html"))[::5]
    assert sum(same(page.read_bytes().decode("utf-8", "replace")) for page in pages) > 10 * len(pages)


@pytest.mark.parametrize(
    ("body", "classes"),
    [
        ("<button class=a><main><button class=b><article></article></button></main></button>", "ab"),
        ("<button class=a><div><button class=b><article></article><main></main></button></div></button>", "ba"),
        ("<button class=a></button><main></main><button class=b><p>x</p></button>", ""),
    ],
)
def test_buttons_that_were_never_closed(body: str, classes: str) -> None:
    root = parse(f"<html><body>{body}</body></html>")
    assert root is not None
    for way in (gather, gather_purely):
        assert "".join(el.get("class", "") for el in way(root).unclosed) == classes


def test_what_readers_write_has_no_authors_and_what_follows_has() -> None:
    root = etree.fromstring(
        "<html><div id='comments'><p class='author'>1</p></div><p class='author'>2</p></html>", etree.HTMLParser()
    )
    for way in (gather, gather_purely):
        assert [el.text for el in way(root).named] == ["2"]


def test_what_no_reader_sees_speaks_of_the_page_and_not_of_the_story() -> None:
    root = parse("<body><noscript><meta name=author content=A><h1>1</h1><a rel=tag>t</a></noscript><h1>2</h1></body>")
    assert root is not None
    for way in (gather, gather_purely):
        found = way(root)
        assert (found.meta, [el.text for el in found.headings], found.tags) == ({"author": ["A"]}, ["2"], [])


@pytest.mark.skipif(parsing._NATIVE is None, reason="the compiled module was not built here")
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("a\x0b\x7f\x1f\t\n\r\ufffe\uffff\ufffd😀"))
def test_clean_by_both_ways(text: str) -> None:
    assert parsing._NATIVE is not None
    clean = parsing._NATIVE.is_clean(text.encode())
    assert clean == is_clean(text.encode()) == (scrub(text) == text)


@given(st.text())
def test_utf8_is_the_scrubbed_text(text: str) -> None:
    assert utf8(text) == scrub(text).encode()
