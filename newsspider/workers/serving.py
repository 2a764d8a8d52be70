"""What a worker does: answers messages of ``newsspider.workers.wire``, each within its limits.

In: messages. Out: an answer to each, in order. It ends when the other side goes, after its number of pages, when it has
grown, and, by the kernel's hand, with a page that takes more than its time.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from newsspider.workers.errors import TooCostlyError
from newsspider.workers.limits import Limits, Meter, give_back, own_mib
from newsspider.workers.tasks import answer
from newsspider.workers.wire import packed, receive

if TYPE_CHECKING:
    import socket


class Heard(logging.Handler):
    """Keeps what is logged, for the crawl's own log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[tuple[int, str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append((record.levelno, record.name, self.format(record)))


def serve(sock: socket.socket, limits: Limits, heard: Heard) -> None:
    """Answer messages one after the other.

    Raises:
        BrokenPipeError, ConnectionResetError: The crawl has gone.
    """
    meter = Meter(limits)
    most_mib = own_mib() + limits.memory_mib / 2  # it may hold what it has learned, but not the room for a page
    _send(sock, {"ready": True})
    for number in range(1, limits.pages + 1):
        message = receive(sock)
        if message is None:
            return
        told, body = message
        reply: dict[str, Any] = {"id": told["id"]}
        more = b""
        with meter.given(told.get("share", 1)):
            try:
                reply["found"], more = answer(told, body)
            except TooCostlyError as error:
                reply["refused"] = str(error)
        del message, body
        retires = number == limits.pages
        if own_mib() > most_mib:
            give_back()
            retires = retires or own_mib() > most_mib
        _send(sock, {**reply, "log": heard.lines, "retires": retires}, more)
        heard.lines.clear()
        if retires:
            return


def _send(sock: socket.socket, message: dict[str, Any], body: bytes = b"") -> None:
    for part in packed(message, body):
        sock.sendall(part)
