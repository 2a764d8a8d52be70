"""Pages made lighter before they are parsed: the same tree, but for what nobody looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from extraction_pages import FIXTURES
from hypothesis import example, given
from hypothesis import strategies as st

from newsspider.clutter import default_rules
from newsspider.extraction import parse as module
from newsspider.extraction.parse import parse, parse_lightly, scrub

if TYPE_CHECKING:
    from newsspider.extraction.tree import Element

ATTRIBUTES = default_rules().attributes
PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            "/",
            "!",
            "-",
            "--",
            '"',
            "'",
            "=",
            " ",
            "\n",
            "a",
            "<p",
            "<p>",
            "</p>",
            "<div ",
            "<div>",
            "</div>",
        ),
        *("class=", 'class="', "id=x", ' data-x="1"', ' title=">"', "<a href=", '<a href="/x"', "/>", " hidden"),
        *("<script>", "<script ", "</script>", "</script", "<SCRIPT>", "</SCRIPT >", "<script><!--", "<scripts>"),
        *("<style>", "</style>", "<!--", "-->", "--!>", "<!", "<?", "?>", "</", "<![CDATA[", "]]>", "<!DOCTYPE html>"),
        *("<title>", "</title>", "<titles", "<textarea>", "</textarea>", "<iframe>", "</iframe>", "<xmp>", "</xmp>"),
        *("<svg>", "</svg>", "<noscript>", "</noscript>", "<plaintext>", "<br/>", "<br>", "</html>", "<html class=z>"),
        *('type="application/ld+json"', ' src="x"', "__NEXT_DATA__", "style='display:none'", " STYLE=x", "&amp;", "é"),
        *(
            "<abbr title=u>",
            "<body id=q>",
            "<select><option>",
            "</select>",
            "<template>",
            "\r",
            "日",
            "😀",
            "\x0b",
            "\ud800",
        ),
    ]
)
lighter = pytest.mark.skipif(module._SLIM is None, reason="the compiled module was not built here, or libxml2 is older")


def looked_at(el: Element) -> list[tuple[str, str]]:
    """The attributes that somebody looks at."""
    found = []
    for name, value in el.items():
        key, text = str(name), str(value)
        hides = key == "style" and any(word in text.lower() for word in module._HIDING)
        if key in module._READ | ATTRIBUTES or el.tag in module._READ_ON.get(key, ()) or hides:
            found.append((key, text))
    return found


def same(page: str) -> int:
    """Whether both trees are the same, but for what may be left out; how many elements there are."""
    whole, light = parse(page), parse_lightly(page, ATTRIBUTES)
    if whole is None or light is None:
        assert whole is light
        return 0
    elements: list[Element] = [*whole.iter()]
    twins: list[Element] = [*light.iter()]
    pairs = [*zip(elements, twins, strict=True)]
    for el, twin in pairs:
        assert el.tag == twin.tag
        assert looked_at(el) == looked_at(twin)
        assert (el.tail or "") == (twin.tail or "")
        if el.tag in ("script", "style") and not twin.text:
            assert "json" not in el.get("type", "") or not el.text
        else:
            assert (el.text or "") == (twin.text or "")
    return len(pairs)


@lighter
@given(st.lists(PIECES, max_size=40).map("".join))
@example("<SCRIPT></script\x0b><")  # libxml2 sees a blank there
def test_trees_of_pages_made_at_random(page: str) -> None:
    same(page)


@lighter
def test_trees_of_the_bundled_web() -> None:
    pages = sorted((FIXTURES / "web").rglob("*.html"))[::5]
    assert sum(same(page.read_bytes().decode("utf-8", "replace")) for page in pages) > 20 * len(pages)


@lighter
@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p onclick='a > b' class=x data-y>", "<p  class=x >"),
        ("<a href=x data-y/>", "<a href=x />"),
        ("<a b/data-y>", "<a / >"),
        ("<img src=x><script src=x>1</script>", "<img ><script src=x></script>"),
        (
            "<style>a{}</style ><b style='color:red'><b style=DISPLAY:none>",
            "<style></style ><b ><b style=DISPLAY:none>",
        ),
        ("<!-- a --><p><!----><!-- b --!>c", "<!----><p><!----><!----!>c"),
        ("<script><!-- <script> 1 </script> 2 --></script>3", "<script></script>3"),
        ("<script type=text/json>{}</script><script>window.__NUXT__=1</script>",) * 2,
        ("<textarea><p onclick=x></textarea><title><b id=x data-x></title>",) * 2,
        ("<p data-x='1", "<p "),
        ("<!-- a", "<!-- a"),
        ("a < b > c </ d> <!e>", "a < b > c </ d> <!e>"),
    ],
)
def test_what_is_left_out(page: str, expected: str) -> None:
    assert module._SLIM is not None
    reading = module._reading(frozenset())
    assert module._SLIM.slim(page, reading) == module._SLIM.slim(page.encode(), reading) == expected.encode()


@lighter
@given(st.text() | st.text(st.sampled_from("aé日😀\ud7ff\ue000\ud800\uffff\x7f\n"), max_size=200))
def test_text_is_encoded_whole(text: str) -> None:
    assert module._SLIM is not None
    text = text.replace("<", "")
    page = module._SLIM.slim(text * 3, module._reading(frozenset()))
    assert page == ((text * 3).encode() if scrub(text) == text else None)


def test_a_rule_s_attribute_is_kept_and_a_page_that_must_be_scrubbed_is_the_same() -> None:
    root = parse_lightly("<p data-x=1\x0bdata-y=2 class=c>a\x00b</p>", frozenset({"data-x"}))
    assert root is not None
    [paragraph] = root.iter("p")
    assert (paragraph.get("data-x"), paragraph.get("class"), paragraph.text) == ("1", "c", "a b")
