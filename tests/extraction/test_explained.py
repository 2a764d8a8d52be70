"""What ``explain_page`` tells of a page's blocks is what became of them in its article."""

from __future__ import annotations

from pathlib import Path

from newsspider.extraction import explain_page
from newsspider.records import Page

PAGES = sorted((Path(__file__).resolve().parents[2] / "fixtures/cases").glob("*/page.html"))
MANGLED = "<p>The council met on day {}, and weâ€™ve been told that it isnâ€™t over yet: the bridge stays open.</p>"


def test_the_blocks_that_were_kept_are_the_text_and_those_struck_are_what_was_removed() -> None:
    mangled = f"<article>{''.join(map(MANGLED.format, range(5)))}</article>"
    assert PAGES
    for body in (mangled.encode(), *(path.read_bytes() for path in PAGES)):
        article, steps = explain_page(Page(url="http://paper.example/a/", body=body))
        assert "\n\n".join(step.text for step in steps if step.removal is None) == article.text
        assert tuple(step.removal for step in steps if step.removal) == article.removed
