"""What kinds of characters a page's blocks hold, counted for all blocks at once.

In: the texts of the blocks, none of them empty. Out: arrays with an entry a block. Code points past the table are of no
class. ``_text_figures.pyx`` reckons the same for the columns of blocks.
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


# A row a kind, a column a class: 1 where it has it. So one product counts all classes.
_HAS: Final[Floats] = (_CLASSES[:, None] >> np.arange(QUESTION.bit_length()) & 1).astype(float)


NOTICE_SIGNS: Final = ("©", "(c)", "copyright", "rights reserved")
LONGEST_NOTICE: Final = 300  # characters
_MARKS: Final = (SPACE, UPPER, STOP, QUOTE, WIDE_STOP)  # what depends on neighbours is asked of these


class Characters:
    """The character classes of a page's blocks."""

    def __init__(self, texts: list[str]) -> None:
        self.sizes: Ints = np.array([*map(len, texts)], np.int64)
        self._counts: Floats = np.zeros((len(texts), _KINDS))
        self._figures: Floats = np.zeros((len(texts), 2))
        self._ends: NDArray[np.uint8] = np.zeros((len(texts), 3), np.uint8)
        _measure(texts, self._counts, self._figures, self._ends)
        self._by_class: Floats = np.ascontiguousarray((self._counts @ _HAS).T)

    def count(self, mark: int) -> Floats:
        """How many characters of a class each block holds."""
        counts: Floats = self._by_class[mark.bit_length() - 1]
        return counts

    def first_is(self, mark: int) -> NDArray[np.bool_]:
        """Whether each block's first character is of a class."""
        found: NDArray[np.bool_] = _CLASSES[self._ends[:, 0]] & mark != 0
        return found

    def last_is(self, mark: int) -> NDArray[np.bool_]:
        """Whether each block's last character is of a class."""
        found: NDArray[np.bool_] = _CLASSES[self._ends[:, 1]] & mark != 0
        return found

    def sentence_ends(self) -> tuple[Floats, NDArray[np.bool_]]:
        """How many sentences end in each block, and whether its last character ends one."""
        return self._figures[:, 0], self._ends[:, 2].astype(bool)

    def capitalised_words(self) -> Floats:
        """How many words of each block begin with a capital."""
        return self._figures[:, 1]


def notices(texts: list[str]) -> NDArray[np.bool_]:
    """Which blocks are copyright lines: short, and with one of ``NOTICE_SIGNS`` in any case."""
    low = [text.lower() if len(text) < LONGEST_NOTICE else "" for text in texts]
    return np.array([any(sign in text for sign in NOTICE_SIGNS) for text in low])


def classes_of_points() -> NDArray[np.uint16]:
    """The classes of each code point; the last entry stands for all that lie past the table."""
    return _CLASSES.astype(np.uint16)[_KIND]


def _measure(texts: list[str], counts: Floats, figures: Floats, ends: NDArray[np.uint8]) -> None:
    """Fill the arrays, zeros with a row a block.

    Each character is looked up once in a table that gives its kind; all classes are then counted by one histogram over
    (block, kind), and what depends on neighbours is asked only at the few hundred places that matter.

    Args:
        texts: None of them empty.
        counts: How many characters of each kind a block holds.
        figures: How many sentences end in a block, and how many of its words begin with a capital.
        ends: The kinds of a block's first and last character, and whether the last one ends a sentence.
    """
    is_space, is_upper, is_stop, is_quote, is_wide_stop = (_CLASSES & mark != 0 for mark in _MARKS)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.array([*map(len, texts)], np.int64)
    last = sizes.cumsum() - 1
    kinds = _KIND.take(points, mode="clip")
    block = np.repeat(np.arange(len(texts)), sizes)
    per_block = np.bincount(block * counts.shape[1] + kinds, minlength=counts.size)
    counts[:] = per_block.reshape(counts.shape)
    ends[:, 0], ends[:, 1] = kinds[last - sizes + 1], kinds[last]
    # A stop, or a closing quote behind a stop, or two; at the end of the block or before a space.
    stops = np.flatnonzero(is_stop[kinds])
    closed = [stops]
    for _ in range(2):
        inside = closed[-1][closed[-1] < last[block[closed[-1]]]] + 1
        closed.append(inside[is_quote[kinds[inside]]])
    places = np.concatenate(closed)
    at_end = places == last[block[places]]
    before_space = is_space[kinds[np.minimum(places + 1, len(kinds) - 1)]]
    ended = places[before_space | at_end | is_wide_stop[kinds[places]]]
    ends[block[places[at_end]], 2] = 1
    figures[:, 0] = np.bincount(block[ended], minlength=len(texts))
    capitals = np.flatnonzero(is_upper[kinds])
    behind_space = is_space[kinds[capitals - 1]]  # of the very first, the last; it is a start anyway
    starts = capitals == (last - sizes + 1)[block[capitals]]
    figures[:, 1] = np.bincount(block[capitals[behind_space | starts]], minlength=len(texts))
