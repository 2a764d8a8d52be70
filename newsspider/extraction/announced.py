"""Lines that announce another story: a label and a link, and nothing else, wherever they stand in the text.

In: the layout, the choice of blocks, the page's address. Out: the choice, mended in place, with its reasons. A text
alone doesn't show that "Read more: Ferry is late" holds a link; the page does, so fewer other signs are needed.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from newsspider.urls import absolute, same_site

if TYPE_CHECKING:
    from newsspider.clutter import Rule, RuleSet
    from newsspider.extraction.body import Body
    from newsspider.extraction.layout import Layout

_REASON: Final = ("layout.announced", "related")
_LONGEST: Final = 40  # characters of a label
_ALL_LINK: Final = 0.95
_LABEL_WORDS: Final = range(2, 5)  # of a label inside the link, before a title
_LEAST_TITLE: Final = 3  # words
_LEAST_BLANKS: Final = 2  # in the whole line
_ENDS: Final = (":", "|", ">", "»")
_ARROW: Final = ">"
_ARROWS: Final = ("►", "▶", "»", ">>", "→", "☞", "👉", "➡", "⇒")
_STOPS: Final = (".", "。", "।")
# Where a style alone keeps a label and a title apart, as in "Read alsoFerry is late"
_SEAM: Final = re.compile(r"(?<=[a-zß-ÿа-яёά-ώ]{2})(?=[A-ZÀ-ÞА-ЯЁΆ-Ω«“„\"‘'¿¡])")
_OTHER: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd"})  # there labels are the author's


def drop_announced(layout: Layout, body: Body, rules: RuleSet, url: str | None) -> None:
    """Strike the lines that announce another story.

    Their label is known to a rule as that of related stories, in whatever context a text alone would need. Or the link
    leads to the site's own pages, no sentence ends with it, and the label ends in a colon or a bar, or stands before
    several such links, or is known to a rule and stands inside the link, before a title.
    """
    linked = [index for index in body.kept if layout.link_chars[index]]
    labels = {index: label for index in linked if (label := _label(layout, index)) is not None}
    labels |= {index: _ARROW for index in linked if _is_pointed(layout, index)}
    counts = Counter(labels.values())
    for index, label in labels.items():
        rule = body.told.get(layout.texts[index], (0, None))[1]
        if rule is not None and rule.kind in ("related", "credit"):
            if rule.kind == "related":
                body.reasons[index] = (rule.id, rule.kind)
            continue
        tag = layout.tag_of(index)
        if label == "" and (known := _labelled(layout.texts[index], rules)) and _is_own(layout, index, url):
            body.reasons[index] = (known.id, known.kind)
            continue
        announces = (
            label.endswith(_ENDS) or (label != "" and counts[label] > 1 and tag != "li") or _is_known(label, rules)
        )
        if announces and tag not in _OTHER and not layout.texts[index].endswith(_STOPS) and _is_own(layout, index, url):
            body.reasons[index] = _REASON
    if labels:
        body.kept = [index for index in body.kept if index not in body.reasons]


def _is_pointed(layout: Layout, index: int) -> bool:
    """Whether a block is a link and nothing else, behind an arrow: in scripts without blanks the title is one word."""
    text = layout.texts[index]
    bare = text.lstrip("".join(_ARROWS) + " ")
    return text.startswith(_ARROWS) and len(bare) > 1 and layout.link_chars[index] >= _ALL_LINK * len(bare)


def _label(layout: Layout, index: int) -> str | None:
    """What stands before the link of a block with a link and little else; None for other blocks with links."""
    text = layout.texts[index].rstrip(" .")
    if text.count(" ") < _LEAST_BLANKS:
        return None
    if layout.link_chars[index] >= _ALL_LINK * len(text):  # its words may stand in elements inside the link
        return ""
    links = layout.links_in(index)
    label = text.removesuffix(links[0][2].rstrip(" .")) if len(links) == 1 else text
    return label.rstrip() if len(label) <= min(_LONGEST, len(text) / 2) else None


def _is_known(label: str, rules: RuleSet) -> bool:
    """Whether a rule knows the words before a link as the label of another story: "Read also"."""
    rule = rules.whole_line(label) if " " in label else None
    return rule is not None and rule.kind == "related"


def _labelled(text: str, rules: RuleSet) -> Rule | None:
    """The rule that knows how a line begins as the label of another story: "Read also A ferry is late"."""
    words = _SEAM.sub(" ", text).split()
    for count in () if text.endswith(_STOPS) else _LABEL_WORDS:
        if len(words) >= count + _LEAST_TITLE:
            rule = rules.whole_line(" ".join(words[:count]))
            if rule is not None and rule.kind == "related":
                return rule
    return None


def _is_own(layout: Layout, index: int, url: str | None) -> bool:
    """Whether a block's links lead to pages of the same site. A line that leads elsewhere may name the source."""
    try:
        return all(
            "//" not in href or (url is not None and same_site(absolute(url, href.strip()), url))
            for _, href, _ in layout.links_in(index)
        )
    except ValueError:  # no address
        return False
