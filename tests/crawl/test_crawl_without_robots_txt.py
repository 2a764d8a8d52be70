"""A robots.txt that can't be had: nothing is fetched of its site (RFC 9309, 2.3.1.4), and nothing is lost."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source
from site_for_tests import HOME, Site, article
from werkzeug import Request, Response

from newsspider.middlewares.manners import NO_RULES, LeftForLaterError
from newsspider.sources import Source
from newsspider.spiders.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMEOUT_S = 1


def silent(_: Request) -> Response:
    time.sleep(_TIMEOUT_S * 2)
    return Response("", content_type="text/plain")


def cut(request: Request) -> Response:
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response("", content_type="text/plain")


def busy(_: Request) -> Response:
    return Response("later", 429)


def serve(site: Site, robots: Callable[[Request], Response]) -> None:
    site.server.expect_request("/robots.txt").respond_with_handler(robots)
    site.server.expect_request("/feed.xml").respond_with_handler(site._rss)
    site.page("/", HOME)


@pytest.mark.parametrize(
    ("robots", "words"), [(silent, "can't be had (no answer in time)"), (cut, "can't be had"), (busy, "answered 429")]
)
def test_a_source_without_its_robots_txt_is_left_to_the_next_run(
    scrapy: Scrapy, sites: list[Site], robots: Callable[[Request], Response], words: str
) -> None:
    dead, other = sites[:2]
    for number in range(3):
        dead.article(f"/stories/{number}", f"dead {number}")
    serve(dead, robots)
    other.article("/stories/1", "other")
    other.serve()
    text = source(dead, "dead", "news") + source(other, "other", "news")
    run = scrapy("crawl", "news", sources=text, DOWNLOAD_TIMEOUT=_TIMEOUT_S, RETRY_TIMES=1)
    assert run.code == 3
    assert set(dead.hits) == {"/robots.txt"}
    assert [item["source"] for item in run.items] == ["other"]
    assert f"robots.txt {words}" in run.out
    assert "nobody knows what may be fetched of" in " ".join(run.out.split())
    assert "Traceback" not in run.err
    asked = scrapy("crawl", "news", "-a", "only=dead", sources=source(dead, "dead", "news", obey_robots=False))
    assert asked.code == 0, asked.out
    assert len(asked.items) == 4


def test_a_robots_txt_that_answers_the_second_time_is_obeyed(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    asked: list[str] = []

    def slow(request: Request) -> Response:
        asked.append(request.path)
        if len(asked) == 1:
            time.sleep(_TIMEOUT_S * 2)
        return Response("User-agent: *\nDisallow: /private/\n", content_type="text/plain")

    site.article("/stories/1", "harbour")
    site.article("/private/1", "bridge")
    serve(site, slow)
    run = scrapy("crawl", "news", sources=source(site, "site", "news"), DOWNLOAD_TIMEOUT=_TIMEOUT_S)
    assert run.code == 0, run.out
    assert [item["url"] for item in run.items] == [f"{site.url}/stories/1"]
    assert run.rejected == {"/private/1": "robots"}
    assert len(asked) == 2


def test_articles_that_wait_for_a_source_without_its_robots_txt_wait_on(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    for number in range(5):
        site.article(f"/stories/{number}", f"story {number}")
    site.serve()
    text = source(site, "site", "news", max_items=2)
    assert len(scrapy("crawl", "news", sources=text).items) == 2
    site.server.clear()
    site.server.clear_log()
    serve(site, busy)
    for _ in range(4):
        run = scrapy("crawl", "news", sources=text, RETRY_TIMES=0)
        assert run.code == 1
        assert run.lines("rejected.jsonl") == []
    assert set(site.hits) == {"/robots.txt"}
    site.server.clear()
    for number in range(5):
        site.article(f"/stories/{number}", f"story {number}")
    site.feed.clear()  # nothing lists them any more
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "site", "news"))
    assert len(run.items) == 5


def test_articles_of_a_dead_host_fail_no_source_and_are_not_asked_for_for_ever(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site, foreign = sites[:2]
    with socket.create_server((foreign.server.host, 0)) as closed:
        port = closed.getsockname()[1]
    site.feed += [f"http://{foreign.server.host}:{port}/stories/{number}" for number in range(3)]
    site.serve()
    text = source(site, "site", "news", allow_private=[site.server.host, foreign.server.host])
    for night in range(4):
        site.article(f"/stories/{night}", f"night {night}")
        run = scrapy("crawl", "news", sources=text, RETRY_TIMES=0)
        assert run.code == 0, run.out
        assert len(run.items) == night + 1
        lines = run.lines("rejected.jsonl")
        assert len(lines) == 3 * min(night + 1, 3)
        assert {line["reason"] for line in lines} == {"download_failed"}
        assert all(line["detail"].startswith("robots.txt can't be had (the connection was refused)") for line in lines)


@pytest.mark.parametrize(
    ("home", "url", "is_own"),
    [
        ("https://paper.example/", "https://paper.example/a", True),
        ("https://paper.example/", "https://www.paper.example/a", True),
        ("https://paper.example/", "http://paper.example/a", False),  # nobody listens there, and all goes on by https
        ("https://paper.example/", "https://old.paper.example/a", False),
        ("https://paper.example/", "https://other.example/a", False),
        ("http://paper.example/", "http://paper.example/a", True),
        ("http://paper.example/", "https://paper.example/a", True),  # its feed is named by https: what waits, waits on
    ],
)
def test_one_dead_name_of_many_ends_no_source(home: str, url: str, is_own: bool) -> None:
    ways = Ways(Source("paper", "news", home))
    assert ways.leave(LeftForLaterError(NO_RULES, "robots.txt can't be had"), url) == is_own
    assert bool(ways.left_for_later) == is_own


def test_an_original_whose_host_is_left_alone_is_owed_to_the_next_run(scrapy: Scrapy, sites: list[Site]) -> None:
    mirror, paper = sites[:2]
    original = paper.url + "/2026/harbour"
    mirror.article("/copy", "harbour", credit=original)
    mirror.serve()
    paper.page("/robots.txt", "User-agent: *\nCrawl-delay: 7200\n", kind="text/plain")
    text = source(mirror, "mirror", "mirror", allow_private=[mirror.server.host, paper.server.host])
    text += source(paper, "paper", "news")
    run = scrapy("crawl", "mirrors", sources=text)
    assert [line["url"] for line in run.lines("state/owed.jsonl")] == [original]
    paper.server.clear()
    paper.page("/robots.txt", "", kind="text/plain")
    paper.page("/2026/harbour", article("harbour"))
    mirror.serve()
    run = scrapy("crawl", "mirrors", sources=text)
    assert original in {item["url"] for item in run.items}
    assert run.lines("state/owed.jsonl") == []
