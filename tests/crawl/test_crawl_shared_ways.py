"""A feed or a sitemap is read for a source: what it leaves out, another may want, and so may it when it is changed."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source
from site_for_tests import article
from werkzeug import Request, Response

if TYPE_CHECKING:
    from site_for_tests import Site

PARTS = ("sport", "politics")


def with_parts(site: Site) -> tuple[set[str], str]:
    """A site with three stories in each part, and a sitemap of all of them."""
    urls = [site.article(f"/{part}/{one}", f"{part} {one}") for part in PARTS for one in range(3)]
    site.serve()
    return set(urls), f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


def part_of(site: Site, part: str, **more: object) -> str:
    return source(site, part, "news", **{"include": [f"/{part}/"]} | more)


@pytest.mark.parametrize("way", ["feeds", "sitemaps"])
def test_two_sources_have_each_its_part_of_what_they_share_whenever_it_answers(
    scrapy: Scrapy, sites: list[Site], way: str
) -> None:
    site = sites[0]
    urls, sitemap = with_parts(site)
    begun, asked = Event(), Event()

    def shared(request: Request) -> Response:
        if begun.is_set():
            asked.wait(20)  # what answered first was read by then
        begun.set()
        return site._rss(request) if way == "feeds" else Response(sitemap, content_type="text/xml")

    def any_story(request: Request) -> Response:
        asked.set()
        return Response(pages[request.path].encode(), content_type="text/html")

    pages = {f"/{part}/{one}": article(f"{part} {one}") for part in PARTS for one in range(3)}
    site.server.clear_all_handlers()
    for path in pages:
        site.server.expect_request(path).respond_with_handler(any_story)
    site.server.expect_request("/shared").respond_with_handler(shared)
    site.page("/robots.txt", "", kind="text/plain")
    named = {way: [f"{site.url}/shared"]}
    run = scrapy("crawl", "news", sources="".join(part_of(site, part, **named) for part in PARTS))
    assert {item["url"] for item in run.items} == urls, run.out
    assert {item["source"]: item["url"].split("/")[3] for item in run.items} == {part: part for part in PARTS}


def test_a_source_that_comes_later_reads_what_another_has_read_before(scrapy: Scrapy, sites: list[Site]) -> None:
    urls, _ = with_parts(sites[0])
    feeds = [f"{sites[0].url}/feed.xml"]
    text = "".join(part_of(sites[0], part, feeds=feeds) for part in PARTS)
    scrapy("crawl", "news", "-a", f"only={PARTS[0]}", sources=text)
    run = scrapy("crawl", "news", sources=text)
    assert run.code == 0, run.out
    assert {item["url"] for item in run.items} == urls


def test_a_source_that_wants_more_than_before_reads_what_has_not_changed(scrapy: Scrapy, sites: list[Site]) -> None:
    urls, _ = with_parts(sites[0])
    feeds = [f"{sites[0].url}/feed.xml"]
    scrapy("crawl", "news", sources=part_of(sites[0], "sport", feeds=feeds))
    run = scrapy("crawl", "news", sources=part_of(sites[0], "sport", feeds=feeds, include=[]))
    assert {item["url"] for item in run.items} == urls, run.out
