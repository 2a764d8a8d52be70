"""Which of many words stand in a text: asked once of a whole text, so that most patterns are never tried.

In: words, then texts, both folded as the caller will. Out: the numbers of the words that stand in a text. Refused
(``ValueError``): nothing here; the compiled twin, ``_triggers.pyx``, refuses words of one character, and then this
module does the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable

_NATIVE: Final = compiled("newsspider.clutter._triggers")


class Triggers:
    """Words, and which of them stand in a text.

    >>> sorted(Triggers(["share", "subscribe"]).present("please subscribe"))
    [1]
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Keep the words; their numbers are their places in this order."""
        self._words = tuple(words)

    def present(self, text: str) -> set[int]:
        """The numbers of the words that stand somewhere in the text."""
        return {number for number, word in enumerate(self._words) if word in text}


def finder_of(words: Iterable[str]) -> Triggers:
    """The quickest way to look for these words."""
    kept = tuple(words)
    if _NATIVE is None or any(len(word) < 2 for word in kept):
        return Triggers(kept)
    quick: Any = _NATIVE.Triggers(kept)
    return quick  # type: ignore[no-any-return] # the same two methods
