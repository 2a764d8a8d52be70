"""Sitemaps: every form the standard knows, in bounded memory, and bytes that are none."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.discovery import Link, NotASitemapError, parse_sitemap

ROOT = Path(__file__).parents[2]
URL = "https://news.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def urlset(*entries: str) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NS} {NEWS} {IMAGE}>'
    return f"{head}{''.join(entries)}</urlset>".encode()


ONE = "<url><loc>https://news.example/1</loc></url>"


def test_a_news_sitemap() -> None:
    entry = """<url><image:image><image:loc>https://news.example/i.jpg</image:loc></image:image>
    <loc> https://news.example/2026/bridge?a=1&amp;b=2 </loc><lastmod>2026-03-03</lastmod>
    <news:news><news:publication><news:name>News</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2026-03-02T10:00:00+03:00</news:publication_date>
    <news:title>Bridge &amp; road</news:title></news:news></url>"""
    assert parse_sitemap(urlset(entry), URL).links == (
        Link(
            url="https://news.example/2026/bridge?a=1&b=2",
            via="sitemap",
            title="Bridge & road",
            date="2026-03-02T10:00:00+03:00",
            language="en",
            modified="2026-03-03T00:00:00+00:00",
        ),
    )


def test_lastmod_is_no_date_of_publication() -> None:
    (link,) = parse_sitemap(urlset("<url><loc>/a</loc><lastmod>2026-03-03</lastmod></url>"), URL).links
    assert (link.url, link.date) == ("https://news.example/a", None)
    assert link.newest == link.modified == "2026-03-03T00:00:00+00:00"


def test_an_index() -> None:
    body = (
        f"<sitemapindex {NS}><sitemap><loc>https://news.example/a.xml.gz</loc><lastmod>2026-03-01</lastmod></sitemap>"
    )
    found = parse_sitemap(f"{body}<sitemap><loc>/b.xml</loc></sitemap></sitemapindex>".encode(), URL)
    assert found.links == ()
    assert [(c.url, c.modified) for c in found.children] == [
        ("https://news.example/a.xml.gz", "2026-03-01T00:00:00+00:00"),
        ("https://news.example/b.xml", None),
    ]


def test_an_empty_sitemap_is_one() -> None:
    assert parse_sitemap(urlset(), URL).links == ()


@pytest.mark.parametrize(
    "body",
    [
        urlset(ONE),
        gzip.compress(urlset(ONE)),
        gzip.compress(b"") + gzip.compress(urlset(ONE)[:60]) + gzip.compress(urlset(ONE)[60:]) + b"\0" * 512,
        b"\xef\xbb\xbf" + urlset(ONE),
        b"\n" + urlset(ONE).partition(b"\n")[2],
        f"<urlset>{ONE}</urlset>".encode(),
        f"<urlset xmlns='http://www.google.com/schemas/sitemap/0.84'>{ONE}</urlset>".encode(),
        b"https://news.example/1\r\nnot an address\r\nhttps://news.example/1\n"[:24],
        b"<rss version='2.0'><channel><item><link>https://news.example/1</link></item></channel></rss>",
        urlset(ONE, "<url><loc>ftp://news.example/</loc></url><url><loc/></url><url/>"),
        urlset(ONE.replace("https://news.example/1", "<![CDATA[https://news.example/1]]>")),
    ],
)
def test_forms_of_one_sitemap(body: bytes) -> None:
    found = parse_sitemap(body, URL)
    assert [(link.url, link.via) for link in found.links] == [("https://news.example/1", "sitemap")]
    assert found.problem is None


@pytest.mark.parametrize(
    "body",
    [
        urlset(ONE)[:-15],
        gzip.compress(urlset(ONE, *["<url><loc>https://news.example/2</loc></url>"] * 2000), compresslevel=0)[:9000],
        urlset(ONE, "<url><loc>https://news.example/&nbsp;x & y</loc></url>"),
    ],
)
def test_what_can_be_read_of_a_broken_one_is_read_and_the_problem_told(body: bytes) -> None:
    found = parse_sitemap(body, URL)
    assert found.links[0].url == "https://news.example/1"
    assert found.problem


@pytest.mark.parametrize(
    ("body", "seems"),
    [
        (b"", "an empty body"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"<html><urlset/></html>", "an HTML page"),
        (b"{}", "JSON"),
        (b"Page not found", "plain text"),
        (b"\0\1\2", "binary data"),
        (b"<note><url><loc>https://a.example/</loc></url></note>", "XML of another kind"),
        (b"<rss", "a feed"),
        (gzip.compress(b"<html>", mtime=0), "an HTML page"),
        (b"\x1f\x8b\x08", "compressed data"),
    ],
)
def test_what_is_no_sitemap_is_named(body: bytes, seems: str) -> None:
    with pytest.raises(NotASitemapError) as caught:
        parse_sitemap(body, URL)
    assert caught.value.looks_like.startswith(seems)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE u [<!ENTITY a 'lol'><!ENTITY b '" + "&a;" * 1000 + "'><!ENTITY c '" + "&b;" * 1000 + "'>]>",
        "<!DOCTYPE u [<!ENTITY c SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE u SYSTEM 'http://127.0.0.1:9/x.dtd'>",
    ],
)
def test_entities_are_never_expanded(doctype: str) -> None:
    body = f"{doctype}<urlset>{ONE}<url><loc>https://news.example/&c;</loc></url></urlset>".encode()
    urls = [link.url for link in parse_sitemap(body, URL).links]
    assert urls[0] == "https://news.example/1"
    assert all("root" not in url and len(url) < 100 for url in urls)


def bomb(start: bytes, filling: bytes) -> bytes:
    """A gibibyte, made of one mebibyte's packed form again and again (blocks that don't look back)."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    mebibyte = packer.compress(filling * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + mebibyte * 1024


