"""A second look at a page whose story is in doubt: at the blocks that are collected already, at next to no cost.

In: the layout and the first choice. Out: a choice, the first or another; and whether it is worth asking somebody else.
The look is looser than the first: it finds the box with most prose, as readability does (a paragraph speaks for the box
that it stands in, and for those around it with half its voice), and takes all of it that nothing was said against.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newsspider.extraction.body import LINK, OUTSIDE
from newsspider.extraction.class_words import BIT
from newsspider.records import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_UNSURE: Final = 0.55  # confidence below which a choice is in doubt
_SHORT_WORDS: Final = 60  # a story of fewer words is in doubt
_MUCH_MORE: Final = 1.5  # so many times as long, and so many words longer, another's text must be to win
_MORE_WORDS: Final = 20
_HALF_SURE: Final = 0.5
_SHORTEST: Final = 25  # characters of a paragraph that has a voice
_MOST_LINK: Final = 0.5  # share of it that is links
_LONG: Final = 100  # characters for which a paragraph has a point more, up to three
_MOST_FOR_LENGTH: Final = 3
_COMMAS: Final = ",，、،"
_VOICES: Final = (
    1.0,
    1.0,
    0.5,
    0.25,
)  # for the paragraph's own element, the box that it stands in, and those around it
_LEAST_VOICE: Final = 0.05  # of a block to which the first choice gave no probability at all
_HARDLY: Final = 0.1  # probability below which what stands among readers' comments has no voice
_COMMENT: Final = BIT["COMMENT"]
UNSEEN_STORY: Final = 200  # bytes of text in elements that aren't walked, from which on it may be a story


def is_doubtful(confidence: float, paragraphs: Iterable[str]) -> bool:
    """Whether a choice is to be looked at again."""
    return confidence < _UNSURE or not _has_words(paragraphs, _SHORT_WORDS)


def wins(words: int, over: int) -> bool:
    """Whether another's text of so many words takes the place of one of so many."""
    return words > _MUCH_MORE * over + _MORE_WORDS


def look_again(layout: Layout, body: Body) -> Body:
    """The choice; where it is in doubt, and the best box has much more, that box in its place."""
    if not layout.texts or not is_doubtful(body.confidence, (layout.texts[i] for i in body.kept)):
        return body
    kept = set(body.kept)
    box = [i for i in _best_box(layout, body, struck=False) if i in kept or body.reasons.get(i) == OUTSIDE]
    if not wins(_words(layout, box), _words(layout, body.kept)):
        return body
    taken = set(box)
    reasons = {i: reason for i, reason in body.reasons.items() if i not in taken} | dict.fromkeys(kept - taken, OUTSIDE)
    return replace(body, kept=box, reasons=reasons, confidence=max(body.confidence, _HALF_SURE))


def may_hold_more(layout: Layout, body: Body, unseen: int, words: int) -> bool:
    """Whether somebody else may find a story that wins over so many words.

    Args:
        layout: The layout.
        body: The choice.
        unseen: How much text the page has in elements that weren't walked, in bytes.
        words: How many words were found.
    """
    return unseen >= UNSEEN_STORY or wins(_words(layout, _best_box(layout, body, struck=True)), words)


def _best_box(layout: Layout, body: Body, *, struck: bool) -> Sequence[int]:
    """The blocks of the box for which most prose speaks; of what was struck for a reason only if asked.

    Teasers have no voice, nor has what stands among readers' comments, unless it may well be the story.
    """
    kept = set(body.kept)
    points: dict[int, float] = {}
    for index, text in enumerate(layout.texts):
        if len(text) < _SHORTEST or layout.link_chars[index] > _MOST_LINK * len(text):
            continue
        reason = body.reasons.get(index)
        if index not in kept and (reason == LINK if struck else reason != OUTSIDE):
            continue
        if body.probabilities[index] < _HARDLY and body.bits[index] & _COMMENT:
            continue
        said = 1 + sum(map(text.count, _COMMAS)) + min(len(text) / _LONG, _MOST_FOR_LENGTH)
        said *= _LEAST_VOICE + body.probabilities[index]
        box = layout.containers[index]
        for voice in _VOICES:
            if box < 0:
                break
            points[box] = points.get(box, 0.0) + voice * said
            box = layout.c_parent[box]
    if not points:
        return ()
    best = max(points, key=points.__getitem__)
    return range(layout.c_start[best], layout.c_end[best])


def _words(layout: Layout, blocks: Iterable[int]) -> int:
    return sum(count_words(layout.texts[i]) for i in blocks)


def _has_words(paragraphs: Iterable[str], enough: int) -> bool:
    """Whether there are so many words; no more are counted."""
    words = 0
    for paragraph in paragraphs:
        words += count_words(paragraph)
        if words >= enough:
            return True
    return False
