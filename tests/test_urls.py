"""One form per page, one id per item, one site per blog."""

from __future__ import annotations

import doctest
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import newsspider.urls
from newsspider.urls import (
    _SIMPLE,
    _extract,
    _suffixes,
    absolute,
    canonical,
    host_of,
    item_id,
    page_elsewhere,
    same_site,
    site_of,
    without_login,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PART = st.text(alphabet="abcXYZ019-_.~%äя/ ?&=#+:@[]", max_size=30)
URLS = st.builds(lambda scheme, host, rest: f"{scheme}://{host}/{rest}", st.sampled_from(["http", "https"]), PART, PART)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?utm_source=x&utm_medium=y", "https://example.org/a"),
        ("https://example.org/a?fbclid=1&id=7#comments", "https://example.org/a?id=7"),
        ("https://example.org/a/?share=twitter&smid=1", "https://example.org/a/"),
        ("  https://example.org/a \n", "https://example.org/a"),
    ],
)
def test_canonical(url: str, form: str) -> None:
    assert canonical(url) == form


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/2026/03/story/",
        "https://example.org/2026/03/story",
        "https://www.example.org/2026/03/story/",
        "https://EXAMPLE.org/2026/03/story/?utm_campaign=x#more-12",
    ],
)
def test_one_item_has_one_id(other: str) -> None:
    assert item_id(other) == item_id("https://example.org/2026/03/story/")


def test_the_id_never_changes() -> None:
    assert item_id("https://example.org/2026/03/story/") == "6ff8742f85784dff43ad"
    assert item_id("https://example.org/?p=7") == "c4391026fd6199ea36f8"


def test_other_pages_have_other_ids() -> None:
    urls = [
        "https://example.org/a",
        "https://example.org/A",
        "https://example.org/a?p=1",
        "https://example.com/a",
    ]
    assert len({item_id(url) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("a.wordpress.com", "a.wordpress.com"),
        ("a.blogspot.com", "a.blogspot.com"),
        ("x.y.substack.com", "y.substack.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("blog.mirror.example", "blog.mirror.example"),
        ("", ""),
    ],
)
def test_site_of(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize("label", ["a.", "A.", "xn--a."])
def test_what_is_longer_than_a_host_can_be_costs_no_time(label: str) -> None:
    begun = time.process_time()
    assert site_of(label * 100_000 + "com") == label * 100_000 + "com"
    assert not same_site(f"https://{label * 100_000}com/a", "https://a.com/b")
    assert time.process_time() - begun < 1


def test_same_site() -> None:
    assert same_site("https://www.example.org/", "http://news.example.org/a")
    assert not same_site("https://a.wordpress.com/", "https://b.wordpress.com/")


@pytest.mark.parametrize(("url", "host"), [("https://WWW.Example.org./a", "example.org"), ("http://[", ""), ("", "")])
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.one_of(URLS, st.text(max_size=60)))
@example("http://[::1]:80/")
@example("http://example.org:99999/")
@example("http://a/%zz?\ud800")
def test_canonical_is_idempotent_and_ids_are_stable(url: str) -> None:
    form = canonical(url)
    assert canonical(form) == form
    assert item_id(form) == item_id(url)
    assert re.fullmatch("[0-9a-f]{20}", item_id(url))


SIMPLE = st.from_regex(
    r"https?://(www\.){0,2}[a-z0-9.-]{1,12}[/?#;:@]{0,2}[a-zA-Z0-9.~%/?#;&=_-]{0,12}", fullmatch=True
)


def _joined(base: str, url: str) -> str:
    return without_login(urljoin(base, url))


@given(st.one_of(URLS, SIMPLE))
@example("https://example.org/a/../b;c?d#e")
@example("https://example.org?")
@example("http://www.www.example.org/#")
def test_what_is_read_off_an_address_is_what_a_parser_says(url: str) -> None:
    if simple := _SIMPLE.fullmatch(url):
        parts = urlsplit(url)
        assert simple[1] == (parts.hostname or "").rstrip(".").removeprefix("www."), url
        assert (simple[2] or "") == parts.path, url
    for base in ("https://example.org/a/b?c", "http://example.net", ""):
        assert _or_error(absolute, base, url) == _or_error(_joined, base, url), url


def _or_error(join: Callable[[str, str], str], base: str, url: str) -> str:
    try:
        return join(base, url)
    except ValueError:
        return "no address"


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("https://other.example/news/ferry", "https://other.example/news/ferry"),
        ("https://other.example/news/ferry?a=1", "https://other.example/news/ferry?a=1"),
        ("  HTTPS://other.example/news/ferry", "https://other.example/news/ferry"),
        ("//other.example/news/ferry", "https://other.example/news/ferry"),
        ("https://user:secret@other.example/news/ferry", "https://other.example/news/ferry"),
        ("https://other.example/", None),
        ("https://other.example/news", None),
        ("https://www.example.org/news/ferry", None),
        ("https://sub.example.org/news/ferry", None),
        ("/news/ferry", None),
        ("mailto:a@other.example", None),
    ],
)
def test_a_link_to_a_page_elsewhere(href: str, link: str | None) -> None:
    assert page_elsewhere("https://www.example.org/a", href) == link


@given(st.text(max_size=60), st.text(max_size=60))
def test_same_site_is_symmetric(a: str, b: str) -> None:
    assert same_site(a, b) == same_site(b, a)


def test_the_examples_hold() -> None:
    assert doctest.testmod(newsspider.urls).failed == 0


def test_sites_are_those_that_tldextract_finds() -> None:
    rules = sorted(_suffixes())
    assert len(rules) > 5000
    for rule in rules[::7]:
        name = rule.lstrip("!").replace("*", "any")
        for host in (name, f"a.{name}", f"b.a.{name}"):
            found = _extract()(host, include_psl_private_domains=True).top_domain_under_public_suffix
            assert site_of(host) == (found or host), host


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "10.0.0.1",
        "a.nowhere",
        "a.b.nowhere",
        "",
        "[::1]",
        "bücher.example",
        "-a.com",
        "a.com%2fb",
        "a$b.c~d",
    ],
)
def test_hosts_of_no_list_are_their_own_site(host: str) -> None:
    found = _extract()(host, include_psl_private_domains=True).top_domain_under_public_suffix
    assert site_of(host) == (found or host)
