"""Rule files of the user's own: they add, narrow and switch off, and are refused with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.clutter import RuleError, RuleSet, clean_lines, clean_text, load_rules

if TYPE_CHECKING:
    from pathlib import Path

ADDED = """
[[rule]]
id = "mine.lamp"
kind = "newsletter"
why = "The offer that example.org puts between two paragraphs."
lines = ['the lamp is lit by .{1,60}']
fires = "The lamp is lit by forty-one of us"
look_alike = "The lamp was lit by hand."
"""
STORY = "The council voted on Monday to repair the road to the coast, and the work is to begin in May."


def rules(folder: Path, *contents: str) -> RuleSet:
    paths = []
    for number, content in enumerate(contents):
        path = folder / f"mine{number}.toml"
        path.write_text(content, "utf-8")
        paths.append(path)
    return load_rules(paths)


def left(ruleset: RuleSet, line: str) -> str:
    return clean_lines([STORY, line, STORY], ruleset).lines[1]


def test_a_rule_of_ones_own_strikes(tmp_path: Path) -> None:
    own = rules(tmp_path, ADDED)
    cleaned = clean_text(f"{STORY}\n\nThe lamp is lit by forty-one of us\n\n{STORY}", own)
    assert cleaned.text == f"{STORY}\n\n{STORY}"
    assert [removal.rule for removal in cleaned.removed] == ["mine.lamp"]


def test_a_rule_is_switched_off(tmp_path: Path) -> None:
    own = rules(tmp_path, 'off = ["newsletter.name", "newsletter.label"]')
    assert left(load_rules(), "Free newsletter") == ""
    assert left(own, "Free newsletter") == "Free newsletter"
    assert left(own, "Share this article") == ""
    assert own.id != load_rules().id


def test_a_rule_spares_lines(tmp_path: Path) -> None:
    own = rules(tmp_path, '[[narrow]]\nid = "newsletter.offer"\nspares = ["sign up for our choir.{0,60}"]')
    assert left(load_rules(), "Sign up for our choir and never sing alone") == ""
    assert left(own, "Sign up for our choir and never sing alone") == "Sign up for our choir and never sing alone"
    assert left(own, "Sign up for our newsletter") == ""


def test_a_phrase_is_spared_as_well(tmp_path: Path) -> None:
    own = rules(tmp_path, '[[narrow]]\nid = "jetpack.subscribe_button"\nspares = ["subscribe"]\n[[narrow]]\n'
                          'id = "subscription.button"\nspares = ["subscribe"]')  # fmt: skip
    assert left(own, "Subscribe") == "Subscribe"
    assert left(own, "Suscríbete") == ""


def test_a_rule_needs_more_context(tmp_path: Path) -> None:
    line = "Click to share on Facebook (Opens in new window)"
    own = rules(tmp_path, '[[narrow]]\nid = "jetpack.click_to_share"\ncontext = "tail"')
    assert left(load_rules(), line) == ""
    assert left(own, line) == line
    assert clean_lines([STORY, line], own).lines == (STORY, "")


def test_a_rule_loses_a_selector(tmp_path: Path) -> None:
    own = rules(tmp_path, '[[narrow]]\nid = "navigation.boxes"\nwithout = [".sidebar"]')
    assert load_rules().element("div", None, ["sidebar"]) is not None
    assert own.element("div", None, ["sidebar"]) is None
    assert own.element("div", None, ["pagination"]) is not None


def test_files_follow_each_other(tmp_path: Path) -> None:
    own = rules(tmp_path, ADDED, 'off = ["mine.lamp"]')
    assert left(own, "The lamp is lit by forty-one of us") != ""


@pytest.mark.parametrize(
    ("content", "rule", "value", "remedy"),
    [
        ("", None, None, "give at least one [[rule]] or [[narrow]] table, or `off`"),
        ("rules = 1", None, "rules", "a file of your own holds"),
        ('off = ["newsletter.nothing"]', "newsletter.nothing", "newsletter.nothing", "there are: newsletter."),
        ('off = ["nothing.at_all"]', "nothing.at_all", "nothing.at_all", "`scrapy rules` lists them"),
        ("off = 3", "off", 3, "`off` is a text or a list of texts"),
        ('[[narrow]]\ncontext = "tail"', None, {"context": "tail"}, "name the rule that is narrowed"),
        ('[[narrow]]\nid = "share.head"', "share.head", None, "say how"),
        ('[[narrow]]\nid = "share.head"\nlines = ["x"]', "share.head", "lines", "no such key in [[narrow]]"),
        ('[[narrow]]\nid = "share.head"\ncontext = "no"', "share.head", "no", "`context` is one of"),
        ('[[narrow]]\nid = "feed.read_on"\ncontext = "none"', "feed.read_on", "none", "context is 'tail' already"),
        ('[[narrow]]\nid = "share.head"\nspares = ["a.*"]', "share.head", "a.*", "bound every repeat"),
        ('[[narrow]]\nid = "share.widgets"\nwithout = [".nix"]', "share.widgets", ".nix", "no such selector or phrase"),
        (ADDED.replace("by forty-one", "for forty"), "mine.lamp", "The lamp is lit for forty of us", "doesn't"),
        (ADDED.replace("was lit by hand.", "is lit by hand"), "mine.lamp", "The lamp is lit by hand", "strikes it"),
        (ADDED.replace("mine.lamp", "share.head"), "share.head", "share.head", "the id is taken in share.toml"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(
    tmp_path: Path, content: str, rule: str | None, value: object, remedy: str
) -> None:
    with pytest.raises(RuleError) as caught:
        rules(tmp_path, content)
    assert caught.value.file == "mine0.toml"
    assert caught.value.rule == rule
    assert caught.value.value == value
    assert remedy in caught.value.remedy
    assert "None" not in str(caught.value)


def test_selectors_of_ones_own_are_held_against_their_examples(tmp_path: Path) -> None:
    good = ADDED.replace("lines = ['the lamp is lit by .{1,60}']", 'selectors = [".lamp-box"]').replace(
        "The lamp is lit by forty-one of us", "<div class='lamp-box'>"
    )
    assert rules(tmp_path, good).element("div", None, ["lamp-box"]) is not None
    with pytest.raises(RuleError, match="doesn't strike it"):
        rules(tmp_path, good.replace("<div class='lamp-box'>", "<div id='lamp'>"))
