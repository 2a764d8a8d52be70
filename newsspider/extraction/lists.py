"""A list is the story's as a whole, and code between its paragraphs too: short items are no less so than long ones.

In: the layout and the choice of blocks. Out: the choice, mended in place: of a list of which some was kept, what was
just missed is kept too, and so is code with the story on both sides. Refused: lists of links, and what is hardly the
story's.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from newsspider.extraction.body import OUTSIDE

if TYPE_CHECKING:
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

# The least probability over all letters of a list, and of an item. Menus are seldom lists of terms.
_LISTS: Final = {"ul": (0.5, 0.25), "ol": (0.5, 0.25), "dl": (0.4, 0.1)}
_LARGEST: Final = 500  # blocks; hundreds of lists may stand in one another, and each would be counted
_LEAST_CODE: Final = 0.1
_MOST_LINK: Final = 0.5  # of an item


def complete_lists(layout: Layout, body: Body) -> None:
    """Keep the items that were just missed in lists that are otherwise the story's."""
    added = _code_between(layout, body)
    for box in layout.boxes_of(_LISTS):
        least_mean, least = _LISTS[layout.c_tag[box]]
        start, end = layout.c_start[box], layout.c_end[box]
        kept = bisect_left(body.kept, end) - bisect_left(body.kept, start)
        if not 0 < kept < end - start <= _LARGEST:
            continue
        missed = [at for at in range(start, end) if body.reasons.get(at) == OUTSIDE]
        if not missed:
            continue
        sizes = [len(text) for text in layout.texts[start:end]]
        mean = sum(p * size for p, size in zip(body.probabilities[start:end], sizes, strict=True)) / sum(sizes)
        if mean >= least_mean:
            added.update(at for at in missed if body.probabilities[at] >= least and not _is_link(layout, at))
    if added:
        body.kept = sorted({*body.kept, *added})
        for at in added:
            del body.reasons[at]


def _code_between(layout: Layout, body: Body) -> set[int]:
    """The blocks of ``<pre>`` that were missed right between two that were kept."""
    if "pre" not in layout.c_tag:
        return set()
    kept = set(body.kept)
    return {
        at
        for at in range(1, len(layout.texts) - 1)
        if body.reasons.get(at) == OUTSIDE
        and layout.tag_of(at) == "pre"
        and {at - 1, at + 1} <= kept
        and body.probabilities[at] >= _LEAST_CODE
    }


def _is_link(layout: Layout, block: int) -> bool:
    return layout.link_chars[block] > _MOST_LINK * len(layout.texts[block])
