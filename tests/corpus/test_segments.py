"""Segments: files that are full are closed, packed, and read as one corpus; a kill at any moment of it is healed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from corpus_items import id_of, make_item

from newsspider.corpus import Journal, item_files, read_items
from newsspider.corpus.live import LiveFile
from newsspider.corpus.state import State

if TYPE_CHECKING:
    from pathlib import Path

SMALL = 3_000  # bytes: three or four records of the tests


class KilledError(Exception):
    """The process ends here."""


def write(
    corpus_dir: Path, *numbers: int, live: str = "items.jsonl", packing: str = "none", segment_bytes: int = 0
) -> None:
    with Journal(corpus_dir, "run", live=live, segment_bytes=segment_bytes) as journal:
        for number in numbers:
            journal.write(make_item(number))
            journal.commit()
        journal.pack_segments(packing)


def names(corpus_dir: Path) -> list[str]:
    return [path.name for path in item_files(corpus_dir)]


def ids(corpus_dir: Path) -> list[str]:
    return [record["id"] for record in read_items(corpus_dir)]


def test_a_full_file_is_closed_and_the_live_one_keeps_its_name(tmp_path: Path) -> None:
    write(tmp_path, *range(10), segment_bytes=SMALL)
    assert names(tmp_path)[:2] == ["items-00001.jsonl", "items-00002.jsonl"]
    assert names(tmp_path)[-1] == "items.jsonl"
    assert ids(tmp_path) == [id_of(number) for number in range(10)]
    write(tmp_path, *range(5, 15), segment_bytes=SMALL)
    assert ids(tmp_path) == [id_of(number) for number in range(15)]
    for path in item_files(tmp_path)[:-1]:
        assert SMALL <= path.stat().st_size < 2 * SMALL


def test_a_file_per_date(tmp_path: Path) -> None:
    write(tmp_path, 0)
    write(tmp_path, 1, 2, live="items-2026-11-22.jsonl")
    write(tmp_path, 3, live="items-2026-11-22.jsonl")
    write(tmp_path, 2, 4, live="items-2026-11-23.jsonl")
    assert names(tmp_path) == ["items-00001.jsonl", "items-2026-11-22.jsonl", "items-2026-11-23.jsonl"]
    assert ids(tmp_path) == [id_of(number) for number in range(5)]
    write(tmp_path, 5, live="items-2026-11-22.jsonl")  # the clock was put back
    assert Counter(ids(tmp_path)) == Counter(id_of(number) for number in range(6))


def test_dates_and_segments_together(tmp_path: Path) -> None:
    for day in (22, 23):
        numbers = range(day * 10, day * 10 + 9)
        write(tmp_path, *numbers, live=f"items-2026-11-{day}.jsonl", segment_bytes=SMALL, packing="gzip")
    assert ids(tmp_path) == [id_of(number) for day in (22, 23) for number in range(day * 10, day * 10 + 9)]
    assert names(tmp_path)[:3] == [
        "items-2026-11-22-00001.jsonl.gz",
        "items-2026-11-22-00002.jsonl.gz",
        "items-2026-11-22.jsonl.gz",
    ]
    assert names(tmp_path)[-1] == "items-2026-11-23.jsonl"


@pytest.mark.parametrize("step", ["begin_roll", "rename", "close_segment"])
def test_a_kill_while_a_segment_is_closed_is_healed(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*arguments: object, **named: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        if step == "rename":
            patch.setattr(LiveFile, "_rename", killed)
        else:
            patch.setattr(State, step, killed)
        with pytest.raises(KilledError):
            write(tmp_path, *range(6), segment_bytes=SMALL)
    write(tmp_path, *range(8), segment_bytes=SMALL)
    assert Counter(ids(tmp_path)) == Counter(id_of(number) for number in range(8))


@pytest.mark.parametrize(("packing", "suffix"), [("gzip", ".gz"), ("zstd", ".zst")])
def test_packed_segments_are_read_like_others(tmp_path: Path, packing: str, suffix: str) -> None:
    write(tmp_path, *range(10), segment_bytes=SMALL, packing=packing)
    assert names(tmp_path)[0] == f"items-00001.jsonl{suffix}"
    assert not (tmp_path / "items-00001.jsonl").exists()
    assert ids(tmp_path) == [id_of(number) for number in range(10)]
    write(tmp_path, *range(12), segment_bytes=SMALL)
    assert ids(tmp_path) == [id_of(number) for number in range(12)]


def test_a_kill_while_a_segment_is_packed_counts_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*arguments: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(State, "rename_segment", killed)
        with pytest.raises(KilledError):
            write(tmp_path, *range(4), segment_bytes=SMALL, packing="gzip")
    assert (tmp_path / "items-00001.jsonl.gz").exists()
    assert ids(tmp_path) == [id_of(number) for number in range(4)]
    write(tmp_path, 4, segment_bytes=SMALL, packing="gzip")
    assert not (tmp_path / "items-00001.jsonl").exists()
    (tmp_path / "items-00001.jsonl").write_bytes(b"")  # a kill came between the rename and the removal
    write(tmp_path, 5, segment_bytes=SMALL, packing="gzip")
    assert ids(tmp_path) == [id_of(number) for number in range(6)]


def test_a_name_that_was_packed_is_not_taken_again(tmp_path: Path) -> None:
    write(tmp_path, 0, live="items-2026-11-22.jsonl")
    write(tmp_path, 1, packing="gzip")
    write(tmp_path, 2, live="items-2026-11-22.jsonl")
    assert sorted(ids(tmp_path)) == sorted(id_of(number) for number in range(3))


def test_a_corpus_of_segments_without_its_journal_is_taken_over(tmp_path: Path) -> None:
    write(tmp_path, *range(8), segment_bytes=SMALL, packing="gzip")
    (tmp_path / "state" / "journal.sqlite").unlink()
    write(tmp_path, *range(10), segment_bytes=SMALL)
    assert ids(tmp_path) == [id_of(number) for number in range(10)]


def test_a_journal_of_the_first_version_goes_on(tmp_path: Path) -> None:
    write(tmp_path, 1, 2)
    db = sqlite3.connect(tmp_path / "state" / "journal.sqlite")
    db.execute("DROP TABLE segments")
    db.execute("DELETE FROM meta WHERE key = 'live'")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    write(tmp_path, 1, 2, 3)
    assert ids(tmp_path) == [id_of(number) for number in (1, 2, 3)]
