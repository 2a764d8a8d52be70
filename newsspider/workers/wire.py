"""Messages between the crawl and a worker: a length, a length, JSON, bytes.

In: a JSON value and bytes. Out: the same on the other side. JSON and not pickle: what comes out of a worker was in the
same process as a page from anywhere, and must not be able to run code.
"""

from __future__ import annotations

import struct
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.records import without_surrogates

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

_LENGTHS = struct.Struct(">II")
_COPIED_BYTES = 256 * 1024


def packed(head: Any, body: bytes = b"") -> list[bytes]:
    """A message, in parts that are to be sent one after the other; a large body isn't copied."""
    text = encoded(head)
    lengths = _LENGTHS.pack(len(text), len(body))
    if len(body) > _COPIED_BYTES:
        return [lengths + text, body]
    return [b"".join((lengths, text, body))]  # one call of the system, and the other side is woken once


def encoded(value: Any) -> bytes:
    """A value as JSON, records and all."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(without_surrogates(_plain(value)))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


class Unpacker:
    """Takes bytes as they come and gives whole messages."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes | memoryview) -> Iterator[tuple[Any, bytes]]:
        """The messages that are whole by now."""
        held = self._held
        held += data
        while len(held) >= _LENGTHS.size:
            head, body = _LENGTHS.unpack_from(held)
            end = _LENGTHS.size + head + body
            if len(held) < end:
                return
            with memoryview(held) as view:
                told = orjson.loads(view[_LENGTHS.size : _LENGTHS.size + head])
                rest = bytes(view[_LENGTHS.size + head : end])
            del held[:end]
            yield told, rest


def receive(sock: socket.socket) -> tuple[Any, bytes] | None:
    """The next message; None once the other side has gone."""
    lengths = _exactly(sock, _LENGTHS.size)
    if lengths is None:
        return None
    head, body = _LENGTHS.unpack(lengths)
    told = _exactly(sock, head)
    rest = _exactly(sock, body)
    return None if told is None or rest is None else (orjson.loads(told), bytes(rest))


def _exactly(sock: socket.socket, count: int) -> bytearray | None:
    found = bytearray(count)
    view, at = memoryview(found), 0
    while at < count:
        got = sock.recv_into(view[at:])
        if not got:
            return None
        at += got
    view.release()
    return found
