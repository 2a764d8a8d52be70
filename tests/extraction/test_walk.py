"""What the one walk sees: blocks in page order, the containers that hold them, links, times, what is hidden."""

from __future__ import annotations

import pytest
from extraction_pages import layout_of

from newsspider.extraction.class_words import BIT, HIDDEN, bits, bits_of_names, bits_of_tag
from newsspider.extraction.walk import MAX_DEPTH


def texts(body: str) -> list[str]:
    return layout_of(f"<html><body>{body}</body></html>").texts


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<p>one<p>two", ["one", "two"]),
        ("one<p>two</p>three", ["one", "two", "three"]),
        ("<p> white \n\t space\u00a0 folded </p>", ["white space folded"]),
        ("<p>a<br>b</p>", ["a\nb"]),
        ("<p>a<br/>\n b<br>c</p>", ["a\nb\nc"]),
        ("<p>a<br><br>b</p>", ["a", "b"]),
        ("<p>a<br>\n <br>b<br><br><br>c</p>", ["a", "b", "c"]),
        ("<p><br>a<br></p>", ["a"]),
        ("<p><b>a<br><br>b</b> c</p>", ["a", "b c"]),
        ("<p>a <b>b <i>c</i></b>, <span>d</span>e</p>", ["a b c, de"]),
        ("<p>H<sub>2</sub>O</p>", ["H2O"]),
        ("<p>a <a href=x>link</a> b</p>", ["a link b"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<span>a<p>b</p>c</span>", ["a", "b", "c"]),
        ("<a href=x>a<div>b</div></a>", ["a", "b"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["a", "b", "c"]),
        ("<ol><li><p>a</p><p>b</p></li></ol>", ["a", "b"]),
        ("<dl><dt>a<dd>b</dl>", ["a", "b"]),
        ("<table><caption>t</caption><tr><th>a<th>b<tr><td>c<td>d</table>", ["t", "a | b", "c | d"]),
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", ["a", "b"]),
        ("<blockquote>a<footer>b</footer></blockquote>", ["a", "b"]),
        ("<pre>a\n  b</pre>", ["a\nb"]),
        ("<h2>a</h2>b", ["a", "b"]),
        ("<p></p><p> </p><div>&nbsp;</div>", []),
        ("<p>a<!-- no --><?php no ?>b</p>", ["ab"]),
        ("<p>a<script>no</script>b<style>no</style>c</p>", ["abc"]),
        ("<button>no</button><select><option>no</select><p>a<input value=no>b</p>", ["ab"]),
        ("<p>1 &lt; 2 &amp; &eacute;&#8217;</p>", ["1 < 2 & é’"]),
        ("<custom-tag>a</custom-tag><p>b</p>", ["a", "b"]),
        ("<p>日本語<ruby>漢<rt>かん</rt></ruby></p>", ["日本語漢かん"]),
        ("<p>שלום <b>עולם</b></p>", ["שלום עולם"]),
    ],
)
def test_blocks(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


def test_a_photographer_in_a_span_is_a_line_of_its_own() -> None:
    assert texts("<figcaption>The quay. <span class='photo-credit'>Ann Lee</span></figcaption>") == [
        "The quay.",
        "Ann Lee",
    ]


def test_containers_hold_ranges_of_blocks_in_preorder() -> None:
    layout = layout_of("<html><body><div id=a><p>1</p><p>2</p></div><div id=b><p>3</p></div></body></html>")
    spans = {
        (tag, layout.texts[start:end][0] if end > start else "", end - start)
        for tag, start, end in zip(layout.c_tag, layout.c_start, layout.c_end, strict=True)
    }
    assert {("body", "1", 3), ("div", "1", 2), ("p", "1", 1), ("p", "2", 1), ("div", "3", 1), ("p", "3", 1)} <= spans
    assert all(parent < index for index, parent in enumerate(layout.c_parent))
    assert [layout.tag_of(i) for i in range(3)] == ["p", "p", "p"]


def test_equal_paths_have_equal_signatures() -> None:
    layout = layout_of("<body><div class=x><p>1</p></div><div class=x><p>2</p></div><div class=y><p>3</p></div></body>")
    one, two, three = (layout.c_signature[container] for container in layout.containers)
    assert one == two
    assert one != three


def test_letters_in_italics_and_small_print_are_counted() -> None:
    layout = layout_of("<body><p>a <i>b c</i> <small>d</small></p><p><em>e</em></p></body>")
    assert [*layout.slanted_chars] == [4, 1]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("A word<a href='#fn1'>1</a> and", "A word and"),
        ("A word<sup><a href='#fn1'>12</a></sup>.", "A word."),
        ("Wort\u00e9<a href='#fn1'>1</a>", "Wort\u00e9"),
        ("A sentence.<a href='#fn1'>1</a>", "A sentence."),
        ("A <i>word</i>.<a href='#fn1'>1</a>", "A word."),
        ("A <i>word</i>, <a href='#fn1'>1</a>", "A word, 1"),
        ("“A word.”<a href='#fn1'>1</a>", "“A word.”"),
        ("Contents...<a href='#c1'>1</a>", "Contents...1"),
        ("1.<a href='#c1'>2</a>", "1.2"),
        ("Chapter <a href='#c1'>1</a>", "Chapter 1"),
        ("A word<a href='/1'>1</a>", "A word1"),
        ("A word<a href='#n'>1999</a>", "A word1999"),
        ("A word<a href='#n'><b>1</b></a>", "A word1"),
        ("Word<a href='#n'>[1]</a>", "Word[1]"),
        ("Word<br><a href='#n'>1</a>", "Word\n1"),
        ("in chapter\n<a href='#n'>1</a> of it", "in chapter 1 of it"),
    ],
)
def test_the_number_of_a_note_isn_t_glued_to_a_word(markup: str, text: str) -> None:
    assert texts(f"<p>{markup}</p>") == [text]


