"""The page "How the story is found" names what there is, and its picture is drawn by the command it names."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from newsspider.extraction import method_in_words, why_struck

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/extraction.md").read_text("utf-8")
ROOM = ROOT / "newsspider/extraction"


def test_every_module_and_data_file_of_the_room_is_told() -> None:
    modules = {p.name for p in ROOM.iterdir() if p.suffix in (".py", ".toml", ".json")} - {"__init__.py", "article.py"}
    assert {name for name in modules if f"`{name}`" not in PAGE} == set()


def test_every_file_that_is_told_exists() -> None:
    named = set(re.findall(r"`((?:metadata/)?[a-z_]+\.(?:py|toml))`", PAGE))
    assert {name for name in named if not (ROOM / name).exists()} == set()


def test_every_refusal_is_told() -> None:
    source = "".join(p.read_text("utf-8") for p in ROOM.glob("*.py"))
    reasons = set(re.findall(r'"(empty_body|not_html|no_story|error)"|none:([a-z_]+)"', source))
    assert {f"none:{a or b}" for a, b in reasons} == set(re.findall(r"`(none:[a-z_]+)` \|", PAGE))


def test_the_picture_is_drawn_by_its_command(tmp_path: Path) -> None:
    picture = tmp_path / "new" / "blocks.svg"
    command = [sys.executable, str(ROOT / "benchmarks/draw_blocks.py"), "-o", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    drawn, shown = ET.parse(picture).getroot(), ET.parse(ROOT / "docs/images/blocks.svg").getroot()  # noqa: S314 - our own files
    words = [[element.text for element in root.iter("{http://www.w3.org/2000/svg}text")] for root in (drawn, shown)]
    assert words[0] == words[1], "the picture is old: python benchmarks/draw_blocks.py"


@pytest.mark.parametrize("content", [None, "", "only words"])
def test_the_command_refuses_what_it_cannot_draw(content: str | None, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    if content is not None:
        page.write_text(content, "utf-8")
    command = [sys.executable, str(ROOT / "benchmarks/draw_blocks.py"), str(page), "-o", str(tmp_path / "x.svg")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if content == "only words":  # libxml2 makes a paragraph of it
        assert done.returncode == 0
    else:
        assert done.returncode == 2
        assert "Give" in done.stderr
        assert "Traceback" not in done.stderr


def test_every_reason_has_a_sentence_and_the_docs_have_the_same() -> None:
    source = "".join(p.read_text("utf-8") for p in ROOM.glob("*.py"))
    given = set(re.findall(r'"layout\.(\w+)", "(\w+)"', source))
    reasons = tomllib.loads((ROOM / "reasons.toml").read_text("utf-8"))
    assert {(name, reason["kind"]) for name, reason in reasons["layout"].items()} == given
    rows = [f"| `layout.{name}` | `{reason['kind']}` | {reason['why']} |" for name, reason in reasons["layout"].items()]
    rows += [f"| `none:{name}` | {reason['why']} |" for name, reason in reasons["none"].items()]
    assert [row for row in rows if row not in PAGE.splitlines()] == []


def test_a_reason_that_isnt_known_has_no_sentence() -> None:
    assert why_struck("layout.outside")
    assert why_struck("layout.nothing") == why_struck("share.head") == why_struck("") == ""
    assert method_in_words("none:not_html") == "no HTML: a PDF, an image, an archive, a feed, JSON, plain text"
    assert method_in_words("text") == method_in_words("none:nothing") == ""
