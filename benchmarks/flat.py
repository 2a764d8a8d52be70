"""Whether a long crawl stays as it began: ``python benchmarks/flat.py [--pages 50000]``.

In: a number of pages, which a server of its own process makes up, each a story of its own. Out: one crawl of them all
with two workers, and for each part of it what its processes held and what a page cost: CPU time, and the same over that
of an lxml parse of such a page at the same moments, since others may slow the machine down meanwhile. Exit code 1 if
memory grew by more than 5 MiB for 10,000 pages behind the first 5,000, or if a page cost 5 % more, in parses, at the
end than at the beginning.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
from fast_web import answer, served
from watched import family, memory_mib

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).resolve().parents[1]
MOST_MIB = 5.0  # for 10,000 pages
MOST_DEARER = 1.05
_FIRST = 5000  # pages in which caches fill and workers reach their size
_PER_MAP = 5000
_EVERY_S = 2.0
_PARSES = 40  # at each look
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_TICKS = os.sysconf("SC_CLK_TCK")
_SYLLABLES = "ba be bo da de di ka ke ko la le lo ma me mi na ne no ra re ri sa se so ta te to va ve vo".split()  # noqa: SIM905 - a list of thirty strings reads worse


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment of the crawl: records written, CPU used and memory held until then, and what a parse costs then."""

    pages: int
    cpu_s: float
    parse_s: float
    mib: float
    rss_mib: float


def find(path: str) -> bytes | None:
    """The answer of the made-up site."""
    if path.startswith("/story/"):
        return answer(_story(int(path.rsplit("/", 1)[1])))
    if path.startswith("/map-"):
        number = int(path[5:].split(".", maxsplit=1)[0])
        urls = "".join(f"<url><loc>/story/{n}</loc></url>" for n in range(number * _PER_MAP, (number + 1) * _PER_MAP))
        return answer(
            f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode(), "text/xml"
        )
    return None


def _story(number: int) -> bytes:
    """A page: its own words, and a frame that is every page's."""
    rng = random.Random(number)  # noqa: S311 - words, no secret
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(160)]
    sentences = [f"The {' '.join(rng.choices(words, k=14))} of {number} {rng.choice(words)}." for _ in range(30)]
    text = "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, 30, 3))
    menu = "".join(f"<li><a href='/section/{n}'>Section {n}</a></li>" for n in range(12))
    title = " ".join(rng.choices(words, k=7)).capitalize()
    date = f"<meta property=article:published_time content=2026-01-{number % 28 + 1:02}T08:00:00Z>"
    offer = "<p>Read the Daily Sample every morning at your door.</p>"
    story = f"<article><h1>{title}</h1>{text}{offer}</article><footer>All rights reserved.</footer>"
    return f"<!doctype html><html lang=en><title>{title}</title>{date}<body><nav><ul>{menu}</ul></nav>{story}".encode()


def main() -> int:
    """Serve, crawl, print; the exit code."""
    options = _options()
    with tempfile.TemporaryDirectory() as temporary, served(find) as origin:
        work = Path(temporary)
        samples, code = _crawl(origin, options.pages, work, options.set)
    print(table(samples))
    growth, dearer = growth_mib(samples), cost_ratio(samples)
    print(f"memory grew by    {growth:.1f} MiB for 10,000 pages behind the first {_FIRST:,} (at most {MOST_MIB:.0f})")
    print(f"cost at the end   {dearer:.3f} of that at the beginning (at most {MOST_DEARER})")
    return 1 if code or growth > MOST_MIB or dearer > MOST_DEARER else 0


