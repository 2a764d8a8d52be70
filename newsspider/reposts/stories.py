"""The story index: which items tell the same story, and which of them is the original.

In: one ``Article`` at a time. Out: its ``Story``, and the changes that it brought for earlier items.
Refused: a file that is no story index (``StoreError``).

The steps: fingerprint -> candidates from the index -> verify each -> decide -> join, found, merge or split
stories -> choose the original anew. An original that comes in after its copies becomes the origin; an item that
shows two stories to be one merges them, and the older story's id stays.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from newsspider.reposts.decide import Pair, are_forms, is_link, score, score_forms
from newsspider.reposts.entry import Entry, Known, entry_of
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.index import ItemIndex
from newsspider.reposts.ledger import Ledger
from newsspider.reposts.match import compare_prints, covered_words
from newsspider.reposts.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from newsspider.records import Article, Kind, Story, StoryChange

# Records owed to items of huge stories (see ``Ledger``): each add, and each call of ``changes``, writes so many.
_PAID_BY_ADD, _PAID_BY_CALL = 32, 512
# Fewer words in common than this make no other story a rival.
_A_RIVALS_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Link:
    """An earlier item that tells the new one's story."""

    number: int
    known: Known
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
        try:
            items = zip(self._store.known(), self._ledger.families.all_stories(), strict=True)
            self._index = ItemIndex(Path(path).parent, items)
        except OSError as error:
            self._store.close()
            raise StoreError(f"beside {path} no file can be made: {error}; make room there") from error
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
        marks = self._index.marks(entry.known)
        links = self._links(entry, marks)
        chosen, moving = self._without_bridges(entry, self._chosen(entry, links, marks), links)
        stories = sorted({self._ledger.families.story_of(link.number) for link in chosen})
        told = self._ledger.join(entry, stories, moving)
        self._index.add(entry.known, self._ledger.families.story_of(entry.number))
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
        self._index.close()

    def _forget(self) -> None:
        if self._handed_out:
            self._store.forget_changes(self._handed_out)
            self._handed_out = 0

    def _links(self, entry: Entry, marks: bytes) -> list[_Link]:
        """The earlier items that tell the same story, surest first."""
        credited = self._ledger.tied_by_address(entry)
        numbers = dict.fromkeys([*self._index.candidates(entry.print_), *sorted(credited)])
        if not numbers:
            return []
        pairs = self._pairs(entry, marks, numbers, credited)
        links = []
        for number, known, pair in pairs:
            found = self._score(entry, number, pair)
            if not is_link(found) and are_forms(pair.compared):
                found = score_forms(compare_prints(entry.print_, known.print_))
            if is_link(found):
                links.append(_Link(number, known, found))
        return sorted(links, key=lambda link: (-link.score, link.number))

    def _score(self, entry: Entry, number: int, pair: Pair) -> float:  # noqa: ARG002 - training asks who they are
        """How sure it is that the new item and an earlier one tell one story; training asks the truth here."""
        return score(pair)

    def _pairs(
        self, entry: Entry, marks: bytes, numbers: Iterable[int], credited: set[int]
    ) -> list[tuple[int, Known, Pair]]:
        """The new item held against each of these earlier ones."""
        story_of = self._ledger.families.story_of
        held = []
        for number in numbers:
            known, story = self._index.known(number), story_of(number)
            theirs = self._index.marks(known)
            held.append((number, known, story, compare_prints(entry.print_, known.print_, marks, theirs, story)))
        shared: dict[int, int] = {}
        for _, _, story, compared in held:
            shared[story] = max(shared.get(story, 0), compared.a.covered)
        return [
            (
                number,
                known,
                Pair(
                    compared,
                    entry.is_later_than(known),
                    same_site=known.site == entry.site != 0,
                    title=_title_share(entry.print_.title, known.print_.title),
                    rivals=_rivals(shared, story, compared.a.covered),
                    credited=number in credited,
                ),
            )
            for number, known, story, compared in held
        ]

    def _chosen(self, entry: Entry, links: Sequence[_Link], marks: bytes) -> list[_Link]:
        """The links to follow: the surest, and those of other stories that the same words tie to the item.

        A digest holds two stories in different places: it belongs to one at most and never makes them one.
        Only an item that was published before both may be the whole of which they are different parts.
        """
        if not links:
            return []
        story_of = self._ledger.families.story_of
        best, chosen = links[0], [links[0]]
        if all(story_of(link.number) == story_of(best.number) for link in links):
            return chosen
        held = covered_words(entry.print_, best.known.print_, marks, story_of(best.number))
        for link in links[1:]:
            if story_of(link.number) == story_of(best.number) or link.score < settings()["merge"]["least"]:
                continue
            words = covered_words(entry.print_, link.known.print_, marks, story_of(link.number))
            fewer = min(held.bit_count(), words.bit_count())
            overlaps = fewer and (held & words).bit_count() >= settings()["merge"]["overlap"] * fewer
            first = all(entry.is_later_than(e.known) is False for e in (best, link))
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
        linked = [story_of(link.number) for link in links]
        for link in chosen:
            if linked.count(story_of(link.number)) > 1:
                kept.append(link)
                continue
            held = self._ledger.entry(link.number)
            origin = self._ledger.number(held.story.origin_id)
            if held.story.role != "repost" or origin is None:
                kept.append(link)
                continue
            ours = covered_words(held.print_, entry.print_)
            theirs = covered_words(held.print_, self._index.known(origin).print_)
            fewer = min(ours.bit_count(), theirs.bit_count())
            if (ours & theirs).bit_count() >= settings()["merge"]["overlap"] * fewer:
                kept.append(link)
            elif ours.bit_count() > theirs.bit_count():
                moving.append(held.number)
        return kept, moving


def _rivals(shared: dict[int, int], story: int, covered: int) -> int:
    """How many other stories share as many words; so few that they mean nothing make no rival."""
    least = max(_A_RIVALS_WORDS, covered)
    return sum(1 for other, count in shared.items() if other != story and count >= least)


def _title_share(a: bytes, b: bytes) -> float:
    """The share of the shorter title's words that the other title has."""
    words_a, words_b = set(array("I", a)), set(array("I", b))
    fewer = min(len(words_a), len(words_b))
    return len(words_a & words_b) / fewer if fewer else 0.0
