"""By its first character most text shows that it begins with none of some words: a look before a pattern of them all.

In: words that a pattern, whatever the case, may begin with. Out: the ASCII characters that none of them begins with. A
character outside of ASCII is never among them, as patterns take some letters for others there. Refused: nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ASCII = 128


def no_first_signs(words: Iterable[str]) -> frozenset[str]:
    """The ASCII characters with which none of these words begins, in whatever case.

    >>> sorted({"b", "P", "p", "é"} & no_first_signs(["by", "Élan"]))
    ['P', 'p']
    """
    first = re.compile("|".join(re.escape(word[0]) for word in words), re.IGNORECASE)
    return frozenset(sign for sign in map(chr, range(_ASCII)) if not first.match(sign))
