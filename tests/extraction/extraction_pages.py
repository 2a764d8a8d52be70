"""The pages that the extraction tests read: golden cases, the bundled web's articles, and small pages made here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.clutter import default_rules
from newsspider.extraction import extract_page
from newsspider.extraction.parse import parse
from newsspider.extraction.tree import strip_unseen
from newsspider.extraction.walk import walk
from newsspider.records import Article, Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsspider.extraction.layout import Layout

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Paragraphs that stand in a test with blank lines between them, white space folded."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


PARAGRAPHS = paragraphs_of("""
The tide gauge at Kelmouth has been read by hand every morning since 1871, and on Monday the harbour office
said that nobody had applied for the post of reader.

The work takes four minutes, pays a small sum each quarter, and has to be done at six o'clock in the morning,
on Christmas Day as on any other.

Hedda Vint, who climbed down the ladder for thirty-one years, says that the readings are the longest in the
country and that a machine would have missed the flood of 1953.

The office will wait until March, and will then fix an electric float to the quay wall, next to the brass
plate.
""")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A page on disk with what is expected of it."""

    name: str
    page: Page
    expected: dict[str, Any]

    @property
    def article(self) -> Article:
        return _article(self.page)

    def captions(self) -> list[tuple[str, str | None]]:
        return [(caption["text"], caption["credit"]) for caption in self.expected["captions"]]

    def leaked(self) -> list[str]:
        """The snippets of clutter that stand in the text."""
        return [snippet for snippet in self.expected["clutter"] if snippet in self.article.text]


@lru_cache(maxsize=512)
def _article(page: Page) -> Article:
    return extract_page(page)


@lru_cache(maxsize=1)
def cases() -> tuple[Recorded, ...]:
    """Every folder of fixtures/cases."""
    found = []
    for folder in sorted(path.parent for path in (FIXTURES / "cases").glob("*/meta.json")):
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        page = Page(meta["url"], (folder / "page.html").read_bytes(), meta["content_type"])
        found.append(Recorded(folder.name, page, json.loads((folder / "expected.json").read_text("utf-8"))))
    return tuple(found)


@lru_cache(maxsize=1)
def bundled() -> tuple[Recorded, ...]:
    """Every article page of the bundled web."""
    found = []
    for path in sorted((FIXTURES / "web").rglob("*.expected.json")):
        expected = json.loads(path.read_text("utf-8"))
        html_path = path.with_name(path.name.replace(".expected.json", ".html"))
        page = Page(expected["url"], html_path.read_bytes(), "text/html; charset=utf-8", kind=expected["kind"])
        name = html_path.relative_to(FIXTURES / "web").as_posix().removesuffix("/index.html")
        found.append(Recorded(name, page, expected))
    return tuple(found)


def captions_of(article: Article) -> list[tuple[str, str | None]]:
    return [(caption.text, caption.credit) for caption in article.captions]


def instant(date: str | None) -> datetime | None:
    """A date as a moment, so that two spellings of one moment are equal."""
    return datetime.fromisoformat(date) if date else None


def tree(page: str) -> HtmlElement:
    """A page's tree."""
    root = parse(page)
    assert root is not None
    return root


def layout_of(page: str) -> Layout:
    """What the walk sees of a page."""
    root = tree(page)
    strip_unseen(root)
    return walk(root, default_rules())


def story_page(body: str = "", *, head: str = "", paragraphs: tuple[str, ...] = PARAGRAPHS, title: str = "") -> str:
    """A plain page with a story: ``body`` stands behind the last paragraph."""
    heading = f"<h1>{title}</h1>" if title else ""
    story = "\n".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article>{heading}\n{story}</article>{body}</main><footer><p>Imprint</p></footer></body></html>"
    )
