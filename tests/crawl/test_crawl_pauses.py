"""What a robots.txt says is obeyed: forbidden paths, pauses short and long; no robots.txt holds a run."""

from __future__ import annotations

import json
import re
import time

import pytest
from conftest import Scrapy, source
from pytest_httpserver import HTTPServer
from site_for_tests import HOME, JITTER_S, Clock, Site, story_page
from werkzeug import Request, Response


def test_crawl_delay_and_forbidden_paths_are_obeyed(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/(stories|private)/.*", lambda n: story_page(f"story {n}"))
    site.feed = [f"{site.url}/stories/{n}" for n in range(4)] + [f"{site.url}/private/1"]
    site.serve(robots="User-agent: *\nCrawl-delay: 1\nDisallow: /private/\n")
    run = scrapy("crawl", "news", sources=source(site, "site", "news"))
    assert len(run.items) == 4
    assert run.rejected == {"/private/1": "robots"}
    assert [path for _, path in clock.asked if path.startswith("/private")] == []
    assert all(gap >= 1 - JITTER_S for gap in clock.gaps()), clock.gaps()


def test_a_crawl_delay_of_days_ends_the_site_and_not_the_run(scrapy: Scrapy, sites: list[Site]) -> None:
    slow, other = sites[:2]
    slow.article("/stories/1", "harbour")
    slow.serve(robots="User-agent: *\nCrawl-delay: 7200\n")
    other.article("/stories/2", "bridge")
    other.serve(robots="User-agent: *\nRequest-rate: 10/1\n")
    run = scrapy("crawl", "news", sources=source(slow, "slow", "news") + source(other, "other", "news"))
    assert {item["url"] for item in run.items} == {f"{other.url}/stories/2"}
    assert f"{slow.server.host} wants 7,200 s between two requests" in run.out
    assert [path for path in slow.hits if path != "/robots.txt"] == []


def test_a_site_of_long_pauses_has_its_part_of_a_run_and_the_next_one_goes_on(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    slow, other = sites[:2]
    clock = Clock(slow)
    clock.serve("/stories/.*", lambda n: story_page(f"story {n}"))
    slow.feed = [f"{slow.url}/stories/{n}" for n in range(40)]
    slow.serve(robots="User-agent: *\nCrawl-delay: 0.5\n")
    for n in range(10):
        other.article(f"/stories/{n}", f"bridge {n}")
    other.serve()
    text = source(slow, "slow", "news") + source(other, "other", "news")
    run = scrapy("crawl", "news", sources=text, PAUSES_MAX_S=4, TDMREP=False)
    assert run.code == 0, run.out  # nothing has failed
    assert len([item for item in run.items if item["source"] == "other"]) == 10
    assert len(clock.asked) == 5  # of eight requests robots.txt, the home page and the feed are three
    assert re.search(r"slow +robots.txt wants 0.5 s between two requests; 35 articles wait", run.out)
    assert "slow site 35" in run.out
    again = scrapy("crawl", "news", sources=text, PAUSES_MAX_S=4, TDMREP=False)
    assert len({path for _, path in clock.asked}) == 10
    assert "; 30 articles wait" in again.out


def test_sitemaps_of_a_slow_site_leave_half_of_its_part_to_articles(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/stories/.*", lambda n: story_page(f"story {n}"))
    maps = "".join(f"<sitemap><loc>{site.url}/map-{n}.xml</loc></sitemap>" for n in range(30))
    clock.serve("/map.xml", lambda _: Response(f"<sitemapindex>{maps}</sitemapindex>", content_type="text/xml"))
    links = "".join(f"<url><loc>{site.url}/stories/{n}</loc></url>" for n in range(30))
    clock.serve(r"/map-\d+.xml", lambda _: Response(f"<urlset>{links}</urlset>", content_type="text/xml"))
    site.serve(robots="User-agent: *\nCrawl-delay: 0.4\n")
    text = source(site, "slow", "news", feeds=[], sitemaps=[f"{site.url}/map.xml"])
    run = scrapy("crawl", "news", sources=text, PAUSES_MAX_S=8, TDMREP=False)
    asked = [path for _, path in clock.asked]
    assert len([path for path in asked if path.startswith("/map")]) == 9
    assert len(run.items) == len([path for path in asked if path.startswith("/stories")]) == 10


@pytest.mark.parametrize("opts_out", [False, True])
def test_the_rules_of_a_slow_host_are_read_though_its_ways_have_had_their_part(
    scrapy: Scrapy, sites: list[Site], opts_out: bool
) -> None:
    site = sites[0]
    with HTTPServer(host=site.server.host, port=0) as server:
        other = Site(server)  # of the same host: the pauses are one host's, a robots.txt is of one port
        clock = Clock(other)
        clock.serve("/stories/.*", lambda n: story_page(f"story {n}"))
        reserved = json.dumps([{"location": "/*", "tdm-reservation": 1}])
        other.page("/.well-known/tdmrep.json", reserved, kind="application/json", status=200 if opts_out else 404)
        other.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\nDisallow: /stories/1\n", kind="text/plain")
        maps = "".join(f"<sitemap><loc>{site.url}/map-{n}.xml</loc></sitemap>" for n in range(30))
        site.page("/map.xml", f"<sitemapindex>{maps}</sitemapindex>", kind="text/xml")
        links = "".join(f"<url><loc>{other.url}/stories/{n}</loc></url>" for n in range(30))
        for n in range(30):
            site.page(f"/map-{n}.xml", f"<urlset>{links}</urlset>", kind="text/xml")
        site.serve(robots="User-agent: *\nCrawl-delay: 0.4\n")
        text = source(site, "slow", "news", feeds=[], sitemaps=[f"{site.url}/map.xml"])
        run = scrapy("crawl", "news", sources=text, PAUSES_MAX_S=8)
    assert len(run.items) == len(clock.asked) == 8  # of ten requests robots.txt and tdmrep.json are two
    assert not [path for _, path in clock.asked if path.startswith("/stories/1")]
    assert {bool(item["provenance"]["opt_out"]) for item in run.items} == {opts_out}


def test_a_robots_txt_without_measure_ends_the_site_and_not_the_run(scrapy: Scrapy, sites: list[Site]) -> None:
    hostile, other = sites[:2]
    hostile.article("/stories/1", "harbour")
    agents = "".join(f"user-agent:{n:x}\n" for n in range(20_000))  # with each of the paths: 400 million rules
    hostile.serve(robots=agents + "".join(f"allow:/{n:x}\n" for n in range(20_000)))
    other.article("/stories/2", "bridge")
    other.serve()
    run = scrapy("crawl", "news", sources=source(hostile, "hostile", "news") + source(other, "other", "news"))
    assert {item["url"] for item in run.items} == {f"{other.url}/stories/2"}
    assert "makes more than 20000 rules" in run.err
    assert set(hostile.hits) == {"/robots.txt"}


def test_nothing_is_fetched_of_a_site_whose_robots_txt_is_an_error_of_its_own(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    broken, none, other = sites
    for site, status in ((broken, 500), (none, 404)):
        site.page("/robots.txt", "", status=status)
        site.article("/stories/1", site.url)
        site.server.expect_request("/feed.xml").respond_with_handler(site._rss)
        site.page("/", HOME)
    other.article("/stories/1", "other")
    other.serve()
    text = source(broken, "broken", "news") + source(none, "none", "news") + source(other, "other", "news")
    run = scrapy("crawl", "news", sources=text, RETRY_TIMES=1)
    assert run.code == 3
    assert set(broken.hits) == {"/robots.txt"}
    assert {item["source"] for item in run.items} == {"none", "other"}
    assert "robots.txt answered 500: nobody knows" in run.out
    asked = scrapy("crawl", "news", sources=source(broken, "broken", "news", obey_robots=False))
    assert asked.code == 0, asked.out
    assert {item["source"] for item in asked.items} == {"broken", "none", "other"}


def test_a_source_s_own_delay_stays_whatever_its_robots_txt_took(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]

    def slow(_: Request) -> Response:
        time.sleep(1)
        return Response("User-agent: *\nAllow: /\n", content_type="text/plain")

    site.server.expect_request("/robots.txt").respond_with_handler(slow)
    site.article("/2026/03/bridge/", "bridge")
    site.serve()
    run = scrapy(
        "crawl", "news", sources=source(site, "paper", "news", delay_s=0), AUTOTHROTTLE_DEBUG=True, LOG_LEVEL="INFO"
    )
    assert len(run.items) == 1
    assert "slot: " not in run.err  # as AutoThrottle tells of a delay that it has changed
