"""Feeds: every format and oddity that blogs and news sites serve, and bytes that are no feed."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsspider.discovery import Link, NotAFeedError, parse_feed

if TYPE_CHECKING:
    from newsspider.discovery import Feed

URL = "https://blog.example/feed/"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Blog &amp; more</title><link>https://blog.example/</link><language>en-GB</language>%s</channel></rss>"""
ITEM = "<item><title>%s</title><link>https://blog.example/%d/</link>%s</item>"


def rss(*items: str, encoding: str = "utf-8") -> bytes:
    return (RSS % "".join(items)).encode(encoding)


def only(feed: Feed) -> Link:
    (link,) = feed.links
    return link


def test_rss_with_full_text() -> None:
    item = ITEM % (
        "Bridge &amp;amp; road",
        1,
        (
            "<pubDate>Mon, 02 Mar 2026 10:00:00 +0300</pubDate><description>A summary</description>"
            '<content:encoded><![CDATA[<p>The <a href="/map">whole</a> story.</p>]]></content:encoded>'
        ),
    )
    feed = parse_feed(rss(item), URL)
    assert feed.title == "The Blog & more"
    assert feed.problem is None
    assert only(feed) == Link(
        url="https://blog.example/1/",
        via="feed",
        title="Bridge & road",
        date="2026-03-02T10:00:00+03:00",
        text='<p>The <a href="https://blog.example/map">whole</a> story.</p>',
        language="en-GB",
    )


def test_rss_with_summaries_has_no_text() -> None:
    link = only(parse_feed(rss(ITEM % ("A", 1, "<description>&lt;p&gt;short&lt;/p&gt;</description>")), URL))
    assert (link.text, link.date) == (None, None)


def test_atom_of_a_blog_with_paging() -> None:
    body = b"""<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang="de">
    <title type='text'>Blog</title>
    <link rel='next' type='application/atom+xml' href='/feeds/posts/default?start-index=26'/>
    <entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2026-03-02T10:00:00.001+01:00</published>
    <updated>2026-03-03T11:00:00+01:00</updated><title type='html'>A &lt;b&gt;bold&lt;/b&gt; title</title>
    <content type='html'>&lt;div&gt;Text&lt;/div&gt;</content>
    <link rel='replies' type='text/html' href='https://blog.example/2026/03/a.html#comment-form'/>
    <link rel='edit' type='application/atom+xml' href='https://www.blogger.example/feeds/1'/>
    <link rel='alternate' type='text/html' href='2026/03/a.html' title='A'/></entry></feed>"""
    feed = parse_feed(body, "https://blog.example/")
    assert feed.next_url == "https://blog.example/feeds/posts/default?start-index=26"
    assert only(feed) == Link(
        url="https://blog.example/2026/03/a.html",
        via="feed",
        title="A bold title",
        date="2026-03-02T10:00:00+01:00",
        text="<div>Text</div>",
        language="de",
        modified="2026-03-03T11:00:00+01:00",
    )


