"""The choice of blocks: the same by the compiled code and by the pure modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from extraction_pages import bundled, layout_of
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.clutter import default_rules
from newsspider.extraction import body
from newsspider.extraction.body import choose, choose_purely, rules_of_lines, table_of
from newsspider.extraction.scorer import score

if TYPE_CHECKING:
    from newsspider.extraction.layout import Layout

pytestmark = pytest.mark.skipif(body._NATIVE is None, reason="the compiled module was not built here")
LINE = "The harbour office said on Monday that the gauge is read by hand each morning. "
TEXTS = st.sampled_from(
    [
        *("Home", "Share", LINE, LINE * 3, "Zinc and amber", "Photo: Ada Berg", "Originally published by The Gazette."),
        *(f"{number}/{of} The quay at low water" for number in range(1, 6) for of in (4, 5)),
        *(f"<a href='/{at}'>{LINE[: 30 + at]}</a>" for at in range(3)),
        *(f"<h2><a href='/t{at}'>Another story from the harbour {at}</a></h2><p>{LINE}</p>" for at in range(3)),
    ]
)
TAGS = st.sampled_from(
    [
        *("div", "p", "h2", "h3", "article", "section", "aside", "footer", "nav class=nav", "div class=comments"),
        *("div class=sharedaddy", "div hidden", "figure", "figcaption", "p class=credit", "form", "ul", "li", "label"),
    ]
)


def _element(tag: str, inside: list[str]) -> str:
    return f"<{tag}>{''.join(inside)}</{tag.split(maxsplit=1)[0]}>"


TREES = st.recursive(
    st.builds(_element, TAGS, st.lists(TEXTS, max_size=3)),
    lambda trees: st.builds(_element, TAGS, st.lists(trees | TEXTS, max_size=6)),
    max_leaves=30,
)


def _assert_equal(layout: Layout) -> None:
    rules = default_rules()
    chosen = choose(layout, rules)
    line_rules = rules_of_lines(layout, rules)
    table = table_of(layout, line_rules)
    purely = choose_purely(layout, table, score(table), line_rules)
    assert (chosen.kept, chosen.captions) == (purely.kept, purely.captions)
    assert chosen.reasons == purely.reasons
    assert chosen.confidence == purely.confidence


@settings(deadline=None)  # the first page reads the rules
@given(trees=st.lists(TREES, min_size=1, max_size=5))
def test_odd_trees_are_chosen_from_the_same_both_ways(trees: list[str]) -> None:
    _assert_equal(layout_of(f"<html><body><h1>Gauge</h1><p>{LINE * 2}</p>{''.join(trees)}</body></html>"))


def test_pages_are_chosen_from_the_same_both_ways() -> None:
    pages = bundled()[::3]
    assert len(pages) > 10
    for page in pages:
        _assert_equal(layout_of(page.page.body.decode()))
