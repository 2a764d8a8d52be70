"""Real Scrapy runs in processes of their own, against real servers on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from pytest_httpserver import HTTPServer
from site_for_tests import Site
from warm_scrapy import WarmScrapy

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "error::ResourceWarning"}
MOST_S = 300  # a run that hangs; on a busy machine one takes ten times as long as it does alone
_WARM = ("crawl", "nightly", "replay", "inspect")
LOOPBACK = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it is ignored, and so it would be by the runs of the tests


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str
    corpus: Path

    def lines(self, name: str) -> list[dict[str, Any]]:
        path = self.corpus / name
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.lines("items.jsonl")

    @property
    def rejected(self) -> dict[str, str]:
        """Reason by path of the URL."""
        return {"/" + r["url"].split("/", 3)[3]: r["reason"] for r in self.lines("rejected.jsonl")}

    @property
    def stories(self) -> dict[str, dict[str, Any]]:
        """The last word on each item's story, by URL."""
        found = {item["id"]: item["story"] for item in self.items}
        found |= {change["item_id"]: change["story"] for change in self.lines("stories.jsonl")}
        return {item["url"]: found[item["id"]] for item in self.items}


class Scrapy(Protocol):
    """Runs a ``scrapy`` command; settings are given by name, ``sources`` is the text of a ``sources.toml``.

    A crawl, a night or the like is forked of a process that has loaded what all of them load, unless it is to begin
    ``cold``, as other commands do.
    """

    def __call__(
        self,
        *args: str,
        sources: str | None = None,
        stdin: str | None = None,
        timeout_s: float = MOST_S,
        cold: bool = False,
        **settings: Any,
    ) -> Run: ...


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The directory in which commands run: a project of its own."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n")
    return folder


@pytest.fixture(scope="session")
def warm_scrapy() -> Iterator[WarmScrapy]:
    with WarmScrapy(ENVIRONMENT) as warm:
        yield warm


@pytest.fixture
def scrapy(work: Path, warm_scrapy: WarmScrapy) -> Scrapy:
    """Run ``scrapy`` in a process of its own, in ``work``."""

    def run(
        *args: str,
        sources: str | None = None,
        stdin: str | None = None,
        timeout_s: float = MOST_S,
        cold: bool = False,
        **settings: Any,
    ) -> Run:
        corpus = work / str(settings.get("CORPUS_DIR", "corpus"))
        words = [*args]
        if sources is not None:
            (work / "sources.toml").write_text(sources, "utf-8")
        # In the crawl's own process unless a test asks otherwise: workers of their own would cost each test a second.
        for name, value in ({"EXTRACT_WORKERS": 1} | settings).items():
            words += ["-s", f"{name}={value}"]
        if args[0] in _WARM and stdin is None and not cold:
            done = warm_scrapy.run(words, work, timeout_s)
        else:
            done = subprocess.run(
                [sys.executable, "-m", "scrapy", *words],
                cwd=work,
                env=ENVIRONMENT,
                input=stdin,
                capture_output=True,
                text=True,
                timeout=timeout_s,
                check=False,
            )
        return Run(done.returncode, done.stdout, done.stderr, corpus)

    return run


@pytest.fixture(scope="session")
def servers() -> Iterator[list[HTTPServer]]:
    """Three servers, each on a loopback address of its own."""
    running = [HTTPServer(host=host, port=0, threaded=True) for host in LOOPBACK]
    for server in running:
        server.start()
    yield running
    for server in running:
        server.stop()


@pytest.fixture
def sites(servers: list[HTTPServer]) -> Iterator[list[Site]]:
    """Three sites, empty at first; a source may contact its own address and not the others'."""
    yield [Site(server) for server in servers]
    for server in servers:
        server.clear()


def source(site: Site, name: str, kind: str, **more: Any) -> str:
    """A ``[[source]]`` table for a site, which may contact its own address and no other private one."""
    values = {
        "name": name,
        "kind": kind,
        "url": site.url + "/",
        "allow_private": [site.server.host],
        "delay_s": 0,
    } | more
    return "[[source]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items()) + "\n"
