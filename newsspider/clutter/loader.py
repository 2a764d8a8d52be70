"""The rules that ship with newsspider, and rule files of the user's own, as one ``RuleSet``.

In: the TOML files of ``rules/``, ``phrases/``, ``kinds.toml`` and ``limits.toml`` beside this module, and
rule files of the user's own. Out: ``RuleSet``. Refused (``RuleError``): what ``reader`` and ``words`` refuse,
and an id that two rules share.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.clutter.compiled import Limits, RuleSet
from newsspider.clutter.own import changed, check_examples, read_own
from newsspider.clutter.reader import read_rules
from newsspider.clutter.rule import Rule, RuleError
from newsspider.clutter.words import Words, read_toml, read_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE = Path(__file__).parent


@cache
def default_rules() -> RuleSet:
    """The rules that ship with newsspider, read once."""
    return load_rules()


def load_rules(extra: Sequence[Path] = ()) -> RuleSet:
    """The rules that ship with newsspider, as the given files narrow or switch them off, and those files' own.

    Raises:
        RuleError: a file can't be read or a rule can't be used; says where and what to do.
    """
    kinds = kind_table()
    words = default_words()
    taken: dict[str, str] = {}
    rules: list[Rule] = []
    rules += _taken(_shipped(), taken)
    own = [read_own(path, words, tuple(kinds)) for path in extra]
    for file in own:
        rules = changed(rules, file)
        rules += _taken(file.rules, taken)
    limits = Limits(**read_toml(_HERE / "limits.toml"))
    ruleset = RuleSet(
        rules, kinds=kinds, speech=words.texts("speech"), reader_words=words.texts("reader"), limits=limits
    )
    for file in own:
        check_examples(file, ruleset)
    return ruleset


def _taken(rules: Sequence[Rule], taken: dict[str, str]) -> Sequence[Rule]:
    """The rules, once their ids are noted as taken."""
    for rule in rules:
        if rule.id in taken:
            raise RuleError(rule.file, rule.id, rule.id, f"the id is taken in {taken[rule.id]}: choose another")
        taken[rule.id] = rule.file
    return rules


@cache
def _shipped() -> tuple[Rule, ...]:
    words, kinds = default_words(), tuple(kind_table())
    return tuple(rule for path in sorted((_HERE / "rules").glob("*.toml")) for rule in read_rules(path, words, kinds))


@cache
def default_words() -> Words:
    """The word lists that ship with newsspider."""
    return read_words(sorted((_HERE / "phrases").glob("*.toml")))


def kind_table() -> dict[str, dict[str, str]]:
    """The kinds of clutter: name -> {"group", "beside", "says"}."""
    return read_toml(_HERE / "kinds.toml")
