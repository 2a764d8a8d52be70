"""What a site teaches, in real runs: the 40 pages of ``fixtures/learning``, whose three offers match no rule."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from conftest import PROJECT, Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response

from newsspider.clutter import clean_text

if TYPE_CHECKING:
    from pathlib import Path

WEB = PROJECT / "fixtures/learning/web/gannetpost.example"
EXPECTED: dict[str, dict[str, Any]] = {
    "/" + path.parent.relative_to(WEB).as_posix() + "/": json.loads(path.read_text("utf-8"))
    for path in sorted(WEB.rglob("index.expected.json"))
}
AGAIN = "tin-and-barley-market-report"


def _serve(site: Site) -> None:
    for path, expected in EXPECTED.items():
        del expected
        site.feed.append(site.page(path, (WEB / path.strip("/") / "index.html").read_bytes()))
    site.serve()


def _path(item: dict[str, Any]) -> str:
    return "/" + str(item["url"]).split("/", 3)[3]


def test_the_offers_of_the_site_match_no_rule() -> None:
    assert len(EXPECTED) == 40
    offers = {offer for expected in EXPECTED.values() for offer in expected["clutter"]}
    assert len(offers) > 30  # one of them with a number that changes
    assert not [offer for offer in offers if clean_text(f"The road is open.{offer}").removed]
    assert not [offer for offer in offers if clean_text(f"The road is open.\n\n{offer}\n").removed]


def test_offers_are_gone_from_all_records_after_one_run_and_nothing_else_is_touched(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    _serve(sites[0])
    run = scrapy("crawl", "mirrors", sources=source(sites[0], "gannet", "mirror"))
    assert run.code == 0, run.err
    assert {_path(item) for item in run.items} == set(EXPECTED)
    wrong = {_path(item): item["text"] for item in run.items if item["text"] != EXPECTED[_path(item)]["text"]}
    assert not wrong
    for item in run.items:
        rules = [removal["rule"] for removal in item["removed"]]
        assert rules.count("site.repeated") == len(EXPECTED[_path(item)]["clutter"])
    again = [item["text"] for item in run.items if AGAIN in item["url"]]
    assert len(again) == 5
    assert len(set(again)) == 1


def test_without_learning_they_stay(scrapy: Scrapy, sites: list[Site]) -> None:
    _serve(sites[0])
    run = scrapy("crawl", "mirrors", sources=source(sites[0], "gannet", "mirror"), LEARN_FROM_SITES=False)
    held = [item for item in run.items if any(c in item["text"] for c in EXPECTED[_path(item)]["clutter"])]
    assert len(held) == 40


def test_a_known_site_keeps_no_page_waiting(scrapy: Scrapy, sites: list[Site]) -> None:
    """The second night's one new page is cleaned by what the first night taught."""
    _serve(sites[0])
    last = sites[0].feed.pop()
    text = source(sites[0], "gannet", "mirror")
    scrapy("crawl", "mirrors", sources=text)
    sites[0].feed.append(last)
    run = scrapy("crawl", "mirrors", sources=text)
    assert len(run.items) == 40
    assert run.items[-1]["url"] == last
    assert run.items[-1]["text"] == EXPECTED[_path(run.items[-1])]["text"]


def test_a_page_that_is_fetched_again_is_no_revision_though_its_record_lacks_the_offer(
    scrapy: Scrapy, sites: list[Site]
) -> None:
    site = sites[0]
    _serve(site)
    urls, changed = [*site.feed], {"on": "2026-10-01"}
    site.feed.clear()
    last = urls.pop()

    def sitemap(_: Request) -> Response:
        entries = "".join(f"<url><loc>{url}</loc><lastmod>{changed['on']}</lastmod></url>" for url in urls)
        body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>"
        return Response(body, content_type="text/xml")

    site.server.expect_request("/map.xml").respond_with_handler(sitemap)
    text = source(site, "gannet", "mirror", sitemaps=["/map.xml"])
    scrapy("crawl", "mirrors", sources=text)
    urls.append(last)  # its site is known by now: it doesn't wait for others
    second = scrapy("crawl", "mirrors", sources=text)
    assert {_path(item) for item in second.items} == set(EXPECTED)
    assert second.items[-1]["url"] == last
    changed["on"] = "2026-11-01"
    asked = len(site.hits)
    third = scrapy("crawl", "mirrors", sources=text)
    assert {hit for hit in site.hits[asked:] if hit in EXPECTED} == set(EXPECTED)
    assert [item["revision"] for item in third.items] == [1] * len(EXPECTED)


def test_pages_that_wait_are_written_when_the_time_is_over(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/2026/03/bridge/", "bridge")
    site.serve()
    run = scrapy("crawl", "mirrors", sources=source(site, "blog", "mirror"), LEARN_WAIT_S=0)
    assert [_path(item) for item in run.items] == ["/2026/03/bridge/"]


def test_a_page_of_nothing_but_what_the_site_repeats_is_too_short(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    said = " ".join(f"The gull number {n} has had its herring today and asks for no other." for n in "abc")
    for number in range(8):
        page = article(f"slug-{number}").replace("</article>", f"<p>{said}</p></article>")
        site.feed.append(site.page(f"/p/{number}", page))
    own = (
        "<p>Nothing was in the nets of the Morrow boats this week.</p><p>The ice house gave away what it had left, and "
    )
    own += "the two boys who cut the blocks were sent home before the bell.</p>"
    site.feed.append(site.page("/p/empty", f"<title>Empty</title><main><article>{own}<p>{said}</p></article></main>"))
    site.serve()
    run = scrapy("crawl", "mirrors", sources=source(site, "blog", "mirror"), MIN_WORDS=40)
    assert len(run.items) == 8
    assert run.rejected == {"/p/empty": "too_short"}


def test_a_run_that_is_stopped_writes_what_waits_and_a_killed_one_finds_it_again(
    scrapy: Scrapy, sites: list[Site], work: Path
) -> None:
    site = sites[0]
    _serve(site)
    text = source(site, "gannet", "mirror", delay_s=0.2)
    (work / "sources.toml").write_text(text, "utf-8")
    command = [sys.executable, "-m", "scrapy", "crawl", "mirrors"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    for sign, found in ((signal.SIGKILL, False), (signal.SIGTERM, True)):
        site.server.clear_log()
        with subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.PIPE, text=True) as running:
            while sum(path.endswith("/") and path != "/" for path in site.hits) < 9:
                assert running.poll() is None
                time.sleep(0.01)
            running.send_signal(sign)
            running.communicate(timeout=300)
        items = (work / "corpus/items.jsonl").read_text().splitlines()
        assert bool(items) == found
        # What waited in the killed run is the record of the run that wrote it.
        assert len({json.loads(line)["provenance"]["run_id"] for line in items}) == found
    after = scrapy("crawl", "mirrors", sources=source(site, "gannet", "mirror"))
    assert after.code == 0, after.err
    assert len({item["id"] for item in after.items}) == len(after.items) == 40
