"""Measure the story index: ``python benchmarks/reposts.py ITEMS.jsonl [--gold GOLD.jsonl] [--peer] ...``.

In: rows as ``newsspider.reposts.article_from_row`` reads them, in order of arrival; gold rows with ``id`` and
``story_id`` (``is_repost``, ``origin_id``, ``transformations``, ``hard_negative`` where known). Out: a table: items a
CPU second, in all and over the first and the last tenth; memory and disk bytes an item; the slowest answer, by the
clock on the wall and by the processor; the time to reopen; with gold, how well stories were found, at once and by
the last word. ``--peer`` runs datasketch's MinHashLSH(.5) over the first items in the same process; ``--forgotten``
keeps no file, as ``scrapy reposts -`` does; ``--put-away`` puts old pairs away and leaves the garbage collector as it
is, as a crawl does. The first item, at which rules are read and patterns compiled, isn't counted in the rates, nor is
what it takes to unpack and read the rows, in ours as in the peer's.
Refused: rows without id or text.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from array import array
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from repost_figures import figures

from newsspider.reposts import StoryIndex, answer
from newsspider.reposts.batch import open_lines
from newsspider.reposts.collector import spare_the_collector

if TYPE_CHECKING:
    from collections.abc import Iterator

_PEER_ITEMS = 2000
_FIRST = 10_000
_COLLECTED = gc.get_threshold()
_SHINGLE_WORDS, _PERMUTATIONS, _THRESHOLD = 5, 128, 0.5


@dataclass(slots=True)
class Run:
    """What was measured.

    Attributes:
        told: Of each item the story and the original that were told at once.
        clock: CPU seconds of all answers up to each.
        slowest_s: The longest that one answer took, by the clock on the wall.
    """

    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    clock: array[float] = field(default_factory=lambda: array("d"))
    slowest_s: float = 0.0

    def rate(self, start: int, end: int) -> float:
        """Items a CPU second between two items."""
        return (end - start) / max(1e-9, self.clock[end - 1] - self.clock[start])

    def slowest_cpu_s(self) -> float:
        """The longest that one answer but the first kept the processor."""
        return max((there - here for here, there in pairwise(self.clock)), default=0.0)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, plain or ``.gz``."""
    with open_lines(path) as lines:
        for line in lines:
            if line.strip():
                yield orjson.loads(line)


def resident_bytes() -> int:
    """Memory that this process holds now (Linux)."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def measure(items: Iterator[dict[str, Any]], index: StoryIndex, *, keep: bool) -> Run:
    """Add all items; keep the answers if they are asked for, since they would count as the index's memory."""
    run = Run()
    busy = 0.0
    for row in items:
        asked, began = time.perf_counter(), time.process_time()
        said = answer(row, index)
        busy += time.process_time() - began
        run.slowest_s = max(run.slowest_s, time.perf_counter() - asked)
        run.clock.append(busy)
        if keep:
            run.told[str(said["id"])] = (said["story_id"], said["origin_id"])
    return run


def peer_rate(items: Iterator[dict[str, Any]]) -> float:
    """Items a CPU second of datasketch's MinHashLSH over word 5-grams."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - of the bench extra

    busy, count = 0.0, 0
    lsh = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    for row in items:
        began = time.process_time()
        words = row["text"].lower().split()
        grams = [
            " ".join(words[i : i + _SHINGLE_WORDS]).encode() for i in range(max(1, len(words) - _SHINGLE_WORDS + 1))
        ]
        minhash = MinHash(num_perm=_PERMUTATIONS)
        minhash.update_batch(grams)
        lsh.query(minhash)
        lsh.insert(row["id"], minhash)
        busy += time.process_time() - began
        count += 1
    return count / busy


def _print_costs(run: Run, count: int, held: int) -> None:
    tenth = max(2, count // 10)
    print(f"items               {count}")
    print(f"items a CPU second  {run.rate(0, count):.0f}")
    if count > _FIRST:
        print(f"  the first {_FIRST}   {run.rate(0, _FIRST):.0f}")
    print(f"  first, last tenth {run.rate(0, tenth):.0f}, {run.rate(count - tenth, count):.0f}")
    print(f"slowest answer      {run.slowest_s * 1000:.1f} ms, {run.slowest_cpu_s() * 1000:.1f} of the processor")
    print(f"memory an item      {held / max(1, count):.0f} bytes")


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--forgotten", action="store_true", help="keep no file, as scrapy reposts - does")
    parser.add_argument("--put-away", action="store_true", help="put old pairs away, as a crawl does")
    parser.add_argument("--most", type=int, default=None, help="read so many items at most")
    options = parser.parse_args()
    if options.peer and find_spec("datasketch") is None:
        parser.error("--peer needs datasketch, which isn't here: pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as folder:
        path = None if options.forgotten else Path(folder) / "stories.sqlite"
        StoryIndex(Path(folder) / "warm.sqlite").close()
        before = resident_bytes()
        if not options.put_away:
            spare_the_collector()
        with StoryIndex(path, commit_every=10_000, all_in_memory=not options.put_away) as index:
            run = measure(islice(rows(options.items), options.most), index, keep=options.gold is not None)
            held, count = resident_bytes() - before, len(index)
            last = {item: (story.id, story.origin_id) for item, story in index.stories()} if options.gold else {}
        _print_costs(run, count, held)
        if path:
            print(f"disk an item        {path.stat().st_size / max(1, count):.0f} bytes")
            start = time.perf_counter()
            StoryIndex(path).close()
            print(f"reopened in         {time.perf_counter() - start:.2f} s")
    gc.unfreeze()
    gc.set_threshold(*_COLLECTED)
    if options.peer:
        peer = peer_rate(islice(rows(options.items), _PEER_ITEMS))
        print(f"datasketch          {peer:.0f} items a CPU second: ours {run.rate(0, count) / peer:.1f} times that")
    if options.gold:
        blank: dict[str, Any] = {"is_repost": False, "transformations": [], "hard_negative": []}
        gold = [{**blank, **row} for row in rows(options.gold) if str(row["id"]) in run.told]
        print(f"at once             {figures(gold, run.told)}")
        print(f"last word           {figures(gold, last)}")


if __name__ == "__main__":
    main()
