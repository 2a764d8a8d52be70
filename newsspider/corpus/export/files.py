"""The data files of an export: rows in, files of bounded size out.

In: rows. Out: ``part-00000.SUFFIX`` and so on, the same bytes for the same rows. Refused: a disk that doesn't take them
(``WriteError``).
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from newsspider.corpus.directory import make_directory
from newsspider.corpus.errors import write_error
from newsspider.corpus.export.arrow import load_pyarrow, schema_of
from newsspider.records import json_line, without_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from newsspider.corpus.export.shapes import Record

_BLOCK = 1 << 20
_ROW_GROUP = 1000


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was written: its path below the export's directory."""

    name: str
    bytes: int
    sha256: str
    records: int


class _Writer(Protocol):
    def write(self, row: Record) -> None: ...
    def close(self) -> None: ...


class _JsonLines:
    def __init__(self, path: Path) -> None:
        # No name and no time in the header: the same rows give the same bytes.
        self._raw = path.open("wb")
        self._file = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0)

    def write(self, row: Record) -> None:
        self._file.write(json_line(row))

    def close(self) -> None:
        self._file.close()
        self._raw.close()


class _Parquet:
    def __init__(self, path: Path, fields: Mapping[str, Any]) -> None:
        self._arrow: Any = load_pyarrow()
        self._schema = schema_of(fields)
        self._file = self._arrow.parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Record] = []

    def write(self, row: Record) -> None:
        self._rows.append(row)
        if len(self._rows) >= _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._file.write_table(self._arrow.Table.from_pylist(without_surrogates(rows), schema=self._schema))


class PartedFile:
    """Rows spread over files of at most ``rows`` each.

    Args:
        root: The export's directory.
        folder: The folder below it.
        suffix: ".jsonl.gz" or ".parquet".
        rows: At most so many a file.
        fields: The types of a row, for Parquet; None: JSON lines.
    """

    def __init__(
        self, root: Path, folder: str, suffix: str, rows: int, fields: Mapping[str, Any] | None = None
    ) -> None:
        self._root, self._folder, self._suffix, self._most = root, folder, suffix, rows
        self._fields = fields
        self._paths: list[tuple[Path, int]] = []
        self._writer: _Writer | None = None
        make_directory(root / folder)

    def write(self, row: Record) -> None:
        """Add a row.

        Raises:
            WriteError: The disk doesn't take it.
        """
        path, count = self._paths[-1] if self._paths else (self._root, self._most)
        try:
            if count >= self._most:
                path, count = self._next(), 0
            if self._writer is not None:
                self._writer.write(row)
        except OSError as error:
            raise write_error(path, error) from error
        self._paths[-1] = path, count + 1

    def close(self) -> list[DataFile]:
        """The files; one without rows, if there were none.

        Raises:
            WriteError: The disk doesn't take the last of it.
        """
        try:
            if not self._paths:
                self._next()
            if self._writer is not None:
                self._writer.close()
            return [self._told(path, count) for path, count in self._paths]
        except OSError as error:
            raise write_error(self._root, error) from error

    def _next(self) -> Path:
        if self._writer is not None:
            self._writer.close()
        path = self._root / self._folder / f"part-{len(self._paths):05d}{self._suffix}"
        self._writer = _JsonLines(path) if self._fields is None else _Parquet(path, self._fields)
        self._paths.append((path, 0))
        return path

    def _told(self, path: Path, count: int) -> DataFile:
        digest, size = digest_of(path)
        return DataFile(path.relative_to(self._root).as_posix(), size, digest, count)


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and bytes of a file."""
    digest, size = hashlib.sha256(), 0
    for block in _blocks(path):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
