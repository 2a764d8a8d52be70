"""Which blocks are the story.

In: a ``Layout`` and the clutter rules. Out: a ``Body``: the kept blocks, the captions apart, and for every other
block the reason why it was left out. Nothing is parsed again; a doubtful result says so by its confidence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.extraction.class_words import BIT, HIDDEN, bits
from newsspider.extraction.features import measure
from newsspider.extraction.scorer import score, threshold
from newsspider.records import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from newsspider.clutter import Rule, RuleSet
    from newsspider.extraction.features import BlockTable
    from newsspider.extraction.walk import Layout

CAPTION: Final = ("layout.caption", "caption")
UNSEEN: Final = ("layout.hidden", "template")
CONTROL: Final = ("layout.control", "navigation")  # what a switch or a field is called
SIGNUP: Final = ("layout.signup", "newsletter")  # a box with a field for an e-mail address
LINK: Final = ("layout.link_line", "related")
REPEATED: Final = ("layout.repeated", "template")
OUTSIDE: Final = ("layout.outside", "outside")
_CAPTION: Final = bits("FIGCAPTION", "CAPTIONED")
_PHOTO_CREDIT: Final = bits("FIGURE", "CREDIT")  # both: a photographer's name beside the caption
_LARGE_BOX: Final = 0.3  # of the page's text: so large a box is the story's own, whatever it is called
_LONGEST_RULED_LINE: Final = 200  # characters; only short lines are asked about
_ALL_LINK: Final = 0.9
_SURE: Final = 0.9  # so probable a block is the story's, though it be a link
_SHORT_LINE: Final = 30  # characters
_RECURS: Final = 3  # times
_ANY_BOX: Final = frozenset({"div", "span", "section", "a"})
_MAYBE: Final = 0.2
_SUBHEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_LEAST_SHOWN: Final = 400  # letters of good text that a page shows at least, if what it hides is to go
_SHARE_SHOWN: Final = 0.3
_LONG_REPEAT: Final = 60  # characters; shorter lines may well be said twice
_LARGE_COMMENTS: Final = 0.8  # what readers say can be longer than the story itself
_COMMENTS: Final = frozenset({"comments", "comment_form"})
_ENOUGH_WORDS: Final = 60  # a shorter story is doubtful for its length alone


@dataclass(slots=True)
class Body:
    """The choice. ``reasons`` maps each block that was left out to (rule id, kind); see ``records.Removal``."""

    kept: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)
    reasons: dict[int, tuple[str, str]] = field(default_factory=dict)
    confidence: float = 0.0
    probabilities: list[float] = field(default_factory=list)
    bits: list[int] = field(default_factory=list)  # what each block's ancestors are called; see class_words


def choose(layout: Layout, rules: RuleSet) -> Body:
    """Choose the story's blocks."""
    if not layout.texts:
        return Body()
    line_rules = rules_of_lines(layout, rules)
    table = table_of(layout, line_rules)
    probability = score(table)
    links = _link_lines(layout)
    body = Body(reasons=decided(layout, table), bits=table.bits.tolist())
    for index, p in enumerate(probability):
        if index in body.reasons:
            if body.reasons[index] == CAPTION:
                body.captions.append(index)
        elif links[index] and p < _SURE:
            body.reasons[index] = LINK
        elif p >= threshold():
            body.kept.append(index)
        else:
            rule = line_rules[index]
            # A line that names the source is evidence, wherever it stands.
            body.reasons[index] = (rule.id, rule.kind) if rule and rule.kind == "credit" else OUTSIDE
    _add_headings(layout, body, probability)
    _drop_repeats(layout, body)
    body.probabilities = [round(float(p), 3) for p in probability]
    body.confidence = _confidence(layout, body, probability)
    return body


def rules_of_lines(layout: Layout, rules: RuleSet) -> list[Rule | None]:
    """The clutter rule that knows each block's line, whatever its context."""
    return rules.whole_lines([t if len(t) <= _LONGEST_RULED_LINE else "" for t in layout.texts])


def table_of(layout: Layout, line_rules: Sequence[Rule | None]) -> BlockTable:
    """The figures of all blocks, with whether a rule knows their lines."""
    return measure(layout, np.array([rule is not None for rule in line_rules]))


def _link_lines(layout: Layout) -> list[bool]:
    """Which blocks are one link and nothing else: teasers of other stories, unless headings or single words."""
    return [
        link > _ALL_LINK * len(text) and text.count(" ") >= 2 and layout.tag_of(i) not in _HEADINGS
        for i, (text, link) in enumerate(zip(layout.texts, layout.link_chars, strict=True))
    ]


