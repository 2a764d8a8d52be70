"""``scrapy nightly`` as a process in a directory of its own, and its corpus held against the site that it crawled.

In: a ``NightSite``. Out: an ``Outcome``: the figures of a scenario of ``nights.py``, and what is wrong with them, in
words. Refused: nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from night_site import NightSite

_PROJECT = Path(__file__).resolve().parents[1]
_MOST_WAIT_S = 120.0


@dataclass
class Outcome:
    """What came of a scenario: figures to print, and what is wrong, in words."""

    name: str
    figures: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def hold(self, what: str, value: float, most: float) -> None:
        """Note a figure, and that it is wrong if it is above its bound."""
        self.figures[what] = value
        if value > most:
            self.wrong.append(f"{what} is {value}, at most {most} was allowed")

    def codes(self, codes: list[int], expected: set[int]) -> None:
        """Note exit codes, and those that weren't expected."""
        self.figures["codes"] = " ".join(f"{code} x{number}" for code, number in Counter(codes).items())
        self.wrong += [f"exit code {code}, expected one of {sorted(expected)}" for code in set(codes) - expected]


class Work:
    """A project's directory with a corpus, and the runs in it.

    Args:
        folder: The directory.
        site: What is crawled.
        corpus: Where the corpus is; ``corpus/`` in the folder if not given.
        arguments: Of every night.
    """

    def __init__(
        self, folder: Path, site: NightSite, corpus: Path | None = None, arguments: tuple[str, ...] = ()
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.site = site
        self.corpus = corpus or folder / "corpus"
        self.arguments = arguments
        (folder / "sources.toml").write_text(site.sources, encoding="utf-8")
        (folder / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n", encoding="utf-8")

    def start(self, *arguments: str, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """A night in a process of its own."""
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "nightly",
            "-s",
            f"CORPUS_DIR={self.corpus}",
            *self.arguments,
            *arguments,
        ]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(_PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509 - set in the child, before it becomes the crawler
        )

    def run(self, *arguments: str, limit: Callable[[], None] | None = None) -> tuple[int, str, str]:
        """A night to its end: code, standard output, standard error."""
        process = self.start(*arguments, limit=limit)
        out, err = process.communicate(timeout=900)
        return process.returncode, out, err

    def check(self, outcome: Outcome) -> None:
        """Hold the corpus against the site: nothing lost, nothing twice, nothing torn."""
        path = self.corpus / "items.jsonl"
        lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
        torn = len(lines.pop() and [1])
        urls = Counter[str]()
        for line in lines:
            try:
                urls[json.loads(line)["url"]] += 1
            except (ValueError, KeyError):
                torn += 1
        outcome.hold("lost", len(self.site.urls - set(urls)), 0)
        outcome.hold("repeated", urls.total() - len(urls), 0)
        outcome.hold("torn", torn, 0)
        outcome.hold("strange", len(set(urls) - self.site.urls), 0)

    def records(self) -> int:
        """Lines of ``items.jsonl``."""
        path = self.corpus / "items.jsonl"
        return path.read_bytes().count(b"\n") if path.exists() else 0


def let_run(site: NightSite, process: subprocess.Popen[str], fetches: int, more_s: float) -> None:
    """Until so many articles more were asked for, and a little longer; or until it ends by itself."""
    enough, end = len(site.fetches()) + fetches, time.monotonic() + _MOST_WAIT_S
    while fetches and len(site.fetches()) < enough and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(more_s)


def fetched_again(site: NightSite, begun: list[int]) -> list[int]:
    """How many articles each run but the first fetched that an earlier one had fetched."""
    found: list[int] = []
    seen: set[str] = set()
    for start, end in zip(begun, [*begun[1:], len(site.asked)], strict=True):
        fetched = {url for url in site.asked[start:end] if "/story/" in url}
        found.append(len(fetched & seen))
        seen |= fetched
    return found
