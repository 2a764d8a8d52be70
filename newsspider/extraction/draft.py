"""The draft of an article: the blocks that were kept, cleaned, with what was struck among them and beside them.

In: the layout and the choice of blocks. Out: a ``Draft``: paragraphs, captions, credits, removals in the page's order,
and the steps of the way if they are wanted. Refused: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from newsspider.clutter import clean_lines
from newsspider.extraction.around import captions_near, credits_in
from newsspider.extraction.body import removals
from newsspider.extraction.leading import split_leading
from newsspider.extraction.mojibake import may_be_mangled, mend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.clutter import RuleSet
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout
    from newsspider.records import Caption, Credit, Removal


@dataclass(frozen=True, slots=True)
class Step:
    """A block of a page: kept, or struck for the reason that ``removal`` gives."""

    text: str
    removal: Removal | None = None


@dataclass(slots=True)
class Draft:
    """An article on its way: what was found by now.

    Attributes:
        paragraphs: The story's.
        captions: Of its pictures.
        removed: What is no part of it, in the page's order.
        credits: What names a source.
        method: What found it.
        confidence: How sure that is, 0 to 1.
        trail: Each block's step, if that is wanted.
        asked: What else was asked for the story.
    """

    paragraphs: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    method: str = "blocks"
    confidence: float = 0.0
    trail: list[Step] = field(default_factory=list)
    asked: tuple[str, ...] = ()


def draft_of(layout: Layout, body: Body, rules: RuleSet, url: str | None, *, traced: bool) -> Draft:
    """The story as it stands. ``traced``: whether each block's step is wanted too."""
    draft = Draft(confidence=body.confidence)
    top = split_leading([layout.texts[i] for i in body.kept])
    kept = body.kept[len(body.kept) - len(top.paragraphs) :]
    # Most paragraphs are a line: as they are, and not put together anew, they are found sooner among those told of.
    lines = [line for text in top.paragraphs for line in (text.split("\n") if "\n" in text else (text,))]
    cleaned = clean_lines(lines if kept else [], rules, told=body.told)
    draft.captions += [*top.captions, *captions_near(layout, body)]
    placed = [(body.kept[0], removal) for removal in top.removed]
    placed += removals(layout, body.reasons)
    left, struck, credit_lines = top.paragraphs, {}, set()
    if cleaned.removed:
        owner = [index for index, text in enumerate(left) for _ in range(text.count("\n") + 1)]
        left = _joined(cleaned.lines, owner, len(left))
        inside = [(kept[owner[number]], removal) for number, removal in cleaned.removed]
        struck = _struck(inside)
        credit_lines = {block for block, removal in inside if removal.kind == "credit"}
        placed += inside
    placed.sort(key=itemgetter(0))
    draft.paragraphs = [text for text in left if text]
    if may_be_mangled("".join(draft.paragraphs)):
        draft.paragraphs = [mend(text) for text in draft.paragraphs]
    draft.removed += [removal for _, removal in placed]
    draft.credits += credits_in(layout, body, struck, credit_lines, url)
    if traced:
        places = (place for place, text in zip(kept, left, strict=True) if text)
        steps = [(place, Step(text)) for place, text in zip(places, draft.paragraphs, strict=True)]
        steps += [(place, Step(removal.text, removal)) for place, removal in placed]
        draft.trail += [step for _, step in sorted(steps, key=itemgetter(0))]
    return draft


def _joined(lines: Sequence[str], owner: Sequence[int], number: int) -> list[str]:
    """The paragraphs that these lines make, those without a line left as ""."""
    by_paragraph: list[list[str]] = [[] for _ in range(number)]
    for line, paragraph in zip(lines, owner, strict=True):
        if line:
            by_paragraph[paragraph].append(line)
    return ["\n".join(lines) for lines in by_paragraph]


def _struck(inside: Sequence[tuple[int, Removal]]) -> dict[int, str]:
    """By block what was struck in it."""
    struck: dict[int, str] = {}
    for block, removal in inside:
        struck[block] = f"{struck.get(block, '')}\n{removal.text}"
    return struck
