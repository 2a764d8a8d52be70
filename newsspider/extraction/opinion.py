"""The second opinion: readability-lxml, asked when our own choice is in doubt.

In: the text of the page. Out: paragraphs, or none. Parses the page a second time, which is why it is asked last.
"""

from __future__ import annotations

import logging

from lxml import html

from newsspider.extraction.parse import scrub
from newsspider.markup import without_endless_tags

logging.getLogger("readability.readability").setLevel(logging.CRITICAL)

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "td",
        "section",
        "article",
        "tr",
        "ul",
        "ol",
        "table",
        "br",
        "dd",
        "dt",
        "figure",
        "figcaption",
        "header",
        "footer",
        "aside",
        "main",
    ]
)


def readability_paragraphs(text: str) -> list[str]:
    """The paragraphs that readability-lxml takes for the story; empty if it finds none or fails."""
    from readability import Document  # noqa: PLC0415 - it takes a while to load, and most pages are in no doubt

    try:
        markup = Document(scrub(without_endless_tags(text))).summary(html_partial=True)
        root = html.fromstring(markup)
    except Exception:  # noqa: BLE001 - a second opinion that fails is no opinion; the page still has the first
        return []
    parts: list[str] = []
    for el in root.iter("*"):
        if el.tag in _BLOCKS:
            parts.append("\n")
        parts.append(el.text or "")
        if el.tail:
            parts.append(("\n" if el.tag in _BLOCKS else "") + el.tail)
    return [line for raw in "".join(parts).split("\n") if (line := " ".join(raw.split()))]
