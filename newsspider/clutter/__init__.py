"""Clutter: what stands in a page or text and isn't the story, named by rules that are data.

The doors: ``RuleSet`` (asked about elements and lines), ``clean_lines`` and ``clean_text`` (strip),
``default_rules`` and ``load_rules`` (read the rules, refuse bad ones with ``RuleError``).
``docs/clutter-rules.md`` tells how to write a rule.
"""

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
