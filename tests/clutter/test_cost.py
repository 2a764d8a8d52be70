"""Cost: no rule is slow on any text, and a usual article is cleaned at once."""

from __future__ import annotations

import re
import time

import pytest

from newsspider.clutter import Rule, clean_lines, clean_text, default_rules

pytestmark = pytest.mark.bounded
RULES = default_rules()
MEGABYTE = 1_000_000
MAX_S = 3.0  # generous: a pattern that backtracks takes minutes
STORY_LINE = "The council voted on Monday to repair the road to the coast, and the work is to begin early in May. "
LETTERS = re.compile(r"[\W\d_]+")


def worst_texts(rule: Rule) -> list[str]:
    """Texts that look like the rule's examples for as long as can be, and never end as they do."""
    texts: list[str] = []
    for example in (*rule.fires[:1], *rule.triggers[:2]):
        if not example.startswith("<"):
            texts.append((example * (MEGABYTE // len(example)))[:MEGABYTE] + "§")
            texts.append(example[:-1] + example[-1] * MEGABYTE)
    return texts


@pytest.mark.parametrize("rule", [r for r in RULES.rules if r.spans], ids=lambda rule: rule.id)
def test_spans_take_a_megabyte_of_their_worst(rule: Rule) -> None:
    for text in worst_texts(rule):
        started = time.process_time()
        clean_lines([text])
        assert time.process_time() - started < MAX_S


@pytest.mark.parametrize("rule", [r for r in RULES.rules if r.lines], ids=lambda rule: rule.id)
def test_line_patterns_take_a_megabyte_of_their_worst(rule: Rule) -> None:
    limit = RULES.limits.line_chars
    worst = [example for example in rule.fires if not example.startswith("<")]
    for example in worst:
        line = (example * limit)[: limit - 1] + "§"
        assert RULES.line(example + "§" * limit * 3) is None or len(example) > limit
        lines = [line] * (MEGABYTE // limit // 10)  # a tenth, for the time that the tests take
        started = time.process_time()
        for text in lines:
            RULES.line(text)
        assert time.process_time() - started < MAX_S / 3


@pytest.mark.parametrize(
    "text",
    [
        "A" * MEGABYTE,
        " " * MEGABYTE,
        "\n" * MEGABYTE,
        "a. " * (MEGABYTE // 3),
        ">" * MEGABYTE,
        "Related\nA title\n" * (MEGABYTE // 100) + "Share this:",
    ],
)
def test_monotonous_text(text: str) -> None:
    started = time.process_time()
    clean_text(text)
    assert time.process_time() - started < MAX_S


def test_a_usual_article_takes_a_few_milliseconds_at_most() -> None:
    lines = [STORY_LINE * (1 + index % 4) for index in range(40)]
    clean_lines(lines)
    took = []
    for _ in range(5):
        started = time.process_time()
        clean_lines(lines)
        took.append(time.process_time() - started)
    assert min(took) < 0.005  # about 0.5 ms on the machine it was written on
