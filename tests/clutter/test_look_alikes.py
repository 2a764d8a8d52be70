"""Stories about newsletters, comments, cookies, subscriptions, related matters and sharing keep every word."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsspider.clutter import clean_text

LANGUAGES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "look_alikes.toml").read_text("utf-8")
)
SUBJECTS = {"newsletters", "comments", "cookies", "subscriptions", "related", "sharing"}
PARAGRAPHS = [text for subjects in LANGUAGES.values() for texts in subjects.values() for text in texts]
BEFORE = "The council voted on Monday to repair the road to the coast, and the work is to begin in May."
AFTER = "Nobody was hurt in the storm, but forty houses lost their roofs and the school is closed until Friday."


def test_there_are_sixty_in_five_languages_on_every_subject() -> None:
    assert len(PARAGRAPHS) >= 60
    assert len(LANGUAGES) == 5
    assert all(set(subjects) == SUBJECTS for subjects in LANGUAGES.values())


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_it_stays_wherever_it_stands(paragraph: str) -> None:
    for text in (
        paragraph,
        f"{paragraph}\n\n{AFTER}",
        f"{BEFORE}\n\n{paragraph}\n\n{AFTER}",
        f"{BEFORE}\n\n{AFTER}\n\n{paragraph}",
        f"{BEFORE} {paragraph} {AFTER}",
        f"{BEFORE}{paragraph}",
    ):
        assert clean_text(text).text == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_of_nothing_else_stays(language: str) -> None:
    text = "\n\n".join(paragraph for texts in LANGUAGES[language].values() for paragraph in texts)
    assert clean_text(text).text == text


def test_beside_real_clutter_they_stay_too() -> None:
    form = "Leave a Reply\nCancel reply\nYour email address will not be published. Required fields are marked *"
    for paragraph in PARAGRAPHS:
        text = f"{BEFORE}\n\nSubscribe to our newsletter\n\n{paragraph}\n\nShare this article\n\n{AFTER}\n\n{form}"
        assert clean_text(text).text == f"{BEFORE}\n\n{paragraph}\n\n{AFTER}"
