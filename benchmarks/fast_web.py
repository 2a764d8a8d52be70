"""A server that costs as little as can be, for benchmarks of crawls: whole answers, made before the first request.

In: answers by path, in memory, or a function that makes them. Out: HTTP/1.1 with open connections on one loopback
address, in a process of its own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answer(body: bytes, kind: str = "text/html", more: str = "") -> bytes:
    """A whole answer."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Talk(asyncio.Protocol):
    def __init__(self, find: Callable[[str], bytes | None]) -> None:
        self._find = find
        self._told = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._told += data
        while b"\r\n\r\n" in self._told:
            head, self._told = self._told.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode("ascii", "replace")
            self._transport.write(self._find(path) or _NOT_FOUND)  # type: ignore[attr-defined] # a TCP transport


@contextmanager
def served(find: Callable[[str], bytes | None], address: str = "127.0.0.2") -> Iterator[str]:
    """The origin of the server; ``find`` gives the answer of a path and runs in the server's process."""
    listening = socket.create_server((address, 0), backlog=256)
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(find, listening), daemon=True)
    process.start()
    origin = f"http://{address}:{listening.getsockname()[1]}"
    listening.close()
    try:
        yield origin
    finally:
        process.terminate()
        process.join()


def _serve(find: Callable[[str], bytes | None], listening: socket.socket) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Talk(find), sock=listening)
        await server.serve_forever()

    asyncio.run(run())
