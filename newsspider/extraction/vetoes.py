"""What is no matter of figures: boxes that a rule knows, what is hidden, captions, galleries, teasers of other stories.

In: a ``Layout`` and its ``BlockTable``. Out: blocks with the reason, (rule id, kind), why they are out.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.extraction.class_words import BIT, HIDDEN, bits
from newsspider.extraction.class_words import SIGNUP as HOLDS_ADDRESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.features import BlockTable
    from newsspider.extraction.layout import Layout

CAPTION: Final = ("layout.caption", "caption")
UNSEEN: Final = ("layout.hidden", "template")
CONTROL: Final = ("layout.control", "navigation")  # what a switch or a field is called
SIGNUP: Final = ("layout.signup", "newsletter")  # a box with a field for an e-mail address
REPEATED: Final = ("layout.repeated", "template")
BESIDE: Final = ("layout.beside", "navigation")  # an aside, a footer or a menu as long as a story
GALLERY: Final = ("layout.gallery", "related")  # pictures with words of their own inside a story
_CAPTION: Final = bits("FIGCAPTION", "CAPTIONED")
_PHOTO_CREDIT: Final = bits("FIGURE", "CREDIT")  # both: a photographer's name beside the caption
_FIGURE: Final = BIT["FIGURE"]
_TEXT_IN_FIGURE: Final = bits("QUOTE", "TABLE", "PRE", "LIST", "HEADING")  # what a figure may hold besides a picture
_LONGEST_IN_FIGURE: Final = 150  # characters of a line beside a picture that is no caption by its tag
_ASKS: Final = bits("SIGNUP", "FORM")
_ASIDE: Final = BIT["ASIDE"]
_CALLED_OFFER: Final = bits("OFFER", "POPUP")
_MOST_OFFER: Final = 700  # letters of an offer around its form
_FORM_LEVELS: Final = 4  # boxes around a form that may be the offer's
_LARGE_BOX: Final = 0.3  # of the page's text: so large a box is the story's own, whatever it is called
_SHORT_LINE: Final = 30  # characters
_RECURS: Final = 3  # times
_SLIDE: Final = re.compile(r"(\d{1,3}) ?/ ?(\d{1,3})\b(?!/)")
_LEAST_STORY: Final = 800  # letters of prose around a gallery that make it a gallery in a story
_LEAST_BESIDE: Final = 400  # letters of prose beside teasers that make a page a story's
_SHARE_BESIDE: Final = 0.3  # of the teasers' prose
_LEAST_ARTICLE: Final = 120  # letters of prose that make an <article> with the page's h1 a story
_BESIDE_TAGS: Final = frozenset({"aside", "footer", "nav"})
_ANY_BOX: Final = frozenset({"div", "span", "section", "a"})
_LEAST_SHOWN: Final = 250  # letters of good text that a page shows at least, if what it hides is to go
_SHARE_SHOWN: Final = 0.3
_OFFERS: Final = frozenset({"paywall", "subscription", "newsletter", "advert", "app_banner", "cookie", "template"})
_LARGE_COMMENTS: Final = 0.8  # what readers say can be longer than the story itself
_LONG: Final = frozenset({"comments", "comment_form", "cookie"})  # so can what a site asks to be allowed


def decided(layout: Layout, table: BlockTable) -> dict[int, tuple[str, str]]:
    """The blocks that are no matter of figures, with (rule id, kind).

    What a clutter rule knows by its markup goes, unless it holds so much that it must be the page itself; so do
    boxes with a field for an e-mail address. Captions go to a field of their own.
    """
    reasons: dict[int, tuple[str, str]] = {}
    total = max(float(table.chars.sum()), 1.0)
    first, behind = layout.c_start[table.best], layout.c_end[table.best]
    for container, rule in layout.c_rules.items():
        start, end = layout.c_start[container], layout.c_end[container]
        limit = _LARGE_COMMENTS if rule.kind in _LONG else _LARGE_BOX
        if table.chars[start:end].sum() > limit * total or (start <= first and behind <= end):
            continue
        for index in range(start, end):
            reasons.setdefault(index, (rule.id, rule.kind))
    for index in (*np.flatnonzero(table.bits & HOLDS_ADDRESS).tolist(), *_around_forms(layout, table)):
        reasons.setdefault(index, SIGNUP)
    for index in _beside(layout, table):
        reasons.setdefault(index, BESIDE)
    for index in _hidden(layout, table):
        reasons.setdefault(index, UNSEEN)
    for index in np.flatnonzero(table.bits & BIT["CONTROL"]).tolist():
        reasons.setdefault(index, CONTROL)
    for index in _captions(layout, table):
        reasons.setdefault(index, CAPTION)
    for index in _slides(layout, table):
        reasons.setdefault(index, GALLERY)
    for index in _recurring(layout):
        reasons.setdefault(index, REPEATED)
    return reasons


def spare_chunks(layout: Layout) -> None:
    """Forget the rules of boxes that are the story in pieces: each small, but together too much to be an offer.

    Magazines mark each paragraph behind the wall, or each run of them, by one class; no offer is as long as a story.
    """
    pieces: dict[tuple[str, int], list[int]] = {}
    for box, rule in layout.c_rules.items():
        if rule.kind in _OFFERS or layout.c_tag[box] == "p":
            pieces.setdefault((rule.id, layout.c_signature[box]), []).append(box)
    for boxes in pieces.values():
        if len(boxes) > 1:
            held = sum(sum(map(len, layout.texts[layout.c_start[box] : layout.c_end[box]])) for box in boxes)
            if held > _LARGE_BOX * sum(map(len, layout.texts)):
                for box in boxes:
                    del layout.c_rules[box]


def _captions(layout: Layout, table: BlockTable) -> list[int]:
    """What is marked as a caption or credit, and short lines in a figure that are neither a quote nor a table's."""
    marked = (table.bits & _CAPTION != 0) | (table.bits & _PHOTO_CREDIT == _PHOTO_CREDIT)
    marked &= table.bits & BIT["QUOTE"] == 0
    beside = (table.bits & _FIGURE != 0) & (table.bits & _TEXT_IN_FIGURE == 0)
    return [
        index
        for index in np.flatnonzero(marked | beside).tolist()
        if marked[index] or len(layout.texts[index]) <= _LONGEST_IN_FIGURE
    ]


