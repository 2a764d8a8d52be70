"""The compiled tree is lxml's: the same elements, texts and answers to all that is asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from extraction_pages import FIXTURES
from hypothesis import given
from hypothesis import strategies as st

from newsspider.clutter import default_rules
from newsspider.extraction import tree as module
from newsspider.extraction.metadata.gathered import gather
from newsspider.extraction.metadata.printed import beside_the_heading
from newsspider.extraction.native_lxml import functions_of_libxml2
from newsspider.extraction.parse import parse, parse_lightly, utf8
from newsspider.extraction.tree import strip_unseen, words_of
from newsspider.extraction.walk import walk

if TYPE_CHECKING:
    from lxml.etree import _Element

    from newsspider.extraction._tree import Node
    from newsspider.extraction.tree import Element

pytestmark = pytest.mark.skipif(module._NATIVE is None, reason="the compiled tree was not built here")
RULES = default_rules()
PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<div class=a id=b>",
            "<b>",
            "</b>",
            "<a href='/x'>",
            "</a>",
            "a",
            " ",
            "\n",
        ),
        *(
            "&amp;",
            "&nbsp",
            "&#x41;",
            "&#0;",
            "é港😀",
            "<br>",
            "<input checked disabled=x hidden>",
            "<p class>",
            "<p/>",
        ),
        *("<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "</ul>", "<select>", "<option>", "</select>"),
        *("<html lang=de>", "<head>", "</head>", "<body class=x>", "</body>", "</html>", "<title>t</title>", "<main>"),
        *("<script>1 < 2</script>", "<style>a{}</style>", "<noscript>", "</noscript>", "<svg><title>", "</svg>"),
        *("<template>", "</template>", "<button>", "</button>", "<textarea><p>", "</textarea>", "<!-- c -->", "<?pi?>"),
        *("<!DOCTYPE html>", "<h1>", "</h1>", "<footer>", "</footer>", "<svg:p xml:lang=q>", "<![CDATA[x]]>", "<nav>"),
        *("x" * 1_200, "<meta name=a content=b>", "<link rel=c>", "<base href=d>", "<iframe>", "</iframe>", "<x-y>"),
    ]
)
PAGES = st.lists(PIECES, max_size=40).map("".join)


def both(page: str) -> tuple[_Element, Node] | None:
    """The roots of both trees; None if neither has one."""
    assert module._NATIVE is not None
    there, cut = module.lxml_tree(utf8(page))
    here, cut_too = module._NATIVE.parse(utf8(page))
    assert cut == cut_too
    if there is None or here is None:
        assert there is here
        return None
    return there, here


def told(el: Element) -> tuple[str, str | None, str | None, int]:
    return el.tag, el.text, el.tail, len(el)


def told_or_none(el: Element | None) -> tuple[str, str | None, str | None, int] | None:
    return None if el is None else told(el)


def same(there: _Element, here: Node) -> None:
    """Each element of one tree is that of the other."""
    for el, twin in zip(there.iter(), here.iter(), strict=True):
        assert told(el) == told(twin)
        assert el.items() == twin.items()
        assert [told(each) for each in el] == [told(each) for each in twin]
    assert [str(text) for text in there.itertext()] == [*here.itertext()]


@given(PAGES)
def test_trees_of_pages_made_at_random(page: str) -> None:
    if roots := both(page):
        same(*roots)
        for root in roots:
            strip_unseen(root)
        # What was parted by an element that is gone is one text to both, but "" to one where it is None to the other.
        for el, twin in zip(roots[0].iter(), roots[1].iter(), strict=True):
            assert (el.tag, el.text or "", el.tail or "") == (twin.tag, twin.text or "", twin.tail or "")


@given(PAGES)
def test_answers_about_neighbours(page: str) -> None:
    if roots := both(page):
        for el, twin in zip(roots[0].iter(), roots[1].iter(), strict=True):
            assert told_or_none(el.getparent()) == told_or_none(twin.getparent())
            assert told_or_none(el.getnext()) == told_or_none(twin.getnext())
            for preceding in (False, True):
                mine = [told(each) for each in twin.itersiblings(preceding=preceding)]
                assert [told(each) for each in el.itersiblings(preceding=preceding)] == mine
            assert [told(each) for each in el.iterdescendants("p", "b")] == [
                told(each) for each in twin.iterdescendants("p", "b")
            ]
            assert (el.get("class"), el.get("id", "-")) == (twin.get("class"), twin.get("id", "-"))


@given(PAGES)
def test_what_is_gathered_and_walked(page: str) -> None:
    if roots := both(page):
        found, found_too = gather(roots[0]), gather(roots[1])
        assert (found.meta, found.title, found.stories) == (found_too.meta, found_too.title, found_too.stories)
        assert (found.data, found.unseen) == (found_too.data, found_too.unseen)
        for name in ("headings", "subheadings", "named", "items", "dates", "moments", "tags", "profiles", "unclosed"):
            assert [*map(told, getattr(found, name))] == [*map(told, getattr(found_too, name))]
        strip_unseen(roots[0], found.unclosed)
        strip_unseen(roots[1], found_too.unclosed)
        assert beside_the_heading(found.headings) == beside_the_heading(found_too.headings)
        assert walk(roots[0], RULES) == walk(roots[1], RULES)


def test_trees_of_the_bundled_web_and_all_cases() -> None:
    pages = [*sorted((FIXTURES / "web").rglob("*.html"))[::5], *(FIXTURES / "cases").rglob("page.html")]
    assert len(pages) > 30
    for page in pages:
        roots = both(page.read_bytes().decode("utf-8", "replace"))
        assert roots is not None
        same(*roots)


@pytest.mark.parametrize("depth", [2_045, 2_046, 2_047, 5_000])
def test_pages_as_deep_as_libxml2_goes_and_deeper(depth: int) -> None:
    page = "<div>" * depth + "<p>deep"
    roots = both(page)
    assert roots is not None
    assert [el.tag for el in roots[0].iter()] == [el.tag for el in roots[1].iter()]
    flat, light = parse(page), parse_lightly(page, RULES.attributes)
    assert flat is not None
    assert light is not None
    assert words_of(light) == words_of(flat) == "deep"


def test_a_long_text_and_many_elements() -> None:
    roots = both("<p>" + "a&amp;b" * 200_000 + "<p>c<b>d</b>" * 20_000)
    assert roots is not None
    same(*roots)


def test_elements_are_equal_by_their_place_and_live_longer_than_the_root() -> None:
    roots = both("<p>a</p><p>b</p>")
    assert roots is not None
    first, second = roots[1].iter("p")
    assert first != second
    assert len({first, second, *roots[1].iter("p")}) == 2
    del roots
    for _ in range(3):  # other pages, in other memory
        both("<div>c</div>" * 1_000)
    assert (first.text, second.text) == ("a", "b")


@pytest.mark.parametrize("names", [("htmlCtxtReadMemory", "no_such_function")])
def test_a_libxml2_that_shows_nothing_is_not_used(names: tuple[str, ...]) -> None:
    assert functions_of_libxml2(*names) is None
