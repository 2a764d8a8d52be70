"""What the site repeats goes: lines and spans of a text, held against the site's window.

In: the lines of a text and a ``Window`` that knows the page. Out: ``CleanLines``, with the rule ``site.repeated``.
Lines go first; in those that stay, sentences and tails are cut. Nothing is struck before the window holds enough
stories, and never most of a page. Never adds a word; cleaning twice changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsspider.clutter.clean import CleanLines
from newsspider.clutter.learned.limits import LIMITS, Place
from newsspider.clutter.learned.pieces import LAST, TAIL, VARYING, WHOLE, piece_at, pieces_of
from newsspider.records import Removal, count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter.learned.pieces import Piece
    from newsspider.clutter.learned.window import Window

RULE: Final = "site.repeated"
KIND: Final = "template"
_MOST_PASSES: Final = 4


def strike(lines: Sequence[str], window: Window, pieces: bytes | None = None) -> CleanLines:
    """The lines without what the site repeats.

    As many lines come back as went in: as they were, shortened where a span was cut, "" where struck.

    Args:
        lines: The lines of a text.
        window: What its site repeats.
        pieces: What ``pieces_of`` makes of the lines, if it was made already.
    """
    if window.stories < LIMITS.stories:
        return CleanLines(tuple(lines))
    current = list(lines)
    removed: list[tuple[int, Removal]] = []
    pieces = pieces_of(current) if pieces is None else pieces
    for _ in range(_MOST_PASSES):
        found = _one_pass(current, window, pieces)
        if not found:
            break
        removed.extend(found)
        # What is asked of a piece doesn't depend on other lines: only those that were shortened are looked at again.
        changed = {index for index, _ in found}
        pieces = pieces_of([line if index in changed else "" for index, line in enumerate(current)])
    if not removed:
        return CleanLines(tuple(lines))
    before = sum(map(count_words, lines))
    if before - sum(map(count_words, current)) > LIMITS.page_share * before:
        return CleanLines(tuple(lines))
    removed.sort(key=lambda entry: entry[0])
    return CleanLines(tuple(current), tuple(removed))


def _one_pass(lines: list[str], window: Window, pieces: bytes) -> list[tuple[int, Removal]]:
    """Strike once, in place."""
    by_line: dict[int, list[tuple[Piece, int]]] = {}
    for piece, number in _repeated(pieces, window):
        by_line.setdefault(piece.line, []).append((piece, number))
    removed: list[tuple[int, Removal]] = []
    for index, found in by_line.items():
        line = lines[index]
        spans = _joined(_chosen(found), line)
        kept = _without(line, spans)
        lines[index] = kept
        removed += [(index, _removal(line[start:end], whole=not kept)) for start, end in spans]
    return removed


def _removal(text: str, *, whole: bool) -> Removal:
    return Removal(RULE, KIND, " ".join(text.split()), "line" if whole else "span")


def _repeated(pieces: bytes, window: Window) -> list[tuple[Piece, int]]:
    """The pieces that stand on enough stories for their place, each with the number of stories."""
    enough: dict[int, tuple[Piece, int]] = {}
    total = window.stories
    for at, flags, number, edge, glued in window.known(pieces):
        piece = piece_at(pieces, at)
        place = _place(flags, piece.words, edge=edge, glued=glued)
        if piece.words >= place.words and number >= place.share * total:
            enough[at] = piece, max(number, enough[at][1] if at in enough else 0)
    return list(enough.values())


def _place(flags: int, words: int, *, edge: bool, glued: bool) -> Place:
    if flags & VARYING:
        return LIMITS.varying
    if flags & WHOLE:
        if edge:
            return LIMITS.line_at_edge
        return LIMITS.line_inside if words >= LIMITS.line_inside.words else LIMITS.short_line_inside
    if flags & TAIL:
        return LIMITS.last_in_line
    if glued:
        return LIMITS.glued
    return LIMITS.last_in_line if flags & LAST else LIMITS.in_line


def _chosen(found: Sequence[tuple[Piece, int]]) -> list[tuple[int, int]]:
    """The spans to cut: every sentence, and of the tails the longest that stands nearly as often as a shorter one."""
    whole = [(piece.start, piece.end) for piece, _ in found if piece.flags & WHOLE]
    if whole:
        return whole
    spans = [(piece.start, piece.end) for piece, _ in found if not piece.flags & TAIL]
    tails = [(piece, number) for piece, number in found if piece.flags & TAIL]
    if tails:
        most = max(number for _, number in tails)
        start = min(piece.start for piece, number in tails if number >= LIMITS.longer_tail * most)
        spans.append((start, tails[0][0].end))
    return spans


def _joined(spans: list[tuple[int, int]], line: str) -> list[tuple[int, int]]:
    """The spans in order, those that touch as one, without the space at their ends."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(start, start + len(line[start:end].rstrip())) for start, end in joined]


def _without(line: str, spans: Sequence[tuple[int, int]]) -> str:
    """What is left of a line; where a span was cut out of its middle, a space stands."""
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(line[at:start])
        at = end
    kept.append(line[at:])
    return " ".join(part for piece in kept if (part := piece.strip()))
