"""How a hostile answer is told: what it knows, what may become of it, and the ways in which answers write themselves.

In: nothing. Out: ``Answer``, made by ``raw`` or ``endless`` or of a talk of one's own, which writes to the socket what
it likes; ``head``, ``whole`` and ``encoded`` for the bytes of an answer.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli
from backports import zstd
from hostile_story import page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Talk = Callable[["Told", asyncio.StreamWriter], Awaitable[None]]

FAILED = ("download_failed",)
REFUSED = ("address_refused",)


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer knows: the story's number, where nobody may go, this server's origin, the path asked for."""

    number: int
    secret: str
    origin: str
    path: str
    bomb_mib: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A hostile answer, and what may become of it."""

    talk: Talk
    ends: tuple[str, ...]
    holds: bool = True


def head(status: str = "200 OK", *more: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """Status line and headers; the connection is closed behind the answer."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *([f"Content-Type: {kind}"] if kind else []), *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(body: bytes, *more: str, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    return head(status, f"Content-Length: {len(body)}", *more, kind=kind) + body


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=4),
    "zstd": zstd.compress,
}


def encoded(body: bytes, encoding: str) -> bytes:
    """A good answer in a content encoding."""
    return whole(PACK[encoding](body), f"Content-Encoding: {encoding}")


def raw(make: Callable[[Told], bytes], ends: tuple[str, ...] = FAILED, *, holds: bool = True) -> Answer:
    """An answer of bytes that are written at once."""

    async def talk(told: Told, writer: asyncio.StreamWriter) -> None:
        writer.write(make(told))
        await writer.drain()

    return Answer(talk, ends, holds)


def endless(first: bytes, again: bytes, pause_s: float = 0.0, ends: tuple[str, ...] = FAILED) -> Answer:
    """An answer that begins, and then writes the same again and again."""

    async def talk(_: Told, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return Answer(talk, ends)


def body_of(told: Told) -> bytes:
    """The story's page, as it should have come."""
    return page(told.number).encode()
