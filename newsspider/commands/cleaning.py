"""How ``scrapy clean`` reads, cleans and writes: piece by piece, so that the size of the input doesn't matter.

In: an open file, rules, a stream to write to. Out: what it holds, cleaned; ``Cleaning`` counts. Plain text without a
separator is one text: it is read in pieces that end with a line, and rules that need a text's tail hold in the last one
alone. Refused: nothing; lines that are no JSON objects with the field are passed on and counted.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from codecs import BOM_UTF8
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from io import FileIO
from typing import TYPE_CHECKING, BinaryIO, Never

import orjson
from tqdm import tqdm

from newsspider.records import json_line
from newsspider.report.words import counted
from newsspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from io import BufferedReader

    from newsspider.clutter import CleanLines, RuleSet
    from newsspider.records import CleanText

_PIECE_BYTES = 1 << 20
_MOST_SHOWN = 5  # refused lines that are told one by one
_TOP_KINDS = 8
_MOST_FIELDS = 12
_MEGABYTE = 1_000_000


@dataclass(slots=True)
class Cleaning:
    """One run: what it reads, writes and counts."""

    rules: RuleSet
    file: BufferedReader
    out: BinaryIO
    texts: int = 0
    changed: int = 0
    refused: int = 0
    bytes_read: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    _lines: int = 0

    def clean(self, text: str, then: Callable[[Sequence[str]], CleanLines] | None = None, *, ends: bool = True) -> str:
        """One text, counted."""
        from newsspider.clutter import clean_text  # noqa: PLC0415 - not for every command

        cleaned: CleanText = clean_text(text, self.rules, then=then, ends=ends)
        self.texts += ends
        if cleaned.removed:
            self.changed += 1
            self.removed.update(removal.kind for removal in cleaned.removed)
        return cleaned.text

    def refuse(self, number: int, why: str) -> None:
        """Tell of a line that can't be cleaned; of many only the first ones."""
        self.refused += 1
        if self.refused <= _MOST_SHOWN:
            sys.stderr.write(f"scrapy clean: line {number}: {why}\n")

    def decoded(self, raw: bytes) -> str:
        """Plain text; bytes that aren't UTF-8 are told of once, and pass as they are."""
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            if not self.refused:
                self.refuse(self._lines + raw.count(b"\n", 0, error.start) + 1, f"{_no_utf8(error)}, passed as it is")
            return raw.decode("utf-8", "surrogateescape")
        finally:
            self._lines += raw.count(b"\n")

    def progress(self) -> tqdm[Never]:
        """A bar on a terminal, nothing elsewhere."""
        try:
            packed = not isinstance(getattr(self.file, "raw", None), FileIO)
            total = None if packed else os.fstat(self.file.fileno()).st_size or None
        except OSError:
            total = None
        return tqdm(total=total, unit="B", unit_scale=True, disable=None, desc="clean")

    def summary(self) -> str:
        """What was done, for people."""
        read = self.bytes_read / _MEGABYTE
        took_s = max(time.monotonic() - self.began, 1e-9)
        kinds = ", ".join(f"{number} {kind}" for kind, number in self.removed.most_common(_TOP_KINDS))
        speed = f"{read:.1f} MB in {took_s:.1f} s, {read / took_s:.1f} MB/s"
        told = [
            f"stripped {counted(self.removed.total(), 'piece', 'pieces')} of clutter{f': {kinds}' if kinds else ''}",
            f"{counted(self.texts, 'text', 'texts')}, {self.changed:,} changed; {speed}",
        ]
        if self.refused > _MOST_SHOWN:
            told.append(f"{self.refused:,} lines are no JSON objects with that field, and are passed on as they are")
        return "\n".join([*told, ""])


def clean_plain(cleaning: Cleaning, separator: str | None) -> None:
    """Plain text: one text, or many with a separator between them."""
    with cleaning.progress() as bar:
        for raw, ends, between in _pieces(cleaning.file, separator):
            text = cleaning.decoded(raw)
            left = cleaning.clean(text, ends=ends)
            if ends and left and not left.endswith("\n"):
                left += "\n"
            cleaning.out.write(left.encode("utf-8", "surrogateescape"))
            cleaning.out.write(between)
            cleaning.bytes_read += len(raw) + len(between)
            bar.update(len(raw) + len(between))
    cleaning.out.flush()


