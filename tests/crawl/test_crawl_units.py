"""The parts of the crawl that need no crawl: waiting, ways, the bundled server, exit codes, settings and their docs."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.settings import Settings, default_settings

from newsspider import settings
from newsspider.commands import exit_codes
from newsspider.corpus import LockedError, WriteError
from newsspider.discovery import Link
from newsspider.extensions.arrivals import Arrivals
from newsspider.extensions.bundled_web import BundledServer
from newsspider.extensions.damaged_state import FRONTIER
from newsspider.extensions.progress import line
from newsspider.extensions.run_stores import RunStores
from newsspider.middlewares.address_guard import AddressGuard
from newsspider.middlewares.fingerprint import Fingerprinter
from newsspider.pipelines.not_html import what_it_is
from newsspider.pipelines.originals import FetchOriginals
from newsspider.report import RunFigures, figures_of
from newsspider.reposts import StoreError, StoreWriteError
from newsspider.sources import Source
from newsspider.spiders.source_choice import Choice
from newsspider.spiders.ways import Ways

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsspider.extensions.run_state import RunState
    from newsspider.middlewares.guarded_resolver import GuardedResolver

PROJECT = Path(__file__).resolve().parents[2]


def test_a_wait_ends_when_the_awaited_is_settled_or_never_began() -> None:
    async def scene() -> list[bool]:
        arrivals = Arrivals()
        assert arrivals.start("original")
        assert not arrivals.start("original")
        waiting = asyncio.create_task(arrivals.wait("copy", "original", 5))
        await asyncio.sleep(0)
        assert arrivals.is_open("original")
        arrivals.settle("original")
        return [
            await waiting,
            await arrivals.wait("copy", "original", 5),
            await arrivals.wait("copy", "unheard of", 5),
        ]

    assert asyncio.run(scene()) == [True, True, False]


def test_a_wait_ends_when_the_time_is_over_or_the_run_is_stopped() -> None:
    async def scene() -> list[bool]:
        arrivals = Arrivals()
        arrivals.start("original")
        return [
            await arrivals.wait("copy", "original", 0.01),
            await arrivals.wait("copy", "original", 60, lambda: False),
        ]

    assert asyncio.run(scene()) == [False, False]


def test_nobody_waits_in_a_circle() -> None:
    async def scene() -> list[bool]:
        arrivals = Arrivals()
        for name in "abc":
            arrivals.start(name)
        first = asyncio.create_task(arrivals.wait("a", "b", 5))
        second = asyncio.create_task(arrivals.wait("b", "c", 5))
        await asyncio.sleep(0)
        circle = await arrivals.wait("c", "a", 5)
        arrivals.settle("c")
        arrivals.settle("b")
        return [circle, await arrivals.wait("a", "a", 5), await first, await second]

    assert asyncio.run(scene()) == [False, False, True, True]


def test_ways_tell_what_failed() -> None:
    home = Ways(Source("a", "news", "https://a.example/"))
    assert home.failure == "not asked: the run was ended before its turn"
    assert home.ask("home")
    assert not home.ask("home")
    home.fail("home: refused")
    assert home.failure == "home: refused"
    home.ask("listing")
    home.work()
    assert "no links" in str(home.failure)
    home.links = 1
    assert not home.failure
    named = Ways(Source("b", "news", "https://b.example/", feeds=("https://b.example/feed",), max_items=1))
    named.ask("feed")
    assert named.failure == "no answer"
    assert named.failure_in_a_run(was_stopped=True) == "not read to its end: the run was ended before"
    home.ask("feed")
    assert home.failure_in_a_run(was_stopped=True) is None  # it has links
    assert not named.is_full
    named.asked += 1
    assert named.is_full


def test_one_article_has_one_fingerprint_but_a_redirect_its_own() -> None:
    def mark(url: str, **meta: object) -> bytes:
        return Fingerprinter().fingerprint(Request(url, meta=dict(meta)))

    assert mark("http://a.example/x", article=True) == mark("https://www.a.example/x/?utm_source=f", article=True)
    assert mark("http://a.example/x", article=True) != mark("https://a.example/x", article=True, redirect_times=1)
    assert mark("http://a.example/x") != mark("https://a.example/x")


@pytest.fixture
def web(tmp_path: Path) -> BundledServer:
    files = {
        "one.example/index.html": "<p>Home",
        "one.example/feed/index.xml": "<rss/>",
        "one.example/a/b.html": "<p>b",
        "one.example/a/index__page=2.html": "<p>Two",
        "one.example/robots.txt": "",
        "secret.txt": "not served",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return BundledServer(tmp_path)


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://one.example/", (200, "text/html; charset=utf-8", b"<p>Home")),
        ("http://one.example", (200, "text/html; charset=utf-8", b"<p>Home")),
        ("http://one.example/feed/", (200, "application/xml; charset=utf-8", b"<rss/>")),
        ("http://one.example/feed", (200, "application/xml; charset=utf-8", b"<rss/>")),
        ("http://one.example/a/b.html", (200, "text/html; charset=utf-8", b"<p>b")),
        ("http://one.example/a/?page=2", (200, "text/html; charset=utf-8", b"<p>Two")),
        ("http://one.example/?utm_source=x", (200, "text/html; charset=utf-8", b"<p>Home")),
        ("http://one.example/nothing", (404, "text/html; charset=utf-8", None)),
        ("http://one.example/../secret.txt", (404, "text/html; charset=utf-8", None)),
        ("http://one.example/%2e%2e/secret.txt", (404, "text/html; charset=utf-8", None)),
        ("http://two.example/", (404, "text/html; charset=utf-8", None)),
    ],
)
def test_the_bundled_server_answers_by_host(
    web: BundledServer, url: str, answer: tuple[int, str, bytes | None]
) -> None:
    web.start()
    try:
        connection = HTTPConnection(web.url.removeprefix("http://"), timeout=5)
        connection.request("GET", url)
        response = connection.getresponse()
        body = response.read()
        connection.close()
    finally:
        web.stop()
        web.stop()
    status, kind, expected = answer
    assert (response.status, response.headers["Content-Type"]) == (status, kind)
    assert expected is None or body == expected


def test_the_bundled_server_listens_on_loopback_and_no_longer_than_it_should(web: BundledServer) -> None:
    web.start()
    url = web.url
    assert url.startswith("http://127.0.0.1:")
    web.stop()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url, timeout=2)


@pytest.mark.parametrize(
    ("header", "body", "words"),
    [
        ("application/pdf", b"%PDF-1.7", "application/pdf; the bytes: PDF"),
        ("text/html", b"\x89PNG\r\n", "text/html; the bytes: PNG image"),
        (None, b"RIFF\x00\x00\x00\x00WEBPVP8", "no Content-Type; the bytes: WebP image"),
        ("text/html", b"Just words.", "text/html; the bytes: text"),
        ("text/html", bytes(range(32)), "text/html; the bytes: binary data"),
    ],
)
def test_what_is_not_html_is_said(header: str | None, body: bytes, words: str) -> None:
    assert what_it_is(header, body) == words


def test_a_name_without_an_address_is_not_left_to_the_connection() -> None:
    class Nothing:
        policy = None

        def allow(self, networks: object) -> None:
            """No source allows anything."""

        async def addresses(self, host: str) -> list[str]:
            return []

        def knows(self, host: str) -> bool:
            return False

    guard = AddressGuard(cast("GuardedResolver", Nothing()))
    with pytest.raises(CannotResolveHostError, match=r"a\.example has no address"):
        asyncio.run(guard.process_request(Request("http://a.example/")))


def test_a_bug_on_the_way_to_an_original_is_a_rejection(caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[object, ...]] = []
    run = SimpleNamespace(
        count=lambda key: told.append((key,)),
        reject=lambda url, name, reason, detail, via: told.append((url, name, str(reason), detail, via)),
        arrivals=SimpleNamespace(settle=lambda original: told.append(("settled", original))),
    )

    def bug(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    crawler = SimpleNamespace(settings=Settings(), spider=SimpleNamespace(source_of=lambda url: None))
    crawler.spider.article_request = bug
    fetch = FetchOriginals(cast("Crawler", crawler), cast("RunState", run))
    asyncio.run(fetch._fetch("http://a.example/1", "id"))
    assert told[1] == ("http://a.example/1", "a.example", "pipeline_error", "ZeroDivisionError: a bug", "credit")
    assert told[-1] == ("settled", "id")
    assert "ZeroDivisionError" in caplog.text


def test_exit_codes() -> None:
    assert exit_codes.of_run(None) == 1
    assert exit_codes.of_run(RunFigures(finish_reason="finished")) == 0
    assert exit_codes.of_run(RunFigures(finish_reason="shutdown")) == 3
    stats = {"finish_reason": "finished", "newsspider/failures/pipeline_error": 1}
    assert exit_codes.of_run(figures_of(stats)) == 1
    assert exit_codes.of_error(LockedError("held")) == 75
    assert exit_codes.of_error(StoreError("another version")) == 1
    assert exit_codes.of_error(StoreWriteError("the disk is full")) == 74
    assert exit_codes.of_error(RuntimeError()) == 1


def test_the_progress_line() -> None:
    stats = {"newsspider/pages/a": 3, "newsspider/pages/b": 1, "newsspider/records/a": 2, "newsspider/known/a": 9}
    assert line(stats, queue=7) == "4 pages, 2 records, 0 copies, 0 rejected, 7 queued"


def test_the_docs_tell_every_setting_of_our_own_and_no_other() -> None:
    theirs = {name for name in dir(default_settings) if name.isupper()} | {"CONCURRENT_REQUESTS_PER_IP"}
    ours = {
        name: str(getattr(settings, name))
        for name in dir(settings)
        if name.isupper() and name[0] != "_" and name not in theirs
    }
    text = (PROJECT / "docs/settings.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", text, re.MULTILINE)) == ours


def test_every_setting_has_its_reason() -> None:
    lines = (PROJECT / "newsspider/settings.py").read_text("utf-8").splitlines()
    named = {"BOT_NAME", "SPIDER_MODULES", "NEWSPIDER_MODULE", "COMMANDS_MODULE"}  # the names say it
    bare = [
        text
        for before, text in pairwise(lines)
        if re.match(r"[A-Z_]+(:.*)? = ", text)
        and text.split()[0].rstrip(":") not in named
        and "#" not in text
        and not before.startswith("#")
    ]
    assert bare == []


def test_the_docs_tell_every_exit_code_and_command() -> None:
    text = (PROJECT / "docs/running.md").read_text("utf-8")
    codes = {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert told == codes
    for path in (PROJECT / "newsspider/commands").glob("*.py"):
        if "class Command(" in path.read_text("utf-8"):
            assert f"scrapy {path.stem}" in text


def test_links_are_committed_when_they_are_many_and_not_before_the_journal(tmp_path: Path) -> None:
    project = Settings(values={key: getattr(settings, key) for key in dir(settings) if key.isupper()})
    stores = RunStores(tmp_path, "run", project)
    with closing(sqlite3.connect(tmp_path / FRONTIER)) as other:
        kept = []
        for number in range(600):
            url = f"https://a.example/{number}"
            stores.frontier.add("a", str(number), Link(url, "sitemap"), 1_790_000_000.0, in_corpus=False)
            stores.keep_links()
            kept.append(other.execute("SELECT count(*) FROM links").fetchone()[0])
    assert sorted(set(kept)) == [0, 500]
    stores.close(lambda _: True, pack=False)
    stores.release()


def test_a_frontier_that_can_t_be_opened_is_a_write_error(tmp_path: Path) -> None:
    project = Settings(values={key: getattr(settings, key) for key in dir(settings) if key.isupper()})
    (tmp_path / FRONTIER).mkdir(parents=True)
    with pytest.raises(WriteError, match=r"frontier\.sqlite"):
        RunStores(tmp_path, "run", project)


def test_whose_an_address_is_costs_the_same_with_thousands_of_sources() -> None:
    sources = [Source(f"s{number}", "mirror", f"https://www.site{number}.org/") for number in range(5_000)]
    sources += [Source("paper", "news", "https://site7.org/"), Source("second", "mirror", "https://site8.org/")]
    choice = Choice(Path("sources.toml"), tuple(sources), tuple(sources))
    owners = [choice.owner_of(f"https://blog.site{number}.org/a") for number in (6, 7, 8, 9_999)]
    assert [owner and owner.name for owner in owners] == ["s6", "paper", "s8", None]
    assert choice.named("s6") is sources[6]
    assert choice.named("nobody") is None
    began = time.process_time()
    for number in range(5_000):
        choice.owner_of(f"https://other{number}.org/a")
    assert time.process_time() - began < 5  # 80 s, when all of them were asked
