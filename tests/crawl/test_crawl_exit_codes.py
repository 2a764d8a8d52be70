"""Exit codes that cron can trust: what a run comes to."""

from __future__ import annotations

import fcntl
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source

from newsspider.corpus import Journal

if TYPE_CHECKING:
    from site_for_tests import Site

PROJECT = Path(__file__).resolve().parents[2]
NEWS = '[[source]]\nname = "a"\nkind = "news"\nurl = "http://127.0.0.1:9/"\nallow_private = ["127.0.0.1"]\n'


STOPPED = """
import os, signal
from scrapy.cmdline import execute
from newsspider.commands import crawl
from newsspider.extensions.run_state import RunState
from newsspider.spiders.news import NewsSpider
def stop(*_, **__):
    os.kill(os.getpid(), signal.{name})
    return made(*_, **__)
made = {place}
{place} = stop
execute(["scrapy", "crawl", "news", "-s", "EXTRACT_WORKERS=1"])
"""


@pytest.mark.parametrize("place", ["crawl.Command._create_crawler", "RunState.__init__", "NewsSpider.__init__"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_stop_before_the_spider_is_open_is_said_and_is_3(work: Path, place: str, name: str) -> None:
    (work / "sources.toml").write_text(NEWS)
    program = f"import sys; sys.path.insert(0, {str(PROJECT)!r})" + STOPPED.format(place=place, name=name)
    run = subprocess.run([sys.executable, "-c", program], cwd=work, check=False, capture_output=True, text=True)
    assert run.returncode == 3, run.stderr
    assert "Traceback" not in run.stderr
    assert "scrapy crawl: ended before the first page was asked for" in run.stderr
    Journal(work / "corpus", "next").close()  # nothing holds it


def test_a_locked_corpus_is_75(scrapy: Scrapy, work: Path) -> None:
    lock = work / "corpus/state/run.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = scrapy("crawl", "news", sources=NEWS)
    assert run.code == 75
    assert "Traceback" not in run.err
    assert "corpus" in run.err


def test_a_corpus_that_cannot_be_written_is_74(scrapy: Scrapy, work: Path) -> None:
    (work / "corpus").write_text("a file in the way")
    run = scrapy("crawl", "news", sources=NEWS)
    assert run.code == 74
    assert "Traceback" not in run.err
    assert "CORPUS_DIR" in run.err


def test_what_a_newer_version_has_learned_is_1_and_nothing_is_fetched(
    scrapy: Scrapy, sites: list[Site], work: Path
) -> None:
    sites[0].article("/one", "one")
    sites[0].serve()
    memory = work / "corpus/state/sites.sqlite"
    memory.parent.mkdir(parents=True)
    with closing(sqlite3.connect(memory)) as db:
        db.execute("CREATE TABLE pages (site TEXT)")
        db.execute("PRAGMA user_version = 99")
    run = scrapy("crawl", "news", sources=source(sites[0], "site", "news"))
    assert run.code == 1
    assert "the memory of sites has version 99" in run.err
    assert len(run.err.strip().splitlines()) == 1
    assert run.out == ""
    assert sites[0].hits == []


def test_every_source_failed_is_1_and_some_is_3(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/good", "bridge")
    site.serve()
    page = site.page("/not-a-feed", "<!doctype html><p>A page.</p>")
    dead = NEWS.replace('"a"', '"silent"')
    liar = source(site, "liar", "news", feeds=[page])

    some = scrapy("crawl", "news", sources=dead + liar + source(site, "good", "news"), RETRY_TIMES=0)
    assert some.code == 3
    assert len(some.items) == 1
    assert "silent" in some.out
    assert "liar" in some.out
    assert "refused" in some.out
    assert "Traceback" not in some.err

    every = scrapy("crawl", "news", sources=dead + liar, RETRY_TIMES=0)
    assert every.code == 1
    assert "Traceback" not in every.err


def test_a_source_that_is_unavailable_has_failed_though_its_feed_answers(scrapy: Scrapy, sites: list[Site]) -> None:
    ill, well = sites[:2]
    for number in range(2):
        ill.feed.append(ill.page(f"/{number}", "Try later", status=503))
    ill.serve()
    well.article("/good", "bridge")
    well.feed.append(well.page("/later", "Try later", status=503))
    well.serve()
    every = scrapy("nightly", sources=source(ill, "ill", "news"), RETRY_TIMES=0)
    assert every.code == 1
    told = " ".join(every.out.split())  # on more than one line
    assert "ill not one of its articles could be had (2, such as http://127.0.0.1" in told
    some = scrapy("nightly", sources=source(ill, "ill", "news") + source(well, "well", "mirror"), RETRY_TIMES=0)
    assert some.code == 3
    assert "1 of 2 sources failed" in some.out


@pytest.mark.parametrize(
    ("where", "failure"),
    [
        ("newsspider.pipelines.story.TieStory.process_item", "pipeline_error"),
        ("newsspider.spiders.answers.Answers.parse", "exception"),
        ("newsspider.spiders.base.BaseSourceSpider.start", "exception"),
    ],
)
def test_a_bug_is_1_with_a_traceback_and_the_page_in_rejected(
    scrapy: Scrapy, sites: list[Site], work: Path, where: str, failure: str
) -> None:
    site = sites[0]
    site.article("/good", "bridge")
    site.serve()
    module, owner, method = where.rsplit(".", 2)
    (work / "broken.py").write_text(
        "from newsspider.settings import *\n"
        f"from {module} import {owner}\n"
        "def broken(*args, **kwargs):\n    raise ZeroDivisionError('a bug')\n"
        "async def broken_start(self):\n    raise ZeroDivisionError('a bug')\n    yield\n"
        f"{owner}.{method} = {'broken_start' if method == 'start' else 'broken'}\n"
    )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = broken\n")
    run = scrapy("crawl", "news", sources=source(site, "site", "news"))
    assert run.code == 1
    assert "ZeroDivisionError: a bug" in run.err
    assert failure in run.out.replace(" ", "_")
    assert not run.items
    if not where.endswith("start"):
        assert run.rejected == {"/good": "pipeline_error"}
    assert len(run.err) < 20_000, "the log holds a page"


def test_a_full_disk_is_74_and_heals(scrapy: Scrapy, sites: list[Site], work: Path) -> None:
    site = sites[0]
    for number in range(12):
        site.article(f"/{number}", f"story {number}", paragraphs=60)
    site.serve()
    (work / "small.py").write_text(
        "import resource, signal\nfrom pathlib import Path\nfrom newsspider.settings import *\n"
        "from newsspider.pipelines.write import Write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "write = Write.process_item\n"
        "def smaller(self, item):\n"
        "    limit = Path('corpus/items.jsonl').stat().st_size\n"
        "    if limit > 50_000:\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (limit + 1000, limit + 1000))\n"
        "    return write(self, item)\n"
        "Write.process_item = smaller\n"
    )
    text = source(site, "site", "news")
    (work / "scrapy.cfg").write_text("[settings]\ndefault = small\n")
    full = scrapy("crawl", "news", sources=text)
    assert full.code == 74
    assert "Traceback" not in full.err
    assert "EFBIG" in full.err
    told = re.search(r"^New records +(\d+)", full.out, re.MULTILINE)
    assert told is not None
    with Journal(full.corpus, "heals"):
        assert int(told[1]) == len(full.items) < 12

    (work / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n")
    healed = scrapy("crawl", "news", sources=text)
    assert healed.code == 0
    assert len({item["id"] for item in healed.items}) == len(healed.items) == 12
