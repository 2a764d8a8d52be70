"""Whether a text reports what happened or speaks to its reader: advice may link to more advice in earnest.

In: the lines of a text and a place in it. Out: yes or no. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter.compiled import RuleSet

# Thai and its neighbours, Khmer, kana and Han part no words by blanks.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
_LETTERS_A_WORD: Final = 2


def is_report(lines: Sequence[str], place: int, rules: RuleSet) -> bool:
    """Whether the text around a line is long enough to tell, and hardly ever says "you".

    Right texts with a link such as "Read more: ..." among their own paragraphs are guides and advice.
    """
    limits = rules.limits
    around = [*lines[max(0, place - limits.report_lines) : place], *lines[place + 1 : place + limits.report_lines + 1]]
    text = "\n".join(around)
    words = text.count(" ") + len(around)
    if words < limits.report_words and not text.isascii():
        words += (len(text) - len(_UNSPACED.sub("", text))) // _LETTERS_A_WORD
    if words < limits.report_words:
        return False
    # Counting what surely is such a word, and what may be one, costs less than to look for words, and mostly tells.
    most, lowered = limits.report_reader_share * words, text.lower()
    if sum(lowered.count(f" {word} ") for word in rules.reader_words) >= most:
        return False
    return sum(map(lowered.count, rules.reader_words)) < most or len(rules.reader.findall(lowered)) < most
