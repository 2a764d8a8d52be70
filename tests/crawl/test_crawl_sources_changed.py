"""``sources.toml`` is changed between two runs: what waited for a source is asked for by whoever lists it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source

if TYPE_CHECKING:
    from site_for_tests import Site


def with_stories(site: Site, number: int = 6) -> set[str]:
    urls = {site.article(f"/stories/{one}", f"story {one}") for one in range(number)}
    site.serve()
    return urls


def test_what_waited_for_a_source_is_asked_for_under_its_new_name(scrapy: Scrapy, sites: list[Site]) -> None:
    urls = with_stories(sites[0])
    first = scrapy("crawl", "news", sources=source(sites[0], "before", "news", max_items=2))
    assert len(first.items) == 2
    run = scrapy("crawl", "news", sources=source(sites[0], "after", "news"))
    assert run.code == 0, run.out
    assert {item["url"] for item in run.items} == urls
    assert [item["source"] for item in run.items] == ["before"] * 2 + ["after"] * 4


def test_what_waited_for_a_source_that_is_of_another_kind_now_is_asked_for(scrapy: Scrapy, sites: list[Site]) -> None:
    urls = with_stories(sites[0])
    scrapy("crawl", "news", sources=source(sites[0], "site", "news", max_items=2))
    run = scrapy("crawl", "mirrors", sources=source(sites[0], "site", "mirror"))
    assert {item["url"] for item in run.items} == urls
    assert [item["kind"] for item in run.items] == ["news"] * 2 + ["mirror"] * 4


def test_what_waits_for_a_source_that_is_gone_is_left_to_those_that_list_it(scrapy: Scrapy, sites: list[Site]) -> None:
    urls = with_stories(sites[0])
    two = source(sites[0], "one", "news", max_items=1) + source(sites[0], "two", "news", max_items=1)
    scrapy("crawl", "news", sources=two)
    run = scrapy("crawl", "news", sources=source(sites[0], "two", "news"))
    assert {item["url"] for item in run.items} == urls


def test_what_waits_for_a_source_that_is_gone_goes_to_one_that_lists_it_though_its_feed_is_unchanged(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site = sites[0]
    urls = with_stories(site)
    own = site.article("/own", "a story of the other's own")
    site.page("/own.xml", f"<urlset><url><loc>{own}</loc></url></urlset>", kind="text/xml")
    listed = {"sitemaps": [f"{site.url}/own.xml"], "max_items": 1}
    shared = source(site, "one", "news", max_items=1)
    scrapy("crawl", "news", sources=shared + source(site, "two", "news", feeds=[], **listed))
    feeds = [f"{site.url}/feed.xml"]
    scrapy("crawl", "news", sources=shared + source(site, "two", "news", feeds=feeds, **listed))
    run = scrapy("crawl", "news", sources=source(site, "two", "news", feeds=feeds, sitemaps=listed["sitemaps"]))
    assert {item["url"] for item in run.items} == urls | {own}
    run = scrapy("crawl", "news", sources=source(site, "two", "news", feeds=feeds, sitemaps=listed["sitemaps"]))
    assert run.code == 0, run.out


def with_neighbours(site: Site) -> None:
    """Two channels of one host, such as t.me, with six stories each."""
    for channel in ("a", "b"):
        urls = [site.article(f"/{channel}/stories/{one}", f"{channel} story {one}") for one in range(6)]
        links = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        site.page(f"/{channel}.xml", f"<urlset>{links}</urlset>", kind="text/xml")
    site.serve()


def channel(site: Site, name: str, **more: object) -> str:
    which = name[0]
    return source(site, name, "news", url=f"{site.url}/{which}/", sitemaps=[f"{site.url}/{which}.xml"], **more)


def test_what_waited_for_a_source_that_was_taken_out_is_not_asked_for_by_another_of_its_host(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    with_neighbours(sites[0])
    first = scrapy("crawl", "news", sources="".join(channel(sites[0], name, max_items=2) for name in ("a", "b")))
    assert len(first.items) == 4
    run = scrapy("crawl", "news", sources=channel(sites[0], "a"))
    assert run.code == 0, run.out
    assert sorted(item["source"] for item in run.items) == ["a"] * 6 + ["b"] * 2


@pytest.mark.parametrize("names", [("a", "b after"), ("a after", "b after")], ids=["one", "both at once"])
def test_what_waited_for_sources_of_a_host_that_are_renamed_goes_to_those_that_list_it(
    scrapy: Scrapy, sites: list[Site], names: tuple[str, str]
) -> None:
    with_neighbours(sites[0])
    scrapy("crawl", "news", sources="".join(channel(sites[0], name, max_items=2) for name in ("a", "b")))
    run = scrapy("crawl", "news", sources="".join(channel(sites[0], name) for name in names))
    assert run.code == 0, run.out
    assert len(run.items) == 12
    assert all(item["source"][0] == item["url"].split("/")[3] for item in run.items)