@pytest.mark.parametrize("start", [b"", b"<urlset>", b"<urlset><url><loc>"])
def test_a_bomb_of_a_gibibyte_is_refused_in_bounded_memory(start: bytes) -> None:
    body = bomb(start, b" " if start else b"\0")
    tracemalloc.start()
    try:
        with pytest.raises(NotASitemapError):
            parse_sitemap(body, URL)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


GROWTH = """
import resource
from newsspider.discovery import parse_sitemap
entry = "<url><loc>https://news.example/2026/03/02/a-story-of-many-%d</loc><lastmod>2026-03-02</lastmod></url>"
body = ("<urlset>" + "".join(entry % number for number in range(20_000)) + "</urlset>").encode()
before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(3):
    assert len(parse_sitemap(body, "https://news.example/sitemap.xml").links) == 20_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib)
"""


def test_memory_holds_the_links_alone() -> None:
    done = subprocess.run([sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30_000


def test_bytes_that_are_no_characters_cost_their_own_entry_alone() -> None:
    body = b"<urlset><url><loc>https://a.example/1</loc></url>\n\xed\xa0\x80<url><loc>https://a.example/\xed\xa0\x80</loc></url>"
    found = parse_sitemap(body + b"<url><loc>https://a.example/2</loc></url></urlset>", URL)
    assert [link.url for link in found.links][:1] == ["https://a.example/1"]
    assert found.problem


def test_deep_nesting_is_harmless() -> None:
    parse_sitemap(b"<urlset>" + b"<url>" * 300_000, URL)


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<urlset>",
                "<url>",
                "<loc>",
                "http://a.example/",
                "</loc>",
                "</url>",
                "</urlset>",
                "<sitemapindex>",
            ),
            *("<sitemap>", "<lastmod>", "2026", "</lastmod>", "&", "<!--", "-->", "<![CDATA[", "<!DOCTYPE"),
            *("[<!ENTITY", "<?x ?>", "\x00", "\ud800", "<x:news>"),
        ]
    ),
    max_size=30,
)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), PIECES.map(lambda p: "".join(p).encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_a_sitemap_or_the_named_error(body: bytes) -> None:
    for candidate in (body, b"<urlset><url>" + body, b"\x1f\x8b" + body, gzip.compress(body, mtime=0)[:-5]):
        try:
            found = parse_sitemap(candidate, URL)
        except NotASitemapError:
            continue
        assert all(link.url.startswith(("http://", "https://")) for link in (*found.links, *found.children))
