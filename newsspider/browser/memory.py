"""A bound of memory for each page that a browser shows: what is beyond is ended.

In: the processes of this one's browser. Out: how many of those that show pages were ended. Refused: nothing; without
``/proc`` (other systems than Linux) there is no bound but the one of JavaScript's own heap.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PAGE = b"--type=renderer"
_KB_A_MB = 1024


def end_large_pages(most_mb: int) -> int:
    """End the browser's processes that show pages and hold more than so many MiB of their own.

    Returns:
        How many were ended; the browser itself goes on, and tells of a crashed page.
    """
    ended = 0
    for number in _descendants(os.getpid()):
        with suppress(OSError, ValueError, IndexError):
            if _PAGE in (_PROC / str(number) / "cmdline").read_bytes() and _own_mb(number) > most_mb:
                os.kill(number, signal.SIGKILL)
                ended += 1
    return ended


def _own_mb(number: int) -> int:
    """What a process holds that it shares with no file, in MiB."""
    status = (_PROC / str(number) / "status").read_text("ascii", "replace")
    return int(status.split("RssAnon:")[1].split()[0]) // _KB_A_MB


def _descendants(number: int) -> list[int]:
    found: list[int] = []
    todo = [number]
    while todo:
        for tasks in (_PROC / str(todo.pop()) / "task").glob("*/children"):
            with suppress(OSError):
                children = [int(child) for child in tasks.read_text("ascii").split()]
                found += children
                todo += children
    return found
