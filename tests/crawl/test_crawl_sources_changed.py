"""``sources.toml`` is changed between two runs: what waited for a source is asked for by whoever lists it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
