"""Finding every story: per platform beside Scrapy's own spiders, over ten nights, and with a million addresses.

    python benchmarks/discovery.py platforms [--stories 60] [--no-peers] [--news-please PYTHON]
    python benchmarks/discovery.py nights [--nights 10] [--stories 60]
    python benchmarks/discovery.py sitemaps [--files 20] [--urls 50000]

Everything is served on loopback; the crawls are real processes. The servers' own logs are what is counted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from discovery_peers import NEWS_PLEASE, SCRAPY_PEERS, taken_by
from platform_server import Served, tally
from platform_sites import ALL
from sitemap_memory import make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from platform_web import PlatformSite

HERE = Path(__file__).resolve().parent
MEMORY_MB = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("platforms", "nights", "sitemaps"))
    parser.add_argument("--stories", type=int, default=60)
    parser.add_argument("--nights", type=int, default=10)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--urls", type=int, default=50_000)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--news-please", metavar="PYTHON", help="the Python of an environment that has news-please")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if given.what == "platforms":
            peers = () if given.no_peers else (*SCRAPY_PEERS, *([NEWS_PLEASE] if given.news_please else []))
            return platforms(Path(folder), given.stories, peers, given.news_please or "")
        if given.what == "nights":
            return nights(Path(folder), given.stories, given.nights)
        return sitemaps(Path(folder), given.files, given.urls)


def crawl(folder: Path, *settings: str) -> list[dict[str, object]]:
    """One run of ``scrapy crawl news`` in a folder with a ``sources.toml``; all its records."""
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n")
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-s", "LEARN_FROM_SITES=False"]
    command += ["-s", "FETCH_CREDITED_ORIGINALS=False"]
    for setting in settings:
        command += ["-s", setting]
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the crawl ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    items = (folder / "corpus" / "items.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in items]


# --- per platform -----------------------------------------------------------------------------------------


def platforms(folder: Path, stories: int, peers: Sequence[str], news_please: str) -> int:
    """Articles, other pages and requests per article, for us and the peers."""
    rows: dict[str, list[str]] = {make.name: [make.name] for make in ALL}
    worst_recall, worst_others = 1.0, 0.0
    with Served(ALL, stories) as web:
        (folder / "sources.toml").write_text(web.sources())
        items = crawl(folder)
        for site in web.sites:
            taken = _own(site, items)
            recall, others = _cell(rows[site.name], site, taken)
            worst_recall, worst_others = min(worst_recall, recall), max(worst_others, others / stories)
    for peer in peers:
        with Served(ALL, stories, port=80 if peer == NEWS_PLEASE else 0) as web:
            for site in web.sites:
                _cell(rows[site.name], site, taken_by(peer, site, news_please))
    print(f"{stories} stories a site: found / other pages taken / requests per story")
    _print([["site", "newsspider", *peers], *rows.values()])
    return 0 if worst_recall >= 0.99 and worst_others <= 0.02 else 1


def _cell(row: list[str], site: PlatformSite, taken: set[str]) -> tuple[float, int]:
    """What of a site was taken, into a table's row; the share of its articles, and how many other pages."""
    articles = set(site.articles)
    recall, others = len(taken & articles) / len(articles), len(taken - articles)
    row.append(f"{recall:.1%} / {others} / {tally(site).requests / len(articles):.2f}")
    return recall, others


def _own(site: PlatformSite, items: list[dict[str, object]]) -> set[str]:
    urls = {str(item["url"]).split("?")[0] for item in items if str(item["url"]).startswith(site.base)}
    return {url.removeprefix(site.base) for url in urls}


# --- night after night ------------------------------------------------------------------------------------


def nights(folder: Path, stories: int, count: int) -> int:
    """Four kinds of sites: each night two new stories and one that is changed, each third night none; what was asked.

    One of the four has neither feed nor sitemap: nothing tells of its changes, and nothing is asked for again.
    """
    makers = [make for make in ALL if make.name in {"wordpress", "ghost", "news, sitemaps", "news, sections"}]
    telling = len(makers) - 1
    rows = [["night", "requests", "articles", "new", "changed", "twice", "sent", "answered 304", "records"]]
    good = True
    with Served(makers, stories) as web:
        (folder / "sources.toml").write_text(web.sources())
        seen = 0
        for night in range(1, count + 1):
            is_quiet = night % 3 == 0
            for site in web.sites:
                if night > 1 and not is_quiet:
                    site.next_night()
                site.log.clear()
            items = crawl(folder)
            asked = sum(path.split("?")[0] in site.articles for site in web.sites for path, _ in site.log)
            changed = sum(item["revision"] != 1 for item in items[seen:])
            new = len(items) - seen - changed
            twice = sum(tally(site).twice for site in web.sites)
            answers = Counter(status for site in web.sites for path, status in site.log if _is_way(path))
            total = sum(len(site.log) for site in web.sites)
            told = (night, total, asked, new, changed, twice, answers[200], answers[304], len(items))
            rows.append([str(number) for number in told])
            wanted = len(makers) * stories if night == 1 else 0 if is_quiet else 2 * len(makers)
            again = 0 if night == 1 or is_quiet else telling
            good = good and (new, changed, asked, twice) == (wanted, again, wanted + again, 0)
            good = good and (not is_quiet or answers[200] == 0)
            seen = len(items)
    _print(rows)
    return 0 if good else 1


def _is_way(path: str) -> bool:
    """Whether it is that of a feed or a sitemap."""
    return path.split("?", maxsplit=1)[0] in {"/rss/", "/feed/", "/rss.xml"} or "sitemap" in path


# --- a million addresses ----------------------------------------------------------------------------------


def sitemaps(folder: Path, files: int, urls: int) -> int:
    """Memory of a process that reads an index of large sitemaps into the frontier, beyond what it takes to begin.

    A row for each file: a run that is cut short tells as much as it read, and whether memory grows with the files.
    """
    print(f"{files} sitemaps of {urls:,} addresses\n{'addresses':>12}{'extra MB':>10}{'CPU s':>8}", flush=True)
    make(folder, files, urls)
    told = {"links": 0, "extra_mb": 0.0}
    command = [sys.executable, str(HERE / "sitemap_memory.py"), str(folder), str(files)]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as reader:
        for line in reader.stdout or ():
            told = json.loads(line)
            print(f"{told['links']:>12,}{told['extra_mb']:>10.0f}{told['cpu_s']:>8.0f}", flush=True)
    is_good = told["extra_mb"] < MEMORY_MB and told["links"] == files * urls
    return 0 if is_good and reader.returncode == 0 else 1


def _print(rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
