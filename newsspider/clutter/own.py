"""Rule files of the user's own: rules that are added, and rules that ship with newsspider narrowed or switched off.

In: a TOML file with [[rule]] tables as in ``rules/``, ``off`` (ids) and [[narrow]] tables. Out: the shipped rules as
the file changes them, and its own behind them. Refused (``RuleError``, with file, rule, value and remedy): ids that
don't exist, a narrowing that narrows nothing, and rules whose own examples don't hold: nobody tests a user's rules
but this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from newsspider.clutter.line_finder import RANKS
from newsspider.clutter.patterns import PatternError, check, put_in
from newsspider.clutter.reader import read_entries
from newsspider.clutter.rule import Context, Rule, RuleError
from newsspider.clutter.words import Words, read_toml, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from newsspider.clutter.compiled import RuleSet

_TABLES = {"rule", "narrow", "off"}
_NARROW_KEYS = {"id", "context", "spares", "without"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How one shipped rule holds less often: more context, lines it spares, selectors or phrases it loses."""

    id: str
    context: Context | None
    spares: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What one file says."""

    file: str
    rules: tuple[Rule, ...]
    off: tuple[str, ...]
    narrowings: tuple[Narrowing, ...]


def read_own(path: Path, words: Words, kinds: Sequence[str]) -> OwnRules:
    """One file of the user's own, checked.

    Raises:
        RuleError: It can't be read, or something in it can't be used.
    """
    data = read_toml(path)
    for stray in sorted(set(data) - _TABLES):
        raise RuleError(path.name, None, stray, "a file of your own holds [[rule]] and [[narrow]] tables and `off`")
    if not data:
        raise RuleError(path.name, None, None, "give at least one [[rule]] or [[narrow]] table, or `off`")
    rules = read_entries(path.name, data["rule"], words, kinds) if "rule" in data else []
    off = texts(path.name, "off", "off", data.get("off", ()))
    tables = data.get("narrow", [])
    if not isinstance(tables, list):
        raise RuleError(path.name, None, tables, "write each narrowing as a [[narrow]] table")
    return OwnRules(path.name, tuple(rules), off, tuple(_narrowing(path.name, table, words) for table in tables))


def _narrowing(file: str, table: Mapping[str, Any], words: Words) -> Narrowing:
    name = table.get("id") if isinstance(table, dict) else None
    if not isinstance(name, str):
        raise RuleError(file, None, table, "name the rule that is narrowed: id = ...")
    for unknown in sorted(set(table) - _NARROW_KEYS):
        raise RuleError(file, name, unknown, f"no such key in [[narrow]]; there are: {', '.join(sorted(_NARROW_KEYS))}")
    spares = []
    for pattern in texts(file, name, "spares", table.get("spares", ())):
        try:
            check(pattern, lower=True)
            spares.append(put_in(pattern, words))
        except PatternError as error:
            raise RuleError(file, name, pattern, str(error)) from error
    context = table.get("context")
    if context is not None and context not in RANKS:
        raise RuleError(file, name, context, f"`context` is one of: {', '.join(RANKS)}")
    without = texts(file, name, "without", table.get("without", ()))
    if not (spares or without or context):
        raise RuleError(file, name, None, "say how: `context`, `spares` or `without`; or name the rule in `off`")
    return Narrowing(name, context, tuple(spares), without)


def changed(rules: Sequence[Rule], own: OwnRules) -> list[Rule]:
    """The shipped rules as one file changes them.

    Raises:
        RuleError: It names a rule that isn't there, or narrows nothing.
    """
    by_id = {rule.id: rule for rule in rules}
    for name in (*own.off, *(narrowing.id for narrowing in own.narrowings)):
        if name not in by_id:
            near = ", ".join(sorted(rule for rule in by_id if rule.split(".")[0] == name.split(".")[0]))
            remedy = (
                f"no such rule; of that file there are: {near}" if near else "no such rule; `scrapy rules` lists them"
            )
            raise RuleError(own.file, name, name, remedy)
    for narrowing in own.narrowings:
        by_id[narrowing.id] = _narrowed(by_id[narrowing.id], narrowing, own.file)
    return [by_id[rule.id] for rule in rules if rule.id not in own.off]


def _narrowed(rule: Rule, narrowing: Narrowing, file: str) -> Rule:
    context = narrowing.context
    if context is not None and RANKS[context] <= RANKS[rule.context]:
        wider = ", ".join(name for name, rank in RANKS.items() if rank > RANKS[rule.context])
        remedy = f"the rule's context is {rule.context!r} already; one that narrows it is: {wider or 'none is left'}"
        raise RuleError(file, rule.id, context, remedy)
    for part in narrowing.without:
        if part not in rule.selectors and part not in rule.phrases:
            raise RuleError(file, rule.id, part, "the rule has no such selector or phrase; `scrapy rules ID` shows it")
    return replace(
        rule,
        context=rule.context if context is None else context,
        spares=(*rule.spares, *narrowing.spares),
        selectors=tuple(part for part in rule.selectors if part not in narrowing.without),
        phrases=tuple(part for part in rule.phrases if part not in narrowing.without),
    )


def check_examples(own: OwnRules, rules: RuleSet) -> None:
    """Whether the rules of a file strike their examples and leave their look-alikes.

    Raises:
        RuleError: One doesn't.
    """
    in_force = {rule.id for rule in rules.rules}
    for rule in own.rules:
        if rule.id not in in_force:
            continue  # a later file switched it off
        for example in rule.fires:
            found = _ids_of(example, rules)
            if rule.id not in found:
                known = ", ".join(sorted(found))
                remedy = f"{known} knows it already: choose another example" if known else "the rule doesn't strike it"
                raise RuleError(own.file, rule.id, example, f"`fires`: {remedy}")
        for example in rule.look_alike:
            if rule.id in _ids_of(example, rules):
                raise RuleError(own.file, rule.id, example, "`look_alike`: the rule strikes it; make it narrower")


def _ids_of(example: str, rules: RuleSet) -> set[str]:
    """The rules that know an example: HTML of one element, a whole line, or spans in one."""
    if example.startswith("<"):
        tag = _Tag()
        tag.feed(example)
        element = rules.element(tag.name, tag.attrs.get("id"), tag.attrs.get("class", "").split(), tag.attrs)
        return {element.id} if element else set()
    line = rules.line(example)
    return {cut.rule.id for cut in rules.cut(example)[1]} | ({line.id} if line else set())


class _Tag(HTMLParser):
    """The first tag of a piece of HTML."""

    name = ""

    def __init__(self) -> None:
        super().__init__()
        self.attrs: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the first."""
        if not self.name:
            self.name, self.attrs = tag, {name: value or "" for name, value in attrs}
