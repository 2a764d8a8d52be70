"""Content encodings (gzip, deflate, br, zstd) undone within a bound, and never half.

In: a body, the encodings that its headers name, the most bytes that may come out. Out: the bytes. Refused: more bytes
(``BodyTooLargeError``); bodies that end before their end, are damaged, or are wrapped more often than a server has
reason to (``BodyCutOffError``). Sources: RFC 9110 (8.4), RFC 1952, RFC 7932, RFC 8878 with the window of RFC 9659.
"""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Any, Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CHUNK: Final = 64 * 1024
_MOST_LAYERS: Final = 2
_GZIP: Final = b"\x1f\x8b"
_ZSTD_WINDOW_LOG: Final = 23  # 8 MiB (RFC 9659): a frame may ask for gigabytes


class BodyTooLargeError(ValueError):
    """More bytes come out than are allowed."""


class BodyCutOffError(ValueError):
    """What comes out isn't whole."""


class _Inflater(Protocol):
    @property
    def is_whole(self) -> bool: ...

    def more(self, packed: bytes) -> bytes: ...


def undone(body: bytes, encodings: Sequence[str], max_bytes: int) -> tuple[bytes, list[str]]:
    """The body without its encodings, and those that are unknown and so stay.

    A body that isn't what its header says, and a gzip header on a plain page is the usual case, is left as it is.

    Raises:
        BodyTooLargeError: It holds more than ``max_bytes``.
        BodyCutOffError: It isn't whole.
    """
    left = [name.strip().lower() for name in encodings if name.strip().lower() not in {"", "identity"}]
    if len(left) > _MOST_LAYERS and all(name in _INFLATERS for name in left):
        raise BodyCutOffError(f"the body is packed {len(left)} times")
    while left and left[-1] in _INFLATERS:
        name = left.pop()
        if body and not (name.endswith("gzip") and body[:2] != _GZIP):
            body = _inflated(body, name, max_bytes)
    return body, left


def _inflated(body: bytes, name: str, max_bytes: int) -> bytes:
    inflater = _INFLATERS[name](body)
    parts: list[bytes] = []
    size = 0
    packed = body
    while True:
        try:
            part = inflater.more(packed)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise BodyCutOffError(f"the {name} body is damaged") from error
        size += len(part)
        if size > max_bytes:
            raise BodyTooLargeError(f"more than {max_bytes:,} bytes come out of the {name} body")
        parts.append(part)
        if inflater.is_whole:
            return b"".join(parts)
        if not part:
            raise BodyCutOffError(f"the {name} body was cut off")
        packed = b""


class _Zlib:
    """gzip, one member after the other, and deflate, which servers send with its zlib header and without."""

    def __init__(self, body: bytes, name: str) -> None:
        self._bits = 31 if name == "gzip" else 15 if _has_zlib_header(body) else -15
        self._inflater = zlib.decompressobj(self._bits)
        self._left = b""

    @property
    def is_whole(self) -> bool:
        return self._inflater.eof and not self._inflater.unused_data.startswith(_GZIP)

    def more(self, packed: bytes) -> bytes:
        if self._inflater.eof:
            packed, self._inflater = self._inflater.unused_data, zlib.decompressobj(self._bits)
        part = self._inflater.decompress(packed or self._left, _CHUNK)
        self._left = self._inflater.unconsumed_tail
        return part


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


class _Brotli:
    def __init__(self, _: bytes) -> None:
        self._inflater = brotli.Decompressor()

    @property
    def is_whole(self) -> bool:
        return bool(self._inflater.is_finished())

    def more(self, packed: bytes) -> bytes:
        return bytes(self._inflater.process(packed, output_buffer_limit=_CHUNK))


class _Zstd:
    """One frame after the other."""

    def __init__(self, _: bytes) -> None:
        self._inflater = self._new()
        self._next = b""

    @staticmethod
    def _new() -> Any:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})

    @property
    def is_whole(self) -> bool:
        return bool(self._inflater.eof) and not self._inflater.unused_data

    def more(self, packed: bytes) -> bytes:
        if self._inflater.eof:
            packed, self._inflater = self._inflater.unused_data, self._new()
        return bytes(self._inflater.decompress(packed, _CHUNK))


_INFLATERS: dict[str, Callable[[bytes], _Inflater]] = {
    "gzip": lambda body: _Zlib(body, "gzip"),
    "x-gzip": lambda body: _Zlib(body, "gzip"),
    "deflate": lambda body: _Zlib(body, "deflate"),
    "br": _Brotli,
    "zstd": _Zstd,
}
