"""The frontier on a real file: nothing that was found is lost, nothing is asked for twice."""

from __future__ import annotations

import random
import sqlite3
import time
import tracemalloc
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsspider.discovery import Frontier, Link, NewerFrontierError, Reader, Visit
from newsspider.discovery.frontier import MOST_TRIES, REJECTED_DAYS
from newsspider.discovery.frontier_file import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = 1_790_000_000.0
LINK = Link("https://a.example/1", "feed", "One", "2026-03-01T00:00:00+00:00", "<p>All of it.</p>")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "frontier.sqlite"


@pytest.fixture
def frontier(path: Path) -> Iterator[Frontier]:
    found = Frontier(path)
    yield found
    found.close()


def test_the_newest_is_taken_first_and_once(frontier: Frontier) -> None:
    for number, day in enumerate(("02", "03", "01")):
        link = replace(LINK, url=f"https://a.example/{number}", date=f"2026-03-{day}T00:00:00+00:00")
        assert frontier.add("a", str(number), link, NOW, in_corpus=False) == "new"
        assert frontier.add("a", str(number), link, NOW, in_corpus=False) == "open"
    assert [pending.key for pending in frontier.take("a", 2)] == ["1", "0"]
    assert frontier.waiting("a") == 1
    assert frontier.take("b", 5) == []
    last = frontier.take("a", 5)
    assert [pending.key for pending in last] == ["2"]
    assert (last[0].link.text, last[0].again) == ("<p>All of it.</p>", False)
    assert frontier.take("a", 5) == []


def test_what_was_taken_when_a_run_ended_is_asked_for_again(path: Path) -> None:
    first = Frontier(path)
    first.add("a", "1", LINK, NOW, in_corpus=False)
    first.add("a", "2", replace(LINK, url="https://a.example/2"), NOW, in_corpus=False)
    assert len(first.take("a", 5)) == 2
    first.write("2")
    first.close()
    second = Frontier(path)
    assert [pending.key for pending in second.take("a", 5)] == ["1"]
    assert second.add("a", "2", LINK, NOW, in_corpus=True) == "known"
    assert second.add("a", "2", LINK, NOW, in_corpus=False) == "new"  # the corpus has lost it
    second.close()


def test_a_page_that_was_refused_is_left_alone_for_a_week(frontier: Frontier) -> None:
    frontier.add("a", "1", LINK, NOW, in_corpus=False)
    frontier.take("a", 1)
    frontier.reject("1", NOW)
    assert frontier.add("a", "1", LINK, NOW + 86_400, in_corpus=False) == "refused"
    assert frontier.add("a", "1", LINK, NOW + REJECTED_DAYS * 86_400, in_corpus=False) == "new"


def test_a_page_without_an_answer_is_asked_for_in_three_runs(path: Path) -> None:
    frontier = Frontier(path)
    frontier.add("a", "1", LINK, NOW, in_corpus=False)
    for run in range(MOST_TRIES):
        assert len(frontier.take("a", 5)) == 1, run
        frontier.put_back("1", NOW)
        assert frontier.take("a", 5) == []  # not again in this run
        frontier.close()
        frontier = Frontier(path)
    assert frontier.take("a", 5) == []
    frontier.close()


def test_a_changed_article_is_asked_for_again_and_only_then(frontier: Frontier) -> None:
    told = replace(LINK, modified="2026-03-02T00:00:00+00:00")
    later = replace(LINK, modified="2026-03-05T00:00:00+00:00")
    frontier.add("a", "1", told, NOW, in_corpus=False)
    frontier.take("a", 1)
    frontier.write("1")
    assert frontier.add("a", "1", told, NOW, in_corpus=True) == "known"
    assert frontier.add("a", "1", LINK, NOW, in_corpus=True) == "known"  # another way tells no date
    assert frontier.add("a", "1", later, NOW, in_corpus=True) == "changed"
    assert [(pending.key, pending.again) for pending in frontier.take("a", 5)] == [("1", True)]
    frontier.write("1")
    assert frontier.add("a", "1", later, NOW, in_corpus=True) == "known"
    assert frontier.add("a", "2", told, NOW, in_corpus=True) == "known"  # it was there before the frontier was
    assert frontier.add("a", "2", later, NOW, in_corpus=True) == "changed"


def test_a_change_is_seen_though_the_first_way_told_no_date(frontier: Frontier) -> None:
    told = replace(LINK, modified="2026-03-02T00:00:00+00:00")
    frontier.add("a", "1", LINK, NOW, in_corpus=False)
    assert frontier.add("a", "1", told, NOW, in_corpus=False) == "open"
    frontier.take("a", 1)
    frontier.write("1")
    later = replace(LINK, modified="2026-03-02T00:00:01+00:00")
    assert frontier.add("a", "1", later, NOW, in_corpus=True) == "changed"
    frontier.add("a", "2", LINK, NOW, in_corpus=True)  # nobody told: what is later than the moment it was met
    assert frontier.add("a", "2", replace(LINK, modified="2030-01-01T00:00:00+00:00"), NOW, in_corpus=True) == "changed"


