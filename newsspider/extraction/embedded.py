"""The story as a page's own program carries it, for pages whose markup is nearly empty before the program has run.

In: the scripts that hold data (``__NEXT_DATA__``, ``__next_f``, Apollo state, plain JSON). Out: the story's paragraphs
and its captions, or none. Asked only when the markup gave next to nothing: about one news page in a hundred.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from newsspider.extraction.captions import split_caption
from newsspider.extraction.class_words import bits, bits_of_names, bits_of_tag
from newsspider.extraction.parse import scrub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsspider.records import Caption

_MOST: Final = 3_000_000  # characters of script that are read
_SHORTEST: Final = 40  # characters of a string that may be prose
# A string without an end is taken as far as it goes, once: to try again behind each of its quotes is quadratic.
_STRING: Final = re.compile(r'(?:"([\w@$.-]{1,60})"\s*+:\s*+)?"((?:[^"\\]|\\.){40,}+)(?:(")|\\?\Z)', re.DOTALL)
_SENTENCE: Final = re.compile(r"[.!?。！？؟।…]['\"”’»)\]]*(?:\s|<|$)")
_CODE: Final = re.compile(r"^(?:https?:|/|data:|[\w-]+$|[{\[(#.@])|function\s*\(|=>|\{\s*\w[\w-]*\s*:")
_TAG: Final = re.compile(r"<(?:p|br|div|h[1-6]|li|span|figure|a)\b", re.IGNORECASE)
_BLOCKS: Final = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr", "figure", "section")
_HIDDEN: Final = ("script", "style", "iframe", "noscript")
_CAPTION: Final = bits("CAPTION", "FIGCAPTION")


@dataclass(frozen=True, slots=True)
class EmbeddedStory:
    """What a page's data scripts hold of its story."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)


def embedded_story(scripts: list[str]) -> EmbeddedStory:
    """The story in a page's data scripts; without paragraphs if there is none.

    The strings are grouped by the key that they stand under; the key with the most prose is taken for the story's.
    """
    groups: dict[str, dict[str, None]] = {}
    for script in scripts:
        _collect(script[:_MOST], groups, nested=True)
    best = max(groups.values(), key=lambda texts: sum(map(len, texts)), default={})
    longest = max(best, key=len, default="")
    # A body in one piece beats many short pieces under the same key, which are other stories' teasers.
    pieces = [longest] if len(longest) * 2 > sum(map(len, best)) else list(best)
    story = EmbeddedStory()
    for piece in pieces:
        _read(piece, story)
    return story


def _collect(text: str, groups: dict[str, dict[str, None]], *, nested: bool) -> None:
    for key, raw, end in _STRING.findall(text):
        if not end:
            continue
        try:
            value = scrub(json.loads(f'"{raw}"', strict=False))
        except json.JSONDecodeError:
            continue
        if nested and value.count('"') > 8 and ('":' in value or '",' in value):
            _collect(value, groups, nested=False)  # a chunk of JSON that was sent as a string
        elif _is_prose(value):
            groups.setdefault(key, {})[value] = None


def _is_prose(text: str) -> bool:
    stripped = text.strip()
    return len(stripped) >= _SHORTEST and bool(_SENTENCE.search(stripped)) and not _CODE.search(stripped[:200])


def _read(piece: str, story: EmbeddedStory) -> None:
    """Add the lines and captions of a piece, be it text or markup."""
    if _TAG.search(piece):
        try:
            root = html.fragment_fromstring(piece, create_parent="div")
        except (etree.ParserError, ValueError):
            return
        etree.strip_elements(root, *_HIDDEN, with_tail=False)
        story.captions.extend(_captions_out_of(root))
        for el in root.iter(*_BLOCKS):
            el.text = f"\n{el.text or ''}"
            el.tail = f"\n{el.tail or ''}"
        piece = str(root.text_content())
    story.paragraphs.extend(line for raw in piece.split("\n") if (line := " ".join(raw.split())))


def _captions_out_of(root: html.HtmlElement) -> Iterator[Caption]:
    """The captions in a tree, each taken out of it."""
    for el in list(root.iterdescendants(etree.Element)):
        if (bits_of_tag(el.tag) | bits_of_names(el.get("class") or "")) & _CAPTION and el.getparent() is not None:
            if (caption := split_caption(str(el.text_content()))).text:
                yield caption
            el.drop_tree()
