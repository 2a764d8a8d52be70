"""The sites' own interfaces and the web view of a channel: what they list, and their next pages."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.discovery import DiscoveryError, NotAnApiError, parse_api, parse_telegram, posts_url

POSTS = "https://blog.example/wp-json/wp/v2/posts?per_page=2&page=1"


def test_posts_of_wordpress() -> None:
    posts = [
        {
            "link": "https://blog.example/a/",
            "date_gmt": "2026-03-01T08:00:00",
            "modified_gmt": "2026-03-02T08:00:00",
            "title": {"rendered": "Salt &amp; <i>bread</i>"},
        },
        {"link": "/b/", "title": {"rendered": ""}},
    ]
    feed = parse_api(json.dumps(posts).encode(), POSTS, 3)
    first, second = feed.links
    assert (first.url, first.title, first.via) == ("https://blog.example/a/", "Salt & bread", "api")
    assert (first.date, first.modified) == ("2026-03-01T08:00:00+00:00", "2026-03-02T08:00:00+00:00")
    assert (second.url, second.title, second.date) == ("https://blog.example/b/", None, None)
    assert feed.next_url == "https://blog.example/wp-json/wp/v2/posts?per_page=2&page=2"
    assert parse_api(json.dumps(posts).encode(), str(feed.next_url), 2).next_url is None
    assert parse_api(json.dumps(posts[:1]).encode(), POSTS).next_url is None  # fewer than a page holds
    assert parse_api(b"[]", POSTS).links == ()


def test_the_archive_of_substack() -> None:
    url = "https://letters.example/api/v1/archive?sort=new&search=&offset=0&limit=1"
    body = json.dumps([{"canonical_url": "https://letters.example/p/a", "post_date": "2026-03-01T08:00:00.000Z"}])
    feed = parse_api(body.encode(), url)
    assert [(link.url, link.date) for link in feed.links] == [
        ("https://letters.example/p/a", "2026-03-01T08:00:00+00:00")
    ]
    assert feed.next_url == "https://letters.example/api/v1/archive?sort=new&search=&offset=1&limit=1"
    assert parse_api(b"[]", str(feed.next_url)).next_url is None


@pytest.mark.parametrize(
    ("body", "looks"),
    [
        (b'{"code": "rest_disabled", "message": "Only for members."}', "Only for members."),
        (b"<!doctype html><p>Hello", "an HTML page"),
        (b'["a"]', "JSON of another kind"),
        (b'[{"id": 1}]', "a list of something else"),
        (b"", "an empty body"),
    ],
)
def test_what_is_no_list_of_posts_is_told(body: bytes, looks: str) -> None:
    with pytest.raises(NotAnApiError, match=looks):
        parse_api(body, POSTS)


@given(st.binary(max_size=300))
def test_bytes_are_refused_by_name_or_read(body: bytes) -> None:
    with suppress(DiscoveryError):
        assert parse_api(b"[" + body, POSTS).links is not None


def test_addresses_of_posts() -> None:
    after, before = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"
    url = posts_url("https://blog.example/?rest_route=/", after=after, before=before, changed="2026-01-05T00:00:00")
    assert url.startswith("https://blog.example/?rest_route=/wp/v2/posts&per_page=100&page=1&")
    for part in ("after=2026-01-01T00:00:00%2B00:00", "before=2026-02-01", "modified_after=2026-01-05T00:00:00"):
        assert part in url


CHANNEL = """<!doctype html><head><link rel="prev" href="/s/harbour?before=41"></head>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-x" data-post="harbour/41">
<div class="tgme_widget_message_text js-y">The ferry is back<br/><br/>It came at noon.</div>
<a class="tgme_widget_message_date" href="https://t.me/harbour/41">
<time datetime="2026-03-01T08:00:00+00:00"></time></a>
</div></div>
<div class="tgme_widget_message" data-post="harbour/42"><div>A picture alone</div></div>
<div class="tgme_widget_message" data-post="harbour/43"><div class="tgme_widget_message_text">Second</div></div>
<a class="tme_messages_more" href="/s/harbour?before=41" data-before="41"></a>
<a href="/s/other?before=1" data-before="1">x</a>
"""


def test_a_channel() -> None:
    listing = parse_telegram(CHANNEL.encode(), "https://t.me/s/harbour")
    newest, oldest = listing.links
    assert [newest.url, oldest.url] == ["https://t.me/harbour/43", "https://t.me/harbour/41"]
    assert (oldest.title, oldest.date, oldest.whole) == ("The ferry is back", "2026-03-01T08:00:00+00:00", True)
    assert "It came at noon." in str(oldest.text)
    assert listing.next_pages == ("https://t.me/s/harbour?before=41",)
    assert parse_telegram(b"", "https://t.me/s/harbour").links == ()
