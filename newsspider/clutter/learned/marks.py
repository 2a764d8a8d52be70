"""What is remembered of one page: a row for each fingerprint, small enough to keep a site's last hundred pages.

In: the pieces of a text. Out: bytes, six a row: fingerprint, flags, words (``MARK``). Refused: nothing. The compiled
twin stands in ``_rows.pyx``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from newsspider.clutter.learned.pieces import TAIL, VARYING, WHOLE, ends_of, filled_lines, pieces_of, unpacked
from newsspider.clutter.learned.rows import MARK
from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

_NATIVE: Final = compiled("newsspider.clutter.learned._rows")
_MOST_WORDS = 255
MOST_MARKS = 4000  # a page of more is no page of news; its first ones are kept


class PageMarks(NamedTuple):
    """A page by its fingerprints, which is all that is asked of most pages; another process may make it.

    Attributes:
        kept: What the memory of its site keeps: the marks of all but the middle of a long text.
        pieces: Those of the whole text, as ``pieces_of`` gives them.
    """

    kept: bytes
    pieces: bytes


def page_marks(lines: Sequence[str]) -> PageMarks:
    """The marks of a page's text, line by line."""
    pieces = pieces_of(lines)
    return PageMarks(marks_of(ends_of(pieces, filled_lines(lines))), pieces)


def marks_of(pieces: bytes) -> bytes:
    """One row for each fingerprint. ``words`` is 0 but for pieces that tell one story from another.

    What a page repeats alike stands once: a sentence said three thousand times would be held against itself so often.
    """
    return _NATIVE.marks_of(pieces, MOST_MARKS) if _NATIVE else pure_marks_of(pieces)


def pure_marks_of(packed: bytes) -> bytes:
    """``marks_of`` in pure Python."""
    pieces = list(unpacked(packed))
    rows: list[bytes] = []
    row = MARK.pack
    parted = {piece[0] for piece in pieces if not piece[3] & (WHOLE | TAIL)}
    for line, _, _, flags, words, exact, digits, form in pieces:
        doubled = flags & TAIL or (flags & WHOLE and line in parted)
        rows.append(row(exact, flags, 0 if doubled else min(words, _MOST_WORDS)))
        if digits is not None:
            rows.append(row(digits, flags | VARYING, 0))
        if form is not None:
            rows.append(row(form, flags | VARYING, 0))
    return b"".join(list(dict.fromkeys(rows))[:MOST_MARKS])
