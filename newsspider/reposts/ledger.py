"""The ledger: which item belongs to which story, and what each item's record says of it.

In: a new entry with the stories that it joins. Out: its ``Story``; the earlier items whose records change, written
in the same transaction. Refused: what the store refuses (``StoreError``).

A story of thousands of items that changes as a whole (its original has come in late) isn't written in one go,
which would block the crawl: the first items are, the others are *owed* and paid by and by. What is read of an
owed item is right at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsspider.records import StoryChange
from newsspider.reposts.compiled import KeyTable
from newsspider.reposts.families import Families
from newsspider.reposts.keys import key_of
from newsspider.reposts.origin import agency_of
from newsspider.reposts.settle import MOST_WEIGHED, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from newsspider.records import Story
    from newsspider.reposts.entry import Entry, Lookups
    from newsspider.reposts.store import Store

# Records of earlier items that one add writes at most; the others are owed.
_MOST_CHANGED = 128


@dataclass(slots=True)
class _Plan:
    """What an add changes of earlier items: stories to write, and numbers of items whose stories are owed."""

    moving: frozenset[int] = frozenset()
    changed: list[tuple[Entry, Story, int, str]] = field(default_factory=list)
    owed: list[tuple[int, list[int]]] = field(default_factory=list)


class _Members(NamedTuple):
    """The items of stories, and some more, without others: not named one by one, since they may be thousands."""

    stories: Sequence[int]
    more: Collection[int] = ()
    without: Collection[int] = ()


class Ledger:
    """Families of items, their keys and what is owed, in memory; all of it also in the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.families = Families(store.stories())
        self._ids = KeyTable()
        self._addresses = KeyTable()
        self._credited: dict[int, list[int]] = {}
        self._owed = set(store.owed())
        for number, lookups in enumerate(store.lookups()):
            self._enter(number, lookups)

    def __len__(self) -> int:
        return len(self.families)

    @property
    def owes(self) -> bool:
        """Whether records are still to be written."""
        return bool(self._owed)

    def number(self, item_id: str) -> int | None:
        """The number of an item, or None if it isn't known."""
        return self._ids.get(key_of(item_id))

    def entry(self, number: int) -> Entry:
        """The entry of an item, its story as it is now."""
        entry = self.store.entry(number)
        return entry._replace(story=self._standing(number).story_of(entry)) if number in self._owed else entry

    def tied_by_address(self, lookups: Lookups) -> set[int]:
        """The items that a new one names by their address as its source, and those that name it."""
        found: set[int] = set()
        for key in lookups.credited:
            found.update(n for n in (self._ids.get(key), self._addresses.get(key)) if n is not None)
        for key in (lookups.id, *lookups.addresses):
            found.update(self._credited.get(key, ()))
        return found

    def found(self, entry: Entry, lookups: Lookups) -> Story:
        """Enter a new item that founds a story."""
        if agency := agency_of([entry]):
            entry = entry.told(replace(entry.story, agency=agency))
        with self.store.transaction:
            self.store.put(entry, lookups, entry.number)
        self.families.add(None)
        self._enter(entry.number, lookups)
        return entry.story

    def join(self, entry: Entry, lookups: Lookups, stories: Sequence[int], moving: Sequence[int] = ()) -> Story:
        """Enter a new item and write all that it changes in one transaction.

        Args:
            entry: The new item.
            lookups: Its keys.
            stories: The stories that it joins, the oldest first, whose id stays when several become one; none: it
                founds one.
            moving: Items that leave their story for this one.
        """
        home = stories[0] if stories else entry.number
        plan = _Plan(frozenset(moving))
        whole = len(stories) > 1 or bool(moving)
        verdict = self._judge(_Members(stories, plan.moving), home, plan, entry=entry, whole=whole)
        for old in {self.families.story_of(n) for n in moving}:
            left = _Members((old,), without=plan.moving)
            if self._numbers(left, 1):
                self._judge(left, old, plan, whole=True)
        story = verdict.story_of(entry)
        with self.store.transaction:
            self._write(plan, original_came=story.role == "original")
            self.store.put(entry.told(story), lookups, home)
        self._remember(home, stories, moving, plan)
        self._enter(entry.number, lookups)
        return story

    def pay(self, most: int) -> None:
        """Write so many of the records that are owed."""
        if not self._owed:
            return
        plan, paid = _Plan(), sorted(self._owed)[:most]
        for number in paid:
            entry, verdict = self.store.entry(number), self._standing(number)
            plan.changed.append((entry, verdict.story_of(entry), self.families.story_of(number), "origin_arrived"))
        with self.store.transaction:
            self._write(plan, original_came=True)
            self.store.pay(paid)
        self._owed.difference_update(paid)

    def _judge(
        self, members: _Members, story: int, plan: _Plan, *, entry: Entry | None = None, whole: bool = False
    ) -> Verdict:
        """The verdict on a story of these members (and the new entry); what it changes of them goes on the plan."""
        weighed, are_all = self._weighed(members, story, whole=whole)
        story_id = f"s-{entry.id}" if entry is not None and story == entry.number else self._story_id(story)
        verdict = judge(weighed if entry is None else [*weighed, entry], story_id, self.store.packed)
        changed = verdict.changed(weighed)
        if changed and not are_all and (whole or any(t.role == "repost" for _, t in changed)):
            seen = {member.number for member in weighed}
            rest = [n for n in self._numbers(members) if n not in seen]
            more = rest[: max(0, _MOST_CHANGED - len(weighed))]
            changed += [(m, verdict.story_of(m)) for m in map(self.entry, more)]
            plan.owed.append((story, rest[len(more) :]))
        left = entry is None
        plan.changed += [(m, told, story, "moved" if left or m.number in plan.moving else "") for m, told in changed]
        return verdict

    def _story_id(self, story: int) -> str:
        return f"s-{self.store.entry(story).id}"

    def _numbers(self, members: _Members, most: int | None = None) -> list[int]:
        """The members in order of arrival, the first ``most`` of them."""
        if len(members.stories) == 1 and not members.more and not members.without:
            return self.families.members(members.stories[0], most)
        enough = None if most is None else most + len(members.without)
        found = {n for story in members.stories for n in self.families.members(story, enough)}
        return sorted(found.union(members.more).difference(members.without))[:most]

    def _weighed(self, members: _Members, story: int, *, whole: bool) -> tuple[list[Entry], bool]:
        """The members among which the original is looked for, and whether those are all: a huge story isn't read."""
        few = self._numbers(members, MOST_WEIGHED + 1)
        if len(few) <= MOST_WEIGHED:
            entry = self.entry if self._owed else self.store.entry
            return [entry(number) for number in few], True
        few.pop()
        stories = {*members.stories, *map(self.families.story_of, members.more)} if whole else {story}
        origins = {self.number(self.entry(self.families.members(s, 1)[0]).story.origin_id) for s in stories}
        few += sorted(o for o in origins if o is not None and o not in few and self._is_member(o, members))
        return [self.entry(number) for number in few], False

    def _is_member(self, number: int, members: _Members) -> bool:
        if number in members.without:
            return False
        return number in members.more or self.families.story_of(number) in members.stories

    def _standing(self, number: int) -> Verdict:
        """The verdict on an item's story as the first of its members has it, whose record is never owed."""
        first = self.store.entry(self.families.members(self.families.story_of(number), 1)[0])
        origin = self.number(first.story.origin_id)
        found = first if origin is None else self.store.entry(origin)
        return Verdict(first.story.id, found, first.story.agency, alone=False, packed=self.store.packed)

    def _write(self, plan: _Plan, *, original_came: bool) -> None:
        if not plan.changed and not plan.owed:
            return
        now = _written(int(time.time()))
        arrived = "origin_arrived" if original_came else "copy_arrived"
        for member, told, story, reason in plan.changed:
            if told != member.story:
                why = reason or (arrived if member.story.id == told.id else "merged")
                self.store.change(member, story, StoryChange(member.id, told, why, now))
        for story, numbers in plan.owed:
            self.store.owe(numbers, story)

    def _remember(self, home: int, stories: Sequence[int], moving: Iterable[int], plan: _Plan) -> None:
        """What was written, in memory too."""
        if len(stories) > 1:
            self.families.merge(home, stories[1:])
        self.families.add(home if stories else None)
        for number in moving:
            self.families.move(number, home)
        for _, numbers in plan.owed:
            self._owed.update(numbers)
        if self._owed:
            self._owed.difference_update(m.number for m, *_ in plan.changed)

    def _enter(self, number: int, lookups: Lookups) -> None:
        self._ids.add(lookups.id, number)
        for key in lookups.addresses:
            self._addresses.add(key, number)
        for key in lookups.credited:
            self._credited.setdefault(key, []).append(number)


@lru_cache(maxsize=1)
def _written(second: int) -> str:
    """A moment as changes have it; a second holds thousands of them."""
    return datetime.fromtimestamp(second, UTC).isoformat()
