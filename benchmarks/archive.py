"""A site whose sitemaps list millions of articles: ``python benchmarks/archive.py [--files 42] [--urls 50000]``.

In: how many sitemaps stand in the site's index, and how many articles in each; a server of its own process makes them
up. Out: two nights of 200 articles each (``max_items``): seconds on the clock and of CPU, the most memory that all
processes held, the size of the frontier, and what the summary says of the rest. Exit code 1 if a night didn't end with
0, asked for an article twice, or held more than 500 MiB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from fast_web import answer, served
from flat import PROJECT, _story
from watched import run

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_MIB = 500.0
A_NIGHT = 200
NIGHTS = 2
_MOST_S = 4 * 3600.0
_XMLNS = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"


def site(files: int, urls: int) -> Callable[[str], bytes | None]:
    """The answers of the made-up site; of each month of twenty-six years some articles."""

    def find(path: str) -> bytes | None:
        if path == "/index.xml":
            entries = "".join(f"<sitemap><loc>/map-{n}.xml</loc></sitemap>" for n in range(files))
            return answer(f"<sitemapindex {_XMLNS}>{entries}</sitemapindex>".encode(), "text/xml")
        if path.startswith("/map-"):
            number = int(path[5:].split(".", maxsplit=1)[0])
            entries = "".join(map(_entry, range(number * urls, (number + 1) * urls)))
            return answer(f"<urlset {_XMLNS}>{entries}</urlset>".encode(), "text/xml")
        return answer(_story(int(path.strip("/").rsplit("-", 1)[1]))) if path.startswith("/2026/") else None

    return find


def _entry(number: int) -> str:
    moment = f"20{number % 26 + 1:02}-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00Z"
    url = f"/2026/03/the-story-of-a-ferry-and-its-crew-{number}/"
    return f"<url><loc>{url}</loc><lastmod>{moment}</lastmod></url>"


def main() -> int:
    """Serve, crawl, print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=42, help="sitemaps in the index; SITEMAP_FILES of them are read")
    parser.add_argument("--urls", type=int, default=50_000, help="articles in each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, served(site(options.files, options.urls)) as origin:
        return max(_night(number, origin, Path(temporary)) for number in range(1, NIGHTS + 1))


def _night(number: int, origin: str, work: Path) -> int:
    host = origin.split("//")[1].split(":", maxsplit=1)[0]
    (work / "sources.toml").write_text(
        f'[[source]]\nname = "archive"\nkind = "news"\nurl = "{origin}/"\nsitemaps = ["{origin}/index.xml"]\n'
        f'allow_private = ["{host}"]\ndelay_s = 0\nmax_items = {A_NIGHT}\n',
        encoding="utf-8",
    )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n", encoding="utf-8")
    command = [sys.executable, "-m", "scrapy", "nightly", "-s", "PROGRESS=False"]
    used = run(command, cwd=work, out=work / "out", err=work / "err", env={"PYTHONPATH": str(PROJECT)}, most_s=_MOST_S)
    said = (work / "out").read_text("utf-8").splitlines()
    items = (work / "corpus" / "items.jsonl").read_bytes().splitlines()
    ids = {orjson.loads(line)["id"] for line in items}
    frontier = (work / "corpus" / "state" / "frontier.sqlite").stat().st_size / 2**20
    took = f"{used.wall_s:,.0f} s, {used.cpu_s:,.0f} s of CPU, {used.peak_mib:,.0f} MiB, frontier {frontier:,.0f} MiB"
    print(f"night {number}: code {used.code}, {took}; {len(ids):,} articles, {len(items) - len(ids)} of them twice")
    print("\n".join(f"  {line.strip()}" for line in said if line.startswith("Not asked for") or "left out" in line))
    return int(used.code != 0 or len(ids) != len(items) or used.peak_mib > MOST_MIB)


if __name__ == "__main__":
    sys.exit(main())
