"""A text in the pieces that a site can repeat: whole lines, their sentences, and tails that begin with a capital.

In: the lines of a text. Out: its pieces, each with its place and the fingerprints by which it is known again: as it
stands, with its digits made equal, and with its names made equal. Refused: nothing. The same piece has the same
fingerprint on every page; case, spaces and the signs around it make no difference.

A page has some hundred pieces, of which few are ever asked for: they are packed in bytes (``PIECE``), which another
process can send, and one becomes a ``Piece`` when it is wanted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

import xxhash

from newsspider.clutter.fold import flatten, fold, key
from newsspider.clutter.learned.limits import LIMITS
from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WHOLE: Final = 1  # a whole line
EDGE: Final = 2  # in a line at the beginning or end of the text
GLUED: Final = 4  # no space between it and what stands beside it
LAST: Final = 8  # the last of its line
VARYING: Final = 16  # this fingerprint makes digits or names equal
TAIL: Final = 32  # begins inside a sentence
# Line, start, end, words, three fingerprints (0 where there is none), flags, and which of the last two there are.
PIECE: Final = Struct("<7IBBxx")
_DIGITS_TOLD, _FORM_TOLD = 1, 2

# Where a sentence ends: its sign, what closes behind it, and then a space or, glued, a letter that begins a sentence.
_END = re.compile(
    r"(?:(?<![.!?…])[.!?…]++[\"'”’»)\]]*(?=[^\W\d_]|[\"“«(\[>@#]|\s)|[。！？।؟]+[”」』)]*|[>»|►▶•](?=\s))\s*"
)
_DIGITS = re.compile(r"\d[\d.,:\u00a0]*")
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_CASE_GLUE = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
_NAME = "§"
_LEAST_CONSTANT = 4  # words of a form that are no names
_DIGIT = re.compile("[0-9]")
_MOST_TAILS = 5
_LINES_KEPT = 1024  # a page is noted first and cleaned later
_NATIVE: Final = compiled("newsspider.clutter.learned._pieces")


class Piece(NamedTuple):
    """A part of a line.

    Attributes:
        line: Index of the line.
        start: Its first character in the line.
        end: One past its last.
        flags: WHOLE, EDGE, GLUED, LAST, TAIL.
        words: How many words it has.
        exact: Fingerprint as it stands.
        digits: Fingerprint with digits made equal; None if it has none.
        form: Fingerprint with names made equal; None where that would say too little.
    """

    line: int
    start: int
    end: int
    flags: int
    words: int
    exact: int
    digits: int | None = None
    form: int | None = None


def pieces_of(lines: Sequence[str]) -> bytes:
    """The pieces of a text, packed: line by line the whole line, then its sentences if it has several, then tails."""
    filled = filled_lines(lines)
    first, last = LIMITS.edge_first, LIMITS.edge_last
    if _NATIVE:
        found: bytes = _NATIVE.pieces(lines, filled, first, last, EDGE, LIMITS.tail_words, line_pieces)
        return found
    edges = {*filled[:first], *filled[-last:]}
    return b"".join(line_pieces(lines[index], index, EDGE if index in edges else 0) for index in filled)


def line_pieces(line: str, index: int, edge: int) -> bytes:
    """The pieces of one line, packed; ``_pieces.pyx`` is the compiled twin."""
    return packed(piece._replace(line=index, flags=piece.flags | edge) for piece in _of_line(flatten(line)))


def packed(pieces: Iterable[Piece]) -> bytes:
    """Pieces as bytes."""
    return b"".join(
        PIECE.pack(*place, words, exact, digits or 0, form or 0, flags, _told(digits, form))
        for *place, flags, words, exact, digits, form in pieces
    )


def unpacked(pieces: bytes) -> Iterator[Piece]:
    """The pieces that were packed."""
    return (_piece_of(values) for values in PIECE.iter_unpack(pieces))


def piece_at(pieces: bytes, index: int) -> Piece:
    """One of the pieces that were packed."""
    return _piece_of(PIECE.unpack_from(pieces, index * PIECE.size))


def _told(digits: int | None, form: int | None) -> int:
    return (0 if digits is None else _DIGITS_TOLD) | (0 if form is None else _FORM_TOLD)


def _piece_of(values: tuple[int, ...]) -> Piece:
    line, start, end, words, exact, digits, form, flags, told = values
    known = digits if told & _DIGITS_TOLD else None, form if told & _FORM_TOLD else None
    return Piece(line, start, end, flags, words, exact, *known)


def ends_of(pieces: bytes, filled: Sequence[int]) -> bytes:
    """Of a text's pieces those that a site's memory keeps: all but those in the middle of a long text.

    ``filled``: the numbers of the lines that aren't blank.
    """
    if len(filled) <= LIMITS.first_lines + LIMITS.last_lines:
        return pieces
    head, tail = (_offset(pieces, filled[at]) for at in (LIMITS.first_lines, -LIMITS.last_lines))
    return pieces[:head] + pieces[tail:]


def _offset(pieces: bytes, line: int) -> int:
    """Where the pieces of this line begin, or would."""
    size = PIECE.size
    return size * bisect_left(range(len(pieces) // size), line, key=lambda at: PIECE.unpack_from(pieces, at * size)[0])


def filled_lines(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that aren't blank."""
    return [index for index, line in enumerate(lines) if line and not line.isspace()]


