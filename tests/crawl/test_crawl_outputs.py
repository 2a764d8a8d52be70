"""The end of a run is told truly, whatever takes the words: exports, a full or closed output, a bug in a report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy, source
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsspider.commands.checked_settings import check_settings

if TYPE_CHECKING:
    from site_for_tests import Site

NEWS = '[[source]]\nname = "a"\nkind = "news"\nurl = "http://127.0.0.1:9/"\nallow_private = ["127.0.0.1"]\n'


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "x.json"), "corpus/items.jsonl"),
        (("-s", "MIN_WORDS=abc"), "MIN_WORDS='abc' can't be used: expected a whole number"),
    ],
)
def test_exports_and_values_that_cannot_be_used_are_2(scrapy: Scrapy, arguments: tuple[str, ...], words: str) -> None:
    run = scrapy("crawl", "news", *arguments, sources=NEWS)
    assert run.code == 2
    assert words in run.err
    assert "Traceback" not in run.err
    assert not run.corpus.exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LISTING_PAGES", "x", "a whole number"),
        ("MIN_WORDS", "-1", "a whole number, 0 or more"),
        ("ORIGINALS_WAIT_S", "nan", "a number"),
        ("FETCH_CREDITED_ORIGINALS", "perhaps", "True or False"),
        ("DOWNLOAD_TIMEOUT", "soon", "a number"),
        ("CORPUS_DIR", "", "CORPUS_DIR is empty"),
    ],
)
def test_values_of_settings(name: str, value: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        check_settings(Settings({"CORPUS_DIR": "corpus", name: value}))


def test_values_that_can_be_used() -> None:
    given = {"CORPUS_DIR": "x", "MIN_WORDS": "40", "PROGRESS": "False", "DOWNLOAD_DELAY": "0.5", "RETRY_TIMES": "0"}
    check_settings(Settings(given))


def crawl_into(work: Path, site: Site, redirection: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    site.article("/good", "bridge")
    site.serve()
    (work / "sources.toml").write_text(source(site, "größe", "news"), "utf-8")
    command = f"exec {sys.executable} -m scrapy crawl news {redirection}"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), **environment}
    return subprocess.run(command, shell=True, cwd=work, env=env, capture_output=True, timeout=300, check=False)  # noqa: S602 - a redirection needs a shell


@pytest.mark.parametrize("redirection", [">&-", "> /dev/full"])
def test_a_summary_that_nobody_can_read_is_1_with_one_line(work: Path, sites: list[Site], redirection: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    done = crawl_into(work, sites[0], redirection)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"standard output doesn't take the summary" in done.stderr
    assert (work / "corpus/manifest.json").exists()


def test_a_crawl_whose_standard_streams_are_closed_runs(work: Path, sites: list[Site]) -> None:
    done = crawl_into(work, sites[0], "<&- > said 2>&-")
    assert done.returncode == 0
    assert "COMPLETE" in (work / "said").read_text("utf-8")
    assert len((work / "corpus/items.jsonl").read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize("arguments", ["rules", "clean rows.jsonl", "reposts - < rows.jsonl"])
def test_a_command_whose_reader_has_gone_ends_in_silence(work: Path, arguments: str) -> None:
    row = {"id": "a", "url": "http://a.example/1", "text": "The board of Kelmouth met on Tuesday. " * 40}
    rows = "".join(json.dumps({**row, "id": str(number)}) + "\n" for number in range(3_000))
    (work / "rows.jsonl").write_text(rows, "utf-8")
    command = f"{sys.executable} -m scrapy {arguments} | true; exit ${{PIPESTATUS[0]}}"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(["bash", "-c", command], cwd=work, env=env, capture_output=True, timeout=300, check=False)
    assert done.returncode == 141
    assert b"Traceback" not in done.stderr
    assert b"roken pipe" not in done.stderr


@pytest.mark.parametrize("arguments", ["rules", "export corpus -o out --as jsonl"])
def test_a_command_whose_output_is_full_says_so_in_a_line(work: Path, sites: list[Site], arguments: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    assert crawl_into(work, sites[0], "").returncode == 0
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "scrapy", *arguments.split()]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=work, env=env, stdout=full, stderr=subprocess.PIPE, timeout=300, check=False)
    assert done.returncode in {2, 74}
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


def test_a_terminal_of_ascii_gets_the_summary_too(work: Path, sites: list[Site]) -> None:
    done = crawl_into(work, sites[0], "", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert b"COMPLETE" in done.stdout
    assert b"gr??e" in done.stdout or b"gr\\xf6" in done.stdout
    for name in (b"manifest.json", b"report.html"):
        assert name in done.stdout  # in a directory's first run too


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        ("newsspider.extensions.summary.replace_file", ("manifest.json", "report.html")),
        ("newsspider.extensions.summary.write_manifest", ("report.html", "state/figures.json")),
    ],
)
def test_a_bug_in_one_report_does_not_cost_the_others(
    scrapy: Scrapy, work: Path, sites: list[Site], broken: str, kept: tuple[str, ...]
) -> None:
    sites[0].article("/good", "bridge")
    sites[0].serve()
    module, name = broken.rsplit(".", 1)
    (work / "broken.py").write_text(
        f"from newsspider.settings import *\nimport {module} as module\n"
        f"def bug(*args):\n    raise TypeError('a bug')\nmodule.{name} = bug\n"
    )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = broken\n")
    run = scrapy("crawl", "news", sources=source(sites[0], "site", "news"))
    assert run.code == 1
    assert "FAILED" in run.out
    assert "a bug" in run.out
    for file in kept:
        assert (run.corpus / file).exists()


def test_an_error_in_a_signal_handler_is_1(scrapy: Scrapy, work: Path, sites: list[Site]) -> None:
    sites[0].article("/good", "bridge")
    sites[0].serve()
    (work / "broken.py").write_text(
        "from newsspider.settings import *\nfrom scrapy import signals\n"
        "class Broken:\n"
        "    @classmethod\n"
        "    def from_crawler(cls, crawler):\n"
        "        self = cls()\n"
        "        crawler.signals.connect(self.bug, signal=signals.item_scraped)\n"
        "        return self\n"
        "    def bug(self, item):\n        raise KeyError('a bug')\n"
        "EXTENSIONS = EXTENSIONS | {Broken: 400}\n"
    )
    (work / "scrapy.cfg").write_text("[settings]\ndefault = broken\n")
    run = scrapy("crawl", "news", sources=source(sites[0], "site", "news"))
    assert run.code == 1
    assert "error in signal handler: KeyError" in run.out


def test_known_articles_are_told_once_and_those_of_this_run_not_at_all(scrapy: Scrapy, sites: list[Site]) -> None:
    site = sites[0]
    site.article("/one", "bridge")
    site.serve()
    entries = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in ("/one", "/two"))
    xml = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site.page("/sitemap.xml", f"<urlset {xml}>{entries}</urlset>", kind="application/xml")
    text = source(site, "site", "news", feeds=["/feed.xml"], sitemaps=["/sitemap.xml"])
    first = scrapy("crawl", "news", sources=source(site, "site", "news", feeds=["/feed.xml"]))
    assert "Already known    0" in first.out
    site.article("/two", "orchard")
    second = scrapy("crawl", "news", sources=text)
    assert second.code == 0, second.err
    assert "Already known    1" in second.out
    assert len(second.items) == 2


def test_sources_without_a_link_and_links_not_asked_for_are_named(scrapy: Scrapy, sites: list[Site]) -> None:
    site, broken = sites[:2]
    site.article("/good", "bridge")
    site.feed.append(site.url + "/long?" + "é" * 700)
    site.serve()
    broken.page("/robots.txt", "")
    feed = broken.page("/feed.xml", '<?xml version="1.0"?><rss version="2.0"><channel><title>Cu', kind="text/xml")
    text = source(site, "site", "news") + source(broken, "cut", "news", feeds=[feed])
    run = scrapy("crawl", "news", sources=text)
    assert run.code == 3, run.err
    assert "cut" in run.out.split("Sources that failed")[1].split("\n\n")[0]
    assert "no links to articles" in run.out
    assert "Not asked for" in run.out
    assert "url too long 1" in run.out
