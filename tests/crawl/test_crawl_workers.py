"""A crawl whose workers are killed under it: each page is read all the same, and written once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROJECT, Scrapy, source
from site_for_tests import Site, article, story
from werkzeug import Request, Response

from newsspider.corpus import read_lines

PAGES = 24
KILLED_AT = "/news/6"


def below(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == pid and b"newsspider.workers" in words:
            found.append(int(folder.name))
    return found


def workers_of(pid: int) -> list[int]:
    """The processes that read pages for a crawl; the nursery that has borne them is the last."""
    nurseries = below(pid)
    return [*(worker for nursery in nurseries for worker in below(nursery)), *nurseries]


@pytest.mark.parametrize("whom", ["workers", "nursery", "all"])
def test_workers_that_are_killed_lose_no_page(work: Path, sites: list[Site], whom: str) -> None:
    site = sites[0]
    crawl: list[subprocess.Popen[str]] = []
    killed: list[int] = []

    def kills(request: Request) -> Response:
        """Once only: a page that is read by a worker when it dies, and again by the next, is refused, and rightly."""
        while len(found := workers_of(crawl[0].pid)) < 2 and crawl[0].poll() is None:
            time.sleep(0.05)  # they are on their way: pages wait for them
        for pid in {"workers": found[:-1], "nursery": found[-1:], "all": found}[whom]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        return Response(article(f"story {request.path}"), content_type="text/html")

    for number in range(PAGES):
        path = f"/news/{number}"
        if path == KILLED_AT:
            site.feed.append(site.url + path)
            site.server.expect_request(path).respond_with_handler(kills)
        else:
            site.feed.append(site.page(path, article(f"story {path}")))
    site.serve()
    (work / "sources.toml").write_text(source(site, "paper", "news", concurrency=2))
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-s", "EXTRACT_WORKERS=2"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.PIPE, text=True) as running:
        crawl.append(running)
        out, _ = running.communicate(timeout=300)
    assert killed, out
    assert running.returncode == 0, out
    urls = [item["url"] for item in read_lines(work / "corpus/items.jsonl")]
    assert sorted(urls) == sorted(f"{site.url}/news/{number}" for number in range(PAGES))


def test_with_one_core_a_large_page_is_read_by_a_copy_of_the_crawl(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    filled = "<!-- what a program left behind -->\n" * 20_000
    site.feed.append(site.page("/news/small", article("small")))
    site.feed.append(site.page("/news/large", article("large").replace("</main>", f"{filled}</main>")))
    site.serve()
    run = scrapy("crawl", "news", sources=source(site, "paper", "news"), EXTRACT_WORKERS=1)
    assert run.code == 0, run.err
    assert {item["url"]: item["text"] for item in run.items} == {
        f"{site.url}/news/{slug}": "\n\n".join(story(slug)) for slug in ("small", "large")
    }


def test_records_are_the_same_wherever_pages_are_read(work: Path, sites: list[Site]) -> None:
    site = sites[0]
    menu = "<p>Read more of our harbour news each morning, and tell us what you think.</p></main>"
    for number in range(PAGES):
        site.feed.append(site.page(f"/news/{number}", article(f"story /news/{number}").replace("</main>", menu)))
    site.feed.append(site.page("/news/gone", "<title>Page not found</title><p>There is nothing here."))
    site.serve()
    (work / "sources.toml").write_text(source(site, "paper", "news", concurrency=2))
    told = []
    for workers, pure in ((1, "0"), (2, "0"), (1, "1"), (2, "1")):
        corpus = work / f"corpus-{workers}-{pure}"
        given = [f"EXTRACT_WORKERS={workers}", f"CORPUS_DIR={corpus}", "LEARN_PAGES=8"]
        command = [sys.executable, "-m", "scrapy", "crawl", "news", *(part for one in given for part in ("-s", one))]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "NEWSSPIDER_PURE": pure}
        subprocess.run(command, cwd=work, env=environment, capture_output=True, check=True, timeout=120)
        records = {item["id"]: item for item in read_lines(corpus / "items.jsonl")}
        for item in records.values():
            del item["date_crawled"], item["provenance"]["run_id"]
        refused = [(line["url"], line["reason"], line["detail"]) for line in read_lines(corpus / "rejected.jsonl")]
        told.append((records, refused))
    assert len(told[0][0]) == PAGES
    assert [reason for _, reason, _ in told[0][1]] == ["soft_404"]
    assert told[1:] == told[:1] * 3
