"""Reads sitemaps as a crawl does, into a frontier on disk, and tells how much memory it took: for ``discovery.py``."""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

from newsspider.discovery import Frontier, Shapes, address_weight, is_never_article, parse_sitemap
from newsspider.urls import item_id

_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(number: int, urls: int) -> bytes:
    """One file, packed."""
    entries = "".join(
        f"<url><loc>https://news.example/2026/03/the-story-of-a-ferry-and-its-crew-{number}-{n}/</loc>"
        f"<lastmod>2026-03-{n % 28 + 1:02}T08:00:00+00:00</lastmod></url>"
        for n in range(urls)
    )
    return gzip.compress(f"<urlset {_NS}>{entries}</urlset>".encode(), 1)


def peak_mb() -> float:
    """The most memory that this process had: Linux's own word.

    ``ru_maxrss`` begins with what the process that started this one had, which hides as much of our own.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def make(folder: Path, files: int, urls: int) -> None:
    """Write the files, in another process than the one that reads them: its memory doesn't count."""
    for number in range(files):
        (folder / f"{number}.xml.gz").write_bytes(sitemap(number, urls))


def main(folder: Path, files: int) -> None:
    """Read them all; print the figures so far as a line of JSON behind each file."""
    frontier, shapes = Frontier(folder / "frontier.sqlite"), Shapes()
    parse_sitemap(sitemap(0, 10), "https://news.example/sitemap.xml")
    before, cpu = peak_mb(), time.process_time()
    for number in range(files):
        url = f"https://news.example/sitemap-{number}.xml.gz"
        for link in parse_sitemap((folder / f"{number}.xml.gz").read_bytes(), url).links:
            if not is_never_article(link.url) and (shapes.verdict(link.url) or address_weight(link.url) >= 1):
                frontier.add("news", item_id(link.url), link, 0.0, in_corpus=False)
        frontier.commit()
        told = {"links": frontier.waiting("news"), "extra_mb": peak_mb() - before, "cpu_s": time.process_time() - cpu}
        print(json.dumps(told), flush=True)
    frontier.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files stand, 0.xml.gz and so on")
    parser.add_argument("files", type=int, help="so many of them")
    options = parser.parse_args()
    main(options.folder, options.files)
