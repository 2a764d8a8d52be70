"""Takes the links of a way: a few in a turn, however many it lists, so that nothing else waits for them.

In: links. Out: what came of them (``Taken``). Refused: nothing by itself; see ``Queue`` for what isn't wanted.

While the links of one way of a source are taken, its other ways wait, and none of its articles is asked for: which are
the newest is only plain when all are there.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider.spiders.asking import Asking
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.discovery import Link
    from newsspider.spiders.ways import Ways

_TURN_S = 0.002  # some fifty links of a sitemap, ten of a feed that carries its stories


class Turn:
    """A task's turn of the event loop: it has lasted long enough when others should have theirs."""

    def __init__(self) -> None:
        self._ends = time.perf_counter() + _TURN_S

    async def over(self) -> bool:
        """Let others have their turn, if this one has lasted long enough; whether it has."""
        if time.perf_counter() < self._ends:
            return False
        await asyncio.sleep(0)
        self._ends = time.perf_counter() + _TURN_S
        return True


@dataclass(slots=True)
class Taken:
    """What came of a way's links.

    Attributes:
        chain: The first page of the list that the way is a page of.
        keys: The ids of the articles.
        fresh: How many of them no way had before.
        all_known: Earlier runs have asked for each of them; False without any, or if nobody wants to know.
    """

    chain: str
    keys: set[str] = field(default_factory=set)
    fresh: int = 0
    all_known: bool = False


class Taking(Asking):
    """Takes links, some in each turn."""

    async def take(self, ways: Ways, links: Iterable[Link], first: str = "", url: str = "") -> Taken:
        """Take links; others have their turns meanwhile.

        Args:
            ways: Whose.
            links: Of one way.
            first: The first page of the list that the way is a further page of, which counts as read then.
            url: The way itself, if it is no further page.
        """
        chain = first or url
        taken = Taken(chain)
        wants_to_know = bool(chain) and self.visits.was_read(chain, ways.source)
        turn = Turn()
        async with ways.taking:
            for link in links:
                known = wants_to_know and self.is_known(link)
                taken.all_known = known and (taken.all_known or not taken.keys)
                taken.keys.add(item_id(link.url))
                before = ways.fresh
                self.take_links(ways, (link,))
                taken.fresh += ways.fresh - before
                if await turn.over():
                    self.keep_links()
        if first:
            ways.unread[first] -= 1
        return taken
