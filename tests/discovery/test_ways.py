"""From a home page to its feeds and sitemaps, per platform."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsspider.discovery.ways
from newsspider.discovery import Ways, find_ways, sitemaps_in_robots

HOME = "https://blog.example/"


def page(head: str, body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_declared_feeds_count_and_comment_feeds_do_not() -> None:
    head = """<meta name="generator" content="WordPress 6.8"><link rel="sitemap" href="/s.xml">
    <link rel="alternate" type="application/rss+xml" title="Blog &raquo; Feed" href="/feed/">
    <link rel="alternate" type="application/rss+xml" title="Blog &raquo; Comments Feed"
    href="/comments/feed/">
    <link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://blog.example/feed/atom/">
    <link rel="alternate" type="application/json+oembed" href="/oembed?x">
    <link rel="alternate" hreflang="de" href="/de/">"""
    assert find_ways(page(head), HOME) == Ways(
        feeds=(f"{HOME}feed/", f"{HOME}feed/atom/"),
        sitemaps=(f"{HOME}s.xml",),
        platform="wordpress",
        guessed=frozenset({f"{HOME}wp-json/"}),
        api=(f"{HOME}wp-json/",),
        feed_pages="paged={n}",
    )


@pytest.mark.parametrize(
    ("url", "head", "platform", "feeds"),
    [
        (HOME, '<meta name="generator" content="WordPress.com">', "wordpress", [f"{HOME}feed/"]),
        (f"{HOME}sub", '<link href="/sub/wp-content/a.css">', "wordpress", [f"{HOME}sub/feed/"]),
        ("https://a.wordpress.com/", "", "wordpress", ["https://a.wordpress.com/feed/"]),
        (HOME, "<meta content='blogger' name='generator'/>", "blogspot", [f"{HOME}feeds/posts/default"]),
        ("https://a.blogspot.co.uk/", "", "blogspot", ["https://a.blogspot.co.uk/feeds/posts/default"]),
        ("https://a.substack.com/archive", "", "substack", ["https://a.substack.com/feed"]),
        (HOME, '<script src="https://substackcdn.com/x.js"></script>', "substack", [f"{HOME}feed"]),
        (HOME, '<meta name="generator" content="Ghost 5.1">', "ghost", [f"{HOME}rss/"]),
        ("https://medium.com/@ann", "", "medium", ["https://medium.com/feed/@ann"]),
        ("https://medium.com/", "", None, []),
        ("https://ann.medium.com/", "", "medium", ["https://ann.medium.com/feed"]),
        ("https://a.tumblr.com/", "", "tumblr", ["https://a.tumblr.com/rss"]),
        (HOME, "", None, []),
    ],
)
def test_platforms(url: str, head: str, platform: str | None, feeds: list[str]) -> None:
    ways = find_ways(page(head), url)
    assert (ways.platform, list(ways.feeds)) == (platform, feeds)
    assert set(feeds) <= ways.guessed


@pytest.mark.parametrize(
    ("url", "head", "api", "listing"),
    [
        (HOME, '<link rel="https://api.w.org/" href="/cms/wp-json/">', [f"{HOME}cms/wp-json/"], []),
        (HOME, '<meta name="generator" content="WordPress 6.8">', [f"{HOME}wp-json/"], []),
        (HOME, '<link href="//substackcdn.com/x">', [f"{HOME}api/v1/archive?sort=new&search=&offset=0&limit=50"], []),
        ("https://t.me/harbour", "", [], ["https://t.me/s/harbour"]),
        ("https://t.me/s/harbour", "", [], ["https://t.me/s/harbour"]),
        (HOME, "", [], []),
    ],
)
def test_interfaces_and_lists(url: str, head: str, api: list[str], listing: list[str]) -> None:
    ways = find_ways(page(head), url)
    assert (list(ways.api), list(ways.listing)) == (api, listing)


@pytest.mark.parametrize("body", [b"", b"\0", b"{}", b"%PDF", b"text"])
def test_what_is_no_page_has_no_ways(body: bytes) -> None:
    assert find_ways(body, HOME) == Ways()


def test_of_ways_without_end_the_first_are_taken() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed/{}"><link rel="sitemap" href="/map/{}">'
    found = find_ways(page("".join(feed.format(number, number) for number in range(2_000))), HOME)
    assert found.feeds == tuple(f"{HOME}feed/{number}" for number in range(100))
    assert found.sitemaps == tuple(f"{HOME}map/{number}" for number in range(500))
    robots = "".join(f"Sitemap: {HOME}{number}.xml\n" for number in range(2_000))
    assert sitemaps_in_robots(robots) == [f"{HOME}{number}.xml" for number in range(500)]


def test_sitemaps_in_robots() -> None:
    text = """\ufeffsitemap: https://a.example/one.xml
User-agent: *
Disallow: /x
 SITEMAP : https://a.example/two.xml.gz # the second
Sitemap: /relative.xml
Sitemap: ftp://a.example/x
# Sitemap: https://a.example/commented.xml
Sitemap: https://a.example/one.xml
"""
    assert sitemaps_in_robots(text) == ["https://a.example/one.xml", "https://a.example/two.xml.gz"]
    assert sitemaps_in_robots("") == []


@settings(deadline=None)
@given(st.text(max_size=200), st.binary(max_size=200))
def test_nothing_raises(text: str, body: bytes) -> None:
    sitemaps_in_robots(text)
    find_ways(b"<link rel=alternate type=application/rss+xml href='" + body, HOME)


def test_the_examples_hold() -> None:
    assert doctest.testmod(newsspider.discovery.ways).failed == 0
