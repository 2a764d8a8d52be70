"""The benchmark of the story's words: a page read right, one read wrong, clutter that came through, no gold."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORY = "The ferry to Kelmouth was late again. Nobody on the quay was surprised, least of all the cat. " * 4
PAGE = f"<title>Late</title><article><h1>Late</h1><p>{STORY}</p></article>"


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/story_text.py", str(folder), "--only", "newsspider"]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("gold", "known", "f1", "leak"),
    [(STORY, 4, "1.000", "0 of 1"), (STORY, 3, "1.000", "1 of 1"), ("Eels cross the meadow.", 4, "0.0", "0 of 1")],
)
def test_words_and_clutter_are_counted(tmp_path: Path, gold: str, known: int, f1: str, leak: str) -> None:
    row = {"id": "a/1", "dataset": "a", "file": "1.html.gz", "url": None, "golds": ["No words of it.", gold]}
    head = {"phrases": {"cats": "least of all the cat"}}
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "1.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    lines = "\n".join(json.dumps(one) for one in (head, {**row, "clutter": {"cats": known}}))
    (tmp_path / "gold.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    told = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith("newsspider")]
    assert told[0][1].startswith(f1)
    assert told[0] == told[1]
    assert told[2][1] == leak


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert "no gold.jsonl.gz" in done.stderr
    assert "Traceback" not in done.stderr
