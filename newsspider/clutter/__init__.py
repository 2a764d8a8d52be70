"""Clutter: what stands in a page or text and isn't the story, named by rules that are data.

The doors: ``RuleSet`` (asked about elements and lines), ``clean_lines`` and ``clean_text`` (strip),
``default_rules`` and ``load_rules`` (read the rules, refuse bad ones with ``RuleError``).
``docs/clutter-rules.md`` tells how to write a rule.

Each name's module is imported when the name is used: a command that only has to know a ``RuleError`` when it sees one
starts without the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.names_when_used import names_when_used

if TYPE_CHECKING:
    from newsspider.clutter.clean import CleanLines, clean_lines
    from newsspider.clutter.compiled import RuleSet, Told
    from newsspider.clutter.loader import default_rules, load_rules
    from newsspider.clutter.rule import Rule, RuleError
    from newsspider.clutter.text import clean_text

__all__ = [
    "CleanLines",
    "Rule",
    "RuleError",
    "RuleSet",
    "Told",
    "clean_lines",
    "clean_text",
    "default_rules",
    "load_rules",
]

__getattr__ = names_when_used(
    __name__,
    {
        "CleanLines": "clean",
        "Rule": "rule",
        "RuleError": "rule",
        "RuleSet": "compiled",
        "Told": "compiled",
        "clean_lines": "clean",
        "clean_text": "text",
        "default_rules": "loader",
        "load_rules": "loader",
    },
)
