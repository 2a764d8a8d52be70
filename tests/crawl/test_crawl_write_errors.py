"""A disk that is full in the midst of a run: what couldn't be written down is told again by the next run."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector

from newsspider.corpus import Journal, WriteError
from newsspider.extensions.run_counts import RunCounts
from newsspider.extensions.run_state import RunState
from newsspider.records import Article, Extraction, Item, Page, Reason, Story, StoryChange
from newsspider.report import figures_of
from newsspider.reposts import StoryIndex

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
The ferry between Kelmouth and Ostrey will sail twice a day from October, the harbour board said on Tuesday, because
the bridge at Sallow Point is closed until the spring of 2027.

Hedda Vint, the board's chair, said that the boat, the Meridian, carries 120 people and forty bicycles, and that a
ticket will cost four crowns, as it has since 2011.
"""


def article(name: str) -> Article:
    url = f"http://{name}.example/2026/10/ferry/"
    how = Extraction("blocks", 1.0, None, "", "")
    return Article(id=name, url=url, canonical_url=url, domain=f"{name}.example", text=TEXT, extraction=how)


def run_with_a_change(folder: Path) -> RunState:
    async def never_ends(reason: str) -> None:
        """The engine of a crawl, asked to stop."""

    crawler: Any = SimpleNamespace(
        settings=Settings({"CORPUS_DIR": str(folder), "SUMMARY_COPIES": 10, "PACK_SEGMENTS": "none"}),
        spider=None,
        crawling=True,
        engine=SimpleNamespace(close_spider_async=never_ends),
    )
    crawler.stats = StatsCollector(SimpleNamespace(settings=Settings()))  # type: ignore[arg-type] # reads no more
    run = RunState(crawler)
    run.index.add(article("gazette"))
    run.index.add(article("mirror"))
    return run


def disk_full(journal: Journal, change: StoryChange) -> None:
    del change
    raise WriteError(journal.corpus_dir, "cannot write: the disk is full", "Free some space.")


def test_a_record_counts_when_it_is_committed() -> None:
    stats = StatsCollector(SimpleNamespace(settings=Settings()))  # type: ignore[arg-type] # reads no more
    counts = RunCounts(stats, 10)
    for number in range(5):
        found = article(str(number))
        page = Page(found.url or "", b"", source="a")
        counts.record(Item(page, found, Story(found.id, "unique", found.id)), committed=2 if number == 4 else 0)
    counts.end(committed=3)
    told = figures_of(stats.get_stats())
    assert (told.records, told.roles, told.cut_off) == (3, (("unique", 3),), 2)


def test_an_example_says_that_others_differ() -> None:
    stats = StatsCollector(SimpleNamespace(settings=Settings()))  # type: ignore[arg-type] # reads no more
    counts = RunCounts(stats, 10)
    for detail in ("404 Not Found", "404 Not Found", "503 Service Unavailable", "404 Not Found"):
        before = stats.get_value("newsspider/example/http_error", "")
        counts.rejection("http://a.example/1", "a", Reason.HTTP_ERROR, detail)
        assert not before.startswith("such as") or detail == "404 Not Found"
    assert stats.get_value("newsspider/example/http_error") == "such as http://a.example/1 (404 Not Found)"


@pytest.mark.parametrize("tells_before_the_end", [True, False])
def test_a_change_that_could_not_be_written_is_told_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tells_before_the_end: bool
) -> None:
    monkeypatch.setattr(Journal, "story_changed", disk_full)

    async def scene() -> None:
        run = run_with_a_change(tmp_path)
        if tells_before_the_end:
            run._tick()
        run.close_stores("finished")
        run.release()

    asyncio.run(scene())
    with StoryIndex(tmp_path / "state" / "stories.sqlite") as index:
        assert [change.item_id for change in index.changes()] == ["gazette"]
    monkeypatch.undo()
    with Journal(tmp_path, "next") as journal:  # it was closed, or its lock would be held
        assert journal.healed_bytes == 0
