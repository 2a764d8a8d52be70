"""Golden cases: every folder of fixtures/cases, one test a field. A bug starts here, as a folder of its own."""

from __future__ import annotations

import pytest
from extraction_pages import Recorded, captions_of, cases, instant

pytestmark = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)


def test_text(case: Recorded) -> None:
    assert case.article.text.split("\n\n") == case.expected["text"].split("\n\n")


def test_no_clutter_in_the_text(case: Recorded) -> None:
    assert case.leaked() == []


def test_title(case: Recorded) -> None:
    assert case.article.title == case.expected["title"]


def test_authors(case: Recorded) -> None:
    assert list(case.article.authors) == case.expected["authors"]


def test_date_published(case: Recorded) -> None:
    assert instant(case.article.date_published) == instant(case.expected["date_published"])


def test_language(case: Recorded) -> None:
    assert case.article.language == case.expected["language"]


def test_captions(case: Recorded) -> None:
    assert captions_of(case.article) == case.captions()


def test_tags(case: Recorded) -> None:
    assert list(case.article.tags) == case.expected["tags"]


def test_credits(case: Recorded) -> None:
    assert [credit.value for credit in case.article.credits] == case.expected["credits"]


def test_every_expected_field_has_a_test(case: Recorded) -> None:
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert set(case.expected) - tested == {"url", "clutter"}
