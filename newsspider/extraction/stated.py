"""A story that a page states as a string in its data: text, or markup inside that string.

In: the strings, and the clutter rules. Out: the story's paragraphs, its captions, and what was struck. Markup is walked
like a page's own, and what a rule knows by its element, what is hidden, or what is nothing but a link goes; which of
the blocks are the story isn't asked, for whoever wrote the string has said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newsspider.extraction.body import LINK, link_lines, removals, table_of
from newsspider.extraction.captions import split_caption
from newsspider.extraction.parse import parse, parse_lightly
from newsspider.extraction.vetoes import CAPTION, decided
from newsspider.extraction.walk import walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsspider.clutter import RuleSet
    from newsspider.records import Caption, Removal

_NAMES: Final = "(?:p|br|div|h[1-6]|li|span|figure|a)"
_TAG: Final = re.compile(rf"<{_NAMES}\b", re.IGNORECASE)
_ESCAPED_TAG: Final = re.compile(rf"&lt;{_NAMES}\b", re.IGNORECASE)
_NOT_FREE: Final = (False, "False", "false")
_LEAST_HIDDEN: Final = 400  # characters that are stated and not shown
_PAID: Final = 1.7  # so many times as long as what is shown is a stated text whose page says that it is paid for
_MUCH: Final = 3.0  # and where the page doesn't say so
_SAME: Final = 60  # letters by which a paragraph is known


@dataclass(frozen=True, slots=True)
class StatedStory:
    """What was read."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)


def stated_story(strings: Sequence[str], rules: RuleSet) -> StatedStory:
    """The story that these strings are, one after the other.

    >>> from newsspider.clutter import default_rules
    >>> stated_story(["One.", "<p>Two.</p><form class='comment-form'>Say it</form>"], default_rules()).paragraphs
    ['One.', 'Two.']
    """
    pieces = [unescape(text) if _ESCAPED_TAG.search(text) else text for text in strings]
    if not any(map(_TAG.search, pieces)):
        return StatedStory(_lines("\n".join(map(unescape, pieces))))
    return _walked("".join(map(_closed, pieces)) if len(pieces) > 1 else pieces[0], rules)


def is_cut_short(paragraphs: Sequence[str], article: Mapping[str, Any]) -> bool:
    """Whether a page shows the beginning of the story that its data states, and no more: the rest is paid for.

    Args:
        paragraphs: What was found on the page.
        article: What JSON-LD says of the article.

    >>> is_cut_short(["The mill is weaving again."], {"articleBody": "The mill is weaving again. " + "It is. " * 200})
    True
    """
    stated = article.get("articleBody")
    shown = sum(map(len, paragraphs))
    if not isinstance(stated, str) or len(stated) < _LEAST_HIDDEN + shown or not paragraphs:
        return False
    times = _PAID if article.get("isAccessibleForFree") in _NOT_FREE else _MUCH
    if len(stated) < times * shown or _TAG.search(stated) or _ESCAPED_TAG.search(stated):
        return False
    said = _letters(unescape(stated))
    return _letters(paragraphs[0])[:_SAME] in said and all(
        _letters(text)[:_SAME] in said for text in paragraphs if len(text) >= _SAME
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _lines(text: str) -> list[str]:
    return [line for raw in text.split("\n") if (line := " ".join(raw.split()))]


def _closed(piece: str) -> str:
    """A piece as markup in which each element that it opens is closed: a box must not hold the pieces behind it."""
    if not _TAG.search(piece):
        return "".join(f"<p>{escape(line)}</p>" for line in _lines(unescape(piece)))
    root = parse(f"<body><div>{piece}</div></body>")
    body = None if root is None else root.find("body")
    return "" if body is None else "".join(etree.tostring(el, encoding="unicode", method="html") for el in body)


def _walked(markup: str, rules: RuleSet) -> StatedStory:
    root = parse_lightly(f"<html><body><article>{markup}</article></body></html>", rules.attributes)
    layout = None if root is None else walk(root, rules)
    if layout is None or not layout.texts:
        return StatedStory()
    reasons = decided(layout, table_of(layout))
    reasons |= {at: LINK for at, is_link in enumerate(link_lines(layout)) if is_link and at not in reasons}
    story = StatedStory(removed=[removal for _, removal in removals(layout, reasons)])
    for at, text in enumerate(layout.texts):
        if at not in reasons:
            story.paragraphs.extend(_lines(text))
        elif reasons[at] == CAPTION and (caption := split_caption(text)).text:
            story.captions.append(caption)
    return story
