"""The story index: which items tell the same story, and which of them is the original.

In: one ``Article`` at a time. Out: its ``Story``, and the changes that it brought for earlier items.
Refused: a file that is no story index (``StoreError``).

The steps: fingerprint -> candidates from the index -> verify each -> decide -> join, found, merge or split
stories -> choose the original anew. An original that comes in after its copies becomes the origin; an item that
shows two stories to be one merges them, and the older story's id stays.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from newsspider.reposts.decide import are_forms, is_link, score, score_forms
from newsspider.reposts.entry import Entry, entry_of
from newsspider.reposts.fingerprint import Fingerprint, Flags, settings
from newsspider.reposts.index import ShingleIndex
from newsspider.reposts.ledger import Ledger
from newsspider.reposts.match import Comparison, compare_prints, covered_words
from newsspider.reposts.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from newsspider.records import Article, Kind, Story, StoryChange

# Records owed to items of huge stories (see ``Ledger``): each add, and each call of ``changes``, writes so many.
_PAID_BY_ADD, _PAID_BY_CALL = 32, 512


@dataclass(frozen=True, slots=True)
class _Link:
    """An earlier item that tells the new one's story."""

    entry: Entry
    score: float


class StoryIndex:
    """Stories of all items that were ever added, in one SQLite file; at home in one process.

    Each ``add`` is committed before it returns: after a kill at any moment, whatever was answered is known
    again.

    Args:
        path: The file; it and its folder are made if they don't exist.
        commit_every: So many adds make a commit; with more than one, a kill loses the last ones.

    Raises:
        StoreError: The file can't be used; the message says why.

    >>> with StoryIndex("corpus/state/stories.sqlite") as index:  # doctest: +SKIP
    ...     story = index.add(article, kind="mirror")
    ...     changed = index.changes()
    """

    def __init__(self, path: Path | str, *, commit_every: int = 1) -> None:
        self._store = Store(Path(path), commit_every=commit_every)
        self._ledger = Ledger(self._store)
        self._index = ShingleIndex(self._ledger.families.story_of)
        for number, print_ in enumerate(self._store.fingerprints()):
            self._index.add(number, print_)
        self._handed_out = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._handed_out = 0  # whoever writes the changes down may not have come so far
        self.close()

    def __len__(self) -> int:
        return len(self._ledger)

    def add(self, article: Article, *, kind: Kind | None = None) -> Story:
        """Find the story of an article; an id that is known already gets the answer it has now.

        Args:
            article: Its id, text, title, date, credits and addresses count.
            kind: What its source is, if known.

        Raises:
            StoreError: The answer can't be written; nothing was added.
        """
        known = self.story(article.id)
        if known is not None:
            return known
        self._ledger.pay(_PAID_BY_ADD)
        entry = entry_of(article, kind, len(self._ledger))
        common = self._index.boilerplate(entry.print_)
        links = self._links(entry, common)
        chosen, moving = self._without_bridges(entry, self._chosen(entry, links, common), links)
        stories = sorted({self._ledger.families.story_of(link.entry.number) for link in chosen})
        told = self._ledger.join(entry, stories, moving)
        self._index.add(entry.number, entry.print_)
        return told

    def changes(self) -> list[StoryChange]:
        """What the adds since the last call changed for earlier items, oldest first.

        Of a story with hundreds of items that changes as a whole, the rest comes with the next calls. A change
        is forgotten when the next call is made or the index is closed, not before: if the process dies while it
        writes them down, or an error ends the ``with``, the next run hands them out again. The caller fills in
        ``run_id``.
        """
        self._forget()
        self._ledger.pay(_PAID_BY_CALL)
        queued = self._store.changes()
        if queued:
            self._handed_out = queued[-1][0]
        return [change for _, change in queued]

    def story(self, item_id: str) -> Story | None:
        """The story of an item as it is now, or None if the id isn't known."""
        number = self._ledger.number(item_id)
        return None if number is None else self._ledger.entry(number).story

    def stories(self) -> Iterator[tuple[str, Story]]:
        """The id of every item with its story as it is now, in order of arrival."""
        self._ledger.pay(len(self))
        for _, item_id, story in self._store.all_stories():
            yield item_id, story

    def knows(self, item_id: str) -> bool:
        """Whether an item of this id was added, in this run or an earlier one."""
        return self._ledger.number(item_id) is not None

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Adds and notes inside are committed together when it ends: faster, and a kill loses all or none of them.

        After an error inside, nothing of it was added, and the index can only be closed.
        """
        try:
            with self._store.batch():
                yield
        except BaseException:
            self._store.close()
            raise

    def note(self, name: str) -> Any:
        """What a caller noted under a name, or None."""
        return self._store.note(name)

    def put_note(self, name: str, value: Any) -> None:
        """Keep a JSON value with the index, such as how far an input was read; inside ``batch``, with its adds."""
        with self._store.transaction():
            self._store.put_note(name, value)

    def close(self) -> None:
        """Close the file. Changes that were handed out are forgotten, others are kept for the next run."""
        self._forget()
        self._store.close()

    def _forget(self) -> None:
        if self._handed_out:
            self._store.forget_changes(self._handed_out)
            self._handed_out = 0

    def _links(self, entry: Entry, common: Flags) -> list[_Link]:
        """The earlier items that tell the same story, surest first."""
        credited = self._ledger.tied_by_address(entry)
        numbers = [*self._index.candidates(entry.print_), *sorted(credited)]
        links = []
        for number in dict.fromkeys(numbers):
            other = self._ledger.entry(number)
            compared = self._compare(entry.print_, common, other)
            found = score(compared, a_is_later=entry.is_later_than(other), credited=number in credited)
            if not is_link(found) and are_forms(compared):
                found = score_forms(compare_prints(entry.print_, other.print_))
            if is_link(found):
                links.append(_Link(other, found))
        return sorted(links, key=lambda link: (-link.score, link.entry.number))

    def _compare(self, print_: Fingerprint, common: Flags, other: Entry) -> Comparison:
        return compare_prints(print_, other.print_, common, self._index.boilerplate(other.print_))

    def _chosen(self, entry: Entry, links: Sequence[_Link], common: Flags) -> list[_Link]:
        """The links to follow: the surest, and those of other stories that the same words tie to the item.

        A digest holds two stories in different places: it belongs to one at most and never makes them one.
        Only an item that was published before both may be the whole of which they are different parts.
        """
        if not links:
            return []
        best, chosen = links[0], [links[0]]
        held = covered_words(entry.print_, best.entry.print_, common)
        for link in links[1:]:
            if link.entry.story.id == best.entry.story.id:
                continue
            words = covered_words(entry.print_, link.entry.print_, common)
            fewer = min(int(held.sum()), int(words.sum()))
            overlaps = fewer and int(np.sum(held & words)) >= settings()["merge"]["overlap"] * fewer
            first = all(entry.is_later_than(e.entry) is False for e in (best, link))
            if overlaps or first:
                chosen.append(link)
        return chosen

    def _without_bridges(
        self, entry: Entry, chosen: Sequence[_Link], links: Sequence[_Link]
    ) -> tuple[list[_Link], list[int]]:
        """The links to follow, and the items that leave their story for the new one's.

        An earlier digest holds two stories in different places. When the second one's original comes in, it
        isn't drawn into the first one's story; the digest goes over to it if it has more of it.
        """
        story_of = self._ledger.families.story_of
        kept: list[_Link] = []
        moving: list[int] = []
        linked = [story_of(link.entry.number) for link in links]
        for link in chosen:
            held = link.entry
            origin = self._ledger.number(held.story.origin_id)
            if held.story.role != "repost" or origin is None or linked.count(story_of(held.number)) > 1:
                kept.append(link)
                continue
            ours = covered_words(held.print_, entry.print_)
            theirs = covered_words(held.print_, self._ledger.entry(origin).print_)
            fewer = min(int(ours.sum()), int(theirs.sum()))
            if int(np.sum(ours & theirs)) >= settings()["merge"]["overlap"] * fewer:
                kept.append(link)
            elif int(ours.sum()) > int(theirs.sum()):
                moving.append(held.number)
        return kept, moving
