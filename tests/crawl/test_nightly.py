"""The whole night: news, then mirrors, under one lock and one run id, with a code that cron can trust."""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response

from newsspider.corpus import item_files, read_items
from newsspider.monitors import HISTORY, History, PastRun, SiteRun

if TYPE_CHECKING:
    from pathlib import Path

DEAD = '[[source]]\nname = "silent"\nkind = "mirror"\nurl = "http://127.0.0.1:9/"\nallow_private = ["127.0.0.1"]\n'


def both(news: Site, mirror: Site) -> str:
    return source(mirror, "blog", "mirror") + source(news, "paper", "news")


def test_a_night_on_the_bundled_web(scrapy: Scrapy) -> None:
    first = scrapy("nightly", cold=True)
    assert first.code == 0, first.err
    assert {item["kind"] for item in first.items} == {"news", "mirror"}
    (run_id,) = {item["provenance"]["run_id"] for item in first.items}
    assert run_id.endswith("-nightly")
    assert run_id in first.out
    assert first.out.count("newsspider: COMPLETE") == 1

    log = (first.corpus / "logs" / f"{run_id.replace(':', '')}.log").read_text("utf-8")
    assert "INFO [scrapy" in log
    assert "exit code 0" in log
    assert f"New records        {len(first.items)}" in log

    told = (first.corpus / "metrics.prom").read_text("utf-8")
    assert "newsspider_run_exit_code 0\n" in told
    assert "newsspider_last_complete_timestamp_seconds " in told
    assert 'newsspider_source_records{source="tidemark"} 21\n' in told

    second = scrapy("nightly")
    assert second.code == 0, second.err
    assert len(second.items) == len(first.items)


def test_the_mirrors_begin_when_the_news_are_through(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]
    hits_before = []

    def slow(_: Request) -> Response:
        time.sleep(1)
        hits_before.append(len(mirror.hits))
        return Response(article("bridge"), content_type="text/html")

    news.server.expect_request("/slow").respond_with_handler(slow)
    news.feed.append(news.url + "/slow")
    news.serve()
    copy = mirror.article("/copy", "bridge")
    mirror.serve()
    run = scrapy("nightly", sources=both(news, mirror))
    assert run.code == 0, run.err
    assert hits_before == [0]
    story = next(item["story"] for item in run.items if item["url"] == copy)
    assert (story["role"], story["origin_url"]) == ("repost", news.url + "/slow")


@pytest.mark.parametrize("kind", ["news", "mirror"])
def test_one_kind_alone_is_a_night_too(scrapy: Scrapy, sites: list[Site], kind: str) -> None:
    sites[0].article("/good", "bridge")
    sites[0].serve()
    run = scrapy("nightly", sources=source(sites[0], "site", kind))
    assert run.code == 0, run.err
    assert len(run.items) == 1


def test_some_sources_failed_is_3_and_every_source_is_1(scrapy: Scrapy, sites: list[Site]) -> None:
    sites[0].article("/good", "bridge")
    sites[0].serve()
    some = scrapy("nightly", sources=DEAD + source(sites[0], "paper", "news"), RETRY_TIMES=0)
    assert some.code == 3
    assert len(some.items) == 1
    every = scrapy("nightly", "-a", "only=silent", sources=DEAD, RETRY_TIMES=0)
    assert every.code == 1
    assert "Traceback" not in some.err + every.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("news",), "'news' means nothing here"),
        (("-a", "only=zebra"), "no source is called 'zebra'"),
        (("-a", "run_id=mine"), "-a run_id= means nothing"),
        (("-a", "sources=nowhere.toml"), "scrapy nightly: nowhere.toml: there is no such file"),
        (("--max-minutes", "soon"), "'soon' can't be used: expected a number above 0"),
        (("--max-minutes", "0"), "expected a number above 0"),
        (("-s", "LOG_DAYS=week"), "LOG_DAYS='week' can't be used"),
        (("-s", "PACK_SEGMENTS=rar"), "PACK_SEGMENTS='rar' can't be used: expected none, gzip or zstd"),
    ],
)
def test_wrong_usage_is_2(scrapy: Scrapy, arguments: tuple[str, ...], words: str) -> None:
    run = scrapy("nightly", *arguments, sources=DEAD)
    assert run.code == 2
    assert words in run.err
    assert "Traceback" not in run.err
    assert not run.corpus.exists()


