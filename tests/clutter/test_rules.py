"""Every rule that ships, held against its own examples, and the files against each other."""

from __future__ import annotations

import re

import pytest

from newsspider.clutter import Rule, clean_lines, default_rules
from newsspider.clutter.loader import default_words, kind_table

RULES = default_rules()
WORDS = default_words()
TAG = re.compile(r"<([\w:-]+)")
ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
PROSE = "The council voted on Monday to repair the road to the coast, and work begins in May."


def element_rule(snippet: str) -> Rule | None:
    found = TAG.match(snippet)
    assert found, snippet
    attrs = dict(ATTRIBUTE.findall(snippet[found.end() :]))
    return RULES.element(found[1], attrs.get("id"), attrs.get("class", "").split(), attrs)


def rules_of(example: str) -> set[str]:
    """The rules that match an example: one element, a whole line, or spans in it."""
    if example.startswith("<"):
        found = element_rule(example)
        return {found.id} if found else set()
    line = RULES.line(example)
    return {cut.rule.id for cut in RULES.cut(example)[1]} | ({line.id} if line else set())


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_examples_fire(rule: Rule) -> None:
    for example in rule.fires:
        assert rule.id in rules_of(example), example
    if rule.leaves is not None:
        assert RULES.cut(rule.fires[0])[0] == rule.leaves


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_look_alikes_stay(rule: Rule) -> None:
    for example in rule.look_alike:
        assert rule.id not in rules_of(example), example
        if not example.startswith("<"):
            assert clean_lines([PROSE, example, PROSE]).lines[1] == example


def test_examples_in_context_go() -> None:
    for rule in RULES.rules:
        if rule.context == "none" and not rule.spans:
            for example in rule.fires:
                if not example.startswith("<"):
                    assert clean_lines([PROSE, example, PROSE]).lines == (PROSE, "", PROSE), example


def test_every_pattern_can_be_compiled() -> None:
    for rule in RULES.rules:
        for pattern in (*rule.lines, *rule.spans):
            re.compile(pattern)


def test_ids_name_their_file() -> None:
    for rule in RULES.rules:
        assert rule.id.split(".")[0] == rule.file.removesuffix(".toml")


def test_every_phrase_of_the_word_lists_is_matched() -> None:
    used = {phrase for rule in RULES.rules for phrase in rule.phrases}
    unmatched = [phrase for phrase in used if RULES.line(phrase.replace("%s", "Jane Doe")) is None]
    assert not unmatched


def test_every_word_list_is_used() -> None:
    used = {phrase for rule in RULES.rules for phrase in rule.phrases}
    used |= {word for rule in RULES.rules for word in rule.only_words}
    patterns = " ".join(pattern for rule in RULES.rules for pattern in rule.lines)
    for name in WORDS.by_language:
        in_phrases = set(WORDS.texts(name)) <= used
        assert in_phrases or WORDS.alternatives(name) in patterns or name in {"speech", "reader"}, name


@pytest.mark.parametrize("name", ["leave_reply", "share_this", "like_this", "related", "subscribe", "loading"])
def test_the_main_lists_speak_at_least_25_languages(name: str) -> None:
    assert len(WORDS.by_language[name]) >= 25


def test_every_kind_has_a_rule_and_every_rule_a_kind() -> None:
    assert {rule.kind for rule in RULES.rules} == set(kind_table())


def test_the_id_of_the_set_is_stable_and_tells_rules_apart() -> None:
    from newsspider.clutter.loader import load_rules

    assert load_rules().id == RULES.id
