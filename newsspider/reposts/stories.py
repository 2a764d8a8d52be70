"""The story index: which items tell the same story, and which of them is the original.

In: one ``Article`` at a time. Out: its ``Story``, and the changes that it brought for earlier items.
Refused: a file that is no story index (``StoreError``).

The steps: fingerprint -> candidates from the index -> verify each -> decide -> join, found or merge stories
-> choose the original anew. An original that comes in after its copies becomes the origin; an item that
shows two stories to be one merges them, and the older story's id stays.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from newsspider.records import Article, Kind, Story, StoryChange
from newsspider.reposts.attribution import find_credits, name_key
from newsspider.reposts.decide import are_forms, is_link, score, score_forms
from newsspider.reposts.fingerprint import Fingerprint, Flags, fingerprint, settings
from newsspider.reposts.index import ShingleIndex
from newsspider.reposts.match import Comparison, compare_prints, covered_words
from newsspider.reposts.settle import MOST_WEIGHED, settle
from newsspider.reposts.store import Entry, Store
from newsspider.urls import host_of, item_id, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class _Link:
    """An earlier item that tells the new one's story."""

    entry: Entry
    score: float


class StoryIndex:
    """Stories of all items that were ever added, in one SQLite file; at home in one process.

    Each ``add`` is committed before it returns: after a kill at any moment, whatever was answered is known
    again. Memory: the index of bigrams, about 5 kB an item in this form.

    Args:
        path: The file; it and its folder are made if they don't exist.

    Raises:
        StoreError: The file can't be used; the message says why.

    >>> with StoryIndex("corpus/state/stories.sqlite") as index:  # doctest: +SKIP
    ...     story = index.add(article, kind="mirror")
    ...     changed = index.changes()
    """

    def __init__(self, path: Path | str) -> None:
        self._store = Store(Path(path))
        self._story_ids = self._store.stories()
        self._members: dict[str, list[int]] = {}
        for number, story_id in enumerate(self._story_ids):
            self._members.setdefault(story_id, []).append(number)
        self._index = ShingleIndex(self._story_ids.__getitem__)
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
        return len(self._story_ids)

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
        entry = _entry(article, kind, len(self._story_ids))
        common = self._index.boilerplate(entry.print_)
        links = self._links(entry, common)
        chosen = self._chosen(entry, links, common)
        story_ids = list(dict.fromkeys(link.entry.story.id for link in chosen))
        # The oldest story keeps its id when several become one.
        story_id = min(story_ids, key=lambda s: self._members[s][0]) if story_ids else f"s-{entry.id}"
        return self._join(entry, story_id, [s for s in story_ids if s != story_id])

    def changes(self) -> list[StoryChange]:
        """What the adds since the last call changed for earlier items, oldest first.

        A change is forgotten when the next call is made or the index is closed, not before: if the process
        dies while it writes them down, or an error ends the ``with``, the next run hands them out again. The
        caller fills in ``run_id``.
        """
        self._forget()
        queued = self._store.changes()
        if queued:
            self._handed_out = queued[-1][0]
        return [change for _, change in queued]

    def story(self, item_id_: str) -> Story | None:
        """The story of an item as it is now, or None if the id isn't known."""
        number = self._store.number(item_id_)
        return None if number is None else self._store.entry(number).story

    def knows(self, item_id_: str) -> bool:
        """Whether an item of this id was added, in this run or an earlier one."""
        return self._store.number(item_id_) is not None

    def stories(self) -> Iterator[tuple[str, Story]]:
        """The id of every item with its story as it is now, in order of arrival."""
        return self._store.all_stories()

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
        credited = set(self._store.at_address(_credited_keys(entry), credited=False))
        credited.update(self._store.at_address(entry.address_keys, credited=True))
        numbers = [*self._index.candidates(entry.print_), *sorted(credited)]
        links = []
        for number in dict.fromkeys(numbers):
            other = self._store.entry(number)
            compared = self._compare(entry.print_, common, other)
            found = score(compared, a_is_later=_is_later(entry, other), credited=number in credited)
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
            first = all(_is_later(entry, e.entry) is False for e in (best, link))
            if overlaps or first:
                chosen.append(link)
        return chosen

    def _join(self, entry: Entry, story_id: str, merged: Sequence[str]) -> Story:
        """Write the item and all that it changes in one transaction, then in memory."""
        numbers = sorted(n for s in (story_id, *merged) for n in self._members.get(s, ()))
        members = [self._store.entry(n) for n in self._few(numbers, merged)]
        stories = settle([*members, entry], story_id)
        if len(members) < len(numbers) and len(stories) > 1:
            members = [self._store.entry(n) for n in numbers]
            stories = settle([*members, entry], story_id)
        story = stories.pop(entry.number)
        self._write(replace(entry, story=story), [(m, stories[m.number]) for m in members if m.number in stories])
        for number in numbers:
            self._story_ids[number] = story_id
        self._story_ids.append(story_id)
        self._members[story_id] = [*numbers, entry.number]
        for old in merged:
            del self._members[old]
        self._index.add(entry.number, entry.print_)
        return story

    def _few(self, numbers: Sequence[int], merged: Sequence[str]) -> Sequence[int]:
        """The members whose stories can change, unless the origin does: of a huge story, not all are read."""
        if merged or len(numbers) <= MOST_WEIGHED:
            return numbers
        origin = self._store.number(self._store.entry(numbers[0]).story.origin_id)
        few = numbers[:MOST_WEIGHED]
        return few if origin is None or origin in few else [*few, origin]

    def _write(self, entry: Entry, changed: Sequence[tuple[Entry, Story]]) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._store.transaction():
            self._store.put(entry, _credited_keys(entry))
            for member, story in changed:
                arrived = "origin_arrived" if entry.story.role == "original" else "copy_arrived"
                self._store.change(member, story, arrived if member.story.id == story.id else "merged", now)


def _entry(article: Article, kind: Kind | None, number: int) -> Entry:
    url = article.canonical_url or article.url
    host = article.domain or (host_of(url) if url else "")
    label = name_key(site_of(host).split(".", 1)[0]) if host else ""
    names = {name_key(article.site_name or ""), name_key(host), label, label.rstrip("0123456789")}
    # A firm in the byline is an agency only if we know it for one.
    bylines = [c.value for c in article.credits if c.kind == "byline"]
    stated = [c for c in article.credits if c.kind != "byline"]
    found = find_credits(article.title, (*article.authors, *bylines), article.text)
    return Entry(
        number=number,
        id=article.id,
        url=article.url or article.canonical_url,
        host=host,
        title=article.title,
        name_keys=tuple(sorted(names - {""})),
        address_keys=tuple(dict.fromkeys(item_id(u) for u in (article.url, article.canonical_url) if u)),
        published=_seconds(article.date_published),
        kind=kind,
        credits=tuple(dict.fromkeys((*stated, *found))),
        story=Story(f"s-{article.id}", "unique", article.id, article.url),
        print_=fingerprint(article.text),
    )


def _credited_keys(entry: Entry) -> list[str]:
    keys = dict.fromkeys(item_id(c.url) for c in entry.credits if c.url)
    return [key for key in keys if key not in entry.address_keys]


def _is_later(entry: Entry, other: Entry) -> bool | None:
    if entry.published is None or other.published is None:
        return None
    return entry.published > other.published


def _seconds(date: str | None) -> float | None:
    try:
        found = datetime.fromisoformat(date) if date else None
    except ValueError:
        return None
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
