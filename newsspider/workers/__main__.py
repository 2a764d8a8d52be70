"""``python -m newsspider.workers``: a nursery, with a socket in the place of standard input."""

from __future__ import annotations

import socket
import sys

from newsspider.workers.nursing import nurse

if __name__ == "__main__":
    nurse(socket.socket(fileno=sys.stdin.fileno()))