@lru_cache(maxsize=_LINES_KEPT)
def _of_line(line: str) -> tuple[Piece, ...]:
    """The pieces of a line, wherever it stands. A page is noted first and cleaned later, and sites repeat lines."""
    whole = _piece(line, (0, len(line)), WHOLE | LAST)
    if whole is None:
        return ()
    spans = list(_sentences(line))
    found: list[Piece | None] = [whole]
    if len(spans) > 1:
        for start, end in spans:
            flags = (LAST if end == len(line) else 0) | _glue(line, start, end)
            found.append(_piece(line, (start, end), flags))
    for start in _tail_starts(line, spans[-1][0]):
        glue = GLUED if not line[start - 1].isspace() else 0
        found.append(_piece(line, (start, len(line)), TAIL | LAST | glue))
    return tuple(piece for piece in found if piece)


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(line):
        if found.end() < len(line):
            yield start, found.end()
            start = found.end()
    yield start, len(line)


def _glue(line: str, start: int, end: int) -> int:
    before = start > 0 and not line[start - 1].isspace()
    behind = end < len(line) and not line[end - 1].isspace()
    return GLUED if before or behind else 0


def _tail_starts(line: str, sentence: int) -> Iterator[int]:
    """Where, inside the last sentence, something else can begin: at a capital behind a small letter."""
    starts = []
    words = list(_WORD.finditer(line, sentence))[-LIMITS.tail_words :]
    small_before = False
    for word in words:
        text = word.group()
        cuts = [cut.start() for cut in _CASE_GLUE.finditer(text)]
        starts += [word.start() + cut for cut in cuts if text[cut - 1].islower() and text[cut].isupper()]
        if text[0].isupper() and small_before and word.start() > sentence:
            starts.append(word.start())
        small_before = text[-1].islower() or text[-1].isdigit()
    yield from sorted(starts)[:_MOST_TAILS]


def _piece(text: str, span: tuple[int, int], flags: int) -> Piece | None:
    raw = text[span[0] : span[1]]
    plain = key(fold(raw))
    if not plain:
        return None
    words = len(plain.split())
    if not plain.isascii():
        words += len(_UNSPACED.findall(plain)) // 2
    has_digits = bool(_DIGIT.search(plain)) if plain.isascii() else any(sign.isdigit() for sign in plain)
    return Piece(
        0,
        *span,
        flags,
        words,
        _hash(plain),
        _hash("0" + _DIGITS.sub("0", plain)) if has_digits else None,
        _form(raw) if not flags & TAIL else None,
    )


def _form(raw: str) -> int | None:
    """The fingerprint of what is left when names are taken out; None if that is too little to know it by."""
    out: list[str] = []
    names = 0
    for word in _WORD.findall(_DIGITS.sub("0", raw)):
        if word[0].isupper():
            names += 1
            if not out or out[-1] != _NAME:
                out.append(_NAME)
        else:
            out.append(word)
    constant = len(out) - out.count(_NAME)
    if not names or constant < max(_LEAST_CONSTANT, names):
        return None
    return _hash(_NAME + " ".join(out))


def _hash(text: str) -> int:
    return xxhash.xxh32_intdigest(text.encode("utf-8", "surrogatepass"))
