"""Who is what in a story: the original, its copies, and why.

In: the entries of one story. Out: a ``Verdict``, and the ``Story`` of each member. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsspider.records import Story
from newsspider.reposts.links import overlap
from newsspider.reposts.origin import agency_of, evidence_for, find_origin
from newsspider.reposts.signs import claims_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newsspider.records import Role
    from newsspider.reposts.entry import Entry

# The original is looked for among so many members at most: the first ones, the present origin and the newest. It
# bounds the work that one more copy of a story with thousands of copies makes.
MOST_WEIGHED = 16


class Verdict(NamedTuple):
    """What is found of a story.

    Attributes:
        story_id: Its id.
        origin: Its original.
        agency: The agency that it is credited to.
        alone: Whether the original is all there is.
        packed: What later items are held against of an entry (``Store.packed``).
    """

    story_id: str
    origin: Entry
    agency: str | None
    alone: bool
    packed: Callable[[Entry], bytes]

    def changed(self, members: Iterable[Entry]) -> list[tuple[Entry, Story]]:
        """Of members whose story isn't told any longer as they have it: what it is now."""
        found = []
        origin, origin_id, url = self.origin.number, self.origin.id, self.origin.url
        for member in members:
            was = member.story
            # Most have it as it is: as ``story_of`` would tell it again.
            if (
                was.origin_id == origin_id
                and was.id == self.story_id
                and was.agency == self.agency
                and (
                    was.role == ("unique" if self.alone else "original")
                    if member.number == origin
                    else was.role == "repost" and was.origin_url == url
                )
            ):
                continue
            if (told := self.story_of(member)) != was:
                found.append((member, told))
        return found

    def story_of(self, member: Entry) -> Story:
        """The story of a member."""
        origin, agency, was = self.origin, self.agency, member.story
        if member.number == origin.number:
            role: Role = "unique" if self.alone else "original"
            if was.role == role and was.id == self.story_id and was.agency == agency:
                return was
            evidence = claims_of(member.credits, member.name_keys, member.address_keys) if member.credits else ()
            return Story(self.story_id, role, member.id, member.url, agency=agency, evidence=evidence)
        if was.role == "repost" and was.origin_id == origin.id:
            if was.id == self.story_id and was.agency == agency and was.origin_url == origin.url:
                return was
            return Story(
                self.story_id, "repost", origin.id, origin.url, was.similarity, was.containment, agency, was.evidence
            )
        similarity, containment = (round(share, 4) for share in overlap(self.packed(member), self.packed(origin)))
        evidence = evidence_for(member, origin, containment)
        return Story(self.story_id, "repost", origin.id, origin.url, similarity, containment, agency, evidence)


def judge(members: Sequence[Entry], story_id: str, packed: Callable[[Entry], bytes]) -> Verdict:
    """Find the original and the agency of a story among its members; ``packed`` as ``Verdict`` has it."""
    credited = agency_of(members)
    origin = find_origin(members, credited)
    agency = credited
    if origin.number != members[0].number:
        agency = agency_of([origin, *(m for m in members if m.number != origin.number)])
    return Verdict(story_id, origin, agency, len(members) == 1, packed)
