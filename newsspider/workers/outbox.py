"""Orders on their way to the nursery: what a full socket doesn't take now waits until it does.

In: orders, a birth with the socket of its worker. Out: the same, in their order, on a socket that doesn't block. Once
the other side has gone they are dropped: whoever reads from it is about to know.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque

from newsspider.workers.orders import ORDER


class Outbox:
    """What waits for room in a socket.

    Args:
        control: The socket; whoever made it closes it, behind this.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._waiting: deque[tuple[bytes, socket.socket | None]] = deque()
        self._loop = asyncio.get_running_loop()

    def send(self, what: int, pid: int = 0, handed: socket.socket | None = None) -> None:
        """An order.

        Args:
            what: One of ``newsspider.workers.orders``.
            pid: Whom it is about.
            handed: Goes with it, and may be closed as soon as this returns.

        Raises:
            OSError: No more files may be open.
        """
        self._waiting.append((ORDER.pack(what, pid, 0), handed.dup() if handed else None))
        if len(self._waiting) == 1:
            self._flush()

    def close(self) -> None:
        """Nothing more is sent."""
        self._loop.remove_writer(self._control)
        while self._waiting:
            self._done()

    def _flush(self) -> None:
        while self._waiting:
            order, handed = self._waiting[0]
            try:
                socket.send_fds(self._control, [order], [handed.fileno()] if handed else [])
            except BlockingIOError:
                self._loop.add_writer(self._control, self._flush)
                return
            except OSError:
                break
            self._done()
        self.close()

    def _done(self) -> None:
        _, handed = self._waiting.popleft()
        if handed is not None:
            handed.close()
