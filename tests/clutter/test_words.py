"""Word lists: refused when they aren't what rules can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.clutter import RuleError
from newsspider.clutter.words import read_words

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("share = 3\n", "write a word list as"),
        ("[share]\nen = 3\n", "`en` is a text or a list of texts"),
        ('[share]\nen = [""]\n', "none of them empty"),
    ],
)
def test_a_bad_list_is_refused(tmp_path: Path, text: str, remedy: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RuleError) as caught:
        read_words([file])
    assert remedy in caught.value.remedy


def test_a_name_is_taken_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('[share]\nen = ["Share"]\n', "utf-8")
    with pytest.raises(RuleError, match="choose another"):
        read_words(sorted(tmp_path.glob("*.toml")))


def test_alternatives_are_folded_and_longest_first(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[share]\nen = ["Share", "Share\u00a0This."]\n', "utf-8")
    assert read_words([file]).alternatives("share") == r"(?:share this\.|share)"
