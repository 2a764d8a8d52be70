"""Two fingerprints held against each other, in plain Python; ``_measure.pyx`` does the same faster.

In: stems and flags of two texts, and which of their pairs are boilerplate. Out: the figures of both sides. Refused:
nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsspider.reposts.figures import Figures
from newsspider.reposts.notes import LEFT, LINE, NAME, NUMBER, QUOTED, REPEAT, SKIPPED_AT
from newsspider.reposts.runs import MatchedText

if TYPE_CHECKING:
    from collections.abc import Sequence

_SLOT_WORDS = 3
_STEP_WORDS = 12
_EDGE_WORDS = 8


class _Words(NamedTuple):
    """The first and the last word of the match, and the words of each sort (see ``figures.Figures``).

    ``facts`` are the numbers and names inside, ``named`` those of the body.
    """

    first: int
    last: int
    own: list[int]
    body: list[int]
    covered: list[int]
    inside: list[int]
    facts: list[int]
    named: list[int]


class _Text(MatchedText):
    """One of the two texts, and what is counted of it."""

    def figures(self, lead: int, other: _Text) -> Figures:
        """What is counted, when the runs of both texts are found."""
        flags, run, known, passage = self.flags, self.run, self.known, self.passage
        first, last, own, body, covered, inside, facts, named = self._words()
        numbers = [i for i in facts if flags[i] & NUMBER]
        touched, lines_covered = self._touched(body, covered)
        slots, steps = self._slots(), self._steps()
        return Figures(
            length=len(flags),
            own=len(own),
            body=len(body),
            covered=len(covered),
            longest=self._longest(),
            passages=sum(1 for i in inside if not i or not passage[i - 1]),
            facts=len(facts),
            facts_kept=sum(known[i] for i in facts),
            numbers=len(numbers),
            numbers_kept=sum(known[i] for i in numbers),
            passage=len(inside),
            same=sum(self.matching[i] for i in inside),
            quoted=sum(1 for i in covered if flags[i] & QUOTED),
            bag=sum(known[i] for i in body),
            leading=min(lead, len(body)),
            leading_covered=sum(run[i] for i in body[:lead]),
            touched=sum(touched),
            until=sum(1 for i in own if i <= last),
            common=sum(self.common),
            slots=len(slots),
            slot_words=sum(slots),
            before=sum(1 for i in own if i < first),
            steps=len(steps),
            forward=sum(1 for step in steps if 0 < step <= _STEP_WORDS),
            swapped=self._swapped(other),
            running=sum(self._running(i) for i in body),
            running_covered=sum(self._running(i) for i in covered),
            named=len(named),
            named_covered=sum(run[i] for i in named),
            named_known=sum(known[i] for i in named),
            edited=sum(count for count, held in zip(touched, lines_covered, strict=True) if 2 * held >= count),
        )

    def _words(self) -> _Words:
        """Which words are counted as what."""
        flags, run = self.flags, self.run
        everywhere = range(len(flags))
        last = max((i for i in everywhere if run[i]), default=-1)
        own = [i for i in everywhere if not self.common[i] and not flags[i] & REPEAT]
        body = [i for i in own if not (flags[i] & LEFT and i > last)]
        inside = [i for i in everywhere if self.passage[i]]
        return _Words(
            first=next((i for i in everywhere if run[i]), 0),
            last=last,
            own=own,
            body=body,
            covered=[i for i in own if run[i]],
            inside=inside,
            facts=[i for i in inside if flags[i] & (NUMBER | NAME)],
            named=[i for i in body if flags[i] & (NUMBER | NAME)],
        )

    def _slots(self) -> list[int]:
        """The words in each stretch between two matches where both texts have words of their own."""
        starts = [at for at in sorted(self.at) if self.run[at]]
        found = []
        for last, here in pairwise(starts):
            words = here - (last + self.stride) - 1
            theirs = self.at[here] - (self.at[last] + self.stride) - 1
            if words >= _SLOT_WORDS and theirs >= _SLOT_WORDS:
                found.append(words)
        return found

    def _steps(self) -> list[int]:
        """How far it is in the other text from each matching pair to the next."""
        starts = [at for at in sorted(self.at) if self.run[at]]
        return [self.at[here] - self.at[last] for last, here in pairwise(starts)]

    def _running(self, at: int) -> int:
        return 1 + (self.flags[at] >> SKIPPED_AT)

    def _swapped(self, other: _Text) -> int:
        """At each edge of the match: the facts of its own that both have there, on the side with fewer."""
        found = 0
        for at in (at for at in self.at if self.run[at]):
            there, behind = self.at[at], at + self.stride
            if not at or not self.matching[at - 1]:
                found += min(self._beside(at, -1)[0], other._beside(there, -1)[0])
            if behind + 1 == len(self.flags) or not self.matching[behind + 1]:
                facts, closed = self._beside(behind, 1)
                # Up to the next match they are counted before that.
                found += 0 if closed else min(facts, other._beside(there + other.stride, 1)[0])
        return found

    def _beside(self, at: int, step: int) -> tuple[int, bool]:
        """Facts of its own in the words beside one, no further than its line; whether the next match stands there."""
        facts = 0
        for _ in range(_EDGE_WORDS):
            if step < 0 and self.flags[at] & LINE:
                break
            at += step
            if not 0 <= at < len(self.flags) or (step > 0 and self.flags[at] & LINE):
                break
            if self.matching[at]:
                return facts, True
            facts += bool(self.flags[at] & (NUMBER | NAME)) and not self.known[at]
        return facts, False

    def _longest(self) -> int:
        longest = stretch = 0
        for matching, run in zip(self.matching, self.run, strict=True):
            stretch = stretch + 1 if matching else 0
            if run:
                longest = max(longest, stretch)
        return longest

    def _touched(self, body: Sequence[int], covered: Sequence[int]) -> tuple[list[int], list[int]]:
        """Of each paragraph with a covered word: words of the body in it, and covered ones."""
        lines = [0, *(i for i, flag in enumerate(self.flags) if flag & LINE and i), len(self.flags)]
        found: tuple[list[int], list[int]] = ([], [])
        for start, end in pairwise(lines):
            if held := sum(1 for i in covered if start <= i < end):
                found[0].append(sum(1 for i in body if start <= i < end))
                found[1].append(held)
        return found


def measure(  # noqa: PLR0913, PLR0917 - plain bytes, as the compiled core takes them
    stems_a: bytes,
    flags_a: bytes,
    stride_a: int,
    marks_a: bytes,
    stems_b: bytes,
    flags_b: bytes,
    stride_b: int,
    marks_b: bytes,
    story: int,
    gap: int,
    least_run: int,
    segment_gap: int,
    lead: int,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ``Figures`` of both sides.

    Args:
        stems_a: As ``reading.Reader`` gives them.
        flags_a: The same.
        stride_a: How far apart the halves of a pair are.
        marks_a: As ``postings.Postings.marks`` gives them, or empty.
        stems_b: The other text's.
        flags_b: The same.
        stride_b: The same.
        marks_b: The same.
        story: The story whose items are no furniture of a site.
        gap: Words changed between two matching runs that count as lightly edited.
        least_run: A matching run of fewer words is chance.
        segment_gap: Runs no further apart than this belong to one passage.
        lead: So many of its first words are a text's lead.
    """
    a = _Text(stems_a, flags_a, stride_a, marks_a, story)
    b = _Text(stems_b, flags_b, stride_b, marks_b, story)
    a.match(b)
    b.match(a)
    a.find_runs(gap, least_run, segment_gap)
    b.find_runs(gap, least_run, segment_gap)
    return a.figures(lead, b), b.figures(lead, a)


def covered(  # noqa: PLR0913, PLR0917 - plain bytes, as the compiled core takes them
    stems_a: bytes,
    flags_a: bytes,
    stride_a: int,
    marks_a: bytes,
    story: int,
    stems_b: bytes,
    flags_b: bytes,
    stride_b: int,
    gap: int,
    least_run: int,
) -> bytes:
    """Which words of ``a`` stand in runs that match ``b``, boilerplate left out: a byte each."""
    a = _Text(stems_a, flags_a, stride_a, marks_a, story)
    b = _Text(stems_b, flags_b, stride_b, b"", story)
    a.match(b)
    a.find_runs(gap, least_run, 0)
    return bytes(run and not common for run, common in zip(a.run, a.common, strict=True))
