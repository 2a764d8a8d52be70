"""Crawls in which one answer takes seconds to read: everything else goes on meanwhile."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from conftest import Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response

ITEMS = 20_000  # of a feed: four seconds and more for whoever parses it
FEED_BYTES = 6_000_000  # more than all answers may hold that Scrapy lets wait
STORIES = 50
DELAY_S = 0.1


def long_feed(site: Site) -> str:
    """Items with dates that fit no form, which is what takes longest."""
    filling = "words of it " * (FEED_BYTES // ITEMS // 12)
    items = "".join(
        f"<item><link>{site.url}/old/{number}</link><pubDate>the {number}th, at noon</pubDate>"
        f"<description>{filling}</description></item>"
        for number in range(ITEMS)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>All</title>{items}</channel></rss>'


def long_sitemap(site: Site) -> str:
    """Fifty thousand addresses, as many as the standard allows."""
    entries = "".join(
        f"<url><loc>{site.url}/2026/03/04/a-{number}-story-of-the-harbour-that-has-a-long-name-{'x' * 40}</loc>"
        "<lastmod>2026-03-04T08:00:00Z</lastmod></url>"
        for number in range(50_000)
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def long_page(site: Site) -> str:
    """A page of six megabytes that is read for seconds."""
    return article("long").replace("<article>", "<article>" + f"<p>{site.url} The boat left the quay." * 140_000)


MAKERS = {"feeds": long_feed, "sitemaps": long_sitemap, "page": long_page}
WORKERS = {"feeds": 1, "sitemaps": 2, "page": 2}  # one is none for common pages; a large answer goes to a worker still


@pytest.mark.parametrize("way", MAKERS)
def test_nobody_waits_for_an_answer_that_takes_seconds(scrapy: Scrapy, sites: list[Site], way: str) -> None:
    large, steady = sites[0], sites[1]
    body = MAKERS[way](large)
    asked: list[float] = []

    def late(_: Request) -> Response:
        while len(asked) < 10:  # the other site is being read
            time.sleep(0.01)
        return Response(body, content_type="text/html" if way == "page" else "application/xml")

    large.server.expect_request("/large").respond_with_handler(late)
    large.feed = [f"{large.url}/large"]
    large.serve()

    def story(request: Request) -> Response:
        asked.append(time.monotonic())
        return Response(article(f"story {request.path}"), content_type="text/html")

    for number in range(STORIES):
        steady.feed.append(f"{steady.url}/news/{number}")
        steady.server.expect_request(f"/news/{number}").respond_with_handler(story)
    steady.serve()
    ways = {} if way == "page" else {way: [f"{large.url}/large"]}
    run = scrapy(
        "crawl",
        "news",
        sources=source(large, "large", "news", max_items=1, **ways)
        + source(steady, "steady", "news", delay_s=DELAY_S, concurrency=1),
        EXTRACT_WORKERS=WORKERS[way],
        ROBOTSTXT_OBEY=False,
    )
    assert len(asked) == STORIES, run.out
    assert "/large" in large.hits
    gaps = [after - before for before, after in pairwise(asked)]
    assert max(gaps) < 15 * DELAY_S, gaps


def test_chunks_of_one_byte_are_refused_and_many_small_ones_are_not(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]

    def in_chunks(path: str, body: str) -> None:
        site.server.expect_request(path).respond_with_handler(
            lambda _: Response((sign for sign in body), content_type="text/html")
        )
        site.feed.append(site.url + path)

    in_chunks("/small", article("small") + " " * 5_000)
    in_chunks("/tiny", article("tiny") + " " * 100_000)
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "chunks", "news"))
    assert [item["url"] for item in run.items] == [f"{site.url}/small"], run.err
    assert run.rejected == {"/tiny": "too_costly"}
    assert site.hits.count("/tiny") == 1
