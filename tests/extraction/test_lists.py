"""A list is the story's as a whole: short answers stay beside long ones."""

from __future__ import annotations

from extraction_pages import PARAGRAPHS

from newsspider import extract

ASKED = (
    ("How does one become a lock keeper?", "You are standing there when the old one leaves."),
    ("What is the best hour?", "Five in the morning, before the boats, when the herons have it to themselves."),
    ("And the worst?", "Any Saturday in August."),
    ("What do people not know?", "That the gates are kept shut by nothing but the water, and that this is all."),
    ("Would you do it again?", "I do it again every morning."),
)


def test_the_short_answers_of_an_interview_stay_with_the_long_ones() -> None:
    answers = "".join(f"<dt>{question}</dt><dd>{answer}</dd>" for question, answer in ASKED)
    page = f"<html><body><main><h1>Five questions</h1><p>{PARAGRAPHS[0]}</p><dl>{answers}</dl></main></body></html>"
    text = extract(page).text
    assert all(line in text.split("\n\n") for asked in ASKED for line in asked)
