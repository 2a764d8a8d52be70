"""What goes wrong is said in words, without a traceback where it is the user's, and with a code that cron can trust."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Scrapy, source
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsspider.commands.checked_settings import MEANS_NOTHING
from newsspider.commands.process_limits import allow_what_a_run_needs
from newsspider.corpus import Journal

if TYPE_CHECKING:
    from site_for_tests import Site

PROJECT = Path(__file__).resolve().parents[2]
NEWS = '[[source]]\nname = "a"\nkind = "news"\nurl = "http://127.0.0.1:9/"\nallow_private = ["127.0.0.1"]\n'


@pytest.mark.parametrize(
    ("arguments", "sources", "words"),
    [
        (("crawl", "nothing"), NEWS, ("no spider 'nothing'", "mirrors, news")),
        (("crawl",), NEWS, ("name one spider",)),
        (("crawl", "check"), NEWS, ("scrapy sources check",)),
        (("crawl", "news", "-a", "colour=red"), NEWS, ("-a colour= means nothing", "sources, only")),
        (("crawl", "news", "-a", "only=zebra"), NEWS, ("no source is called 'zebra'",)),
        (("crawl", "news", "-a", "only="), NEWS, ("no name was given", "names of sources in the file: a")),
        (("crawl", "news", "-s", "JOBDIR=job"), NEWS, ("JOBDIR means nothing here: what a run leaves, the next one",)),
        (("nightly", "-L", "LOUD"), NEWS, ("LOG_LEVEL='LOUD' can't be used: expected DEBUG, INFO, WARNING,",)),
        (("crawl", "news", "-s", "LOG_LEVEL=warning"), NEWS, ("LOG_LEVEL='warning' can't be used",)),
        (("crawl", "news", "--logfile", "nowhere/a.log"), NEWS, ("LOG_FILE='nowhere/a.log' can't be used: No such",)),
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


@pytest.mark.parametrize("command", ["crawl news", "nightly", "sources check"])
def test_too_few_open_files_are_refused_before_anything_is_opened(work: Path, command: str) -> None:
    (work / "sources.toml").write_text(NEWS)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    program = ["sh", "-c", f'ulimit -n 64; exec "$0" -m scrapy {command}', sys.executable]
    run = subprocess.run(program, cwd=work, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode == 2, run.stderr
    assert "this process may have 64 files open, and a run needs" in run.stderr
    assert "`ulimit -n 1024`" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (work / "corpus").exists()


def test_too_little_address_space_is_refused_before_anything_is_opened(work: Path) -> None:
    (work / "sources.toml").write_text(NEWS)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    program = ["sh", "-c", 'ulimit -v 1000000; exec "$0" -m scrapy crawl news', sys.executable]
    run = subprocess.run(program, cwd=work, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode == 2, run.stderr
    assert "this process may use 976 MiB of addresses, and a run needs 2,048" in run.stderr
    assert not (work / "corpus").exists()


def test_a_run_on_one_core_of_many_needs_no_files_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    no_end = resource.RLIM_INFINITY
    monkeypatch.setattr(os, "cpu_count", lambda: 1000)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    monkeypatch.setattr(
        resource, "getrlimit", lambda kind: (256, 256) if kind == resource.RLIMIT_NOFILE else (no_end, no_end)
    )
    allow_what_a_run_needs(Settings({"CONCURRENT_REQUESTS": 32, "EXTRACT_WORKERS": 0}))


def test_a_bound_of_the_system_that_the_hard_limit_does_not_tell_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(kind: int, limits: tuple[int, int]) -> None:
        raise ValueError(kind, limits)

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    with pytest.raises(UsageError, match=r"may have 256 files open, and a run needs 1,168,.*`ulimit -n 1168`"):
        allow_what_a_run_needs(Settings({"CONCURRENT_REQUESTS": 1000, "EXTRACT_WORKERS": 1}))


def test_a_limit_of_open_files_that_may_be_raised_is(work: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    program = ["sh", "-c", 'ulimit -S -n 40; exec "$0" -m scrapy crawl news -s EXTRACT_WORKERS=2', sys.executable]
    run = subprocess.run(program, cwd=work, env=environment, check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert len((work / "corpus/items.jsonl").read_text().splitlines()) > 50


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


def test_a_setting_of_scrapy_that_means_nothing_here_is_told(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "news", sources=NEWS, ROBOTSTXT_OBEY=False, TELNETCONSOLE_ENABLED=False)
    assert "-s ROBOTSTXT_OBEY= means nothing here: obey_robots of a source" in run.err
    assert "TELNETCONSOLE" not in run.err
    text = (PROJECT / "docs/settings.md").read_text("utf-8")
    assert [name for name in MEANS_NOTHING if f"`{name}`" not in text] == []


def test_a_name_that_is_nearly_a_setting_of_ours_is_told(scrapy: Scrapy) -> None:
    run = scrapy("crawl", "news", sources=NEWS, EXTRACT_WORKER=1, CORPUS_DIRS="x", SOMETHING_ELSE=1)
    assert "-s EXTRACT_WORKER= means nothing here; the nearest name that does: EXTRACT_WORKERS" in run.err
    assert "the nearest name that does: CORPUS_DIR" in run.err
    assert "SOMETHING_ELSE=" not in run.err


@pytest.mark.parametrize(
    "command", ["crawl", "nightly", "clean", "extract", "reposts", "report", "export", "rules", "sources"]
)
def test_help_has_its_own_headings_alone_and_no_export_of_scrapy(scrapy: Scrapy, command: str) -> None:
    run = scrapy(command, "--help")
    headings = [above for above, line in pairwise(run.out.splitlines()) if re.fullmatch("[=-]+", line)]
    assert [line for line in headings if not re.fullmatch(r"Usage|Options|Global Options", line)] == []
    assert "--overwrite-output" not in run.out


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
