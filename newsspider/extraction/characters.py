"""What kinds of characters a page's blocks hold, counted for all blocks at once.

In: the texts of the blocks, none of them empty. Out: arrays with an entry a block. Each character costs one look-up
in a table, in C; code points past the table count as none of its classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

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


def _table() -> NDArray[np.uint16]:
    table = np.zeros(_SIZE, np.uint16)
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
    )
    for mark, points in marks:
        table[list(points)] |= mark
    for first, last in ((0x0E00, 0x0E7F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF)):
        table[first : last + 1] |= WIDE
    return table


_TABLE: Final = _table()


class Characters:
    """The character classes of a page's blocks."""

    def __init__(self, texts: list[str]) -> None:
        points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.kinds: NDArray[np.uint16] = _TABLE[np.minimum(points, _SIZE - 1)]
        self.sizes: NDArray[np.int64] = np.array([len(text) for text in texts], np.int64)
        self.ends: NDArray[np.int64] = np.cumsum(self.sizes)
        self.starts: NDArray[np.int64] = self.ends - self.sizes
        last = np.zeros(len(self.kinds), bool)
        last[self.ends - 1] = True
        self._last = last

    def count(self, mark: int) -> NDArray[np.float64]:
        """How many characters of a class each block holds."""
        return self._sum(self.kinds & mark != 0)

    def first_is(self, mark: int) -> NDArray[np.bool_]:
        """Whether each block's first character is of a class."""
        found: NDArray[np.bool_] = self.kinds[self.starts] & mark != 0
        return found

    def last_is(self, mark: int) -> NDArray[np.bool_]:
        """Whether each block's last character is of a class."""
        found: NDArray[np.bool_] = self.kinds[self.ends - 1] & mark != 0
        return found

    def sentence_ends(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """How many sentences end in each block, and whether its last character ends one."""
        stop = self.kinds & STOP != 0
        quote = self.kinds & QUOTE != 0
        # A stop, or a closing quote behind a stop, at the end of the block or before a space.
        closed = stop | (quote & _shifted(stop, 1)) | (quote & _shifted(quote, 1) & _shifted(stop, 2))
        before_space = np.append(self.kinds[1:] & SPACE != 0, True)
        ended = closed & (before_space | self._last) | (self.kinds & WIDE_STOP != 0)
        return self._sum(ended), closed[self.ends - 1]

    def capitalised_words(self) -> NDArray[np.float64]:
        """How many words of each block begin with a capital."""
        at_start = _shifted(self.kinds & SPACE != 0, 1)
        at_start[self.starts] = True
        return self._sum(at_start & (self.kinds & UPPER != 0))

    def _sum(self, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        total: NDArray[np.float64] = np.add.reduceat(mask.astype(np.float64), self.starts)
        return total


def _shifted(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """The mask moved ``by`` characters on."""
    moved = np.zeros(len(mask), bool)
    moved[by:] = mask[:-by]
    return moved