def _pieces(file: BinaryIO, separator: str | None) -> Iterator[tuple[bytes, bool, bytes]]:
    """Pieces of the input, each with whether a text ends with it, and the separator behind it."""
    mark = None if separator is None else separator.strip().encode()
    held: list[bytes] = []
    size = 0
    while lines := file.readlines(_PIECE_BYTES):
        if mark is None:
            # One piece is held back: the last one is to be known as such.
            if held:
                yield b"".join(held), False, b""
            held = lines
            continue
        for line in lines:
            if line.strip() == mark:
                yield b"".join(held), True, line
                held, size = [], 0
                continue
            held.append(line)
            size += len(line)
            if size >= _PIECE_BYTES:
                yield b"".join(held), False, b""
                held, size = [], 0
    if held:
        yield b"".join(held), True, b""


def clean_json_lines(cleaning: Cleaning, name: str) -> None:
    """JSON lines, one field of each; a line that doesn't change is passed on as it is, byte by byte."""
    for _, line, row, text in _rows(cleaning, cleaning.file, name):
        _write(cleaning, line, row, name, cleaning.clean(text))
    cleaning.out.flush()


def _rows(cleaning: Cleaning, file: Iterable[bytes], name: str) -> Iterator[tuple[int, bytes, dict[str, object], str]]:
    """Number, line, row and text of each line that is a row with one; the others are told of and passed on."""
    with cleaning.progress() as bar:
        for number, line in enumerate(file, 1):
            cleaning.bytes_read += len(line)
            bar.update(len(line))
            row = _row(line)
            text = row.get(name) if row is not None else None
            if row is not None and isinstance(text, str):
                yield number, line, row, text
            elif line.strip():
                cleaning.refuse(number, _why(line, name))
                cleaning.out.write(line)


def learn_and_clean(cleaning: Cleaning, name: str, domain_field: str | None) -> None:
    """JSON lines twice: what each site repeats is learned from its first pages, then all are cleaned in their order.

    Raises:
        SiteMemoryError: The memory of the sites can't be kept.
    """
    from newsspider.clutter import clean_text  # noqa: PLC0415 - not for every command
    from newsspider.clutter.learned import Ahead, SiteMemory  # noqa: PLC0415 - not for every command

    with _seekable(cleaning.file) as file, SiteMemory() as memory:
        ahead = Ahead(memory)
        start = file.tell()
        for number, line in enumerate(file, 1):
            row = _row(line)
            site = _site(row, domain_field) if row is not None else ""
            if row is None or not site or not isinstance(row.get(name), str) or not ahead.wants(site):
                continue
            left = clean_text(str(row[name]), cleaning.rules).text
            ahead.look(site, str(number), left.splitlines())
        file.seek(start)
        for number, line, row, text in _rows(cleaning, file, name):
            site = _site(row, domain_field)
            if not site:
                cleaning.refuse(number, f"no site in {domain_field or 'domain'!r}: cleaned by the rules alone")
            known = partial(ahead.clean, site, str(number)) if site else None
            _write(cleaning, line, row, name, cleaning.clean(text, known))
    cleaning.out.flush()


def _write(cleaning: Cleaning, line: bytes, row: dict[str, object], name: str, left: str) -> None:
    if left == row[name]:
        cleaning.out.write(line if line.endswith(b"\n") else line + b"\n")
        return
    row[name] = left
    cleaning.out.write(json_line(row))


def _site(row: dict[str, object], domain_field: str | None) -> str:
    value = row.get(domain_field or "domain")
    if isinstance(value, str) and value:
        return value.lower()
    url = row.get("url") if domain_field is None else None
    return (host_of(url) or "") if isinstance(url, str) else ""


def _seekable(file: BufferedReader) -> AbstractContextManager[BinaryIO]:
    """The file itself, or what a pipe brings, on disk for as long as it is needed."""
    if file.seekable():
        return nullcontext(file)
    spool = tempfile.TemporaryFile(prefix="newsspider-")  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(file, spool)
    spool.seek(0)
    return spool


def _row(line: bytes) -> dict[str, object] | None:
    try:
        row = orjson.loads(line.removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _why(line: bytes, name: str) -> str:
    """Why a line has no text to clean, and what would help."""
    from newsspider.reposts import RowError, row_of_line  # noqa: PLC0415 - not for every run

    try:
        row_of_line(line)
    except RowError as error:
        return str(error)
    row = _row(line)
    if row is None:
        return "JSON, but no object"
    if name not in row:
        there = ", ".join(list(row)[:_MOST_FIELDS])
        return f"no field {name!r}; there are {there} (--field NAME)" if there else "an object without any field"
    return f"{name!r} is no text"


def _no_utf8(error: UnicodeDecodeError) -> str:
    return f"no UTF-8 (byte 0x{error.object[error.start]:02x})"
