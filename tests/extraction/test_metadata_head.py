"""What a page says of itself: JSON-LD broken in every usual way, meta tags as pages write them, addresses."""

from __future__ import annotations

import pytest
from extraction_pages import story_page, tree

from newsspider.extraction import extract
from newsspider.extraction.metadata import Head, Metadata, Surroundings, read_head, read_metadata

NODE = (
    '{"@type":"NewsArticle","headline":"Gauge without reader","datePublished":"2026-03-01","author":{"name":"Ann Lee"}}'
)
URL = "http://paper.example/2026/03/gauge/"


def head_of(inside: str, attributes: str = "") -> Head:
    return read_head(tree(f"<html {attributes}><head>{inside}</head><body><p>x</p></body></html>"))


def with_json(script: str) -> Head:
    return head_of(f'<script type="application/ld+json">{script}</script>')


def metadata_of(inside: str, url: str | None = URL) -> Metadata:
    root = tree(f"<html><head>{inside}</head><body><p>x</p></body></html>")
    return read_metadata(read_head(root, url), url, Surroundings())


@pytest.mark.parametrize(
    "script",
    [
        NODE,
        f'{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"S"}},{NODE}]}}',
        f"[{NODE}]",
        f'{{"@type":"WebPage","mainEntity":{NODE}}}',
        f"<!-- {NODE} -->",
        f"//<![CDATA[\n{NODE}\n//]]>",
        f"/*<![CDATA[*/{NODE}/*]]>*/",
        f"<![CDATA[{NODE}]]>",
        f"{NODE};",
        NODE.replace('"', "&quot;"),
        f"\ufeff{NODE}",
        f"\u00a0\n{NODE}",
        f"{NODE[:-1]},}}",
        NODE.replace('"2026-03-01"', '"2026-03-01","keywords":["a","b",]'),
        NODE.replace('"NewsArticle"', '"NewsArticle","description":"a raw\nline break"'),
        NODE.replace('"NewsArticle"', '"NewsArticle","description":"a raw\ttab"'),
        f"{NODE} {NODE}",
        f"{NODE} and some words",
        NODE.replace('"NewsArticle"', '["Article","NewsArticle"]'),
        NODE.replace('"NewsArticle"', '"https://schema.org/NewsArticle"'),
        NODE.replace('"NewsArticle"', '"newsarticle"'),
        f'[{{"@type":"NewsArticle","headline":"A teaser"}},{NODE}]',
    ],
)
def test_json_ld_is_read_as_pages_write_it(script: str) -> None:
    article = with_json(script).article
    assert article["headline"] == "Gauge without reader"
    assert article["datePublished"] == "2026-03-01"


@pytest.mark.parametrize(
    "script",
    [
        NODE.replace("Gauge without", 'Gauge "without"'),
        NODE.replace("Gauge", "Gau\\'ge"),
        f'{NODE[:-1]},"articleBody":"and then the page was cut',
        f"/* made by a theme */{NODE}",
    ],
)
def test_dates_are_saved_out_of_json_ld_that_cannot_be_read(script: str) -> None:
    assert with_json(script).article == {"@type": "NewsArticle", "datePublished": "2026-03-01"}


@pytest.mark.parametrize(
    "script", ["", "null", "5", '"x"', "[]", "{}", "hello", "{'a': 1}", "[" * 100_000, '{"a":' * 9_000]
)
def test_what_is_no_json_ld_is_nothing(script: str) -> None:
    assert with_json(script).article == {}


@pytest.mark.parametrize(
    "fields",
    [
        '"headline":7,"datePublished":7,"author":7,"keywords":7,"image":7,"publisher":7,"description":7,"inLanguage":7',
        '"headline":null,"datePublished":null,"author":null,"keywords":null,"image":null,"publisher":null',
        '"headline":["a"],"datePublished":["a"],"author":[["a"]],"keywords":[["a"]],"image":[[]],"publisher":["a"]',
        '"headline":{},"datePublished":{},"author":{},"keywords":{},"image":{},"publisher":{},"inLanguage":{}',
        '"headline":NaN,"datePublished":Infinity,"author":{"name":[7,null]},"image":{"url":["a"]}',
        '"headline":"\\ud800","author":{"name":"\\udfff"},"description":"\\u0000","image":"http://[","keywords":"\\ud83d"',
        '"author":{"@id":"#x"},"publisher":{"@id":"#x"},"@id":"#x","image":[{"url":{"@id":"x"}}]',
        '"@type":null,"headline":"x"',
        '"@type":[null,{}],"headline":"x"',
    ],
)
def test_values_of_the_wrong_kind_break_nothing(fields: str) -> None:
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>'
    article = extract(story_page(head=script), URL)
    assert article.extraction.method == "blocks"
    assert article.title is None or isinstance(article.title, str)
    assert article.image is None


