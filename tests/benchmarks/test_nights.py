"""``benchmarks/nights.py`` on a small site: real nights that are killed, stopped, and started twice."""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))

import nights  # noqa: E402 - benchmarks/ is on the path only now
from night_runs import Outcome, Work, fetched_again, let_run  # noqa: E402 - as above
from night_site import BLOG, NEWS, NightSite  # noqa: E402 - as above

from newsspider.corpus import read_items  # noqa: E402 - as above
from newsspider.discovery import Frontier  # noqa: E402 - as above

MOST_S = 120
INLINE = ("-s", "EXTRACT_WORKERS=1")  # no worker processes: two cores are few


def wait_for(work: Work, name: str, table: str, count: int) -> None:
    """Until so many rows are committed to a store; it is open to its run alone, so a copy is asked."""
    copy = work.folder / "copy.sqlite"
    until = time.monotonic() + MOST_S
    while time.monotonic() < until:
        time.sleep(0.1)
        for suffix in ("", "-wal"):
            state = work.corpus / "state" / f"{name}.sqlite{suffix}"
            copy.with_name(copy.name + suffix).write_bytes(state.read_bytes() if state.exists() else b"")
        db = sqlite3.connect(copy)
        try:
            if db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] >= count:  # noqa: S608 - a name of ours
                return
        except sqlite3.Error:  # it was copied in the midst of a commit
            continue
        finally:
            db.close()
    raise AssertionError(f"{name} has no {count} {table} after {MOST_S} s")


def test_killed_nights_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    with NightSite(130) as site:
        outcome = nights.killed(Work(tmp_path, site), 2, random.Random(5))  # noqa: S311 - moments, no secrets
    assert not outcome.wrong, outcome
    assert outcome.figures["lost"] == 0


def test_a_backlog_and_pages_that_wait_survive_a_kill_though_nothing_lists_them_any_more(tmp_path: Path) -> None:
    with NightSite(60) as site:
        work = Work(tmp_path, site, arguments=INLINE)
        site.mood, site.ill = "hangs", 20
        process = work.start("-s", "QUEUE_AHEAD=8", "-a", "only=paper")
        let_run(site, process, 20, 0)
        wait_for(work, "journal", "held", 20)
        wait_for(work, "frontier", "links", 60)  # it is written behind the journal, every two seconds
        process.kill()
        process.communicate()
        begun, site.mood, site.listed = len(site.asked), "well", False
        code, out, _ = work.run("-a", "only=paper")
        urls = {record["url"] for record in read_items(work.corpus)}
        expected = {f"{site.base(NEWS)}/story/{number}" for number in range(60)}
    assert code == 1, out  # its feeds list nothing
    assert urls == expected
    assert fetched_again(site, [0, begun])[1] <= 8  # those in flight
    with Frontier(work.corpus / "state" / "frontier.sqlite") as frontier:
        assert [frontier.waiting(name) for name in ("paper", "blog")] == [0, 0]


def test_a_night_is_stopped_in_time_whatever_the_network_does(tmp_path: Path) -> None:
    with NightSite(300) as site:
        work = Work(tmp_path, site, arguments=INLINE)
        outcome = nights.stopped(work, 2, random.Random(6), "-s", "STOP_S=1")  # noqa: S311 - as above
    assert not outcome.wrong, outcome
    assert outcome.figures["seconds to stop, most"] < nights.MOST_STOP_S


def test_two_nights_at_once_and_a_second_night(tmp_path: Path) -> None:
    with NightSite(40) as site:
        work = Work(tmp_path, site, arguments=INLINE)
        outcome = nights.overlapping(work, 0.0)
        assert not outcome.wrong, outcome
        outcome = nights.second_night(work, 30)
        assert not outcome.wrong, outcome
        assert outcome.figures["new records"] == len(site.numbers(NEWS)[-30:]) + 3
        assert len(site.numbers(BLOG)) == 7


def test_what_is_lost_repeated_or_torn_is_told(tmp_path: Path) -> None:
    with NightSite(20) as site:
        work = Work(tmp_path, site, arguments=INLINE)
        urls = sorted(site.urls)[1:]
        lines = [f'{{"url": "{url}"}}\n' for url in (*urls, urls[0])]
        work.corpus.mkdir()
        (work.corpus / "items.jsonl").write_text("".join(lines) + '{"url"')
        outcome = Outcome("a bad night")
        work.check(outcome)
    assert outcome.figures == {"lost": 1, "repeated": 1, "torn": 1, "strange": 0}
    assert len(outcome.wrong) == 3
