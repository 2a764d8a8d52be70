"""What is known of words and characters, in plain Python; ``_lexicon.pyx`` does the same faster.

In: the words of ``lexicon.toml`` and of the rules on lines, and what tells a character's class. Out: of a word what is
known of it, and its hash. Refused: nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Bits of a word in the lexicon: it carries no story; a line that it opens, or in which it stands, may be a credit.
STOP, OPENER, CREDIT = 1, 2, 4
# ... so may one in which two words stand, one of each kind; a line among the first ones that it opens may be a byline,
# or an agency's name.
WEAK_CREDIT, BESIDE, BYLINE = 32, 64, 8

_OFFSET, _PRIME, _MASK = 2166136261, 16777619, 0xFFFFFFFF
_MOST_LETTERS = 64


def finished(hashed: int) -> int:
    """The last step of a hash: 32 bits, never 0."""
    hashed ^= hashed >> 16
    hashed = hashed * 0x85EBCA6B & _MASK
    hashed ^= hashed >> 13
    hashed = hashed * 0xC2B2AE35 & _MASK
    return hashed ^ (hashed >> 16) or 1


@lru_cache(maxsize=200_000)
def hash_of(stem: str) -> int:
    """The hash of a stem: FNV-1a over its code points, finished as MurmurHash3 does."""
    hashed = _OFFSET
    for character in stem:
        hashed = (hashed ^ ord(character)) * _PRIME & _MASK
    return finished(hashed)


def pair_hash(first: int, second: int) -> int:
    """The hash of two neighbouring stems."""
    hashed = (first * 0x9E3779B1 + (second ^ (second >> 15)) * 0x85EBCA6B) & _MASK
    return hashed ^ (hashed >> 15)


class Word(NamedTuple):
    """What is known of a word.

    Attributes:
        bits: ``STOP``, ``OPENER``, ``CREDIT``.
        stands_for: The hash that stands for it; 0: its own.
        opens: A bit for each rule on lines that begin with it.
        stands_in: A bit for each rule on lines that hold it.
    """

    bits: int = 0
    stands_for: int = 0
    opens: int = 0
    stands_in: int = 0


PLAIN = Word()


class Lexicon:
    """What is known of words.

    Args:
        words: Of each word that is more than a stem, what is known of it.
        class_of: Class, folded form and case of a character.
        look_alikes: Letters of other scripts that look like Latin ones.
        stem_letters: Length of a stem.
    """

    def __init__(
        self,
        words: Mapping[str, Word],
        class_of: Callable[[str], tuple[int, int, bool]],
        look_alikes: Mapping[str, str],
        stem_letters: int,
    ) -> None:
        self._words = words
        self.class_of = class_of
        self.stem_letters = stem_letters
        self._alike = str.maketrans(dict(look_alikes))
        self._look_alikes = frozenset(look_alikes)

    def word(self, word: str) -> Word:
        """What is known of a word."""
        return self._words.get(word, PLAIN)

    def plain(self, word: str) -> str:
        """A word as it is looked up: not too long, and without letters that only look like Latin ones."""
        if any("a" <= c <= "z" for c in word) and not self._look_alikes.isdisjoint(word):
            return word[:_MOST_LETTERS].translate(self._alike)
        return word[:_MOST_LETTERS]
