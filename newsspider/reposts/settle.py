"""Who is what in a story: the original, its copies, and why.

In: the entries of one story, the newest last. Out: the ``Story`` of each. Refused: nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.records import Story
from newsspider.reposts.match import compare_prints
from newsspider.reposts.origin import agency_of, evidence_for, find_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.reposts.store import Entry

# The original is looked for among so many members at most: the first ones, the present origin and the newest. It
# bounds the work that one more copy of a story with thousands of copies makes.
MOST_WEIGHED = 64


def settle(members: Sequence[Entry], story_id: str) -> dict[int, Story]:
    """The stories of those members for whom it is another one than their entry says, by number.

    Args:
        members: In order of arrival; the newest, last, has no story yet and is always among the answers.
        story_id: The id of their story.
    """
    newest = members[-1]
    weighed = members
    if len(members) > MOST_WEIGHED:
        present = [m for m in members[MOST_WEIGHED:-1] if m.story.role == "original"]
        weighed = [*members[:MOST_WEIGHED], *present, newest]
    origin = find_origin(weighed)
    agency = agency_of([origin, *(m for m in weighed if m.number != origin.number)])
    settled = {}
    for member in members:
        if len(members) == 1:
            story = Story(story_id, "unique", member.id, member.url, agency=agency)
        elif member.number == origin.number:
            story = Story(story_id, "original", member.id, member.url, agency=agency)
        else:
            story = _copy(member, origin, story_id, agency)
        if story != member.story or member.number == newest.number:
            settled[member.number] = story
    return settled


def _copy(copy: Entry, origin: Entry, story_id: str, agency: str | None) -> Story:
    was = copy.story
    if was.role == "repost" and was.origin_id == origin.id:
        similarity, containment, evidence = was.similarity, was.containment, was.evidence
    else:
        compared = compare_prints(copy.print_, origin.print_)
        similarity, containment = round(compared.similarity, 4), round(compared.a.share, 4)
        evidence = evidence_for(copy, origin, containment)
    return Story(story_id, "repost", origin.id, origin.url, similarity, containment, agency, evidence)
