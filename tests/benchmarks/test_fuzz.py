"""The fuzzer: every door takes its inputs, an input is told by its number, and what goes wrong is a find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
# In a process of its own: a benchmark's modules stand beside it.
DOORS = """
import fuzz, fuzz_doors
from fuzz_mutations import Mutator
assert set(fuzz.NAMES) == set(fuzz_doors.DOORS)
for name, door in fuzz_doors.DOORS.items():
    mutator = Mutator(door.shape, door.seeds())
    inputs = [mutator.made(7, number) for number in range(12)]
    assert inputs == [mutator.made(7, number) for number in range(12)], name
    assert len(set(inputs)) > 8, name
    for data in inputs:
        door.call(data)
    assert len(mutator.mutated(inputs[0], 100, 1)) <= 100
"""
RAISING = """
import sys, fuzz, fuzz_doors
def refuse(data):
    raise ValueError("found")
fuzz_doors.DOORS["address"] = fuzz_doors.DOORS["address"]._replace(call=refuse)
sys.argv = ["fuzz.py", "address", "--runs", "3", "--twin", "0"]
sys.exit(fuzz.main())
"""
DYING = RAISING.replace('raise ValueError("found")', "import os; os._exit(3) if len(data) % 2 else None")


def _run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", path + program], cwd=folder, check=False, capture_output=True, text=True
    )


def test_every_door_takes_what_is_made_for_it(tmp_path: Path) -> None:
    done = _run(DOORS, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("program", [RAISING, DYING])
def test_what_goes_wrong_is_kept_and_the_rest_is_tried(program: str, tmp_path: Path) -> None:
    done = _run(program, tmp_path)
    kept = sorted(tmp_path.glob("find-address-1-*"))
    assert done.returncode == 1, done.stderr
    assert kept
    assert f"3 inputs: {len(kept)} finds" in done.stdout


def test_what_grows_too_fast_is_told(tmp_path: Path) -> None:
    program = """
import re, sys, fuzz_doors, fuzz_growth
from fuzz_mutations import Mutator
slow = re.compile(rb"<p[^>]*x[^>]*y")
door = fuzz_doors.DOORS["feed"]
fuzz_doors.DOORS["feed"] = door._replace(call=lambda data: slow.search(data), seeds=list)
fuzz_growth._units = lambda mutator: [(b"", b"<p x"), (b"", b"<p>")]
fuzz_growth._NO_MATTER_S = 0.0
sys.argv = ["fuzz_growth.py", "feed", "--longest", "1600"]
sys.exit(fuzz_growth.main())
"""
    done = _run(program, tmp_path)
    assert done.returncode == 1, done.stderr
    assert "b'<p x' again and again" in done.stdout
    assert "feed: 2 inputs of 1,600 bytes, 1 that grow too fast" in done.stdout


def test_compiled_and_pure_code_are_held_together(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCHMARKS / "fuzz.py"), "copies", "--runs", "20", "--twin", "4"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "5 held against the pure code: 0 finds, 0 not alike" in done.stdout
    assert not list(tmp_path.iterdir())
