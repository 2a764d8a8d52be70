from __future__ import annotations

import hashlib
import resource
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest
from corpus_items import id_of, make_change, make_item, make_rejection, story_of

from newsspider.corpus import (
    BrokenLineError,
    Journal,
    RunFacts,
    WriteError,
    latest_stories,
    read_items,
    write_manifest,
)

if TYPE_CHECKING:
    from pathlib import Path

FACTS = RunFacts(
    run_id="run",
    started="2026-11-22T04:00:03+00:00",
    finished="2026-11-22T04:12:41+00:00",
    finish_reason="finished",
    complete=True,
    versions={"newsspider": "0.1.0", "python": "3.11.7", "scrapy": "2.19.0"},
    ruleset="abc",
    by_source={"blog": 2},
    by_role={"unique": 2},
    by_reason={"too_short": 1},
)


def fill(corpus_dir: Path) -> None:
    with Journal(corpus_dir, "run") as journal:
        journal.write(make_item(1))
        journal.write(make_item(2))
        journal.reject(make_rejection(3))


def test_the_manifest_tells_the_files_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path)
    manifest = orjson.loads(write_manifest(tmp_path, FACTS).read_bytes())
    items = (tmp_path / "items.jsonl").read_bytes()
    assert [file["name"] for file in manifest["files"]] == ["items.jsonl", "stories.jsonl", "rejected.jsonl"]
    assert manifest["files"][0] == {
        "name": "items.jsonl",
        "bytes": len(items),
        "sha256": hashlib.sha256(items).hexdigest(),
        "records": 2,
    }
    assert manifest["complete"] is True
    assert manifest["counts"]["by_reason"] == {"too_short": 1}


def test_a_manifest_that_cannot_be_written_leaves_the_old_one_whole(tmp_path: Path) -> None:
    fill(tmp_path)
    before = write_manifest(tmp_path, FACTS).read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, old[1]))
        with pytest.raises(WriteError, match=r"manifest\.json: cannot write"):
            write_manifest(tmp_path, replace(FACTS, run_id="other"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert (tmp_path / "manifest.json").read_bytes() == before
    assert not list(tmp_path.glob(".manifest*"))


def test_the_last_word_on_a_story_counts(tmp_path: Path) -> None:
    last = replace(story_of(1), role="repost", origin_id=id_of(2), containment=0.9)
    with Journal(tmp_path, "run") as journal:
        journal.write(make_item(1))
        journal.write(make_item(2))
        journal.story_changed(make_change(1))
        journal.story_changed(replace(make_change(1), story=last))
    assert set(latest_stories(tmp_path)) == {id_of(1)}
    first, second = read_items(tmp_path)
    assert (first["story"]["role"], first["story"]["origin_id"]) == ("repost", id_of(2))
    assert second["story"]["role"] == "unique"
    assert list(first) == list(second)


def test_a_live_file_is_read_up_to_its_last_whole_line(tmp_path: Path) -> None:
    fill(tmp_path)
    for name in ("items.jsonl", "stories.jsonl"):
        with (tmp_path / name).open("ab") as file:
            file.write(b'{"item_id": "to')
    assert [record["id"] for record in read_items(tmp_path)] == [id_of(1), id_of(2)]


def test_no_corpus_has_no_records(tmp_path: Path) -> None:
    assert list(read_items(tmp_path / "nowhere")) == []


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("items.jsonl", b"oops\n", "this is not JSON"),
        ("items.jsonl", b"[]\n", "this is not a JSON object"),
        ("stories.jsonl", b'{"item_id": "x"}\n', "this line has no 'story'"),
    ],
)
def test_a_broken_line_is_told_with_its_place(tmp_path: Path, name: str, line: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(line)
    with pytest.raises(BrokenLineError, match=rf"{name}, line 1: {what}"):
        list(read_items(tmp_path))
