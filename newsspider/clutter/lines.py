"""Whole lines, looked up: phrases in a dictionary, patterns by the characters they start with.

In: the phrases and line patterns of rules; then a line. Out: the rule that matches the whole of it, or None.
A line is tried against a handful of patterns, however many there are. Refused: nothing (the loader has
checked all).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newsspider.clutter.fold import fold, key
from newsspider.clutter.patterns import literal_starts
from newsspider.clutter.rule import Context, Rule
from newsspider.clutter.triggers import finder_of
from newsspider.clutter.words import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

# How much context a rule needs: the less, the sooner it is chosen.
_RANKS: dict[Context, int] = {"none": 0, "alone": 1, "tail_or_neighbour": 2, "tail": 3, "neighbour": 4, "short": 5}
_HOLE = "%s"
_HOLE_PATTERN = ".{1,100}"
_END_CHARS = 3
_MOST_KNOWN = 20_000  # lines, and starts of lines, that are remembered
_LONGEST_KNOWN = 80  # characters
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_WORD = 4
_STOPS = (".", '."', ".)", "。", "।", "؟")

_Entry = tuple[re.Pattern[str], Rule]


class LineIndex:
    """All phrases and line patterns of a rule set."""

    def __init__(self, rules: Sequence[Rule], speech: Sequence[str] = ()) -> None:
        """Index the rules; those that need less context win, then the first.

        ``speech``: signs of prose, in lower case, for rules with ``no_speech``.
        """
        self._speech = tuple(speech)
        self._phrases: dict[str, Rule] = {}
        self._starts: dict[str, list[_Entry]] = {}
        self._ends: dict[str, list[_Entry]] = {}
        self._triggered: list[tuple[tuple[str, ...], _Entry]] = []
        for rule in sorted(rules, key=lambda r: _RANKS[r.context]):
            for phrase in rule.phrases:
                self._add_phrase(phrase, rule)
            for pattern in rule.lines:
                self._add_pattern(pattern, rule)
        self._lengths = tuple(sorted({len(start) for start in self._starts}, reverse=True))
        self._triggers = tuple(dict.fromkeys(trigger for triggers, _ in self._triggered for trigger in triggers))
        self._finder = finder_of(self._triggers)
        self._last_chars = frozenset(end[-1:] for end in self._ends)
        self._known: dict[str, Rule | None] = {}
        self._by_start: dict[str, list[_Entry]] = {}

    def _add_phrase(self, phrase: str, rule: Rule) -> None:
        folded = fold(phrase)
        if rule.one_word and _is_one_word(key(folded)):
            rule = replace(rule, context=rule.one_word)
        if _HOLE not in folded:
            self._phrases.setdefault(key(folded), rule)
            return
        # The phrase as it stands, hole and all, is a leftover of a template.
        self._phrases.setdefault(key(folded), rule)
        pattern = _HOLE_PATTERN.join(map(escape, key(folded).split(_HOLE)))
        if literal_starts(pattern):
            self._add_pattern(pattern, rule)
        else:
            end = key(folded).rsplit(_HOLE, 1)[1]
            self._ends.setdefault(end[-_END_CHARS:], []).append((re.compile(pattern), rule))

    def _add_pattern(self, pattern: str, rule: Rule) -> None:
        entry = (re.compile(pattern), rule)
        starts = literal_starts(pattern)
        for start in starts:
            self._starts.setdefault(start, []).append(entry)
        if not starts:
            self._triggered.append((rule.triggers, entry))

    def find(self, line: str) -> Rule | None:
        """The rule that matches the whole of this line, whatever context it needs; None for most lines."""
        return self._find(fold(line), self._triggered)

    def find_all(self, lines: Sequence[str]) -> list[Rule | None]:
        """``find`` for each of these lines. Short ones are remembered: menus and buttons say the same on every page."""
        answers: dict[str, Rule | None] = {}
        new: list[str] = []
        for line in dict.fromkeys(lines):
            if line in self._known:
                answers[line] = self._known[line]
            else:
                new.append(line)
        answers.update(zip(new, self._find_new(new), strict=True))
        if len(self._known) + len(new) > _MOST_KNOWN:
            self._known.clear()
        self._known.update((line, answers[line]) for line in new if len(line) <= _LONGEST_KNOWN)
        return [answers[line] for line in lines]

    def _find_new(self, lines: Sequence[str]) -> list[Rule | None]:
        """Triggers are looked for in all the lines at once: most stand in none."""
        folded = [fold(line) for line in lines]
        triggered = []
        present = {self._triggers[number] for number in self._finder.present("\n".join(folded))}
        if present:
            some = ((tuple(t for t in triggers if t in present), entry) for triggers, entry in self._triggered)
            triggered = [(triggers, entry) for triggers, entry in some if triggers]
        return [self._find(line, triggered) if line else None for line in folded]

    def _find(self, folded: str, triggered: Sequence[tuple[tuple[str, ...], _Entry]]) -> Rule | None:
        phrase = key(folded)
        if not phrase:
            return None
        found = self._phrases.get(phrase)
        if found and found.context == "none":
            return found
        entries = self._entries_from(phrase[: self._lengths[0]]) if self._lengths else []
        if phrase[-1:] in self._last_chars:
            entries = entries + [e for end in range(1, _END_CHARS + 1) for e in self._ends.get(phrase[-end:], ())]
        for triggers, entry in triggered:
            for trigger in triggers:
                if trigger in phrase:
                    entries = [*entries, entry]
                    break
        stop = folded.endswith(_STOPS) and not folded.endswith("...")
        return self._first(entries, phrase, found, stop=stop) if entries else found

    def _entries_from(self, start: str) -> list[_Entry]:
        """The patterns that a line with this start may match, those with longer literals first."""
        entries = self._by_start.get(start)
        if entries is None:
            entries = [e for length in self._lengths for e in self._starts.get(start[:length], ())]
            if len(self._by_start) >= _MOST_KNOWN:
                self._by_start.clear()
            self._by_start[start] = entries
        return entries

    def _first(self, entries: Sequence[_Entry], phrase: str, best: Rule | None, *, stop: bool) -> Rule | None:
        """The first rule whose pattern matches, or ``best``; the one that needs least context wins."""
        speech: bool | None = None
        for pattern, rule in entries:
            if (best is not None and _RANKS[rule.context] >= _RANKS[best.context]) or (stop and rule.no_stop):
                continue
            if not pattern.fullmatch(phrase):
                continue
            if rule.no_speech:
                if speech is None:
                    speech = any(sign in phrase for sign in self._speech)
                if speech:
                    continue
            if rule.context == "none":
                return rule
            best = rule
        return best


def _is_one_word(text: str) -> bool:
    """Whether it is a single word; in scripts without spaces, one that is as short."""
    return " " not in text and (len(text) <= _UNSPACED_WORD or _UNSPACED.search(text) is None)
