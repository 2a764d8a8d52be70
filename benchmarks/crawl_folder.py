"""Crawl a folder of saved pages end to end: ``python benchmarks/crawl_folder.py FOLDER``.

In: a folder of saved pages. Out: ``scrapy crawl news`` and ``scrapy crawl mirrors`` over them, served on loopback
hosts with listing pages, feeds and sitemaps, and a table of what came of it. Exit code 1 if a page became neither a
record nor a line of ``rejected.jsonl``, if there was a traceback, if a crawl failed, or if anything but the served
hosts was contacted; 2 if the folder can't be served.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folder_web import MOST_HOSTS, FolderError, FolderWeb, Host, open_sockets, plan, saved_files, serve

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence

PROJECT = Path(__file__).resolve().parents[1]
_SPIDERS = {"news": "news", "mirror": "mirrors"}
_CONTACTS = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
_TRACEBACK = "Traceback (most recent call last)"
_MOST_NAMED = 50  # missing pages that are named; their number is always told


@dataclass(frozen=True, slots=True)
class Crawl:
    """One run of a spider: how it ended, what it cost, what it said on standard error."""

    spider: str
    code: int
    wall_s: float
    cpu_s: float
    peak_mib: float
    log: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the pages.

    Attributes:
        missing: Name of each page that is neither a record nor rejected, and whether it was asked for.
        strangers: Addresses and names that were contacted or looked up beside the served hosts.
    """

    pages: int
    records: list[dict[str, Any]]
    rejected: Counter[str]
    missing: dict[str, str]
    asked: Counter[str]
    strangers: list[str]
    crawls: list[Crawl]

    @property
    def tracebacks(self) -> int:
        """How many the logs hold."""
        return sum(crawl.log.count(_TRACEBACK) for crawl in self.crawls)

    @property
    def problems(self) -> list[str]:
        """What makes the run a failure, in words."""
        found = [f"missing: {name} ({why})" for name, why in list(self.missing.items())[:_MOST_NAMED]]
        if len(self.missing) > _MOST_NAMED:
            found.append(f"... and {len(self.missing) - _MOST_NAMED} more are missing")
        if self.tracebacks:
            found.append(f"{self.tracebacks} tracebacks in the logs")
        found += [f"scrapy crawl {crawl.spider} ended with {crawl.code}" for crawl in self.crawls if crawl.code]
        return found + [f"contacted beside the served hosts: {address}" for address in self.strangers]


