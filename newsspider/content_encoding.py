"""Content encodings (gzip, deflate, br, zstd) undone within a bound, and never half.

In: a body, the encodings that its headers name, the most bytes that may come out. Out: the bytes. Refused: more bytes
(``BodyTooLargeError``); bodies that end before their end, are damaged, or are wrapped more often than a server has
reason to (``BodyCutOffError``). Sources: RFC 9110 (8.4), RFC 1952, RFC 7932, RFC 8878 with the window of RFC 9659.
"""

from __future__ import annotations

import re
import sys
import zlib
from typing import TYPE_CHECKING, Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CHUNK: Final = 64 * 1024
_FIRST: Final = 512
_MOST_MEMBERS: Final = 20_000  # a log or a cache in pieces has hundreds; each costs more than its few bytes
_GZIP_BITS: Final = 31
_ZLIB_BITS: Final = 15
_ZEROS: Final = re.compile(rb"\0*")
_MOST_LAYERS: Final = 2
_GZIP: Final = b"\x1f\x8b"
_ZSTD_WINDOW_LOG: Final = 23  # 8 MiB (RFC 9659): a frame may ask for gigabytes


class BodyTooLargeError(ValueError):
    """More bytes come out than are allowed."""


class BodyCutOffError(ValueError):
    """What comes out isn't whole."""


class _Inflater(Protocol):
    """What undoes one member, as the standard library's decompressors do."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Members:
    """What comes out of a body, one member or frame after the other, whatever of them are empty.

    What stands behind the last one is nobody's: zeros that pad it, or a line that a cache has put there.

    Args:
        new: Makes what undoes one member.
        begins: Whether what is left at this place of the body is, or may be, another member.
    """

    def __init__(self, body: bytes, new: Callable[[], _Inflater], begins: Callable[[bytes, int], bool]) -> None:
        self._body, self._new, self._begins = body, new, begins
        self._inflater = new()
        self._at = 0
        self._members = 1
        self._step = _FIRST

    def read(self, size: int = _CHUNK) -> bytes:
        """At most ``size`` bytes, b"" at the end.

        Raises:
            BodyCutOffError: The body ends before its last member does, is damaged, or has too many.
        """
        try:
            while not self._inflater.eof or self._go_on():
                part = self._inflater.decompress(self._more() if self._inflater.needs_input else b"", size)
                if part:
                    return part
        except (zlib.error, zstd.ZstdError, EOFError) as error:
            raise BodyCutOffError("is damaged") from error
        return b""

    def _more(self) -> bytes:
        """Small pieces first: what a member leaves of its last one is copied, and members may be tiny."""
        piece = self._body[self._at : self._at + self._step]
        if not piece:
            raise BodyCutOffError("was cut off")
        self._at += len(piece)
        self._step = min(2 * self._step, _CHUNK)
        return piece

    def _go_on(self) -> bool:
        """Begin with the next member; False if there is none."""
        self._at = _ZEROS.match(self._body, self._at - len(self._inflater.unused_data)).end()  # type: ignore[union-attr] # none is enough
        if not self._begins(self._body, self._at):
            return False
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise BodyCutOffError(f"has more than {_MOST_MEMBERS:,} members")
        self._inflater, self._step = self._new(), _FIRST
        return True


def gzip_members(body: bytes) -> Members:
    """What comes out of a gzip body (RFC 1952, 2.2)."""
    return Members(body, lambda: _Zlib(_GZIP_BITS), _begins_gzip)


def undone(body: bytes, encodings: Sequence[str], max_bytes: int) -> tuple[bytes, list[str]]:
    """The body without its encodings, and those that are unknown and so stay.

    A body that isn't what its header says, and a gzip header on a plain page is the usual case, is left as it is.

    Raises:
        BodyTooLargeError: It holds more than ``max_bytes``.
        BodyCutOffError: It isn't whole.
    """
    left = [name.strip().lower() for name in encodings if name.strip().lower() not in {"", "identity"}]
    if len(left) > _MOST_LAYERS and all(name in _READERS for name in left):
        raise BodyCutOffError(f"the body is packed {len(left)} times")
    while left and left[-1] in _READERS:
        name = left.pop()
        if body and not (name.endswith("gzip") and body[:2] != _GZIP):
            body = _inflated(body, name, max_bytes)
    return body, left


def _inflated(body: bytes, name: str, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        for part in iter(_READERS[name](body).read, b""):
            size += len(part)
            if size > max_bytes:
                raise BodyTooLargeError(f"more than {max_bytes:,} bytes come out of the {name} body")
            parts.append(part)
    except BodyCutOffError as error:
        raise BodyCutOffError(f"the {name} body {error}") from error
    return b"".join(parts)


class _Zlib:
    """One member of gzip, or a body of deflate."""

    def __init__(self, bits: int) -> None:
        self._inflater = zlib.decompressobj(bits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        part = self._inflater.decompress(data or self._inflater.unconsumed_tail, max_length)
        # As many bytes as may come out may leave more inside, though all that was given is used.
        self.needs_input = len(part) < max_length and not self._inflater.unconsumed_tail
        return part


def _deflate(body: bytes) -> Members:
    """Servers send it with its zlib header and without."""
    bits = _ZLIB_BITS if _has_zlib_header(body) else -_ZLIB_BITS
    return Members(body, lambda: _Zlib(bits), lambda _body, _at: False)


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _begins_gzip(body: bytes, at: int) -> bool:
    return body.startswith(_GZIP, at) or body[at : at + 2] == _GZIP[:1]  # of which the rest didn't come


class _Brotli:
    def __init__(self, body: bytes) -> None:
        self._inflater = brotli.Decompressor()
        self._left = body

    def read(self) -> bytes:
        if self._inflater.is_finished():
            return b""
        try:
            part = bytes(self._inflater.process(self._left, output_buffer_limit=_CHUNK))
        except brotli.error as error:
            raise BodyCutOffError("is damaged") from error
        self._left = b""
        if not part and not self._inflater.is_finished():
            raise BodyCutOffError("was cut off")
        return part


def _zstd(body: bytes) -> Members:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
    return Members(body, lambda: zstd.ZstdDecompressor(options=options), lambda body, at: at < len(body))


class _Reader(Protocol):
    def read(self) -> bytes: ...


_READERS: dict[str, Callable[[bytes], _Reader]] = {
    "gzip": gzip_members,
    "x-gzip": gzip_members,
    "deflate": _deflate,
    "br": _Brotli,
    "zstd": _zstd,
}
