"""Which blocks are the story.

In: a ``Layout`` and the clutter rules. Out: a ``Body``: the kept blocks, the captions apart, and for every other
block the reason why it was left out. Nothing is parsed again; a doubtful result says so by its confidence.
``_body.pyx`` is the compiled twin of the choice, and of ``vetoes.decided``.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newsspider.extraction import vetoes
from newsspider.extraction.class_words import BIT
from newsspider.extraction.features import measure
from newsspider.extraction.scorer import points, probability_of, threshold, weight_of
from newsspider.extraction.vetoes import CAPTION, REPEATED, decided, spare_chunks, teasers
from newsspider.native import compiled
from newsspider.records import Removal, count_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from newsspider.clutter import Rule, RuleSet, Told
    from newsspider.extraction.features import BlockTable
    from newsspider.extraction.layout import Layout

LINK: Final = ("layout.link_line", "related")
OUTSIDE: Final = ("layout.outside", "outside")
_LONGEST_RULED_LINE: Final = 200  # characters; only short lines are asked about
_ALL_LINK: Final = 0.9
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d\d(?![\d.])(?: ?[ap]\.?m\b\.?| Uhr)?[\s|–-]*")
_THREE_WORDS: Final = 10  # characters, where no blanks part words
_NO_BLANKS: Final = re.compile("[\u0e00-\u0eff\u3000-\u9fff]")
_SURE: Final = 0.9  # so probable a block is the story's, though it be a link
_MAYBE: Final = 0.2
_FEW: Final = 4  # blocks
_STORY_SHARE: Final = 0.8  # of what is chosen stands in the story's box
_STRAY_SURE: Final = 0.8  # mean probability
_SUBHEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_LONG_REPEAT: Final = 60  # characters; shorter lines may well be said twice
_NO_REMOVALS: Final = frozenset({"caption", "title"})  # kinds that have fields of their own
_ENOUGH_WORDS: Final = 60  # a shorter story is doubtful for its length alone


_NATIVE: Final = compiled("newsspider.extraction._body")


@dataclass(slots=True)
class Body:
    """The choice. ``reasons`` maps each block that was left out to (rule id, kind); see ``records.Removal``."""

    kept: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)
    reasons: dict[int, tuple[str, str]] = field(default_factory=dict)
    confidence: float = 0.0
    probabilities: Sequence[float] = ()
    bits: Sequence[int] = ()  # what each block's ancestors are called; see class_words
    told: dict[str, Told] = field(default_factory=dict)  # what the rules say of those lines that they were asked of


def choose(layout: Layout, rules: RuleSet) -> Body:
    """Choose the story's blocks."""
    if not layout.texts:
        return Body()
    spare_chunks(layout)
    table = table_of(layout)
    said = points(table)
    probability = probability_of(said)
    line_rules, told = rules_that_matter(layout, rules, probability)
    if known := [at for at, rule in enumerate(line_rules) if rule is not None]:
        probability[known] = probability_of(said[known] + weight_of("line_rule"))
    if _NATIVE is None:
        body = choose_purely(layout, table, probability, line_rules)
    else:
        teased = teasers(layout, table, probability >= threshold())
        given = (layout, table, probability, teased, line_rules)
        kept, captions, reasons, confidence = _NATIVE.choose(_known(), *given)
        body = Body(kept, captions, reasons, round(confidence, 3))
    body.probabilities, body.bits = probability.round(3).data, table.bits.data
    body.told = told
    return body


def choose_purely(
    layout: Layout, table: BlockTable, probability: NDArray[np.float64], line_rules: Sequence[Rule | None]
) -> Body:
    """What ``choose`` makes of blocks that are weighed, without compiled code."""
    links = link_lines(layout)
    teased = teasers(layout, table, probability >= threshold()).tolist()
    body = Body(reasons=decided(layout, table))
    enough = threshold()
    for index, p in enumerate(probability.tolist()):
        if index in body.reasons:
            if body.reasons[index] == CAPTION:
                body.captions.append(index)
        elif (links[index] or teased[index]) and p < _SURE:
            body.reasons[index] = LINK
        elif p >= enough:
            body.kept.append(index)
        else:
            rule = line_rules[index]
            # A line that names the source is evidence, wherever it stands.
            body.reasons[index] = (rule.id, rule.kind) if rule and rule.kind == "credit" else OUTSIDE
    _drop_strays(layout, body, probability)
    _add_headings(layout, body, probability)
    _drop_repeats(layout, body)
    body.confidence = _confidence(layout, body, probability)
    return body