def test_letters_in_links_and_in_bold_are_counted() -> None:
    layout = layout_of("<body><p>ab <a href=x>cde <b>f</b></a></p><p><strong>ghi</strong> j</p><p>k</p></body>")
    assert [*layout.link_chars] == [4, 0, 0]
    assert [*layout.bold_chars] == [1, 3, 0]


def test_links_know_their_block_address_and_words() -> None:
    layout = layout_of("<body><p>one</p><p>two <a href='/a'> the  link </a></p><p><a name=x>no address</a></p></body>")
    assert layout.links == [(1, "/a", "the link")]


def test_times_know_their_block() -> None:
    layout = layout_of("<body><p>one</p><p><time datetime='2026-03-01'>today</time></p><time>no stamp</time></body>")
    assert layout.times == [(1, "2026-03-01")]


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        "aria-hidden=true",
        "style='display:none'",
        "style='color:red; DISPLAY : none'",
        "style='visibility: hidden'",
    ],
)
def test_what_is_hidden_is_marked(attributes: str) -> None:
    layout = layout_of(f"<body><div {attributes}><p>a</p></div><p>b</p></body>")
    assert [bool(b & HIDDEN) for b, tag in zip(layout.c_bits, layout.c_tag, strict=True) if tag == "div"] == [True]


@pytest.mark.parametrize("attributes", ["aria-hidden=false", "style='display:block'", "class=x", "title=hidden"])
def test_what_is_not_hidden_is_not_marked(attributes: str) -> None:
    layout = layout_of(f"<body><div {attributes}><p>a</p></div></body>")
    assert not any(b & HIDDEN for b in layout.c_bits)


def test_a_clutter_rule_that_knows_an_element_is_noted() -> None:
    layout = layout_of("<body><div id=jp-post-flair><p>Share this</p></div><p>b</p></body>")
    assert [rule.kind for rule in layout.c_rules.values()] == ["share"]
    assert [layout.c_tag[container] for container in layout.c_rules] == ["div"]


def test_deeper_than_the_limit_text_is_read_without_its_structure() -> None:
    layout = layout_of(
        f"<body>{'<div>' * (MAX_DEPTH + 50)}<p>one</p><p>two</p>{'</div>' * (MAX_DEPTH + 50)}<p>three</p></body>"
    )
    assert " ".join(layout.texts).split() == ["one", "two", "three"]


def test_a_page_without_words_has_no_blocks() -> None:
    layout = layout_of("<html><body><div></div><img src=x></body></html>")
    assert layout.texts == []
    assert [*layout.c_end] == [0] * len(layout.c_end)


@pytest.mark.parametrize(
    ("names", "heads"),
    [
        ("entry-content", ["BODY"]),
        ("post_body", ["BODY"]),
        ("articleBody", ["BODY"]),
        ("related-posts", ["RELATED"]),
        ("sidebar", ["SIDE"]),
        ("comments-area", ["COMMENT"]),
        ("#footer", ["FOOT"]),
        ("NewsletterSignup", ["OFFER"]),
        ("social share", ["SHARE"]),
        ("byline__name", ["AUTHOR"]),
        ("wp-caption-text", ["CAPTION"]),
        ("role-navigation", ["NAV"]),
        ("sr-only", ["HIDE"]),
        ("x17 q_z", []),
        ("", []),
    ],
)
def test_words_in_names(names: str, heads: list[str]) -> None:
    found = bits_of_names(names)
    for head in heads:
        assert found & BIT[head], head
    if not heads:
        assert found == 0


def test_a_word_inside_another_word_says_nothing() -> None:
    assert not bits_of_names("shadow") & BIT["ADVERT"]  # "ad"
    assert not bits_of_names("paragraphs-headless") & BIT["HEAD"]
    assert not bits_of_names("nonrelated") & BIT["RELATED"]


def test_tags_speak_too() -> None:
    assert bits_of_tag("nav") & BIT["NAV"]
    assert bits_of_tag("figcaption") & BIT["FIGCAPTION"]
    assert bits_of_tag("div") == 0


def test_every_bit_is_one_of_its_own() -> None:
    assert len(set(BIT.values())) == len(BIT)
    assert bits("NAV", "FOOT") == BIT["NAV"] | BIT["FOOT"]
    with pytest.raises(KeyError, match="NAVI"):
        bits("NAVI")


def test_line_breaks_of_preformatted_text_are_the_author_s() -> None:
    page = "<main><pre>the tide\n  is out\n\nand <b>the\nboats</b>\n</pre><p>one\nline</p><pre> \n </pre></main>"
    assert layout_of(page).texts == ["the tide\nis out\nand the\nboats", "one line"]
