"""The compiled loops of what a site teaches give what the pure modules give."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsspider import native
from newsspider.clutter.learned.limits import LIMITS
from newsspider.clutter.learned.marks import MOST_MARKS, marks_of, pure_marks_of
from newsspider.clutter.learned.pieces import (
    EDGE,
    GLUED,
    LAST,
    TAIL,
    WHOLE,
    Piece,
    filled_lines,
    line_pieces,
    packed,
    unpacked,
)
from newsspider.clutter.learned.rows import MARK, Known, Rows, Stand

PIECES = native.compiled("newsspider.clutter.learned._pieces")
ROWS = native.compiled("newsspider.clutter.learned._rows")
_SIGNS = [
    *"abc XYZ  aB.!?…。！？।؟»>|►▶•\"'“”’‘«([>@#)]」』 \t\n\u00a0\u3000\u2009",
    *("0", "12", "3.5", "١٢", "²", "½", "é", "É", "ß", "İ", "ı", "Ж", "ж", "日本", "ไทย", "ǅ", "_", "-", "–"),
    *(
        "\u00ad",
        "\u200b",
        "\ufeff",
        "\ud800",
        "📧",
        "✉",
        "𝔘",
        "𝔲",
        "The end. ",
        "Ferry lost. Read More",
        "wordWord",
        "…",
    ),
]


@pytest.mark.skipif(PIECES is None, reason="the compiled module was not built here")
@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(_SIGNS), max_size=40).map("".join) | st.text(max_size=60))
@example('He said "so." And left. 3,5 of 10 x.y')
@example("The minister of Trade and of Works said that the old Bridge was lost.Read more ofThis HERE")
@example("ΣΟΦΟΣ")
@example("So it went......... on...!?! He said ...“ no .. .a")
@example("Tel 0845.Call (3,5:7) …Now 2nd half² ended 3:2 . Bo.Quay's x.y-z's End")
def test_a_line_has_the_same_pieces(line: str) -> None:
    assert list(unpacked(compiled_pieces([line], first=0))) == list(unpacked(line_pieces(line, 0, 0)))


@pytest.mark.skipif(PIECES is None, reason="the compiled module was not built here")
@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from([*_SIGNS, "Σ"]), max_size=20).map("".join), max_size=9))
def test_a_text_has_the_same_pieces(lines: list[str]) -> None:
    filled = filled_lines(lines)
    assert compiled_pieces(lines, first=2) == b"".join(
        line_pieces(lines[index], index, EDGE if place < 2 or place >= len(filled) - 1 else 0)
        for place, index in enumerate(filled)
    )


def compiled_pieces(lines: list[str], first: int) -> bytes:
    """What the compiled code makes of lines; ``first`` of them, and one at the end if there are some, are an edge."""
    filled = filled_lines(lines)
    found: bytes = PIECES.pieces(  # type: ignore[union-attr] # see skipif
        lines, filled, first, min(first, 1), EDGE, LIMITS.tail_words, line_pieces
    )
    return found


def some_pieces(rng: random.Random, prints: list[int]) -> list[Piece]:
    """Pieces of a few lines, with fingerprints of these."""
    found = []
    for line in range(rng.randrange(6)):
        for flags in (WHOLE, 0, GLUED, TAIL | LAST)[: rng.randrange(1, 5)]:
            varying = [rng.choice((None, rng.choice(prints))) for _ in range(2)]
            found.append(Piece(line, 0, 1, flags, rng.choice((1, 9, 300)), rng.choice(prints), *varying))
    return found


@pytest.mark.skipif(ROWS is None, reason="the compiled module was not built here")
@pytest.mark.parametrize("seed", range(8))
def test_a_page_has_the_same_marks(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(50):
        pieces = some_pieces(rng, [rng.randrange(2**32) for _ in range(9)]) * rng.randrange(1, 3)
        assert marks_of(packed(pieces)) == pure_marks_of(packed(pieces))
    many = [Piece(0, 0, 1, WHOLE, 3, number % 3000, number, number) for number in range(MOST_MARKS)]
    assert marks_of(packed(many)) == pure_marks_of(packed(many))


@pytest.mark.skipif(ROWS is None, reason="the compiled module was not built here")
@pytest.mark.parametrize("seed", range(8))
def test_a_window_has_the_same_rows(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    pure, quick = Rows(LIMITS.stories), ROWS.Rows(LIMITS.stories, Stand, Known)  # type: ignore[union-attr] # see skipif
    prints = [rng.randrange(2**32) for _ in range(40)] + [0, 2**32 - 1]

    def marks() -> bytes:
        flags = (0, EDGE, GLUED, EDGE | GLUED, 64)
        rows = [(rng.choice(prints), rng.choice(flags), rng.randrange(4)) for _ in range(rng.randrange(20))]
        return b"".join(MARK.pack(*row) for row in rows)

    for page in range(60):
        batch = [(marks(), page * 3 + part, rng.randrange(12)) for part in range(3)]
        page_marks = marks()
        for rows in (pure, quick):
            rows.add(batch)
            if page % 3 == 2:
                rows.remove(page)
        assert quick.stands(prints) == pure.stands(prints)
        pieces = packed(some_pieces(rng, prints))
        assert quick.known(pieces) == pure.known(pieces)
        assert quick.kin(page_marks) == pure.kin(page_marks)
