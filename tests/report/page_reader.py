"""Pages for people as a test reads them: what they would load or run, what they say, what a browser makes of them."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium")


class Reader(HTMLParser):
    """Collects what a page would load or run, and its visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.targets: list[str] = []
        self.handlers: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.targets += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """The visible text, white space folded."""
        return " ".join(" ".join(self.words).split())


def read(page: Path | bytes) -> Reader:
    reader = Reader()
    reader.feed((page if isinstance(page, bytes) else page.read_bytes()).decode("utf-8"))
    return reader


def shown_by_browser(path: Path, *more: str) -> str:
    """The document as a browser has it once it has run all that it would run."""
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom",
        f"--user-data-dir={path.parent / 'profile'}",
    ]  # fmt: skip
    assert CHROMIUM is not None
    return subprocess.run(
        [CHROMIUM, *options, *more, path.as_uri()], capture_output=True, text=True, timeout=60, check=True
    ).stdout
