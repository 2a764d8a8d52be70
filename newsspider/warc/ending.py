"""Whether a WARC file ends where its last record does.

In: a file that was read without a complaint, and the byte at which its last record begins. Out: nothing. Refused: one
that was cut off (``EOFError``). FastWARC takes a record whose head is torn, or a trailer of gzip that is missing, for
the end of the file; a download that broke off there would count as whole.

Told are files that are packed by gzip record by record, as nearly all are, and such as aren't packed.
"""

from __future__ import annotations

import re
import zlib
from typing import IO, Final

_GZIP: Final = b"\x1f\x8b"
_GZIP_BITS: Final = 31
_BLOCK: Final = 1 << 16
_MOST_HEAD: Final = 1 << 20
_CUT: Final = "it is cut off"
_LENGTH: Final = re.compile(rb"^Content-Length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_ENDS: Final = re.compile(rb"\r?\n\r?\n")


def refuse_torn_end(file: IO[bytes], last: int) -> None:
    """Look at what stands from the last record on.

    Raises:
        EOFError: Not all of it is there.
    """
    file.seek(last)
    begins = file.read(5)
    file.seek(last)
    if begins.startswith(_GZIP):
        _refuse_torn_members(file)
    elif begins == b"WARC/":
        _refuse_torn_records(file)


def _refuse_torn_members(file: IO[bytes]) -> None:
    member = zlib.decompressobj(_GZIP_BITS)
    left = file.read(_BLOCK)
    try:
        while left:
            out = member.decompress(left, _BLOCK)
            left = member.unconsumed_tail or member.unused_data or file.read(_BLOCK)
            while out and not left and not member.eof:  # all that was read is used, and more may come out of it
                out = member.decompress(b"", _BLOCK)
            if member.eof:
                if not left:
                    return
                member = zlib.decompressobj(_GZIP_BITS)
    except zlib.error as error:
        raise EOFError(str(error)) from error
    raise EOFError(_CUT)


def _refuse_torn_records(file: IO[bytes]) -> None:
    at = file.tell()
    size = file.seek(0, 2)
    while at < size:
        file.seek(at)
        head = file.read(_MOST_HEAD)
        begin = len(head) - len(head.lstrip(b"\r\n"))
        if begin == len(head):
            return
        ends = _HEAD_ENDS.search(head, begin)
        length = _LENGTH.search(head, begin, ends.end()) if ends else None
        if ends is None or length is None:
            raise EOFError(_CUT)
        at += ends.end() + int(length[1])
    if at > size:
        raise EOFError(_CUT)
