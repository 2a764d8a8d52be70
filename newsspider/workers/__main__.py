"""One worker: ``python -m newsspider.workers``, with a socket in the place of standard input.

In: messages of ``newsspider.workers.wire``. Out: an answer to each, in order. It ends when the other side goes, after
its number of pages, when it has grown, and, by the kernel's hand, with a page that takes more than its time.
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
from typing import Any

from newsspider.workers.errors import TooCostlyError
from newsspider.workers.limits import Limits, Meter, resident_mib, return_large_blocks
from newsspider.workers.tasks import answer, warm_up
from newsspider.workers.wire import packed, receive


class _Heard(logging.Handler):
    """Keeps what is logged, for the crawl's own log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[tuple[int, str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, record.name, self.format(record)))


def main() -> None:
    """Answer until there is nobody to answer."""
    # Ctrl-C and a service's stop reach the whole group of processes; when a worker may go is for the crawl to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return_large_blocks()
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    with socket.socket(fileno=sys.stdin.fileno()) as sock:
        first = receive(sock)
        if first is None:
            return
        limits = Limits(**first[0])
        warm_up()
        _send(sock, {"ready": True})
        serve(sock, limits, heard)


def serve(sock: socket.socket, limits: Limits, heard: _Heard) -> None:
    """Answer messages one after the other."""
    meter = Meter(limits)
    most_mib = resident_mib() + limits.memory_mib / 2  # it may hold what it has learned, but not the room for a page
    for number in range(1, limits.pages + 1):
        message = receive(sock)
        if message is None:
            return
        told, body = message
        reply: dict[str, Any] = {"id": told["id"]}
        with meter:
            try:
                reply["found"] = answer(told, body)
            except TooCostlyError as error:
                reply["refused"] = str(error)
        del message, body
        retires = number == limits.pages or resident_mib() > most_mib
        _send(sock, {**reply, "log": heard.lines, "retires": retires})
        heard.lines.clear()
        if retires:
            return


def _send(sock: socket.socket, message: dict[str, Any]) -> None:
    for part in packed(message):
        sock.sendall(part)


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, ConnectionResetError):
        sys.exit(0)  # the crawl has gone
