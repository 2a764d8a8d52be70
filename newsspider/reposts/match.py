"""How much two texts have in common, seen from both sides.

In: two fingerprints, or two articles. Out: a ``Comparison``. Refused: nothing; with an empty text all
shares are 0.

Two texts are compared by their pairs of content words: runs of matching words, with the few words changed between
two runs counted as lightly edited. Boilerplate (words that many stories share) is left out on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsspider.reposts import compiled
from newsspider.reposts.figures import Figures
from newsspider.reposts.fingerprint import Fingerprint, fingerprint, settings
from newsspider.reposts.notes import REPEAT

if TYPE_CHECKING:
    from newsspider.records import Article

Side = Figures
NO_STORY = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts held against each other: ``a`` is the first one's side, ``b`` the second one's.

    ``compare(x, y).a == compare(y, x).b``; ``similarity`` is the same both ways.
    """

    a: Side
    b: Side

    @property
    def similarity(self) -> float:
        """The share of what both texts have together that they have in common, 0 to 1."""
        shared = (self.a.covered + self.b.covered) / 2
        union = self.a.own + self.b.own
        return min(1.0, shared / (union - shared)) if union > shared else 0.0

    def flipped(self) -> Comparison:
        """The same comparison seen from the other text."""
        return Comparison(self.b, self.a)


def compare(article_a: Article, article_b: Article) -> Comparison:
    """Hold two articles against each other, with no knowledge of what other stories share."""
    return compare_prints(fingerprint(article_a.text, article_a.title), fingerprint(article_b.text, article_b.title))


def compare_prints(
    a: Fingerprint, b: Fingerprint, marks_a: bytes = b"", marks_b: bytes = b"", story: int = NO_STORY
) -> Comparison:
    """Hold two fingerprints against each other.

    Args:
        a: The one.
        b: The other.
        marks_a: Which of its pairs are boilerplate, as ``Postings.marks`` tells.
        marks_b: The same of the other.
        story: The number of the story whose items are no furniture of a site.
    """
    limits: dict[str, Any] = settings()["match"]
    side_a, side_b = compiled.measure(
        a.stems,
        a.flags,
        a.stride,
        marks_a,
        b.stems,
        b.flags,
        b.stride,
        marks_b,
        story,
        limits["gap"],
        limits["least_run"],
        limits["segment_gap"],
        limits["lead"],
    )
    return Comparison(Figures._make(side_a), Figures._make(side_b))


def covered_words(x: Fingerprint, y: Fingerprint, marks: bytes = b"", story: int = NO_STORY) -> int:
    """Which content words of ``x`` stand in runs that match ``y``, boilerplate left out: one bit each in a number."""
    limits = settings()["match"]
    flags = compiled.covered(
        x.stems, x.flags, x.stride, marks, story, y.stems, y.flags, y.stride, limits["gap"], limits["least_run"]
    )
    return int(flags.translate(_DIGITS) or b"0", 2)


def repeated_words(x: Fingerprint) -> int:
    """Which content words of ``x`` it has said before, as ``covered_words`` tells them."""
    return int(x.flags.translate(_REPEATED) or b"0", 2)


_DIGITS = bytes.maketrans(b"\x00\x01", b"01")
_REPEATED = bytes(ord("1") if flags & REPEAT else ord("0") for flags in range(256))