def _around_forms(layout: Layout, table: BlockTable) -> set[int]:
    """The blocks of small boxes that are called an offer, or stand aside, and hold a form: its words are theirs."""
    found: set[int] = set()
    first = layout.c_start[table.best]
    for box, own in enumerate(layout.c_bits):
        if not own & _ASKS:
            continue
        up = box
        for _ in range(_FORM_LEVELS):
            start, end = layout.c_start[up], layout.c_end[up]
            if start <= first < end or table.chars[start:end].sum() > _MOST_OFFER:
                break
            if layout.c_bits[up] & _CALLED_OFFER or (own & HOLDS_ADDRESS and layout.c_bits[up] & _ASIDE):
                found.update(range(start, end))
            up = layout.c_parent[up]
            if up < 0:
                break
    return found


def _beside(layout: Layout, table: BlockTable) -> set[int]:
    """The blocks of long asides, footers and menus; short ones are weighed like the rest."""
    total = float(table.chars.sum())
    found: set[int] = set()
    for index, tag in enumerate(layout.c_tag):
        if tag in _BESIDE_TAGS:
            start, end = layout.c_start[index], layout.c_end[index]
            share = float(table.chars[start:end].sum()) / max(total, 1.0)
            if _LARGE_BOX < share <= _LARGE_COMMENTS and not start <= layout.c_start[table.best] < end:
                found.update(range(start, end))
    return found


def _hidden(layout: Layout, table: BlockTable) -> list[int]:
    """The blocks that a browser doesn't show, unless the page shows hardly anything else: then its program will."""
    boxes = np.zeros(len(layout.c_bits), bool)
    for box in np.flatnonzero(np.array(layout.c_bits) & HIDDEN).tolist():
        behind = box + 1
        while behind < len(boxes) and layout.c_parent[behind] >= box and not boxes[box]:
            behind += 1
        boxes[box:behind] = True
    hidden = boxes[layout.containers]
    # One after the other, as the compiled twin adds.
    shown = float(np.cumsum(np.where(hidden, 0.0, table.good))[-1])
    if shown < max(_LEAST_SHOWN, _SHARE_SHOWN * float(np.cumsum(table.good)[-1])):
        return []
    found: list[int] = np.flatnonzero(hidden).tolist()
    return found


def _slides(layout: Layout, table: BlockTable) -> range:
    """The blocks of a picture gallery ("1/12 ...", "2/12 ...") that stands inside a story, and its headings."""
    slides = [(i, int(found[1]), found[2]) for i, text in enumerate(layout.texts) if (found := _SLIDE.match(text))]
    counted = [number for _, number, _ in slides] == list(range(1, len(slides) + 1))  # no ratings: 4/5, 3/5
    if len(slides) < _RECURS or not counted or len({of for _, _, of in slides}) > 1:
        return range(0)
    first, last = slides[0][0], slides[-1][0]
    box = layout.containers[first]
    while layout.c_parent[box] >= 0 and not layout.c_start[box] <= first <= last < layout.c_end[box]:
        box = layout.c_parent[box]
    outside = float(table.good.sum() - table.good[layout.c_start[box] : layout.c_end[box]].sum())
    if outside < _LEAST_STORY:
        return range(0)  # the gallery is the story
    while (up := layout.c_parent[box]) >= 0:
        more = [*range(layout.c_start[up], layout.c_start[box]), *range(layout.c_end[box], layout.c_end[up])]
        if float(table.good[more].sum()) > 0 or len(more) > _RECURS:
            break
        box = up
    return range(layout.c_start[box], layout.c_end[box])


def _recurring(layout: Layout) -> list[int]:
    """Short lines that stand on the page again and again in one kind of place: buttons that are none by their tag."""
    lines = zip(layout.texts, layout.places(), layout.tags(), strict=True)
    short = {
        i: (text, place) for i, (text, place, tag) in enumerate(lines) if len(text) <= _SHORT_LINE and tag in _ANY_BOX
    }
    counts = Counter(short.values())
    return [i for i, line in short.items() if counts[line] >= _RECURS]


def teasers(layout: Layout, table: BlockTable, likely: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which blocks stand in teasers of other stories; none on a page that consists of teasers."""
    inside: NDArray[np.bool_] = table.values[:, table.names.index("teaser")] > 0
    if not inside.any():
        return inside
    prose = table.good * likely
    least = max(_LEAST_BESIDE, _SHARE_BESIDE * float(prose[inside].sum()))
    if float(prose[~inside].sum()) >= least or _has_an_article(layout, prose, inside):
        return inside
    return np.zeros_like(inside)


def _has_an_article(layout: Layout, prose: NDArray[np.float64], inside: NDArray[np.bool_]) -> bool:
    """Whether an ``<article>`` with the page's only h1 holds prose and no teasers: a story, however short it is."""
    heading = layout.blocks_of("h1")
    if len(heading) != 1:
        return False
    box = layout.containers[heading[0]]
    while box >= 0 and layout.c_tag[box] != "article":
        box = layout.c_parent[box]
    held = slice(layout.c_start[box], layout.c_end[box])
    return box >= 0 and not inside[held].any() and float(prose[held].sum()) >= _LEAST_ARTICLE
