"""The figures of blocks: the same by the compiled loops and by the pure modules, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from extraction_pages import bundled, layout_of
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.extraction import text_figures, tree_figures
from newsspider.extraction.columns import Columns
from newsspider.extraction.text_figures import TextFigures
from newsspider.extraction.tree_figures import TreeFigures

if TYPE_CHECKING:
    from newsspider.extraction.walk import Layout

pytestmark = pytest.mark.skipif(
    text_figures._NATIVE is None or tree_figures._NATIVE is None, reason="the compiled modules were not built here"
)
LINE = "The harbour office said on Monday that the gauge is read by hand each morning. "
TEXTS = st.sampled_from(
    ["", "Home", LINE, LINE * 4, f"<a href='/a'>{LINE}</a>", "<a href='/b'>More news here</a> then"]
)
TAGS = st.sampled_from(
    ["div", "p", "h1", "h2", "aside", "article", "footer", "nav class=nav", "div class=comments", "form", "blockquote"]
)


def _element(tag: str, inside: list[str]) -> str:
    return f"<{tag}>{''.join(inside)}</{tag.split(maxsplit=1)[0]}>"


TREES = st.recursive(
    st.builds(_element, TAGS, st.lists(TEXTS, max_size=2)),
    lambda trees: st.builds(_element, TAGS, st.lists(trees | TEXTS, max_size=5)),
    max_leaves=25,
)


def _figures(layout: Layout, text_way: Any, tree_way: Any) -> tuple[list[str], bytes, int, bytes, bytes]:
    text = TextFigures(layout, text_way)
    tree = TreeFigures(layout, text, tree_way)
    best = tree.climb()
    columns = Columns()
    text.fill(columns)
    tree.fill(columns, best)
    return columns.names, (columns.matrix() + 0.0).tobytes(), best, tree.good.tobytes(), text.bits.tobytes()


def _assert_equal(layout: Layout) -> None:
    compiled = _figures(layout, text_figures._NATIVE, tree_figures._NATIVE)
    assert compiled == _figures(layout, None, None)


@settings(deadline=None)  # the first page reads the rules
@given(trees=st.lists(TREES, min_size=1, max_size=4))
def test_odd_trees_have_the_same_figures_both_ways(trees: list[str]) -> None:
    layout = layout_of(f"<html><body><h1>Gauge</h1>{''.join(trees)}</body></html>")
    _assert_equal(layout)


def test_pages_have_the_same_figures_both_ways() -> None:
    pages = bundled()[::4]
    assert len(pages) > 10
    for page in pages:
        _assert_equal(layout_of(page.page.body.decode()))


def test_one_block_has_the_same_figures_both_ways() -> None:
    _assert_equal(layout_of("<html><body>Gauge</body></html>"))
