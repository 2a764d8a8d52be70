"""Spans: clutter inside a line that otherwise stays, such as an offer glued to the end of a sentence.

In: the span patterns of rules; then a line. Out: the line without them, and what was cut. A pattern is tried
only where one of its rule's triggers stands, and in a very long line only around it. Refused: nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.clutter.fold import flatten
from newsspider.clutter.patterns import Expression, compiled
from newsspider.clutter.triggers import finder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.clutter.rule import Rule


_AT_END = "\\Z)"  # a pattern that holds at the end of the line alone


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut from a line, and by which rule."""

    text: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class _SpanRule:
    rule: Rule
    patterns: tuple[Expression, ...]


class SpanIndex:
    """All span patterns of a rule set."""

    def __init__(self, rules: Sequence[Rule], window_line_chars: int, window_chars: int) -> None:
        """Compile the patterns. ``window_*``: see ``limits.toml``."""
        self._rules = tuple(_SpanRule(rule, tuple(compiled(p) for p in rule.spans)) for rule in rules if rule.spans)
        self._triggers = tuple((t, i) for i, r in enumerate(self._rules) for t in r.rule.triggers)
        self._finder = finder_of(trigger for trigger, _ in self._triggers)
        self.triggers = tuple(trigger for trigger, _ in self._triggers)
        self._window_line_chars = window_line_chars
        self._window_chars = window_chars

    def possible(self, text: str) -> tuple[int, ...]:
        """Which span rules have a trigger somewhere in this text; to be handed to ``cut``."""
        return tuple(sorted(self._rules_at(flatten(text).lower())))

    def _rules_at(self, lower: str) -> set[int]:
        """Which span rules have a trigger in this text in lower case."""
        return {self._triggers[number][1] for number in self._finder.present(lower)}

    def cut(self, line: str, possible: Sequence[int] | None = None, *, last: bool = True) -> tuple[str, list[Cut]]:
        """The line without the spans that match, and those spans. Never adds a word.

        ``last``: whether it is the last line of the text; elsewhere rules that need the tail don't hold.
        """
        cuts: list[Cut] = []
        flat = flatten(line)
        lower = flat.lower()
        here = self._rules_at(lower)
        for index in self.possible(line) if possible is None else possible:
            span_rule = self._rules[index]
            if span_rule.rule.context == "tail" and not last:
                continue
            if index not in here:
                continue
            ranges = sorted(set(self._matches(span_rule, flat, lower)))
            if ranges:
                line, texts = without(line, ranges)
                cuts.extend(Cut(text, span_rule.rule) for text in texts)
                flat = flatten(line)
                lower = flat.lower()
                here = self._rules_at(lower)
        return line, cuts

    def _matches(self, span_rule: _SpanRule, flat: str, lower: str) -> Iterator[tuple[int, int]]:
        last = len(flat) - 2 * self._window_chars if len(flat) > self._window_line_chars else 0
        for start, end in self._windows(span_rule.rule.triggers, lower):
            for pattern in span_rule.patterns:
                first = max(start, last) if pattern.pattern.endswith(_AT_END) else start
                for found in pattern.finditer(flat, first, end):
                    inside = end == len(flat) or found.end() < end
                    if inside and found.end() > found.start():
                        yield found.span()

    def _windows(self, triggers: Sequence[str], lower: str) -> list[tuple[int, int]]:
        """The stretches of a line to search: all of it, or in a very long one what is around the triggers."""
        if len(lower) <= self._window_line_chars:
            return [(0, len(lower))]
        reach = self._window_chars
        windows: list[tuple[int, int]] = []
        places = sorted(found.start() for t in triggers for found in re.finditer(re.escape(t), lower))
        for place in places:
            start, end = max(0, place - reach), min(len(lower), place + reach)
            if windows and start <= windows[-1][1]:
                windows[-1] = (windows[-1][0], end)
            else:
                windows.append((start, end))
        return windows


def without(line: str, ranges: Sequence[tuple[int, int]]) -> tuple[str, list[str]]:
    """The line without these stretches (overlapping ones count as one); the sides are joined by a space."""
    kept: list[str] = []
    texts: list[str] = []
    at = 0
    for start, end in ranges:
        if end <= at:
            continue
        kept.append(line[at : max(start, at)])
        texts.append(" ".join(line[max(start, at) : end].split()))
        at = end
    kept.append(line[at:])
    parts = [kept[0].rstrip(), *(part.strip() for part in kept[1:-1]), kept[-1].lstrip()]
    return " ".join(part for part in parts if part), [text for text in texts if text]