def decided(layout: Layout, table: BlockTable) -> dict[int, tuple[str, str]]:
    """The blocks that are no matter of figures, with (rule id, kind).

    What a clutter rule knows by its markup goes, unless it holds so much that it must be the page itself; so do
    boxes with a field for an e-mail address. Captions go to a field of their own.
    """
    reasons: dict[int, tuple[str, str]] = {}
    total = max(float(table.chars.sum()), 1.0)
    for container, rule in layout.c_rules.items():
        start, end = layout.c_start[container], layout.c_end[container]
        limit = _LARGE_COMMENTS if rule.kind in _COMMENTS else _LARGE_BOX
        if table.chars[start:end].sum() > limit * total or start <= layout.c_start[table.best] < end:
            continue
        for index in range(start, end):
            reasons.setdefault(index, (rule.id, rule.kind))
    for index in np.flatnonzero(table.bits & BIT["SIGNUP"]).tolist():
        reasons.setdefault(index, SIGNUP)
    for index in _hidden(layout, table):
        reasons.setdefault(index, UNSEEN)
    for index in np.flatnonzero(table.bits & BIT["CONTROL"]).tolist():
        reasons.setdefault(index, CONTROL)
    under_picture = (table.bits & _CAPTION != 0) | (table.bits & _PHOTO_CREDIT == _PHOTO_CREDIT)
    for index in np.flatnonzero(under_picture & (table.bits & BIT["QUOTE"] == 0)).tolist():
        reasons.setdefault(index, CAPTION)
    for index in _recurring(layout):
        reasons.setdefault(index, REPEATED)
    return reasons


def _hidden(layout: Layout, table: BlockTable) -> list[int]:
    """The blocks that a browser doesn't show, unless the page shows hardly anything else: then its program will."""
    own = [bool(bits & HIDDEN) for bits in layout.c_bits]
    for index, parent in enumerate(layout.c_parent):
        own[index] = own[index] or (parent >= 0 and own[parent])
    hidden = np.array(own)[np.array(layout.containers)]
    shown = float(table.good[~hidden].sum())
    if shown < max(_LEAST_SHOWN, _SHARE_SHOWN * float(table.good.sum())):
        return []
    found: list[int] = np.flatnonzero(hidden).tolist()
    return found


def _recurring(layout: Layout) -> list[int]:
    """Short lines that stand on the page again and again in one kind of place: buttons that are none by their tag."""
    short = [i for i, text in enumerate(layout.texts) if len(text) <= _SHORT_LINE and layout.tag_of(i) in _ANY_BOX]
    counts = Counter((layout.texts[i], layout.c_signature[layout.containers[i]]) for i in short)
    return [i for i in short if counts[layout.texts[i], layout.c_signature[layout.containers[i]]] >= _RECURS]


def _add_headings(layout: Layout, body: Body, probability: NDArray[np.float64]) -> None:
    """A heading between two kept blocks of its own box is the story's, however short it is."""
    kept = set(body.kept)
    for index in range(1, len(layout.texts) - 1):
        if index in kept or body.reasons.get(index) != OUTSIDE or probability[index] < _MAYBE:
            continue
        before = index - 1
        while before > 0 and before not in kept and body.reasons[before] != OUTSIDE:
            before -= 1  # clutter that a rule struck doesn't stand between a heading and its story
        boxes = {layout.c_parent[layout.containers[i]] for i in (before, index, index + 1)}
        if layout.tag_of(index) in _SUBHEADINGS and {before, index + 1} <= kept and len(boxes) == 1:
            kept.add(index)
            del body.reasons[index]
    body.kept = sorted(kept)


def _drop_repeats(layout: Layout, body: Body) -> None:
    """A paragraph that stands in two kinds of place (a copy for mobile screens, a pull quote) is kept once."""
    seen: dict[str, int] = {}
    kept = []
    for index in body.kept:
        text = layout.texts[index]
        place = layout.c_signature[layout.containers[index]]
        if len(text) > _LONG_REPEAT and seen.setdefault(text, place) != place:
            body.reasons[index] = REPEATED
            continue
        kept.append(index)
    body.kept = kept


def _confidence(layout: Layout, body: Body, probability: NDArray[np.float64]) -> float:
    """How sure the choice is, 0 to 1: how far the kept lie above the threshold, less for a very short story."""
    if not body.kept:
        return 0.0
    sizes = np.array([len(layout.texts[i]) for i in body.kept], float)
    sure = float((probability[body.kept] * sizes).sum() / sizes.sum())
    words = 0
    for index in body.kept:
        words += count_words(layout.texts[index])
        if words >= _ENOUGH_WORDS:
            break  # more say no more
    return round(sure * min(1.0, 0.4 + 0.6 * words / _ENOUGH_WORDS), 3)
