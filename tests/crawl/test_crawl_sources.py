"""``scrapy sources``: ready tables for home pages, and a row for each source of a file; no article is asked for."""

from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy, source
from werkzeug import Request, Response

sys.path.insert(0, str(PROJECT / "benchmarks"))

from platform_posts import newest_first
from platform_wordpress import WordPress

if TYPE_CHECKING:
    from pytest_httpserver import HTTPServer
    from site_for_tests import Site

SHIPPED = tomllib.loads((PROJECT / "fixtures" / "sources.toml").read_text("utf-8"))["source"]


@pytest.mark.parametrize("table", SHIPPED, ids=[table["name"] for table in SHIPPED])
def test_discover_prints_the_table_that_is_shipped(scrapy: Scrapy, table: dict[str, object]) -> None:
    run = scrapy("sources", "discover", str(table["url"]))
    assert (run.code, run.err) == (0, "")
    assert tomllib.loads(run.out)["source"] == [table]
    assert re.match(r"# .*\d+ articles seen, the newest of 2026-\d\d-\d\d\n", run.out)
    assert not run.corpus.exists()


def test_discover_finds_the_interface_of_a_site(scrapy: Scrapy, servers: list[HTTPServer]) -> None:
    server = servers[0]
    server.clear()
    site = WordPress(f"http://{server.host}:{server.port}", newest_first(12))

    def respond(request: Request) -> Response:
        status, headers, body = site.respond(request.path, request.query_string.decode(), dict(request.headers))
        return Response(body, status, headers)

    server.expect_request(re.compile(".*")).respond_with_handler(respond)
    run = scrapy("sources", "discover", site.base, "--allow-private", "127.0.0.1", "--name", "mine", "--kind", "news")
    server.clear()
    found = tomllib.loads(run.out)["source"][0]
    assert (found["name"], found["kind"], found["url"]) == ("mine", "news", f"{site.base}/")
    assert found["feeds"] == [f"{site.base}/feed/"]
    assert [url.split("?")[0] for url in found["api"]] == [f"{site.base}/wp-json/"]
    assert not set(site.articles) & {path.split("?")[0] for path, _ in site.log}


def test_a_way_that_takes_too_much_is_named_and_the_others_are_checked(scrapy: Scrapy, sites: list[Site]) -> None:
    large, good = sites[:2]
    items = "".join(
        f"<item><link>{large.url}/old/{number}</link><pubDate>the {number}th, at noon</pubDate></item>"
        for number in range(20_000)  # seconds of CPU
    )
    large.serve()
    large.page("/large.xml", f'<rss version="2.0"><channel><title>All</title>{items}</channel></rss>', kind="text/xml")
    good.article("/one", "one")
    good.serve()
    text = source(large, "large", "news", feeds=[f"{large.url}/large.xml"]) + source(good, "good", "news")
    run = scrapy("sources", "check", sources=text, EXTRACT_TIMEOUT_S=0.1)
    assert run.code == 3, run.err
    row = next(line for line in run.out.splitlines() if line.startswith("large"))
    assert "more than 0.3 s of work" in row
    assert re.search(r"^good .* 1 ", run.out, re.MULTILINE)
    home, allowed = f"{large.url}/large.xml", large.server.host
    found = scrapy("sources", "discover", home, "--allow-private", allowed, EXTRACT_TIMEOUT_S=0.1)
    assert found.code == 1
    assert "nothing was found" in found.err


def test_check_prints_a_row_for_each_source(scrapy: Scrapy, sites: list[Site]) -> None:
    good, broken = sites[:2]
    for n in range(3):
        good.article(f"/stories/{n}", f"story {n}")
    good.serve()
    broken.serve()
    feed = broken.page("/no-feed", "<p>no feed", kind="text/html")
    text = source(good, "good", "news") + source(broken, "broken", "mirror", feeds=[feed])
    run = scrapy("sources", "check", sources=text)
    assert run.code == 3
    rows = {line.split()[0]: line for line in run.out.splitlines()}
    assert re.search(r"good +1 feed +3 ", rows["good"])
    assert "is not a feed" in rows["broken"]
    assert not [path for path in good.hits if path.startswith("/stories")]
    assert not run.corpus.exists()
    assert scrapy("sources", "check", "--only", "good").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say scrapy sources check"),
        (("discover",), "say scrapy sources check"),
        (("discover", "ftp://a.example/"), "no address of a web site"),
        (("discover", "http://127.0.0.1/", "--allow-private", "x"), "--allow-private"),
        (("discover", "https://no-such-site.invalid.net/"), "is a public site"),
        (("check", "nowhere.toml"), "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_told(scrapy: Scrapy, arguments: tuple[str, ...], words: str) -> None:
    run = scrapy("sources", *arguments)
    assert run.code == 2
    assert words in run.out + run.err
    assert "Traceback" not in run.err
