"""The compiled walk sees exactly what the pure one sees, on pages of every kind."""

from __future__ import annotations

import pytest
from extraction_pages import FIXTURES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsspider.clutter import default_rules
from newsspider.extraction import walk as module
from newsspider.extraction.parse import parse
from newsspider.extraction.tree import strip_unseen
from newsspider.extraction.walk import MAX_DEPTH, walk, walk_purely

pytestmark = pytest.mark.skipif(module._NATIVE is None, reason="the compiled walk was not built here")
RULES = default_rules()
TEXTS = st.sampled_from(
    ["word", " ", "\n", "a\n b", "\u00a0", "\u2028 a", "\u200b", "\ue000", "é港😀", "a  b\tc", "&amp;", "\u0085"]
)
NAMES = st.sampled_from(
    [
        *("comments", "entry-content", "photo-credit", "wp-caption-text", "HTMLParser", "navBar2", "größe", "x" * 300),
        *("adsbygoogle", "div-gpt-ad-1", "sharedaddy share", "##nav", " post  body ", "wp-block-button", ""),
    ]
)
ATTRIBUTES = st.sampled_from(
    ["class", "id", "role", "style", "hidden", "aria-hidden", "data-ad", "data-portal", "title"]
)
VALUES = NAMES | st.sampled_from(["true", "display : NONE", "visibility:hidden", "navigation", "signup"])
TAGS = st.sampled_from(
    [
        *(
            "p",
            "div",
            "span",
            "a",
            "b",
            "strong",
            "table",
            "tr",
            "td",
            "td",
            "figure",
            "figcaption",
            "x-y",
            "time",
            "ul",
        ),
        *("li", "em", "form", "button", "h1", "nav", "amp-ad", "blockquote", "pre"),
    ]
)
VOID = st.sampled_from(
    [
        *("<br>", "<br>", "<input type=EMAIL>", "<input>", "<img>", "<time datetime=2026-03-01></time>"),
        *("<a href='#n1'>1</a>", "<a href='#n'>1234</a>", "<a href='#n'>a</a>", "<a href=/n>2</a>", "<small>s</small>"),
    ]
)


@st.composite
def element(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    tag = draw(TAGS)
    attributes = draw(st.dictionaries(ATTRIBUTES, VALUES, max_size=3))
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    href = ' href="/a"' if tag == "a" and draw(st.booleans()) else ""
    return f"<{tag}{stated}{href}>{''.join(draw(st.lists(inner, max_size=5)))}</{tag}>"


PIECES: st.SearchStrategy[str] = st.recursive(TEXTS | VOID, element, max_leaves=25)


def same(html: str) -> None:
    root = parse(html)
    assert root is not None
    strip_unseen(root)
    assert walk(root, RULES) == walk_purely(root, RULES)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
def test_pages_made_at_random(body: str) -> None:
    same(f"<html><body>{body}</body></html>")


def test_pages_of_the_bundled_web_and_all_cases() -> None:
    pages = [*sorted((FIXTURES / "web").rglob("*.html"))[::5], *(FIXTURES / "cases").rglob("page.html")]
    assert len(pages) > 30
    for page in pages:
        same(page.read_bytes().decode("utf-8", "replace"))


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * (MAX_DEPTH + 40) + " a<p>b <i> c</i></p><!-- --> d" + "</div>" * (MAX_DEPTH + 40) + "<p>e",
        "<a href=x>" + "<div>" * (MAX_DEPTH + 40) + "  a  b  ",
        "<div>" * (MAX_DEPTH + 40) + "\n",
        "<p class='" + " ".join(f"name-{n}" for n in range(3_000)) + "'>a",
        "".join(f"<p class=name-{n} id=id-{n}>a" for n in range(3_000)),
        "".join(f"<tag-{n}>a</tag-{n}>" for n in range(1_500)),
        "".join(f"<p data-{n}=x>a" for n in range(1_500)),
        "<table><tr><td>a<td>b <a href=x>c</a><td><time datetime=1>d</time></table>",
        "<svg:p class='nav' xlink:href=x>a</svg:p>",
    ],
)
def test_odd_pages(body: str) -> None:
    same(f"<html><body>{body}</body></html>")


def test_a_walk_begins_at_a_block() -> None:
    with pytest.raises(ValueError, match="not from <span>"):
        walk(etree.fromstring("<span>a</span>"), RULES)


def test_what_was_built_for_another_lxml_does_not_fit() -> None:
    assert module._NATIVE is not None
    assert module._NATIVE.fits(etree.LXML_VERSION, etree.LIBXML_VERSION)
    assert not module._NATIVE.fits((5, 0, 0, 0), etree.LIBXML_VERSION)
    assert not module._NATIVE.fits(etree.LXML_VERSION, (3, 0, 0))
