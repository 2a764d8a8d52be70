"""State that a disk has damaged: the next night puts it aside, makes it anew, and loses and repeats no record."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source

from newsspider.clutter.learned import SiteMemory
from newsspider.corpus import Journal
from newsspider.discovery import Frontier, Link, Reader
from newsspider.extensions.damaged_state import FRONTIER, INDEX, JOURNAL, SITES, put_damaged_aside
from newsspider.reposts import StoryIndex, article_from_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_for_tests import Site

FILES = (FRONTIER, JOURNAL, INDEX, SITES)
PAGE = 4096
ITEMS = 200


def damage(path: Path, at: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:at] + b"\xff" * PAGE + content[at + PAGE :])


def state(corpus_dir: Path) -> None:
    """The files of a corpus, each of several pages."""
    (corpus_dir / "state").mkdir(parents=True)
    with Frontier(corpus_dir / FRONTIER) as frontier:
        for number in range(ITEMS):
            link = Link(f"https://a.example/{number}", "feed", "One", text="<p>All of it.</p>")
            frontier.add("a", f"{number:020}", link, 0.0, in_corpus=False)
    with Journal(corpus_dir, "first"):
        pass
    with closing(sqlite3.connect(corpus_dir / JOURNAL)) as db, db:
        db.executemany("INSERT INTO items VALUES (?)", [(f"{number:020}",) for number in range(ITEMS)])
    with StoryIndex(corpus_dir / INDEX) as index:
        for number in range(40):
            text = " ".join(f"word{number * 60 + one}" for one in range(60))
            index.add(article_from_row({"id": str(number), "text": text}))
    with SiteMemory(corpus_dir / SITES) as memory:
        for number in range(ITEMS):
            memory.note("a.example", str(number), [f"The same line {number}", "A line that all pages have"])


def use_frontier(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add("a", "new", Link("https://a.example/new", "feed"), 0.0, in_corpus=False)
        assert frontier.take("a", ITEMS + 1)
        assert frontier.source_of("new") == "a"
        frontier.ways.visit(Reader("a"), "https://a.example/feed")


def use_journal(path: Path) -> None:
    with Journal(path.parents[1], "second") as journal:
        assert not any(journal.has(f"{number}") for number in range(ITEMS))


def use_index(path: Path) -> None:
    with StoryIndex(path) as index:
        index.add(article_from_row({"id": "new", "text": "A few words that nobody else has. " * 10}))
        assert list(index.stories())


def use_sites(path: Path) -> None:
    with SiteMemory(path) as memory:
        memory.note("a.example", "new", ["A line that all pages have"])
        memory.clean("a.example", ["A line that all pages have"])


@pytest.mark.parametrize(
    ("name", "use"), [(FRONTIER, use_frontier), (JOURNAL, use_journal), (INDEX, use_index), (SITES, use_sites)]
)
def test_wherever_a_page_is_lost_the_file_is_put_aside_or_of_use(
    tmp_path: Path, name: str, use: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    state(tmp_path)
    path = tmp_path / name
    content = path.read_bytes()
    assert len(content) > 4 * PAGE
    for at in range(0, len(content), PAGE):
        path.write_bytes(content)
        damage(path, at)
        damaged, caplog_before = path.read_bytes(), len(caplog.records)
        if put_damaged_aside(tmp_path):
            assert path.with_name(path.name + ".damaged").read_bytes() == damaged
            assert "is begun anew" in caplog.records[caplog_before].getMessage()
        use(path)
        for beside in path.parent.glob(path.name + "*"):
            beside.unlink()


def test_what_is_whole_or_cannot_be_looked_at_stays(tmp_path: Path) -> None:
    assert put_damaged_aside(tmp_path) == []
    state(tmp_path)
    whole = {name: (tmp_path / name).read_bytes() for name in FILES}
    assert put_damaged_aside(tmp_path) == []
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == whole
    (tmp_path / SITES).unlink()
    (tmp_path / SITES).mkdir()
    assert put_damaged_aside(tmp_path) == []


def test_a_night_with_damaged_state_goes_on_and_repeats_nothing(scrapy: Scrapy, sites: list[Site]) -> None:
    urls = {sites[0].article(f"/stories/{one}", f"story {one}") for one in range(8)}
    sites[0].serve()
    first = scrapy("crawl", "news", sources=source(sites[0], "site", "news", max_items=4), LEARN_WAIT_S=0)
    assert len(first.items) == 4
    for name in FILES:
        damage(first.corpus / name, PAGE)
    run = scrapy("crawl", "news", sources=source(sites[0], "site", "news"), LEARN_WAIT_S=0)
    assert run.code == 0, run.out + run.err
    assert sorted(item["url"] for item in run.items) == sorted(urls)
    kept = {path.name for path in (run.corpus / "state").glob("*.damaged")}
    assert kept == {f"{name.removeprefix('state/')}.damaged" for name in FILES}
    assert run.err.count("was damaged") == 4
