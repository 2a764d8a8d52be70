"""What an element's tag, class names, id and role say of it, as bits.

In: names as they stand in the markup. Out: an integer of bits (``NAV``, ``COMMENT`` ...). The words are data, in
``class_words.toml``. A name costs one dictionary look-up when it has been seen before.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Final

_TABLE: Final = tomllib.loads((files(__package__) / "class_words.toml").read_text("utf-8"))
BIT_NAMES: Final = tuple(dict.fromkeys([*_TABLE["bits"], *_TABLE["tags"], "HIDDEN", "SIGNUP"]))
BIT: Final = {name: 1 << i for i, name in enumerate(BIT_NAMES)}
HIDDEN: Final = BIT["HIDDEN"]  # by attribute or style
SIGNUP: Final = BIT["SIGNUP"]  # holds a field for an e-mail address

_PIECE: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\dA-Za-z_]+")
_WORDS: Final[dict[str, int]] = {}
_TAGS: Final[dict[str, int]] = {}
_KNOWN: Final[dict[str, int]] = {}
_MOST_KNOWN: Final = 50_000
for _name, _words in _TABLE["bits"].items():
    for _word in _words:
        _WORDS[_word] = _WORDS.get(_word, 0) | BIT[_name]
for _name, _tags in _TABLE["tags"].items():
    for _tag in _tags:
        _TAGS[_tag] = _TAGS.get(_tag, 0) | BIT[_name]


def bits_of_names(names: str) -> int:
    """The bits of the words in a class attribute, an id or both."""
    bits = 0
    for token in names.split():
        found = _KNOWN.get(token)
        bits |= _bits_of_token(token) if found is None else found
    return bits


def _bits_of_token(token: str) -> int:
    bits = _WORDS.get(token.lower().lstrip("#"), 0)
    if not bits:
        for piece in _PIECE.findall(token):
            bits |= _WORDS.get(piece.lower(), 0)
    if len(_KNOWN) >= _MOST_KNOWN:  # names with numbers in them are endless
        _KNOWN.clear()
    _KNOWN[token] = bits
    return bits


def bits_of_tag(tag: str) -> int:
    """The bits of a tag name."""
    return _TAGS.get(tag, 0)


def bits(*names: str) -> int:
    """A mask of several bits by name; a KeyError names the one that isn't there."""
    mask = 0
    for name in names:
        mask |= BIT[name]
    return mask