def test_a_locked_corpus_is_75_and_its_log_says_so(scrapy: Scrapy, work: Path) -> None:
    lock = work / "corpus/state/run.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = scrapy("nightly", sources=DEAD)
    assert run.code == 75
    assert "Traceback" not in run.err
    (log,) = (work / "corpus/logs").iterdir()
    assert "is being written by another process" in log.read_text()


def test_a_corpus_that_cannot_be_written_is_74(scrapy: Scrapy, work: Path) -> None:
    (work / "corpus").write_text("a file in the way")
    run = scrapy("nightly", sources=DEAD)
    assert run.code == 74
    assert "Traceback" not in run.err


def test_a_night_ends_in_time_and_the_mirrors_had_their_turn(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]

    def slow(request: Request) -> Response:
        time.sleep(0.2)
        return Response(article(request.path), content_type="text/html")

    for number in range(80):
        news.server.expect_request(f"/slow/{number}").respond_with_handler(slow)
        news.feed.append(f"{news.url}/slow/{number}")
    news.serve()
    mirror.article("/post", "orchard")
    mirror.serve()
    text = source(news, "paper", "news", concurrency=1) + source(mirror, "blog", "mirror")
    began = time.monotonic()
    cut = scrapy("nightly", "--max-minutes", "0.1", sources=text, AUTOTHROTTLE_ENABLED=False, NEWS_SHARE=0.25)
    assert time.monotonic() - began < 30
    assert cut.code == 3, cut.err
    assert "its time was up" in cut.out
    assert mirror.url + "/post" in {item["url"] for item in cut.items}
    assert 2 < len(cut.items) < 81

    rest = scrapy("nightly", sources=text, AUTOTHROTTLE_ENABLED=False)
    assert rest.code == 0, rest.err
    urls = [item["url"] for item in rest.items]
    assert len(urls) == len(set(urls)) == 81


