from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.corpus import Backlog, WriteError

if TYPE_CHECKING:
    from pathlib import Path


def test_no_file_is_made_for_a_backlog_that_is_empty(tmp_path: Path) -> None:
    with Backlog(tmp_path / "backlog.sqlite") as backlog:
        assert backlog.waiting(["a"]) == 0
        assert backlog.take(["a"], 10) == []
        backlog.acknowledge(["1"])
        backlog.commit()
    assert not (tmp_path / "backlog.sqlite").exists()


def test_what_is_not_acknowledged_is_handed_out_again_by_the_next_run(tmp_path: Path) -> None:
    with Backlog(tmp_path / "backlog.sqlite") as backlog:
        for number in range(6):
            assert backlog.add(str(number), "a" if number % 2 else "b", b"request %d" % number)
        assert not backlog.add("1", "a", b"another way to it")
        assert backlog.waiting(["a", "b"]) == 6
        assert backlog.take(["a"], 2) == [("1", b"request 1"), ("3", b"request 3")]
        assert backlog.take(["a"], 2) == [("5", b"request 5")]  # each once a run
        assert backlog.waiting(["a"]) == 0
        backlog.acknowledge(["1", "5", "0"])  # 0 was not handed out
        backlog.commit()
        assert backlog.taken == {"3"}
    with Backlog(tmp_path / "backlog.sqlite") as backlog:
        assert backlog.waiting(["a"]) == 1
        assert backlog.waiting(["a", "b"]) == 4
        assert [key for key, _ in backlog.take(["a", "b"], 4)] == ["3", "0", "2"]  # they take turns
        assert [key for key, _ in backlog.take(["a", "b"], 4)] == ["4"]
        backlog.acknowledge(["0", "2", "3", "4"])
    with Backlog(tmp_path / "backlog.sqlite") as backlog:
        assert backlog.waiting(["a", "b"]) == 0


def test_a_backlog_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "backlog.sqlite").mkdir()
    with pytest.raises(WriteError, match=r"backlog\.sqlite: cannot write"):
        Backlog(tmp_path / "backlog.sqlite")