def test_one_moment_in_two_zones_is_no_change(frontier: Frontier) -> None:
    frontier.add("a", "1", replace(LINK, modified="2026-03-02T08:00:00+00:00"), NOW, in_corpus=True)
    same = replace(LINK, modified="2026-03-02T10:00:00+02:00")
    assert frontier.add("a", "1", same, NOW, in_corpus=True) == "known"
    later = replace(LINK, modified="2026-03-02T07:00:00-02:00")
    assert frontier.add("a", "1", later, NOW, in_corpus=True) == "changed"


def test_a_site_that_says_changed_of_everything_is_believed_less_and_less(frontier: Frontier) -> None:
    day, asked = 86_400, []
    frontier.add("a", "1", replace(LINK, modified="2026-09-01T00:00:00+00:00"), NOW, in_corpus=True)
    for night in range(1, 32):
        now = NOW + night * day
        when = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        if frontier.add("a", "1", replace(LINK, modified=when), now, in_corpus=True) == "changed":
            frontier.take("a", 1)
            frontier.false_alarm("1", now)
            asked.append(night)
    assert asked == [1, 3, 7, 15, 31]
    frontier.write("1")  # it was changed after all
    later = replace(LINK, modified="2030-01-01T00:00:00+00:00")
    assert frontier.add("a", "1", later, NOW + 32 * day, in_corpus=True) == "changed"


def test_texts_and_visits_are_remembered(path: Path) -> None:
    first = Frontier(path)
    reader, other, later = Reader("s", "all"), Reader("t", "all"), Reader("s", "sport")
    assert (first.text_of("x"), first.ways.visit(reader, "u")) == (None, Visit())
    first.note_text("x", "hash", 2)
    visit = Visit('"tag"', "a date", "hash", 3, lies=True, done="")
    first.ways.note_visit(reader, "u", visit)
    first.close()
    second = Frontier(path)
    assert (second.text_of("x"), second.ways.visit(reader, "u")) == (("hash", 2), visit)
    assert second.ways.visit(other, "u") == second.ways.visit(later, "u") == Visit()  # what they want may be left out
    second.close()


def test_a_run_that_lost_what_it_wrote_leaves_no_trace(path: Path) -> None:
    first = Frontier(path)
    first.add("a", "1", LINK, NOW, in_corpus=False)
    first.ways.note_visit(Reader("a"), "https://a.example/feed", Visit(hash="h"))
    first.write("1")
    first.close(keep=False)
    second = Frontier(path)
    assert second.ways.visit(Reader("a"), "https://a.example/feed") == Visit()
    assert second.add("a", "1", LINK, NOW, in_corpus=False) == "new"
    second.close()


