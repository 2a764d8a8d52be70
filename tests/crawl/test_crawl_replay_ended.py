"""``scrapy replay`` that is ended in the midst, in order or not: it ends at once, and goes on with the same command."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, Scrapy
from site_for_tests import article

from newsspider.corpus import read_lines
from newsspider.warc import WarcWriter

if TYPE_CHECKING:
    from pathlib import Path

PAGES = 600
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Pages of eight sites; the first of each wait for their siblings."""
    writer = WarcWriter(tmp_path / "archive", "many", "newsspider/1", 1 << 30)
    html = [("Content-Type", "text/html; charset=utf-8")]
    for number in range(PAGES):
        url = f"https://site{number % 8}.example/{number}"
        writer.write(url, "200 OK", html, article(f"story {number}").encode(), "2026-11-27T17:00:00Z")
    writer.close()
    return next((tmp_path / "archive").iterdir())


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_replay_that_is_ended_goes_on(work: Path, scrapy: Scrapy, archive: Path, sign: signal.Signals) -> None:
    command = [sys.executable, "-m", "scrapy", "replay", str(archive)]
    with subprocess.Popen(command, cwd=work, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as running:
        items = work / "corpus/items.jsonl"
        while not items.exists() or not items.stat().st_size:
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(sign)
        try:
            out, _ = running.communicate(timeout=60)
        finally:
            running.kill()
    if sign == signal.SIGTERM:
        assert running.returncode == 3
        assert "it was stopped" in out
        assert 0 < len(list(read_lines(items))) < PAGES
    after = scrapy("replay", str(archive), sources="")
    assert after.code == 0, after.err
    assert len({item["id"] for item in after.items}) == len(after.items) == PAGES


def test_a_replay_whose_time_is_up_ends(scrapy: Scrapy, archive: Path) -> None:
    first = scrapy("replay", str(archive), sources="", CLOSESPIDER_ITEMCOUNT=20)
    assert (first.code, "Traceback" in first.err) == (3, False), first.err
    after = scrapy("replay", str(archive), sources="")
    assert (after.code, len(after.items)) == (0, PAGES)
