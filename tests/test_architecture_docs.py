"""docs/architecture.md names every room there is and no other, on the floor where the import contracts have it."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LAYERS = [
    re.findall(r"newsspider\.(\w+)", layer) for layer in PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
]
FLOORS = {
    floor: re.findall(r"`(\w+)`", rooms)
    for floor, rooms in re.findall(r"^\| (top|middle|ground) \| (.+) \| (?:yes|no) \|$", PAGE, re.MULTILINE)
}
DOORS = {
    room: re.findall(r"`(\w+)`", doors)
    for room, doors in re.findall(r"^\| `([\w.]+)` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
}


def test_every_room_has_a_row_and_no_other_thing_has() -> None:
    there = {
        path.stem
        for path in (ROOT / "newsspider").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.stem != "__init__"
    }
    assert {room for room in DOORS if "." not in room} == there
    assert set().union(*FLOORS.values()) == there


def test_the_floors_are_those_of_the_contracts() -> None:
    told = [room for floor in ("top", "middle", "ground") for room in FLOORS[floor]]
    depth = {room: number for number, layer in enumerate(LAYERS) for room in layer}
    assert sorted(told) == sorted(depth)
    assert [depth[room] for room in told] == sorted(depth.values())


@pytest.mark.parametrize("room", [room for room in DOORS if room.partition(".")[0] not in FLOORS["top"]])
def test_a_door_can_be_imported_from_its_room(room: str) -> None:
    found = import_module(f"newsspider.{room}")
    assert DOORS[room]
    assert [door for door in DOORS[room] if not hasattr(found, door)] == []
