"""Measure the story index: ``python benchmarks/reposts.py ITEMS.jsonl [--gold GOLD.jsonl]``.

In: rows as ``newsspider.reposts.article_from_row`` reads them, in order of arrival; gold rows with ``id`` and
``story_id``. Out: a table: items a second, memory and disk bytes an item, seconds to reopen; with gold, pairwise
precision, recall and F1 of the answers at once and of the last word. Refused: rows without id or text.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newsspider.reposts import StoryIndex, answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def pairwise(gold: Mapping[str, str], told: Mapping[str, str]) -> str:
    """Precision, recall and F1 over all pairs of items of one story."""

    def pairs(sizes: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes.values())

    both = pairs(Counter((gold[i], told[i]) for i in gold))
    precision = both / max(1, pairs(Counter(told[i] for i in gold)))
    recall = both / max(1, pairs(Counter(gold.values())))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}"


def peak_mib() -> float:
    """The most memory that this process has held, in MiB (Linux counts in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak / 2**20 if sys.platform == "darwin" else peak / 2**10)


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--gold", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stories.sqlite"
        before, start, slowest = peak_mib(), time.perf_counter(), 0.0
        told: dict[str, str] = {}
        with StoryIndex(path) as index:
            for row in rows(options.items):
                asked = time.perf_counter()
                said = answer(row, index)
                slowest = max(slowest, time.perf_counter() - asked)
                told[str(said["id"])] = said["story_id"]
            took, count = time.perf_counter() - start, len(index)
            last = told | {change.item_id: change.story.id for change in index.changes()}
        print(f"items               {count}")
        print(f"items a second      {count / took:.0f}")
        print(f"slowest answer      {slowest * 1000:.1f} ms")
        print(f"memory an item      {(peak_mib() - before) * 2**20 / max(1, count):.0f} bytes")
        print(f"disk an item        {path.stat().st_size / max(1, count):.0f} bytes")
        start = time.perf_counter()
        StoryIndex(path).close()
        print(f"reopened in         {time.perf_counter() - start:.2f} s")
    if options.gold:
        gold = {str(row["id"]): str(row["story_id"]) for row in rows(options.gold)}
        print(f"at once             {pairwise(gold, told)}")
        print(f"last word           {pairwise(gold, last)}")


if __name__ == "__main__":
    main()
