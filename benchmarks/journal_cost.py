"""What the journal costs: ``python benchmarks/journal_cost.py [--records 20000] [--pages 1000]``.

In: how many records, how many pages. Out: records a second through the journal alone, beside the same lines written by
Scrapy's own exporter; then a crawl of a site on loopback whose items go through the journal, and the same through
Scrapy's plain feed export, in turn, by CPU time and by wall time. Exit code 1 if the crawl with the journal takes more
than 10 % more CPU time.

Both crawls fetch and parse the same pages, extract the same stories and yield the same records; what differs is how
these are written.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from night_site import NEWS, NightSite, story  # noqa: E402 - the checkout is on the path only now

from newsspider.corpus import Journal  # noqa: E402 - as above
from newsspider.records import Article, Extraction, Item, Page, Story, item_record  # noqa: E402 - as above
from newsspider.urls import item_id  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_MORE = 0.10
_ROUNDS = 3
_SPIDER = """\
import scrapy
from dataclasses import replace
from newsspider.corpus import Journal
from newsspider.extraction import extract_page
from newsspider.records import Item, Page, Story, item_record
from pathlib import Path


class Pages(scrapy.Spider):
    name = "pages"
    custom_settings = {"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "ROBOTSTXT_OBEY": False,
                       "TELNETCONSOLE_ENABLED": False}

    async def start(self):
        for number in range(int(self.count)):
            yield scrapy.Request(f"{self.base}/story/{number}")

    def parse(self, response):
        page = Page(response.url, response.body, date_crawled="2026-11-22T04:00:09+00:00")
        article = extract_page(page, None)
        item = Item(page, article, Story(article.id, "unique", article.id))
        yield {"item": item} if self.way == "journal" else item_record(item)


class Write:
    def open_spider(self):
        self.journal = Journal(Path("corpus"), "run")

    def process_item(self, item):
        self.journal.write(item["item"])
        return {}

    def close_spider(self):
        self.journal.close()
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one crawl."""

    cpu_s: float
    wall_s: float
    records: int


def make_items(count: int) -> list[Item]:
    """Items of the size of a news story."""
    found = []
    for number in range(count):
        url = f"http://paper.example/{number}"
        article = Article(
            id=item_id(url),
            url=url,
            canonical_url=url,
            domain="paper.example",
            text="\n\n".join(story(number % 500)),
            title=f"Story {number}",
            extraction=Extraction("blocks", 0.9, "utf-8 (meta)", "0.1.0", "abc"),
        )
        page = Page(url, b"", source="paper", date_crawled="2026-11-22T04:00:09+00:00")
        found.append(Item(page, article, Story(article.id, "unique", article.id)))
    return found


def through_journal(folder: Path, items: list[Item]) -> None:
    """One commit per batch, as in a crawl."""
    with Journal(folder, "run") as journal:
        for item in items:
            journal.write(item)


def through_exporter(folder: Path, items: list[Item]) -> None:
    """Scrapy's JSON lines, no fsync at all."""
    from scrapy.exporters import JsonLinesItemExporter  # noqa: PLC0415 - only this needs Scrapy

    with (folder / "feed.jsonl").open("wb") as file:
        exporter = JsonLinesItemExporter(file, ensure_ascii=False)  # type: ignore[arg-type] # any file will do
        exporter.start_exporting()
        for item in items:
            exporter.export_item(item_record(item))
        exporter.finish_exporting()


def rate(write: Callable[[Path, list[Item]], None], items: list[Item]) -> float:
    """Records a second, the best of three."""
    best = 0.0
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            since = time.perf_counter()
            write(Path(folder), items)
            best = max(best, len(items) / (time.perf_counter() - since))
    return best


def crawl(site: NightSite, way: str, pages: int) -> Cost:
    """A crawl in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pages.py").write_text(_SPIDER, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "runspider",
            "-L",
            "WARNING",
            "pages.py",
            "-a",
            f"base={site.base(NEWS)}",
        ]
        command += ["-a", f"count={pages}", "-a", f"way={way}"]
        command += ["-o", "feed.jsonl"] if way == "feed" else ["-s", 'ITEM_PIPELINES={"pages.Write": 1}']
        environment = {**os.environ, "PYTHONPATH": f"{PROJECT}:{folder}"}
        since = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.perf_counter() - since
        written = Path(folder) / ("feed.jsonl" if way == "feed" else "corpus/items.jsonl")
        lines = written.read_bytes().splitlines()
        records = len({json.loads(line)["url"] for line in lines})
    return Cost(used.ru_utime + used.ru_stime, wall_s, records)


def main() -> int:
    """Measure, print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000, metavar="N", help="through the writers alone (20,000)")
    parser.add_argument("--pages", type=int, default=1000, metavar="N", help="of the crawls (1,000)")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, metavar="N", help="of each crawl, in turn (3)")
    options = parser.parse_args()
    items = make_items(options.records)
    print(f"alone: journal {rate(through_journal, items):,.0f} records a second, ", end="")
    print(f"Scrapy's exporter without fsync {rate(through_exporter, items):,.0f}")
    found: dict[str, list[Cost]] = {"journal": [], "feed": []}
    with NightSite(options.pages) as site:
        for _ in range(options.rounds):
            for way, costs in found.items():
                costs.append(crawl(site, way, options.pages))
    wrong = [
        f"a crawl by {way} lost pages" for way, costs in found.items() if any(c.records < options.pages for c in costs)
    ]
    figures: dict[str, Any] = {}
    for unit in ("cpu_s", "wall_s"):
        journal, feed = (statistics.median(getattr(cost, unit) for cost in found[way]) for way in ("journal", "feed"))
        figures[unit] = journal / feed - 1
        print(f"crawl, {unit}: journal {journal:.2f}, plain feed export {feed:.2f}: {figures[unit]:+.1%}")
    if figures["cpu_s"] > MOST_MORE:
        wrong.append(f"the journal costs {figures['cpu_s']:.1%} more CPU, at most {MOST_MORE:.0%} is allowed")
    for what in wrong:
        print(f"WRONG: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
