"""What stands between two stories, and what three of a form have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from repost_texts import COMMENTARY, FERRY, LIBRARY, article, text

from newsspider.reposts import StoryIndex, compare
from newsspider.reposts.decide import decided_by_rule, is_frame
from newsspider.reposts.features import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands below each check of one house, and the checks.
NOTE = (
    "How we work: we look only at what can be checked, and say so where it can't be. Whoever has said it is asked "
    "first for the source. Two of us then read all the papers, and a third one, who knows nothing of what the two have "
    "found, decides on the mark. There are five of them, from right to made up. If we were wrong, we say so at the top "
    "of the page and leave the old text below it, with the day on which it was changed and the reason why."
)
CHECKS = (
    (
        "Senator Ilse Brandvold told the Kiruna Chamber that 61 of 88 smelters had left Norrbotten. Statistics "
        "Tornedal lists 14 of 79, among them Raahe, Oxelund and Halden."
    ),
    (
        "Deputy Aksel Rønning claimed in Drammen that ferries cost 940 million crowns. Auditor Grete Moen puts "
        "Hurtigline and Kystbuss at 212 million, Fjordlink at 37."
    ),
    (
        "Mayor Tuva Eide said Molde lost 5,300 pupils to Ålesund. Registrar Jonas Lien counts 410, most of them from "
        "Aukra and Frei since August 2019."
    ),
    (
        "Minister Pål Sunde promised 75 trains for Bodø by May. Operator Nordtog has ordered 18, Siemens of Krefeld "
        "delivers 6 in October."
    ),
)


@pytest.fixture
def index() -> Iterator[StoryIndex]:
    with StoryIndex(None) as opened:
        yield opened


def test_a_text_of_which_less_than_half_is_from_each_of_several_stories_is_a_digest() -> None:
    digest = article("digest", text(*FERRY[:3], *LIBRARY[:3], *COMMENTARY[:1]))
    compared = compare(digest, article("gazette", text(*FERRY)))
    assert compared.a.running_share < 0.48
    assert decided_by_rule(Pair(compared, a_is_later=True)) is None
    assert decided_by_rule(Pair(compared, a_is_later=True, elsewhere=compared.a.covered)) == 0.0
    # What the earlier text has from other stories nobody has counted.
    assert decided_by_rule(Pair(compared, a_is_later=False, elsewhere=compared.a.covered)) is None


def test_a_note_with_other_names_and_figures_above_it_may_be_a_frame() -> None:
    one, other = (article(f"check{n}", text(CHECKS[n], NOTE)) for n in (0, 1))
    assert is_frame(compare(one, other))
    assert not is_frame(compare(one, article("cut", text(CHECKS[0], NOTE[:200]))))
    assert not is_frame(compare(article("gazette", text(*FERRY)), article("mirror", text(*FERRY[:4], CHECKS[0]))))


def test_of_three_texts_in_one_frame_no_two_more_are_tied(index: StoryIndex) -> None:
    told = [index.add(article(f"check{n}", text(check, NOTE))) for n, check in enumerate(CHECKS)]
    assert len({story.id for story in told}) >= len(CHECKS) - 1
    copy = index.add(article("mirror", text(CHECKS[3], NOTE), title="Trains"))
    assert copy.id == told[3].id


def test_an_excerpt_doesn_t_tie_an_essay_that_quotes_it_to_its_story(index: StoryIndex) -> None:
    original = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    excerpt = index.add(article("mirror", text(*FERRY[2:4]), date="2026-10-08T09:00:00+00:00"))
    assert excerpt.id == original.id
    quoting = text(*COMMENTARY, *FERRY[2:4], *LIBRARY)
    essay = index.add(article("essay", quoting, date="2026-10-07T09:00:00+00:00"))
    assert essay.role == "unique"
