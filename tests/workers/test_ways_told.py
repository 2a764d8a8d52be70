"""What a worker tells of a feed, sitemap, list or home page is, on the other side of the border, what was read."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.discovery import DiscoveryError, Feed, HomePage, Link, Listing, NotAFeedError, Sitemap, read_way
from newsspider.workers.tasks import answer
from newsspider.workers.ways_told import PackedLinks, answer_from, in_portions, way_told
from newsspider.workers.wire import Unpacker, packed

if TYPE_CHECKING:
    from newsspider.discovery import WayAnswer
    from newsspider.workers.ways_told import Form

URL = "https://paper.example/way"
ITEMS = "".join(
    f"<item><title>Boats &amp; quays {n}</title><link>https://paper.example/2026/{n}</link>"
    "<pubDate>Fri, 20 Nov 2026 08:00:00 +0000</pubDate>"
    f"<content:encoded><![CDATA[<p>{'The boat left the quay. ' * n * 20}</p>]]></content:encoded></item>"
    for n in range(120)
)
FEED = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
    f'<channel><title>漢</title><language>en</language><atom:link rel="next" href="/way?2"/>{ITEMS}</channel></rss>'
)
API = '[{"link": "https://paper.example/a", "title": {"rendered": "A 漢 boat"}, "date_gmt": "2026-11-20T08:00:00"}]'
INDEX = "".join(f"<sitemap><loc>https://paper.example/s{n}.xml</loc></sitemap>" for n in range(130))
PAGES = "".join(f"<url><loc>https://paper.example/p{n}</loc><lastmod>2026-11-20</lastmod></url>" for n in range(130))
CARDS = "".join(
    f"<article><h2><a href=/2026/11/{n}/late-boats>Late boats at quay {n}</a></h2></article>" for n in range(70)
)
HOME = f"""<html><head><link rel=alternate type=application/rss+xml href=/feed>
<meta name=generator content="WordPress 6"></head>
<body><nav><a href=/category/harbour>Harbour</a><a href=/2026/10/>October</a></nav>
<main>{CARDS}</main><a rel=next href=/page/2>Older</a></body></html>"""


def crossed(form: type[Form], read_as: str, body: str) -> Form:
    """What arrives of what a worker answers."""
    found, more = answer(way_told(read_as, URL, "text/html; charset=utf-8", None), body.encode())
    ((message, rest),) = Unpacker().feed(b"".join(packed({"found": found}, more)))
    return answer_from(form, URL, message["found"], rest)


def plain(one: WayAnswer | Any) -> Any:
    """As values that can be compared: links are a tuple here and packed there."""
    if isinstance(one, HomePage):
        return one.ways, plain(one.front)
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    return {name: tuple(value) if isinstance(value, PackedLinks) else value for name, value in values.items()}


@pytest.mark.parametrize(
    ("form", "read_as", "body"),
    [
        (Feed, "feed", FEED),
        (Feed, "api", API),
        (Sitemap, "sitemap", f"<sitemapindex>{INDEX}</sitemapindex>"),
        (Sitemap, "sitemap", f"<urlset>{PAGES}</urlset>"),
        (Sitemap, "sitemap", f"<urlset>{PAGES}<url><loc>"),
        (Listing, "listing", HOME),
        (Listing, "listing", ""),
        (HomePage, "home", HOME),
    ],
    ids=["feed", "api", "index", "sitemap", "cut-off", "listing", "empty", "home"],
)
def test_what_was_read_crosses_the_border_whole(form: type[Any], read_as: str, body: str) -> None:
    here, there = read_way(read_as, body.encode(), URL, "text/html; charset=utf-8"), crossed(form, read_as, body)
    assert isinstance(there, form)
    assert plain(there) == plain(here)


def test_what_the_crawl_asks_for_is_there() -> None:
    feed = crossed(Feed, "feed", FEED)
    assert len(feed.links) == 120
    assert feed.next_url == f"{URL}?2"
    assert feed.links[-1].text
    home = crossed(HomePage, "home", HOME)
    assert home.ways.platform == "wordpress"
    assert len(home.front.links) == 70
    assert home.front.sections
    assert home.front.next_pages


def test_a_refusal_is_the_same_on_the_other_side() -> None:
    with pytest.raises(NotAFeedError) as here:
        read_way("feed", b"<html><body>No feed", URL)
    with pytest.raises(DiscoveryError) as there:
        crossed(Feed, "feed", "<html><body>No feed")
    assert type(there.value) is type(here.value)
    assert str(there.value) == str(here.value)


def test_portions_are_small_by_number_and_by_what_they_carry() -> None:
    bare = [Link(f"{URL}/{n}", "sitemap") for n in range(120)]
    full = [Link(f"{URL}/{n}", "feed", text="x" * 30_000) for n in range(7)]
    assert [len(portion) for portion in in_portions(bare)] == [50, 50, 20]
    assert [len(portion) for portion in in_portions(full)] == [3, 3, 1]
    assert [link for portion in in_portions([*bare, *full]) for link in portion] == [*bare, *full]
    assert [*in_portions([])] == []
