"""Captions that only their place tells: a line right under a picture, in a box with it or in italics or small print.

In: the layout and the choice. Out: the choice, mended in place. A story's paragraphs may stand in boxes with pictures,
too: the entries of a list, a gallery's slides. So what is taken must be little beside the story, and no heading's only
text, and stand in another kind of box than the paragraphs do. Refused: nothing.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from newsspider.extraction.captions import split_caption
from newsspider.extraction.vetoes import CAPTION

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_PICTURES: Final = frozenset(tomllib.loads((files(__package__) / "tags.toml").read_text("utf-8"))["pictures"])
_SHORTEST: Final = 10  # characters of a caption that isn't marked as one
_LONGEST: Final = 200
_NEARLY_ALL: Final = 0.9  # of a line, in italics or small print
_MOST: Final = 0.2  # of the story's characters, that captions can hold
_LEAST_LEFT: Final = 2  # blocks of the story
_USUAL: Final = 0.5  # of its blocks, that stand in boxes of one kind: its paragraphs
_PARAGRAPHS: Final = frozenset({"p", "li", "blockquote", "td", "dd"})  # may hold a picture and a paragraph beside it
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def take_captions(layout: Layout, body: Body, description: str | None = None) -> None:
    """Move the lines that stand under pictures from the story to its captions.

    Args:
        layout: The layout.
        body: The choice.
        description: The page's own; a line with which it begins is the story's standfirst.
    """
    told = " ".join((description or "").split())
    above = _pictures_above(layout)
    short = [at for at in body.kept if at in above and _SHORTEST <= len(layout.texts[at]) <= _LONGEST]
    if not short:
        return
    usual = _usual(layout, body)
    found = {
        at
        for at in short
        if layout.tag_of(at) not in _HEADINGS
        and not told.startswith(layout.texts[at])
        and (_is_slanted(layout, at) or _is_captioned(layout, at, above[at], usual))
        and not _is_entry(layout, body, at)
    }
    if not found:
        return
    size = sum(len(layout.texts[at]) for at in found)
    whole = sum(len(layout.texts[at]) for at in body.kept)
    if size <= _MOST * whole and len(body.kept) - len(found) >= _LEAST_LEFT:
        body.kept = [at for at in body.kept if at not in found]
        body.captions = sorted([*body.captions, *found])
        body.reasons |= dict.fromkeys(found, CAPTION)


def _pictures_above(layout: Layout) -> dict[int, list[int]]:
    """By block the pictures between it and the one before it."""
    above: dict[int, list[int]] = {}
    for box in layout.boxes_of(_PICTURES):
        if layout.c_start[box] == layout.c_end[box]:
            above.setdefault(layout.c_end[box], []).append(box)
    return above


def _usual(layout: Layout, body: Body) -> set[int]:
    """The kinds of boxes in which most of the story's blocks stand."""
    kinds = Counter(layout.c_signature[layout.containers[at]] for at in body.kept)
    return {kind for kind, count in kinds.items() if count > _USUAL * len(body.kept)}


def _is_captioned(layout: Layout, block: int, pictures: Sequence[int], usual: Collection[int]) -> bool:
    """Whether a block stands in a box with a picture, and not as the story's paragraphs do."""
    if layout.c_signature[layout.containers[block]] in usual:
        return False
    return any(_is_boxed(layout, picture, block) for picture in pictures)


def _is_boxed(layout: Layout, picture: int, block: int) -> bool:
    """Whether a picture and a block stand in a box with nothing else."""
    own, box = layout.containers[block], layout.c_parent[picture]
    # The largest box around the picture that holds nothing else.
    while box >= 0 and block <= layout.c_start[box] and layout.c_end[box] <= block + 1:
        if layout.c_end[box] > block and (own != box or layout.c_tag[own] not in _PARAGRAPHS):
            return True
        box = layout.c_parent[box]
    return False


def _is_slanted(layout: Layout, block: int) -> bool:
    """Whether a block is italics or small print that ends in a credit."""
    text = layout.texts[block]
    return layout.slanted_chars[block] >= _NEARLY_ALL * len(text) and split_caption(text).credit is not None


def _is_entry(layout: Layout, body: Body, block: int) -> bool:
    """Whether a block is all that stands under a heading."""
    at = bisect_left(body.kept, block)
    before, behind = body.kept[at - 1 : at], body.kept[at + 1 : at + 2]
    heads = [layout.tag_of(one) in _HEADINGS for one in (*before, *behind)]
    return bool(heads) and all(heads)
