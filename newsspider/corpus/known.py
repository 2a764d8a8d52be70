"""Which items the corpus has, committed or in the open batch, by their ids and by the ids of their other URLs.

In: ids as they are written, and the journal's state. Out: the item that an id is of. Refused: as ``State``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.corpus.state import State

_MOST_ABSENT = 4096


class KnownItems:
    """The items that the corpus has.

    Args:
        state: Which knows the committed ones.

    Attributes:
        ids: The items of the open batch.
        aliases: Of the open batch: the item of each other id.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.ids: set[str] = set()
        self.aliases: dict[str, str] = {}
        self._absent: set[str] = set()  # ids that were asked for and aren't there: each is asked for several times

    def item_of(self, known_id: str) -> str | None:
        """The id of the item that has this id or this alias, or None."""
        if known_id in self.ids:
            return known_id
        if known_id in self._absent:
            return None
        found = self.aliases.get(known_id) or self._state.item_of(known_id)
        if found is None:
            if len(self._absent) >= _MOST_ABSENT:
                self._absent.clear()
            self._absent.add(known_id)
        return found

    def add(self, item_id: str) -> None:
        """The item is written, in the open batch."""
        self.ids.add(item_id)
        self._absent.discard(item_id)

    def add_alias(self, url_id: str, item_id: str) -> None:
        """``url_id`` is another id of the item, in the open batch."""
        self.aliases[url_id] = item_id
        self._absent.discard(url_id)

    def begin_batch(self) -> None:
        """What the open batch had is committed."""
        self.ids, self.aliases = set(), {}
