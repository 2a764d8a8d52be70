"""Listing pages: articles told from the rest, and the way to the next page, on pages of each kind of site."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.discovery import Listing, parse_listing

HOME = "https://blog.example/"


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def urls(listing: Listing) -> list[str]:
    return [link.url.removeprefix(HOME) for link in listing.links]


WORDPRESS = """
<header class="site-header"><h1 class="site-title"><a href="/" rel="home">The Blog of the Valley</a></h1>
<nav class="main-navigation"><ul id="menu"><li class="menu-item"><a href="/about/">About</a></li>
<li class="menu-item"><a href="/category/the-world-of-news/">The world of news</a></li></ul></nav></header>
<main><article id="post-2" class="post-2 post type-post hentry"><h2 class="entry-title">
<a href="/2026/03/02/bridge-opens/" rel="bookmark">Bridge opens</a></h2>
<div class="entry-meta">
<a href="/2026/03/02/bridge-opens/">
<time class="entry-date" datetime="2026-03-02T10:00:00+03:00">2 March</time></a>
by <a href="/author/ann/">Ann of the Valley blog</a></div>
<div class="entry-summary"><p>Words.
<a class="more-link" href="/2026/03/02/bridge-opens/#more-2">Continue reading
<span>Bridge opens</span></a></p></div>
<footer class="entry-meta"><a href="/tag/bridge-and-road/" rel="tag">bridge and road works</a>
<a href="/2026/03/02/bridge-opens/#respond">Leave a comment</a></footer></article>
<article class="post hentry"><h2><a href="/2026/03/01/mayor/">Mayor</a></h2>
<time datetime="2026-03-01">1 March</time></article>
<nav class="navigation paging-navigation"><div class="nav-links">
<div class="nav-previous"><a href="/page/3/">&larr; Older posts</a></div>
<div class="nav-next"><a href="/">Newer posts &rarr;</a></div></div></nav></main>
<aside class="sidebar"><h3>Archives</h3><a href="/2026/02/">February 2026</a>
<h3>Blogs</h3>
<a href="https://other.example/2026/03/01/a-story-from-elsewhere/">A story from elsewhere</a></aside>
<footer class="site-footer"><a href="/privacy-policy/">Privacy policy and other words</a></footer>"""


def test_a_wordpress_blog() -> None:
    found = parse_listing(page(WORDPRESS), f"{HOME}page/2/")
    assert [(link.url, link.via, link.title, link.date) for link in found.links] == [
        (f"{HOME}2026/03/02/bridge-opens/", "listing", "Bridge opens", "2026-03-02T10:00:00+03:00"),
        (f"{HOME}2026/03/01/mayor/", "listing", "Mayor", "2026-03-01T00:00:00+00:00"),
    ]
    assert found.next_pages == (f"{HOME}page/3/",)


def test_a_blogspot_blog() -> None:
    body = """<div class="blog-posts hfeed"><div class="post hentry"><h3 class="post-title entry-title">
    <a href="https://blog.example/2026/03/bridge-opens.html">Bridge opens</a></h3>
    <a class="comment-link" href="https://blog.example/2026/03/bridge-opens.html#comment-form">No comments:</a>
    </div></div>
    <div class="blog-pager" id="blog-pager"><span id="blog-pager-older-link"><a class="blog-pager-older-link"
    href="https://blog.example/search?updated-max=2026-03-01T10:00:00Z&amp;max-results=7">Older Posts</a></span>
    </div>
    <div class="widget BlogArchive"><a href="https://blog.example/2026/03/">March (2)</a></div>
    <div class="widget PageList">
    <a href="https://blog.example/p/about-this-blog.html">About this blog of ours</a></div>"""
    found = parse_listing(page(body), HOME)
    assert urls(found) == ["2026/03/bridge-opens.html"]
    assert found.links[0].title == "Bridge opens"
    assert found.next_pages == (f"{HOME}search?updated-max=2026-03-01T10:00:00Z&max-results=7",)


def test_substack_and_ghost() -> None:
    substack = """<div class="post-preview portable-archive-post">
    <a class="post-preview-title" href="/p/bridge-opens">Bridge</a></div>"""
    ghost = """<article class="post-card"><a class="post-card-content-link" href="/bridge/">
    <h2 class="post-card-title">The bridge opens at last</h2></a></article>
    <nav class="pagination"><a class="older-posts" href="/page/2/">Older Posts <span>→</span></a></nav>"""
    assert urls(parse_listing(page(substack), HOME)) == ["p/bridge-opens"]
    found = parse_listing(page(ghost), HOME)
    assert urls(found) == ["bridge/"]
    assert found.next_pages == (f"{HOME}page/2/",)


def test_a_news_site() -> None:
    body = """<ul class="nav"><li><a href="/politics/">Politics</a></li></ul>
    <h2><a href="/politics/">Politics</a></h2>
    <a href="/news/world-europe-68123456">Bridge opens after years of waiting</a>
    <a href="/video/">Video</a><a href="/2026/03/02/ferry">Ferry</a>
    <a href="/story/the-long-wait-for-a-bridge.html">The long wait for a bridge</a>
    <div class="teaser"><a href="/a/short/123456.html"><img src="x.jpg" alt="x"></a>
    <h3><a href="/a/short/123456.html">Kurz</a></h3></div>
    <a href="/images/the-long-bridge-photo.jpg">The long bridge as a photo</a>
    <a href="/account/login?next=/a-b-c-d">Log in to read all of our stories</a>"""
    assert urls(parse_listing(page(body), HOME)) == [
        "news/world-europe-68123456",
        "2026/03/02/ferry",
        "story/the-long-wait-for-a-bridge.html",
        "a/short/123456.html",
    ]


def test_a_site_without_spaces_between_words() -> None:
    item = '<div class="item"><a href="/n/20261008.html">多年等待之后，横跨山谷的大桥今天终于通车</a></div>'
    body = f'{item}<a href="/world">国际</a>'
    assert urls(parse_listing(page(body), HOME)) == ["n/20261008.html"]


def test_base_and_charset_count() -> None:
    body = '<base href="https://blog.example/news/"><h2><a href="2026/03/02/most">Мост открыт для всех</a></h2>'
    raw = f"<html><head>{body}".encode("windows-1251")
    (link,) = parse_listing(raw, HOME, "text/html; charset=windows-1251").links
    assert (link.url, link.title) == (f"{HOME}news/2026/03/02/most", "Мост открыт для всех")


@pytest.mark.parametrize(
    ("markup", "following"),
    [
        ('<link rel="next" href="/page/2/">', ["page/2/"]),
        ('<a rel="next" href="?page=2">2</a>', ["?page=2"]),
        ('<a class="next page-numbers" href="/page/2/">Next</a>', ["page/2/"]),
        ('<ul class="pagination"><li class="next"><a href="?paged=2">&raquo;</a></li></ul>', ["?paged=2"]),
        ('<a href="/page/2/">2</a><a href="/page/3/">3</a><a href="/page/9/">9</a>', ["page/2/"]),
        ('<a href="/archiv?seite=2">Weiter »</a>', ["archiv?seite=2"]),
        ('<a href="/n/2">Siguiente</a>', ["n/2"]),
        ('<a href="/n/2">Далее →</a>', ["n/2"]),
        ('<a href="/n/2">التالي</a>', ["n/2"]),
        ('<a href="/n/2">Older posts</a>', ["n/2"]),
        ('<a href="/n/2">Older posts of this blog are here for all who want to read them</a>', []),
        ('<a href="/page/2/">Page two of a report that has more than one page</a>', []),
        ('<a class="prev" href="/page/2/">Next</a>', []),
        ('<div class="carousel"><a class="carousel-control-next" href="/x">Next</a></div>', []),
        ('<a rel="next" href="https://other.example/page/2/">Next</a>', []),
        ('<a rel="next" href="#top">Next</a>', []),
        ('<a rel="next" href="javascript:next()">Next</a>', []),
        ("", []),
    ],
)
def test_the_next_page(markup: str, following: list[str]) -> None:
    found = parse_listing(page(markup), HOME).next_pages
    assert [url.removeprefix(HOME) for url in found] == following


def test_pages_before_this_one_are_not_next() -> None:
    numbers = "".join(f'<a href="?page={number}">{number}</a>' for number in (1, 2, 4))
    body = f'{numbers}<a class="next" href="?page=2">x</a>'
    assert parse_listing(page(body), f"{HOME}?page=3").next_pages == (f"{HOME}?page=4",)


@pytest.mark.parametrize("body", [b"", b" ", b"\0", b"%PDF-1.7", b"{}", b"plain text", b"\xff\xfe", b"<", b"<!-- -->"])
def test_what_is_no_page_has_no_links(body: bytes) -> None:
    assert parse_listing(body, HOME) == Listing()


def test_the_number_of_links_is_bounded() -> None:
    many = "".join(f"<a href='/2026/01/01/a-b-c-{n}'>a story of four words</a>" for n in range(6000))
    assert len(parse_listing(page(many), HOME).links) == 5000


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<a href='",
                "/2026/03/01/a-b-c",
                "'>",
                "</a>",
                "<h2>",
                "<article class='post'>",
                "</article>",
                "<time datetime=",
            ),
            *(
                "http://[",
                "//",
                "?page=2",
                "<base href='",
                "<link rel=next href=",
                "\x00",
                "\ud800",
                "é",
                "<nav>",
                "&#0;",
                "<svg>",
            ),
            *(
                "<a rel='next' href=/page/2>",
                "<frameset>",
                "<?xml version='1.0' encoding='utf-16'?>",
                "<meta charset=zlib>",
            ),
        ]
    ),
    max_size=25,
)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), PIECES.map(lambda p: "".join(p).encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_a_listing(body: bytes) -> None:
    found = parse_listing(body, HOME)
    assert all(url.startswith(("http://", "https://")) for url in [*(x.url for x in found.links), *found.next_pages])


NUMBERED = "".join(
    f"<tr><td>{day}.11.2026 <a href='artikel.php?id={day}'>The council of Ostmarsh mends bridge number {day}</a>"
    for day in range(10, 16)
)


def test_a_home_made_site_whose_articles_differ_by_a_number_alone() -> None:
    menu = "<td><a href='/impressum.php?nr=12'>Who is responsible for what stands here</a>"
    found = parse_listing(page(f"<table>{menu}{NUMBERED}</table>"), HOME)
    assert urls(found) == [f"artikel.php?id={day}" for day in range(10, 16)]


@pytest.mark.parametrize(
    "body",
    [
        "".join(NUMBERED.split("<tr>")[:4]),  # too few
        NUMBERED.replace("The council of Ostmarsh mends bridge number", "Bridge"),  # no headlines
        "".join(f"<p><a href='artikel.php?id={n}'>Read all that was written on this</a>" for n in range(10, 16)),
        "".join(f"<p><a href='/our-{word}'>What we think of {word} and of much else</a>" for word in "abcdefgh"),
        f"<footer>{NUMBERED}</footer>",
    ],
    ids=["few", "short", "one_text", "no_number", "footer"],
)
def test_links_that_are_alike_and_no_articles(body: str) -> None:
    assert urls(parse_listing(page(body), HOME)) == []
