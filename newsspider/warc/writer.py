"""Responses written into WARC files, one record a page, each packed by itself, so that a place in a file finds it.

In: what a site answered. Out: ``DIR/RUN-00001.warc.gz`` and so on, and the place of each record. Refused
(``WarcError``): a disk that doesn't take it. FastWARC makes the records, several times as fast as warcio does.

A record is in the file, whole, before its place is told; a kill tears at most the last one.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from newsspider.warc.errors import WarcError, library

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_UNDONE: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})  # of the body as it was sent
LISTED_DATE: Final = "Newsspider-Listed-Date"  # others pass over fields that they don't know (WARC 1.1, 4)
_LEVEL: Final = 3  # of gzip: 2 ms a page; 6 takes 3.3 for files that are 6 % smaller


class WarcWriter:
    """The files of one run; not for several threads at once.

    Args:
        folder: Where they stand; it is made with the first record.
        run_id: Of the run: how their names begin.
        software: What writes them, for the head of each file.
        max_bytes: A file that has so many is closed, and the next one begun; 0: one file.

    Raises:
        WarcError: FastWARC isn't there.
    """

    def __init__(self, folder: Path, run_id: str, software: str, max_bytes: int) -> None:
        self._folder = folder
        self._prefix = run_id.replace(":", "")  # no name for every file system
        self._software = software
        self._max_bytes = max_bytes
        self._warc = library("fastwarc.warc")
        self._gzip = library("fastwarc.stream_io").GzipWriter
        self._number = 0
        self._name = ""
        self._file: io.FileIO | None = None

    def write(
        self,
        url: str,
        status_line: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        time: str,
        date: str | None = None,
    ) -> str:
        """Write a page.

        Args:
            url: What was asked for.
            status_line: Such as "200 OK".
            headers: As they came; those of encodings that are undone are left out.
            body: Transfer and content encoding undone.
            time: When it came, ISO 8601, UTC.
            date: When it was published, ISO 8601, as the feed or sitemap said that listed it: the page may not say so.

        Returns:
            Its place, "NAME:BYTE".

        Raises:
            WarcError: The disk refuses.
        """
        kept = [f"{name}: {value}" for name, value in headers if name.lower() not in _UNDONE]
        head = "\r\n".join([f"HTTP/1.1 {status_line}", *kept, f"Content-Length: {len(body)}", "", ""])
        record = self._record(self._warc.WarcRecordType.response, time, head.encode("latin-1", "replace") + body)
        record.headers["WARC-Target-URI"] = url
        if date:
            record.headers[LISTED_DATE] = date
        record.is_http = True
        packed = self._packed(record)
        try:
            file = self._open(time)
            place = f"{self._name}:{file.tell()}"
            _append(file, packed)
        except OSError as error:
            raise self._refused(error) from error
        return place

    def close(self) -> None:
        """Close the last file.

        Raises:
            WarcError: The disk refuses.
        """
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except OSError as error:
            raise self._refused(error) from error

    def _open(self, time: str) -> io.FileIO:
        """The file that takes the next record."""
        if self._file is not None and not 0 < self._max_bytes <= self._file.tell():
            return self._file
        self.close()
        self._number += 1
        self._name = f"{self._prefix}-{self._number:05d}.warc.gz"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = file = (self._folder / self._name).open("xb", buffering=0)
        facts = f"software: {self._software}\r\nformat: WARC File Format 1.1\r\n"
        record = self._record(self._warc.WarcRecordType.warcinfo, time, facts.encode())
        record.headers["WARC-Filename"] = self._name
        record.headers["Content-Type"] = "application/warc-fields"
        _append(file, self._packed(record))
        return file

    def _record(self, kind: Any, time: str, content: bytes) -> Any:
        record = self._warc.WarcRecord()
        record.init_headers(kind)
        record.headers["WARC-Date"] = time
        record.set_bytes_content(content)
        return record

    def _packed(self, record: Any) -> bytes:
        held = io.BytesIO()
        with self._gzip(held, compression_level=_LEVEL) as member:
            record.write(member, checksum_data=True)
            member.finish()
            return held.getvalue()

    def _refused(self, error: OSError) -> WarcError:
        return WarcError(
            f"{self._folder} can't be written: {error.strerror or error}. Check the disk and its free space, or run "
            "without WARC; what was committed is kept"
        )


def _append(file: io.FileIO, record: bytes) -> None:
    """A record into the file, whole or not at all: a torn one would be damage to whoever reads it."""
    begin = file.tell()
    left = memoryview(record)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError:
        with suppress(OSError):
            file.truncate(begin)
            file.seek(begin)
        raise
