"""Pull quotes: a sentence of the story that stands a second time, large and in marks, between its paragraphs.

In: the layout and the choice. Out: the choice, mended in place. A quote is told from a sentence that is said twice by
its place: few other paragraphs stand in such a box. Refused: short lines, which may well be said twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsspider.extraction.vetoes import REPEATED

if TYPE_CHECKING:
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_SHORTEST: Final = 40  # characters
_LONGEST: Final = 300
_SHARE: Final = 0.2  # of the kept blocks, that stand in boxes of a pull quote's kind at most
_OPENING: Final = tuple("\"'“„«»‘‹「")
_CLOSING: Final = "\"'“”«»‘’›」 "
_STOPS: Final = tuple(".!?…。")  # what has none is a heading
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MARKS: Final = "\"'“”„«»‘’‹›「」… .,–—-"


def drop_pull_quotes(layout: Layout, body: Body) -> None:
    """Strike the quotes that a paragraph says, too."""
    found = [
        at
        for at in body.kept
        if layout.texts[at].startswith(_OPENING)
        and _SHORTEST <= len(layout.texts[at]) <= _LONGEST
        and layout.texts[at].rstrip(_CLOSING).endswith(_STOPS)
        and layout.tag_of(at) not in _HEADINGS
        and _is_said_again(layout, body, at)
    ]
    if found:
        body.kept = [at for at in body.kept if at not in found]
        body.reasons |= dict.fromkeys(found, REPEATED)


def _is_said_again(layout: Layout, body: Body, quote: int) -> bool:
    """Whether a longer paragraph, in a box of another kind, holds a quote."""
    text, place = layout.texts[quote].strip(_MARKS), layout.c_signature[layout.containers[quote]]
    places = [layout.c_signature[layout.containers[at]] for at in body.kept]
    if places.count(place) > max(_SHARE * len(places), 1):
        return False
    return any(
        text in layout.texts[at] and len(layout.texts[at]) > len(layout.texts[quote])
        for at, other in zip(body.kept, places, strict=True)
        if other != place
    )