def test_a_file_of_a_later_version_is_refused_and_stays_as_it_is(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add("a", "1", LINK, NOW, in_corpus=False)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    content = path.read_bytes()
    with pytest.raises(NewerFrontierError, match=f"version {VERSION + 1}, and versions up to {VERSION}"):
        Frontier(path)
    assert path.read_bytes() == content
    assert [found.name for found in path.parent.iterdir()] == ["frontier.sqlite"]


def test_memory_does_not_grow_with_the_links(frontier: Frontier) -> None:
    tracemalloc.start()
    for number in range(20_000):
        frontier.add("a", f"{number:020}", replace(LINK, text=None), NOW, in_corpus=False)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frontier.waiting("a") == 20_000
    assert grown < 2_000_000


def test_the_files_of_an_index_are_those_it_listed_last(frontier: Frontier) -> None:
    one, two = (Link(f"https://a.example/{n}.xml", "sitemap", modified=None) for n in (1, 2))
    dated = replace(two, modified="2026-03-01T00:00:00+00:00")
    frontier.ways.note_files("https://a.example/index.xml", [one, two])
    frontier.ways.note_files("https://a.example/index.xml", [dated, one])
    assert frontier.ways.files("https://a.example/index.xml") == [dated, one]
    assert frontier.ways.files("https://a.example/1.xml") == []


FIRST_VERSION = """
CREATE TABLE links (
    key TEXT PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, via TEXT NOT NULL, title TEXT, date TEXT,
    modified TEXT, text BLOB, whole INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    again INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL, rank TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX waiting ON links (source, rank DESC) WHERE state = 'waiting';
CREATE TABLE texts (id TEXT PRIMARY KEY, hash TEXT NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO links VALUES ('b', 's', 'https://a.example/b', 'feed', 'B', NULL, NULL, NULL, 0, 'waiting', 1, 0, 5.0, '');
INSERT INTO links VALUES ('a', 's', 'https://a.example/a', 'feed', 'A', NULL, NULL, NULL, 0, 'written', 0, 0, 5.0, '');
INSERT INTO texts VALUES ('a', 'hash', 3);
PRAGMA user_version = 1;
"""


def test_a_frontier_of_the_first_version_is_taken_over(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST_VERSION)
    for _ in range(2):
        with Frontier(path) as frontier:
            assert frontier.knows("a")
            assert frontier.text_of("a") == ("hash", 3)
            assert [pending.link.title for pending in frontier.take("s", 9)] == ["B"]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_file_that_can_t_be_opened_for_now_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Frontier(path) as frontier:
        frontier.add("s", "1", LINK, NOW, in_corpus=False)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **_: connect(path, timeout=0))
    with closing(connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Frontier(path)
    with Frontier(path) as frontier:
        assert frontier.knows("1")


def test_a_commit_is_due_before_it_is_a_long_one(frontier: Frontier, path: Path) -> None:
    wrote = 0
    for number in range(2_000):
        frontier.add("s", f"{number * 7919 % 2_000:032}", replace(LINK, text=None), NOW, in_corpus=False)
        if frontier.is_due:
            frontier.commit()
            wrote += 1
            assert not frontier.is_due
    assert wrote == 4
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM links").fetchone() == (2_000,)
    stories = replace(LINK, text=random.Random(1).randbytes(30_000).hex())  # noqa: S311 - no secret
    for number in range(80):
        frontier.add("s", f"story {number}", stories, NOW, in_corpus=False)
    assert frontier.is_due


def test_the_log_comes_into_the_file_while_links_are_written(frontier: Frontier, path: Path) -> None:
    size = path.stat().st_size
    for number in range(3_000):
        frontier.add("s", f"{number * 7919 % 3_000:032}", replace(LINK, text=None), NOW, in_corpus=False)
        if frontier.is_due:
            frontier.commit()
    until = time.monotonic() + 60
    while path.stat().st_size <= size + 200_000 and time.monotonic() < until:
        frontier.commit()
        time.sleep(0.05)
    assert path.stat().st_size > size + 200_000


def test_where_too_many_wait_the_oldest_is_forgotten_for_a_newer_one(frontier: Frontier) -> None:
    for day in (3, 1, 2):
        link = replace(LINK, date=f"2026-03-0{day}T00:00:00+00:00")
        frontier.add("s", str(day), link, NOW, in_corpus=False)
    frontier.add("other", "0", replace(LINK, date="2020-01-01T00:00:00+00:00"), NOW, in_corpus=False)
    assert not frontier.forget_oldest("s", "2026-03-01T00:00:00+00:00")
    assert not frontier.forget_oldest("s", "")
    assert frontier.forget_oldest("s", "2026-03-04T00:00:00+00:00")
    assert [pending.key for pending in frontier.take("s", 9)] == ["3", "2"]
    assert not frontier.forget_oldest("s", "2026-03-04T00:00:00+00:00")  # none waits


def test_what_a_clock_that_ran_ahead_has_noted_is_not_left_alone_for_years(frontier: Frontier) -> None:
    ahead = NOW + 10 * 365 * 86_400
    frontier.add("a", "1", LINK, ahead, in_corpus=False)
    frontier.reject("1", ahead)
    assert frontier.add("a", "1", LINK, NOW, in_corpus=False) == "new"
    frontier.reject("1", NOW)
    assert frontier.add("a", "1", LINK, NOW + 60, in_corpus=False) == "refused"
    changed = replace(LINK, modified="2027-03-01T00:00:00+00:00")
    frontier.add("a", "2", replace(LINK, modified="2026-03-01T00:00:00+00:00"), ahead, in_corpus=True)
    frontier.false_alarm("2", ahead)
    assert frontier.add("a", "2", changed, NOW + 300 * 86_400, in_corpus=True) == "changed"


def test_what_waits_for_a_source_that_is_no_more_has_heirs(path: Path) -> None:
    def on_site(url: str) -> list[str]:
        return ["kept", "new"] if url.startswith("https://a.example/") else []

    with Frontier(path) as frontier:
        for number in range(3):
            frontier.add("old", f"a{number}", replace(LINK, url=f"https://a.example/{number}"), NOW, in_corpus=False)
            frontier.add("old", f"b{number}", replace(LINK, url=f"https://b.example/{number}"), NOW, in_corpus=False)
            frontier.add("kept", f"c{number}", replace(LINK, url=f"https://a.example/c{number}"), NOW, in_corpus=False)
    with Frontier(path) as frontier:
        assert frontier.hand_over({"kept"}, lambda _: ["kept"]) == 0  # it was there beside the old one
        assert frontier.hand_over({"one", "two"}, lambda _: ["one", "two"]) == 0  # nobody knows which
        assert frontier.hand_over({"kept", "new"}, on_site) == 3
        assert [frontier.waiting(source) for source in ("new", "old", "kept")] == [3, 3, 3]
        link = replace(LINK, url="https://b.example/0")
        assert frontier.add("new", "b0", link, NOW, in_corpus=False) == "new"  # whoever lists it has it
        assert frontier.add("new", "c0", link, NOW, in_corpus=False) == "open"
        assert [frontier.waiting(source) for source in ("new", "old", "kept")] == [4, 2, 3]
