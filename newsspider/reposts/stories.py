"""The story index: which items tell the same story, and which of them is the original.

In: one ``Article`` at a time. Out: its ``Story``, and the changes that it brought for earlier items.
Refused: a file that is no story index (``StoreError``).

The steps: fingerprint -> candidates from the index -> verify each -> decide -> join, found, merge or split
stories -> choose the original anew. An original that comes in after its copies becomes the origin; an item that
shows two stories to be one merges them, and the older story's id stays.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from newsspider.reposts.bridges import in_one_frame, may_be_one, quotes_both, surest_story
from newsspider.reposts.database import StoreWriteError
from newsspider.reposts.decide import other_facts
from newsspider.reposts.entry import Entry, entry_of
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.index import ItemIndex
from newsspider.reposts.ledger import Ledger
from newsspider.reposts.match import compare_prints, covered_words
from newsspider.reposts.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from newsspider.records import Article, Kind, Story, StoryChange
    from newsspider.reposts.entry import Row
    from newsspider.reposts.links import Link

# Records owed to items of huge stories (see ``Ledger``): each add, and each call of ``changes``, writes so many.
_PAID_BY_ADD, _PAID_BY_CALL = 32, 512
# So many items are looked at that may share a frame with an earlier one.
_MOST_BESIDE = 4


class StoryIndex:
    """Stories of all items that were ever added, in one SQLite file; at home in one process.

    Each ``add`` is committed before it returns: after a kill at any moment, whatever was answered is known
    again.

    Args:
        path: The file; it and its folder are made if they don't exist. None: all is forgotten when it is closed.
        commit_every: So many adds make a commit; with more than one, a kill loses the last ones.
        all_in_memory: Of a large corpus too, which takes 200 bytes more an item, 15 MB for more of the newest items'
            records, and a quarter less time. Else what is old is put away in unnamed files beside ``path``: a crawl
            needs its memory for other things.

    Raises:
        StoreError: The file can't be used; the message says why.

    >>> with StoryIndex("corpus/state/stories.sqlite") as index:  # doctest: +SKIP
    ...     story = index.add(article, kind="mirror")
    ...     changed = index.changes()
    """

    def __init__(self, path: Path | str | None, *, commit_every: int = 1, all_in_memory: bool = False) -> None:
        file = None if path is None else Path(path)
        self._folder = f"beside {file}" if file else "in the folder for temporary files"
        self._refusal: StoreWriteError | None = None
        self._store = Store(file, self._known, commit_every=commit_every, cache_more=all_in_memory)
        self._ledger = Ledger(self._store)
        try:
            items = zip(self._store.known(), self._ledger.families.all_stories(), strict=True)
            self._index = ItemIndex(file.parent if file else None, items, all_in_memory=all_in_memory)
        except OSError as error:
            self._store.close()
            raise StoreWriteError(f"{self._folder} no file can be made: {error}; make room there") from error
        self._ledger.families.on_move = self._index.assign
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

    def add(self, article: Article | Row, *, kind: Kind | None = None) -> Story:
        """Find the story of an article; an id that is known already gets the answer it has now.

        Args:
            article: Its id, text, title, date, credits and addresses count.
            kind: What its source is, if known.

        Raises:
            StoreError: The answer can't be written, and nothing was added; or what is old can't be put away beside the
                file, and the index can only be closed: what was answered is kept.
        """
        return self.story(article.id) or self._add(entry_of(article, kind, len(self._ledger)))

    def add_prepared(self, prepared: Entry) -> Story:
        """The same for an article that ``prepare`` has read, in another process maybe.

        Raises:
            StoreError: As ``add``.
        """
        return self.story(prepared.id) or self._add(prepared._replace(number=len(self._ledger)))

    def _add(self, entry: Entry) -> Story:
        if self._refusal is not None:
            raise self._refusal
        try:
            return self._tie(entry)
        except OSError as error:
            # What stands in memory may be changed by half; the store isn't.
            self._refusal = StoreWriteError(
                f"{self._folder} what is old can't be put away or read: {error}. Make room there and start again: "
                "nothing that was answered is lost"
            )
            raise self._refusal from error

    def _tie(self, entry: Entry) -> Story:
        self._ledger.pay(_PAID_BY_ADD)
        lookups = entry.lookups()
        links = self._without_frames(self._links(entry, self._ledger.tied_by_address(lookups)))
        if not links:
            told = self._ledger.found(entry, lookups)
            self._index.add(entry.packed, entry.number)
            return told
        chosen, moving = self._without_bridges(entry, self._chosen(entry, links), links)
        stories = sorted({self._ledger.families.story_of(number) for number, _ in chosen})
        told = self._ledger.join(entry, lookups, stories, moving)
        self._index.add(entry.packed, self._ledger.families.story_of(entry.number))
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
        with self._store.transaction:
            self._store.put_note(name, value)

    def close(self) -> None:
        """Close the file. Changes that were handed out are forgotten, others are kept for the next run."""
        self._forget()
        self._store.close()
        self._index.close()

    def _forget(self) -> None:
        if self._handed_out:
            self._store.forget_changes(self._handed_out)
            self._handed_out = 0

    def _known(self, number: int) -> bytes:
        return self._index.packed(number)

    def _links(self, entry: Entry, credited: set[int]) -> list[Link]:
        """The earlier items that tell the same story, surest first; training asks the truth here."""
        return self._index.links(entry.packed, credited)

    def _without_frames(self, links: list[Link]) -> list[Link]:
        """The links but those to texts that seem to share a frame with the item, where they share it among themselves.

        Two texts may be a copy and its original, each with a row of names beside the story. Three that have the same in
        common, and each of them names and figures of its own, are reports of one form.
        """
        most = settings()["link"]["frame_score"]
        framed = [number for number, score in links if score <= most]
        if not framed:
            return links
        families = self._ledger.families
        beside = dict.fromkeys([*framed, *families.members(families.story_of(framed[0]), _MOST_BESIDE)])
        known = [self._index.known(number) for number in beside][: _MOST_BESIDE + 1]
        return [link for link in links if link[1] > most] if in_one_frame(known) else links

    def _chosen(self, entry: Entry, links: Sequence[Link]) -> list[Link]:
        """The links to follow: the surest story's, and those of other stories that the same words tie to the item.

        A digest holds two stories in different places: it belongs to one at most and never makes them one.
        Only an item that was published before both may be the whole of which they are different parts. Nor does
        the passage that one text quotes from another make them one when somebody copies just that passage.
        """
        story_of = self._ledger.families.story_of
        if len({story_of(number) for number, _ in links}) == 1:
            return [links[0]]
        surest = surest_story(links, story_of)
        chosen = [next(link for link in links if story_of(link[0]) == surest)]
        best = chosen[0][0]
        merge, new, first = settings()["merge"], entry.known, self._index.known(best)
        marks = self._index.marks(new)
        held = covered_words(new.print_, first.print_, marks, story_of(best))
        for number, score in links:
            if story_of(number) == story_of(best) or score < merge["least"]:
                continue
            known = self._index.known(number)
            words = covered_words(new.print_, known.print_, marks, story_of(number))
            fewer = min(held.bit_count(), words.bit_count())
            overlaps = fewer and (held & words).bit_count() >= merge["overlap"] * fewer
            if all(new.is_later_than(other) is False for other in (first, known)) or (
                overlaps and may_be_one(first, known)
            ):
                chosen.append((number, score))
        return chosen

    def _without_bridges(
        self, entry: Entry, chosen: Sequence[Link], links: Sequence[Link]
    ) -> tuple[list[Link], list[int]]:
        """The links to follow, and the items that leave their story for the new one's.

        An earlier digest holds two stories in different places. When the second one's original comes in, it
        isn't drawn into the first one's story; the digest goes over to it if it has more of it, unless both stand on
        one site: what they have in common and the story hasn't is then the site's own, a long footer mostly.
        A report whose original has other facts in the same form is no bridge either, nor is an excerpt that stands as a
        whole in a text that only quotes its original.
        """
        story_of = self._ledger.families.story_of
        kept: list[Link] = []
        moving: list[int] = []
        linked = [story_of(number) for number, _ in links]
        for link in chosen:
            if linked.count(story_of(link[0])) > 1:
                kept.append(link)
                continue
            held = self._ledger.entry(link[0])
            origin = self._ledger.number(held.story.origin_id) if held.story.role == "repost" else None
            if origin is None:
                kept.append(link)
                continue
            original, between = self._index.known(origin), self._index.known(held.number)
            if other_facts(compare_prints(entry.print_, original.print_)) or quotes_both(
                entry.known, between, original
            ):
                continue
            ours = covered_words(between.print_, entry.print_)
            theirs = covered_words(between.print_, original.print_)
            fewer = min(ours.bit_count(), theirs.bit_count())
            if (ours & theirs).bit_count() >= settings()["merge"]["overlap"] * fewer:
                kept.append(link)
            elif ours.bit_count() > theirs.bit_count() and (between.site != entry.known.site or not between.site):
                moving.append(held.number)
        return kept, moving


def prepare(article: Article | Row, *, kind: Kind | None = None) -> Entry:
    """All that ``StoryIndex.add`` needs of an article's text: the larger part of its work, which needs no index.

    The result can be pickled, so another process may do this; ``StoryIndex.add_prepared`` takes it.

    Args:
        article: Its id, text, title, date, credits and addresses count.
        kind: What its source is, if known.
    """
    return entry_of(article, kind)
