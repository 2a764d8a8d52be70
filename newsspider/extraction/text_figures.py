"""What the words of each block say.

In: a ``Layout``. Out: columns with an entry a block. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.extraction import characters
from newsspider.extraction.characters import Characters
from newsspider.extraction.class_words import BIT, BIT_NAMES, bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.walk import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_COPYRIGHT: Final = ("©", "(c)", "copyright", "rights reserved")
_LONGEST_NOTICE: Final = 300  # characters
_WIDE_WEIGHT: Final = 2.5  # a Han or kana character says as much as this many letters
_LARGE_BOX: Final = 0.3
_LARGE_FORM: Final = 0.1  # a form around more than this is the page's scaffolding
_FORM: Final = bits("FORM", "SIGNUP")
_ALWAYS: Final = bits(
    "BODY", "ARTICLE", "MAIN", "LIST", "TABLE", "QUOTE", "HEADING", "PARAGRAPH", "PRE", "TITLE", "LEAD"
)
_TAGS: Final = (
    *("p", "li", "h1", "h2", "h3", "h4", "div", "td", "tr", "blockquote", "pre"),
    *("span", "a", "section", "article", "figcaption", "dd", "dt"),
)
_TAG_NUMBER: Final = {tag: number for number, tag in enumerate(_TAGS)}


class TextFigures:
    """The figures of a page's texts."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.signs = Characters(layout.texts)
        raw = self.signs.sizes.astype(float)
        wide = self.signs.count(characters.WIDE)
        self.chars: Floats = raw + (_WIDE_WEIGHT - 1) * wide
        self.link_density: Floats = np.minimum(np.array(layout.link_chars, float) / raw, 1.0)
        self.bold: Floats = np.minimum(np.array(layout.bold_chars, float) / raw, 1.0)
        self.words: Floats = self.signs.count(characters.SPACE) + 1
        self.sentences, self.ends = self.signs.sentence_ends()
        self.bits: Ints = _inherited_bits(layout, self.chars)
        self.repeats: Floats = _repeats(layout)

    def fill(self, out: dict[str, Floats]) -> None:
        """Add the columns."""
        texts, signs, n = self.layout.texts, self.signs, len(self.layout.texts)
        out["log_chars"] = np.log1p(self.chars)
        out["short"] = (self.chars < 25).astype(float)
        out["long"] = np.minimum(self.chars / 300, 1.5)
        out["link_density"] = self.link_density
        out["all_link"] = (self.link_density > 0.85).astype(float)
        out["link_and_long"] = self.link_density * np.minimum(self.chars / 100, 1.5)
        out["bold"] = self.bold
        out["ends_sentence"] = self.ends.astype(float)
        out["sentences"] = np.log1p(self.sentences)
        out["commas"] = np.log1p(signs.count(characters.COMMA))
        out["colon_end"] = np.array([t[-1] in ":：" for t in texts], float)
        out["question_end"] = np.array([t[-1] in "?？؟" for t in texts], float)
        out["lower_start"] = signs.first_is(characters.LOWER).astype(float)
        out["digit_start"] = signs.first_is(characters.DIGIT).astype(float)
        upper = signs.count(characters.UPPER)
        out["all_capitals"] = ((upper > 0) & (signs.count(characters.LOWER) == 0)).astype(float)
        out["capitalised"] = signs.capitalised_words() / self.words
        out["digits"] = signs.count(characters.DIGIT) / signs.sizes
        out["pipes"] = (signs.count(characters.PIPE) > 0).astype(float)
        out["copyright"] = np.array([_is_notice(t) for t in texts], float)
        out["arrow_end"] = signs.last_is(characters.ARROW).astype(float)
        out["repeated"] = np.minimum(self.repeats, 3)
        out["repeated_long"] = ((self.repeats > 0) & (self.chars > 80)).astype(float)
        out["position"] = np.arange(n) / n
        for name in BIT_NAMES:
            out[f"is_{name.lower()}"] = (self.bits & BIT[name] != 0).astype(float)
        tags = np.array([_TAG_NUMBER.get(self.layout.tag_of(i), -1) for i in range(n)])
        for number, tag in enumerate(_TAGS):
            out[f"tag_{tag}"] = (tags == number).astype(float)


def _is_notice(text: str) -> bool:
    if len(text) >= _LONGEST_NOTICE:
        return False
    low = text.lower()
    return any(sign in low for sign in _COPYRIGHT)


def _repeats(layout: Layout) -> Floats:
    """In how many other kinds of place each text stands too.

    A refrain or a form letter repeats itself in one kind of place and is the author's; a copy for small screens, a
    teaser or a pull quote stands under another path of tags and classes.
    """
    places = [layout.c_signature[c] for c in layout.containers]
    kinds: dict[str, set[int]] = {}
    for text, place in zip(layout.texts, places, strict=True):
        kinds.setdefault(text, set()).add(place)
    return np.array([len(kinds[t]) - 1 for t in layout.texts], float)


def _inherited_bits(layout: Layout, chars: Floats) -> Ints:
    """What a block's ancestors are called, all together.

    A name that speaks against a box counts only if the box holds less than ``_LARGE_BOX`` of the page's text:
    themes put "sidebar" or "comments-open" on the body, and whole pages stand in forms.
    """
    prefix = np.concatenate(([0.0], np.cumsum(chars)))
    start, end = np.array(layout.c_start), np.array(layout.c_end)
    share = (prefix[np.maximum(end, start)] - prefix[start]) / max(float(prefix[-1]), 1.0)
    own_bits = np.where(share > _LARGE_BOX, np.array(layout.c_bits) & _ALWAYS, layout.c_bits)
    own = np.where(share > _LARGE_FORM, own_bits & ~_FORM, own_bits).tolist()
    for index, parent in enumerate(layout.c_parent):
        if parent >= 0:
            own[index] |= own[parent]
    inherited: Ints = np.array(own, np.int64)[np.array(layout.containers)]
    return inherited
