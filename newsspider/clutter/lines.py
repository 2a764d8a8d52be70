"""Whole lines, looked up: phrases in a dictionary, patterns by the characters they start with.

In: the phrases and line patterns of rules; then a line. Out: the rule that matches the whole of it, or None.
A line is tried against a handful of patterns, however many there are. Refused: nothing (the loader has
checked all). The look-up itself is ``line_finder``'s.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from newsspider.clutter.fold import fold, key
from newsspider.clutter.line_finder import ALWAYS, END_CHARS, MOST_KNOWN, OR_AMID, RANKS, LineFinder, LineTables
from newsspider.clutter.literals import literal_starts, longest_match, required_literals
from newsspider.clutter.patterns import compiled
from newsspider.clutter.scan import GROUPS, LINE, TRIGGERED, UNCUED, ScanWords
from newsspider.clutter.triggers import finder_of
from newsspider.clutter.words import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newsspider.clutter.line_finder import Entry
    from newsspider.clutter.rule import Context, Rule

    Candidates = Callable[[str], set[int] | None]
    Triggered = tuple[tuple[str, ...], Entry]

_HOLE = "%s"
_HOLE_PATTERN = ".{1,100}"
_LONGEST_KNOWN = 80  # characters
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_WORD = 3
_LEAST_CUE = 3
_OWN_GROUPS = GROUPS * 3 // 4


class LineIndex:
    """All phrases and line patterns of a rule set."""

    def __init__(self, rules: Sequence[Rule], speech: Sequence[str] = ()) -> None:
        """Index the rules; those that need less context win, then the first.

        ``speech``: signs of prose, in lower case, for rules with ``no_speech``.
        """
        self._phrases: dict[str, Rule] = {}
        self._widened: dict[tuple[str, Context], Rule] = {}
        self._starts: dict[str, list[Entry]] = {}
        self._ends: dict[str, list[Entry]] = {}
        self._triggered: list[Triggered] = []
        self._ending: list[str] = []
        self._starts_of: dict[str, tuple[str, ...]] = {}
        self._begun: list[tuple[str, Rule]] = []
        for rule in sorted(rules, key=lambda r: RANKS[r.context]):
            for phrase in rule.phrases:
                self._add_phrase(phrase, rule)
            for pattern in rule.lines:
                self._add_pattern(pattern, rule)
        self._groups = self._grouped()
        by_group = self._file()
        self._triggered_by: dict[str, list[int]] = {}
        self._triggered_of: dict[int, list[int]] = {}
        for place, (triggers, entry) in enumerate(self._triggered):
            for trigger in dict.fromkeys(triggers):
                self._triggered_by.setdefault(trigger, []).append(place)
            self._triggered_of.setdefault(self._groups[entry[0].pattern], []).append(place)
        self._with_triggers = frozenset(self._triggered_of)
        self._triggers = tuple(self._triggered_by)
        self._finder = finder_of(self._triggers)
        self._known: dict[str, Rule | None] = {}
        spares = {rule.id: tuple(map(compiled, rule.spares)) for rule in rules if rule.spares}
        words = {rule.id: frozenset(rule.only_words) for rule in rules if rule.only_words}
        self.tables = LineTables(
            self._phrases, self._starts, self._ends, by_group, spares, words, finder_of(speech), self._or_amid
        )
        self._find = LineFinder(self.tables).find

    def _grouped(self) -> dict[str, int]:
        """The group of each pattern, by which a scanner can leave it out."""
        # Many lines begin with a short start: its cues must be its own. Long starts are rare and can share a group.
        by_start = sorted(self._starts_of, key=lambda pattern: min(map(len, self._starts_of[pattern]), default=0))
        return {pattern: _group(number) for number, pattern in enumerate(by_start)}

    def _file(self) -> dict[int, list[Entry]]:
        """File the patterns that begin with a literal by all their beginnings; they come back by their groups."""
        by_group: dict[int, list[Entry]] = {}
        for pattern, rule in self._begun:
            entry = (compiled(pattern), rule, self._groups[pattern] if _is_cued(pattern) else ALWAYS)
            by_group.setdefault(entry[2], []).append(entry)
            for start in self._starts_of[pattern]:
                self._starts.setdefault(start, []).append(entry)
        return by_group

    def _add_phrase(self, phrase: str, rule: Rule) -> None:
        folded = fold(phrase)
        known = self._phrases.get(key(folded))
        if known and rule.context == "amid":
            self._phrases[key(folded)] = self._or_amid(known)
            return
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
            self._ends.setdefault(end[-END_CHARS:], []).append((compiled(pattern), rule, ALWAYS))
            self._ending.append(pattern)

    def _or_amid(self, rule: Rule) -> Rule:
        """The rule, if it holds amid paragraphs as well."""
        if rule.context not in OR_AMID:
            return rule
        place = (rule.id, rule.context)
        if place not in self._widened:
            self._widened[place] = replace(rule, context=OR_AMID[rule.context])
        return self._widened[place]

    def _add_pattern(self, pattern: str, rule: Rule) -> None:
        self._starts_of[pattern] = literal_starts(pattern)
        if self._starts_of[pattern]:
            self._begun.append((pattern, rule))
        else:
            self._triggered.append((rule.triggers, (compiled(pattern), rule, ALWAYS)))

    def scan_words(self, triggers: Sequence[str]) -> ScanWords:
        """What a scanner looks for; ``triggers``: those of spans."""
        starts: dict[str, int] = {}
        reach: dict[str, int] = {}
        begun: dict[str, set[int]] = {}
        cues: dict[str, set[int]] = {}
        for pattern, its_starts in self._starts_of.items():
            longest = longest_match(pattern)
            group = self._groups[pattern]
            if not _is_cued(pattern):
                starts.update({start: max(longest, starts.get(start, 0)) for start in its_starts})
                continue
            for start in its_starts:
                reach[start] = max(reach.get(start, 0), longest)
                begun.setdefault(start, set()).add(group)
            for literal in required_literals(pattern):
                cues.setdefault(literal, set()).add(group)
        return ScanWords(
            phrases=tuple(self._phrases),
            starts=starts,
            cued_starts={start: (reach[start], frozenset(groups)) for start, groups in begun.items()},
            cues={literal: frozenset(groups) for literal, groups in cues.items()},
            line_triggers=self._line_triggers(),
            triggers=tuple(map(fold, triggers)),
        )

    def _line_triggers(self) -> dict[str, tuple[int, frozenset[int]]]:
        """As ``ScanWords`` has them."""
        reach: dict[str, int] = {}
        groups: dict[str, set[int]] = {}
        of_ends = [(pattern, required_literals(pattern), set[int]()) for pattern in self._ending]
        patterns = [(triggers, entry[0].pattern) for triggers, entry in self._triggered]
        triggered = [(pattern, map(fold, triggers), {self._groups[pattern]}) for triggers, pattern in patterns]
        for pattern, literals, group in (*of_ends, *triggered):
            for literal in literals:
                reach[literal] = max(reach.get(literal, 0), longest_match(pattern))
                groups.setdefault(literal, set()).update(group)
        return {literal: (longest, frozenset(groups[literal])) for literal, longest in reach.items()}

    @property
    def begins_always(self) -> bool:
        """Whether each line that is matched is a phrase or begins as some pattern does."""
        return not self._triggered and not self._ends

    def find(self, line: str) -> Rule | None:
        """The rule that matches the whole of this line, whatever context it needs; None for most lines."""
        folded = fold(line)
        return self._find(folded, self._triggered_in(folded), None, UNCUED)

    def find_flagged(self, line: str, flag: int, groups: set[int] | None) -> Rule | None:
        """``find`` as far as a scanner's ``flag`` and candidates leave it open."""
        if not flag & LINE:
            return None
        folded = fold(line)
        triggered: Sequence[Triggered] = ()
        if flag & TRIGGERED:
            triggered, groups = (self._triggered_in(folded), None) if groups is None else self._parted(groups)
        return self._find(folded, triggered, groups, flag)

    def find_all(self, lines: Sequence[str], flags: bytes, candidates: Candidates, longest: int) -> list[Rule | None]:
        """``find`` for each of these lines, as far as a scanner's ``flags`` and ``candidates`` leave it open.

        Those of more than ``longest`` characters are none. Short ones are remembered: menus and buttons say the same on
        every page.
        """
        answers: list[Rule | None] = [None] * len(lines)
        new: dict[str, int] = {}
        places: list[int] = []
        for at in [at for at, flag in enumerate(flags) if flag & LINE]:
            line = lines[at]
            if len(line) > longest:
                continue
            if line in self._known:
                answers[at] = self._known[line]
            else:
                new[line] = flags[at]
                places.append(at)
        if new:
            found = dict(zip(new, self._find_new(new, candidates), strict=True))
            for at in places:
                answers[at] = found[lines[at]]
            if len(self._known) + len(new) > MOST_KNOWN:
                self._known.clear()
            self._known.update((line, rule) for line, rule in found.items() if len(line) <= _LONGEST_KNOWN)
        return answers

    def _find_new(self, lines: Mapping[str, int], candidates: Candidates) -> list[Rule | None]:
        """Where the scanner names no groups, triggers are looked for in all lines at once: most hold none."""
        found: list[Rule | None] = []
        for line, flag in lines.items():
            groups = candidates(line)
            if groups is None:
                folded = [fold(line) for line in lines]
                triggered = self._triggered_in("\n".join(folded))
                each = zip(folded, lines.values(), strict=True)
                return [self._find(line, triggered, None, flag) for line, flag in each]
            found.append(self.find_flagged(line, flag, groups))
        return found

    def _parted(self, groups: set[int]) -> tuple[list[Triggered], set[int]]:
        """The patterns of some groups that can begin with anything, in their order, and the groups of the others."""
        own = self._with_triggers & groups
        if not own:
            return [], groups
        places = sorted(place for group in own for place in self._triggered_of[group])
        return [self._triggered[place] for place in places], groups - own

    def _triggered_in(self, text: str) -> list[Triggered]:
        """The patterns with a trigger somewhere in this text, each with those of its triggers that are."""
        present = [self._triggers[number] for number in self._finder.present(text)]
        found: dict[int, list[str]] = {}
        for trigger in present:
            for place in self._triggered_by[trigger]:
                found.setdefault(place, []).append(trigger)
        return [(tuple(found[place]), self._triggered[place][1]) for place in sorted(found)]


def _group(number: int) -> int:
    return number if number < _OWN_GROUPS else _OWN_GROUPS + number % (GROUPS - _OWN_GROUPS)


@cache
def _is_cued(pattern: str) -> bool:
    """Whether each line that a pattern matches holds a literal that is worth looking for."""
    literals = required_literals(pattern)
    return bool(literals) and min(map(len, literals)) >= _LEAST_CUE


def _is_one_word(text: str) -> bool:
    """Whether it is a single word; in scripts without spaces, one that is as short."""
    return " " not in text and (len(text) <= _UNSPACED_WORD or _UNSPACED.search(text) is None)
