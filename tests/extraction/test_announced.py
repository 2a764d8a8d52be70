"""Lines that announce another story are struck; lines of the story that hold a link are not."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS, story_page

from newsspider import extract


def with_lines(*lines: str) -> str:
    """The story with each of these lines behind a paragraph."""
    between = [*lines, *[""] * len(PARAGRAPHS)]
    parts = (f"{p}</p>{line}<p>" for p, line in zip(PARAGRAPHS, between, strict=False))
    return story_page(paragraphs=tuple(parts))


@pytest.mark.parametrize(
    "lines",
    [
        ("<p>Read more: <a href='/news/ferry-late'>Ferry is late for the ninth time</a></p>",),
        ("<p>Lees ook: <a href='https://elsewhere.example/a/b'>De veerboot komt weer te laat</a></p>",),
        ("<p>FUNDA OLUNYE | <a href='/news/ferry-late'>Ferry is late for the ninth time</a></p>",),
        ("<h2><a href='/news/boat-one'> <small>Les også</small> <span>Båten som kom for sent</span> </a></h2>",),
        (
            "<p>All about <a href='/news/boat-one'>the boat that was late</a></p>",
            "<p>All about <a href='/news/boat-two'>the boat that never came</a></p>",
        ),
    ],
)
def test_a_label_and_a_link_are_not_the_story(lines: tuple[str, ...]) -> None:
    article = extract(with_lines(*lines), "https://paper.example/news/gauge")
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert {removal.kind for removal in article.removed} >= {"related"}


@pytest.mark.parametrize(
    "line",
    [
        "<p>The board said it in <a href='/news/letter'>a letter to the crews</a>.</p>",
        "<p>The phone: <a href='https://elsewhere.example/a/b'>a number for those who wait</a></p>",
        "<p>All about <a href='/news/boat-one'>the boat that was late</a></p>",
        "<p><a href='/news/boat-one'>Read also between the lines of the letter.</a></p>",
        "<p>Read more: the ferry is late, they said, and nobody believed <a href='/news/ferry-late'>them</a></p>",
    ],
)
def test_lines_with_links_that_are_the_story_s_own(line: str) -> None:
    words = next(part for tag in line.split(">")[1:] if (part := tag.split("<", maxsplit=1)[0].strip()))
    assert words in extract(with_lines(line), "https://paper.example/news/gauge").text
