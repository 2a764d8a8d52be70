"""Crawls of sites that never come to an end: a run does, and what it leaves on the disk has a bound."""

from __future__ import annotations

import pytest
from conftest import Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response

A_PAGE = 10


def endless(site: Site) -> None:
    """A feed whose pages always have a next one, with ten articles each that nobody has seen before."""

    def page(request: Request) -> Response:
        number = int(request.args.get("page", 1))
        links = [f"{site.url}/news/{number * A_PAGE + one}" for one in range(A_PAGE)]
        entries = "".join(
            f"<entry><link href='{url}'/><updated>2026-03-04T10:{number:02}:{one:02}Z</updated></entry>"
            for one, url in enumerate(links)
        )
        following = f"<link rel='next' href='{site.url}/endless?page={number + 1}'/>"
        body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>All</title>{following}{entries}</feed>"
        return Response(body, content_type="application/atom+xml")

    def story(request: Request) -> Response:
        return Response(article(request.path), content_type="text/html")

    site.serve()
    site.server.expect_request("/endless").respond_with_handler(page)
    for number in range(6 * A_PAGE):
        site.server.expect_request(f"/news/{number}").respond_with_handler(story)


def test_a_feed_without_end_is_left_when_it_has_told_enough(scrapy: Scrapy, sites: list[Site]) -> None:
    endless(sites[0])
    feeds = source(sites[0], "endless", "news", feeds=[f"{sites[0].url}/endless"])
    run = scrapy("crawl", "news", sources=feeds, LINKS_PER_SOURCE=3 * A_PAGE)
    assert run.code == 0, run.err
    assert len([hit for hit in sites[0].hits if hit.startswith("/endless")]) == 3
    assert len(run.items) == 3 * A_PAGE


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_more_articles_than_may_wait_the_newest_are_asked_for(
    scrapy: Scrapy, sites: list[Site], newest_first: bool
) -> None:
    site = sites[0]
    numbers = range(30)
    entries = [
        f"<url><loc>{site.article(f'/news/{number}', str(number))}</loc>"
        f"<lastmod>2026-03-04T10:00:{number:02}Z</lastmod></url>"
        for number in (reversed(numbers) if newest_first else numbers)
    ]
    site.serve()
    site.page("/map.xml", f"<urlset>{''.join(entries)}</urlset>", kind="application/xml")
    maps = source(site, "archive", "news", sitemaps=[f"{site.url}/map.xml"])
    run = scrapy("crawl", "news", sources=maps, LINKS_PER_SOURCE=10)
    assert {item["url"] for item in run.items} == {f"{site.url}/news/{number}" for number in range(20, 30)}
    assert run.code == 0, run.out
    assert "20 articles are left out, the oldest: LINKS_PER_SOURCE is 10" in run.out
