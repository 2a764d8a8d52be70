"""Small boxes under a head that a clutter rule knows: what stands in them goes with the head.

In: the layout and the choice. Out: the choice, mended in place: "About the author" takes the biography along, "Sign up"
the offer's words, if both stand in one box and the box is small beside the story. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsspider.clutter import Rule
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_KINDS: Final = frozenset(
    {
        *("newsletter", "subscription", "paywall", "app_banner", "advert"),
        *("author_box", "comments", "comment_form", "share"),
    }
)
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_CELLS: Final = frozenset({"li", "td", "th", "tr", "dt", "dd"})  # their rows and lists are as often the story's
_LARGEST: Final = 1200  # characters
_SHARE: Final = 0.2  # of the story, that such a box can hold at most


def drop_headed(layout: Layout, body: Body) -> None:
    """Strike what was kept in small boxes whose heading is clutter."""
    heads = {text: rule for text, (_, rule) in body.told.items() if rule is not None and _heads(rule, text)}
    if not heads:
        return
    most = _SHARE * sum(len(layout.texts[index]) for index in body.kept)
    kept = set(body.kept)
    for index in [at for at, text in enumerate(layout.texts) if text in heads]:
        tag = layout.tag_of(index)
        if tag not in _HEADINGS and (tag in _CELLS or heads[layout.texts[index]].context != "none"):
            continue
        inside = kept.intersection(range(*_box_under(layout, index)))
        if inside and sum(len(layout.texts[at]) for at in inside) <= most:
            rule = heads[layout.texts[index]]
            body.reasons |= dict.fromkeys(inside, (rule.id, rule.kind))
            kept -= inside
    if len(kept) < len(body.kept):
        body.kept = sorted(kept)


def _heads(rule: Rule, text: str) -> bool:
    """Whether a line that a rule knows heads what isn't the story; authors' own lists begin "Read more about" too."""
    if rule.kind == "related":
        return rule.context == "none" and " " in text
    return rule.kind in _KINDS


def _box_under(layout: Layout, head: int) -> tuple[int, int]:
    """The blocks of the largest small box that begins with a block."""
    box = layout.c_parent[layout.containers[head]]
    found = (head, head)
    while box >= 0 and layout.c_start[box] == head:
        start, end = layout.c_start[box], layout.c_end[box]
        if sum(map(len, layout.texts[start:end])) > _LARGEST:
            break
        found = (start, end)
        box = layout.c_parent[box]
    return found
