"""Regular expressions of rules: named word lists put in, and compiled when a text is first held against them.

In: pattern text as it stands in a rule file. Out: pattern text that compiles, and ``Expression`` objects. Refused
(``PatternError``): an unknown list, capturing groups, a bare "|", upper case, and repeats without a bound.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from newsspider.clutter.literals import required_literals, required_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsspider.clutter.words import Words

_LIST = re.compile(r"\{([a-z_]+)\}")
_UNBOUNDED = re.compile(r"(?<![\\}])[*+]|(?<!\\)(?:\{\d*,\})")
_MOST_NEEDED = 16  # literals of a set: to look for more takes as long as to try the pattern
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])+\]")
_SIGN = r"(?:[^\\()|\[\]?*+{}.^$]|\\[^\w|])"
_WORDS = re.compile(rf"\(\?:((?:{_SIGN}+\|){{11,}}{_SIGN}+)\)")
_FURTHER_WORD = re.compile(r"(\.\{\d+,\d+\})\\b([a-z]{2,})(?![a-z?*+{])")


class PatternError(ValueError):
    """A pattern that can't be used; the message is the remedy."""


def put_in(pattern: str, words: Words) -> str:
    """The pattern with each "{name}" replaced by the alternatives of that word list, longest first.

    Raises:
        PatternError: there is no such list.
    """

    def alternatives(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in words:
            raise PatternError(f"there is no word list {name!r}; there are: {words.names()}")
        return words.alternatives(name)

    return _LIST.sub(alternatives, pattern)


def check(pattern: str, *, lower: bool) -> None:
    """Refuse what would make a pattern slow or ambiguous. ``lower``: it is held against folded lines."""
    bare = _CLASS.sub("[]", re.sub(r"\\[\\\[\]]", "", pattern))
    if _UNBOUNDED.search(bare):
        raise PatternError("bound every repeat, such as .{1,80} in place of .+, so that no text makes it slow")
    if re.search(r"(?<!\\)\((?!\?)", bare):
        raise PatternError("write (?:...) in place of (...)")
    if lower and re.sub(r"\\.", "", pattern) != re.sub(r"\\.", "", pattern).lower():
        raise PatternError("write it in lower case: lines are compared in lower case")
    if lower and _top_level_bar(pattern):
        raise PatternError("put the alternatives in a group: (?:a|b)")


def _top_level_bar(pattern: str) -> bool:
    depth = 0
    for char in _CLASS.sub("", re.sub(r"\\.", "", pattern)):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            return True
    return False


def by_first_sign(pattern: str) -> str:
    """The pattern with the words of each long list grouped by how they begin: it matches the same, and sooner.

    Words that begin differently exclude each other, and those that begin alike keep their order.

    >>> by_first_sign("(?:a|ab|b|c|d|e|f|g|h|i|j|k) x")
    '(?:a(?:|b)|b|c|d|e|f|g|h|i|j|k) x'
    """
    return _WORDS.sub(_grouped, pattern)


def _grouped(found: re.Match[str]) -> str:
    rests: dict[str, list[str]] = {}
    for word in found[1].split("|"):
        size = 2 if word.startswith("\\") else 1
        rests.setdefault(word[:size], []).append(word[size:])
    groups = (f"{first}(?:{'|'.join(some)})" if len(some) > 1 else first + some[0] for first, some in rests.items())
    return f"(?:{'|'.join(groups)})"


def by_letters(pattern: str) -> str:
    r"""The pattern with a word somewhere in the text looked for by its letters, and only there by where it begins.

    It matches the same: Python skips to a letter, but not to where a word begins.

    >>> by_letters(r".{0,100}\bour (?:news|app)")
    '.{0,100}our(?<=\\bour) (?:news|app)'
    """
    return _FURTHER_WORD.sub(r"\1\2(?<=\\b\2)", pattern)


class Expression:
    """A pattern of a rule file, compiled when it is first asked: of a thousand, a page asks few.

    Attributes:
        pattern: Its text.
        fullmatch: As of ``re.Pattern``.
        finditer: As of ``re.Pattern``.
        needed: Sets of literals; of each one stands in every text that matches. Without the rarest and the largest.
    """

    __slots__ = ("finditer", "fullmatch", "needed", "pattern")
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    needed: tuple[tuple[str, ...], ...]

    def __init__(self, pattern: str) -> None:
        """Keep the text."""
        self.pattern = pattern

    def may_match(self, text: str) -> bool:
        """Whether a text holds what it must, besides the rarest literals, which a scanner looks for."""
        for literals in self.needed:
            for literal in literals:
                if literal in text:
                    break
            else:
                return False
        return True

    def compile(self) -> None:
        """Compile it now, and not when a text is first held against it."""
        _ = self.fullmatch, self.needed

    def __getattr__(self, name: str) -> Any:
        """Python asks here for what isn't set yet: after the first time it never does."""
        if name not in self.__slots__:
            raise AttributeError(name)
        if name == "needed":
            rarest = required_literals(self.pattern)
            sets = dict.fromkeys(required_sets(self.pattern))
            self.needed = tuple(tuple(each) for each in sets if each != rarest and len(each) <= _MOST_NEEDED)
            return self.needed
        found = re.compile(by_letters(by_first_sign(self.pattern)))
        self.fullmatch, self.finditer = found.fullmatch, found.finditer
        return getattr(self, name)


@cache
def compiled(pattern: str) -> Expression:
    """A pattern of a rule file, once for all sets of rules that hold it."""
    return Expression(pattern)
