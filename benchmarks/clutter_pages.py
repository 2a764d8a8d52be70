"""What a page says beside its story: the lines of saved pages that are clutter by the gold file's own phrases.

In: a gold file (one page a line: id, url, golds, file, lang; its first line names the phrases) and the folder of its
pages. Out: for each page its right texts and its clutter lines. A line counts if a reader sees it as a block of its
own, a phrase matches it, none of the right texts holds it, and it isn't prose between the gold's own paragraphs: a
sentence that stands among them, outside of links, is story that the gold left out.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import lxml.html

from newsspider.extraction.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "a", "button", "label", "span", "td", "aside"}
HIDDEN = {"script", "style", "noscript", "template", "svg", "head", "select", "textarea"}
MAX_LINE_CHARS = 300
PROSE_WORDS = 10
PROSE_LINK_SHARE = 0.5
STORY_SIBLINGS = 3


@dataclass(slots=True)
class GoldPage:
    """A page's right texts, where the page itself is, its language and the half its site falls in."""

    id: str
    file: str
    golds: tuple[str, ...]
    english: bool
    half: str
    clutter: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> list[str]:
        """The lines of the first right text."""
        return [line for line in self.golds[0].splitlines() if line.strip()]


def read_gold(path: Path) -> tuple[dict[str, re.Pattern[str]], list[GoldPage]]:
    """The clutter phrases and the pages of a gold file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        entries: list[dict[str, Any]] = [json.loads(line) for line in stream]
    head = entries[0] if "phrases" in entries[0] else {}
    phrases = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in head.get("phrases", {}).items()}
    return phrases, [_page(entry) for entry in entries if "golds" in entry]


def _page(entry: dict[str, Any]) -> GoldPage:
    site = urlsplit(entry.get("url") or "").hostname or entry["id"]
    odd = int(hashlib.sha1(site.encode(), usedforsecurity=False).hexdigest(), 16) % 2
    golds = tuple(entry["golds"])
    language = language_of(golds[0], None) or "en"
    return GoldPage(entry["id"], entry.get("file", ""), golds, language == "en", ("even", "odd")[odd])


def page_source(page: GoldPage, folder: Path) -> bytes | None:
    """The page as it was saved, or None if it isn't there."""
    path = folder / page.file
    if not path.is_file():
        return None
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as stream:
        return stream.read()


def clutter_lines(page: GoldPage, source: bytes, phrases: dict[str, re.Pattern[str]]) -> dict[str, str]:
    """Lines of the page that are clutter, each with the category of the phrase that matches it."""
    gold = " ".join(" ".join(text.split()) for text in page.golds).lower()
    found: dict[str, str] = {}
    story: Counter[Any] = Counter()
    blocks = list(_blocks(source))
    for element, line in blocks:
        if len(line.split()) >= PROSE_WORDS and line.lower() in gold:
            story[element.getparent()] += 1
    for element, line in blocks:
        if len(line) > MAX_LINE_CHARS or line in found or line.lower() in gold:
            continue
        name = next((name for name, pattern in phrases.items() if pattern.search(line)), None)
        if name and not (story[element.getparent()] >= STORY_SIBLINGS and _is_prose(element, line)):
            found[line] = name
    return found


def _is_prose(element: Any, line: str) -> bool:
    linked = sum(len(" ".join("".join(map(str, link.itertext())).split())) for link in element.iter("a", "button"))
    return len(line.split()) >= PROSE_WORDS and linked < PROSE_LINK_SHARE * len(line)


def _blocks(source: bytes) -> Iterator[tuple[Any, str]]:
    """The innermost blocks of a page with the line that a reader sees."""
    root = lxml.html.document_fromstring(source, parser=lxml.html.HTMLParser(encoding="utf-8"))
    for element in root.iter(*BLOCKS):
        if element.tag != "p" and any(True for _ in element.iterdescendants(*BLOCKS)):
            continue
        if any(above.tag in HIDDEN for above in element.iterancestors()):
            continue
        line = " ".join("".join(map(str, element.itertext())).split())
        if len(line) > 2:
            yield element, line
