from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import orjson
import pytest
from corpus_items import id_of, ids_in, make_change, make_item, make_rejection, url_of
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.corpus import (
    CorpusError,
    CorpusMismatchError,
    Journal,
    LockedError,
    NewerCorpusError,
    WriteError,
    read_items,
    read_lines,
)
from newsspider.corpus import (
    journal as journal_module,
)
from newsspider.corpus.state import STATE_VERSION
from newsspider.records import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path


def write(corpus_dir: Path, *numbers: int, run_id: str = "run") -> None:
    with Journal(corpus_dir, run_id) as journal:
        for number in numbers:
            assert journal.write(make_item(number))


def test_an_item_is_written_once_within_a_run_and_across_runs(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        assert not journal.has(id_of(1))
        assert journal.write(make_item(1))
        assert journal.has(id_of(1))
        assert not journal.write(make_item(1))
    with Journal(tmp_path, "two") as journal:
        assert journal.has(id_of(1))
        assert not journal.write(make_item(1))
        assert journal.committed == 0
        assert journal.healed_bytes == 0
    assert ids_in(tmp_path) == [id_of(1)]


def test_a_line_is_in_the_file_as_soon_as_it_is_written(tmp_path: Path) -> None:
    with Journal(tmp_path, "run") as journal:
        journal.write(make_item(1))
        assert ids_in(tmp_path) == [id_of(1)]
        assert journal.committed == 0
        journal.commit()
        assert journal.committed == 1


def test_a_full_batch_commits_itself(tmp_path: Path) -> None:
    with Journal(tmp_path, "run") as journal:
        for number in range(journal_module.BATCH_ITEMS + 1):
            journal.write(make_item(number))
        assert journal.committed == journal_module.BATCH_ITEMS


def test_an_old_batch_is_committed_by_the_tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal(tmp_path, "run") as journal:
        journal.tick()
        journal.write(make_item(1))
        journal.tick()
        assert journal.committed == 0
        monkeypatch.setattr(journal_module, "BATCH_S", 0.0)
        journal.tick()
        assert journal.committed == 1


def test_an_alias_is_known_and_never_hides_an_item_that_is_still_to_come(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        assert not journal.alias("other", id_of(1))
        assert not journal.has("other")
        journal.write(make_item(1))
        assert journal.alias("other", id_of(1))
        assert journal.has("other")
        assert journal.alias("third", "other")  # an alias of an alias is one of the item
    with Journal(tmp_path, "two") as journal:
        assert journal.has("other")
        assert journal.has("third")


def test_an_item_whose_id_is_an_alias_is_not_written(tmp_path: Path) -> None:
    with Journal(tmp_path, "run") as journal:
        journal.write(make_item(1))
        journal.alias(id_of(2), id_of(1))
        assert not journal.write(make_item(2))


def test_rejections_and_story_changes_have_their_lines_and_the_run_id(tmp_path: Path) -> None:
    with Journal(tmp_path, "run") as journal:
        journal.write(make_item(1))
        journal.reject(make_rejection(1))
        journal.story_changed(make_change(1))
    (rejected,) = read_lines(tmp_path / "rejected.jsonl")
    (change,) = read_lines(tmp_path / "stories.jsonl")
    (item,) = read_items(tmp_path)
    assert (rejected["reason"], rejected["run_id"]) == ("too_short", "run")
    assert (change["item_id"], change["run_id"]) == (id_of(1), "run")
    assert item["provenance"]["run_id"] == "run"


@pytest.mark.parametrize("tail", [b'{"schema_version":1,"id":"torn', b"{}\n{}\n", b"\n"])
def test_what_stands_behind_the_committed_end_is_cut_and_told(tmp_path: Path, tail: bytes) -> None:
    write(tmp_path, 1, 2)
    for name in ("items.jsonl", "stories.jsonl", "rejected.jsonl"):
        with (tmp_path / name).open("ab") as file:
            file.write(tail)
    with Journal(tmp_path, "two") as journal:
        assert journal.healed_bytes == 3 * len(tail)
        assert ids_in(tmp_path) == [id_of(1), id_of(2)]
        assert journal.write(make_item(3))
    assert ids_in(tmp_path) == [id_of(1), id_of(2), id_of(3)]


def test_a_corpus_without_its_journal_is_taken_over(tmp_path: Path) -> None:
    write(tmp_path, 1, 2)
    with Journal(tmp_path, "two") as journal:
        journal.story_changed(make_change(1))
    (tmp_path / "state" / "journal.sqlite").unlink()
    with (tmp_path / "items.jsonl").open("ab") as file:
        file.write(b'{"torn')
    with Journal(tmp_path, "three") as journal:
        assert journal.healed_bytes == len(b'{"torn')
        assert journal.has(id_of(1))
        assert not journal.write(make_item(2))
        assert journal.write(make_item(3))
    assert ids_in(tmp_path) == [id_of(1), id_of(2), id_of(3)]
    assert len(list(read_lines(tmp_path / "stories.jsonl"))) == 1


def test_a_take_over_that_was_broken_off_begins_again(tmp_path: Path) -> None:
    write(tmp_path, 1)
    (tmp_path / "state" / "journal.sqlite").unlink()
    first = (tmp_path / "items.jsonl").read_bytes()
    (tmp_path / "items.jsonl").write_bytes(first + b"[]\n")
    with pytest.raises(CorpusMismatchError, match=r"line 2: this is not a record"):
        Journal(tmp_path, "two")
    (tmp_path / "items.jsonl").write_bytes(b"")
    with Journal(tmp_path, "three") as journal:
        assert not journal.has(id_of(1))


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b'{"id": 4}\n', b'{"id":4,"schema_version":1,"url":null}\n'])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "items.jsonl").write_bytes(line)
    with pytest.raises(CorpusMismatchError, match=r"items\.jsonl, line 1"):
        Journal(tmp_path, "run")
    assert (tmp_path / "items.jsonl").read_bytes() == line


