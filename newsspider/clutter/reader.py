"""One rule file, read rule by rule and checked.

In: a TOML file of [[rule]] tables, the word lists, the kinds. Out: ``Rule`` objects with their word lists put
in. Refused (``RuleError``, with file, rule, value and remedy): whatever could make a rule do other than its
author meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, cast, get_args

from newsspider.clutter.elements import SelectorError, parse_selector
from newsspider.clutter.fold import fold, key
from newsspider.clutter.literals import literal_starts
from newsspider.clutter.patterns import PatternError, check, put_in
from newsspider.clutter.rule import Context, Rule, RuleError
from newsspider.clutter.words import Words, read_toml, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_WHOLE_LIST = re.compile(r"\{([a-z_]+)\}")
_TEXT_LISTS = ("fires", "look_alike", "selectors", "phrases", "lines", "spans", "triggers", "languages", "only_words")
_FLAGS = ("tail", "list_head", "no_stop", "no_speech")
KEYS = {*_TEXT_LISTS, *_FLAGS, "id", "kind", "why", "context", "one_word", "leaves"}
_CONTEXTS = get_args(Context)
_MIN_TRIGGER = 2


def read_rules(path: Path, words: Words, kinds: Sequence[str]) -> list[Rule]:
    """The rules of one file that ships with newsspider, in their order.

    Its patterns are compiled by the first text that is held against them: that all of them can be is for the tests.

    Raises:
        RuleError: the file or one of its rules can't be used.
    """
    data = read_toml(path)
    for stray in sorted(set(data) - {"rule"}):
        raise RuleError(path.name, None, stray, "a rule file holds [[rule]] tables and nothing else")
    return read_entries(path.name, data.get("rule"), words, kinds, is_tested=True)


def read_entries(
    file: str, entries: object, words: Words, kinds: Sequence[str], *, is_tested: bool = False
) -> list[Rule]:
    """The rules of a file's [[rule]] tables, in their order.

    Args:
        file: Its name.
        entries: The tables, as TOML gives them.
        words: What "{list}" stands for.
        kinds: The kinds that there are.
        is_tested: That the patterns can be compiled is known.

    Raises:
        RuleError: One of them can't be used.
    """
    if not isinstance(entries, list) or not entries:
        raise RuleError(file, None, entries, "give at least one [[rule]] table")
    rules = []
    for entry in entries:
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise RuleError(file, None, name, 'give each rule an id of the form "file.name", in lower case')
        rules.append(_RuleReader(file, name, entry, words, is_tested).read(kinds))
    return rules


@dataclass(frozen=True, slots=True)
class _RuleReader:
    """One [[rule]] table on its way to a ``Rule``."""

    file: str
    id: str
    entry: Mapping[str, Any]
    words: Words
    is_tested: bool

    def read(self, kinds: Sequence[str]) -> Rule:
        for unknown in sorted(set(self.entry) - KEYS):
            self.refuse(unknown, f"no such key; there are: {', '.join(sorted(KEYS))}")
        lists = {k: texts(self.file, self.id, k, self.entry.get(k, ())) for k in _TEXT_LISTS}
        phrases, spoken = self.phrases(lists["phrases"])
        only_words, also_spoken = self.phrases([f"{{{name}}}" for name in lists["only_words"]])
        rule = Rule(
            id=self.id,
            kind=self.choice("kind", sorted(kinds)),
            why=self.sentence("why"),
            fires=lists["fires"],
            look_alike=lists["look_alike"],
            selectors=lists["selectors"],
            phrases=phrases,
            lines=tuple(self.pattern(p, lower=True) for p in lists["lines"]),
            spans=tuple(self.pattern(p, lower=False) for p in lists["spans"]),
            triggers=lists["triggers"],
            leaves=self.leaves(),
            context=cast("Context", self.choice("context", _CONTEXTS, default="none")),
            one_word=cast("Context", self.choice("one_word", _CONTEXTS)) if "one_word" in self.entry else None,
            tail=self.flag("tail"),
            list_head=self.flag("list_head"),
            no_stop=self.flag("no_stop"),
            no_speech=self.flag("no_speech"),
            only_words=tuple(map(fold, only_words)),
            languages=tuple(sorted({*lists["languages"], *spoken, *also_spoken})),
            file=self.file,
        )
        self.check_whole(rule, lists)
        return rule

    def refuse(self, value: object, remedy: str) -> NoReturn:
        raise RuleError(self.file, self.id, value, remedy)

    def phrases(self, entries: Sequence[str]) -> tuple[tuple[str, ...], set[str]]:
        """Phrases with "{list}" entries replaced by that list, and the languages those are in."""
        phrases: list[str] = []
        languages: set[str] = set()
        for entry in entries:
            found = _WHOLE_LIST.fullmatch(entry)
            if not found:
                phrases.append(entry)
                continue
            if found.group(1) not in self.words:
                self.refuse(entry, f"no such word list; there are: {self.words.names()}")
            for code, wording in self.words.by_language[found.group(1)].items():
                phrases.extend(wording)
                languages.add(code)
        for phrase in phrases:
            if not key(fold(phrase.replace("%s", ""))):
                self.refuse(phrase, "a phrase needs letters or digits")
        return tuple(dict.fromkeys(phrases)), languages - {"any"}

    def pattern(self, pattern: str, *, lower: bool) -> str:
        try:
            full = put_in(pattern, self.words)
            check(pattern, lower=lower)
            if not self.is_tested:
                re.compile(full)
        except PatternError as error:
            self.refuse(pattern, str(error))
        except re.error as error:
            self.refuse(pattern, f"not a regular expression: {error}")
        return full

    def sentence(self, name: str) -> str:
        value = self.entry.get(name)
        if not isinstance(value, str) or not value.strip():
            self.refuse(value, f"state `{name}` in a sentence")
        return value

    def choice(self, name: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self.entry.get(name, default)
        if not isinstance(value, str) or value not in allowed:
            self.refuse(value, f"`{name}` is one of: {', '.join(allowed)}")
        return value

    def flag(self, name: str) -> bool:
        value = self.entry.get(name, False)
        if not isinstance(value, bool):
            self.refuse(value, f"`{name}` is true or false")
        return value

    def leaves(self) -> str | None:
        value = self.entry.get("leaves")
        if value is not None and not isinstance(value, str):
            self.refuse(value, "`leaves` is a text: what is left of the first example")
        return value

    def check_whole(self, rule: Rule, lists: Mapping[str, Sequence[str]]) -> None:
        """What only shows when the parts of a rule are seen together."""
        for name, examples in (("fires", rule.fires), ("look_alike", rule.look_alike)):
            if not examples:
                self.refuse(name, f"give `{name}`: at least one example, in quotes")
        if not (rule.selectors or rule.phrases or rule.lines or rule.spans):
            self.refuse(rule.id, "say what it strikes: selectors, phrases, lines or spans")
        for selector in rule.selectors:
            try:
                parse_selector(selector)
            except SelectorError as error:
                self.refuse(selector, str(error))
        if rule.context == "short" and not rule.selectors:
            self.refuse(rule.context, '"short" is for elements: choose another context for lines')
        if rule.leaves is not None and not rule.spans:
            self.refuse(rule.leaves, "`leaves` is what a rule with `spans` leaves of its first example")
        self.check_triggers(rule, lists["lines"], lists["spans"])

    def check_triggers(self, rule: Rule, lines: Sequence[str], spans: Sequence[str]) -> None:
        """``lines`` and ``spans`` as they stand in the file."""
        for trigger in rule.triggers:
            if trigger != trigger.lower() or len(trigger) < _MIN_TRIGGER:
                self.refuse(trigger, f"a trigger is a literal in lower case, {_MIN_TRIGGER} characters or more")
        wild = [raw for raw, full in zip(lines, rule.lines, strict=True) if not literal_starts(full)]
        if (spans or wild) and not rule.triggers:
            value = (*spans, *wild)[0]
            self.refuse(value, "name `triggers`: literals one of which stands in all that it strikes")
