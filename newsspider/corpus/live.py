"""The live file of records, from its first line to its closing as a segment.

In: the journal's state, the name that the live file should have, how large it may become. Out: an open ``LineFile``;
closed segments, packed if asked for. Refused: as ``LineFile``.

A file that is full is renamed (``items.jsonl`` to ``items-00001.jsonl``), so that the live one keeps its name and
``tail -F`` follows it. What is to be done stands in the state before it is done: a kill at any moment is healed by the
next start.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
from typing import IO, TYPE_CHECKING, Any, cast

from newsspider.corpus.directory import sync_directory
from newsspider.corpus.errors import write_error
from newsspider.corpus.lines import LineFile, Mark
from newsspider.corpus.segments import plain_name
from newsspider.corpus.unpacking import GZIP, ZSTD, zstd

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.corpus.state import State

ITEMS = "items.jsonl"
PACKINGS = {"none": "", "gzip": GZIP, "zstd": ZSTD}
_GZIP_LEVEL = 6
_BLOCK = 1 << 20


class LiveFile:
    """The file that takes the records.

    Args:
        corpus_dir: The corpus.
        state: Its open state.
        name: The name that the live file should have.
        max_bytes: It is closed at the first commit at which it has so many; 0: never.

    Attributes:
        lines: The open file.
    """

    def __init__(self, corpus_dir: Path, state: State, name: str, max_bytes: int) -> None:
        self._dir = corpus_dir
        self._state = state
        self._max_bytes = max_bytes
        self.name = name
        self.lines = LineFile(corpus_dir / name)

    def open(self) -> None:
        """Open it; a segment that a kill cut short is closed first, and so is a live file of another name.

        Raises:
            CorpusMismatchError: It isn't what was committed.
            WriteError: The disk refuses.
        """
        rolling = self._state.rolling
        if rolling is not None:
            self._rename(*rolling)
            self._state.close_segment(*rolling, then=rolling[0])
        before = self._state.live or ITEMS
        if before != self.name:
            self._leave(before)
        self.lines = LineFile(self._dir / self.name)
        self.lines.open(self._state.marks().get(self.name), precious=True)

    def close_if_full(self) -> bool:
        """Close it as a segment if it is full, and begin a new one; all of it must be committed.

        Raises:
            WriteError: The disk refuses.
        """
        if not self._max_bytes or self.lines.mark.size < self._max_bytes:
            return False
        segment = self._next_segment(self.name)
        self.lines.close()
        self._state.begin_roll(self.name, segment)
        self._rename(self.name, segment)
        self._state.close_segment(self.name, segment, then=self.name)
        self.lines = LineFile(self._dir / self.name)
        self.lines.open(Mark(), precious=True)
        sync_directory(self._dir)
        return True

    def pack(self, packing: str) -> None:
        """Pack the closed segments: "gzip", "zstd", or "none".

        Raises:
            CorpusError: zstd isn't there.
            WriteError: The disk refuses; the segment stays as it is.
        """
        suffix = PACKINGS[packing]
        for name in self._state.segments():
            path = self._dir / name
            if name != plain_name(name):  # packed; its plain file is what a kill left
                (self._dir / plain_name(name)).unlink(missing_ok=True)
            elif suffix and path.exists():
                _pack(path, suffix)
                self._state.rename_segment(name, name + suffix)
                path.unlink()

    def _leave(self, before: str) -> None:
        """Records go to a file of another name from now on."""
        old = LineFile(self._dir / before)
        mark = self._state.marks().get(before)
        if mark is not None and mark.size:
            old.open(mark, precious=True)  # heals it
            old.close()
            segment = self._next_segment(before) if before == ITEMS else before
            if segment != before:
                self._state.begin_roll(before, segment)
                self._rename(before, segment)
            self._state.close_segment(before, segment, then=self._free_name())
        else:
            if mark is not None:  # not one record was committed to it
                (self._dir / before).unlink(missing_ok=True)
            self._state.name_live(self._free_name(), instead_of=before)
        if self.name in self._state.segments():
            self._state.open_again(self.name)

    def _free_name(self) -> str:
        """The name that is wanted, or a numbered one if a packed segment has it."""
        packed = {plain_name(name) for name in self._state.segments() if name != plain_name(name)}
        if self.name in packed:
            self.name = self._next_segment(self.name)
        return self.name

    def _next_segment(self, live: str) -> str:
        stem = live.removesuffix(".jsonl")
        numbered = re.compile(re.escape(stem) + r"-(\d{5})\.jsonl")
        found = [numbered.fullmatch(plain_name(name)) for name in self._state.segments()]
        return f"{stem}-{max((int(match[1]) for match in found if match), default=0) + 1:05d}.jsonl"

    def _rename(self, live: str, segment: str) -> None:
        try:
            if not (self._dir / segment).exists():
                (self._dir / live).rename(self._dir / segment)
        except OSError as error:
            raise write_error(self._dir / live, error) from error
        sync_directory(self._dir)


def _pack(path: Path, suffix: str) -> None:
    temporary = path.with_name(f".{path.name}{suffix}.new")
    try:
        with path.open("rb") as plain, temporary.open("wb") as raw:
            with _packed(raw, suffix) as packed:
                shutil.copyfileobj(plain, packed, _BLOCK)
            raw.flush()
            os.fsync(raw.fileno())
        temporary.replace(path.with_name(path.name + suffix))
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise write_error(path, error) from error
    sync_directory(path.parent)


def _packed(raw: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix == GZIP:  # no name and no time in it: the same lines give the same bytes
        return cast("IO[bytes]", gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=raw, mtime=0))
    opened: Any = zstd().open(raw, "wb")
    return cast("IO[bytes]", opened)
