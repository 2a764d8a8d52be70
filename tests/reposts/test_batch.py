"""Whole files of items into an index: killed, resumed, grown, spoilt."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from repost_texts import FERRY, LIBRARY, text

from newsspider.reposts import InputChangedError, Read, StoryIndex, tie_files

HERE = Path(__file__).parent
# Reads the file and is killed after its second batch.
_WORKER = """
import os, signal, sys
from pathlib import Path
from newsspider.reposts import StoryIndex, tie_files
def progress(read):
    if read.items >= 400:
        os.kill(os.getpid(), signal.SIGKILL)
with StoryIndex(sys.argv[1]) as index:
    tie_files(index, [Path(sys.argv[2])], refused=print, progress=progress)
"""


def rows(first: int, last: int) -> list[str]:
    return [
        json.dumps({"id": f"i{n}", "text": text(*(FERRY if n % 2 else LIBRARY)[: 4 + n % 3], f"Number {n}.")}) + "\n"
        for n in range(first, last)
    ]


def read(index: StoryIndex, *paths: Path) -> tuple[Read, list[tuple[str, int]]]:
    refused: list[tuple[str, int]] = []
    done = tie_files(
        index, paths, refused=lambda path, line, _why: refused.append((path.name, line)), progress=lambda _: None
    )
    return done, refused


def test_lines_that_are_no_items_are_told_and_passed_over(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl.gz"
    one.write_text("no JSON\n" + "".join(rows(0, 3)) + '\n{"id": 7}\n')
    two.write_bytes(gzip.compress("".join(rows(3, 5)).encode()))
    with StoryIndex(tmp_path / "s.sqlite") as index:
        done, refused = read(index, one, two, one)
        assert (done.items, done.refused, done.resumed) == (5, 2, 0)
        assert done.done_bytes == done.all_bytes == one.stat().st_size + two.stat().st_size
        assert refused == [("one.jsonl", 1), ("one.jsonl", 6)]
        told = dict(index.stories())
        assert list(told) == [f"i{n}" for n in range(5)]
        assert told["i3"].id == told["i1"].id != told["i0"].id


def test_a_killed_reading_goes_on_and_ends_as_one_in_one_go(tmp_path: Path) -> None:
    lines = tmp_path / "items.jsonl"
    lines.write_text("".join(rows(0, 450)))
    killed = subprocess.run(
        [sys.executable, "-c", _WORKER, str(tmp_path / "killed.sqlite"), str(lines)],
        env={"PYTHONPATH": str(HERE.parents[1])},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with StoryIndex(tmp_path / "killed.sqlite") as index, StoryIndex(tmp_path / "whole.sqlite") as whole:
        assert len(index) == 400
        done, _ = read(index, lines)
        assert (done.items, done.resumed) == (450, 400)
        read(whole, lines)
        assert list(index.stories()) == list(whole.stories())


def test_a_file_that_has_grown_is_read_on(tmp_path: Path) -> None:
    lines = tmp_path / "items.jsonl"
    lines.write_text("".join(rows(0, 2)))
    with StoryIndex(tmp_path / "s.sqlite") as index:
        read(index, lines)
        with lines.open("a") as file:
            file.writelines(rows(2, 4))
        done, _ = read(index, lines)
        assert (done.items, done.resumed, len(index)) == (4, 2, 4)


def test_another_file_under_the_same_name_is_refused(tmp_path: Path) -> None:
    lines = tmp_path / "items.jsonl"
    lines.write_text("".join(rows(0, 2)))
    with StoryIndex(tmp_path / "s.sqlite") as index:
        read(index, lines)
        lines.write_text("".join(rows(5, 9)))
        with pytest.raises(InputChangedError, match="not the file whose first 2 lines"):
            read(index, lines)


def test_after_an_error_in_a_batch_nothing_of_it_was_added(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    lines = tmp_path / "items.jsonl"
    lines.write_text("".join(rows(0, 3)))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    lines.write_text("".join(rows(0, 3)) + "no JSON\n")
    with pytest.raises(KeyboardInterrupt), StoryIndex(path) as index:
        tie_files(index, [lines], refused=stop, progress=lambda _: None)
    with StoryIndex(path) as index:
        assert len(index) == 0


def test_a_file_in_whose_place_another_stands_is_read_anew_if_that_may_be(tmp_path: Path) -> None:
    lines, closed = tmp_path / "items.jsonl", tmp_path / "items-2026-11-01.jsonl"
    lines.write_text("".join(rows(0, 3)))
    with StoryIndex(tmp_path / "s.sqlite") as index:
        read(index, lines)
        closed.write_text(lines.read_text())
        lines.write_text("".join(rows(3, 5)))
        tie_files(index, [closed, lines], refused=print, progress=lambda _: None, replaced=[closed, lines])
        assert [item for item, _ in index.stories()] == [f"i{n}" for n in range(5)]
