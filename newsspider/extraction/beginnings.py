"""By its first letters most text shows that it begins with none of some words: a look before a pattern of them all.

In: words that a pattern may begin with, whatever their case; then texts. Out: whether a text may begin with one.
Refused: nothing; what has letters in front that patterns take for others (ſ for s, ı for i) always may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOKED_AT: Final = 3  # letters


class Beginnings:
    """How some words begin.

    >>> known = Beginnings(["Photo", "by"])
    >>> known.may_begin("PHOTOS: Ada Berg"), known.may_begin("by"), known.may_begin("The quay"), known.may_begin("Élan")
    (True, True, False, False)
    """

    __slots__ = ("_starts",)

    def __init__(self, words: Iterable[str]) -> None:
        """Keep how they begin, by its length."""
        starts: dict[int, set[str]] = {}
        for word in words:
            # Patterns that know no case take each of them for an i.
            start = word.casefold().replace("i\u0307", "i").replace("ı", "i")[:_LOOKED_AT]
            starts.setdefault(len(start), set()).add(start)
        self._starts = tuple((length, frozenset(some)) for length, some in sorted(starts.items(), reverse=True))

    def may_begin(self, text: str) -> bool:
        """Whether a text may begin with one of the words, in whatever case."""
        low = text[:_LOOKED_AT].lower()
        for length, starts in self._starts:
            if low[:length] in starts:
                return True
        return not low.isascii() and (low.casefold() != low or "ı" in low or "\u0307" in low)
