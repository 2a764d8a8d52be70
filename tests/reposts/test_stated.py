"""Whom a page's own credit lines name, and what that says of its story."""

from __future__ import annotations

import pytest

from newsspider.extraction import extract
from newsspider.records import Credit
from newsspider.reposts.entry import entry_of
from newsspider.reposts.stated import stated_credits

_STORY = "".join(
    f"<p>The {day} ferry left Grimsholm an hour late because its crew had to shovel sand off the lower deck, "
    f"and the harbour master, Ilse Varnholt, said that nobody remembered a {day} like it.</p>"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("The post Sand on the ferry appeared first on Harbour Notes.", ["Harbour Notes"]),
        ("This story originally appeared on grimsholmpost.example.", ["grimsholmpost.example"]),
        ("(With inputs from PTI)", ["PTI"]),
        ("Mit Material von dpa", ["dpa"]),
        ("Avec l'AFP", ["AFP"]),
        ("По материалам РИА Новости", ["RIA Novosti"]),
        ("Harbour Weekly", ["Harbour Weekly"]),
        ("Reporting by Jane Doe in Grimsholm; Editing by J. Roe", []),
        ("Our Standards: how we check what we are told", []),
        ("How we make money", []),
        ("Photo: Reuters", []),
        ("This story was produced in partnership with the Harbour Reporting Network.", []),
    ],
)
def test_a_line_counts_for_whom_it_names(line: str, names: list[str]) -> None:
    assert [credit.value for credit in stated_credits([Credit("credit_line", line)])] == names


def test_a_link_is_called_by_whom_its_line_names_or_by_its_host() -> None:
    url = "https://grimsholmpost.example/sand"
    for line, name in (
        ("This story first appeared in the Grimsholm Post.", "Grimsholm Post"),
        ("Read it there", "grimsholmpost.example"),
    ):
        assert stated_credits([Credit("credit_link", line, url)]) == (Credit("credit_link", name, url),)


def _signs_below_story(line: str, *, site: str = "Harbour Notes") -> tuple[bool, list[tuple[str, str]]]:
    page = f"""<html><head><title>Sand on the ferry</title><meta property="og:site_name" content="{site}"></head>
    <body><article><h1>Sand on the ferry</h1>{_STORY}<p>{line}</p></article></body></html>"""
    entry = entry_of(extract(page, url="https://harbournotes.example/sand"), None)
    return entry.signs.names_another, [(e.kind, e.value) for e in entry.story.evidence]


def test_the_tail_of_its_own_feed_names_nobody_else() -> None:
    assert _signs_below_story("The post Sand on the ferry appeared first on Harbour Notes.") == (False, [])
    assert _signs_below_story("The post Sand on the ferry appeared first on Grimsholm Post.") == (
        True,
        [("credit_line", "Grimsholm Post")],
    )


def test_neither_a_desk_nor_a_link_in_the_text_makes_a_story_somebody_elses() -> None:
    assert _signs_below_story("Reporting by Jane Doe; Editing by J. Roe") == (False, [])
    assert _signs_below_story('She has <a href="https://sand.example/map">a map of the banks</a> on her wall.') == (
        False,
        [],
    )
