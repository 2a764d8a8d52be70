"""Tags without end: their attributes are counted as HTML's tokenizer sees them, and no parser gets them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsspider.discovery import find_ways, parse_feed, parse_listing
from newsspider.discovery.errors import NotAFeedError
from newsspider.extraction.parse import parse
from newsspider.markup import MOST_ATTRIBUTES, most_attributes, without_endless_tags

URL = "http://a.example/"
MANY = 300_000  # of them lxml alone takes two minutes
SHAPES = {
    "values": " a{}=1",
    "values with an end in them": " a{}='>'",
    "values behind spaces": ' a{} = ">"',
    "names alone": " a{}",
    "slashes": "/a{}",
    "beginnings in names": " <a{}",
    "quotes in names": " a\"{}='>'",
    "no space between": "a{}='>'",
    "equals signs first": " =a{}",
}


def page(shape: str, before: str = "") -> str:
    attributes = "".join(SHAPES[shape].format(number) for number in range(MANY))
    return (
        f'<html><body><a href="/1">One of them</a><p {before}{attributes}>x</p><a href="/2">The other</a></body></html>'
    )


@pytest.mark.parametrize("before", ["", "x' y\" "])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_tag_keeps_its_first_attributes_and_what_stands_behind_it_stays(shape: str, before: str) -> None:
    start = time.process_time()
    found = without_endless_tags(page(shape, before))
    root = etree.fromstring(found.encode(), etree.HTMLParser(encoding="utf-8"))
    assert time.process_time() - start < 3
    assert [link.get("href") for link in root.iter("a")][:1] == ["/1"]
    assert root.xpath("string(//a[@href='/2'])") == "The other"
    assert all(len(el.attrib) <= MOST_ATTRIBUTES for el in root.iter())


def test_no_door_of_the_crawl_s_own_process_is_held() -> None:
    body = page("values").encode()
    start = time.process_time()
    parse_listing(body, URL)
    find_ways(body, URL)
    parse(body.decode())
    assert time.process_time() - start < 8


def test_a_feed_of_attributes_without_end_is_refused() -> None:
    item = "<item><title>A</title><link>http://a.example/1</link></item>"
    for shape in ("values with an end in them", "values behind spaces"):
        attributes = "".join(SHAPES[shape].format(number) for number in range(MANY))
        start = time.process_time()
        with pytest.raises(NotAFeedError, match="attributes without end"):
            parse_feed(f"<rss {attributes}><channel>{item}</channel></rss>".encode(), URL)
        assert time.process_time() - start < 3
    code = "\n".join(f'key_{number} = "value"' for number in range(500))
    spaces = " ".join(f'xmlns:a{number}="u{number}"' for number in range(60))
    story = f"<description><![CDATA[<pre>{code}</pre>]]></description>"
    feed = f"<rss version='2.0' {spaces}><channel>{item.replace('</item>', story + '</item>')}</channel></rss>"
    assert len(parse_feed(feed.encode(), URL).links) == 1


@given(st.text(st.sampled_from("<ap =/>\"'\n"), max_size=60))
def test_attributes_are_counted_as_the_parser_counts_them(text: str) -> None:
    root = etree.fromstring(f"<html><body>{text}".encode(), etree.HTMLParser(encoding="utf-8"))
    assert most_attributes(text) >= max(len(el.attrib) for el in root.iter() if isinstance(el.tag, str))
    padded = text + " " * 70_000
    assert without_endless_tags(padded) == padded
