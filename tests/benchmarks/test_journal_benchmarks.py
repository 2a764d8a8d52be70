"""``benchmarks/seen_store.py`` and ``benchmarks/journal_cost.py``, small: what they measure is there."""

from __future__ import annotations

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))

import journal_cost  # noqa: E402 - benchmarks/ is on the path only now
import seen_store  # noqa: E402 - as above

from newsspider.corpus import Journal  # noqa: E402 - as above


def test_the_store_is_filled_with_ids_that_are_found(tmp_path: Path) -> None:
    seen_store.fill(tmp_path / "corpus", 3_000)
    with Journal(tmp_path / "corpus", "run") as journal:
        assert all(journal.has(one) for one in seen_store.ids(3_000))
        assert not journal.has("0" * 20)
    figures = seen_store.measure(tmp_path / "corpus", 3_000)
    assert figures["look-up of one that is there, us (median)"] > 0
    assert seen_store.wrong({**figures, "start, s": 2.5}) == ["start, s is 2.5, at most 2 is allowed"]


def test_both_writers_write_the_same_records(tmp_path: Path) -> None:
    items = journal_cost.make_items(20)
    journal_cost.through_journal(tmp_path, items)
    journal_cost.through_exporter(tmp_path, items)
    written = (tmp_path / "items.jsonl").read_text("utf-8").splitlines()
    exported = (tmp_path / "feed.jsonl").read_text("utf-8").splitlines()
    assert len(written) == len(exported) == 20
    assert '"run_id":"run"' in written[0]
