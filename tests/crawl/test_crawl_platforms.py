"""From the home URL alone, per platform: all articles and next to nothing else, in one real run over all of them."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

sys.path.insert(0, str(PROJECT / "benchmarks"))

from platform_posts import newest_first
from platform_server import source_of, tally
from platform_sites import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platform_web import PlatformSite

STORIES = 27


def serve(server: HTTPServer, site: PlatformSite) -> None:
    def respond(request: Request) -> Response:
        query = request.query_string.decode()
        status, headers, body = site.respond(request.path, query, dict(request.headers))
        return Response(body, status, headers)

    server.expect_request(re.compile(".*")).respond_with_handler(respond)


@pytest.fixture
def platforms() -> Iterator[list[PlatformSite]]:
    servers = [HTTPServer(host=f"127.0.0.{number + 10}", port=0, threaded=True) for number in range(len(ALL))]
    sites = []
    for server, make in zip(servers, ALL, strict=True):
        server.start()
        sites.append(make(f"http://{server.host}:{server.port}", newest_first(STORIES)))
        serve(server, sites[-1])
    yield sites
    for server in servers:
        server.stop()


def test_every_platform_from_its_home_page_alone(scrapy: Scrapy, platforms: list[PlatformSite]) -> None:
    sources = "".join(source_of(site) for site in platforms)
    run = scrapy(
        "crawl", "news", sources=sources, timeout_s=300, FETCH_CREDITED_ORIGINALS=False, LEARN_FROM_SITES=False
    )
    assert run.code == 0, run.err
    assert run.lines("rejected.jsonl") == []
    for site in platforms:
        records = {item["url"].split("?")[0] for item in run.items if item["url"].startswith(site.base)}
        articles = {site.base + path for path in site.articles}
        assert len(records & articles) >= 0.99 * len(articles), (site.name, articles - records)
        assert len(records - articles) <= 0.02 * len(articles), (site.name, records - articles)
        told = tally(site)
        assert told.twice == 0, site.name
        assert told.requests <= 2 * len(articles), (site.name, site.log)