@lru_cache(maxsize=1)
def _known() -> Any:
    """What the compiled twin knows of all pages."""
    return _NATIVE.Known(sys.modules[__name__], vetoes, BIT, count_words, threshold()) if _NATIVE else None


def rules_of_lines(layout: Layout, rules: RuleSet) -> list[Rule | None]:
    """The clutter rule that knows each block's line, whatever its context, but for those that hold amid paragraphs."""
    found = rules.whole_lines([t if len(t) <= _LONGEST_RULED_LINE else "" for t in layout.texts])
    return [rule if rule and rule.context != "amid" else None for rule in found]


def rules_that_matter(
    layout: Layout, rules: RuleSet, probability: NDArray[np.float64]
) -> tuple[list[Rule | None], dict[str, Told]]:
    """``rules_of_lines``, as far as they can change the choice or name a source; and all that the rules told.

    A rule speaks against its line: no rule need be looked for where a block is out without one.
    """
    likely = probability >= min(_MAYBE, threshold())
    if weight_of("line_rule") > 0:
        asked = np.ones(len(layout.texts), bool)
    else:
        asked = np.frombuffer(rules.may_be("credit", layout.texts), np.uint8) != 0
    asked |= likely
    texts = layout.texts
    places = [at for at in np.flatnonzero(asked).tolist() if len(texts[at]) <= _LONGEST_RULED_LINE]
    told = rules.told([texts[at] for at in places])
    found: list[Rule | None] = [None] * len(texts)
    for at in places:
        rule = told[texts[at]][1]
        found[at] = None if rule is None or rule.context == "amid" else rule
    # Which others were asked about depends on how closely the scanner looks.
    return found, {texts[at]: told[texts[at]] for at in np.flatnonzero(likely).tolist() if texts[at] in told}


def table_of(layout: Layout, line_rules: Sequence[Rule | None] = ()) -> BlockTable:
    """The figures of all blocks, with whether a rule knows their lines; without rules, as if none did."""
    known = np.zeros(len(layout.texts), bool)
    known[[at for at, rule in enumerate(line_rules) if rule is not None]] = True
    return measure(layout, known)


def removals(layout: Layout, reasons: Mapping[int, tuple[str, str]]) -> list[tuple[int, Removal]]:
    """What was left out and where it began: one removal for each run of blocks with the same reason."""
    runs: list[tuple[int, int, tuple[str, str]]] = []
    start, behind, same = 0, -1, ("", "")
    for index in sorted(reasons):
        reason = reasons[index]
        if index != behind or reason != same:
            runs.append((start, behind, same))
            start, same = index, reason
        behind = index + 1
    runs.append((start, behind, same))
    return [
        (start, Removal(rule, kind, "\n".join(layout.texts[start:behind]), "element"))
        for start, behind, (rule, kind) in runs
        if kind not in _NO_REMOVALS and behind > start
    ]


def link_lines(layout: Layout) -> list[bool]:
    """Which blocks are one link and nothing else: teasers of other stories, unless headings or single words."""
    return [
        link > 0 and _has_words(text) and tag not in _HEADINGS and is_all_link(text, link)
        for text, link, tag in zip(layout.texts, layout.link_chars, layout.tags(), strict=True)
    ]


def _has_words(text: str) -> bool:
    """Whether a text has three words; Chinese, Japanese and Thai have no blanks between them."""
    return text.count(" ") >= 2 or (len(text) >= _THREE_WORDS and bool(_NO_BLANKS.match(text)))


def is_all_link(text: str, link: int) -> bool:
    """Whether so many letters are all that a block says, but for a clock time in front, as in a list of news.

    >>> is_all_link("14:32 Ferry runs again", 16), is_all_link("14 ferries run again", 17)
    (True, False)
    """
    if link > _ALL_LINK * len(text):
        return True
    time = _CLOCK.match(text)
    return time is not None and link > _ALL_LINK * (len(text) - time.end())