def main() -> int:
    """Serve, crawl, check, print; the exit code."""
    options = _options()
    try:
        files = saved_files(options.folder, options.limit)
        sockets = open_sockets(min(options.hosts, len(files), MOST_HOSTS))
    except FolderError as error:
        print(f"crawl_folder: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.keep or Path(temporary)).absolute()
        corpus = (options.corpus or work / "corpus").absolute()
        if (corpus / "items.jsonl").exists():
            print(f"crawl_folder: {corpus} holds a corpus already; name a folder that doesn't", file=sys.stderr)
            return 2
        work.mkdir(parents=True, exist_ok=True)
        web = plan(options.folder, files, sockets)
        with _server(web, sockets, work / "asked.txt"):
            crawls = _crawl(web, work, corpus)
        outcome = check(web, corpus, work, crawls)
    print(table(outcome))
    for problem in outcome.problems:
        print(problem)
    return 1 if outcome.problems else 0


def check(web: FolderWeb, corpus: Path, work: Path, crawls: list[Crawl]) -> Outcome:
    """Hold what was served against what stands in the corpus and in the notes on every contact."""
    records = _lines(corpus / "items.jsonl")
    rejections = _lines(corpus / "rejected.jsonl")
    asked = Counter(_text(work / "asked.txt").splitlines())
    ended = {line["url"] for line in (*records, *rejections)}
    contacts = set(_text(work / "contacts.txt").splitlines())
    return Outcome(
        pages=len(web.pages),
        records=records,
        rejected=Counter(line["reason"] for line in rejections),
        missing={
            page.name: f"{page.url}, by {', '.join(page.ways)}: {'lost' if asked[page.url] else 'never asked for'}"
            for page in web.pages
            if page.url not in ended
        },
        asked=asked,
        strangers=sorted(contacts - {host.address for host in web.hosts}),
        crawls=crawls,
    )


def table(outcome: Outcome) -> str:
    """The figures, one a line."""
    wall = sum(crawl.wall_s for crawl in outcome.crawls)
    words = [record["word_count"] for record in outcome.records] or [0]
    methods = Counter(record["extraction"]["method"] for record in outcome.records)
    roles = Counter(record["story"]["role"] for record in outcome.records)
    rows = {
        "pages": f"{outcome.pages}",
        "records": f"{len(outcome.records)}",
        "rejected": f"{outcome.rejected.total()}{_counts(outcome.rejected, ': ')}",
        "missing": f"{len(outcome.missing)}",
        "requests": f"{outcome.asked.total()}",
        "pages a second": f"{outcome.pages / wall:.1f}",
        "wall seconds": f"{wall:.1f}{_counts({c.spider: round(c.wall_s, 1) for c in outcome.crawls}, ': ')}",
        "CPU seconds": f"{sum(crawl.cpu_s for crawl in outcome.crawls):.1f}",
        "peak memory": f"{max(crawl.peak_mib for crawl in outcome.crawls):.0f} MiB",
        "methods": _counts(methods),
        "roles": _counts(roles),
        "words a record": f"mean {statistics.mean(words):.0f}, median {statistics.median(words):.0f}",
        "tracebacks": f"{outcome.tracebacks}",
        "other addresses": f"{len(outcome.strangers)}",
    }
    return "\n".join(f"{name:<17}{value}" for name, value in rows.items())


def sources_toml(web: FolderWeb) -> str:
    """The sources: every other host a mirror, each allowed its own loopback address and nothing else."""
    lines = ["[defaults]", "delay_s = 0", "concurrency = 8", ""]
    for host in web.hosts:
        lines += [
            "[[source]]",
            f'name = "{_name(host)}"',
            f'kind = "{_kind(host)}"',
            f'url = "{host.url}"',
            f'allow_private = ["{host.address}"]',
        ]
        if host.style == "named":
            lines += ['feeds = ["/feed.xml"]', 'sitemaps = ["/sitemap.xml"]', 'listing = ["/"]']
        lines.append("")
    return "\n".join(lines)


def _name(host: Host) -> str:
    return f"{_kind(host)}-{host.address.rsplit('.', 1)[1]}-{host.style}"


def _kind(host: Host) -> str:
    return "mirror" if int(host.address.rsplit(".", 1)[1]) % 2 else "news"


@contextmanager
def _server(web: FolderWeb, sockets: Sequence[socket.socket], asked: Path) -> Iterator[None]:
    """The served hosts, in a process of their own: what it costs is not counted as the crawler's."""
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(web, sockets, asked), daemon=True)
    process.start()
    for one in sockets:
        one.close()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _crawl(web: FolderWeb, work: Path, corpus: Path) -> list[Crawl]:
    sources = work / "sources.toml"
    sources.write_text(sources_toml(web), encoding="utf-8")
    (work / "pages.tsv").write_text("".join(f"{page.url}\t{page.name}\n" for page in web.pages), encoding="utf-8")
    kinds = {_kind(host) for host in web.hosts}
    settings = {
        "CORPUS_DIR": corpus,
        "FETCH_CREDITED_ORIGINALS": False,  # a saved page's canonical address is on the public net
        "LISTING_PAGES": web.most_lists,
        "SITEMAP_FILES": web.most_lists,
        "PROGRESS": False,
    }
    more = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return [_run(work, name, ["-a", f"sources={sources}", *more]) for kind, name in _SPIDERS.items() if kind in kinds]


def _run(work: Path, spider: str, arguments: list[str]) -> Crawl:
    """``scrapy crawl SPIDER`` in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--watched", str(work / "contacts.txt")]
    log = work / f"{spider}.log"
    start = time.perf_counter()
    with log.open("wb") as err, (work / f"{spider}.summary.txt").open("wb") as out:
        process = subprocess.Popen([*command, "crawl", spider, *arguments], cwd=PROJECT, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)  # what this one child has used, and no other
    process.returncode = os.waitstatus_to_exitcode(status)
    return Crawl(
        spider=spider,
        code=process.returncode,
        wall_s=time.perf_counter() - start,
        cpu_s=used.ru_utime + used.ru_stime,
        peak_mib=used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
        log=log.read_text(encoding="utf-8", errors="replace"),
    )


def watched(contacts: Path, arguments: list[str]) -> None:
    """The ``scrapy`` command in this process; every address contacted and every name looked up is a line of a file.

    Source of the method: audit hooks, PEP 578; the interpreter calls them whatever library opens the connection.
    """
    from scrapy.cmdline import execute  # noqa: PLC0415 - the command itself needs no Scrapy

    notes = contacts.open("a", encoding="utf-8", buffering=1)

    def note(event: str, args: tuple[Any, ...]) -> None:
        if event in _CONTACTS:
            place = args[-1] if event in {"socket.connect", "socket.sendto"} else args[0]
            notes.write(f"{place[0] if isinstance(place, tuple) else place}\n")

    sys.addaudithook(note)
    execute(["scrapy", *arguments])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="its html/ folder if it has one, else all below it")
    parser.add_argument(
        "--hosts", type=_positive, default=8, metavar="N", help=f"loopback hosts (8; at most {MOST_HOSTS})"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="so many pages, taken evenly from the folder")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep sources.toml, logs and notes there")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="write the corpus there")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    return options


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _text(path).split("\n") if line]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _counts(counts: Counter[str] | dict[str, float], before: str = "") -> str:
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return before + ", ".join(f"{name} {number}" for name, number in ranked) if ranked else ""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--watched"]:
        watched(Path(sys.argv[2]), sys.argv[3:])
    else:
        sys.exit(main())
