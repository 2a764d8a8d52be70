"""Real processes, killed, starved of disk, or in each other's way."""

from __future__ import annotations

import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from corpus_items import id_of, ids_in, make_item

from newsspider.corpus import Journal, LockedError, RunLock, WriteError, read_lines
from newsspider.corpus.journal import BATCH_ITEMS
from newsspider.corpus.lines import LineFile

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
TOTAL = 1500
KILLS = 6


def start(
    corpus_dir: Path, run_id: str, total: int = TOTAL, limit: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / "journal_writer.py", corpus_dir, run_id, str(total)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # noqa: PLW1509 -- the parent has no threads; a limit can only be set in the child
        env={"PYTHONPATH": f"{HERE.parents[1]}:{HERE}"},
    )


def test_killed_at_random_moments_nothing_is_lost_repeated_or_torn(tmp_path: Path) -> None:
    rng = random.Random(20261122)  # noqa: S311 -- moments, not secrets
    promised = 0
    for kill in range(KILLS):
        process = start(tmp_path, f"run-{kill}")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.02))
        process.kill()
        said, _ = process.communicate()
        told = [int(line.split()[1]) for line in said.splitlines(keepends=True) if line.endswith("\n")]
        promised += max(told, default=0)
        with Journal(tmp_path, "check") as journal:
            held = ids_in(tmp_path)
            assert len(held) >= promised, "an item was promised as committed and is lost"
            assert all(journal.has(item_id) for item_id in held)
        promised = len(held)
    last = start(tmp_path, "last")
    _, errors = last.communicate(timeout=300)
    assert (last.returncode, errors) == (0, "")
    assert Counter(ids_in(tmp_path)) == Counter(id_of(number) for number in range(TOTAL))
    changed = [line["item_id"] for line in read_lines(tmp_path / "stories.jsonl")]
    assert Counter(changed) == Counter(id_of(number) for number in range(0, TOTAL, 5))
    assert (tmp_path / "rejected.jsonl").read_bytes().endswith(b"\n")
    assert list(read_lines(tmp_path / "rejected.jsonl"))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace isn't installed here")
def test_the_system_calls_sync_every_line_before_its_commit(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    trace = ["strace", "-f", "-y", "-e", "trace=write,pwrite64,fsync,fdatasync", "-s", "0", "-o", str(calls)]
    command = [sys.executable, HERE / "journal_writer.py", tmp_path / "corpus", "run", "160"]
    environment = {"PYTHONPATH": f"{HERE.parents[1]}:{HERE}"}
    subprocess.run([*trace, *map(str, command)], env=environment, stdout=subprocess.DEVNULL, check=True)
    unsynced: set[str] = set()
    commits = 0
    for line in calls.read_text().splitlines():
        call = re.match(r"\d+ +(\w+)\(\d+<([^>]*)>", line)
        if call is None:
            continue
        name, file = call[1], call[2].rsplit("/", 1)[1] if "/" in call[2] else call[2]
        if "sync" in name:
            unsynced.discard(file)
        elif file.endswith(".jsonl"):
            assert "journal.sqlite-wal" not in unsynced, "a commit wasn't synced before the next line"
            unsynced.add(file)
        elif file == "journal.sqlite-wal":
            assert not {one for one in unsynced if one.endswith(".jsonl")}, "committed before it was synced"
            commits += file not in unsynced
            unsynced.add(file)
    assert commits >= 160 * 2 // BATCH_ITEMS
    assert not unsynced - {"journal.sqlite-wal"}


def test_a_full_disk_is_told_and_heals(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    process = start(tmp_path, "one", 1500, limit)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 74
    assert "items.jsonl: cannot write: the file has reached the size limit" in errors
    assert "start again; all that was committed is kept" in errors
    before = ids_in(tmp_path)
    assert len(before) > 50
    with Journal(tmp_path, "two") as journal:
        assert journal.healed_bytes == 0  # what was whole was committed as the run closed
        assert all(journal.has(item_id) for item_id in before)
        for number in range(1500):
            journal.write(make_item(number))
    assert Counter(ids_in(tmp_path)) == Counter(id_of(number) for number in range(1500))


def test_a_journal_takes_nothing_after_a_write_error(tmp_path: Path) -> None:
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal = Journal(tmp_path, "run")
    try:
        journal.write(make_item(1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, old[1]))
        with pytest.raises(WriteError, match=r"items\.jsonl"):
            journal.write(make_item(2, text="word " * 2_000))
        assert not journal.has(id_of(2))
        with pytest.raises(WriteError, match=r"items\.jsonl"):
            journal.write(make_item(3))
        assert ids_in(tmp_path) == [id_of(1)]  # the part of the line that fitted is gone
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    journal.close()
    assert journal.committed == 1


def test_a_last_batch_that_cannot_be_committed_is_told_and_found_again(tmp_path: Path) -> None:
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal(tmp_path, "one") as journal:
        journal.write(make_item(1))
    journal = Journal(tmp_path, "two")
    journal.write(make_item(2))
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, old[1]))
        with pytest.raises(WriteError, match=r"journal\.sqlite: cannot write"):
            journal.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert journal.committed == 0
    with Journal(tmp_path, "three") as journal:
        assert journal.healed_bytes > 0
        assert not journal.has(id_of(2))
        assert ids_in(tmp_path) == [id_of(1)]


def test_no_space_left_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").symlink_to("/dev/full")
    file = LineFile(tmp_path / "items.jsonl")
    file.open(None, precious=True)
    with pytest.raises(WriteError, match=r"the disk is full \(ENOSPC\)\. Free some space and start again"):
        file.append(b"{}\n")
    file.close()


def test_a_second_run_is_told_who_holds_the_lock_since_when(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(HERE.parents[1])},
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LockedError, match=rf"process {holder.pid} on .* since 20\d\d-.*kill {holder.pid}"):
        RunLock(tmp_path).acquire()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with RunLock(tmp_path):
        pass


HOLD = """
import pathlib, sys
from newsspider.corpus import RunLock
with RunLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_free_after_its_with(tmp_path: Path) -> None:
    lock = RunLock(tmp_path)
    with lock, pytest.raises(LockedError):
        RunLock(tmp_path).acquire()
    with RunLock(tmp_path):
        pass
    lock.release()


def test_a_lock_whose_holder_has_not_yet_written_its_name(tmp_path: Path) -> None:
    with RunLock(tmp_path) as lock:
        lock.path.write_bytes(b"")
        with pytest.raises(LockedError, match="by another process"):
            RunLock(tmp_path).acquire()


def test_a_lock_in_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "run.lock").mkdir()
    with pytest.raises(WriteError, match=r"run\.lock: cannot write: this is a directory"):
        RunLock(tmp_path).acquire()