def test_a_slow_site_of_news_keeps_no_mirror_waiting(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[0], sites[1]
    for number in range(8):
        news.article(f"/story/{number}", f"story {number}")
    mirror.article("/post", "post")
    news.serve()
    mirror.serve()
    text = source(news, "paper", "news", delay_s=1, concurrency=1) + source(mirror, "blog", "mirror")
    run = scrapy("nightly", sources=text, NEWS_MAX_S=2)
    assert run.code == 0, run.err
    order = [item["url"].removeprefix(news.url) for item in run.items]
    assert len(order) == 9
    assert order.index(mirror.url + "/post") < 8


def test_a_night_by_date_in_packed_segments(scrapy: Scrapy, sites: list[Site]) -> None:
    for number in range(60):
        sites[0].article(f"/story/{number}", f"story {number}", paragraphs=60)
    sites[0].serve()
    settings: dict[str, Any] = {"ITEMS_BY_DATE": True, "SEGMENT_MB": 1, "PACK_SEGMENTS": "gzip"}
    run = scrapy("nightly", sources=source(sites[0], "site", "news"), **settings)
    assert run.code == 0, run.err
    assert not run.items
    first, live = item_files(run.corpus)
    assert re.fullmatch(r"items-20\d\d-\d\d-\d\d-00001\.jsonl\.gz", first.name)
    assert re.fullmatch(r"items-20\d\d-\d\d-\d\d\.jsonl", live.name)
    assert len({record["id"] for record in read_items(run.corpus)}) == 60
    told = json.loads((run.corpus / "manifest.json").read_text())["files"]
    assert {one["name"] for one in told} == {first.name, live.name, "stories.jsonl", "rejected.jsonl"}
    assert sum(one["records"] for one in told if one["name"].startswith("items")) == 60
    assert first.name in run.out

    again = scrapy("nightly", sources=source(sites[0], "site", "news"), **settings)
    assert again.code == 0, again.err
    assert len(list(read_items(run.corpus))) == 60


def test_metrics_that_cannot_be_written_are_74(scrapy: Scrapy, sites: list[Site]) -> None:
    sites[0].article("/good", "bridge")
    sites[0].serve()
    run = scrapy("nightly", sources=source(sites[0], "site", "news"), METRICS_FILE="nowhere/a.prom")
    assert run.code == 74
    assert "nowhere/a.prom: cannot write" in run.err
    assert "Traceback" not in run.err
    assert len(run.items) == 1


def test_spidermon_says_what_a_night_has_to_say(scrapy: Scrapy, work: Path) -> None:
    (work / "alerting.py").write_text(
        "from newsspider.settings import *\n"
        "from newsspider.extensions.alerts import RunSuite\n"
        'EXTENSIONS = {**EXTENSIONS, "spidermon.contrib.scrapy.extensions.Spidermon": 900}\n'
        "SPIDERMON_ENABLED = True\n"
        "SPIDERMON_SPIDER_CLOSE_MONITORS = (RunSuite,)\n"
    )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = alerting\n")
    run = scrapy("nightly", "-L", "INFO", sources=DEAD, RETRY_TIMES=0)
    assert run.code == 1
    assert "newsspider/every source gave something... FAIL" in run.err
    assert "silent: robots.txt can't be had (the connection was refused)" in run.err
    for question in ("the run came to its end", "no site has drifted", "nothing failed that makes the run a failure"):
        assert f"newsspider/{question}... OK" in run.err


def test_old_logs_of_nights_are_deleted_and_nothing_else(scrapy: Scrapy, work: Path, sites: list[Site]) -> None:
    sites[0].article("/good", "bridge")
    sites[0].serve()
    logs = work / "corpus/logs"
    logs.mkdir(parents=True)
    old = time.time() - 8 * 86_400
    for name in ("2026-01-01T020000Z-nightly.log", "mine.txt"):
        (logs / name).write_text("old")
        os.utime(logs / name, (old, old))
    (logs / "2026-01-09T020000Z-nightly.log").write_text("of last night")
    run = scrapy("nightly", sources=source(sites[0], "site", "news"), LOG_DAYS=7)
    assert run.code == 0, run.err
    names = {path.name for path in logs.iterdir()}
    assert {"mine.txt", "2026-01-09T020000Z-nightly.log"} < names
    assert "2026-01-01T020000Z-nightly.log" not in names
    assert len(names) == 3


def test_drift_is_said_with_the_sites_name_and_is_3(scrapy: Scrapy, work: Path, sites: list[Site]) -> None:
    paper, blog = sites[:2]
    for number in range(6):
        undated = article(f"story {number}").replace("article:published_time", "nothing")
        paper.feed.append(paper.page(f"/story/{number}", undated))
        blog.article(f"/post/{number}", f"post {number}")
    paper.serve()
    blog.serve()
    (work / "corpus/state").mkdir(parents=True)
    history = History(work / "corpus" / HISTORY)
    for day in range(1, 6):
        night = [SiteRun(name, 24.0, 6, 6, words=6 * 250, layouts={"": (6, 0.9)}) for name in ("paper", "blog")]
        history.add(PastRun(f"night-{day}", f"2026-03-{day:02}T02:00:00+00:00", complete=True, sites=tuple(night)))

    run = scrapy("nightly", sources=both(paper, blog))

    assert run.code == 3
    assert "INCOMPLETE" in run.out
    assert "paper has drifted: 6 of 6 records have no date, 0% in its last 5 runs" in run.out
    assert "paper has drifted (undated_rose)" in run.err
    assert "blog has drifted" not in run.out
    assert json.loads((run.corpus / "manifest.json").read_text())["complete"] is True
    assert History(run.corpus / HISTORY).of("paper")[-1].alarms == ("undated_rose",)
    assert "paper has drifted" in (run.corpus / "report.html").read_text()
    assert "paper has drifted" in scrapy("report", "corpus").out

    quiet = scrapy("nightly", sources=both(paper, blog), MONITORS=False)
    assert quiet.code == 0
    assert len(History(run.corpus / HISTORY).runs) == 6
