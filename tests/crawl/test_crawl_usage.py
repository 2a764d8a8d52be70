"""What is refused with 2 before anything is opened, in words; settings that mean nothing; the help."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsspider.commands.checked_settings import MEANS_NOTHING
from newsspider.commands.process_limits import allow_what_a_run_needs

if TYPE_CHECKING:
    from conftest import Scrapy

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
