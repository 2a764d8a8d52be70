"""The docs name every key, and their table of kinds is that of the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from newsspider.clutter import default_rules
from newsspider.clutter.loader import kind_table
from newsspider.clutter.reader import KEYS

DOCS = (Path(__file__).parents[2] / "docs" / "clutter-rules.md").read_text("utf-8")


def kinds_in_markdown() -> str:
    counts = Counter(rule.kind for rule in default_rules().rules)
    rows = [f"| `{kind}` | {counts[kind]} | {entry['says']} |" for kind, entry in kind_table().items()]
    return "\n".join(["| kind | rules | what it is |", "|---|---|---|", *rows])


def test_the_table_of_kinds_is_that_of_the_rules() -> None:
    table = kinds_in_markdown()
    assert table in DOCS, f"put this table under the heading Kinds:\n{table}"


def test_every_key_is_told() -> None:
    for key in KEYS:
        assert f"`{key}`" in DOCS, key
