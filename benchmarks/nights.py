"""Nights that go wrong, in real processes: ``python benchmarks/nights.py [SCENARIO ...] [--articles 1000]``.

In: which scenarios (all). Out: ``scrapy nightly`` against a site of our own on loopback, killed, stopped, starved of
disk, started twice; a line on what came of each. Exit code 1 if an article was lost, written twice or torn, or if
another bound was passed (the constants below).
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from night_runs import Outcome, Work, fetched_again, let_run
from night_site import NEWS, NightSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from night_site import Mood

MOST_AGAIN = 60  # pages fetched again after a kill
MOST_STOP_S = 30.0
_MOODS: tuple[Mood, ...] = ("well", "hangs", "drips", "hangs", "well")
_NEW = 100  # articles of the second night
_SMALL_DISK_BYTES = 3 << 20
_MOST_FETCHES = 110  # articles asked for before a kill


def killed(work: Work, times: int, rng: random.Random) -> Outcome:
    """SIGKILL at random moments, then a last run."""
    outcome = Outcome(f"SIGKILL x{times}")
    begun: list[int] = []
    for _ in range(times):
        begun.append(len(work.site.asked))
        process = work.start()
        let_run(work.site, process, rng.randrange(_MOST_FETCHES), rng.uniform(0.0, 0.2))
        process.kill()
        process.communicate()
    outcome.figures["records before the last run"] = work.records()
    begun.append(len(work.site.asked))
    code, _, _ = work.run()
    outcome.codes([code], {0})
    work.check(outcome)
    outcome.hold("fetched again, most", max(fetched_again(work.site, begun)), MOST_AGAIN)
    outcome.figures["fetched again, all"] = sum(fetched_again(work.site, begun))
    return outcome


def stopped(work: Work, times: int, rng: random.Random, *arguments: str) -> Outcome:
    """SIGTERM at random moments while the network does what it likes, then a last run."""
    outcome = Outcome(f"SIGTERM x{times}")
    begun, codes, took = [], [], [0.0]
    for number in range(times):
        begun.append(len(work.site.asked))
        work.site.mood = _MOODS[number % len(_MOODS)]
        fetches = 1 + rng.randrange(_MOST_FETCHES)
        work.site.ill = len(work.site.fetches()) + fetches - 1
        process = work.start(*arguments)
        let_run(work.site, process, fetches, rng.uniform(0.2, 1.0))
        since = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=600)
        took.append(time.monotonic() - since)
        codes.append(process.returncode)
    work.site.mood = "well"
    begun.append(len(work.site.asked))
    last, _, _ = work.run()
    outcome.codes(codes, {3})
    if last:
        outcome.wrong.append(f"the last run ended with {last}")
    work.check(outcome)
    outcome.hold("seconds to stop, most", round(max(took), 1), MOST_STOP_S)
    outcome.hold("fetched again, most", max(fetched_again(work.site, begun)), MOST_AGAIN)
    return outcome


def full(work: Work) -> Outcome:
    """A disk that is full (a small tmpfs where we may mount one, else RLIMIT_FSIZE), then one that isn't."""
    outcome = Outcome("disk full")
    with _small_disk(work.corpus) as (how, limit, grow):
        code, _, err = work.run(limit=limit)
        outcome.figures["how"] = how
        outcome.codes([code], {74})
        outcome.figures["kept"] = work.records()
        if "Traceback" in err:
            outcome.wrong.append("a traceback on standard error")
        grow()
        code, _, _ = work.run()
        if code:
            outcome.wrong.append(f"the run with room ended with {code}")
        work.check(outcome)
    return outcome


def overlapping(work: Work, apart_s: float) -> Outcome:
    """Two nights in one corpus."""
    outcome = Outcome(f"overlap, {apart_s:g} s apart")
    first = work.start()
    if apart_s:
        time.sleep(apart_s)
    second = work.start()
    said = [process.communicate(timeout=600) for process in (first, second)]
    codes = {first.returncode: said[0][1], second.returncode: said[1][1]}
    outcome.codes([first.returncode, second.returncode], {0, 75})
    refusal = codes.get(75, "")
    if 75 not in codes:
        outcome.wrong.append("neither was refused")
    elif "by process" not in refusal or "since" not in refusal:
        outcome.wrong.append(f"the refusal doesn't say who holds it since when: {refusal!r}")
    work.check(outcome)
    return outcome


def second_night(work: Work, new: int = _NEW) -> Outcome:
    """A night, and another when new articles have come."""
    outcome = Outcome("second night")
    first, _, _ = work.run()
    before, asked, old = work.records(), len(work.site.asked), work.site.urls
    work.site.articles += new
    expected = len(work.site.urls - old)
    second, _, _ = work.run()
    outcome.codes([first, second], {0})
    fetched = work.site.fetches(asked)
    outcome.hold("new records missing", expected - (work.records() - before), 0)
    outcome.figures["new records"] = work.records() - before
    outcome.hold("articles fetched", len(fetched), expected)
    outcome.hold("old ones fetched", len(old & set(fetched)), 0)
    work.check(outcome)
    return outcome


@contextmanager
def _small_disk(corpus: Path) -> Iterator[tuple[str, Callable[[], None] | None, Callable[[], None]]]:
    corpus.mkdir(parents=True, exist_ok=True)
    size = f"size={_SMALL_DISK_BYTES}"
    mounted = not subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", corpus], check=False).returncode
    if not mounted:

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (_SMALL_DISK_BYTES, _SMALL_DISK_BYTES))

        yield "RLIMIT_FSIZE", limit, lambda: None
        return
    try:
        yield "tmpfs", None, lambda: _remount(corpus)
    finally:
        subprocess.run(["umount", "-l", corpus], check=True)


def _remount(corpus: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=1G", corpus], check=True)


def scenarios(options: argparse.Namespace) -> dict[str, Callable[[Work], Outcome]]:
    """What can be asked for, by name."""
    rng = random.Random(options.seed)  # noqa: S311 - moments, no secrets
    return {
        "kill": lambda work: killed(work, options.kills, rng),
        "term": lambda work: stopped(work, options.terms, rng),
        "full": full,
        "together": lambda work: overlapping(work, 0.0),
        "apart": lambda work: overlapping(work, 1.0),
        "second": second_night,
    }


def main() -> int:
    """Run, print; the exit code."""
    options = _options()
    known = scenarios(options)
    unknown = set(options.scenario) - set(known)
    if unknown:
        print(f"nights: there is no scenario {unknown.pop()!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = False
    for name in options.scenario or known:
        with tempfile.TemporaryDirectory() as folder, NightSite(options.articles) as site:
            outcome = known[name](Work(Path(folder), site))
        failed = failed or bool(outcome.wrong)
        print(f"{outcome.name}: {', '.join(f'{what} {value}' for what, value in outcome.figures.items())}", flush=True)
        for what in outcome.wrong:
            print(f"  WRONG: {what}", flush=True)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", help="kill, term, full, together, apart, second (default: all)")
    parser.add_argument("--articles", type=int, default=1000, metavar="N", help=f"of the news site on {NEWS} (1000)")
    parser.add_argument("--kills", type=int, default=20, metavar="N", help="how often SIGKILL (20)")
    parser.add_argument("--terms", type=int, default=5, metavar="N", help="how often SIGTERM (5)")
    parser.add_argument("--seed", type=int, default=20261122, metavar="N", help="of the moments")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
