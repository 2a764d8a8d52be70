"""What goes wrong is said in words, without a traceback where it is the user's, and with a code that cron can trust."""

from __future__ import annotations

import fcntl
import re
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source

from newsspider.corpus import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from site_for_tests import Site

NEWS = '[[source]]\nname = "a"\nkind = "news"\nurl = "http://127.0.0.1:9/"\nallow_private = ["127.0.0.1"]\n'


@pytest.mark.parametrize(
    ("arguments", "sources", "words"),
    [
        (("crawl", "nothing"), NEWS, ("no spider 'nothing'", "mirrors, news")),
        (("crawl",), NEWS, ("name one spider",)),
        (("crawl", "check"), NEWS, ("scrapy sources check",)),
        (("crawl", "news", "-a", "colour=red"), NEWS, ("-a colour= means nothing", "sources, only")),
        (("crawl", "news", "-a", "only=zebra"), NEWS, ("no source is called 'zebra'",)),
        (("crawl", "news", "-a", "sources=nowhere.toml"), None, ("nowhere.toml: there is no such file",)),
        (("crawl", "mirrors"), NEWS, ('no source of kind "mirror"', "scrapy crawl news")),
        (("crawl", "news"), NEWS + "colour = 1\n", ("sources.toml, line 6", "colour")),
    ],
)
def test_wrong_usage_is_2(
    scrapy: Scrapy, arguments: tuple[str, ...], sources: str | None, words: tuple[str, ...]
) -> None:
    run = scrapy(*arguments, sources=sources)
    assert run.code == 2
    assert "Traceback" not in run.err
    for word in words:
        assert word in run.err
    assert not run.corpus.exists()


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
    assert "ill  not one of its articles could be had (2, such as http://127.0.0.1" in every.out
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
