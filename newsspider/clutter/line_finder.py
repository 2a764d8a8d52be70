"""Which rule matches the whole of a line: a handful of patterns are tried, those that it begins like.

In: the tables of an index; then a folded line, with what a scanner told of it. Out: the rule, or None.
``_line_finder.pyx`` is the compiled twin. Refused: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsspider.clutter.fold import DECORATION, key
from newsspider.clutter.patterns import Expression
from newsspider.clutter.rule import Context, Rule
from newsspider.clutter.scan import UNCUED
from newsspider.native import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsspider.clutter.triggers import Triggers

# How much context a rule needs: the less, the sooner it is chosen.
_BY_RANK: tuple[Context, ...] = (
    "none",
    "alone",
    "report",
    "stray",
    "tail_or_amid",
    "neighbour_or_amid",
    "tail_or_neighbour",
    "tail",
    "neighbour",
    "amid",
    "short",
)
RANKS = {context: rank for rank, context in enumerate(_BY_RANK)}
# What a rule needs if one that holds amid paragraphs knows the line too.
OR_AMID: Final[dict[Context, Context]] = {"neighbour": "neighbour_or_amid", "tail_or_neighbour": "tail_or_amid"}
MOST_KNOWN: Final = 20_000  # lines, and starts of lines, that are remembered
END_CHARS: Final = 3
STOPS: Final = (".", '."', ".)", "。", "।", "؟")
AROUND_WORDS: Final = DECORATION + "?&"
_YEAR_CHARS: Final = 4

# A pattern, its rule, and the group of patterns by which a scanner may leave it out; ALWAYS if it can't.
Entry = tuple[Expression, Rule, int]
ALWAYS: Final = -1


@dataclass(frozen=True, slots=True)
class LineTables:
    """What an index has filed.

    Attributes:
        phrases: Whole lines, without the decoration around them.
        starts: Patterns by how their lines start.
        ends: Patterns by the last characters of their lines, up to ``END_CHARS``.
        by_group: Patterns by their group.
        spares: Of a rule the lines that it leaves.
        words: Of a rule the words of which its lines are made.
        speech: Finds the signs of prose.
        or_amid: Makes of a rule one that holds amid paragraphs as well.
    """

    phrases: dict[str, Rule]
    starts: dict[str, list[Entry]]
    ends: dict[str, list[Entry]]
    by_group: dict[int, list[Entry]]
    spares: dict[str, tuple[Expression, ...]]
    words: dict[str, frozenset[str]]
    speech: Triggers
    or_amid: Callable[[Rule], Rule]


class PureLineFinder:
    """Looks lines up in the tables of one index."""

    def __init__(self, tables: LineTables) -> None:
        """Keep the tables."""
        self._tables = tables
        self._lengths = tuple(sorted({len(start) for start in tables.starts}, reverse=True))
        self._last_chars = frozenset(end[-1:] for end in tables.ends)
        self._by_start: dict[str, tuple[list[Entry], list[Entry]]] = {}

    def find(
        self, folded: str, triggered: Sequence[tuple[tuple[str, ...], Entry]], groups: set[int] | None, flag: int
    ) -> Rule | None:
        """The rule that matches the whole of a folded line, or None.

        Args:
            folded: The line.
            triggered: The patterns that can begin with anything and may stand in it, each with its triggers.
            groups: The groups of the patterns with cues that could match it; None: any of them.
            flag: What a scanner says of it.
        """
        phrase = key(folded)
        if not phrase:
            return None
        found = self._tables.phrases.get(phrase)
        if found and self._spared(found, phrase):
            found = None
        if found and found.context == "none":
            return found
        entries = self._entries(phrase, groups, flag)
        if phrase[-1:] in self._last_chars:
            entries = entries + [e for end in range(1, END_CHARS + 1) for e in self._tables.ends.get(phrase[-end:], ())]
        if triggered:
            entries = entries + [e for triggers, e in triggered if any(trigger in phrase for trigger in triggers)]
        if not entries:
            return found
        stop = folded.endswith(STOPS) and not folded.endswith("...")
        return self._first(entries, phrase, found, stop=stop)

    def _entries(self, phrase: str, groups: set[int] | None, flag: int) -> list[Entry]:
        """The patterns that a line may match by its beginning, those with longer literals first."""
        if groups is not None and not flag & UNCUED:
            if not groups:
                return []
            if len(groups) == 1:  # nearly all: then its beginning need not be looked up
                entries = self._tables.by_group[next(iter(groups))]
                if len(entries) == 1:
                    return entries
        entries, always = self._entries_from(phrase[: self._lengths[0]]) if self._lengths else ([], [])
        if groups is None:
            return entries
        return [entry for entry in entries if entry[2] in groups or entry[2] == ALWAYS] if groups else always

    def _entries_from(self, start: str) -> tuple[list[Entry], list[Entry]]:
        """The patterns that a line with this start may match, those with longer literals first; those without a cue."""
        entries = self._by_start.get(start)
        if entries is None:
            lengths = [length for length in self._lengths if length <= len(start)]
            some = [e for length in lengths for e in self._tables.starts.get(start[:length], ())]
            entries = some, [entry for entry in some if entry[2] == ALWAYS]
            if len(self._by_start) >= MOST_KNOWN:
                self._by_start.clear()
            self._by_start[start] = entries
        return entries

    def _is_made_of(self, rule: Rule, phrase: str) -> bool:
        """Whether each word of a line is one of those of the rule, or a number that is no year."""
        words = self._tables.words[rule.id]
        return all(
            word in words or (word.replace(":", "").isdigit() and len(word) != _YEAR_CHARS)
            for word in (token.strip(AROUND_WORDS) for token in phrase.split(" "))
            if word
        )

    def _spared(self, rule: Rule, phrase: str) -> bool:
        """Whether a rule leaves a line that it knows, because it was narrowed so."""
        patterns = self._tables.spares.get(rule.id) if self._tables.spares else None
        return bool(patterns) and any(pattern.fullmatch(phrase) for pattern in patterns or ())

    def _first(self, entries: Sequence[Entry], phrase: str, best: Rule | None, *, stop: bool) -> Rule | None:
        """The first rule whose pattern matches, or ``best``; the one that needs least context wins."""
        speech: bool | None = None
        amid = False
        for pattern, rule, _ in entries:
            widens = best is not None and rule.context == "amid" and best.context in OR_AMID
            if best is not None and RANKS[rule.context] >= RANKS[best.context] and not widens:
                continue
            if stop and rule.no_stop:
                continue
            if rule.only_words and not self._is_made_of(rule, phrase):
                continue
            if not pattern.may_match(phrase) or not pattern.fullmatch(phrase) or self._spared(rule, phrase):
                continue
            if rule.no_speech:
                if speech is None:
                    words = f" {phrase} "
                    speech = bool(self._tables.speech.present(words))
                if speech:
                    continue
            if rule.context == "none":
                return rule
            amid = amid or rule.context == "amid"
            best = best if widens else rule
        return self._tables.or_amid(best) if best is not None and amid else best


_COMPILED = compiled("newsspider.clutter._line_finder")
LineFinder: type[PureLineFinder] = _COMPILED.LineFinder if _COMPILED else PureLineFinder
