"""The benchmark of what extraction costs names every stage and adds up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_stages_add_up() -> None:
    command = [sys.executable, "benchmarks/cost.py", "fixtures/web", "--limit", "12"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    rows = [line.rsplit(maxsplit=2) for line in done.stdout.splitlines()[3:]]
    parses = {name.strip(): float(figure) for name, figure, _ in rows}
    assert done.stdout.startswith("12 pages")
    assert {"parse", "walk", "measure and weigh", "metadata", "clean", "the rest"} <= set(parses)
    whole = parses.pop("all")
    assert sum(parses.values()) == pytest.approx(whole, abs=0.2)
    assert parses["parse"] > 0


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/cost.py"), str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no *.html" in done.stderr
