"""The leftovers of a page among an article's lines: captions, keywords, share bars, readers' comments, related links.

In: a text, the flags of its words, and the lines worth a closer look (see ``notes``). Out: the flags with the
leftovers marked. Refused: nothing. The rules stand in ``leftovers.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from newsspider.reposts.characters import fold
from newsspider.reposts.notes import LEFT, SIGNS, LineRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.reposts.notes import Hint


@dataclass(frozen=True)
class Rule:
    """One rule of ``leftovers.toml``: which lines it is held against, and the pattern they must match."""

    id: str
    kind: str
    why: str
    pattern: str
    example: str
    unlike: str
    first: str = ""
    signs: str = ""
    holds: str = ""

    @cached_property
    def matcher(self) -> re.Pattern[str]:
        """The pattern, compiled when a line is first held against it."""
        return re.compile(self.pattern, re.IGNORECASE)


@dataclass(frozen=True)
class Leftovers:
    """The rules, each with a bit, in their order.

    Attributes:
        after: A section counts from this share of the text on.
        longest: A line of more characters is the story's.
    """

    rules: tuple[Rule, ...]
    after: float
    longest: int

    @cached_property
    def line_rules(self) -> LineRules:
        """What the reader of words must know to tell which rules a line is held against."""
        signs = tuple(_mask(sign in rule.signs.split() for rule in self.rules) for sign in SIGNS)
        any_first = _mask(not rule.first and not rule.signs for rule in self.rules)
        return LineRules(signs, any_first, _mask(not rule.holds for rule in self.rules))

    @cached_property
    def sections(self) -> int:
        """The rules for the lines that begin a section."""
        return _mask(rule.kind == "section" for rule in self.rules)

    @cached_property
    def opens(self) -> dict[str, int]:
        """Of each word, folded, the rules on lines that begin with it."""
        return _by_word([rule.first for rule in self.rules])

    @cached_property
    def stands_in(self) -> dict[str, int]:
        """Of each word, folded, the rules on lines that hold it."""
        return _by_word([rule.holds for rule in self.rules])


def _mask(which: Iterable[bool]) -> int:
    return sum(1 << at for at, is_meant in enumerate(which) if is_meant)


def _by_word(lists: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, words in enumerate(lists):
        for word in map(fold, words.split()):
            found[word] = found.get(word, 0) | 1 << at
    return found


@lru_cache(maxsize=1)
def leftovers() -> Leftovers:
    """The rules of ``leftovers.toml``."""
    data = tomllib.loads(files(__package__).joinpath("leftovers.toml").read_text("utf-8"))
    return Leftovers(tuple(Rule(**rule) for rule in data["rule"]), float(data["after"]), int(data["longest"]))


@lru_cache(maxsize=1024)
def _matchers(may_be: int) -> tuple[re.Pattern[str], ...]:
    """The patterns of the rules of these bits."""
    return tuple(rule.matcher for at, rule in enumerate(leftovers().rules) if may_be >> at & 1)


@lru_cache(maxsize=4096)  # a site says the same beside each story
def _is_meant(line: str, may_be: int) -> bool:
    """Whether a line is meant by one of the rules of these bits."""
    for matcher in _matchers(may_be):  # noqa: SIM110 - any() takes three times as long
        if matcher.fullmatch(line):
            return True
    return False


def marked(text: str, flags: bytes, hints: Sequence[Hint]) -> bytes:
    """The flags with the leftovers marked: single lines, and all behind the line that begins a section."""
    rules, told = leftovers(), flags
    sections = rules.sections
    begin = rules.after * len(text)
    for start, end, first, behind, _, may_be in hints:
        if not may_be or end - start > rules.longest:
            continue
        line = text[start:end].strip()
        if start >= begin and may_be & sections and _is_meant(line, may_be & sections):
            return told[:first] + told[first:].translate(_LEFT)
        if may_be & ~sections and _is_meant(line, may_be & ~sections):
            told = told[:first] + told[first:behind].translate(_LEFT) + told[behind:]
    return told


_LEFT = bytes(flag | LEFT for flag in range(256))
