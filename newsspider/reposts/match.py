"""How much two texts have in common, seen from both sides.

In: two fingerprints, or two articles. Out: a ``Comparison``. Refused: nothing; with an empty text all
shares are 0.

Two texts are compared by their content bigrams: runs of matching words, with the few words changed between
two runs counted as lightly edited. Boilerplate (words that many stories share) is left out on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from newsspider.reposts.fingerprint import Fingerprint, Flags, fingerprint, settings

if TYPE_CHECKING:
    from newsspider.records import Article

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Side:
    """One text's share in what it has in common with the other.

    Attributes:
        tokens: Content words that are not boilerplate.
        covered: How many of them stand in matching runs.
        share: ``covered`` over ``tokens``, 0 to 1: the containment of this text in the other.
        body_share: The same without the leftovers of the page (comments, links) as far as lines tell.
        longest: Content words in the longest passage that matches without a change.
        facts: Numbers and names inside the matching passages.
        facts_kept: The share of these that stand in the other text too, 0 to 1; 1 without facts.
        form: The share of boilerplate in the text, 0 to 1.
        changed: The share of words inside the matching passages that the other text doesn't have there, 0
        to 1.
    """

    tokens: int
    covered: int
    share: float
    body_share: float
    longest: int
    facts: int
    facts_kept: float
    changed: float
    form: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts held against each other: ``a`` is the first one's side, ``b`` the second one's.

    ``compare(x, y).a == compare(y, x).b``; ``similarity`` is the same both ways.
    """

    a: Side
    b: Side
    similarity: float

    def flipped(self) -> Comparison:
        """The same comparison seen from the other text."""
        return Comparison(self.b, self.a, self.similarity)


def compare(article_a: Article, article_b: Article) -> Comparison:
    """Hold two articles against each other, with no knowledge of what other stories share."""
    return compare_prints(fingerprint(article_a.text), fingerprint(article_b.text))


def compare_prints(
    a: Fingerprint, b: Fingerprint, common_a: Flags | None = None, common_b: Flags | None = None
) -> Comparison:
    """Hold two fingerprints against each other; ``common_*`` tells which words are boilerplate."""
    side_a = _side(a, b, common_a)
    side_b = _side(b, a, common_b)
    both = side_a.covered + side_b.covered
    union = side_a.tokens + side_b.tokens
    shared = both / 2
    similarity = shared / (union - shared) if union > shared else 0.0
    return Comparison(side_a, side_b, min(1.0, similarity))


def covered_words(x: Fingerprint, y: Fingerprint, common: Flags | None = None) -> Flags:
    """Which content words of ``x`` stand in runs that match ``y``, boilerplate left out."""
    run = _covered(x, y, _matching(x, y))
    return run if common is None else run & ~common


def _covered(x: Fingerprint, y: Fingerprint, matching: Flags) -> Flags:
    """The matching words, and the few changed ones between them; what is too short to mean anything left out.

    A number or name that ``y`` doesn't have is no light edit: it keeps two runs apart.
    """
    limits = settings()["match"]
    other_facts = x.facts & ~np.isin(x.stems, y.stems)
    starts, ends = _runs(matching, limits["gap"], other_facts)
    long_enough = ends - starts >= limits["least_run"]
    return _filled(len(x), starts[long_enough], ends[long_enough])


def _side(x: Fingerprint, y: Fingerprint, common: Flags | None) -> Side:
    limits = settings()["match"]
    own = np.ones(len(x), bool) if common is None else ~common
    tokens = int(own.sum())
    form = 1.0 - tokens / len(x) if len(x) else 0.0
    raw = _matching(x, y)
    run = _covered(x, y, raw)
    if not run.any() or not tokens:
        return Side(tokens, 0, 0.0, 0.0, 0, 0, 1.0, 0.0, form)
    covered = int((run & own).sum())
    # What is left over: all behind the line that tells, or else a little behind the last match, in bounds.
    last = int(np.flatnonzero(run)[-1]) + 1
    own_words = int(own[: max(last, x.body)].sum())
    body = max(int(own[:last].sum()), (1 - limits["untold_tail"]) * own_words, (1 - limits["most_tail"]) * tokens)
    exact_starts, exact_ends = _runs(raw, 0)
    passages = _passages(raw, run, limits["segment_gap"])
    facts = x.facts & passages
    kept = np.isin(x.stems[facts], y.stems)
    return Side(
        tokens=tokens,
        covered=covered,
        share=covered / tokens,
        body_share=covered / body,
        longest=int((exact_ends - exact_starts).max()),
        facts=len(kept),
        facts_kept=float(kept.mean()) if len(kept) else 1.0,
        changed=1.0 - float((raw & passages).sum() / passages.sum()),
        form=form,
    )


def _passages(matching: Flags, covered: Flags, gap: int) -> Flags:
    """The covered runs with all that stands between and close around them, in which the changed facts are found."""
    starts, ends = _runs(matching, gap)
    held = np.concatenate(([0], np.cumsum(covered)))
    real = held[ends] > held[starts]
    return _filled(len(matching), starts[real], ends[real])


def _matching(x: Fingerprint, y: Fingerprint) -> Flags:
    """Which words of ``x`` stand in a bigram that ``y`` has too."""
    matching: Flags = np.zeros(len(x), bool)
    if not len(x.shingles) or not len(y.shingles) or x.stride != y.stride:
        return matching
    hits = np.isin(x.shingles, y.shingles)
    for offset in range(x.stride + 1):
        matching[offset : offset + len(hits)] |= hits
    return matching


def _runs(flags: Flags, gap: int, bars: Flags | None = None) -> tuple[Positions, Positions]:
    """Starts and ends of the runs of True, those at most ``gap`` apart joined unless a bar stands between them."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    if gap and len(starts) > 1:
        apart = starts[1:] - ends[:-1] > gap
        if bars is not None:
            barred = np.concatenate(([0], np.cumsum(bars)))
            apart |= barred[starts[1:]] > barred[ends[:-1]]
        starts = starts[np.concatenate(([True], apart))]
        ends = ends[np.concatenate((apart, [True]))]
    return starts, ends


def _filled(length: int, starts: Positions, ends: Positions) -> Flags:
    steps = np.zeros(length + 1, np.int32)
    steps[starts] += 1
    steps[ends] -= 1
    filled: Flags = np.cumsum(steps[:-1]) > 0
    return filled
