"""What kinds of characters a page's blocks hold, counted for all blocks at once.

In: the texts of the blocks, none of them empty. Out: arrays with an entry a block. Each character is looked up once in
a table that gives its kind, in C; all classes are then counted by one histogram over (block, kind), and what depends on
neighbours is asked only at the few hundred places that matter. Code points past the table are of no class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_SIZE: Final = 0x10000
DIGIT: Final = 1
SPACE: Final = 2
UPPER: Final = 4
LOWER: Final = 8
COMMA: Final = 16
STOP: Final = 32  # ends a sentence
QUOTE: Final = 64  # may stand behind the stop
WIDE: Final = 128  # of a script without spaces between words, or of hangul
PIPE: Final = 256  # parts the items of a menu
ARROW: Final = 512
WIDE_STOP: Final = 1024  # ends a sentence without a space behind it
COLON: Final = 2048
QUESTION: Final = 4096


def _marks() -> NDArray[np.int64]:
    """The classes of each code point, as bits."""
    table = np.zeros(_SIZE, np.int64)
    cased = range(0x2100)  # letters with two cases stand below, but for a few signs
    marks: tuple[tuple[int, Iterable[int]], ...] = (
        (UPPER, (c for c in cased if chr(c).isupper())),
        (LOWER, (c for c in cased if chr(c).islower())),
        (DIGIT, range(ord("0"), ord("9") + 1)),
        (SPACE, map(ord, " \n")),
        (COMMA, map(ord, ",،、，")),
        (STOP, map(ord, ".!?…。！？؟।։")),
        (QUOTE, map(ord, "'\"”’»)]」』")),
        (PIPE, map(ord, "|•·")),
        (ARROW, map(ord, ">›»→⟶")),
        (WIDE_STOP, map(ord, "。！？")),
        (COLON, map(ord, ":：")),
        (QUESTION, map(ord, "?？؟")),
    )
    for mark, points in marks:
        table[list(points)] |= mark
    for first, last in ((0x0E00, 0x0E7F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF)):
        table[first : last + 1] |= WIDE
    table[-1] = 0  # stands for all that lies past the table
    return table


# A kind is a set of classes that some character has; there are about twenty.
_CLASSES, _numbers = np.unique(_marks(), return_inverse=True)
_KIND: Final[NDArray[np.uint8]] = _numbers.astype(np.uint8)
_KINDS: Final = len(_CLASSES)


def _kinds_with(mark: int) -> NDArray[np.bool_]:
    has: NDArray[np.bool_] = _CLASSES & mark != 0
    return has


_IS_SPACE: Final = _kinds_with(SPACE)
_IS_UPPER: Final = _kinds_with(UPPER)
_IS_STOP: Final = _kinds_with(STOP)
_IS_QUOTE: Final = _kinds_with(QUOTE)
_IS_WIDE_STOP: Final = _kinds_with(WIDE_STOP)


class Characters:
    """The character classes of a page's blocks."""

    def __init__(self, texts: list[str]) -> None:
        points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.sizes: Ints = np.array([*map(len, texts)], np.int64)
        self.ends: Ints = self.sizes.cumsum()
        self.starts: Ints = self.ends - self.sizes
        self._kinds: NDArray[np.uint8] = _KIND.take(points, mode="clip")
        self._block: Ints = np.repeat(np.arange(len(texts)), self.sizes)
        counted = np.bincount(self._block * _KINDS + self._kinds, minlength=len(texts) * _KINDS)
        self._counts = counted.reshape(-1, _KINDS).astype(np.float64)
        self._first = _CLASSES[self._kinds[self.starts]]
        self._last = _CLASSES[self._kinds[self.ends - 1]]

    def count(self, mark: int) -> Floats:
        """How many characters of a class each block holds."""
        counts: Floats = self._counts @ _kinds_with(mark)
        return counts

    def first_is(self, mark: int) -> NDArray[np.bool_]:
        """Whether each block's first character is of a class."""
        found: NDArray[np.bool_] = self._first & mark != 0
        return found

    def last_is(self, mark: int) -> NDArray[np.bool_]:
        """Whether each block's last character is of a class."""
        found: NDArray[np.bool_] = self._last & mark != 0
        return found

    def sentence_ends(self) -> tuple[Floats, NDArray[np.bool_]]:
        """How many sentences end in each block, and whether its last character ends one."""
        size = len(self._kinds)
        kinds = np.append(self._kinds, _KIND[[0, 0]])
        stops = np.flatnonzero(_IS_STOP[self._kinds])
        # A stop, or a closing quote behind a stop, or two; at the end of the block or before a space.
        quoted = stops[_IS_QUOTE[kinds[stops + 1]]] + 1
        closed = np.concatenate((stops, quoted, quoted[_IS_QUOTE[kinds[quoted + 1]]] + 1))
        before_space = _IS_SPACE[kinds[closed + 1]] | (closed + 1 == size)
        at_end = self.ends[self._block[closed]] == closed + 1
        ended = closed[before_space | at_end | _IS_WIDE_STOP[kinds[closed]]]
        ends_one = np.zeros(len(self.ends), bool)
        ends_one[self._block[closed[at_end]]] = True
        return self._by_block(ended), ends_one

    def capitalised_words(self) -> Floats:
        """How many words of each block begin with a capital."""
        capitals = np.flatnonzero(_IS_UPPER[self._kinds])
        behind_space = _IS_SPACE[self._kinds[capitals - 1]]  # of the very first, the last; it is a start anyway
        return self._by_block(capitals[behind_space | (self.starts[self._block[capitals]] == capitals)])

    def _by_block(self, places: Ints) -> Floats:
        """How many of these places lie in each block."""
        return np.bincount(self._block[places], minlength=len(self.ends)).astype(np.float64)
