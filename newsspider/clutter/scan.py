"""Which lines a rule could strike at all: most can be left alone without a closer look.

In: what the phrases, line patterns and spans of a rule set begin with or must hold; then lines. Out: a byte for each
line: ``LINE`` (it could be clutter as a whole), ``SPAN`` (it holds a trigger of a span), ``SEAM`` (a sentence ends in
it and a word follows without a space), ``TRIGGERED`` (it holds a literal of a pattern that can begin with anything),
``UNCUED`` (it is a phrase, or begins as a pattern without cues). A byte may say too much, never too little, so results
don't depend on it. The compiled twin, ``_scan.pyx``, looks at each character once; this one asks of all lines together.
Refused: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsspider.clutter import fold
from newsspider.clutter.glued import NO_SEAM, QUOTES, SEAM_PATTERN, STOPS
from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GROUPS: Final = 1024  # of patterns: as long as there are fewer, each is a group of its own
LINE: Final = 1
SPAN: Final = 2
SEAM: Final = 4
TRIGGERED: Final = 8
UNCUED: Final = 16


@dataclass(frozen=True, slots=True)
class ScanWords:
    """What a rule set looks for, all of it folded as lines are.

    Attributes:
        phrases: Whole lines, without the decoration around them.
        starts: What line patterns start with that hold no literal to look for, each with how long such a line can be.
        cued_starts: What the others start with, each with that length, and the groups of the patterns.
        cues: Literals one of which stands in each line that those match, each with the groups of its patterns.
        line_triggers: Literals one of which stands in each line that a pattern without a start matches, each with how
            long such a line can be, and the groups of its patterns.
        triggers: Of spans.
    """

    phrases: tuple[str, ...]
    starts: Mapping[str, int]
    cued_starts: Mapping[str, tuple[int, frozenset[int]]]
    cues: Mapping[str, frozenset[int]]
    line_triggers: Mapping[str, tuple[int, frozenset[int]]]
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanSigns:
    """How characters are read; see ``fold`` and ``glued``."""

    one_for_one: tuple[tuple[str, str], ...] = fold.ONE_FOR_ONE
    invisible: tuple[str, ...] = fold.INVISIBLE
    decoration: str = fold.DECORATION
    stops: str = STOPS
    quotes: str = QUOTES
    no_seam: str = NO_SEAM


class PureScanner:
    """Asks of all lines together whether a span's trigger or a seam stands in any of them."""

    def __init__(self, words: ScanWords, signs: ScanSigns, longest_line: int) -> None:
        del signs  # fold knows them
        self._triggers = words.triggers
        self._longest_line = longest_line

    def beginnings(self, lines: Sequence[str]) -> bytes:
        """A byte for each line: whether it begins as some pattern does, or is a phrase."""
        return bytes(LINE for _ in lines)

    def told(self, lines: Sequence[str]) -> tuple[bytes, list[set[int] | None]]:
        """``flags``, and ``candidates`` for each line."""
        return self.flags(lines), [None] * len(lines)

    def candidates(self, line: str) -> None:
        """The groups of the patterns with cues that could match this line; None: any of them."""

    def flags(self, lines: Sequence[str]) -> bytes:
        """A byte for each line."""
        text = "\n".join(lines)
        folded = fold.fold(text)
        everywhere = SPAN if any(trigger in folded for trigger in self._triggers) else 0
        if SEAM_PATTERN.search(text):
            everywhere |= SEAM
        longest = self._longest_line + 2  # a line break may stand behind it
        return bytes(everywhere | LINE | TRIGGERED | UNCUED if len(line) <= longest else everywhere for line in lines)


_COMPILED = compiled("newsspider.clutter._scan")
Scanner: type[PureScanner] = _COMPILED.Scanner if _COMPILED else PureScanner
