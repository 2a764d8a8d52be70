"""A bad rule file stops the start, and says where and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.clutter import RuleError, load_rules

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "id": '"mine.offer"',
    "kind": '"subscription"',
    "why": '"The offer of one site."',
    "lines": "['my very own offer']",
    "fires": '"My very own offer"',
    "look_alike": '"My very own offer came too late."',
}


def write(path: Path, **changes: str | None) -> Path:
    entries = {**GOOD, **changes}
    file = path / "mine.toml"
    file.write_text("[[rule]]\n" + "".join(f"{k} = {v}\n" for k, v in entries.items() if v is not None), "utf-8")
    return file


def test_a_good_file_adds_its_rule(tmp_path: Path) -> None:
    rules = load_rules([write(tmp_path)])
    found = rules.line("My Very Own Offer!")
    assert found is not None
    assert (found.id, found.file) == ("mine.offer", "mine.toml")
    assert rules.id != load_rules().id


@pytest.mark.parametrize(
    ("changes", "value", "remedy"),
    [
        ({"id": None}, None, "give each rule an id"),
        ({"id": '"Mine"'}, "Mine", "give each rule an id"),
        ({"id": '"advert.label"'}, "advert.label", "the id is taken in advert.toml"),
        ({"kind": '"junk"'}, "junk", "`kind` is one of: advert, app_banner"),
        ({"kind": None}, None, "`kind` is one of"),
        ({"why": None}, None, "state `why`"),
        ({"why": '" "'}, " ", "state `why`"),
        ({"fires": None}, "fires", "give `fires`"),
        ({"look_alike": None}, "look_alike", "give `look_alike`"),
        ({"fires": "[1]"}, [1], "`fires` is a text or a list of texts"),
        ({"lines": None}, "mine.offer", "say what it strikes"),
        ({"lines": "['a(?:b']"}, "a(?:b", "not a regular expression"),
        ({"lines": "['my (own) offer']"}, "my (own) offer", "write (?:...)"),
        ({"lines": "['my .* offer']"}, "my .* offer", "bound every repeat"),
        ({"lines": "['my .{2,} offer']"}, "my .{2,} offer", "bound every repeat"),
        ({"lines": "['My offer']"}, "My offer", "write it in lower case"),
        ({"lines": "['a|b']"}, "a|b", "put the alternatives in a group"),
        ({"lines": "['{nothing} x']"}, "{nothing} x", "there is no word list 'nothing'"),
        ({"lines": "['.{1,9} offer']"}, ".{1,9} offer", "name `triggers`"),
        ({"spans": "['OFFER']"}, "OFFER", "name `triggers`"),
        ({"triggers": '["Offer"]'}, "Offer", "a trigger is a literal in lower case"),
        ({"phrases": '["{nothing}"]'}, "{nothing}", "no such word list"),
        ({"phrases": '["..."]'}, "...", "a phrase needs letters"),
        ({"selectors": '[".a > .b"]'}, ".a > .b", 'write "#id"'),
        ({"selectors": '["#^=ab"]'}, "#^=ab", "at least 3 characters"),
        ({"context": '"head"'}, "head", "`context` is one of: none, alone, report"),
        ({"context": '"short"'}, "short", '"short" is for elements'),
        ({"tail": '"yes"'}, "yes", "`tail` is true or false"),
        ({"leaves": "3"}, 3, "`leaves` is a text"),
        ({"leaves": '"All is well."'}, "All is well.", "`leaves` is what a rule with `spans` leaves"),
        ({"line": '"x"'}, "line", "no such key; there are: context"),
    ],
)
def test_a_bad_rule_is_refused(tmp_path: Path, changes: dict[str, str | None], value: object, remedy: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_rules([write(tmp_path, **changes)])
    error = caught.value
    assert error.value == value
    assert remedy in error.remedy
    assert error.file == "mine.toml"
    assert "mine.toml" in str(error)
    assert error.remedy in str(error)
    assert error.rule == (
        None
        if "id" in changes and changes["id"] != '"advert.label"'
        else str(GOOD["id"] if "id" not in changes else changes["id"]).strip('"')
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("[[rule]\n", "write TOML in UTF-8"),
        ("", "give at least one [[rule]] or [[narrow]] table"),
        ("rule = 3\n", "give at least one [[rule]] table"),
        ("rule = [3]\n", "give each rule an id"),
        ("[rules]\n", "a file of your own holds [[rule]] and [[narrow]] tables"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, remedy: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RuleError, match=r"mine\.toml") as caught:
        load_rules([file])
    assert remedy in caught.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="name a file that can be read"):
        load_rules([tmp_path / "none.toml"])


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe[[rule]]")
    with pytest.raises(RuleError, match="write TOML in UTF-8"):
        load_rules([file])
