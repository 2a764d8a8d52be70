"""A list that a run doesn't read to its end is gone on with by the next one, however its pages came and went."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response

if TYPE_CHECKING:
    from collections.abc import Sequence

A_PAGE = 3


def with_stories(site: Site, number: int) -> list[str]:
    site.page("/robots.txt", "", kind="text/plain")
    return [site.page(f"/2026/03/04/story-of-the-harbour-{one}/", article(f"story {one}")) for one in range(number)]


def feed_page(urls: Sequence[str], following: str | None) -> Response:
    more = f'<atom:link rel="next" href="{following}"/>' if following else ""
    items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in urls)
    body = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{more}{items}</channel></rss>'
    return Response(body, content_type="application/rss+xml")


def serve_feed(site: Site, urls: list[str], ill: set[int]) -> None:
    """A feed of several pages, of which those that are ``ill`` give no answer for now."""
    last = (len(urls) - 1) // A_PAGE + 1

    def page(request: Request) -> Response:
        number = int(request.args.get("page", 1))
        if number in ill:
            return Response("later", 503)
        part = urls[(number - 1) * A_PAGE : number * A_PAGE]
        return feed_page(part, f"{site.url}/feed.xml?page={number + 1}" if number < last else None)

    site.server.expect_request("/feed.xml").respond_with_handler(page)


def test_a_feed_of_several_pages_is_read_on_though_its_first_one_is_unchanged(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site = sites[0]
    urls = with_stories(site, 4 * A_PAGE)
    ill = {3}
    serve_feed(site, urls, ill)
    text = source(site, "site", "news", feeds=[f"{site.url}/feed.xml"])
    first = scrapy("crawl", "news", sources=text, RETRY_TIMES=0)
    assert len(first.items) == 2 * A_PAGE
    ill.clear()
    second = scrapy("crawl", "news", sources=text)
    assert {item["url"] for item in second.items} == set(urls)
    asked = len(site.hits)
    third = scrapy("crawl", "news", sources=text)
    assert third.code == 0, third.out
    assert [path for path in site.hits[asked:] if "feed" in path] == ["/feed.xml"]  # all of it is known by now


def test_a_feed_of_several_pages_is_read_on_after_max_items(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    urls = with_stories(site, 3 * A_PAGE)
    serve_feed(site, urls, set())
    text = source(site, "site", "news", feeds=[f"{site.url}/feed.xml"], max_items=A_PAGE + 1)
    found = [len(scrapy("crawl", "news", sources=text).items) for _ in range(3)]
    assert found == [A_PAGE + 1, 2 * A_PAGE + 2, 3 * A_PAGE]


def test_an_interface_is_read_on_after_max_items(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    urls = with_stories(site, 14)
    changes = []

    def posts(request: Request) -> Response:
        number = int(request.args["page"])
        changes.append("modified_after" in request.args)
        listed = [] if changes[-1] else urls[(number - 1) * 10 : number * 10]
        told = {"date_gmt": "2026-03-04T08:00:00", "modified_gmt": "2026-03-04T08:00:00", "title": {"rendered": "t"}}
        body = json.dumps([{"link": url, **told} for url in listed])
        return Response(body, content_type="application/json", headers={"X-WP-TotalPages": "2"})

    site.server.expect_request("/wp-json/wp/v2/posts").respond_with_handler(posts)
    text = source(site, "site", "news", api=[f"{site.url}/wp-json/"], max_items=8)
    found = [len(scrapy("crawl", "news", sources=text).items) for _ in range(3)]
    assert found == [8, 14, 14]
    assert changes[-1]  # of what was read to its end only changes are asked for
    assert changes.count(True) == 1


def serve_list(site: Site, urls: list[str], ill: set[int], names: dict[int, list[str]]) -> None:
    """Pages that list stories, each with a link to the next one, or with those in ``names``."""

    def page(request: Request) -> Response:
        number = int(request.path.split("/")[2])
        if number in ill:
            return Response("later", 503)
        part, rest = urls[(number - 1) * A_PAGE : number * A_PAGE], urls[number * A_PAGE :]
        listed = "".join(f'<li><a href="{url}">The story at {url} is a long one</a></li>' for url in part)
        following = names.get(number, [f"/list/{number + 1}/"]) if rest else []
        more = "".join(f'<a class="next" href="{url}">older</a>' for url in following)
        return Response(f"<!doctype html><title>All</title><ul>{listed}</ul>{more}", content_type="text/html")

    site.server.expect_request(re.compile(r"/list/\d+/")).respond_with_handler(page)


def test_a_list_whose_page_is_named_twice_is_not_taken_for_read(scrapy: Scrapy, sites: list[Site]) -> None:
    """The second page has two addresses: whichever answers last finds the third asked for already."""
    site = sites[0]
    urls = with_stories(site, 4 * A_PAGE)
    ill = {3}
    serve_list(site, urls, ill, {1: ["/list/2/?view=old", "/list/2/"]})
    text = source(site, "site", "news", listing=[f"{site.url}/list/1/"])
    first = scrapy("crawl", "news", sources=text, RETRY_TIMES=0)
    assert len(first.items) == 2 * A_PAGE, first.out
    ill.clear()
    second = scrapy("crawl", "news", sources=text)
    assert {item["url"] for item in second.items} == set(urls), second.out


@pytest.mark.parametrize("why", ["a page gives no answer", "max_items"])
def test_what_is_new_in_a_list_that_was_read_is_found_though_a_run_did_not_come_to_its_end(
    scrapy: Scrapy, sites: list[Site], why: str
) -> None:
    """Once a list was read, a page of nothing but known stories ends it; not where a run has left a gap behind that."""
    site = sites[0]
    every, ill = with_stories(site, 5 * A_PAGE), set[int]()
    listed = every[3 * A_PAGE :]
    serve_list(site, listed, ill, {})
    named = {"listing": [f"{site.url}/list/1/"]}
    full = source(site, "site", "news", **named)
    assert len(scrapy("crawl", "news", sources=full).items) == 2 * A_PAGE
    listed[:0] = every[: 3 * A_PAGE]
    if why == "max_items":
        run = scrapy("crawl", "news", sources=source(site, "site", "news", max_items=A_PAGE, **named))
    else:
        ill.add(2)
        run = scrapy("crawl", "news", sources=full, RETRY_TIMES=0)
        ill.clear()
    assert len(run.items) == 3 * A_PAGE
    run = scrapy("crawl", "news", sources=full)
    assert {item["url"] for item in run.items} == set(every)
    asked = len(site.hits)
    scrapy("crawl", "news", sources=full)
    assert [path for path in site.hits[asked:] if "list" in path] == ["/list/1/"]
