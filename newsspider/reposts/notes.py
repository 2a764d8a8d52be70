"""What is noted of a text while it is read: its stems and their flags, and which of its lines are worth a closer look.

In: stem after stem, and where each line ends. Out: ``Notes``, and in it a ``Hint`` or ``Head`` of each line that rules
or credits may mean. Refused: nothing.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from newsspider.reposts.lexicon import BESIDE, BYLINE, CREDIT, OPENER, PLAIN, WEAK_CREDIT, Word, pair_hash

# Flags of a content word, and above them how many stop words were left out before it, as far as two bits tell.
NUMBER, NAME, QUOTED, LINE, LEFT, REPEAT = 1, 2, 4, 8, 16, 32
SKIPPED_AT, MOST_SKIPPED = 6, 3
# What a line begins with, or has, that rules on lines may ask for instead of a first word.
SIGNS = ("bracket", "figure", "rights", "colon", "spaceless")

_REPEATED_PAIRS = 3
_BRACKETS, _FIGURES, _RIGHTS, _COLONS = frozenset("([【（"), frozenset("0123456789"), "©", frozenset(":：")

# Start and end in the text, start and end among the stems, whether it may be a credit, a bit for each rule on it.
Hint = tuple[int, int, int, int, bool, int]
Head = tuple[int, int, int]  # start and end in the text, signs
Read = tuple[bytes, bytes, int, int, list[Hint], list[Head]]


class LineRules(NamedTuple):
    """Rules on lines, a bit each, by what a line must have to be held against them.

    Attributes:
        signs: Those that a sign opens, in the order of ``SIGNS``.
        any_first: Those that ask for nothing at the beginning of the line.
        any_held: Those that ask for no word in it.
    """

    signs: tuple[int, ...] = (0,) * len(SIGNS)
    any_first: int = 0
    any_held: int = 0


# Of the first lines that aren't empty so many may be a dateline or a byline; the signs of one stand so near its
# beginning; without a sign or an opening word only a line of a spaceless script is one, and no longer one than this.
FIRST_LINES, SIGN_WITHIN, LONGEST_NAME = 6, 130, 50
# The signs that such a line has, a bit each; a dash is one with spaces around it and a comma before.
HEAD_SIGNS = "(/=【电-"
_HEAD_BITS = {"(": 1, "/": 2, "=": 4, "【": 8, "电": 16, "電": 16}
_DASH, _DASHES = 32, frozenset("-–—")


@dataclass(slots=True)
class Notes:
    """What the reader holds while it reads a text; see ``put``, ``end_line`` and ``whole``."""

    text: str
    rules: LineRules
    stems: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    words: int = 0
    skipped: int = 0
    spaceless: int = 0
    hints: list[Hint] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    lines: int = 0
    opening: bool = True
    quoted: bool = False
    fresh: bool = True
    line_start: int = 0
    line_token: int = 0
    line_bits: int = 0
    first_word: Word | None = None
    stands_in: int = 0
    line_spaceless: bool = False
    first: str = ""
    last: str = ""

    def put(self, stem: int, flag: int) -> None:
        """One more content word."""
        flag |= min(self.skipped, MOST_SKIPPED) << SKIPPED_AT
        self.stems.append(stem)
        self.flags.append(flag | (QUOTED if self.quoted else 0) | (LINE if self.fresh else 0))
        self.skipped = 0
        self.fresh = False

    def end_line(self, at: int) -> None:
        """A line ends here: what may be meant by a rule, or be a credit, a dateline or a byline, is kept."""
        first = self.first_word or PLAIN
        may_be = (self.stands_in | self.rules.any_held) & (first.opens | self._signs() | self.rules.any_first)
        both = self.line_bits & WEAK_CREDIT and self.line_bits & BESIDE
        is_credit = bool(self.line_bits & CREDIT or both or first.bits & OPENER or self.line_spaceless)
        if at > self.line_start and (may_be or is_credit):
            self.hints.append((self.line_start, at, self.line_token, len(self.stems), is_credit, may_be))
        if self.first and self.lines < FIRST_LINES:
            self.lines += 1
            signs = head_signs(self.text[self.line_start : min(at, self.line_start + SIGN_WITHIN)])
            if signs or first.bits & BYLINE or (self.line_spaceless and at - self.line_start <= LONGEST_NAME):
                self.heads.append((self.line_start, at, signs))
        self.line_start, self.line_token = at + 1, len(self.stems)
        self.line_bits, self.stands_in, self.line_spaceless, self.first, self.last = 0, 0, False, "", ""
        self.first_word = None
        self.fresh = self.opening = True
        self.quoted = False

    def whole(self) -> Read:
        """All of it, when the last line has ended; words that were said before are marked."""
        self._mark_repeats(2 if 2 * self.spaceless > len(self.stems) else 1)
        stems = array("I", self.stems).tobytes()
        return stems, bytes(self.flags), self.words, self.spaceless, self.hints, self.heads

    def _signs(self) -> int:
        has = (
            self.first in _BRACKETS,
            self.first in _FIGURES,
            self.first == _RIGHTS,
            self.last in _COLONS,
            self.line_spaceless,
        )
        found = 0
        for mask, held in zip(self.rules.signs, has, strict=True):
            found |= mask if held else 0
        return found

    def _mark_repeats(self, stride: int) -> None:
        """A run of words that stood before in the text is marked: an offer set again and again between the lines."""
        seen: set[int] = set()
        run = 0
        for at in range(len(self.stems) - stride):
            pair = pair_hash(self.stems[at], self.stems[at + stride]) or 1
            if pair in seen:
                run += 1
                if run == _REPEATED_PAIRS:
                    for i in range(at - run + 1, at + stride):
                        self.flags[i] |= REPEAT
                if run >= _REPEATED_PAIRS:
                    self.flags[at + stride] |= REPEAT
            else:
                run = 0
            seen.add(pair)


def head_signs(head: str) -> int:
    """The signs of a dateline in the beginning of a line, a bit each of ``HEAD_SIGNS``."""
    signs, comma = 0, False
    for at, character in enumerate(head):
        comma = comma or character == ","
        if character in _DASHES and comma and head[at - 1] == " " and head[at + 1 : at + 2] == " ":
            signs |= _DASH
        signs |= _HEAD_BITS.get(character, 0)
    return signs
