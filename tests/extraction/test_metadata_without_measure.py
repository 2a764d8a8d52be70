"""What a page says of itself without measure doesn't fill the records."""

from __future__ import annotations

import pytest

import newsspider

URL = "https://paper.example/news/harbour"
STORY = "<p>The harbour council voted on Tuesday to reopen the eastern bridge after months of repairs.</p>" * 8
LONG = "word " * 200_000


def read(head: str) -> newsspider.Article:
    page = f"<!doctype html><title>Bridge</title>{head}<article><h1>Bridge to reopen</h1>{STORY}</article>"
    return newsspider.extract(page, URL)


def test_a_description_is_cut_between_two_words() -> None:
    told = read(f'<meta name="description" content="{LONG}">').description
    assert told is not None
    assert 9_000 < len(told) <= 10_000
    assert told.endswith("word")
    assert read(f'<meta name="description" content="{"x" * 50_000}">').description == "x" * 10_000


@pytest.mark.parametrize(
    ("head", "field", "instead"),
    [
        (f'<meta property="og:site_name" content="{LONG}">', "site_name", None),
        (f'<meta property="og:image" content="https://paper.example/{"x" * 5_000}.jpg">', "image", None),
        (f'<link rel="canonical" href="https://paper.example/{"x" * 5_000}">', "canonical_url", URL),
    ],
)
def test_what_is_longer_than_a_name_or_an_address_is_none(head: str, field: str, instead: str | None) -> None:
    assert getattr(read(head), field) == instead


def test_authors_without_end_are_few_credits() -> None:
    authors = "".join(f'<meta name="author" content="Harbour News Agency {number}">' for number in range(1_000))
    assert len(read(authors).credits) <= 100
