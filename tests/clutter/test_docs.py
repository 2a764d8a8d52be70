"""The docs name every key, and their table of kinds is that of the rules."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from newsspider.clutter import default_rules, load_rules
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


def test_the_examples_can_be_used_as_they_stand(tmp_path: Path) -> None:
    rule, own = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    (tmp_path / "mine.toml").write_text(rule, "utf-8")
    (tmp_path / "own.toml").write_text(own, "utf-8")
    assert load_rules([tmp_path / "mine.toml", tmp_path / "own.toml"]).rules
