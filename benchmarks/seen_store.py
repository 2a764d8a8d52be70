"""What the corpus costs when it knows ten million articles: ``python benchmarks/seen_store.py [--ids 10000000]``.

In: how many ids. Out: a journal that holds them, made in a directory of its own, and then, in a fresh process, how long
its start takes, how much memory it takes, how long a look-up takes of ids that are there and that aren't, and a commit
of 50. Exit code 1 if a bound is passed: a start of 2 s, 32 MiB more of memory, 100 microseconds a
look-up (median).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from newsspider.corpus import Journal  # noqa: E402 - the checkout is on the path only now
from newsspider.corpus.lines import Mark  # noqa: E402 - as above
from newsspider.corpus.state import State  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEED = 10
_BATCH = 50_000
_LOOK_UPS = 20_000
_COMMITS = 40
_PER_COMMIT = 50
MOST_START_S, MOST_MIB, MOST_LOOK_UP_US = 2.0, 32.0, 100.0


def ids(count: int) -> Iterator[str]:
    """Ids as they are: 20 hexadecimal digits, in no order."""
    rng = random.Random(_SEED)  # noqa: S311 - ids, no secrets
    return (f"{rng.getrandbits(80):020x}" for _ in range(count))


def fill(corpus_dir: Path, count: int) -> None:
    """A journal that knows so many ids. They are put in by their order, which is what makes it take minutes only."""
    (corpus_dir / "state").mkdir(parents=True)
    state = State(corpus_dir / "state" / "journal.sqlite")
    state.create_tables()
    known = sorted(ids(count))
    for start in range(0, count, _BATCH):
        state.commit(known[start : start + _BATCH], (), {"items.jsonl": Mark()})
    state.finish()
    state.close()


def measure(corpus_dir: Path, count: int) -> dict[str, float]:
    """Start, look up, commit: in this process, which has done nothing else."""
    before = _memory_mib()
    since = time.perf_counter()
    journal = Journal(corpus_dir, "measured")
    start_s = time.perf_counter() - since
    some = [one for number, one in enumerate(ids(count)) if number % max(1, count // _LOOK_UPS) == 0]
    random.Random(1).shuffle(some)  # noqa: S311 - an order, no secret
    there = [_timed(journal, one) for one in some]
    absent = [_timed(journal, f"{number:020x}") for number in range(len(some))]
    state = journal._state  # the store alone: no lines are written here
    commits = []
    rng = random.Random(2)  # noqa: S311 - ids, no secrets
    for _ in range(_COMMITS):
        new = [f"{rng.getrandbits(80):020x}" for _ in range(_PER_COMMIT)]
        since = time.perf_counter()
        state.commit(new, (), {})
        commits.append(time.perf_counter() - since)
    more = _memory_mib() - before
    journal.close()
    return {
        "start, s": round(start_s, 3),
        "memory more, MiB": round(more, 1),
        "look-up of one that is there, us (median)": round(statistics.median(there) * 1e6, 1),
        "... (99 %)": round(statistics.quantiles(there, n=100)[98] * 1e6, 1),
        "look-up of one that isn't, us (median)": round(statistics.median(absent) * 1e6, 1),
        "commit of 50, ms (median)": round(statistics.median(commits) * 1e3, 2),
        "file, MiB": round((corpus_dir / "state" / "journal.sqlite").stat().st_size / 2**20, 1),
    }


def _timed(journal: Journal, item_id: str) -> float:
    since = time.perf_counter()
    journal.has(item_id)
    return time.perf_counter() - since


def _memory_mib() -> float:
    """What this process holds now; the highest that getrusage tells is its parent's."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def wrong(figures: dict[str, float]) -> list[str]:
    """The bounds that are passed."""
    bounds = {
        "start, s": MOST_START_S,
        "memory more, MiB": MOST_MIB,
        "look-up of one that is there, us (median)": MOST_LOOK_UP_US,
        "look-up of one that isn't, us (median)": MOST_LOOK_UP_US,
    }
    return [
        f"{name} is {figures[name]}, at most {most:g} is allowed"
        for name, most in bounds.items()
        if figures[name] > most
    ]


def main() -> int:
    """Fill, measure, print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ids", type=int, default=10_000_000, metavar="N", help="how many (10,000,000)")
    parser.add_argument("--measure", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.ids)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        corpus_dir = Path(folder) / "corpus"
        fill(corpus_dir, options.ids)
        command = [sys.executable, __file__, "--ids", str(options.ids), "--measure", str(corpus_dir)]
        figures = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    print(f"{options.ids:,} ids")
    for name, value in figures.items():
        print(f"  {name:<45}{value:g}")
    failures = wrong(figures)
    for what in failures:
        print(f"WRONG: {what}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