def _crawl(origin: str, pages: int, work: Path, settings: Sequence[str]) -> tuple[list[Sample], int]:
    maps = [f"/map-{number}.xml" for number in range(pages // _PER_MAP)]
    (work / "sources.toml").write_text(
        f'[[source]]\nname = "made-up"\nkind = "news"\nurl = "{origin}/"\nsitemaps = {maps}\n'
        f'allow_private = ["{origin.split("//")[1].split(":", maxsplit=1)[0]}"]\ndelay_s = 0\nconcurrency = 16\n',
        encoding="utf-8",
    )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n", encoding="utf-8")
    given = ["EXTRACT_WORKERS=2", "PROGRESS=False", "PAGES_PER_HOST=0", *settings]
    command = [sys.executable, "-m", "scrapy", "crawl", "news", *(part for one in given for part in ("-s", one))]
    with (work / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=work, stdout=log, stderr=log)
        samples = _watch(process, work / "corpus" / "items.jsonl")
    if process.returncode:
        print((work / "log").read_text("utf-8", "replace")[-2000:], file=sys.stderr)
    return samples, process.returncode


def _watch(process: subprocess.Popen[bytes], items: Path) -> list[Sample]:
    samples: list[Sample] = []
    pages, read, page = 0, 0, _story(0)
    while process.poll() is None:
        time.sleep(_EVERY_S)
        if items.exists():
            with items.open("rb") as file:
                file.seek(read)
                more = file.read()
            pages, read = pages + more.count(b"\n"), read + len(more)
        before = samples[-1].pages if samples else 0
        pids = family(process.pid)
        each, rss = memory_mib(pids)
        samples.append(Sample(pages, sum(map(_cpu_s, pids)), _parse_s(page), sum(each), rss))
        if pages // _FIRST > before // _FIRST:
            print(f"{pages:,} pages, {samples[-1].cpu_s:.0f} s of CPU, {sum(each):.0f} MiB", file=sys.stderr)
    # When all are written, the processes go one after the other.
    return [sample for sample in samples if sample.mib and sample.pages < pages]


def _parse_s(page: bytes) -> float:
    """CPU seconds of a parse, now."""
    start = time.thread_time()
    for _ in range(_PARSES):
        lxml.html.document_fromstring(page)
    return (time.thread_time() - start) / _PARSES


def _cpu_s(pid: int) -> float:
    """What a process has used, and those below it that have ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0.0
    return sum(map(int, told[11:15])) / _TICKS


def growth_mib(samples: Sequence[Sample]) -> float:
    """The slope of memory over pages behind the first ones, by least squares, for 10,000 pages."""
    late = [sample for sample in samples if sample.pages > _FIRST]
    if len(late) < 2:
        return 0.0
    middle = sum(one.pages for one in late) / len(late), sum(one.mib for one in late) / len(late)
    spread = sum((one.pages - middle[0]) ** 2 for one in late)
    return 10_000 * sum((one.pages - middle[0]) * (one.mib - middle[1]) for one in late) / max(1.0, spread)


def cost_ratio(samples: Sequence[Sample]) -> float:
    """What a page costs in the last fifth over what it costs in the first one behind the first pages, in parses."""
    last = samples[-1].pages
    part = max(1, (last - _FIRST) // 5)
    _, first = _cost(samples, _FIRST, _FIRST + part)
    return _cost(samples, last - part, last)[1] / first if first else 0.0


def _cost(samples: Sequence[Sample], start: int, end: int) -> tuple[float, float]:
    """CPU milliseconds of a page in a part of the crawl, and parses."""
    inside = [sample for sample in samples if start <= sample.pages <= end]
    if not inside or inside[-1].pages == inside[0].pages:
        return 0.0, 0.0
    page_s = (inside[-1].cpu_s - inside[0].cpu_s) / (inside[-1].pages - inside[0].pages)
    return 1000 * page_s, page_s / (sum(sample.parse_s for sample in inside) / len(inside))


def table(samples: Sequence[Sample]) -> str:
    """The parts of the crawl, a line for each 5,000 pages."""
    lines = ["pages      CPU ms/page  parses  MiB (shared once)  RSS MiB"]
    for start in range(0, samples[-1].pages, _FIRST):
        inside = [sample for sample in samples if start < sample.pages <= start + _FIRST]
        if inside:
            cost, parses = _cost(samples, start, start + _FIRST)
            last = inside[-1]
            lines.append(f"{last.pages:<11}{cost:>11.2f}{parses:>8.1f}{last.mib:>19.0f}{last.rss_mib:>9.0f}")
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=50_000, metavar="N", help="so many pages, in thousands (50000)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the crawl")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
