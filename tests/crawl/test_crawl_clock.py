"""A clock that is set in the midst of a run, or between two: nothing hangs, and nothing is left out for years."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ENVIRONMENT, MOST_S, Scrapy, source
from site_for_tests import Site, article
from twisted.internet import task
from werkzeug import Request, Response

from newsspider.commands.night_log import NightLog
from newsspider.discovery import Frontier
from newsspider.extensions.clock import reckon_steadily
from newsspider.sources import Source
from newsspider.spiders.visits import Visits

if TYPE_CHECKING:
    from pathlib import Path

_CLOCK = """
import os, time
wall = time.time
time.time = lambda: wall() + ({by_s} if os.path.exists("set") else 0)
from scrapy.cmdline import execute
execute(["scrapy", "crawl", "news", "-s", "EXTRACT_WORKERS=1", "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0"])
"""


@pytest.mark.parametrize("by_s", [-7200, 7200, -300_000_000, 300_000_000])
def test_a_silent_site_holds_no_run_whose_clock_is_set(sites: list[Site], work: Path, by_s: int) -> None:
    site, ended, waited = sites[0], Event(), list[bool]()

    def silent(_: Request) -> Response:
        (work / "set").touch()
        waited.append(ended.wait(MOST_S))
        return Response(article("late"), content_type="text/html")

    for number in range(4):
        site.article(f"/stories/{number}", f"story {number}")
    site.feed.append(f"{site.url}/silent/1")
    site.server.expect_request("/silent/1").respond_with_handler(silent)
    site.serve()
    (work / "sources.toml").write_text(source(site, "site", "news"))
    command = [sys.executable, "-c", _CLOCK.format(by_s=by_s)]
    run = subprocess.run(
        command, cwd=work, env=ENVIRONMENT, check=False, capture_output=True, text=True, timeout=MOST_S / 2
    )
    assert not waited  # the site is silent still
    ended.set()
    assert run.returncode == 0, run.stdout + run.stderr
    assert len((work / "corpus/items.jsonl").read_text().splitlines()) == 4
    assert "no answer in time" in (work / "corpus/rejected.jsonl").read_text()


def test_what_was_pending_before_is_put_off_by_the_steady_clock() -> None:
    clock = task.Clock()
    clock.advance(time.time())
    call: Any = clock.callLater(60, print)
    reckon_steadily(clock)
    assert 59 < call.getTime() - time.monotonic() <= 60
    call.reset(90)
    assert 89 < call.getTime() - time.monotonic() <= 90


def test_a_clock_before_the_last_run_is_told_of(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/stories/1", "harbour")
    site.serve()
    first = scrapy("crawl", "news", sources=source(site, "site", "news"))
    assert "The clock says" not in first.err
    history = first.corpus / "state/runs.jsonl"
    told = json.loads(history.read_text())
    told["finished"] = (datetime.now(UTC) + timedelta(days=4000)).isoformat(timespec="seconds")
    history.write_text(json.dumps(told) + "\n")
    site.article("/stories/2", "bridge")
    again = scrapy("crawl", "news", sources=source(site, "site", "news"))
    assert again.code == 0, again.out
    assert again.err.count("The clock says") == 1
    assert len(again.items) == 2


def test_what_a_clock_that_ran_ahead_has_noted_of_a_list_is_not_believed(tmp_path: Path) -> None:
    with Frontier(tmp_path / "frontier.sqlite") as frontier:
        visits, site = Visits(frontier.ways, 10), Source("a", "news", "https://a.example/")
        for years, wanted in ((-1, True), (10, False)):
            visits._began = datetime.now(UTC) + timedelta(days=365 * years)
            visits.read_all("https://a.example/api", site)
            visits._began = datetime.now(UTC)
            assert (visits.changed_since("https://a.example/api", site) is not None) == wanted


def test_a_clock_that_runs_ahead_deletes_no_log_of_the_last_nights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 300_000_000)
    logs = [tmp_path / f"2026-03-{day:02}T020000Z-nightly.log" for day in (1, 2, 3)]
    for log in logs:
        log.touch()
    with NightLog(tmp_path, "2036-03-04T02:00:00Z-nightly", 30) as night:
        assert all(log.exists() for log in logs)
        assert night.path.exists()
