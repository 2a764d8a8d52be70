"""What the story index says of an item: its place among the copies of its story."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

Role = Literal["original", "repost", "unique"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for what ``Story`` says: ``kind`` as in ``Credit``, or "overlap", "earlier", "origin_title" ..."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of an item's place among the copies of its story.

    Attributes:
        id: Stable id of the story; items with the same id tell the same story.
        role: "original", "repost", or "unique" (no other copy is known).
        origin_id: Id of the item that is the original; the item's own id unless it is a repost.
        origin_url: That item's URL.
        similarity: Share of what the two texts have together that they have in common, 0 to 1; None unless a
            repost.
        containment: Share of the item's text that stands in the original, 0 to 1; None unless a repost.
        agency: The wire agency that the story is credited to, crawled or not, such as "AP".
        evidence: Why.
    """

    id: str
    role: Role
    origin_id: str
    origin_url: str | None = None
    similarity: float | None = None
    containment: float | None = None
    agency: str | None = None
    evidence: tuple[Evidence, ...] = ()


_NAMES = tuple(field.name for field in fields(Story))


@dataclass(frozen=True, slots=True)
class StoryChange:
    """One line of ``stories.jsonl``: item ``item_id`` now belongs to ``story``. The last line per item counts.

    Attributes:
        reason: "origin_arrived", "copy_arrived", "merged" (its story became one with an older one) or "moved" (it went
            over to another story, or a copy of its own did).
        time: ISO 8601 with offset.
    """

    item_id: str
    story: Story
    reason: str
    time: str
    run_id: str = ""


def story_record(story: Story) -> dict[str, Any]:
    """A story as JSON: ``story`` in the record and in ``stories.jsonl``."""
    plain = {name: getattr(story, name) for name in _NAMES}
    return {**plain, "evidence": [{"kind": e.kind, "value": e.value} for e in story.evidence]}
