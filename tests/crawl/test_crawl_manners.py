"""Manners: what the server's own log says of when it was asked, and for what."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Scrapy, source
from pytest_httpserver import HTTPServer
from site_for_tests import HOME, Site, article
from werkzeug import Request, Response

from newsspider.discovery import backoff_s, retry_after_s
from newsspider.sources.hours import Hours
from newsspider.spiders.barren import BarrenPatterns

if TYPE_CHECKING:
    from collections.abc import Callable

_JITTER_S = 0.05  # between the moment of sending and that of the server's note


class Clock:
    """Notes when each path was asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[tuple[float, str]] = []
        self._lock = Lock()

    def note(self, path: str) -> int:
        """Note a request; which one it is, from 1."""
        with self._lock:
            self.asked.append((time.monotonic(), path))
            return len(self.asked)

    def serve(self, path: str, answer: Callable[[int], Response]) -> None:
        def respond(request: Request) -> Response:
            return answer(self.note(request.path))

        self.site.server.expect_request(re.compile(path)).respond_with_handler(respond)

    def gaps(self) -> list[float]:
        return [later - sooner for (sooner, _), (later, _) in pairwise(self.asked)]


def page(slug: str) -> Response:
    return Response(article(slug), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed_to_the_second(scrapy: Scrapy, sites: list[Site], status: int, as_date: bool) -> None:
    site = sites[0]
    clock = Clock(site)
    told: list[float] = []

    def answer(number: int) -> Response:
        if number > 1:
            return page(f"story {number}")
        moment = datetime.now(UTC) + timedelta(seconds=3)
        told.append(time.monotonic() + 2 if not as_date else time.monotonic() + 3 - moment.microsecond / 1e6)
        value = f"{moment:%a, %d %b %Y %H:%M:%S GMT}" if as_date else "2"
        return Response("later", status, {"Retry-After": value})

    clock.serve("/stories/.*", answer)
    site.feed = [f"{site.url}/stories/{n}" for n in range(3)]
    site.serve()

    run = scrapy("crawl", "news", sources=source(site, "site", "news", concurrency=1))

    assert run.code == 0, run.out
    assert len(run.items) == 3
    assert len(clock.asked) == 4
    assert clock.asked[1][0] >= told[0] - _JITTER_S  # nothing was asked of the host meanwhile
    assert clock.asked[1][0] <= told[0] + 2


def test_a_host_that_must_wait_keeps_no_other_waiting(scrapy: Scrapy, sites: list[Site]) -> None:
    slow, quick = sites[:2]
    waiting, other = Clock(slow), Clock(quick)
    waiting.serve("/stories/.*", lambda n: page(f"a {n}") if n > 4 else Response("later", 429, {"Retry-After": "6"}))
    other.serve("/stories/.*", lambda n: page(f"b {n}"))
    for site in (slow, quick):
        site.feed = [f"{site.url}/stories/{n}" for n in range(40)]
        site.serve()
    text = source(slow, "slow", "news") + source(quick, "quick", "news")
    run = scrapy("crawl", "news", sources=text, CONCURRENT_REQUESTS=8)
    assert len(run.items) == 80, run.out
    held = waiting.asked[3][0] + 5
    assert len(other.asked) == 40
    assert other.asked[-1][0] < held


def test_a_site_that_wants_to_be_left_alone_for_long_is_left_to_the_next_run(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/stories/.*", lambda _: Response("later", 503, {"Retry-After": "7200"}))
    site.feed = [f"{site.url}/stories/{n}" for n in range(30)]
    site.serve()
    text = source(site, "site", "news", concurrency=1)
    run = scrapy("crawl", "news", sources=text)
    assert run.code == 1
    assert "asked to be left alone for 7,200 s" in run.out
    assert len(clock.asked) <= 2
    site.server.clear()
    site.server.clear_log()
    site.serve()
    Clock(site).serve("/stories/.*", lambda n: page(f"story {n}"))
    assert len(scrapy("crawl", "news", sources=text).items) == 30


def test_a_foreign_host_in_a_feed_that_wants_to_be_left_alone_fails_no_source(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site, foreign = sites[:2]
    foreign.page("/robots.txt", "")
    clock = Clock(foreign)
    clock.serve("/stories/.*", lambda _: Response("later", 503, {"Retry-After": "7200"}))
    Clock(site).serve("/stories/.*", lambda n: page(f"story {n}"))
    both = [f"{host.url}/stories/{n}" for n in range(12) for host in (foreign, site)]
    site.feed = both
    site.serve()
    text = source(site, "site", "news", concurrency=1, allow_private=[site.server.host, foreign.server.host])
    run = scrapy("crawl", "news", sources=text)
    assert {item["url"] for item in run.items} == {url for url in both if url.startswith(site.url)}
    assert run.code == 0, run.out
    assert "source failed" not in run.out.lower()
    assert "left alone 12" in run.out  # counted
    assert run.err.count("asked to be left alone for 7,200 s") == 1  # told once
    assert len(clock.asked) <= 6  # what was under way


def test_a_failing_site_is_asked_less_and_less_and_then_left(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/stories/.*", lambda _: Response("oh", 500))
    site.feed = [f"{site.url}/stories/{n}" for n in range(30)]
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news", concurrency=1), FAILURES_PER_HOST=5)
    assert "answered 500 5 times in a row" in run.out
    assert len(clock.asked) == 5
    assert clock.gaps()[2] >= 1 - _JITTER_S
    assert clock.gaps()[3] >= 2 - _JITTER_S


def test_crawl_delay_and_forbidden_paths_are_obeyed(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/(stories|private)/.*", lambda n: page(f"story {n}"))
    site.feed = [f"{site.url}/stories/{n}" for n in range(4)] + [f"{site.url}/private/1"]
    site.serve(robots="User-agent: *\nCrawl-delay: 1\nDisallow: /private/\n")
    run = scrapy("crawl", "news", sources=source(site, "site", "news"))
    assert len(run.items) == 4
    assert run.rejected == {"/private/1": "robots"}
    assert [path for _, path in clock.asked if path.startswith("/private")] == []
    assert all(gap >= 1 - _JITTER_S for gap in clock.gaps()), clock.gaps()


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
    clock.serve("/stories/.*", lambda n: page(f"story {n}"))
    slow.feed = [f"{slow.url}/stories/{n}" for n in range(40)]
    slow.serve(robots="User-agent: *\nCrawl-delay: 0.5\n")
    for n in range(10):
        other.article(f"/stories/{n}", f"bridge {n}")
    other.serve()
    text = source(slow, "slow", "news") + source(other, "other", "news")
    start = time.monotonic()
    run = scrapy("crawl", "news", sources=text, PAUSES_MAX_S=4, TDMREP=False)
    assert time.monotonic() - start < 15
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
    clock.serve("/stories/.*", lambda n: page(f"story {n}"))
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
        clock.serve("/stories/.*", lambda n: page(f"story {n}"))
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


def test_a_site_that_asks_to_wait_again_and_again_is_left(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/stories/.*", lambda _: Response("later", 503, {"Retry-After": "1"}))
    site.feed = [f"{site.url}/stories/{n}" for n in range(30)]
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news", concurrency=1), PAUSES_MAX_S=3)
    assert "asked to be left alone again and again, for 4 s" in run.out
    assert len(clock.asked) == 4


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


def test_a_pattern_without_stories_ends_under_its_budget_and_the_rest_is_complete(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site = sites[0]
    clock = Clock(site)
    empty = Response("<!doctype html><title>Day</title><p>Nothing today.", content_type="text/html")
    clock.serve("/day/.*", lambda _: empty)
    days = [f"{site.url}/day/{2026 + n // 12}/{n % 12 + 1}/a-day-like-others" for n in range(300)]
    for n in range(10):
        site.article(f"/stories/{n}", f"story {n}")
    site.feed = days[:150] + site.feed + days[150:]
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news"), BARREN_PAGES=20)
    assert len(run.items) == 10
    assert 20 <= len(clock.asked) <= 32  # those under way when the budget ended
    assert "barren pattern" in run.out


def test_a_site_is_asked_within_its_hours_and_budget(scrapy: Scrapy, sites: list[Site]) -> None:
    shut, small = sites[:2]
    for site in (shut, small):
        for n in range(12):
            site.article(f"/stories/{site.server.host}-{n}", f"story {site.server.host} {n}")
        site.serve()
    now = datetime.now(UTC)
    hours = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=3):%H:%M}"
    text = source(shut, "shut", "news", hours=hours)
    run = scrapy("crawl", "news", sources=text)
    assert (run.code, shut.hits) == (0, [])
    assert "outside hours" in run.out
    text = source(small, "small", "news", concurrency=1)
    run = scrapy("crawl", "news", sources=text, PAGES_PER_HOST=8)
    assert "PAGES_PER_HOST is 8" in run.out
    assert len(small.hits) == 8
    assert len(scrapy("crawl", "news", sources=text).items) == 12  # the next run goes on


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, 2),
        ({"CONTACT": "me"}, 2),
        ({"CONTACT": "ann@blog.net", "CLOSESPIDER_TIMEOUT": 1, "DOWNLOAD_TIMEOUT": 1}, 1),
        ({"USER_AGENT": "ours/1 (+https://blog.net/bot)", "CLOSESPIDER_TIMEOUT": 1, "DOWNLOAD_TIMEOUT": 1}, 1),
    ],
)
def test_no_public_site_is_crawled_without_a_contact(scrapy: Scrapy, more: dict[str, Any], code: int) -> None:
    text = '[[source]]\nname = "public"\nkind = "news"\nurl = "https://no-such-site.invalid.net/"\n'
    run = scrapy("crawl", "news", sources=text, **more)
    assert run.code == code, run.err
    assert ("is a public site" in run.err) == (not more)
    assert "Traceback" not in run.err


def test_the_contact_is_in_the_user_agent(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/good", "bridge")
    site.serve()
    scrapy("crawl", "news", sources=source(site, "site", "news"), CONTACT="ann@blog.net")
    agents = {request.headers["User-Agent"] for request, _ in site.server.log}
    assert len(agents) == 1
    assert re.fullmatch(r"newsspider/\S+ \(\+ann@blog\.net\)", agents.pop())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120.0), ("Mon, 02 Mar 2026 10:00:30 GMT", 30.0), ("Mon, 02 Mar 2026 09:00:00 GMT", 0.0)]
    + [(text, None) for text in ("", "soon", "-5", "1.5", "²")],
)
def test_what_retry_after_says(text: str, seconds: float | None) -> None:
    assert retry_after_s(text, datetime(2026, 3, 2, 10, tzinfo=UTC)) == seconds


