"""Who waits for whom: a copy waits until the original that it credits has passed.

In: the ids of articles as they start and as they are settled (told to the story index, or rejected). Out:
an answer to "has it passed?", after a wait if need be. Refused: a wait that could never end, because the
other waits, directly or through others, for the one who asks. Pure asyncio; nothing here knows Scrapy.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SLICE_S = 1.0  # how soon a waiter notices that the run is being stopped


class Arrivals:
    """The articles of a run, from their first request to their end."""

    def __init__(self) -> None:
        self._ends: dict[str, asyncio.Future[None] | None] = {}
        self._waits: dict[str, set[str]] = {}

    def start(self, item_id: str) -> bool:
        """Note that this article is being fetched; False if it was started before."""
        if item_id in self._ends:
            return False
        self._ends[item_id] = asyncio.get_running_loop().create_future()
        return True

    def settle(self, *item_ids: str) -> None:
        """These articles (or other ids of one) have passed, or never will: nobody need wait for them."""
        for item_id in item_ids:
            future = self._ends.get(item_id)
            self._ends[item_id] = None
            if future is not None and not future.done():
                future.set_result(None)

    def was_started(self, item_id: str) -> bool:
        """Whether this article was started, or settled, in this run."""
        return item_id in self._ends

    def has_passed(self, item_id: str) -> bool:
        """Whether this article is settled."""
        return item_id in self._ends and self._ends[item_id] is None

    @property
    def waiting(self) -> int:
        """How many articles wait for another at the moment."""
        return len(self._waits)

    def is_open(self, item_id: str) -> bool:
        """Whether this article was started and isn't settled."""
        return self._ends.get(item_id) is not None

    async def wait(
        self, waiter: str, awaited: str, timeout_s: float, is_running: Callable[[], bool] = lambda: True
    ) -> bool:
        """Wait until ``awaited`` is settled.

        Returns:
            False if it isn't: the time was over, the run is being stopped, or it waits for ``waiter`` itself.
        """
        future = self._ends.get(awaited)
        if future is None:
            return awaited in self._ends
        if awaited == waiter or self._leads_to(awaited, waiter):
            return False
        self._waits.setdefault(waiter, set()).add(awaited)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        try:
            while is_running() and (left := deadline - loop.time()) > 0:
                await asyncio.wait({future}, timeout=min(_SLICE_S, left))
                if future.done():
                    return True
            return False
        finally:
            self._waits[waiter].discard(awaited)
            if not self._waits[waiter]:
                del self._waits[waiter]

    def _leads_to(self, start: str, goal: str) -> bool:
        seen, todo = {start}, [start]
        while todo:
            for item_id in self._waits.get(todo.pop(), ()):
                if item_id == goal:
                    return True
                if item_id not in seen:
                    seen.add(item_id)
                    todo.append(item_id)
        return False
