"""What the words of each block say.

In: a ``Layout``. Out: columns with an entry a block. Refused: nothing. ``_text_figures.pyx`` is the compiled twin.
"""

from __future__ import annotations

from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newsspider.extraction import characters
from newsspider.extraction.characters import Characters
from newsspider.extraction.class_words import BIT, BIT_NAMES, bits, bits_of_tag
from newsspider.extraction.walk import inherit

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from newsspider.extraction.columns import Columns
    from newsspider.extraction.layout import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_WIDE_WEIGHT: Final = 2.5  # a Han or kana character says as much as this many letters
_LARGE_BOX: Final = 0.3
# What speaks against a box is believed up to this share of the page's text. Menus and readers' comments can be longer
# than a story; boxes that are called "sidebar" or "promo" and are so large hold the story itself.
_BELIEVED: Final = (
    (0.1, bits("FORM", "SIGNUP")),  # a form around more than this is the page's scaffolding
    (0.4, bits("RELATED", "HEAD")),
    (0.5, bits("FOOT", "POPUP")),
    (0.6, bits("NAV")),
    (0.8, bits("COMMENT")),
)
# Not a theme's word but an element of HTML's own says so: no story stands in it, unless the whole page does.
_TAG_BELIEVED: Final = 0.8
_TOLD_BY_TAG: Final = bits("ASIDE", "NAV", "FOOT")
_ALWAYS: Final = bits(
    "BODY", "ARTICLE", "MAIN", "LIST", "TABLE", "QUOTE", "HEADING", "PARAGRAPH", "PRE", "TITLE", "LEAD"
)
_OTHERS: Final = ~(_ALWAYS | bits("FORM", "SIGNUP", "RELATED", "HEAD", "FOOT", "POPUP", "NAV", "COMMENT"))
_TAGS: Final = (
    *("p", "li", "h1", "h2", "h3", "h4", "div", "td", "tr", "blockquote", "pre"),
    *("span", "a", "section", "article", "figcaption", "dd", "dt"),
)
_TAG_NUMBER: Final = {tag: number for number, tag in enumerate(_TAGS)}
_TAG_ROWS: Final = np.arange(len(_TAGS))[:, None]
_TAG_COLUMNS: Final = tuple(f"tag_{tag}" for tag in _TAGS)
_BIT_MASKS: Final = np.array([BIT[name] for name in BIT_NAMES])[:, None]
_BIT_COLUMNS: Final = tuple(f"is_{name.lower()}" for name in BIT_NAMES)
_LIMITS: Final = np.array([_LARGE_BOX, *(limit for limit, _ in _BELIEVED)])
_DOUBTED: Final = np.array([_OTHERS, *(mask for _, mask in _BELIEVED)], np.int64)
_TOLD: Final = (_LARGE_BOX, _TAG_BELIEVED, _TOLD_BY_TAG)
_OWN_COLUMNS: Final = (
    *("log_chars", "short", "long", "link_density", "all_link", "link_and_long", "bold", "ends_sentence", "sentences"),
    *("commas", "colon_end", "question_end", "lower_start", "digit_start", "all_capitals", "capitalised", "digits"),
    *("pipes", "copyright", "arrow_end", "repeated", "repeated_long", "position"),
)
COLUMNS: Final = (*_OWN_COLUMNS, *_BIT_COLUMNS, *_TAG_COLUMNS)
_MOST_LOG: Final = 20_000  # characters; for longer texts the logarithm is asked of numpy


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

    def fill(self, out: Columns) -> None:
        """Add the columns."""
        signs, n = self.signs, len(self.layout.texts)
        out.add("log_chars", np.log1p(self.chars))
        out.add("short", self.chars < 25)
        out.add("long", np.minimum(self.chars / 300, 1.5))
        out.add("link_density", self.link_density)
        out.add("all_link", self.link_density > 0.85)
        out.add("link_and_long", self.link_density * np.minimum(self.chars / 100, 1.5))
        out.add("bold", self.bold)
        out.add("ends_sentence", self.ends)
        out.add("sentences", np.log1p(self.sentences))
        out.add("commas", np.log1p(signs.count(characters.COMMA)))
        out.add("colon_end", signs.last_is(characters.COLON))
        out.add("question_end", signs.last_is(characters.QUESTION))
        out.add("lower_start", signs.first_is(characters.LOWER))
        out.add("digit_start", signs.first_is(characters.DIGIT))
        out.add("all_capitals", (signs.count(characters.UPPER) > 0) & (signs.count(characters.LOWER) == 0))
        out.add("capitalised", signs.capitalised_words() / self.words)
        out.add("digits", signs.count(characters.DIGIT) / signs.sizes)
        out.add("pipes", signs.count(characters.PIPE) > 0)
        out.add("copyright", characters.notices(self.layout.texts))
        out.add("arrow_end", signs.last_is(characters.ARROW))
        out.add("repeated", np.minimum(self.repeats, 3))
        out.add("repeated_long", (self.repeats > 0) & (self.chars > 80))
        out.add("position", np.arange(n) / n)
        self._fill_kinds(out)

    def _fill_kinds(self, out: Columns) -> None:
        """What each block's ancestors are called, and which tag it has."""
        out.add_all(_BIT_COLUMNS, (self.bits & _BIT_MASKS) != 0)
        numbers = [*map(_TAG_NUMBER.get, self.layout.tags(), repeat(-1))]
        out.add_all(_TAG_COLUMNS, np.array(numbers) == _TAG_ROWS)


def _repeats(layout: Layout) -> Floats:
    """In how many other kinds of place each text stands too.

    A refrain or a form letter repeats itself in one kind of place and is the author's; a copy for small screens, a
    teaser or a pull quote stands under another path of tags and classes.
    """
    if len(set(layout.texts)) == len(layout.texts):
        return np.zeros(len(layout.texts))
    kinds = Counter(text for text, _ in set(zip(layout.texts, layout.places(), strict=True)))
    return np.array([*map(kinds.__getitem__, layout.texts)], float) - 1


def _inherited_bits(layout: Layout, chars: Floats) -> Ints:
    """What a block's ancestors are called, all together.

    A name that speaks against a box counts only if the box holds no larger share of the page's text than is
    ``_BELIEVED``: themes put "sidebar" or "comments-open" on the body, and whole pages stand in forms.
    """
    prefix = np.concatenate(([0.0], np.cumsum(chars)))
    start, end = np.array(layout.c_start), np.array(layout.c_end)
    share = (prefix[np.maximum(end, start)] - prefix[start]) / max(float(prefix[-1]), 1.0)
    bits = np.array(layout.c_bits, np.int64)
    bits[share > _LARGE_BOX] &= ~_OTHERS
    for limit, mask in _BELIEVED:
        bits[share > limit] &= ~mask
    for index in np.flatnonzero((share > _LARGE_BOX) & (share <= _TAG_BELIEVED)).tolist():
        bits[index] |= bits_of_tag(layout.c_tag[index]) & _TOLD_BY_TAG
    inherit(bits, layout)
    return bits[layout.containers]


def known_of(native: ModuleType) -> Any:
    """What the compiled twin knows of all pages."""
    return native.Known(
        characters.classes_of_points(),
        np.log1p(np.arange(2 * _MOST_LOG + 1) / 2),
        np.log1p,
        _LIMITS,
        _DOUBTED,
        _TOLD,
        bits_of_tag,
        len(_BIT_COLUMNS),
        _TAG_NUMBER,
        characters.LONGEST_NOTICE,
        _WIDE_WEIGHT,
    )
