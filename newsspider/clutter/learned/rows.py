"""The rows of a site's window: which page and which story has which fingerprint, in one sorted array of numbers.

In: the marks of pages, by number. Out: what of a page stands on several stories, what it shares with others. Refused:
nothing. A row is one number, so that a window of a hundred pages is a few hundred kilobytes: fingerprint, page, story,
flags, from the highest bit down. ``_rows.pyx`` is the compiled twin.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

from newsspider.clutter.learned.pieces import EDGE, GLUED, VARYING, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARK: Final = Struct("<IBB")  # of a page's marks: fingerprint, flags, words
MOST_NUMBERS: Final = 4096  # for pages and stories, twelve bits each
_PRINT, _PAGE, _STORY, _BYTE, _TWELVE = 32, 20, 8, 0xFF, 0xFFF


class Stand(NamedTuple):
    """Where a fingerprint stands.

    Attributes:
        at: Its index among those that were asked about.
        stories: On how many stories it stands.
        edge: Mostly at an edge of the text.
        glued: Mostly with no space beside it.
    """

    at: int
    stories: int
    edge: bool
    glued: bool


class Known(NamedTuple):
    """One of a piece's fingerprints that stands on enough stories.

    Attributes:
        at: The index of the piece among those that were asked about.
        flags: Those of the piece, with VARYING if the fingerprint makes digits or names equal.
        stories: On how many stories it stands.
        edge: Mostly at an edge of the text.
        glued: Mostly with no space beside it.
    """

    at: int
    flags: int
    stories: int
    edge: bool
    glued: bool


class Rows:
    """All rows of a window.

    Args:
        least: A fingerprint on fewer stories than this is of no interest.
    """

    def __init__(self, least: int) -> None:
        self._least = least
        self._rows = array("Q")

    def add(self, pages: Iterable[tuple[bytes, int, int]]) -> None:
        """Enter the marks of pages, each with the number of its page and of its story."""
        new = [
            print_ << _PRINT | page << _PAGE | story << _STORY | flags
            for marks, page, story in pages
            for print_, flags, _ in MARK.iter_unpack(marks)
        ]
        self._rows = array("Q", sorted([*self._rows, *new]))

    def remove(self, page: int) -> None:
        """Forget the marks of a page."""
        self._rows = array("Q", [row for row in self._rows if row >> _PAGE & _TWELVE != page])

    def stands(self, prints: Sequence[int]) -> list[Stand]:
        """Those of the fingerprints that stand on enough stories."""
        found = []
        for at, print_ in enumerate(prints):
            rows = self._of(print_)
            if len(rows) < self._least:
                continue
            stories = len({row >> _STORY & _TWELVE for row in rows})
            if stories >= self._least:
                edge = 2 * sum(row & EDGE > 0 for row in rows) > len(rows)
                glued = 2 * sum(row & GLUED > 0 for row in rows) > len(rows)
                found.append(Stand(at, stories, edge, glued))
        return found

    def known(self, pieces: bytes) -> list[Known]:
        """Those of the pieces' fingerprints that stand on enough stories, in the order of the pieces."""
        asked = [
            (at, piece.flags | varying, print_)
            for at, piece in enumerate(unpacked(pieces))
            for print_, varying in ((piece.exact, 0), (piece.digits, VARYING), (piece.form, VARYING))
            if print_ is not None
        ]
        found = self.stands([print_ for _, _, print_ in asked])
        return [Known(*asked[stand.at][:2], stand.stories, stand.edge, stand.glued) for stand in found]

    def kin(self, marks: bytes) -> tuple[int, dict[int, int]]:
        """How many words of its own a page has, and how many of them each other page, by the other's number.

        Its own is what doesn't stand on enough stories; each fingerprint counts once.
        """
        rows = [(print_, words) for print_, _, words in MARK.iter_unpack(marks) if words]
        common = {stand.at for stand in self.stands([print_ for print_, _ in rows])}
        own = {print_: words for at, (print_, words) in enumerate(rows) if at not in common}
        found: dict[int, int] = {}
        for print_, words in own.items():
            for page in {row >> _PAGE & _TWELVE for row in self._of(print_)}:
                found[page] = found.get(page, 0) + words
        return sum(own.values()), found

    def _of(self, print_: int) -> array[int]:
        start = bisect_left(self._rows, print_ << _PRINT)
        return self._rows[start : bisect_left(self._rows, print_ + 1 << _PRINT, start)]
