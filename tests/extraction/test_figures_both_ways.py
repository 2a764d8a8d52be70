"""The figures of blocks: the same by the compiled loops and by the pure modules, to the last bit."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
import pytest
from extraction_pages import bundled, layout_of
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.extraction import features
from newsspider.extraction.features import measure, measure_purely
from newsspider.extraction.layout import Layout

if TYPE_CHECKING:
    from newsspider.extraction.features import BlockTable

pytestmark = pytest.mark.skipif(
    features._TEXTS is None or features._TREES is None, reason="the compiled modules were not built here"
)
LINE = "The harbour office said on Monday that the gauge is read by hand each morning. "
TEXTS = st.sampled_from(
    ["", "Home", LINE, LINE * 4, f"<a href='/a'>{LINE}</a>", "<a href='/b'>More news here</a> then"]
)
NOTICES = [
    "All RIGHTS reserved",
    "x (C) y",
    "COPYRıGHT copyrİght",
    "Copyright",
    "(c",
    "rights reserve",
    "©" + "x" * 300,
]
SIGNS = (
    st.text("aA1 .!?。！’”)」,|>:港😀é", min_size=1)
    | st.text(min_size=1)
    | st.sampled_from([*NOTICES, "港" * 90, "a港" * 20_000, "Long. " * 7_000])
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


def _told(table: BlockTable) -> tuple[tuple[str, ...], bytes, int, bytes, bytes, bytes]:
    arrays = (table.good.tobytes(), table.chars.tobytes(), table.bits.tobytes())
    return table.names, (table.values + 0.0).tobytes(), table.best, *arrays


def _assert_equal(layout: Layout) -> None:
    hits = np.arange(len(layout.texts)) % 3 == 0
    assert _told(measure(layout, hits)) == _told(measure_purely(layout, hits))


@given(texts=st.lists(SIGNS, min_size=1, max_size=6))
def test_odd_characters_have_the_same_figures_both_ways(texts: list[str]) -> None:
    number = len(texts)
    chars = array("q", [len(text) // 2 for text in texts])
    layout = Layout(texts, array("q", range(1, number + 1)), chars, chars, c_tag=["p"] * (number + 1))
    layout.c_parent, layout.c_bits = array("q", [-1, *[0] * number]), array("q", [0] * (number + 1))
    layout.c_start, layout.c_end = array("q", [0, *range(number)]), array("q", [number, *range(1, number + 1)])
    layout.c_signature = array("q", [0, *[1] * number])
    _assert_equal(layout)


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
