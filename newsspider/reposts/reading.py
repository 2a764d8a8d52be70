"""The words of a text as hashed stems, in plain Python; ``_reading.pyx`` does the same faster.

In: a text, repaired. Out: the stem of each content word and its flags, how many running words there are, and the lines
worth a closer look, each with the rules that it may be meant by. Refused: nothing.

Stop words are left out, the others cut to their first letters and hashed; numbers stay whole, number words become
figures. Scripts without spaces between words are cut into overlapping pairs of characters.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsspider.reposts.characters import CharacterClass as Kind
from newsspider.reposts.lexicon import (
    BESIDE,
    BYLINE,
    CREDIT,
    OPENER,
    PLAIN,
    STOP,
    WEAK_CREDIT,
    Lexicon,
    Word,
    hash_of,
    pair_hash,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
class _State:
    """What the reader holds while it reads a text."""

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
        flag |= min(self.skipped, MOST_SKIPPED) << SKIPPED_AT
        self.stems.append(stem)
        self.flags.append(flag | (QUOTED if self.quoted else 0) | (LINE if self.fresh else 0))
        self.skipped = 0
        self.fresh = False

    def end_line(self, at: int) -> None:
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


def head_signs(head: str) -> int:
    """The signs of a dateline in the beginning of a line, a bit each of ``HEAD_SIGNS``."""
    signs, comma = 0, False
    for at, character in enumerate(head):
        comma = comma or character == ","
        if character in _DASHES and comma and head[at - 1] == " " and head[at + 1 : at + 2] == " ":
            signs |= _DASH
        signs |= _HEAD_BITS.get(character, 0)
    return signs


class Reader:
    """Cuts texts into hashed stems.

    Args:
        words: Of each word that is more than a stem, what is known of it.
        class_of: Class, folded form and case of a character.
        look_alikes: Letters of other scripts that look like Latin ones.
        stem_letters: Length of a stem.
        rules: What lines are held against.
    """

    def __init__(
        self,
        words: Mapping[str, Word],
        class_of: Callable[[str], tuple[int, int, bool]],
        look_alikes: Mapping[str, str],
        stem_letters: int,
        rules: LineRules = LineRules(),  # noqa: B008 - a tuple
    ) -> None:
        self._lexicon = Lexicon(words, class_of, look_alikes, stem_letters)
        self._class_of = class_of
        self._rules = rules
        self._percent = hash_of("%")

    def read(self, text: str) -> Read:
        """Stems, flags, running words, how many stems are spaceless; lines worth a closer look; first lines."""
        state = _State(text, self._rules)
        at = 0
        while at < len(text):
            kind = self._class_of(text[at])[0]
            if kind == Kind.NEWLINE:
                state.end_line(at)
                at += 1
                continue
            if kind not in (Kind.SPACE, Kind.UNSEEN):
                state.first = state.first or text[at]
                state.last = text[at]
            if text[at] == "©":
                state.line_bits |= CREDIT
            read = {Kind.LETTER: self._word, Kind.DIGIT: self._number, Kind.SPACELESS: self._pairs}.get(Kind(kind))
            if read is not None:
                at = read(state, at)
                state.opening = False
            else:
                self._sign(state, kind)
                at += 1
        state.end_line(len(text))
        _mark_repeats(state, 2 if 2 * state.spaceless > len(state.stems) else 1)
        stems = array("I", state.stems).tobytes()
        return stems, bytes(state.flags), state.words, state.spaceless, state.hints, state.heads

    def _sign(self, state: _State, kind: int) -> None:
        if kind == Kind.END:
            state.opening = True
        elif kind == Kind.PERCENT:
            state.put(self._percent, 0)
            state.words += 1
            state.opening = False
        elif kind == Kind.QUOTE:
            state.quoted = not state.quoted
            state.opening = state.opening or state.quoted
        elif kind == Kind.OPEN:
            state.quoted = state.opening = True
        elif kind == Kind.CLOSE:
            state.quoted = False

    def _word(self, state: _State, at: int) -> int:
        is_upper = self._class_of(state.text[at])[2]
        word, at = self._letters(state.text, at)
        word = self._lexicon.plain(word)
        state.last = state.text[at - 1]
        state.words += 1
        bits, stands_for, _, stands_in = known = self._lexicon.word(word)
        state.line_bits |= bits
        state.stands_in |= stands_in
        state.first_word = state.first_word or known
        if not bits & STOP and (len(word) > 1 or stands_for):
            flag = NUMBER if stands_for else NAME if is_upper and not state.opening else 0
            flag = 0 if stands_for == self._percent else flag
            state.put(stands_for or hash_of(word[: self._lexicon.stem_letters]), flag)
        else:
            state.skipped += 1
        return at

    def _letters(self, text: str, at: int) -> tuple[str, int]:
        """The folded letters of a word, or of initials with dots, and where it ends."""
        letters: list[str] = []
        initials = 0
        while at < len(text):
            kind, folded, _ = self._class_of(text[at])
            if kind == Kind.LETTER:
                letters.append(chr(folded))
            elif text[at] == "." and len(letters) == initials + 1 and (initials or self._is_initial(text, at + 1)):
                initials += 1
                if not self._is_initial(text, at + 1):
                    return "".join(letters), at + 1
            elif kind != Kind.UNSEEN:
                break
            at += 1
        return "".join(letters), at

    def _is_initial(self, text: str, at: int) -> bool:
        return at + 1 < len(text) and text[at + 1] == "." and self._class_of(text[at])[0] == Kind.LETTER

    def _number(self, state: _State, at: int) -> int:
        text, digits = state.text, []
        while at < len(text):
            kind, folded, _ = self._class_of(text[at])
            if kind == Kind.DIGIT:
                digits.append(chr(folded))
            elif text[at] in ",." and at + 1 < len(text) and self._class_of(text[at + 1])[0] == Kind.DIGIT:
                digits += "." if text[at] == "." else ""
            elif kind != Kind.UNSEEN:
                break
            at += 1
        state.last = "0"
        state.words += 1
        state.first_word = state.first_word or PLAIN
        state.put(hash_of("".join(digits)), NUMBER)
        return at

    def _pairs(self, state: _State, at: int) -> int:
        text, run = state.text, []
        while at < len(text):
            kind, folded, _ = self._class_of(text[at])
            if kind == Kind.SPACELESS:
                run.append(chr(folded))
            elif kind != Kind.UNSEEN:
                break
            at += 1
        for pair in [a + b for a, b in pairwise(run)] or run:
            state.put(hash_of(pair), 0)
            state.spaceless += 1
        state.words += len(run)
        state.line_spaceless = True
        state.first_word = state.first_word or PLAIN
        state.last = text[at - 1]
        return at


def _mark_repeats(state: _State, stride: int) -> None:
    """A run of words that stood before in the text is marked: an offer set again and again between the lines."""
    seen: set[int] = set()
    run = 0
    for at in range(len(state.stems) - stride):
        pair = pair_hash(state.stems[at], state.stems[at + stride]) or 1
        if pair in seen:
            run += 1
            if run == _REPEATED_PAIRS:
                for i in range(at - run + 1, at + stride):
                    state.flags[i] |= REPEAT
            if run >= _REPEATED_PAIRS:
                state.flags[at + stride] |= REPEAT
        else:
            run = 0
        seen.add(pair)
