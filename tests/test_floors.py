"""Libraries with advisories below a version stay above it, in what is asked for and in what is pinned."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
# The first version that none of the advisories named in SECURITY.md touches.
FLOORS = {"scrapy": (2, 17), "lxml": (6, 1), "brotli": (1, 2)}


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


@pytest.mark.parametrize("name", FLOORS)
def test_no_version_with_an_advisory_is_asked_for_or_pinned(name: str) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    (asked,) = [one for one in project["project"]["dependencies"] if re.match(rf"{name}\b", one)]
    (floor,) = re.findall(r">=([\d.]+)", asked)
    assert version(floor) >= FLOORS[name]
    pinned = re.search(rf"^{name}==([\d.]+)", (PROJECT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert version(pinned[1]) >= FLOORS[name]
    assert re.search(
        rf"^\| {name} \|.*(GHSA|CVE)-", (PROJECT / "SECURITY.md").read_text("utf-8"), re.MULTILINE | re.IGNORECASE
    )


def test_every_file_that_the_promises_name_is_there() -> None:
    text = (PROJECT / "docs/security.md").read_text("utf-8")
    named = set(re.findall(r"`((?:tests|newsspider|benchmarks)/[\w/.]*)`", text))
    assert len(named) >= 8
    assert [path for path in named if not (PROJECT / path).exists()] == []
