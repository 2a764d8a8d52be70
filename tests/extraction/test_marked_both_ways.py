"""Elements marked as author, and bytes that are clean: the compiled code finds what the pure code finds."""

from __future__ import annotations

import pytest
from extraction_pages import FIXTURES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsspider.extraction import parse as parsing
from newsspider.extraction.metadata import marked as module
from newsspider.extraction.metadata.marked import marked, marked_purely
from newsspider.extraction.parse import is_clean, parse, scrub, utf8

needs_lxml = pytest.mark.skipif(module._NATIVE is None, reason="the compiled module was not built here")
BOXES = st.sampled_from(
    [
        *(
            "<div class=author>",
            "<div class='post-byline x'>",
            "<div id=comments>",
            "<div class='Comment author'>",
            "<p>",
        ),
        *("<span itemprop=author>", "<a rel=author>", "<address>", "<div class>", "<div itemprop=name>"),
    ]
)


def same(html: str) -> int:
    root = parse(html)
    assert root is not None
    found = marked(root)
    assert found == marked_purely(root)
    return len(found[0]) + len(found[1])


@needs_lxml
@given(st.lists(BOXES | st.sampled_from(["</div>", "</p>", "a"]), max_size=12).map("".join))
def test_marked_on_pages_made_at_random(body: str) -> None:
    same(f"<html><body>{body}</body></html>")


@needs_lxml
def test_marked_on_the_bundled_web() -> None:
    pages = sorted((FIXTURES / "web").rglob("*.html"))[::5]
    assert sum(same(page.read_bytes().decode("utf-8", "replace")) for page in pages) > len(pages)


def test_what_readers_write_has_no_authors_and_what_follows_has() -> None:
    root = etree.fromstring(
        "<html><div id='comments'><p class='author'>1</p></div><p class='author'>2</p></html>", etree.HTMLParser()
    )
    for way in (marked, marked_purely):
        assert [el.text for el in way(root)[0]] == ["2"]


@pytest.mark.skipif(parsing._NATIVE is None, reason="the compiled module was not built here")
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("a\x0b\x7f\x1f\t\n\r\ufffe\uffff\ufffd😀"))
def test_clean_by_both_ways(text: str) -> None:
    assert parsing._NATIVE is not None
    clean = parsing._NATIVE.is_clean(text.encode())
    assert clean == is_clean(text.encode()) == (scrub(text) == text)


@given(st.text())
def test_utf8_is_the_scrubbed_text(text: str) -> None:
    assert utf8(text) == scrub(text).encode()
