"""The runs before: kept, bounded, and never a reason to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.corpus import WriteError
from newsspider.monitors import History, PastRun, SiteRun
from newsspider.monitors.history import MAX_RUNS, alarmed

if TYPE_CHECKING:
    from pathlib import Path

SITE = SiteRun("paper", 24.0, 3, 2, 1, {"no_story": 1}, 1, 900, {"sport": (2, 0.9)}, True, ("records_fell",))


def run(number: int, *sites: SiteRun, complete: bool = True) -> PastRun:
    return PastRun(f"run-{number}", f"2026-03-{number:02}T02:00:00+00:00", complete, sites)


def test_runs_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    written = (run(1, SITE), run(2, SITE, SiteRun("blog"), complete=False))
    history = History(path)
    for past in written:
        history.add(past)
    assert History(path).runs == written
    assert History(path).of("paper") == [SITE, SITE]
    assert History(path).of("blog") == [SiteRun("blog")]
    assert History(path).last_complete == "2026-03-01T02:00:00+00:00"


def test_hours_count_from_the_sites_own_run_before(tmp_path: Path) -> None:
    history = History(tmp_path / "runs.jsonl")
    history.add(run(1, SITE, SiteRun("blog")))
    history.add(run(2, SITE))
    now = "2026-03-03T03:30:00+00:00"
    assert history.with_hours(SiteRun("paper"), now).hours == 25.5
    assert history.with_hours(SiteRun("blog"), now).hours == 49.5
    assert history.with_hours(SiteRun("new"), now).hours is None


def test_lines_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    History(path).add(run(1, SITE))
    whole = path.read_bytes()
    path.write_bytes(b"[]\n{}\n{torn\n" + whole + b'{"run_id": 1, "finished": "soon", "sites": []}\n' + whole[:50])
    assert [past.run_id for past in History(path).runs] == ["run-1"]


def test_the_history_is_bounded(tmp_path: Path) -> None:
    history = History(tmp_path / "runs.jsonl")
    history.runs = tuple(run(1, SITE) for _ in range(MAX_RUNS))
    history.add(run(2, SITE))
    assert len(History(tmp_path / "runs.jsonl").runs) == MAX_RUNS
    assert History(tmp_path / "runs.jsonl").runs[-1].run_id == "run-2"


def test_alarms_are_noted_at_their_sites() -> None:
    sites = (SiteRun("a"), SiteRun("b"))
    assert [site.alarms for site in alarmed(sites, [("b", "x"), ("b", "y")])] == [(), ("x", "y")]


def test_a_history_that_can_t_be_read_is_a_write_error(tmp_path: Path) -> None:
    (tmp_path / "runs.jsonl").mkdir()
    with pytest.raises(WriteError, match=r"runs\.jsonl"):
        History(tmp_path / "runs.jsonl")
