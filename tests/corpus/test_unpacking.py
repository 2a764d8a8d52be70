"""Packed files of lines: read whatever packs them, and refused by name where they are damaged."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.corpus import DamagedFileError, open_lines
from newsspider.corpus.unpacking import zstd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINES = [b'{"id": "%d", "text": "%s"}\n' % (number, b"one of many words " * (number % 97)) for number in range(2000)]
PACKED: list[Any] = [
    pytest.param("items.jsonl.gz", gzip.compress, id="gzip"),
    pytest.param("items.jsonl.zst", lambda data: zstd().compress(data), id="zstd"),
    pytest.param("items.jsonl", bytes, id="plain"),
]


@pytest.mark.parametrize(("name", "pack"), PACKED)
def test_lines_are_read_from_any_place_again(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(pack(b"".join(LINES[:1000])) + pack(b"".join(LINES[1000:])))  # as two runs append to one file
    with open_lines(path) as file:
        assert list(file) == LINES
        file.seek(len(LINES[0]))
        assert file.tell() == len(LINES[0])
        assert file.readline() == LINES[1]
        assert file.fileno() > 0


@pytest.mark.parametrize(("name", "pack"), PACKED[:2])
def test_of_a_damaged_file_what_stands_before_the_damage_is_read(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / name
    whole = pack(b"".join(LINES))
    for content in (
        whole[: len(whole) * 3 // 4],
        whole[:-3],
        whole + b"and more",
        b'{"id": "not packed"}\n',
        whole[:5],
    ):
        path.write_bytes(content)
        found: list[bytes] = []
        with open_lines(path) as file, pytest.raises(DamagedFileError, match=rf"{name}: the archive is damaged or cut"):
            found.extend(file)  # what comes before the error stays
        assert found == LINES[: len(found)]
        assert found or len(content) < 100 or name.endswith("zst")  # zstd gives out whole blocks
    with pytest.raises(DamagedFileError), open_lines(path) as file:
        file.seek(10, io.SEEK_SET)
