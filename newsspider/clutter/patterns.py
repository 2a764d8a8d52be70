"""Regular expressions of rules: named word lists put in, what can be known of a pattern without running it.

In: pattern text as it stands in a rule file. Out: pattern text that compiles, and the literals it can start
with. Refused (``PatternError``): an unknown list, capturing groups, a bare "|", upper case, and repeats
without a bound.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.clutter.words import Words

_LIST = re.compile(r"\{([a-z_]+)\}")
_UNBOUNDED = re.compile(r"(?<![\\}])[*+]|(?<!\\)(?:\{\d*,\})")
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])+\]")
_REPEAT = re.compile(r"\{(?P<least>\d*)(?:,\d*)?\}[+?]?")
_META = frozenset("\\.^$*+?{}[]|()")
_START_CHARS = 8
MAX_STARTS = 1000

_Start = tuple[str, bool]


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


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a rule file, compiled once for all sets of rules that hold it."""
    return re.compile(pattern)


@cache
def literal_starts(pattern: str) -> tuple[str, ...]:
    """Prefixes of which every text that the pattern matches has one; empty if it can start with anything.

    >>> literal_starts(r"(?:please )?sign(?:up| up) .{1,9}")
    ('plea', 'sign')
    """
    texts = {text for text, _ in _starts(pattern)}
    return () if "" in texts else tuple(sorted(texts))


def _starts(pattern: str) -> set[_Start]:
    """The literal texts a pattern can start with, each with whether it is open: what follows is known too."""
    done: set[_Start] = set()
    going: set[_Start] = {("", True)}
    at = 0
    while going and at < len(pattern):
        options, at = _next_piece(pattern, at)
        if len(going) > 1 and len(going) * len(options) > MAX_STARTS:
            break  # shorter starts are as true, and fewer
        grown = {((start + text)[:_START_CHARS], more) for start, _ in going for text, more in options}
        going = {(text, more) for text, more in grown if more and len(text) < _START_CHARS}
        done |= {(text, False) for text, more in grown if (text, more) not in going}
    return done | going


def _next_piece(pattern: str, at: int) -> tuple[set[_Start], int]:
    """The literal texts that the piece at ``at`` can be, and where it ends."""
    options: set[_Start]
    if pattern.startswith(("(?!", "(?=", "(?<"), at):
        return {("", True)}, _group_end(pattern, at) + 1  # takes no characters
    if pattern.startswith(("(?:", "(?>"), at):
        end = _group_end(pattern, at)
        options = set().union(*(_starts(part) for part in _alternatives(pattern[at + 3 : end])))
        after = end + 1
    else:
        size = 2 if pattern[at] == "\\" else 1
        char = pattern[at + size - 1]
        after = at + size
        if pattern.startswith("\\d", at):
            options = {(digit, True) for digit in "0123456789"}
        else:
            literal = (char not in _META) if size == 1 else not char.isalnum()
            options = {(char, True)} if literal else {("", False)}
    if pattern[after : after + 1] == "?":
        return options | {("", True)}, after + 1
    repeat = _REPEAT.match(pattern, after)
    if repeat:  # how often is unknown: what follows can't be told
        closed = {(text, False) for text, _ in options}
        return closed | ({("", True)} if int(repeat["least"] or 0) == 0 else set()), repeat.end()
    return options, after


@cache
def required_literals(pattern: str) -> frozenset[str]:
    """Literals one of which stands in every text that the pattern matches; empty if none can be told.

    >>> sorted(required_literals(r"the .{0,20}(?:newsletter|digest)s? (?:for|about) .{2,9}"))
    ['digest', 'newsletter']
    """
    best: frozenset[str] = frozenset()
    run = ""
    at = 0
    while at <= len(pattern):
        found, text, after = _mandatory(pattern, at) if at < len(pattern) else (frozenset[str](), None, at + 1)
        if text is not None:
            run += text
        else:
            best = _better(best, frozenset({run} if run else ()))
            run = ""
        best = _better(best, found)
        at = after
    return best


@cache
def longest_match(pattern: str) -> int:
    """How many characters a text that the pattern matches has at most.

    >>> longest_match(r"(?:sign|log) ?in(?: to .{1,9})?")
    20
    """
    total = at = 0
    while at < len(pattern):
        size = 1
        if pattern.startswith(("(?!", "(?=", "(?<"), at):
            size, after = 0, _group_end(pattern, at) + 1
        elif pattern.startswith(("(?:", "(?>"), at):
            end = _group_end(pattern, at)
            size = max(longest_match(part) for part in _alternatives(pattern[at + 3 : end]))
            after = end + 1
        elif pattern[at] in "\\[":
            after = _over(pattern, at)
            size = 0 if pattern[at:after] in ("\\b", "\\B", "\\Z") else 1
        else:
            after = at + 1
        repeat = _REPEAT.match(pattern, after)
        if repeat:
            most = re.findall(r"\d+", repeat.group())[-1]
            size, after = size * int(most), repeat.end()
        elif pattern[after : after + 1] == "?":
            after += 1
        total += size
        at = after
    return total


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Of two sets of literals the one whose shortest is longer."""
    if not other or len(other) > MAX_STARTS:
        return one
    return other if not one or min(map(len, other)) > min(map(len, one)) else one


def _mandatory(pattern: str, at: int) -> tuple[frozenset[str], str | None, int]:
    """What the piece at ``at`` must hold: literals of a group, or the text that goes on a run; and where it ends."""
    nothing: frozenset[str] = frozenset()
    found, text = nothing, None
    if pattern.startswith(("(?!", "(?=", "(?<"), at):
        return nothing, "", _group_end(pattern, at) + 1
    if pattern.startswith(("(?:", "(?>"), at):
        end = _group_end(pattern, at)
        parts = [required_literals(part) for part in _alternatives(pattern[at + 3 : end])]
        found = frozenset().union(*parts) if all(parts) else nothing
        after = end + 1
    elif pattern[at] == "[":
        after = _over(pattern, at)
    else:
        size = 2 if pattern[at] == "\\" else 1
        char = pattern[at + size - 1]
        after = at + size
        if size == 2 and char in "bB":
            text = ""
        elif (char not in _META) if size == 1 else not char.isalnum():
            text = char
    repeat = _REPEAT.match(pattern, after)
    if pattern[after : after + 1] == "?":
        return nothing, None, after + 1
    if repeat:
        least = int(repeat["least"] or 0)
        return (found if least else nothing), None, repeat.end()
    return found, text, after


def _group_end(pattern: str, at: int) -> int:
    depth = 0
    position = at
    while position < len(pattern):
        if pattern[position] in "\\[":
            position = _over(pattern, position)
            continue
        depth += (pattern[position] == "(") - (pattern[position] == ")")
        if depth == 0:
            return position
        position += 1
    return len(pattern)


def _alternatives(body: str) -> list[str]:
    parts, depth, last, position = [], 0, 0, 0
    while position < len(body):
        if body[position] in "\\[":
            position = _over(body, position)
            continue
        depth += (body[position] == "(") - (body[position] == ")")
        if body[position] == "|" and depth == 0:
            parts.append(body[last:position])
            last = position + 1
        position += 1
    return [*parts, body[last:]]


def _over(pattern: str, at: int) -> int:
    """The place behind an escape or a class of characters."""
    found = _CLASS.match(pattern, at)
    return found.end() if found else at + (2 if pattern[at] == "\\" else 1)
