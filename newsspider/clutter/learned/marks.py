"""What is remembered of one page: a row for each fingerprint, small enough to keep a site's last hundred pages.

In: the pieces of a text. Out: a ``Marks`` array (six bytes a row), and the same from its bytes. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from newsspider.clutter.learned.pieces import TAIL, VARYING, WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from newsspider.clutter.learned.pieces import Piece

    Marks = NDArray[np.void]

MARK = np.dtype([("print", "<u4"), ("flags", "u1"), ("words", "u1")])
_MOST_WORDS = 255
MOST_MARKS = 4000  # a page of more is no page of news; its first ones are kept


def marks_of(pieces: Sequence[Piece]) -> Marks:
    """One row for each fingerprint. ``words`` is 0 but for pieces that tell one story from another."""
    rows: list[tuple[int, int, int]] = []
    parted = {piece.line for piece in pieces if not piece.flags & WHOLE and not piece.flags & TAIL}
    for piece in pieces:
        doubled = piece.flags & TAIL or (piece.flags & WHOLE and piece.line in parted)
        rows.append((piece.exact, piece.flags, 0 if doubled else min(piece.words, _MOST_WORDS)))
        rows += [(p, piece.flags | VARYING, 0) for p in (piece.digits, piece.form) if p is not None]
    return np.array(rows[:MOST_MARKS], dtype=MARK)


def marks_from(data: bytes) -> Marks:
    """What ``marks.tobytes()`` kept."""
    return np.frombuffer(data, dtype=MARK)
