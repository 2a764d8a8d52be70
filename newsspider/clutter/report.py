"""Whether a text reports what happened or speaks to its reader: advice may link to more advice in earnest.

In: the lines of a text. Out: yes or no. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter.compiled import RuleSet

_AROUND = ".,;:!?()\"'“”‘"


def is_report(lines: Sequence[str], rules: RuleSet) -> bool:
    """Whether a text is long enough to tell, and hardly ever says "you".

    Right texts with a link such as "Read more: ..." among their own paragraphs are guides and advice.
    """
    words = [word.strip(_AROUND) for line in lines for word in line.lower().replace("’", "'").split()]
    if len(words) < rules.limits.report_words:
        return False
    return sum(word in rules.reader_words for word in words) < rules.limits.report_reader_share * len(words)
