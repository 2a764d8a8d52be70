"""``benchmarks/gauntlet.py --short``: one real crawl through the hostile web, good pages between the hostile ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_no_page_of_the_hostile_web_breaks_a_crawl(tmp_path: Path) -> None:
    command = [sys.executable, str(PROJECT / "benchmarks" / "gauntlet.py"), "--short", "--good", "25"]
    command += ["--bomb-mib", "32", "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "25 of 25 are records" in done.stdout
    kinds = next(line for line in done.stdout.splitlines() if line.startswith("hostile kinds"))
    assert int(kinds.split()[2].rstrip(":")) >= 130
    assert (tmp_path / "asked.txt").read_text().count("/bad/") >= 120
    assert not (tmp_path / "forbidden.txt").exists()
    assert (tmp_path / "corpus" / "quarantine" / "quarantine.jsonl").exists()
