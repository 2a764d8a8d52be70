"""A backfill over several runs, one of them killed in the midst: every article of its time, each once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy, source

sys.path.insert(0, str(PROJECT / "benchmarks"))

from platform_news import Agency
from platform_server import Served, source_of

if TYPE_CHECKING:
    from pathlib import Path

    from platform_web import PlatformSite
    from site_for_tests import Site

STORIES = 150
A_RUN = 60
MOST_AGAIN = 60  # pages that were asked for and not committed when a run was killed


def asked(site: PlatformSite) -> Counter[str]:
    return Counter(path.split("?")[0] for path, status in site.log if path.split("?")[0] in site.articles)


def kill_in_the_midst(site: PlatformSite, work: Path) -> None:
    """A crawl of its own that is killed when it has asked for half of what a run may."""
    settings = ["EXTRACT_WORKERS=1", "FETCH_CREDITED_ORIGINALS=False", "LEARN_FROM_SITES=False"]
    command = [sys.executable, "-m", "scrapy", "crawl", "news", *(f"-s{setting}" for setting in settings)]
    process = subprocess.Popen(
        command,
        cwd=work,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 120
    while len(asked(site)) < A_RUN // 2 and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_backfill_is_resumed_and_asks_for_each_article_once(scrapy: Scrapy, work: Path) -> None:
    with Served([Agency], STORIES) as web:
        site = web.sites[0]
        by_age = sorted(site.posts, key=lambda post: post.date)
        since, until = by_age[20].date, by_age[-11].date
        wanted = {site.path(post) for post in site.posts if since <= post.date <= until}
        source = source_of(site, max_items=A_RUN)
        source += f"since = {since.isoformat()}\nuntil = {until.isoformat()}\n"
        (work / "sources.toml").write_text(source)

        kill_in_the_midst(site, work)
        before = asked(site)
        assert 0 < len(before) < A_RUN

        runs = []
        for _ in range(4):
            run = scrapy("crawl", "news", FETCH_CREDITED_ORIGINALS=False, LEARN_FROM_SITES=False, timeout_s=120)
            runs.append(len(run.items))
            assert run.code == 0, run.err
        urls = [
            json.loads(line)["url"].split("?")[0]
            for line in (work / "corpus/items.jsonl").read_text("utf-8").splitlines()
        ]
        assert Counter(urls) == dict.fromkeys((site.base + path for path in wanted), 1)
        assert runs[-1] == runs[-2] == len(wanted)  # the last ones found nothing left
        counts = asked(site)
        assert set(counts) == wanted  # nothing outside of its time
        assert max(counts.values()) <= 2
        assert counts.total() - len(wanted) <= MOST_AGAIN


@pytest.mark.parametrize(
    ("bound", "written"), [("until = 2026-03-03", 0), ("until = 2026-03-04", 1), ("since = 2026-03-05", 0)]
)
def test_a_page_s_own_date_counts_where_its_link_has_none(
    scrapy: Scrapy, sites: list[Site], bound: str, written: int
) -> None:
    site = sites[0]
    site.article("/2026/harbour/", "harbour")  # of 4 March
    site.serve()
    run = scrapy("crawl", "news", sources=f"{source(site, 'paper', 'news')}{bound}\n")
    assert len(run.items) == written
    assert run.rejected == ({} if written else {"/2026/harbour/": "out_of_range"})
