"""Bodies in chunks (RFC 9112, 7.1): all that came at once is handed on at once, and chunks without end are refused.

In: an answer's bytes as they come. Out: its body's. Refused: answers of chunks that cost more to tell apart than they
hold (``TooManyChunksError``). Twisted's decoder hands each of them on by itself, at six microseconds in the reactor: a
body of 5 MB in chunks of one byte held every connection for half a minute.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twisted.web.http import _ChunkedTransferDecoder

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CHUNKS: Final = 100_000  # servers that send each line or entry by itself: a sitemap has 50,000 entries at most
LEAST_CHUNK_BYTES: Final = 256  # on average, of further ones
_WHOLE = re.compile(rb"([0-9A-Fa-f]{1,6})\r\n")  # what most chunks begin with; Twisted's decoder reads all others


class TooManyChunksError(Exception):
    """An answer came in more and smaller chunks than are taken."""


class Chunks(_ChunkedTransferDecoder):
    """Twisted's decoder, which reads what has come in one go.

    Args:
        tell: Is given the body's bytes.
        finish: Is given what came behind the body.
    """

    def __init__(self, tell: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._pieces: list[bytes | bytearray] = []
        self._count = 0
        self._bytes = 0
        self._tell = tell
        self._finish = finish
        super().__init__(self._pieces.append, self._finished)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Read what has come, and hand on what it holds.

        Raises:
            TooManyChunksError: It is too little in too many chunks.
        """
        self._buffer += data
        goes_on = True
        while goes_on and self._buffer:
            if self.state == "CHUNK_LENGTH":
                self._read_whole_chunks()
            goes_on = not self._buffer or getattr(self, f"_dataReceived_{self.state}")()
        self._hand_on()

    def _read_whole_chunks(self) -> None:
        """Chunks that have come from their first byte to their last, as most have."""
        buffer, at = self._buffer, 0
        while (size := _WHOLE.match(buffer, at)) is not None:
            start = size.end()
            end = start + int(size[1], 16)
            if end == start or buffer[end : end + 2] != b"\r\n":
                break  # the last one, one that is still under way, or none
            self._pieces.append(buffer[start:end])
            at = end + 2
        if at:
            del self._buffer[:at]
            self._start = 0

    def _hand_on(self) -> None:
        body = b"".join(self._pieces)
        self._count += len(self._pieces)
        self._bytes += len(body)
        self._pieces.clear()
        if self._count > MOST_CHUNKS + self._bytes // LEAST_CHUNK_BYTES:
            raise TooManyChunksError(f"{self._bytes} bytes in {self._count} chunks")
        if body:
            self._tell(body)

    def _finished(self, rest: bytes) -> None:
        self._hand_on()
        self._finish(rest)
