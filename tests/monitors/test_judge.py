"""Each monitor: what raises it, what looks alike and doesn't, and how long it stays raised."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsspider.monitors import MONITORS, Limits, SiteRun, judge, layout_of, sites_of_run

DOCS = Path(__file__).resolve().parents[2] / "docs"
LIMITS = Limits()
DAY = SiteRun("paper", hours=24.0, pages=20, records=20, words=8000, layouts={"": (12, 0.95), "sport": (8, 0.95)})
LAST_TEN = [DAY] * 10


def raised(now: SiteRun, before: list[SiteRun] | None = None) -> list[str]:
    return [alarm.monitor for alarm in judge(now, LAST_TEN if before is None else before, LIMITS)]


def day(**values: Any) -> SiteRun:
    return replace(DAY, **values)


def with_records(count: int, hours: float | None = 24.0) -> SiteRun:
    return day(pages=count, records=count, words=400 * count, layouts={"": (count, 0.95)}, hours=hours)


FIRED: list[tuple[str, SiteRun, str]] = [
    ("records_fell", with_records(9), "9 new records, 20 were to be expected from its last 10 runs"),
    ("empty_rose", day(pages=30, rejected={"no_story": 8, "empty_body": 2}), "10 of 30 pages gave no text, 0%"),
    ("undated_rose", day(undated=5), "5 of 20 records have no date, 0% in its last 10 runs"),
    ("words_fell", day(words=3000), "records have 150 words on average, 400 in its last 10 runs"),
    (
        "confidence_fell",
        day(layouts={"": (12, 0.95), "sport": (8, 0.7)}),
        "a layout has become unsure: 8 pages under /sport/: confidence 0.70, 0.95 before",
    ),
    (
        "all_rejected",
        SiteRun("paper", 24.0, pages=12, rejected={"too_short": 12}),
        "all 12 new pages were rejected, 12 as too_short",
    ),
]


@pytest.mark.parametrize(("monitor", "now", "words"), FIRED, ids=[name for name, _, _ in FIRED])
def test_it_is_raised_in_words(monitor: str, now: SiteRun, words: str) -> None:
    alarm = next(alarm for alarm in judge(now, LAST_TEN, LIMITS) if alarm.monitor == monitor)
    assert alarm.source == "paper"
    assert words in alarm.words


def test_every_monitor_has_a_case() -> None:
    assert {name for name, _, _ in FIRED} == set(MONITORS)


@pytest.mark.parametrize(
    "now",
    [
        DAY,
        with_records(10),  # half, not less
        day(pages=24, rejected={"no_story": 4}),
        day(undated=4),
        day(words=4000),
        day(layouts={"": (12, 0.95), "sport": (8, 0.8)}),
        day(layouts={"": (16, 0.95), "sport": (4, 0.1)}, pages=20),  # too few to say, and the rest makes up for it
        SiteRun("paper", 0.5, pages=0, records=0),  # a run again half an hour later
        day(pages=25, rejected={"duplicate": 5, "out_of_range": 9}),
        SiteRun("paper", 24.0, pages=0, records=0, whole=False),  # it failed: the run says so itself
    ],
)
def test_it_is_not_raised(now: SiteRun) -> None:
    assert raised(now) == []


def test_nothing_is_said_with_little_to_compare() -> None:
    assert raised(with_records(0), [DAY] * 2) == []
    assert raised(with_records(0), [DAY] * 3) == ["records_fell"]
    assert raised(with_records(1), [with_records(4)] * 10) == []


def test_a_first_run_and_runs_cut_short_are_not_what_is_expected() -> None:
    backlog = with_records(500, hours=None)
    failed = day(records=0, pages=0, words=0, layouts={}, whole=False)
    assert raised(with_records(20), [backlog, *[DAY] * 4]) == []
    assert raised(with_records(9), [DAY, failed, DAY, failed, DAY, failed]) == ["records_fell"]


def test_a_weekend_is_known_once_it_was_seen() -> None:
    week = [with_records(20)] * 5 + [with_records(6)] * 2
    assert raised(with_records(6), week + week) == []
    assert raised(with_records(5), week + week) == ["records_fell"]


def test_a_longer_or_shorter_time_between_runs() -> None:
    assert raised(with_records(2, hours=6)) == ["records_fell"]  # 5 were to be expected
    assert raised(with_records(5, hours=6)) == []
    assert raised(with_records(20, hours=240)) == []  # a feed holds no more than it holds
    by_hand = [run for _ in range(5) for run in (DAY, with_records(0, hours=0.1))]
    assert raised(with_records(9), by_hand) == ["records_fell"]


def test_an_outage_stays_said_and_a_new_state_becomes_usual() -> None:
    runs = list(LAST_TEN)
    nights = []
    for _ in range(12):
        now = with_records(6)
        names = raised(now, runs)
        nights.append(names == ["records_fell"])
        runs.append(replace(now, alarms=tuple(names)))
    assert nights == [True] * 8 + [False] * 4


def test_small_layouts_are_taken_together() -> None:
    past = [day(layouts=dict.fromkeys(("sport", "news", "food"), (2, 0.95)))] * 5
    now = day(layouts=dict.fromkeys(("sport", "news", "food"), (2, 0.5)))
    assert [alarm.words for alarm in judge(now, past, LIMITS)] == [
        "a layout has become unsure: 6 other pages: confidence 0.50, 0.95 before"
    ]


@pytest.mark.parametrize(
    ("url", "layout"),
    [
        ("https://a.example/sport/2026/final", "sport"),
        ("https://a.example/2026/03/final/", ""),
        ("https://a.example/final", ""),
        ("http://[broken", ""),
        (None, ""),
    ],
)
def test_layouts_are_sections(url: str | None, layout: str) -> None:
    assert layout_of(url) == layout


def test_sites_are_read_from_stats() -> None:
    stats = {
        "newsspider/pages/a": 3,
        "newsspider/records/a": 2,
        "newsspider/rejected_for/a/no_story": 1,
        "newsspider/undated/a": 1,
        "newsspider/words/a": 500,
        "newsspider/layout/a/sport": 2,
        "newsspider/confidence/a/sport": 1.9,
        "newsspider/source_failed/b": "no answer",
        "newsspider/pages/c": "what is this",
    }
    a, b, c = sites_of_run(stats, ["a", "b", "c"], whole=True)
    assert a == SiteRun("a", None, 3, 2, 0, {"no_story": 1}, 1, 500, {"sport": (2, 0.95)})
    assert not b.whole
    assert c == SiteRun("c")


def test_the_docs_tell_every_monitor() -> None:
    section = (DOCS / "running.md").read_text("utf-8").partition("### Drift")[2].partition("\n#")[0]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE)) == set(MONITORS)
