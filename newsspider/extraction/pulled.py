"""Pull quotes: a sentence of the story that stands a second time, large and in marks, between its paragraphs.

In: the layout and the choice. Out: the choice, mended in place. A quote is told from a sentence that is said twice by
its place: few other paragraphs stand in such a box. Refused: short lines, which may well be said twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from newsspider.extraction.vetoes import REPEATED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_SHORTEST: Final = 40  # characters
_LONGEST: Final = 300
_MOST: Final = 30  # quotes; with more of them the story consists of quotes
_SHARE: Final = 0.2  # of the kept blocks, that stand in boxes of a pull quote's kind at most
_OPENING: Final = tuple("\"'“„«»‘‹「")
_CLOSING: Final = "\"'“”«»‘’›」 "
_STOPS: Final = tuple(".!?…。")  # what has none is a heading
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MARKS: Final = "\"'“”„«»‘’‹›「」… .,–—-"


def drop_pull_quotes(layout: Layout, body: Body) -> None:
    """Strike the quotes that a paragraph says, too."""
    quotes = [at for at in body.kept if layout.texts[at].startswith(_OPENING) and _may_be_pulled(layout, at)]
    if not 0 < len(quotes) <= _MOST:
        return
    places = {at: layout.c_signature[layout.containers[at]] for at in body.kept}
    counts = Counter(places.values())
    most = max(_SHARE * len(body.kept), 1)
    found = [at for at in quotes if counts[places[at]] <= most and _is_said_again(layout, places, at)]
    if found:
        body.kept = [at for at in body.kept if at not in found]
        body.reasons |= dict.fromkeys(found, REPEATED)


def _may_be_pulled(layout: Layout, quote: int) -> bool:
    """Whether a quote is a sentence or some, and no heading."""
    text = layout.texts[quote]
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and text.rstrip(_CLOSING).endswith(_STOPS)
        and layout.tag_of(quote) not in _HEADINGS
    )


def _is_said_again(layout: Layout, places: Mapping[int, int], quote: int) -> bool:
    """Whether a longer paragraph, in a box of another kind, holds a quote."""
    text = layout.texts[quote].strip(_MARKS)
    return any(
        place != places[quote] and text in layout.texts[at] and len(layout.texts[at]) > len(layout.texts[quote])
        for at, place in places.items()
    )
