"""The page "How the story is found" names what there is, and its picture is drawn by the command it names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

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
