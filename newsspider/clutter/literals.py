"""What can be known of a rule's pattern without running it.

In: the pattern, its word lists put in. Out: the literals that it can start with, the literals one of which it must
hold, and how long a match can be. Refused: nothing; what can't be told is left open. Word lists stand in hundreds of
patterns, so what is known of a group is kept.
"""

from __future__ import annotations

import re
from functools import cache, reduce
from typing import Final

_LOOK: Final = ("(?!", "(?=", "(?<")  # takes no characters
_AHEAD: Final = "(?="
_GROUP: Final = ("(?:", "(?>")
_CLASS: Final = re.compile(r"\[(?:\\.|[^\]\\])+\]")
_REPEAT: Final = re.compile(r"\{(?P<least>\d*)(?:,\d*)?\}[+?]?")
# Characters that stand for themselves, those before a "?" or a "{" left out: they may be missing.
_PLAIN: Final = r"(?:[^\\.^$*+?{}\[\]|()]|\\[\W_])"
_LITERAL: Final = re.compile(rf"{_PLAIN}*")
_RUN: Final = re.compile(rf"(?:{_PLAIN}(?![?{{]))+")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_TOKEN: Final = re.compile(rf"\\.|{_CLASS.pattern}|[()|]", re.DOTALL)
_START_CHARS: Final = 8
MAX_STARTS: Final = 1000

_Start = tuple[str, bool]
_NONE: Final[frozenset[str]] = frozenset()


@cache
def literal_starts(pattern: str) -> tuple[str, ...]:
    """Prefixes of which every text that the pattern matches has one; empty if it can start with anything.

    >>> literal_starts(r"(?:please )?sign(?:up| up) .{1,9}")
    ('plea', 'sign')
    """
    texts = {text for text, _ in _starts(pattern)}
    return () if "" in texts else tuple(sorted(texts))


@cache
def required_literals(pattern: str) -> frozenset[str]:
    """Literals one of which stands in every text that the pattern matches; empty if none can be told.

    >>> sorted(required_literals(r"the .{0,20}(?:newsletter|digest)s? (?:for|about) .{2,9}"))
    ['digest', 'newsletter']
    """
    return reduce(_better, required_sets(pattern), _NONE)


@cache
def required_sets(pattern: str) -> tuple[frozenset[str], ...]:
    """Sets of literals: of each one stands in every text that the pattern matches.

    >>> [sorted(each) for each in required_sets(r"the .{0,20}(?:newsletter|digest)s? (?:for|about) .{2,9}")]
    [['the '], ['digest', 'newsletter'], ['about', 'for']]
    """
    sets, run, at = [], "", 0
    while at <= len(pattern):
        found, text, after = _mandatory(pattern, at) if at < len(pattern) else (_NONE, None, at + 1)
        if text is not None:
            run += text
        else:
            sets.append(frozenset({run} if run else ()))
            run = ""
        sets.append(found)
        at = after
    return tuple(each for each in sets if each and not each <= {" "})


@cache
def longest_match(pattern: str) -> int:
    """How many characters a text that the pattern matches has at most.

    >>> longest_match(r"(?:sign|log) ?in(?: to .{1,9})?")
    20
    """
    total = at = 0
    while at < len(pattern):
        size = 1
        if run := _RUN.match(pattern, at):
            size, after = len(_unescaped(run[0])), run.end()
        elif pattern.startswith(_LOOK, at):
            size, after = 0, _group_end(pattern, at) + 1
        elif pattern.startswith(_GROUP, at):
            end = _group_end(pattern, at)
            size = _longest_of(pattern[at + 3 : end])
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


@cache
def _longest_of(body: str) -> int:
    return max(
        len(_unescaped(part)) if _LITERAL.fullmatch(part) else longest_match(part) for part in _alternatives(body)
    )


@cache
def _starts(pattern: str) -> frozenset[_Start]:
    """The literal texts a pattern can start with, each with whether it is open: what follows is known too."""
    if _LITERAL.fullmatch(pattern):
        text = _unescaped(pattern)
        return frozenset({(text[:_START_CHARS], len(text) < _START_CHARS)})
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
    return frozenset(done | going)


@cache
def _starts_of(body: str) -> frozenset[_Start]:
    return frozenset[_Start]().union(*map(_starts, _alternatives(body)))


