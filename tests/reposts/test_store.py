"""The index on disk: reopened, killed, spoilt, shared."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repost_texts import FERRY, LIBRARY, article, text

from newsspider.reposts import StoreError, StoryIndex

HERE = Path(__file__).parent
# Answers each line with the story of one item, then is killed in the middle of its work.
_WORKER = """
import sys
from repost_texts import FERRY, LIBRARY, article, text
from newsspider.reposts import StoryIndex
index = StoryIndex(sys.argv[1])
n = 0
while True:
    body = FERRY if n % 2 else LIBRARY
    story = index.add(article(f"item{n}", text(*body[: 4 + n % 3])))
    print(f"item{n}", story.id, story.role, flush=True)
    n += 1
"""


def test_a_reopened_index_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    with StoryIndex(path) as index:
        first = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
        index.add(article("library", text(*LIBRARY)))
    with StoryIndex(path) as index:
        assert len(index) == 2
        assert index.story(first.origin_id) == first
        story = index.add(article("mirror", text(*FERRY[:4]), date="2026-10-06T10:00:00+00:00"))
        assert (story.role, story.id) == ("repost", first.id)


def test_changes_survive_until_they_were_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    with StoryIndex(path) as index:
        index.add(article("gazette", text(*FERRY)))
        index.add(article("mirror", text(*FERRY[:4])))
    with StoryIndex(path) as index:
        assert len(index.changes()) == 1
    with StoryIndex(path) as index:
        assert index.changes() == []


def test_nothing_that_was_answered_is_lost_by_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{HERE.parents[1]}:{HERE}"},
    )
    assert worker.stdout is not None
    answered = [worker.stdout.readline().split() for _ in range(40)]
    worker.send_signal(signal.SIGKILL)
    answered += [fields for line in worker.stdout.read().splitlines() if len(fields := line.split()) == 3]
    worker.stdout.close()
    assert worker.wait() == -signal.SIGKILL
    assert len(answered) >= 40
    with StoryIndex(path) as index:
        for name, story_id, _ in answered:
            story = index.story(article(name, "").id)
            assert story is not None
            assert story.id == story_id
        assert len(index) in {len(answered), len(answered) + 1}
        again = index.add(article("after", text(*FERRY)))
        assert again.id == answered[1][1]


def test_files_that_are_no_index_are_refused(tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.sqlite"
    spoilt.write_bytes(b"this is no database, and long enough to be taken for one" * 40)
    with pytest.raises(StoreError, match=r"spoilt\.sqlite can't be opened"):
        StoryIndex(spoilt)
    newer = tmp_path / "newer.sqlite"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(StoreError, match=r"another version of this program \(99, not \d+\)\. Nothing is lost"):
        StoryIndex(newer)
    with pytest.raises(StoreError, match="can't be opened"):
        StoryIndex(tmp_path)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    with StoryIndex(path) as one, StoryIndex(path) as two:
        one.add(article("gazette", text(*FERRY)))
        with pytest.raises(StoreError, match="another process"):
            two.add(article("mirror", text(*FERRY[:4])))


def test_rows_that_wait_for_their_commit_are_written_as_they_are_by_then(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    late = "2026-10-06T09:00:00+00:00"
    with StoryIndex(path, commit_every=1000) as index, StoryIndex(None, commit_every=1000) as forgotten:
        for at in range(300):
            body = (FERRY, LIBRARY)[at % 2]
            published = late if at >= 298 else f"2026-10-07T09:{at % 60:02d}:00+00:00"
            item = article(f"site{at}", text(*body[: 5 + at % 2]), date=published)
            assert index.add(item) == forgotten.add(item)
        told = [*index.stories()]
        assert told == [*forgotten.stories()]
        assert {change.item_id: change.story for change in index.changes()}.items() <= dict(told).items()
    with StoryIndex(path) as index:
        assert [*index.stories()] == told


def test_the_log_is_moved_into_the_file_while_items_are_added(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    with StoryIndex(path) as index:
        for at in range(300):
            index.add(article(f"site{at}", text(*FERRY[:3], *LIBRARY[: at % 4])))
        until = time.monotonic() + 20
        while path.stat().st_size < 100_000 and time.monotonic() < until:
            time.sleep(0.05)
        assert path.stat().st_size >= 100_000
        told = [*index.stories()]
    with StoryIndex(path) as index:
        assert [*index.stories()] == told
