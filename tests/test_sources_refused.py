"""A sources.toml that can't be used: where, what, what was expected, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sources_for_tests import ONE, load, refusal

from newsspider.sources import SourcesError, line_of, load_sources
from newsspider.sources.checks import NO_DEFAULT, REQUIRED

if TYPE_CHECKING:
    from pathlib import Path

BAD_VALUES = [
    ('name = ""', "name"),
    ('name = "a,b"', "name"),
    ('name = "a/b"', "name"),
    ("name = 5", "name"),
    ('name = "a\\nb"', "name"),
    ('kind = "blog"', "kind"),
    ("kind = []", "kind"),
    ('url = "a.example"', "url"),
    ('url = "ftp://a.example/"', "url"),
    ('url = "https://"', "url"),
    ('url = "https://a.example:port/"', "url"),
    ('url = "https://[::1"', "url"),
    ('url = "https://a.example/a b"', "url"),
    ('url = "/"', "url"),
    ("url = 7", "url"),
    ('feeds = ["feed/"]', "feeds"),
    ("feeds = [1]", "feeds"),
    ('feeds = [""]', "feeds"),
    ('sitemaps = "file:///etc/passwd"', "sitemaps"),
    ("listing = { a = 1 }", "listing"),
    ('include = ["("]', "include"),
    ('exclude = ["a", "*"]', "exclude"),
    ("include = 5", "include"),
    ('since = "yesterday"', "since"),
    ("since = 2026", "since"),
    ("since = 10:00:00", "since"),
    ("max_items = 0", "max_items"),
    ("max_items = true", "max_items"),
    ("max_items = 1.5", "max_items"),
    ('delay_s = "soon"', "delay_s"),
    ("delay_s = -1", "delay_s"),
    ("delay_s = nan", "delay_s"),
    ("delay_s = inf", "delay_s"),
    ("concurrency = 65", "concurrency"),
    ('language = "English please"', "language"),
    ('clutter = ["missing.toml"]', "clutter"),
    ('clutter = ["a\\u0000b"]', "clutter"),
    ('allow_private = ["localhost"]', "allow_private"),
    ('allow_private = ["10.0.0.1/8"]', "allow_private"),
    ('obey_robots = "no"', "obey_robots"),
    ("follow_credits = 0", "follow_credits"),
]


@pytest.mark.parametrize(("line", "key"), BAD_VALUES)
def test_a_bad_value_is_named_with_its_line(tmp_path: Path, line: str, key: str) -> None:
    entry = [
        f"{k} = {v}" for k, v in (("name", '"a"'), ("kind", '"news"'), ("url", '"https://a.example/"')) if k != key
    ]
    text = "\n".join(["# sites", "[[source]]", *entry, line])
    error = refusal(tmp_path, text)
    assert error.key == key
    assert error.line == text.count("\n") + 1
    assert key in str(error)


@pytest.mark.parametrize("key", ["url", "feeds"])
def test_an_address_with_a_password_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    address = "https://user:secret@a.example/"
    entry = {"name": '"a"', "kind": '"news"', "url": '"https://a.example/"'} | {
        key: f'"{address}"' if key == "url" else f'["{address}"]'
    }
    error = refusal(tmp_path, "[[source]]\n" + "\n".join(f"{name} = {value}" for name, value in entry.items()))
    assert error.key == key
    assert "logs in nowhere" in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize(("line", "key"), [pair for pair in BAD_VALUES if pair[1] not in NO_DEFAULT])
def test_a_bad_default_is_found_at_its_own_place(tmp_path: Path, line: str, key: str) -> None:
    error = refusal(tmp_path, f"[defaults]\n{line}\n\n{ONE}")
    assert (error.key, error.line) == (key, 2)


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    error = refusal(tmp_path, "\n" + re.sub(rf"^{key} = .*\n", "", ONE, flags=re.MULTILINE))
    assert (error.key, error.line) == (key, 2)
    assert f"has no {key}" in str(error)


@pytest.mark.parametrize(
    ("key", "meant"), [("delay", "delay_s"), ("feed", "feeds"), ("obey_robot", "obey_robots"), ("xyz", None)]
)
def test_an_unknown_key_gets_the_nearest_known_one(tmp_path: Path, key: str, meant: str | None) -> None:
    error = refusal(tmp_path, f"{ONE}{key} = 1\n")
    assert (error.key, error.line) == (key, 5)
    assert (f"did you mean {meant}?" in str(error)) == (meant is not None)


@pytest.mark.parametrize(
    "text",
    [
        "[default]\ndelay_s = 1\n",
        '[[sources]]\nname = "a"\n',
        "delay_s = 1\n",
        '[defaults]\nurl = "https://a.example"\n',
    ],
)
def test_an_unknown_table_or_a_key_in_the_wrong_place(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, text + ONE)
    assert error.line is not None
    assert "means nothing here" in str(error)


@pytest.mark.parametrize("text", ["source = 5\n", '[source]\nname = "a"\n', 'source = ["a"]\n', f"defaults = 5\n{ONE}"])
def test_tables_of_the_wrong_kind(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).line == 1


def test_the_line_of_a_key_or_of_what_stands_for_it() -> None:
    text = "[defaults]\nbrowser = true\n" + ONE + "browser = false\n" + ONE.replace('"a"', "'b'")
    assert line_of(text, "a", "browser") == 7
    assert line_of(text, "b", "browser") == 2
    assert line_of(text, "b", "feeds") == 8
    assert line_of(text, "c", "browser") is None


def test_the_second_of_two_equal_names_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, ONE + ONE)
    assert (error.key, error.line) == ("name", 6)


def test_a_number_of_thousands_of_digits_is_no_number(tmp_path: Path) -> None:
    assert "not TOML" in str(refusal(tmp_path, ONE + f"max_items = {'9' * 9000}\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [("[[source]]\nname = a\n", 2), ("[[source\n", 1), ("a = 1\na = 2\n", 2), ('name = "a', 1)],
)
def test_a_syntax_error_has_its_line(tmp_path: Path, text: str, line: int) -> None:
    error = refusal(tmp_path, text)
    assert error.line == line
    assert "not TOML" in str(error)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[defaults]\ndelay_s = 1\n", "source = []\n"])
def test_a_file_without_a_source(tmp_path: Path, text: str) -> None:
    assert "no [[source]]" in str(refusal(tmp_path, text))
    assert load(tmp_path, text, allow_empty=True) == ()


def test_a_file_that_is_not_there_not_utf8_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(SourcesError):
            load_sources(path)
    file = tmp_path / "latin.toml"
    file.write_bytes(b"# one\n# \xe4\n")
    with pytest.raises(SourcesError, match="not UTF-8: byte 0xe4") as caught:
        load_sources(file)
    assert caught.value.line == 2


@pytest.mark.parametrize("name", ["a\\u001b[31m", "a\\u202e", "a\\u0000", "a/\\u001b[31m\\n\\u202e"])
def test_a_name_that_steers_a_terminal_is_refused_in_one_harmless_line(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, ONE.replace('"a"', f'"{name}"'))
    assert error.key == "name"
    assert str(error).split("\n", 1)[0].isprintable()
    assert len(str(error).splitlines()) == 3