def test_rdf() -> None:
    body = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="x"><title>T</title></channel><item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link>
    <dc:date>2026-03-02</dc:date></item></rdf:RDF>"""
    link = only(parse_feed(body, URL))
    assert (link.url, link.title, link.date) == ("https://a.example/1", "One", "2026-03-02T00:00:00+00:00")


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/a/b</link>", "https://blog.example/a/b"),
        ("<link>  https://blog.example/a \n</link>", "https://blog.example/a"),
        ('<guid isPermaLink="true">https://blog.example/g</guid>', "https://blog.example/g"),
        (
            "<link>https://feedproxy.example/~r/1</link><feedburner:origLink>https://blog.example/o</feedburner:origLink>",
            "https://blog.example/o",
        ),
        ('<atom:link rel="alternate" href="https://blog.example/alt"/>', "https://blog.example/alt"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<link>http://[</link>", None),
        ('<enclosure url="https://blog.example/a.mp3" type="audio/mpeg" length="1"/>', None),
        ("", None),
    ],
)
def test_where_the_article_is(item: str, url: str | None) -> None:
    links = parse_feed(rss(f"<item><title>A</title>{item}</item>"), URL).links
    assert [link.url for link in links] == ([url] if url else [])


def test_rel_next_of_rss_and_one_that_points_at_itself() -> None:
    feed = parse_feed(rss('<atom:link rel="next" href="?paged=2"/>'), URL)
    assert feed.next_url == "https://blog.example/feed/?paged=2"
    assert feed.links == ()
    assert parse_feed(rss(f'<atom:link rel="next" href="{URL}"/>'), URL).next_url is None


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", None),
        ("utf-16", None),
        ("utf-8-sig", None),
        ("windows-1251", "text/xml; charset=windows-1251"),
    ],
)
def test_encodings(encoding: str, content_type: str | None) -> None:
    feed = parse_feed(rss(ITEM % ("Мост открыт", 1, ""), encoding=encoding), URL, content_type)
    assert only(feed).title == "Мост открыт"


def test_bytes_that_are_not_utf8_at_all_are_read_as_windows_1252() -> None:
    body = rss(ITEM % ("Café", 1, "")).replace(b' encoding="UTF-8"', b"").replace("é".encode(), b"\xe9")
    assert only(parse_feed(body, URL)).title == "Café"


@pytest.mark.parametrize("charset", ["zlib", "utf-7", "punycode", "unicode_escape", "nonsense", "rot13", "undefined"])
def test_a_strange_charset_is_passed_over(charset: str) -> None:
    body = rss(ITEM % ("Bridge", 1, "")).replace(b"UTF-8", charset.encode())
    assert only(parse_feed(body, URL, f"text/xml; charset={charset}")).title == "Bridge"


@pytest.mark.parametrize(
    "body",
    [
        rss(ITEM % ("A & B", 1, "")),
        rss(ITEM % ("A", 1, ""))[:-20],
        rss(ITEM % ("A&nbsp;B", 1, "")),
        rss(ITEM % ("A\x0bB", 1, "")),
        b"\n\n" + rss(ITEM % ("A", 1, "")),
        b"<br />\n<b>Warning</b>: something in /x.php\n" + rss(ITEM % ("A", 1, "")),
        gzip.compress(rss(ITEM % ("A", 1, ""))),
        rss(ITEM % ("A", 1, "")).replace(
            b"<rss", b"<!-- made by --><!DOCTYPE rss SYSTEM 'http://x.example/rss.dtd'><rss"
        ),
    ],
)
def test_a_broken_feed_with_items_is_read(body: bytes) -> None:
    assert [link.url for link in parse_feed(body, URL).links] == ["https://blog.example/1/"]


def test_what_was_wrong_is_told() -> None:
    assert parse_feed(rss(ITEM % ("A & B", 1, "")), URL).problem == "broken XML: not well-formed (invalid token)"


@pytest.mark.parametrize(
    ("body", "seems"),
    [
        (b"", "an empty body"),
        (b" \n", "an empty body"),
        (b"<!DOCTYPE html><html><body>rss</body></html>", "an HTML page"),
        (b"<!-- x --><HTML><item><link>http://a.example/</link></item></HTML>", "an HTML page"),
        (b'{"version": "x"}', "JSON"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "an image"),
        (b"Not found", "plain text"),
        (b"\x00\x01\x02", "binary data"),
        (b"<urlset></urlset>", "a sitemap"),
        (b"<?xml version='1.0'?><note/>", "XML of another kind"),
        (b"\x1f\x8bnot gzip", "compressed data"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, seems: str) -> None:
    with pytest.raises(NotAFeedError) as caught:
        parse_feed(body, URL)
    assert caught.value.looks_like.startswith(seems)
    assert URL in str(caught.value)


LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "doctype",
    [
        LAUGHS + "]>",
        "<!DOCTYPE rss [<!ENTITY j '" + "x" * 100_000 + "'>]>",
        "<!DOCTYPE rss [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'> %p;]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(doctype: str, encoding: str) -> None:
    body = (RSS % (ITEM % ("&j;" * 1000, 1, ""))).replace("<rss", doctype + "<rss").encode(encoding)
    link = only(parse_feed(body, URL))
    assert len(link.title or "") < 10_000
    assert "root:" not in (link.title or "")


def test_a_doctype_within_a_story_stays() -> None:
    item = ITEM % (
        "A",
        1,
        "<content:encoded><![CDATA[<p>Write &lt;!DOCTYPE html> [x]></p>]]></content:encoded>",
    )
    assert "DOCTYPE html" in (only(parse_feed(rss(item), URL)).text or "")


def test_a_gzip_bomb_and_too_many_tags_are_refused() -> None:
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"<rss>") + packer.flush(zlib.Z_FULL_FLUSH)
    mebibyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    for body in (head + mebibyte * 1024, b"<rss>" + b"<a>" * 300_000):
        with pytest.raises(NotAFeedError):
            parse_feed(body, URL)


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<rss version='2.0'>",
                "<channel>",
                "<item>",
                "<title>",
                "</title>",
                "<link>",
                "</link>",
                "</item>",
            ),
            *(
                "http://a.example/",
                "<pubDate>",
                "</pubDate>",
                "2 Mar 2026",
                "<![CDATA[",
                "]]>",
                "&amp;",
                "&",
                "é",
            ),
            *(
                "<!--",
                "-->",
                "<feed ",
                "xmlns=",
                "'",
                ">",
                "<entry>",
                "<content type='xhtml'>",
                "<!DOCTYPE",
                "[",
            ),
            *(
                "]>",
                "<?xml ",
                "?>",
                "\x00",
                "\ud800",
                "&#x0;",
                "<link rel='next' href='//['/>",
                "<base href='x'>",
            ),
            *("xml:base='http://['", "<guid>", "<content:encoded>", "<dc:date>", "<updated>"),
        ]
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=300), PIECES.map(lambda p: "".join(p).encode("utf-8", "surrogatepass"))))
@example(b"<rss version='2.0'><channel><item><link>http://a.example/\xed\xa0\x80</link></item></channel></rss>")
def test_any_bytes_give_a_feed_or_the_named_error(body: bytes) -> None:
    for candidate in (body, b"<rss version='2.0'><channel><item>" + body):
        try:
            feed = parse_feed(candidate, URL)
        except NotAFeedError:
            continue
        assert all(link.url.startswith(("http://", "https://")) for link in feed.links)


def test_tags_in_tags_in_tags_are_refused_soon_and_markup_in_character_data_is_not_counted() -> None:
    start = time.process_time()
    with pytest.raises(NotAFeedError, match="tags in tags"):
        parse_feed(b"<rss version='2.0'><channel>" + b"<a>" * 60_000, "https://a.example/feed")
    assert time.process_time() - start < 2
    text = "<![CDATA[" + "<p>One line<br>" * 2_000 + "]]>"
    item = f"<item><link>https://a.example/1</link><description>{text}</description></item>"
    feed = f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>".encode()
    assert len(parse_feed(feed, "https://a.example/feed").links) == 1