def _drop_strays(layout: Layout, body: Body, probability: NDArray[np.float64]) -> None:
    """What stands in boxes of its own behind the story's box must be surer than the story's own paragraphs."""
    if len(body.kept) < _FEW:
        return
    weight = np.zeros(len(layout.texts))
    weight[body.kept] = [len(layout.texts[i]) for i in body.kept]
    start, end = np.array(layout.c_start), np.array(layout.c_end)
    sure = _sums(weight * probability, start, end)
    home = _innermost(sure >= _STORY_SHARE * sure[0], start, end)
    around, up = set(), home
    while up >= 0:
        around.add(up)
        up = layout.c_parent[up]
    taken = _sums(weight, start, end)
    strays: set[int] = set()
    for box in np.flatnonzero((taken > 0) & (start >= end[home])).tolist():
        if layout.c_parent[box] in around and sure[box] < _STRAY_SURE * taken[box]:
            strays.update(range(layout.c_start[box], layout.c_end[box]))
    for index in strays.intersection(body.kept):
        body.reasons[index] = OUTSIDE
    body.kept = [i for i in body.kept if i not in strays]


def _sums(column: NDArray[np.float64], start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of a column over every container."""
    prefix = np.concatenate(([0.0], np.cumsum(column)))
    total: NDArray[np.float64] = prefix[np.maximum(end, start)] - prefix[start]
    return total


def _innermost(which: NDArray[np.bool_], start: NDArray[np.int64], end: NDArray[np.int64]) -> int:
    """The smallest of some containers, and of equal ones the innermost."""
    found = np.flatnonzero(which)
    sizes = (end - start)[found]
    return int(found[len(sizes) - 1 - int(np.argmin(sizes[::-1]))])


def _add_headings(layout: Layout, body: Body, probability: NDArray[np.float64]) -> None:
    """A heading between two kept blocks, the later of them in its own box, is the story's, however short it is."""
    kept = set(body.kept)
    for index in range(1, len(layout.texts) - 1):
        if index in kept or body.reasons.get(index) != OUTSIDE or probability[index] < _MAYBE:
            continue
        before = index - 1
        while before > 0 and before not in kept and body.reasons[before] != OUTSIDE:
            before -= 1  # clutter that a rule struck doesn't stand between a heading and its story
        box = layout.c_parent[layout.containers[index]]
        own = box >= 0 and index + 1 < layout.c_end[box]
        if layout.tag_of(index) in _SUBHEADINGS and {before, index + 1} <= kept and own:
            kept.add(index)
            del body.reasons[index]
    body.kept = sorted(kept)


def _drop_repeats(layout: Layout, body: Body) -> None:
    """What stands in two kinds of place (a copy for mobile screens, a pull quote) is kept once.

    A paragraph is known by its words; a short line, which may well be said twice, if what stands beside it is repeated.
    """
    seen: dict[str, int] = {}
    again: list[int] = []
    for index in body.kept:
        place = layout.c_signature[layout.containers[index]]
        if seen.setdefault(layout.texts[index], place) != place:
            again.append(index)
    body.reasons |= dict.fromkeys((index for index in again if len(layout.texts[index]) > _LONG_REPEAT), REPEATED)
    for step, order in ((-1, again), (1, reversed(again))):
        for index in order:
            if body.reasons.get(index + step) == REPEATED:
                body.reasons[index] = REPEATED
    body.kept = [index for index in body.kept if index not in body.reasons]


def _confidence(layout: Layout, body: Body, probability: NDArray[np.float64]) -> float:
    """How sure the choice is, 0 to 1: how far the kept lie above the threshold, less for a very short story."""
    if not body.kept:
        return 0.0
    sizes = np.array([len(layout.texts[i]) for i in body.kept], float)
    sure = float(np.cumsum(probability[body.kept] * sizes)[-1] / sizes.sum())
    words = 0
    for index in body.kept:
        words += count_words(layout.texts[index])
        if words >= _ENOUGH_WORDS:
            break  # more say no more
    return round(sure * min(1.0, 0.4 + 0.6 * words / _ENOUGH_WORDS), 3)
