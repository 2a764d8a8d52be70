"""Small boxes under a head that a clutter rule knows, or aside under a link: what stands in them goes with the head.

In: the layout and the choice. Out: the choice, mended in place: "About the author" takes the biography along, "Sign up"
the offer's words, if both stand in one box and the box is small beside the story. Refused: nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from newsspider.extraction.body import LINK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.clutter import Rule
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_KINDS: Final = frozenset(
    {
        *("newsletter", "subscription", "paywall", "app_banner", "advert", "cookie"),
        *("author_box", "comments", "comment_form", "share"),
    }
)
_BY_PROGRAM: Final = "houses.ai_summary"  # heads what a program wrote about the story, or stands under it
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_CELLS: Final = frozenset({"li", "td", "th", "tr", "dt", "dd"})  # their rows and lists are as often the story's
_ALL: Final = 0.9  # of a heading that is a link
_LARGEST: Final = 1200  # characters
_LONGEST_OFFER: Final = 80  # characters of what an offer says above its terms
_SHARE: Final = 0.2  # of the story, that such a box can hold at most


def drop_headed(layout: Layout, body: Body) -> None:
    """Strike what was kept in small boxes whose heading is clutter."""
    _drop_asides(layout, body)
    heads = {
        text: rule
        for text, (_, rule) in body.told.items()
        if rule is not None and rule.context != "amid" and _heads(rule, text)
    }
    if not heads:
        return
    kept = set(body.kept)
    for index in [at for at, text in enumerate(layout.texts) if text in heads]:
        tag = layout.tag_of(index)
        if tag not in _HEADINGS and (tag in _CELLS or heads[layout.texts[index]].context != "none"):
            continue
        rule = heads[layout.texts[index]]
        inside = kept.intersection(range(*_box_under(layout, index)))
        if rule.id == _BY_PROGRAM and len(inside) <= 1:
            inside = kept.intersection(range(*_box_over(layout, index)))
            inside = inside or kept.intersection(range(*_box_under(layout, index - 1)))  # the note is its second line
        elif rule.kind == "newsletter" and not inside:
            inside = kept.intersection(range(*_box_over(layout, index)))
            inside = set() if any(len(layout.texts[at]) > _LONGEST_OFFER for at in inside) else inside
        if inside and _is_small(layout, body, inside):
            body.reasons |= dict.fromkeys(inside, (rule.id, rule.kind))
            kept -= inside
    if len(kept) < len(body.kept):
        body.kept = sorted(kept)


def _drop_asides(layout: Layout, body: Body) -> None:
    """Strike what was kept in asides with a heading that leads to another page: other stories."""
    if "aside" not in layout.c_tag:
        return
    for box in [at for at, tag in enumerate(layout.c_tag) if tag == "aside"]:
        first = bisect_left(body.kept, layout.c_start[box])
        behind = bisect_left(body.kept, layout.c_end[box], first)
        inside = body.kept[first:behind]
        if any(_leads_away(layout, index) for index in inside) and _is_small(layout, body, inside):
            del body.kept[first:behind]
            body.reasons |= dict.fromkeys(inside, LINK)


def _leads_away(layout: Layout, block: int) -> bool:
    """Whether a block is a heading and nothing but a link to another page."""
    if layout.tag_of(block) not in _HEADINGS or layout.link_chars[block] < _ALL * len(layout.texts[block]):
        return False
    return any(not href.startswith("#") for _, href, _ in layout.links_in(block))


def _is_small(layout: Layout, body: Body, blocks: Iterable[int]) -> bool:
    """Whether kept blocks are little beside the story."""
    texts = layout.texts
    return sum(len(texts[index]) for index in blocks) <= _SHARE * sum(len(texts[index]) for index in body.kept)


def _heads(rule: Rule, text: str) -> bool:
    """Whether a line that a rule knows heads what isn't the story; authors' own lists begin "Read more about" too."""
    if rule.kind == "related":
        return rule.context == "none" and " " in text
    return rule.kind in _KINDS or rule.id == _BY_PROGRAM


def _box_over(layout: Layout, foot: int) -> tuple[int, int]:
    """The blocks of the smallest box around a block at its end: a summary with a note on who made it."""
    box = layout.containers[foot]
    while box >= 0 and layout.c_end[box] - layout.c_start[box] == 1:
        box = layout.c_parent[box]
    if box < 0 or layout.c_end[box] != foot + 1:
        return (foot, foot)
    held = range(layout.c_start[box], layout.c_end[box])
    return (held.start, held.stop) if sum(len(layout.texts[at]) for at in held) <= _LARGEST else (foot, foot)


def _box_under(layout: Layout, head: int) -> tuple[int, int]:
    """The blocks of the largest small box that begins with a block."""
    box = layout.containers[head]
    found = (head, head)
    while box >= 0 and layout.c_start[box] == head:
        start, end = layout.c_start[box], layout.c_end[box]
        if sum(map(len, layout.texts[start:end])) > _LARGEST:
            break
        if end > head + 1:  # more than the head
            found = (start, end)
        box = layout.c_parent[box]
    return found
