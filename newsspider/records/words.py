"""How words are counted, in scripts with spaces between them and without.

In: a text. Out: a number. Refused: nothing. The compiled twin stands in ``_words.pyx``.
"""

from __future__ import annotations

import re
from typing import Final

from newsspider.native import compiled

_NATIVE: Final = compiled("newsspider.records._words")
# Scripts that are written without spaces between words: Thai, kana, Han.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_CHARACTERS_PER_WORD = 2


def count_words(text: str) -> int:
    """Runs of non-space characters; in scripts without spaces two characters count as a word.

    >>> count_words("Two words"), count_words("東京都議会が開会した。")
    (2, 6)
    """
    return _NATIVE.count_words(text) if _NATIVE else pure_count_words(text)


def pure_count_words(text: str) -> int:
    """``count_words`` in pure Python."""
    if text.isascii():
        return len(text.split())
    wide = len(_UNSPACED.findall(text))
    return (len(_UNSPACED.sub(" ", text).split()) if wide else len(text.split())) + wide // _CHARACTERS_PER_WORD
