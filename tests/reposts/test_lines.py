"""Rows of other corpora, and the command that answers line by line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from repost_texts import FERRY, LIBRARY, text

from newsspider.reposts import RowError, StoryIndex, answer, article_from_row


def _row(name: str, body: str) -> dict[str, object]:
    url = f"https://{name}.example/{name}"
    return {"id": name, "url": url, "site": f"{name}.example", "published": None, "title": name, "text": body}


def test_a_row_is_answered_with_its_own_id(tmp_path: Path) -> None:
    with StoryIndex(tmp_path / "s.sqlite") as index:
        first = answer(_row("a", text(*FERRY)), index)
        assert list(first) == ["id", "story_id", "origin_id", "role", "similarity", "containment", "agency"]
        assert first["origin_id"] == "a"
        second = answer(_row("b", text(*FERRY[:5])), index)
        assert (second["role"], second["story_id"], second["origin_id"]) == ("repost", "s-a", "a")


def test_other_corpora_s_names_are_understood() -> None:
    article = article_from_row({"id": 7, "text_content": "Words.", "article_title": "T", "date": "2026-01-01"})
    assert (article.id, article.text, article.title, article.date_published) == ("7", "Words.", "T", "2026-01-01")
    ours = {
        "id": "x",
        "text": "Words.",
        "credits": [{"kind": "canonical", "value": "a.example"}, "junk"],
        "authors": [1, "A"],
    }
    assert (len(article_from_row(ours).credits), article_from_row(ours).authors) == (1, ("A",))


@pytest.mark.parametrize(
    ("row", "message"),
    [({}, "'id'"), ({"id": "x"}, "'text'"), ({"id": "x", "text": 3}, "'text'"), ({"id": True, "text": ""}, "'id'")],
)
def test_rows_without_id_or_text_are_refused(row: dict[str, object], message: str) -> None:
    with pytest.raises(RowError, match=message):
        article_from_row(row)


def test_the_command_answers_and_revises(tmp_path: Path) -> None:
    rows = [_row("a", text(*FERRY[:5])), _row("b", text(*LIBRARY)), _row("c", text(*FERRY))]
    lines = "\n".join(json.dumps(row) for row in rows) + "\n\n"
    command = [sys.executable, "-m", "newsspider.reposts", str(tmp_path / "s.sqlite")]
    env = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, env=env)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in answers[:3]] == ["a", "b", "c"]
    assert answers[3]["id"] == "a"
    bad = subprocess.run(command, input='{"id": "d"}\n', capture_output=True, text=True, check=False, env=env)
    assert bad.returncode == 1
    assert bad.stderr == "line 1: field 'text' of item 'd': expected a string, got NoneType\n"
