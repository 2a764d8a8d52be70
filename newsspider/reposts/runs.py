"""The words of a text that another one has, in runs and passages; ``_measure.pyx`` does the same faster.

In: stems and flags of two texts, and which of their pairs are boilerplate. Out: a mark for each word. Refused: nothing.
"""

from __future__ import annotations

from array import array
from itertools import chain
from typing import Self

from newsspider.reposts.notes import NAME, NUMBER
from newsspider.reposts.postings import BOILERPLATE, SITE, pairs_of


class MatchedText:
    """One of two texts, with what is found of each word.

    Args:
        stems: As ``reading.Reader`` gives them.
        flags: The same.
        stride: How far apart the halves of a pair are.
        marks: As ``postings.Postings.marks`` gives them, or empty.
        story: The story whose items are no furniture of a site.

    Attributes:
        common: A byte a word: it is boilerplate.
        matching: It stands in a pair that the other text has.
        known: The other text has it.
        run: It is covered: it stands in a run that is long enough.
        passage: It stands between the first and the last word of runs that belong together.
        at: Where the other text has the pair that begins here.
    """

    def __init__(self, stems: bytes, flags: bytes, stride: int, marks: bytes, story: int) -> None:
        self.stems = array("I", stems)
        self.flags = flags
        self.stride = stride
        self.pairs = pairs_of(stems, stride)
        self.common = _common(marks, flags, story)
        self.matching = bytearray(len(flags))
        self.known = bytearray(len(flags))
        self.run = bytearray(len(flags))
        self.passage = bytearray(len(flags))
        self.at: dict[int, int] = {}

    def match(self, other: Self) -> None:
        """Mark the words that the other text has, and those in pairs that it has."""
        theirs = set(other.stems)
        self.known = bytearray(stem in theirs for stem in self.stems)
        if self.stride != other.stride:
            return
        # 0 is kept free by the compiled core's tables, so 0 and 1 are one key in both.
        held: dict[int, int] = {}
        for at, pair in enumerate(other.pairs):
            held.setdefault(pair or 1, at)
        for at, pair in enumerate(self.pairs):
            if (found := held.get(pair or 1)) is not None:
                self.at[at] = found
                for i in range(self.stride + 1):
                    self.matching[at + i] = 1

    def find_runs(self, gap: int, least_run: int, segment_gap: int) -> None:
        """Mark the covered words, and the passages around them.

        Matching stretches no more than ``gap`` apart are one run, unless a number or name of its own stands between.
        """
        for start, end in self._stretches(gap, barred=True):
            if end - start >= least_run:
                self.run[start:end] = b"\x01" * (end - start)
        for start, end in self._stretches(segment_gap, barred=False):
            if any(self.run[i] for i in range(start, end) if self.matching[i]):
                self.passage[start:end] = b"\x01" * (end - start)

    def _stretches(self, gap: int, *, barred: bool) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at, count = 0, len(self.flags)
        while at < count:
            if not self.matching[at]:
                at += 1
                continue
            start, end = at, at + 1
            ahead, bar = end, False
            while ahead < count and ahead - end <= gap:
                if self.matching[ahead]:
                    if bar:
                        break
                    end = ahead + 1
                elif barred and self.flags[ahead] & (NUMBER | NAME) and not self.known[ahead]:
                    bar = True
                ahead += 1
            found.append((start, end))
            at = end
        return found


def _common(marks: bytes, flags: bytes, story: int) -> bytearray:
    """A word is boilerplate if the nearest known pairs before and behind it are; a number never is."""
    common = bytearray(len(flags))
    told = array("I", marks)
    known = [(i, m == BOILERPLATE or (m >= SITE and m - SITE != story)) for i, m in enumerate(told) if m]
    if not known:
        return common
    borders = chain([(0, known[0][1])], known, [(len(flags), known[-1][1])])
    start, before = next(borders)
    for end, here in borders:
        for i in range(start, end):
            common[i] = before and here and not flags[i] & NUMBER
        start, before = end, here
    return common