def edit_deleted(path: Path) -> None:
    path.unlink()


def edit_shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def edit_replaced(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"run", b"RUN") * 2)


@pytest.mark.parametrize("edit", [edit_deleted, edit_shortened, edit_replaced])
@pytest.mark.parametrize("name", ["items.jsonl", "stories.jsonl"])
def test_a_file_that_is_not_what_was_written_is_refused_with_a_remedy(tmp_path: Path, edit: object, name: str) -> None:
    with Journal(tmp_path, "run") as journal:
        journal.write(make_item(1))
        journal.story_changed(make_change(1))
    assert callable(edit)
    edit(tmp_path / name)
    left = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else None
    with pytest.raises(CorpusMismatchError, match=rf"{name}.*Put the file back.*or remove .*journal\.sqlite"):
        Journal(tmp_path, "two")
    if left is not None:
        assert (tmp_path / name).read_bytes() == left
    (tmp_path / "state" / "journal.sqlite").unlink()  # the remedy
    with Journal(tmp_path, "three") as journal:
        journal.write(make_item(1))


def test_rejected_jsonl_may_be_removed_or_rotated(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        journal.reject(make_rejection(1))
    (tmp_path / "rejected.jsonl").unlink()
    with Journal(tmp_path, "two") as journal:
        journal.reject(make_rejection(2))
    (tmp_path / "rejected.jsonl").write_bytes(b'{"edited": "by hand, and longer than what was there"}\n' * 20 + b"torn")
    with Journal(tmp_path, "three") as journal:
        assert journal.healed_bytes == len(b"torn")
        journal.reject(make_rejection(3))
    assert len(list(read_lines(tmp_path / "rejected.jsonl"))) == 21


def change(state: Path, statement: str) -> None:
    db = sqlite3.connect(state)
    db.execute(statement)
    db.commit()
    db.close()


def test_a_newer_corpus_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, 1)
    state = tmp_path / "state" / "journal.sqlite"
    change(state, "UPDATE meta SET value = value + 1 WHERE key = 'schema_version'")
    with pytest.raises(NewerCorpusError, match=rf"version {SCHEMA_VERSION + 1}.*Update newsspider"):
        Journal(tmp_path, "two")
    change(state, f"PRAGMA user_version = {STATE_VERSION + 1}")
    with pytest.raises(NewerCorpusError, match=rf"journal has version {STATE_VERSION + 1}"):
        Journal(tmp_path, "two")
    state.unlink()
    record = {"id": "x", "schema_version": SCHEMA_VERSION + 1, "url": url_of(1)}
    (tmp_path / "items.jsonl").write_bytes(orjson.dumps(record) + b"\n")
    with pytest.raises(NewerCorpusError, match=r"items\.jsonl, line 1"):
        Journal(tmp_path, "two")


def test_a_second_journal_on_the_same_corpus_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        journal.write(make_item(1))
        with pytest.raises(LockedError, match="another process"):
            Journal(tmp_path, "two")
        journal.write(make_item(2))
    assert ids_in(tmp_path) == [id_of(1), id_of(2)]


def test_a_damaged_journal_is_refused_with_a_remedy_that_works(tmp_path: Path) -> None:
    write(tmp_path, 1)
    state = tmp_path / "state" / "journal.sqlite"
    state.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(WriteError, match=r"journal\.sqlite: the journal is damaged.*Remove this file"):
        Journal(tmp_path, "two")
    state.unlink()
    with Journal(tmp_path, "three") as journal:
        assert journal.has(id_of(1))


def test_a_corpus_dir_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("a file")
    with pytest.raises(WriteError, match=r"not a directory.*Choose another CORPUS_DIR"):
        Journal(tmp_path / "corpus", "run")


def test_a_directory_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "rejected.jsonl").mkdir()
    with pytest.raises(WriteError, match=r"rejected\.jsonl: cannot write: this is a directory"):
        Journal(tmp_path, "run")


def test_after_an_error_of_the_caller_what_was_written_is_committed(tmp_path: Path) -> None:
    def broken_run() -> None:
        with Journal(tmp_path, "one") as journal:
            journal.write(make_item(1))
            raise KeyError("bug")

    with pytest.raises(KeyError, match="bug"):
        broken_run()
    with Journal(tmp_path, "two") as journal:
        assert journal.has(id_of(1))
        assert journal.healed_bytes == 0


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run")
    journal.close()
    journal.close()


def test_every_refusal_is_a_corpus_error() -> None:
    for error in (WriteError, LockedError, NewerCorpusError, CorpusMismatchError):
        assert issubclass(error, CorpusError)


any_text = st.text(st.characters(), max_size=60)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(any_text, min_size=1, max_size=4))
def test_any_text_survives_the_round_trip(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    corpus_dir = tmp_path_factory.mktemp("round")
    with Journal(corpus_dir, "run") as journal:
        for number, text in enumerate(texts):
            assert journal.write(make_item(number, text=text, title=text))
    for text, record in zip(texts, read_items(corpus_dir), strict=True):
        assert record["text"] == record["title"] == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
