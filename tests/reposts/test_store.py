"""The index on disk: reopened, killed, spoilt, shared."""

from __future__ import annotations

import errno
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repost_texts import FERRY, LIBRARY, article, text

from newsspider.native import compiled
from newsspider.records import Credit
from newsspider.reposts import StoreError, StoreWriteError, StoryIndex
from newsspider.reposts.fingerprint import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_postings = compiled("newsspider.reposts._postings")
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
    with pytest.raises(StoreError, match=r"spoilt\.sqlite can't be opened.*remove the file") as refused:
        StoryIndex(spoilt)
    assert not isinstance(refused.value, StoreWriteError)
    newer = tmp_path / "newer.sqlite"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(StoreError, match=r"another version of this program \(99, not \d+\)\. Nothing is lost"):
        StoryIndex(newer)
    with pytest.raises(StoreWriteError, match="can't be opened"):
        StoryIndex(tmp_path)


@contextmanager
def no_file_larger(size: int) -> Iterator[None]:
    """A disk that takes no more than this of each file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_takes_no_index_is_no_reason_to_remove_one(tmp_path: Path) -> None:
    with no_file_larger(5_000), pytest.raises(StoreWriteError, match="Check the disk") as refused:
        StoryIndex(tmp_path / "stories.sqlite")
    assert "remove" not in str(refused.value)
    StoryIndex(tmp_path / "stories.sqlite").close()


def test_a_disk_that_is_full_where_old_texts_are_put_away_is_told_of(tmp_path: Path) -> None:
    words = [f"w{number:05d}x" for number in range(30_000)]
    with StoryIndex(None) as index:
        index.add(article("first", text(*FERRY)))
        long = (article(f"long{at}", " ".join(words[at:])) for at in range(40))
        with no_file_larger(600_000), pytest.raises(StoreError, match=r"put away.*Make room there and start again"):
            deque(map(index.add, long), maxlen=0)
        with pytest.raises(StoreError, match="Make room there"):  # it can only be closed
            index.add(article("after", text(*LIBRARY)))
    path = tmp_path / "stories.sqlite"
    with StoryIndex(path) as index, pytest.MonkeyPatch.context() as patch:
        told = index.add(article("gazette", text(*FERRY)))

        def full(packed: bytes, story: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(index._index, "add", full)
        with pytest.raises(StoreError, match=r"stories\.sqlite what is old can't be put away.*No space left"):
            index.add(article("mirror", text(*FERRY[:4])))
    with StoryIndex(path) as index:
        assert index.story(article("gazette", "").id) is not None
        assert index.add(article("mirror", text(*FERRY[:4]))).id == told.id


@pytest.mark.skipif(_postings is None, reason="not compiled here")
def test_old_pairs_that_no_disk_takes_are_told_of_with_what_the_system_says(tmp_path: Path) -> None:
    assert _postings is not None
    rng = random.Random(3)  # noqa: S311 - no secret
    index = _postings.Postings(settings()["candidates"], tmp_path, least_loose=500)

    def add(number: int) -> None:
        index.enter(number, 0)
        index.add(number, rng.randbytes(4 * 200), 1)

    with no_file_larger(50_000), pytest.raises(OSError, match="can't be written: ") as refused:
        deque(map(add, range(4000)), maxlen=0)
    assert refused.value.errno in (errno.EFBIG, errno.ENOSPC)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stories.sqlite"
    with StoryIndex(path) as one, StoryIndex(path) as two:
        one.add(article("gazette", text(*FERRY)))
        with pytest.raises(StoreError, match="another process"):
            two.add(article("mirror", text(*FERRY[:4])))


@pytest.mark.parametrize("cached", [2048, 3])
def test_rows_that_wait_for_their_commit_are_written_as_they_are_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cached: int
) -> None:
    monkeypatch.setattr("newsspider.reposts.store._CACHED_ENTRIES", cached)
    path = tmp_path / "stories.sqlite"
    late = "2026-10-06T09:00:00+00:00"
    with StoryIndex(path, commit_every=1000) as index, StoryIndex(None, commit_every=1000) as forgotten:
        for at in range(300):
            body = (FERRY, LIBRARY)[at % 2]
            published = late if at >= 298 else f"2026-10-07T09:{at % 60:02d}:00+00:00"
            named = (Credit("credit_link", "Site 0", "https://site0.example/site0"),) if at % 5 == 4 else ()
            item = article(f"site{at}", text(*body[: 5 + at % 2]), date=published, credits=named)
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
