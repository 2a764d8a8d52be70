"""Takes the links of a way: a few in a turn, however many it lists, so that nothing else waits for them.

In: links. Out: what came of them (``Taken``). Refused: nothing by itself; see ``Queue`` for what isn't wanted.

While the links of one way of a source are taken, its other ways wait, and none of its articles is asked for: which are
the newest is only plain when all are there.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider.spiders.asking import Asking
from newsspider.urls import item_id
from newsspider.workers.ways_told import in_portions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.discovery import Link
    from newsspider.spiders.ways import Ways


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
    """Takes links in portions."""

    async def take(self, ways: Ways, links: Iterable[Link], chain: str = "") -> Taken:
        """Take links, with a turn for others behind each portion.

        Args:
            ways: Whose.
            links: Of one way.
            chain: The first page of the list that the way is a page of.
        """
        taken = Taken(chain)
        wants_to_know = bool(chain) and self.visits.was_read(chain, ways.source)
        async with ways.taking:
            for portion in in_portions(links):
                taken.all_known = wants_to_know and (taken.all_known or not taken.keys)
                taken.all_known = taken.all_known and all(map(self.is_known, portion))
                taken.keys.update(item_id(link.url) for link in portion)
                before = ways.fresh
                self.take_links(ways, portion)
                taken.fresh += ways.fresh - before
                await asyncio.sleep(0)
        return taken