def test_a_huge_graph_is_read_in_bounded_time() -> None:
    nodes = ",".join(f'{{"@type":"ImageObject","name":"{i}"}}' for i in range(30_000))
    assert with_json(f'{{"@graph":[{NODE},{nodes}]}}').article["headline"] == "Gauge without reader"


def test_a_huge_script_is_left_alone() -> None:
    assert with_json(f'{{"@type":"NewsArticle","articleBody":"{"x" * 2_000_001}"}}').article == {}


def test_a_live_blog_is_told_by_itself_and_not_by_its_entries() -> None:
    entry = NODE.replace("NewsArticle", "BlogPosting").replace("2026-03-01", "2026-03-02").replace("Gauge", "Entry")
    live = NODE.replace("NewsArticle", "LiveBlogPosting")
    article = with_json(f'{live[:-1]},"liveBlogUpdate":[{entry},{entry}]}}').article
    assert (article["headline"], article["datePublished"]) == ("Gauge without reader", "2026-03-01")


def test_entities_that_a_page_writes_twice_are_read() -> None:
    found = metadata_of(
        '<meta name="keywords" content="Tides &amp;amp; Co"><meta name="description" content="Tides &amp;amp; Co">'
    )
    assert (found.tags, found.description) == (("Tides & Co",), "Tides & Co")


def test_names_of_meta_tags_in_any_case_and_attribute() -> None:
    head = head_of(
        '<META PROPERTY="OG:Title" CONTENT="  Gauge   without reader "><meta NAME=Author content="Ann Lee">'
        '<meta itemprop="headline" content="H"><meta property="og:image twitter:image" content="/i.png">'
        '<meta name="keywords"><meta name="description" content="">'
    )
    assert head.first("title") == "Gauge without reader"
    assert head.first("author") == "Ann Lee"
    assert head.meta["headline"] == ["H"]
    assert head.meta["twitter:image"] == ["/i.png"]
    assert head.first("description") is None
    assert "keywords" not in head.meta


def test_the_better_name_comes_first_and_order_holds_within_it() -> None:
    head = head_of(
        '<meta name="twitter:title" content="c">'
        '<meta property="og:title" content="a"><meta property="og:title" content="b">'
    )
    assert list(head.all("title")) == ["a", "b", "c"]


def test_the_title_is_the_page_s_and_not_a_picture_s() -> None:
    root = tree("<html><body><svg><title>icon</title></svg><p>x</p></body></html>")
    assert read_head(root).title == ""
    assert head_of("<title>\n A\n B </title><title>C</title>").title == "A B"


@pytest.mark.parametrize("rel", ["canonical", "CANONICAL", "alternate canonical", "canonical nofollow"])
def test_the_canonical_link(rel: str) -> None:
    assert head_of(f'<link rel="{rel}" href="/a"><link rel="canonical" href="/b">').canonical == "/a"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/y?utm_source=feed#top", "http://paper.example/y"),
        ("//www.paper.example/y", "http://www.paper.example/y"),
        ("https://www.paper.example/y", "https://www.paper.example/y"),
        ("http://paper.example/", URL),  # the home page: a theme's mistake
        ("", URL),
        ("  ", URL),
        ("javascript:void(0)", URL),
        ("http://[bad", URL),
        ("http://", URL),
    ],
)
def test_the_canonical_address(href: str, expected: str) -> None:
    found = metadata_of(f'<link rel="canonical" href="{href}">')
    assert (found.canonical_url, found.credits) == (expected, ())


