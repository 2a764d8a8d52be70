"""``benchmarks/nights.py`` on a small site: real nights that are killed, stopped, and started twice."""

from __future__ import annotations

import random
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))

import nights  # noqa: E402 - benchmarks/ is on the path only now
from night_site import BLOG, NEWS, NightSite  # noqa: E402 - as above

from newsspider.corpus import Backlog, read_items  # noqa: E402 - as above


def test_killed_nights_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    with NightSite(130) as site:
        outcome = nights.killed(nights.Work(tmp_path, site), 2, random.Random(5))  # noqa: S311 - moments, no secrets
    assert not outcome.wrong, outcome
    assert outcome.figures["lost"] == 0


def test_pages_that_wait_for_their_site_are_not_fetched_again(tmp_path: Path) -> None:
    with NightSite(36) as site:  # fewer than a site is known by: all of them wait
        work = nights.Work(tmp_path, site)
        site.mood, site.ill = "hangs", 30
        process = work.start()
        nights.let_run(site, process, 30, 3.0)
        process.kill()
        process.communicate()
        assert work.records() == 0
        begun, site.mood = len(site.asked), "well"
        code, _, _ = work.run()
        outcome = nights.Outcome("waiting")
        work.check(outcome)
    assert code == 0
    assert not outcome.wrong, outcome
    assert nights.fetched_again(site, [0, begun])[1] <= 8  # those in flight


def test_a_backlog_on_disk_survives_a_kill_though_nothing_lists_it_any_more(tmp_path: Path) -> None:
    with NightSite(60) as site:
        work = nights.Work(tmp_path, site)
        site.mood, site.ill = "hangs", 20
        process = work.start("-s", "BACKLOG_IN_MEMORY=0", "-a", "only=paper")
        nights.let_run(site, process, 20, 2.5)
        process.kill()
        process.communicate()
        begun, site.mood, site.listed = len(site.asked), "well", False
        code, out, _ = work.run("-a", "only=paper")
        urls = {record["url"] for record in read_items(work.corpus)}
    assert code == 1, out  # its feeds list nothing
    assert urls == {f"{site.base(NEWS)}/story/{number}" for number in range(60)}
    assert nights.fetched_again(site, [0, begun])[1] <= 8  # those in flight
    with Backlog(work.corpus / "state" / "backlog.sqlite") as backlog:
        assert backlog.waiting(["paper", "blog"]) == 0


def test_a_night_is_stopped_in_time_whatever_the_network_does(tmp_path: Path) -> None:
    with NightSite(130) as site:
        work = nights.Work(tmp_path, site)
        outcome = nights.stopped(work, 2, random.Random(6), "-s", "STOP_S=1")  # noqa: S311 - as above
    assert not outcome.wrong, outcome
    assert outcome.figures["seconds to stop, most"] < nights.MOST_STOP_S


def test_two_nights_at_once_and_a_second_night(tmp_path: Path) -> None:
    with NightSite(40) as site:
        work = nights.Work(tmp_path, site)
        outcome = nights.overlapping(work, 0.0)
        assert not outcome.wrong, outcome
        outcome = nights.second_night(work, 30)
        assert not outcome.wrong, outcome
        assert outcome.figures["new records"] == len(site.numbers(NEWS)[-30:]) + 3
        assert len(site.numbers(BLOG)) == 7


def test_what_is_lost_repeated_or_torn_is_told(tmp_path: Path) -> None:
    with NightSite(20) as site:
        work = nights.Work(tmp_path, site)
        urls = sorted(site.urls)[1:]
        lines = [f'{{"url": "{url}"}}\n' for url in (*urls, urls[0])]
        work.corpus.mkdir()
        (work.corpus / "items.jsonl").write_text("".join(lines) + '{"url"')
        outcome = nights.Outcome("a bad night")
        work.check(outcome)
    assert outcome.figures == {"lost": 1, "repeated": 1, "torn": 1, "strange": 0}
    assert len(outcome.wrong) == 3