def _next_piece(pattern: str, at: int) -> tuple[frozenset[_Start], int]:
    """The literal texts that the piece at ``at`` can be, and where it ends."""
    options: frozenset[_Start]
    if run := _RUN.match(pattern, at):
        return frozenset({(_unescaped(run[0]), True)}), run.end()
    if pattern.startswith(_LOOK, at):
        return frozenset({("", True)}), _group_end(pattern, at) + 1
    if pattern.startswith(_GROUP, at):
        end = _group_end(pattern, at)
        options = _starts_of(pattern[at + 3 : end])
        after = end + 1
    else:
        text = _character(pattern, at)
        after = at + (2 if pattern[at] == "\\" else 1)
        if pattern.startswith("\\d", at):
            options = frozenset((digit, True) for digit in "0123456789")
        else:
            options = frozenset({("", False) if text is None else (text, True)})
    if pattern[after : after + 1] == "?":
        return options | {("", True)}, after + 1
    repeat = _REPEAT.match(pattern, after)
    if repeat:  # how often is unknown: what follows can't be told
        closed = frozenset((text, False) for text, _ in options)
        return closed | ({("", True)} if int(repeat["least"] or 0) == 0 else set()), repeat.end()
    return options, after


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Of two sets of literals the one that stands in fewer lines."""
    if not other or len(other) > MAX_STARTS:
        return one
    return other if not one or _worth(other) > _worth(one) else one


def _worth(literals: frozenset[str]) -> tuple[int, float]:
    """How much it tells that one of these stands in a line: by the shortest, as small words stand in nearly all."""
    sizes = [len(literal.strip()) for literal in literals]
    return min(sizes), sum(sizes) / len(sizes)


def _mandatory(pattern: str, at: int) -> tuple[frozenset[str], str | None, int]:
    """What the piece at ``at`` must hold: literals of a group, or the text that goes on a run; and where it ends."""
    found, text = _NONE, None
    if run := _RUN.match(pattern, at):
        return found, _unescaped(run[0]), run.end()
    if pattern.startswith(_LOOK, at):
        end = _group_end(pattern, at)
        return (_literals_of(pattern[at + 3 : end]) if pattern.startswith(_AHEAD, at) else found), "", end + 1
    if pattern.startswith(_GROUP, at):
        end = _group_end(pattern, at)
        found = _literals_of(pattern[at + 3 : end])
        after = end + 1
    elif pattern[at] == "[":
        after = _over(pattern, at)
    else:
        after = at + (2 if pattern[at] == "\\" else 1)
        text = "" if pattern.startswith(("\\b", "\\B"), at) else _character(pattern, at)
    repeat = _REPEAT.match(pattern, after)
    if pattern[after : after + 1] == "?":
        return _NONE, None, after + 1
    if repeat:
        least = int(repeat["least"] or 0)
        return (found if least else _NONE), None, repeat.end()
    return found, text, after


@cache
def _literals_of(body: str) -> frozenset[str]:
    parts = [
        frozenset({_unescaped(part)}) if part.strip() and _LITERAL.fullmatch(part) else required_literals(part)
        for part in _alternatives(body)
    ]
    return _NONE.union(*parts) if all(parts) else _NONE


def _character(pattern: str, at: int) -> str | None:
    """The character that stands at ``at`` for itself, escaped or not; None if it may be any."""
    found = _LITERAL.match(pattern, at, at + (2 if pattern[at] == "\\" else 1))
    return _unescaped(found[0]) or None if found else None


def _unescaped(literal: str) -> str:
    return _ESCAPE.sub(r"\1", literal) if "\\" in literal else literal


def _group_end(pattern: str, at: int) -> int:
    """Where the group that begins at ``at`` is closed."""
    return _group_ends(pattern).get(at, len(pattern))


@cache
def _group_ends(pattern: str) -> dict[int, int]:
    ends: dict[int, int] = {}
    begun: list[int] = []
    for token in _TOKEN.finditer(pattern):
        if token[0] == "(":
            begun.append(token.start())
        elif token[0] == ")" and begun:
            ends[begun.pop()] = token.start()
    return ends


@cache
def _alternatives(body: str) -> tuple[str, ...]:
    """The parts between the bars of a group."""
    parts, depth, last = [], 0, 0
    for token in _TOKEN.finditer(body):
        depth += (token[0] == "(") - (token[0] == ")")
        if token[0] == "|" and depth == 0:
            parts.append(body[last : token.start()])
            last = token.end()
    return (*parts, body[last:])


def _over(pattern: str, at: int) -> int:
    """The place behind an escape or a class of characters."""
    found = _CLASS.match(pattern, at)
    return found.end() if found else at + (2 if pattern[at] == "\\" else 1)