def test_a_canonical_link_to_another_site_is_a_credit_and_not_the_address() -> None:
    found = metadata_of('<link rel="canonical" href="http://other.example/story/">')
    assert found.canonical_url == URL
    assert [(c.kind, c.value, c.url) for c in found.credits] == [
        ("canonical", "other.example", "http://other.example/story/")
    ]


def test_without_an_address_the_canonical_link_is_the_address() -> None:
    assert (
        metadata_of('<link rel="canonical" href="http://paper.example/y">', None).canonical_url
        == "http://paper.example/y"
    )
    assert metadata_of("", None).canonical_url is None


def test_a_base_with_another_host_moves_relative_links() -> None:
    assert metadata_of('<base href="http://www.paper.example/a/"><link rel="canonical" href="b">').canonical_url == (
        "http://www.paper.example/a/b"
    )
    assert (
        metadata_of('<base href="http://["><link rel="canonical" href="/b">').canonical_url == "http://paper.example/b"
    )


def test_a_named_source_is_a_credit_only_if_it_is_elsewhere() -> None:
    found = metadata_of(
        '<meta name="original-source" content="http://wire.example/a/1">'
        '<meta name="syndication-source" content="/self">'
        '<meta name="syndication-source" content="http://paper.example/self">'
    )
    assert [(c.kind, c.value) for c in found.credits] == [("source_meta", "wire.example")]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<meta property="og:locale" content="de_AT">', "de"),
        ('<meta http-equiv="content-language" content="FR">', "fr"),
        ('<meta property="og:locale" content="x-default">', None),
        ("", None),
    ],
)
def test_the_declared_language(inside: str, expected: str | None) -> None:
    assert metadata_of(inside).language == expected


def test_the_page_s_own_attribute_beats_meta_for_the_language() -> None:
    root = tree('<html lang="pt-BR"><head><meta property="og:locale" content="en_US"></head><body>x</body></html>')
    assert read_metadata(read_head(root, URL), URL, Surroundings()).language == "pt"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<meta name="news_keywords" content="port, tide ,, port, http://x.example/">', ("port", "tide")),
        ('<meta property="article:tag" content="port"><meta property="article:tag" content="tide">', ("port", "tide")),
        (
            '<a rel="tag">Port</a><a rel="category tag">Tide  gauges</a><a rel="nofollow">No</a>',
            ("Port", "Tide gauges"),
        ),
        ('<a rel="category tag">Uncategorized</a>', ()),
        ('<a rel="category tag">Sin categoría</a><a rel="tag">Mareas</a>', ("Mareas",)),
        (f'<meta name="keywords" content="{"x" * 61}">', ()),
        ("", ()),
    ],
)
def test_tags(inside: str, expected: tuple[str, ...]) -> None:
    assert metadata_of(inside).tags == expected


def test_keywords_in_json_ld_come_first_as_text_or_list() -> None:
    meta = '<meta name="keywords" content="z">'
    for keywords in ('"port, tide"', '["port", "tide", 7]'):
        script = NODE.replace('"NewsArticle"', f'"NewsArticle","keywords":{keywords}')
        assert metadata_of(f'{meta}<script type="application/ld+json">{script}</script>').tags == ("port", "tide")


@pytest.mark.parametrize(
    "image", ['"/i.jpg"', '["/i.jpg","/j.jpg"]', '{"url":"/i.jpg"}', '[{"contentUrl":"/i.jpg"}]', '[["/i.jpg"]]']
)
def test_the_lead_image_out_of_json_ld(image: str) -> None:
    script = NODE.replace('"NewsArticle"', f'"NewsArticle","image":{image}')
    found = metadata_of(f'<script type="application/ld+json">{script}</script>')
    assert found.image == "http://paper.example/i.jpg"


def test_opt_out_signals() -> None:
    inside = '<meta name="robots" content="index, NOAI"><meta name="tdm-reservation" content="1">'
    assert metadata_of(inside).opt_out == ("meta:noai", "meta:tdm-reservation")
    assert metadata_of('<meta name="robots" content="noaix">').opt_out == ()


def test_description() -> None:
    assert metadata_of('<meta name="description" content=" a  b ">').description == "a b"
    script = NODE.replace('"NewsArticle"', '"NewsArticle","description":" a  b "')
    assert metadata_of(f'<script type="application/ld+json">{script}</script>').description == "a b"
