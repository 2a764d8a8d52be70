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
    """The rules that ship with newsspider and those of the given files, checked and compiled.

    Raises:
        RuleError: a file can't be read or a rule can't be used; says where and what to do.
    """
    kinds = kind_table()
    words = default_words()
    taken: dict[str, str] = {}
    rules: list[Rule] = []
    for path in [*sorted((_HERE / "rules").glob("*.toml")), *extra]:
        for rule in read_rules(path, words, tuple(kinds)):
            if rule.id in taken:
                raise RuleError(path.name, rule.id, rule.id, f"the id is taken in {taken[rule.id]}: choose another")
            taken[rule.id] = path.name
            rules.append(rule)
    return RuleSet(rules, kinds=kinds, speech=words.texts("speech"), limits=Limits(**read_toml(_HERE / "limits.toml")))


def default_words() -> Words:
    """The word lists that ship with newsspider."""
    return read_words(sorted((_HERE / "phrases").glob("*.toml")))


def kind_table() -> dict[str, dict[str, str]]:
    """The kinds of clutter: name -> {"group", "beside", "says"}."""
    return read_toml(_HERE / "kinds.toml")
