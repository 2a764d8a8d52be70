"""Libraries with advisories below a version stay above it, in what is asked for and in what is pinned."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
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


AUDITED = {
    "clean": ({"name": "a", "version": "1.0", "vulns": []}, 0, "1 pins, no advisory"),
    "touched": (
        {"name": "a", "version": "1.0", "vulns": [{"id": "GHSA-x", "fix_versions": ["1.1"]}]},
        1,
        "a 1.0: GHSA-x, mended in 1.1",
    ),
    "unknown": ({"name": "a", "skip_reason": "not found"}, 2, "Not audited: 1 of 1 pins, such as a"),
}


@pytest.mark.parametrize("case", AUDITED)
def test_the_audit_says_what_it_could_not_look_up(case: str, tmp_path: Path) -> None:
    told, code, words = AUDITED[case]
    (tmp_path / "pip_audit.py").write_text(f"print({json.dumps({'dependencies': [told]})!r})")
    done = _audit(tmp_path)
    assert (done.returncode, words in done.stdout) == (code, True), done.stdout + done.stderr


def test_an_audit_that_cannot_be_made_is_no_clean_one(tmp_path: Path) -> None:
    (tmp_path / "pip_audit.py").write_text("raise SystemExit('no connection')")
    done = _audit(tmp_path)
    assert done.returncode == 2
    assert "Nothing was audited: pip-audit failed (no connection)" in done.stdout


def _audit(folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "pins.txt").write_text("-e .\na==1.0\n")
    command = [sys.executable, str(PROJECT / ".ci/audit.py"), str(folder / "pins.txt")]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def test_every_file_that_the_promises_name_is_there() -> None:
    text = (PROJECT / "docs/security.md").read_text("utf-8")
    named = set(re.findall(r"`((?:tests|newsspider|benchmarks)/[\w/.]*)`", text))
    assert len(named) >= 8
    assert [path for path in named if not (PROJECT / path).exists()] == []
