"""The case that began the project: a mirror blog that copied a magazine's story with everything around it."""

from __future__ import annotations

import pytest
from extraction_pages import Recorded, captions_of, cases, paragraphs_of

STORY = paragraphs_of("""
The last man who can cast a church bell by ear in this country is seventy-four, has a cough, and would like to
be asked about something else. But the telephone in Anselm Tregarth's foundry at Lower Thessing has not
stopped since the spring, when the cathedral of Varnholt cracked its great bell and discovered that nobody on
its list of suppliers was still alive.

Tregarth listens to a bell the way other people taste soup. He strikes the rim with the heel of his hand,
waits, and says a number. It is the depth, in millimetres, that he means to take off the inside. He has never
written the numbers down.

That worries the Guild of Founders, which has sent a young acoustician, Lotte Brandesby, to sit in the foundry
with four microphones. After eleven weeks her recordings explain about two thirds of what he does.

“The rest is either genius or habit,” she says. “He thinks that it is the weather.”

The cathedral wants its bell by Advent. The mould, nine layers of loam and horsehair, has been drying under a
tarpaulin since July, and the metal has been promised by a scrapyard in Kelmouth that once bought the ship's
bells of a whole fleet.

If it cracks, Tregarth says, they may have their deposit back. If it rings, he wants one hour alone with it
before anybody makes a speech.
""")


@pytest.fixture(scope="module")
def mirror() -> Recorded:
    return next(case for case in cases() if case.name == "wordpresscom-mirror")


def test_the_headline_is_the_blog_s_own_and_not_the_blog_s_name(mirror: Recorded) -> None:
    assert mirror.article.title == "He hears the millimetres"
    assert mirror.article.site_name == "Slow Reads"


def test_caption_and_credit_stand_apart_without_the_keywords(mirror: Recorded) -> None:
    assert captions_of(mirror.article) == [
        (
            "Anselm Tregarth strikes the rim of a tenor bell in his foundry at Lower Thessing.",
            "Benno Achard for The Tidemark",
        )
    ]


def test_every_paragraph_and_nothing_else(mirror: Recorded) -> None:
    assert mirror.article.text == "\n\n".join(STORY)


def test_the_offer_glued_to_a_sentence_is_struck_and_told(mirror: Recorded) -> None:
    offers = [r for r in mirror.article.removed if "SUBSCRIPTION OFFERS" in r.text]
    assert [(r.text, r.where) for r in offers] == [("TIDEMARK SUBSCRIPTION OFFERS >", "span")]


def test_the_glued_keywords_are_told(mirror: Recorded) -> None:
    texts = [r.text for r in mirror.article.removed if r.kind == "tags"]
    assert texts == ["bell, foundry, church, bronze, craftsman"]


def test_the_whole_comment_form_is_struck_and_told(mirror: Recorded) -> None:
    struck = "\n".join(r.text for r in mirror.article.removed if r.kind in ("comment_form", "comments"))
    for line in (
        "Leave a Reply",
        "Fill in your details below or click an icon to log in:",
        "You are commenting using your WordPress.com account.",
        "Connecting to %s",
    ):
        assert line in struck
        assert line not in mirror.article.text


def test_the_form_s_labels_and_fields_are_not_in_the_text(mirror: Recorded) -> None:
    for line in ("Enter your comment here...", "(Address never made public)", "Notify me of new posts via email."):
        assert line not in mirror.article.text


def test_one_step_is_enough(mirror: Recorded) -> None:
    assert mirror.article.extraction.method == "blocks"
    assert mirror.article.extraction.charset == "utf-8 (header)"
