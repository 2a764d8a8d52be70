"""What stands above the first paragraph and is known to a clutter rule, whatever context a text alone would need.

In: the layout, the choice of blocks, the rules. Out: the choice, mended in place, with its reasons. A text alone
doesn't show whether "Posted by" or "This post contains affiliate links" is its first line; on a page nothing of the
story has been said before its first paragraph. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsspider.clutter import Rule, RuleSet
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_MOST: Final = 8  # blocks that are looked at
_FEW: Final = 2  # blocks: of a shorter story nothing is taken
_LABEL: Final = 60  # characters; rules of reports know sentences of a guide too, but hardly its labels
_SENTENCE: Final = 60  # characters; a line so long that ends as sentences do is a paragraph
_PARAGRAPH: Final = 120  # characters; so long a line is one, however it ends
_STOPS: Final = (".", "!", "?", "…", "。", "！", "？", "।", "”", '"', "»", "：", ":")


def drop_opening(layout: Layout, body: Body, rules: RuleSet) -> None:
    """Strike the lines above the first paragraph that a rule knows."""
    if len(body.kept) <= _FEW:
        return
    struck: dict[int, Rule] = {}
    for index in body.kept[:_MOST]:
        text = layout.texts[index]
        rule = None if "\n" in text else rules.whole_line(text)
        if rule is not None and (rule.context != "amid" or _is_label(text)):
            struck[index] = rule
        elif len(text) > _PARAGRAPH or (len(text) > _SENTENCE and text.endswith(_STOPS)):
            break
    if struck and len(struck) < len(body.kept) - _FEW:
        body.kept = [index for index in body.kept if index not in struck]
        body.reasons |= {index: (rule.id, rule.kind) for index, rule in struck.items()}


def _is_label(text: str) -> bool:
    return len(text) <= _LABEL and not text.endswith(_STOPS)
