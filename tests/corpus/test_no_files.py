"""What is no file, where files of a corpus stand: it is named, and nobody waits for it."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from newsspider.commands.exit_codes import WRITE_ERROR, of_error
from newsspider.corpus import RunLock, WriteError, item_files, refuse_what_is_no_file

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "items.jsonl",
    "items-2026-03-04.jsonl",
    "items-2026-03-04-00001.jsonl.gz",
    "stories.jsonl",
    "manifest.json",
    "state/run.lock",
    "state/journal.sqlite",
    "state/journal.sqlite-wal",
    "state/figures.json",
)


def made(corpus: Path, name: str, kind: str) -> None:
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/null")
    else:
        path.symlink_to(corpus / "a disk that isn't mounted" / name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["pipe", "directory", "device", "link"])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, name: str, kind: str) -> None:
    made(tmp_path, name, kind)
    with pytest.raises(WriteError, match=kind) as refused:
        RunLock(tmp_path).acquire()
    assert str(tmp_path / name) in str(refused.value)
    assert of_error(refused.value) == WRITE_ERROR


def test_readers_wait_for_no_pipe(tmp_path: Path) -> None:
    made(tmp_path, "items.jsonl", "pipe")
    with pytest.raises(WriteError, match="named pipe"):
        item_files(tmp_path)


def test_other_files_and_links_to_files_are_nobody_s_business(tmp_path: Path) -> None:
    made(tmp_path, "notes", "pipe")
    made(tmp_path, "quarantine", "directory")
    made(tmp_path, "state/old", "directory")
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / "items.jsonl").symlink_to(tmp_path / "elsewhere")
    refuse_what_is_no_file(tmp_path)
    refuse_what_is_no_file(tmp_path / "not there yet")
    assert [path.name for path in item_files(tmp_path)] == ["items.jsonl"]


@pytest.mark.parametrize("name", ["corpus", "corpus/state"])
def test_a_directory_that_is_a_link_to_no_disk_is_refused_by_name(tmp_path: Path, name: str) -> None:
    made(tmp_path, name, "link")
    with pytest.raises(WriteError, match="a link to what isn't there") as refused:
        RunLock(tmp_path / "corpus").acquire()
    assert refused.value.path == tmp_path / name
    assert not (tmp_path / "a disk that isn't mounted").exists()


def test_a_directory_that_may_not_be_looked_into_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(type(tmp_path), "iterdir", forbidden)
    with pytest.raises(WriteError, match="permission denied"):
        refuse_what_is_no_file(tmp_path)
