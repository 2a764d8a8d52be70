"""A quote that stands a second time between the paragraphs is no part of the text; a heading or a refrain is."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS, story_page

from newsspider import extract

QUOTE = "The readings are the longest in the country and nobody has ever looked at one of them."
STORY = (*PARAGRAPHS, f"“{QUOTE}” said Hedda Vint, who has read the gauge at six o'clock on every morning of her life.")


def between(box: str) -> str:
    """The text of a story with a box between two of its paragraphs."""
    return extract(story_page(paragraphs=(*STORY[:2], f"</p>{box}<p>", *STORY[2:]))).text


@pytest.mark.parametrize("box", ["<div class='pull'><p>{}</p></div>", "<blockquote>{}</blockquote>"])
@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "«{}»"])
def test_a_quote_that_a_paragraph_says_too_goes(box: str, marks: str) -> None:
    assert between(box.format(marks.format(QUOTE))) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='pull'><p>“{QUOTE} Or so she says.”</p></div>",
        f"<h3>“{QUOTE}”</h3>",
        f"<div><p>“{QUOTE[:45]}”</p></div>",
        "<div><p>“Nobody came.”</p></div>",
    ],
)
def test_what_only_looks_like_one_stays(box: str) -> None:
    assert between(box).count("”") == "\n\n".join(STORY).count("”") + 1
