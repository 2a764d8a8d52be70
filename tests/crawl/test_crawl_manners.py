"""Manners beside robots.txt: Retry-After, backoff, budgets, hours, and who we are; by the server's own log."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import Scrapy, source
from site_for_tests import JITTER_S, Clock, Site, story_page
from werkzeug import Response

from newsspider.discovery import backoff_s, retry_after_s
from newsspider.sources.hours import Hours
from newsspider.spiders.barren import BarrenPatterns


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed_to_the_second(scrapy: Scrapy, sites: list[Site], status: int, as_date: bool) -> None:
    site = sites[0]
    clock = Clock(site)
    told: list[float] = []

    def answer(number: int) -> Response:
        if number > 1:
            return story_page(f"story {number}")
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
    assert clock.asked[1][0] >= told[0] - JITTER_S  # nothing was asked of the host meanwhile
    assert clock.asked[1][0] <= told[0] + 2


def test_a_host_that_must_wait_keeps_no_other_waiting(scrapy: Scrapy, sites: list[Site]) -> None:
    slow, quick = sites[:2]
    waiting, other = Clock(slow), Clock(quick)
    waiting.serve(
        "/stories/.*", lambda n: story_page(f"a {n}") if n > 4 else Response("later", 429, {"Retry-After": "6"})
    )
    other.serve("/stories/.*", lambda n: story_page(f"b {n}"))
    for site in (slow, quick):
        site.feed = [f"{site.url}/stories/{n}" for n in range(40)]
        site.serve()
    text = source(slow, "slow", "news") + source(quick, "quick", "news")
    run = scrapy("crawl", "news", sources=text, CONCURRENT_REQUESTS=8)
    assert len(run.items) == 80, run.out
    held = waiting.asked[3][0] + 5
    assert len(other.asked) == 40
    assert len([moment for moment, _ in other.asked if moment < held]) > 20  # and not what was under way alone


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
    Clock(site).serve("/stories/.*", lambda n: story_page(f"story {n}"))
    assert len(scrapy("crawl", "news", sources=text).items) == 30


def test_a_foreign_host_in_a_feed_that_wants_to_be_left_alone_fails_no_source(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site, foreign = sites[:2]
    foreign.page("/robots.txt", "")
    clock = Clock(foreign)
    clock.serve("/stories/.*", lambda _: Response("later", 503, {"Retry-After": "7200"}))
    Clock(site).serve("/stories/.*", lambda n: story_page(f"story {n}"))
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
    assert clock.gaps()[2] >= 1 - JITTER_S
    assert clock.gaps()[3] >= 2 - JITTER_S


def test_a_site_that_asks_to_wait_again_and_again_is_left(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    clock = Clock(site)
    clock.serve("/stories/.*", lambda _: Response("later", 503, {"Retry-After": "1"}))
    site.feed = [f"{site.url}/stories/{n}" for n in range(30)]
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news", concurrency=1), PAUSES_MAX_S=3)
    assert "asked to be left alone again and again, for 4 s" in run.out
    assert len(clock.asked) == 4


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
