"""The words of a text as hashed stems, in plain Python; ``_reading.pyx`` does the same faster.

In: a text, repaired. Out: the stem of each content word and its flags, how many running words there are, and the lines
worth a closer look, each with the rules that it may be meant by. Refused: nothing.

Stop words are left out, the others cut to their first letters and hashed; numbers stay whole, number words become
figures. Scripts without spaces between words are cut into overlapping pairs of characters.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from newsspider.reposts.characters import CharacterClass as Kind
from newsspider.reposts.lexicon import CREDIT, PLAIN, STOP, Lexicon, Word, hash_of
from newsspider.reposts.notes import NAME, NUMBER, LineRules, Notes, Read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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
        notes = Notes(text, self._rules)
        at = 0
        while at < len(text):
            kind = self._class_of(text[at])[0]
            if kind == Kind.NEWLINE:
                notes.end_line(at)
                at += 1
                continue
            if kind not in (Kind.SPACE, Kind.UNSEEN):
                notes.first = notes.first or text[at]
                notes.last = text[at]
            if text[at] == "©":
                notes.line_bits |= CREDIT
            read = {Kind.LETTER: self._word, Kind.DIGIT: self._number, Kind.SPACELESS: self._pairs}.get(Kind(kind))
            if read is not None:
                at = read(notes, at)
                notes.opening = False
            else:
                self._sign(notes, kind)
                at += 1
        notes.end_line(len(text))
        return notes.whole()

    def _sign(self, notes: Notes, kind: int) -> None:
        if kind == Kind.END:
            notes.opening = True
        elif kind == Kind.PERCENT:
            notes.put(self._percent, 0)
            notes.words += 1
            notes.opening = False
        elif kind == Kind.QUOTE:
            notes.quoted = not notes.quoted
            notes.opening = notes.opening or notes.quoted
        elif kind == Kind.OPEN:
            notes.quoted = notes.opening = True
        elif kind == Kind.CLOSE:
            notes.quoted = False

    def _word(self, notes: Notes, at: int) -> int:
        is_upper = self._class_of(notes.text[at])[2]
        word, at = self._letters(notes.text, at)
        word = self._lexicon.plain(word)
        notes.last = notes.text[at - 1]
        notes.words += 1
        bits, stands_for, _, stands_in = known = self._lexicon.word(word)
        notes.line_bits |= bits
        notes.stands_in |= stands_in
        notes.first_word = notes.first_word or known
        if not bits & STOP and (len(word) > 1 or stands_for):
            flag = NUMBER if stands_for else NAME if is_upper and not notes.opening else 0
            flag = 0 if stands_for == self._percent else flag
            notes.put(stands_for or hash_of(word[: self._lexicon.stem_letters]), flag)
        else:
            notes.skipped += 1
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

    def _number(self, notes: Notes, at: int) -> int:
        text, digits = notes.text, []
        while at < len(text):
            kind, folded, _ = self._class_of(text[at])
            if kind == Kind.DIGIT:
                digits.append(chr(folded))
            elif text[at] in ",." and at + 1 < len(text) and self._class_of(text[at + 1])[0] == Kind.DIGIT:
                digits += "." if text[at] == "." else ""
            elif kind != Kind.UNSEEN:
                break
            at += 1
        notes.last = "0"
        notes.words += 1
        notes.first_word = notes.first_word or PLAIN
        notes.put(hash_of("".join(digits)), NUMBER)
        return at

    def _pairs(self, notes: Notes, at: int) -> int:
        text, run = notes.text, []
        while at < len(text):
            kind, folded, _ = self._class_of(text[at])
            if kind == Kind.SPACELESS:
                run.append(chr(folded))
            elif kind != Kind.UNSEEN:
                break
            at += 1
        for pair in [a + b for a, b in pairwise(run)] or run:
            notes.put(hash_of(pair), 0)
            notes.spaceless += 1
        notes.words += len(run)
        notes.line_spaceless = True
        notes.first_word = notes.first_word or PLAIN
        notes.last = text[at - 1]
        return at