def test_the_wait_doubles_and_has_an_end() -> None:
    waits = [backoff_s(n) for n in range(1, 40)]
    assert waits[:3] == [1.0, 2.0, 4.0]
    assert waits == sorted(waits)
    assert waits[-1] == 300.0


def test_hours_go_over_midnight_and_have_a_zone() -> None:
    night = Hours.read("22:00-06:00")
    berlin = Hours.read("01:00-02:00 Europe/Berlin")

    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)

    assert [night.is_open(at(hour)) for hour in (21, 22, 0, 5, 6)] == [False, True, True, True, False]
    assert [berlin.is_open(at(0, minute)) for minute in (0, 59)] == [True, True]
    assert not berlin.is_open(at(1))
    for wrong in ("", "22-6", "25:00-06:00", "22:00-06:00 Mars/Base"):
        with pytest.raises(ValueError, match=r".+"):
            Hours.read(wrong)


def test_a_pattern_with_stories_is_never_barren() -> None:
    patterns = BarrenPatterns(3)
    for n in range(9):
        patterns.note("a", f"https://a.example/day/2026/{n}", is_story=False)
        patterns.note("a", f"https://a.example/a-long-name-{n}", is_story=n == 0)
    assert patterns.is_over("a", "https://a.example/day/2027/12")
    assert not patterns.is_over("b", "https://a.example/day/2027/12")
    assert not patterns.is_over("a", "https://a.example/another-long-name-here")
    assert not BarrenPatterns(0).is_over("a", "https://a.example/day/2027/12")


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
