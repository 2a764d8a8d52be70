"""A run that is stopped, or that can't get an original, loses no original for good: the next run gets it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from threading import Event
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy, source
from site_for_tests import Site, article
from werkzeug import Request, Response

from newsspider.corpus import Journal, WriteError, read_lines
from newsspider.extensions.owed import MOST_NIGHTS, MOST_OWED, Owed, may_pass
from newsspider.records import Reason

if TYPE_CHECKING:
    from pathlib import Path


def both(news: Site, mirror: Site) -> str:
    return source(news, "news", "news") + source(mirror, "mirror", "mirror")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_copy_that_waits_when_the_run_is_stopped_is_put_off(
    work: Path, scrapy: Scrapy, sites: list[Site], sign: signal.Signals
) -> None:
    news, mirror = sites[:2]
    asked = Event()

    def slow(_: Request) -> Response:
        if not asked.is_set():
            asked.set()
            time.sleep(2.5)
            return Response("too late", status=503)
        return Response(article("clinic"), content_type="text/html")

    news.serve()
    news.server.expect_request("/news/clinic").respond_with_handler(slow)
    mirror.article("/copy", "clinic", credit=news.url + "/news/clinic")
    mirror.article("/other", "orchard")
    mirror.serve()
    (work / "sources.toml").write_text(both(news, mirror))
    command = [sys.executable, "-m", "scrapy", "crawl", "mirrors"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert asked.wait(30)
        running.send_signal(sign)
        out, _ = running.communicate(timeout=300)
        assert running.returncode == 3
    written = [item["url"] for item in read_lines(work / "corpus/items.jsonl")]
    assert written in ([], [mirror.url + "/other"])  # what was committed before the stop
    assert "/copy" not in (work / "corpus/rejected.jsonl").read_text()
    assert "Put off" in out

    after = scrapy("crawl", "mirrors", sources=both(news, mirror))
    assert after.code == 0, after.err
    assert after.stories[mirror.url + "/copy"]["origin_url"] == news.url + "/news/clinic"
    assert len({item["id"] for item in after.items}) == len(after.items) == 3


def test_an_original_that_failed_is_asked_for_by_the_next_run(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]
    news.serve()
    answers = [503, 200]

    def recovers(_: Request) -> Response:
        return Response(article("clinic"), status=answers.pop(0), content_type="text/html")

    news.server.expect_request("/news/clinic").respond_with_handler(recovers)
    original, copy = news.url + "/news/clinic", mirror.article("/copy", "clinic", credit=news.url + "/news/clinic")
    mirror.article("/other", "orchard", credit=news.page("/news/gone", "Not here", status=404))
    mirror.serve()
    first = scrapy("crawl", "mirrors", sources=both(news, mirror), RETRY_ENABLED=False)
    assert {item["url"] for item in first.items} == {copy, mirror.url + "/other"}
    owed = first.corpus / "state/owed.jsonl"
    assert [json.loads(line) for line in owed.read_text().splitlines()] == [{"url": original, "nights": 0}]

    second = scrapy("crawl", "mirrors", sources=both(news, mirror))
    assert second.code == 0, second.err
    assert second.stories[copy]["origin_url"] == original
    assert owed.read_text() == ""
    assert news.hits.count("/news/gone") == 1


def test_an_original_is_owed_for_three_nights(tmp_path: Path) -> None:
    path = tmp_path / "owed.jsonl"
    first = Owed(path)
    first.owe("http://a.example/1")
    first.save(lambda url: True)
    for _ in range(MOST_NIGHTS):
        night = Owed(path)
        assert night.due == ("http://a.example/1",)
        night.save(lambda url: False)  # a run that didn't come to it takes no night away
        night.owe("http://a.example/1")
        night.save(lambda url: True)
    assert Owed(path).due == ()


def test_the_list_of_owed_originals_is_bounded_and_survives_a_torn_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "owed.jsonl"
    owed = Owed(path)
    taken = [owed.owe(f"http://a.example/{n}") for n in range(MOST_OWED + 1)]
    assert taken == [True] * MOST_OWED + [False]
    path.write_bytes(b'{"url": "http://a.example/1", "nights": 1}\n[1]\n{"url": null, "nights": 1}\n{"url": "http')
    again = Owed(path)
    assert again.due == ("http://a.example/1",)
    assert path.with_name("owed.jsonl.damaged").read_bytes() == b'[1]\n{"url": null, "nights": 1}\n{"url": "http\n'
    assert "3 of 4 lines can't be read" in caplog.text
    again.save(lambda url: False)
    assert b"[1]" not in path.read_bytes()  # it is told of once
    path.unlink()
    path.mkdir()
    with pytest.raises(WriteError, match=r"owed\.jsonl"):
        Owed(path)


def test_only_what_may_pass_is_owed() -> None:
    assert may_pass(Reason.DOWNLOAD_FAILED, None)
    assert may_pass(Reason.HTTP_ERROR, 503)
    assert may_pass(Reason.HTTP_ERROR, 429)
    assert not may_pass(Reason.HTTP_ERROR, 404)
    assert not may_pass(Reason.ROBOTS, None)


def test_a_corpus_without_its_state_keeps_its_ties(scrapy: Scrapy, sites: list[Site]) -> None:
    news, mirror = sites[:2]
    original = news.article("/news/bridge", "bridge")
    news.serve()
    run = scrapy("crawl", "news", sources=both(news, mirror))
    assert len(run.items) == 1
    for path in (run.corpus / "state").iterdir():
        path.unlink()
    copy = mirror.article("/copy", "bridge")
    mirror.serve()
    after = scrapy("crawl", "mirrors", sources=both(news, mirror))
    assert after.code == 0, after.err
    assert after.stories[copy]["origin_url"] == original
    assert not (run.corpus / "state/stories.incomplete").exists()
    with Journal(run.corpus, "next") as journal:
        assert journal.healed_bytes == 0
