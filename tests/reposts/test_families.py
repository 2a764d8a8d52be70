"""Families and keys against plain dictionaries that do the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from newsspider.reposts.families import Families
from newsspider.reposts.keys import KeyTable, key_of


@given(steps=st.lists(st.tuples(st.sampled_from(["add", "join", "merge", "move"]), st.data()), max_size=40))
@given_settings(deadline=None)
def test_families_are_what_a_plain_list_of_stories_says(steps: list[tuple[str, st.DataObject]]) -> None:
    families = Families()
    plain: list[int] = []
    for what, data in steps:
        if what == "add" or not plain:
            plain.append(families.add(None))
        elif what == "join":
            plain.append(data.draw(st.sampled_from(plain)))
            families.add(plain[-1])
        elif what == "merge" and len(set(plain)) > 1:
            home, other = data.draw(st.permutations(sorted(set(plain))))[:2]
            families.merge(home, [other])
            plain = [home if story == other else story for story in plain]
        elif what == "move":
            number, story = data.draw(st.sampled_from(range(len(plain)))), data.draw(st.sampled_from(plain))
            if plain[number] != story:
                families.move(number, story)
                plain[number] = story
        for told in (families, Families(plain)):
            assert [told.story_of(n) for n in range(len(told))] == plain
            for story in range(len(plain)):
                assert told.members(story) == [n for n, held in enumerate(plain) if held == story]


def test_the_first_number_under_a_key_stays() -> None:
    table = KeyTable()
    plain = {key_of(f"item {n}"): n for n in range(60_000)}
    for key, number in plain.items():
        table.add(key, number)
        table.add(key, number + 1)
    assert all(table.get(key) == number for key, number in plain.items())
    assert table.get(key_of("item 60000")) is None
    assert table.get(0) is None
