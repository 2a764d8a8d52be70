"""The page that a copy credits is fetched, and the copy waits for it; nobody waits for ever."""

from __future__ import annotations

import time

from conftest import Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response


def both(news: Site, mirror: Site, **more: object) -> str:
    return source(news, "news", "news") + source(mirror, "mirror", "mirror", **more)


def test_a_copy_is_held_against_the_original_that_it_credits(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror, incurious = sites
    original = news.page("/news/bridge", article("bridge", "Bridge reopens"))
    copies = [mirror.article(f"/copy-{n}", "bridge", f"Copy {n}", credit=original) for n in range(3)]
    mirror.article("/home-only", "orchard", credit=news.url + "/")
    news.serve()
    mirror.serve()
    incurious.article("/alone", "harbour", credit=news.page("/news/harbour", article("harbour")))
    incurious.serve()
    text = both(news, mirror) + source(incurious, "incurious", "mirror", follow_credits=False)

    run = scrapy("crawl", "mirrors", sources=text)

    assert run.code == 0, run.err
    assert news.hits.count("/news/bridge") == 1
    assert not {"/", "/news/harbour"} & set(news.hits)
    first = next(item for item in run.items if item["url"] == original)
    assert first["source"] == "news"
    assert first["kind"] == "news"
    assert first["provenance"]["discovered_via"] == "credit"
    for item in run.items:
        if item["url"] in copies:
            assert item["story"]["role"] == "repost"  # in the record itself: it has waited
            assert item["story"]["origin_url"] == original


def test_it_can_be_turned_off(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]
    original = news.page("/news/bridge", article("bridge"))
    mirror.article("/copy", "bridge", credit=original)
    mirror.serve()
    run = scrapy("crawl", "mirrors", sources=both(news, mirror), FETCH_CREDITED_ORIGINALS=False)
    assert news.hits == []
    assert len(run.items) == 1


def test_originals_that_cannot_be_had_hold_nobody_up(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]
    news.serve(robots="User-agent: *\nDisallow: /members/\n")
    news.page("/members/bridge", article("bridge"))

    def slow(_: Request) -> Response:
        time.sleep(3)
        return Response(article("clinic"), content_type="text/html")

    news.server.expect_request("/news/clinic").respond_with_handler(slow)
    mirror.article("/a", "bridge", credit=news.url + "/members/bridge")
    mirror.article("/b", "orchard", credit=news.url + "/news/gone")
    mirror.article("/c", "clinic", credit=news.url + "/news/clinic")
    mirror.article("/d", "harbour", credit="http://no-such-host.invalid/story/1")
    mirror.serve()

    run = scrapy("crawl", "mirrors", sources=both(news, mirror), ORIGINALS_WAIT_S=1, RETRY_TIMES=0)

    assert run.code == 0, run.err
    assert "Traceback" not in run.err
    assert {item["url"] for item in run.items if item["source"] == "mirror"} == {
        mirror.url + path for path in ("/a", "/b", "/c", "/d")
    }
    assert run.rejected["/members/bridge"] == "robots"
    assert run.rejected["/news/gone"] == "http_error"
    assert run.rejected["/story/1"] == "download_failed"
    assert "/members/bridge" not in news.hits
    # The slow original came after the copy had gone: the copy's story was told again.
    assert run.stories[mirror.url + "/c"]["origin_url"] == news.url + "/news/clinic"


def test_circles_and_chains_of_credits_end(scrapy: Scrapy, sites: list[Site]) -> None:
    one, two, three = sites
    for number in range(8):
        here, there = (one, two) if number % 2 else (two, one)
        here.page(f"/chain/{number}", article(f"chain {number}", credit=f"{there.url}/chain/{number + 1}"))
    one.article("/round/1", "circle", "First", credit=two.url + "/round/2")
    two.article("/round/2", "circle", "Second", credit=one.url + "/round/1")
    three.article("/start", "start", credit=two.url + "/chain/0")
    for site in sites:
        site.serve()
    text = "".join(source(site, f"m{n}", "mirror") for n, site in enumerate(sites))

    before = time.monotonic()
    run = scrapy("crawl", "mirrors", sources=text, ORIGINALS_WAIT_S=300)
    assert time.monotonic() - before < 150
    assert run.code == 0
    assert {hit for site in sites for hit in site.hits if "chain" in hit} == {"/chain/0", "/chain/1"}
    assert {item["url"] for item in run.items} >= {one.url + "/round/1", two.url + "/round/2"}


def test_many_large_copies_wait_and_their_originals_still_come(scrapy: Scrapy, sites: list[Site]) -> None:
    """More bytes wait than Scrapy takes in at one time (5 MB), and all originals are in the queue too."""
    news, mirror = sites[:2]
    padding = "<script>" + "x" * 600_000 + "</script>"
    for number in range(24):
        original = news.page(f"/news/{number}", article(f"story {number}"))
        page = article(f"story {number}", "Copied", credit=original)
        mirror.feed.append(mirror.page(f"/copy/{number}", page.replace("</body>", padding + "</body>")))
    news.serve()
    mirror.serve()
    before = time.monotonic()
    run = scrapy("crawl", "mirrors", sources=both(news, mirror), ORIGINALS_WAIT_S=300)
    assert time.monotonic() - before < 150
    assert run.code == 0
    roles = [item["story"]["role"] for item in run.items if item["source"] == "mirror"]
    assert roles == ["repost"] * 24
