"""Lines are looked up alike by the compiled code and by the pure one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from newsspider.clutter import default_rules
from newsspider.clutter.fold import fold
from newsspider.clutter.line_finder import LineFinder, PureLineFinder
from newsspider.clutter.scan import UNCUED

RULES = default_rules()
INDEX = RULES._lines
EXAMPLES = [text for rule in RULES.rules for text in (*rule.fires, *rule.look_alike) if not text.startswith("<")]


@pytest.mark.skipif(LineFinder is PureLineFinder, reason="no compiled code")
def test_both_find_the_same() -> None:
    pure = PureLineFinder(INDEX.tables)
    for line in (*EXAMPLES, *map(" ".join, pairwise(EXAMPLES)), "", "...", "»", "x" * 300):
        folded = fold(line)
        flag = RULES.flags([line])[0]
        told = RULES._candidates(line)
        for groups in (None, INDEX._parted(told or set())[1], set[int]()):
            for flags in (flag, flag | UNCUED, 0):
                given = (folded, INDEX._triggered_in(folded), groups, flags)
                assert INDEX._find(*given) is pure.find(*given), (line, groups, flags)
