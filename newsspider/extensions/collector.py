"""Cycles of objects are collected between two calls of the event loop, not in the midst of one.

In: a word for each page that was read. Out: collections. Refused: nothing. Where Python collects by itself, some call
takes some milliseconds longer, whichever it is, and a connection waits for them.
"""

from __future__ import annotations

import asyncio
import gc
from typing import Final

from newsspider.workers.limits import collect_seldom

_OWN_OBJECTS: Final = 50_000  # then Python collects all the same: where no page comes for long
_PAGES: Final = 16  # they leave some thousand objects
_TURNS_AN_OLDER: Final = 4
_TURNS_A_WHOLE: Final = 256


class Collector:
    """Made when all that a crawl keeps to its end is there: that is never looked at again."""

    def __init__(self) -> None:
        self._pages = 0
        collect_seldom(_OWN_OBJECTS)

    def note_page(self) -> None:
        """One more page was read; every now and then the loop's next call collects."""
        self._pages += 1
        if self._pages % _PAGES == 0:
            asyncio.get_running_loop().call_soon(gc.collect, _generation(self._pages // _PAGES))


def _generation(turn: int) -> int:
    """What is looked at: young objects, now and then older ones, seldom all."""
    if turn % _TURNS_AN_OLDER:
        return 0
    return 1 if turn % _TURNS_A_WHOLE else 2
