"""Rows of buttons: a small box of short lines of which the clutter rules know some; the others in it are buttons, too.

In: the layout and the choice. Out: the choice, mended in place: "Print" goes with "Share on Facebook" beside it, in
whatever language. Refused: headings, what ends a sentence, and boxes that hold a longer line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsspider.extraction.class_words import BIT

if TYPE_CHECKING:
    from collections.abc import Collection

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_KINDS: Final = frozenset({"share", "comments", "comment_form", "navigation", "template", "app_banner"})
_REASON: Final = ("layout.row", "share")
_LONGEST: Final = 50  # characters of a button
_MOST: Final = 16  # buttons
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STOPS: Final = (".", "!", "?", "。", "！", "？", "।", "؟", ":")
_SHARE: Final = BIT["SHARE"]


def drop_rows(layout: Layout, body: Body) -> None:
    """Strike the buttons that no rule knows in rows in which rules know others."""
    rules = ((text, rule) for text, (_, rule) in body.told.items() if rule is not None)
    known = {text for text, rule in rules if rule.kind in _KINDS and rule.context != "amid"}
    if not known:
        return
    texts = layout.texts
    short = [at for at in body.kept if len(texts[at]) <= _LONGEST and texts[at] not in known]
    found = [at for at in short if _is_button(layout, at) and _is_in_row(layout, body, at, known)]
    if found:
        body.reasons |= dict.fromkeys(found, _REASON)
        body.kept = [at for at in body.kept if at not in body.reasons]


def _is_button(layout: Layout, block: int) -> bool:
    return layout.tag_of(block) not in _HEADINGS and not layout.texts[block].endswith(_STOPS)


def _is_in_row(layout: Layout, body: Body, block: int, known: Collection[str]) -> bool:
    """Whether rules know half of the smallest box with more than this line, or a line if it is one for sharing."""
    box = layout.containers[block]
    while box >= 0 and layout.c_end[box] - layout.c_start[box] == 1:
        box = layout.c_parent[box]
    row = range(layout.c_start[box], layout.c_end[box]) if box >= 0 else range(0)
    if not 1 < len(row) <= _MOST or any(len(layout.texts[at]) > _LONGEST for at in row):
        return False
    told = sum(layout.texts[at] in known for at in row)
    return told * 2 >= len(row) or (told > 0 and all(body.bits[at] & _SHARE for at in row))
