"""Which records of a corpus are exported: the latest of each item, all of a story or the one that stands for it.

In: the records, twice. Out: those that stay, in their order; the others counted under a reason. Refused: nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsspider.corpus.export.shapes import Record

_RANKS = {"original": 0, "unique": 0, "repost": 1}


class Fold:
    """What is held back, and why.

    Args:
        one_per_story: Keep the original of each story; if the corpus hasn't got it, the copy that came first.
        without_opt_out: Leave out what its page asks not to be used.

    Attributes:
        dropped: Counts by reason: "older_revision", "copy_of_story", "opt_out".
    """

    def __init__(self, *, one_per_story: bool, without_opt_out: bool) -> None:
        self._one_per_story = one_per_story
        self._without_opt_out = without_opt_out
        self._revisions: dict[str, int] = {}
        self._stands_for: dict[str, tuple[int, str]] = {}
        self.dropped: Counter[str] = Counter()

    def look(self, records: Iterable[Record]) -> None:
        """The first reading: which record stands for which item and story. One entry a story is held in memory."""
        for record in records:
            revision = _revision(record)
            if revision > 1:
                self._revisions[record["id"]] = max(revision, self._revisions.get(record["id"], 1))
            if not self._one_per_story or self._opted_out(record):
                continue
            story = record["story"]
            rank = (_RANKS.get(story["role"], 1), record["id"])
            held = self._stands_for.get(story["id"])
            if held is None or rank[0] < held[0]:
                self._stands_for[story["id"]] = rank

    def keep(self, records: Iterable[Record]) -> Iterator[Record]:
        """The second reading: those that stay."""
        for record in records:
            reason = self._reason(record)
            if reason:
                self.dropped[reason] += 1
            else:
                yield record

    def _reason(self, record: Record) -> str:
        if _revision(record) < self._revisions.get(record["id"], 1):
            return "older_revision"
        if self._opted_out(record):
            return "opt_out"
        if self._one_per_story and self._stands_for.get(record["story"]["id"], (0, record["id"]))[1] != record["id"]:
            return "copy_of_story"
        return ""

    def _opted_out(self, record: Record) -> bool:
        return self._without_opt_out and bool(record["provenance"]["opt_out"])


def _revision(record: Record) -> int:
    """A record of an article that has changed since says so; one that says nothing is the first."""
    revision = record.get("revision", 1)
    return revision if isinstance(revision, int) else 1
