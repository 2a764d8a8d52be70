"""Characters as the reader of words sees them: what kind each is, and the letter that it is folded to.

In: a character, or a text. Out: its class and folded form, or the text repaired. Refused: nothing.

Copies lose accents, swap quotes, carry entities and bytes read in the wrong encoding, and letters of other scripts that
look like Latin ones. All of that is folded away before words are compared.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Callable


class CharacterClass(IntEnum):
    """What a character is to the reader."""

    OTHER = 1
    LETTER = 2
    DIGIT = 3
    SPACELESS = 4
    END = 5
    PERCENT = 6
    QUOTE = 7
    OPEN = 8
    CLOSE = 9
    UNSEEN = 10
    NEWLINE = 11
    SPACE = 12


# Characters drawn as nothing (zero-width, soft hyphen, direction marks), and Arabic vowel signs and tatweel.
_INVISIBLE = frozenset(
    map(
        chr,
        chain(
            (0xAD, 0x34F, 0x61C, 0x640, 0x670, 0xFEFF),
            range(0x200B, 0x2010),
            range(0x202A, 0x202F),
            range(0x2060, 0x2070),
            range(0x64B, 0x660),
        ),
    )
)
_INVISIBLES = re.compile(f"[{''.join(sorted(_INVISIBLE))}]+")
_APOSTROPHES = re.compile("[’‘‛`´ʼ＇]")
# Han, kana, and the scripts of Thailand, Laos, Burma and Cambodia: no spaces between words.
_SPACELESS_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3041, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x3134F),
)
_SENTENCE_ENDS = ".!?…:。！？："
_OPENING, _CLOSING, _STRAIGHT = "“„«「『《", "”»」』》", '"'
# Accents are folded away in these scripts only: Latin, Greek, Cyrillic, Hebrew, Arabic. In others a mark is a letter.
_FOLDED_BELOW, _LATIN_MORE = 0x0700, range(0x1E00, 0x2000)
_SAME_LETTER = str.maketrans("ςىةیکłøđıħŧ", "σيهيكloðiħŧ".replace("ð", "d"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,10});")
# What UTF-8 looks like when it was read as a Western or Cyrillic code page.
_MISREAD_BEGINS = "âÃÂÐÑвï"
_MISREAD = re.compile("â€|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|Ð[\u0080-\u00bf]|Ñ[\u0080-\u00bf]|вЂ|ï¿½")


def repaired(text: str) -> str:
    r"""The text without entities and misread bytes, in Unicode's NFKC form.

    >>> repaired("Tom &amp; Jerry donâ€™t")
    'Tom & Jerry don’t'
    """
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if not text.isascii() and all_settled(is_settled, text):
        return text
    text = text.replace("\0", " ")  # no text has it, and to the compiled reader it is the end of a line
    if text.isascii():
        return text
    if any(begin in text for begin in _MISREAD_BEGINS) and _MISREAD.search(text):
        from ftfy import fix_encoding  # noqa: PLC0415 - it loads for long, and few texts need it

        text = fix_encoding(text)
    # These two are by far the most frequent that aren't settled, and what they become needs nothing more.
    text = text.replace("…", "...").replace("\xa0", " ")
    return text if all_settled(is_settled, text) else unicodedata.normalize("NFKC", text)


def is_settled(character: str) -> bool:
    """Whether a character stays as it is wherever it stands in a text, and no misread bytes begin with it.

    Marks that a letter before them may be joined with, and the parts of Korean syllables, don't.

    >>> [is_settled(c) for c in "aé“Ã½\u0301"]
    [True, True, True, False, False, False]
    """
    code = ord(character)
    may_join = 0x1100 <= code < 0x1200 or unicodedata.category(character).startswith("M") or code > 0xFFFF
    is_whole = not may_join and unicodedata.is_normalized("NFKC", character)
    return is_whole and character != "\0" and character not in _MISREAD_BEGINS


def _all_settled(is_settled: Callable[[str], bool], text: str) -> bool:
    return all(map(is_settled, set(text)))


_compiled = compiled("newsspider.reposts._characters")
all_settled: Callable[[Callable[[str], bool], str], bool] = _compiled.all_settled if _compiled else _all_settled


def normalise(text: str) -> str:
    r"""The text in Unicode's NFKC form, without invisible characters, apostrophes all alike. Case is kept.

    >>> normalise("“Don’t” \u200bﬁx")
    "“Don't” fix"
    """
    if text.isascii():
        return text.replace("`", "'")
    return _APOSTROPHES.sub("'", _INVISIBLES.sub("", unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=70_000)
def class_of(character: str) -> tuple[int, int, bool]:
    """Class, folded form (a code point) and whether it is a capital.

    >>> class_of("É")
    (2, 101, True)
    """
    code = ord(character)
    kind = _kind(character, code)
    if kind in (CharacterClass.LETTER, CharacterClass.SPACELESS):
        lower = character.lower()
        folded = _without_accent(lower[0], code).translate(_SAME_LETTER)
        return int(kind), ord(folded), lower != character
    if kind is CharacterClass.DIGIT:
        return int(kind), ord(str(unicodedata.decimal(character))), False
    return int(kind), code, False


def fold(word: str) -> str:
    """A word as the reader folds it."""
    return "".join(chr(folded) for kind, folded, _ in map(class_of, word) if kind != CharacterClass.UNSEEN)


def _kind(character: str, code: int) -> CharacterClass:  # noqa: PLR0911 - one return a class
    if character == "\n":
        return CharacterClass.NEWLINE
    if character in _INVISIBLE or (0x300 <= code < 0x370) or (0x591 <= code <= 0x5C7):
        return CharacterClass.UNSEEN
    if any(low <= code <= high for low, high in _SPACELESS_RANGES):
        return CharacterClass.SPACELESS
    if character.isdecimal():
        return CharacterClass.DIGIT
    if character.isalnum() or (unicodedata.category(character) in ("Mn", "Mc") and code >= _FOLDED_BELOW):
        return CharacterClass.LETTER
    if character in _SENTENCE_ENDS:
        return CharacterClass.END
    return _sign(character)


def _sign(character: str) -> CharacterClass:
    signs = (
        ("%٪", CharacterClass.PERCENT),
        (_STRAIGHT, CharacterClass.QUOTE),
        (_OPENING, CharacterClass.OPEN),
        (_CLOSING, CharacterClass.CLOSE),
    )
    found = next((kind for held, kind in signs if character in held), None)
    return found or (CharacterClass.SPACE if character.isspace() else CharacterClass.OTHER)


def _without_accent(letter: str, code: int) -> str:
    if code >= _FOLDED_BELOW and code not in _LATIN_MORE:
        return letter
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if all(unicodedata.combining(mark) for mark in parts[1:]) else letter
