"""``benchmarks/crawl_folder.py`` on twelve small pages of our own: a real server, real crawls, real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))

import crawl_folder  # noqa: E402 - benchmarks/ is on the path only now
import folder_web  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = Path(__file__).parent / "pages"
COMMAND = PROJECT / "benchmarks" / "crawl_folder.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(COMMAND), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture
def web() -> Iterator[folder_web.FolderWeb]:
    """Six hosts, one or two of each style; nothing is served."""
    files = folder_web.saved_files(PAGES)
    sockets = folder_web.open_sockets(6)
    yield folder_web.plan(PAGES, files, sockets)
    for one in sockets:
        one.close()


def test_every_page_ends_as_a_record_or_a_rejection(tmp_path: Path) -> None:
    done = run(PAGES, "--hosts", "6", "--keep", tmp_path / "kept", "--corpus", tmp_path / "corpus")
    assert done.returncode == 0, done.stdout + done.stderr
    figures = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith(("pages  ", "re")))
    assert figures["pages"] == "12"
    assert figures["records"] == "10"
    rejected = [json.loads(line) for line in (tmp_path / "corpus" / "rejected.jsonl").read_text().splitlines()]
    names = dict(line.split("\t") for line in (tmp_path / "kept" / "pages.tsv").read_text().splitlines())
    reasons = {names[line["url"]]: line["reason"] for line in rejected}
    assert reasons == {"empty.html": "empty_body", "short.html": "too_short"}
    records = [json.loads(line) for line in (tmp_path / "corpus" / "items.jsonl").read_text("utf-8").splitlines()]
    by_name = {names[record["url"]]: record for record in records}
    assert by_name["river.html"]["title"] == "Река вернулась в старое русло"
    assert by_name["deep/ferry.html.gz"]["text"].startswith("After a pause of nine years")
    reposts = {name for name, record in by_name.items() if record["story"]["role"] == "repost"}
    assert reposts == {"clock.html"}  # it stands on a mirror, clock_again.html with the same story on a news host
    assert {record["provenance"]["discovered_via"] for record in records} == {"feed", "sitemap", "listing"}
    served = {f"127.0.0.{number}" for number in range(2, 8)}
    assert set((tmp_path / "kept" / "contacts.txt").read_text().split()) == served


def test_a_second_run_into_the_same_corpus_and_a_folder_without_pages_are_refused(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text("")
    done = run(PAGES, "--corpus", tmp_path)
    assert (done.returncode, "holds a corpus already" in done.stderr) == (2, True)
    done = run(tmp_path)
    assert (done.returncode, "holds no pages" in done.stderr) == (2, True)
    done = run(PAGES, "--hosts", "0")
    assert (done.returncode, "not a number from 1" in done.stderr) == (2, True)


def test_what_is_missing_is_named_with_its_way(web: folder_web.FolderWeb, tmp_path: Path) -> None:
    first, second, *others = web.pages
    (tmp_path / "items.jsonl").write_text("".join(json.dumps({"url": page.url}) + "\n" for page in others))
    (tmp_path / "asked.txt").write_text(second.url + "\n")
    (tmp_path / "contacts.txt").write_text("127.0.0.3\n127.0.0.1\n93.184.215.14\n")
    outcome = crawl_folder.check(web, tmp_path, tmp_path, [])
    assert set(outcome.missing) == {first.name, second.name}
    assert outcome.missing[first.name].endswith("never asked for")
    assert outcome.missing[second.name].endswith("lost")
    assert outcome.strangers == ["127.0.0.1", "93.184.215.14"]
    bad = crawl_folder.Crawl("news", 1, 1.0, 1.0, 1.0, "x\nTraceback (most recent call last):\n")
    told = "\n".join(replace(outcome, crawls=[bad]).problems)
    for words in ("missing: ", "1 tracebacks", "scrapy crawl news ended with 1", "93.184.215.14"):
        assert words in told


def test_each_page_has_a_way_and_each_way_a_page_that_it_alone_leads_to(web: folder_web.FolderWeb) -> None:
    assert all(page.ways for page in web.pages)
    assert {page.ways for page in web.pages} >= {("feed",), ("sitemap",), ("listing",)}
    for host in web.hosts:
        lists = "".join(text for _, text in host.lists.values())
        assert all(page.path in lists for page in host.pages)
        assert ("feed.xml" in "".join(host.lists)) == (host.style != "bare")


def test_a_limit_takes_pages_from_the_whole_list() -> None:
    names = [path.name for path in folder_web.saved_files(PAGES, 3)]
    everything = [path.name for path in folder_web.saved_files(PAGES)]
    assert names == [everything[0], everything[4], everything[8]]
