"""How fast a whole crawl is: ``python benchmarks/throughput.py PAGES``.

In: a folder of saved pages. Out: pages a second, CPU a page and memory of ``scrapy crawl news`` over them, with one and
with two workers, beside Scrapy that makes nothing of them, Scrapy that parses them with lxml and no more, Scrapy with
trafilatura and Scrapy with readability-lxml in its callback, and news-please: the same pages from the same server, one
crawl after the other, each in processes of its own. What a crawl takes to start is told apart, by a crawl of one page.
Then the CPU of a page by stage, from a crawl of its own (``crawl_stages.py``), and for how long the reactor is held up
(``crawl_turns.py``). news-please pins libraries of its own: ``--news-please`` names the Python of its environment.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import crawl_stages
import crawl_turns
import watched
from fast_web import answer, served
from folder_web import FolderError, saved_files
from peers import NEWS_PLEASE, PEERS

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).resolve().parents[1]
_MOST_S = 1800
OURS = ("newsspider-1", "newsspider-2")
STAGES = "stages"
TURNS = "turns"
_PLAIN = ("FETCH_CREDITED_ORIGINALS=False", "PROGRESS=False", "MIN_WORDS=0")


@dataclass(frozen=True, slots=True)
class Row:
    """A crawl: what it took for all pages, and what it took to start."""

    name: str
    pages: int
    records: int
    used: watched.Used
    start: watched.Used

    @property
    def cpu_ms(self) -> float:
        """CPU of all its processes for one page, the start left out."""
        return 1000 * (self.used.cpu_s - self.start.cpu_s) / self.pages

    @property
    def whole_ms(self) -> float:
        """CPU of all its processes for one page, the start shared out among them."""
        return 1000 * self.used.cpu_s / self.pages

    @property
    def rate(self) -> float:
        """Pages a second on the clock, the start left out."""
        return self.pages / max(0.001, self.used.wall_s - self.start.wall_s)


class Web:
    """The pages, by path; ``/feed-N.xml`` lists the first N."""

    def __init__(self, files: Sequence[Path], origin: str = "") -> None:
        self.origin = origin
        self._answers = [answer(_body(path)) for path in files]

    def find(self, path: str) -> bytes | None:
        """The answer for a path."""
        if path.startswith("/page/"):
            return self._answers[int(path.rsplit("/", 1)[1]) % len(self._answers)]
        if path.startswith("/feed-"):
            count = int(path[6:].split(".", maxsplit=1)[0])
            items = "".join(f"<item><title>t</title><link>/page/{n}</link></item>" for n in range(count))
            return answer(f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode(), "text/xml")
        return None


def _body(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def main() -> int:
    """Serve, crawl, print; the exit code."""
    options = _options()
    try:
        files = saved_files(options.folder.resolve(), options.limit)
    except FolderError as error:
        print(f"throughput: {error}", file=sys.stderr)
        return 2
    names = [name for name in (*PEERS, *OURS, STAGES, TURNS) if not options.only or name in options.only]
    web = Web(files)
    with tempfile.TemporaryDirectory() as temporary, served(web.find) as origin:
        crawls = _Crawls(origin, Path(temporary), options.set, str(options.news_please or sys.executable))
        rows = [crawls.row(name, len(files)) for name in names if name not in (STAGES, TURNS) and crawls.has(name)]
        stages = crawls.stages(len(files)) if STAGES in names else ""
        turns = crawls.turns(len(files)) if TURNS in names else ""
    print("\n\n".join(part for part in (table(rows) if rows else "", stages, turns) if part))
    return 0 if all(row.used.code == 0 for row in rows) else 1


class _Crawls:
    """Crawls over one server, each in a folder of its own."""

    def __init__(self, origin: str, folder: Path, settings: list[str], news_please: str) -> None:
        self._origin, self._folder, self._settings, self._news_please = origin, folder, settings, news_please

    def has(self, name: str) -> bool:
        """Whether a peer can run here; says so if it can't."""
        if name != NEWS_PLEASE:
            return True
        found = subprocess.run([self._news_please, "-c", "import newsplease"], capture_output=True, check=False)
        if found.returncode:
            print(f"{name} isn't in {self._news_please}: see --news-please", file=sys.stderr)
        return found.returncode == 0

    def row(self, name: str, pages: int) -> Row:
        """A crawl of all pages, and one of a single page."""
        crawl = partial(self._ours, workers=int(name[-1])) if name in OURS else self._peer
        start, _ = crawl(name, 1, self._folder / f"{name}-start")
        used, records = crawl(name, pages, self._folder / name)
        print(f"{name} ended with {used.code}", file=sys.stderr)
        return Row(name, pages, records, used, start)

    def stages(self, pages: int) -> str:
        """What the stages of a crawl of all pages cost, as a table."""
        told = self._told(STAGES, pages, workers=1)
        return crawl_stages.table(told) if told else "no stages were told"

    def turns(self, pages: int) -> str:
        """For how long the reactor of a crawl of all pages is held up, in words."""
        told = self._told(TURNS, pages, workers=2)
        return crawl_turns.table(told) if told else "no turns were told"

    def _told(self, name: str, pages: int, *, workers: int) -> dict[str, Any] | None:
        """What ``crawl_NAME.py`` tells of a crawl."""
        out = self._folder / f"{name}.json"
        command = [str(PROJECT / "benchmarks" / f"crawl_{name}.py"), str(out)]
        self._ours(name, pages, self._folder / name, workers=workers, command=command)
        return json.loads(out.read_text("utf-8")) if out.exists() else None

    def _peer(self, name: str, pages: int, work: Path) -> tuple[watched.Used, int]:
        work.mkdir()
        python = self._news_please if name == NEWS_PLEASE else sys.executable
        peers = str(PROJECT / "benchmarks" / "peers.py")
        command = [python, peers, name, self._origin, str(pages), str(work / "out")]
        used = watched.run(command, cwd=work, out=work / "stdout", err=work / "stderr", most_s=_MOST_S)
        out = work / "out"
        return used, out.read_bytes().count(b"\n") if out.exists() else 0

    def _ours(
        self, _: str, pages: int, work: Path, *, workers: int, command: Sequence[str] = ("-m", "scrapy")
    ) -> tuple[watched.Used, int]:
        work.mkdir()
        host = json.dumps(self._origin.split("//")[1].split(":", maxsplit=1)[0])
        (work / "sources.toml").write_text(
            f'[[source]]\nname = "pages"\nkind = "news"\nurl = "{self._origin}/"\nfeeds = ["/feed-{pages}.xml"]\n'
            f"allow_private = [{host}]\ndelay_s = 0\nconcurrency = 16\n",
            encoding="utf-8",
        )
        (work / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n", encoding="utf-8")
        given = [f"EXTRACT_WORKERS={workers}", *_PLAIN, *self._settings]
        crawl = [sys.executable, *command, "crawl", "news", *(part for one in given for part in ("-s", one))]
        used = watched.run(crawl, cwd=work, out=work / "stdout", err=work / "stderr", most_s=_MOST_S)
        items = work / "corpus" / "items.jsonl"
        return used, items.read_bytes().count(b"\n") if items.exists() else 0


def table(rows: Sequence[Row]) -> str:
    """The figures, one crawl a line; the shares are of bare Scrapy's speed, if it is among them."""
    head = "crawl         pages records  CPU ms/page  with start  pages/s  of bare by CPU  by clock  start CPU s"
    lines = [f"{head}  peak MiB  RSS MiB"]
    bare = next((row for row in rows if row.name == "bare"), None)
    for row in rows:
        by_cpu = f"{bare.cpu_ms / row.cpu_ms:.2f}" if bare else "-"
        by_clock = f"{row.rate / bare.rate:.2f}" if bare else "-"
        lines.append(
            f"{row.name:<13}{row.pages:>6}{row.records:>8}{row.cpu_ms:>13.2f}{row.whole_ms:>12.2f}{row.rate:>9.1f}{by_cpu:>16}"
            f"{by_clock:>10}{row.start.cpu_s:>13.1f}{row.used.peak_mib:>10.0f}{row.used.rss_mib:>9.0f}"
        )
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="PAGES", help="its html/ folder if it has one, else all below it")
    parser.add_argument("--limit", type=int, metavar="N", help="so many pages, taken evenly from the folder")
    parser.add_argument(
        "--only", nargs="+", metavar="CRAWL", help=f"some of {', '.join((*PEERS, *OURS, STAGES, TURNS))}"
    )
    parser.add_argument("--news-please", type=Path, metavar="PYTHON", help="that of an environment with news-please")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of newsspider")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
