"""Addresses of articles told from those of all else: each rule on its own examples, and what a site teaches."""

from __future__ import annotations

import doctest
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsspider.discovery.api
import newsspider.discovery.judgement
import newsspider.discovery.shapes
from newsspider.discovery import Shapes, address_weight, is_never_article, shape_of, sitemap_kind
from newsspider.discovery.data import table

SITE = "https://news.example"
RULES = [(group, rule) for group in ("never", "never_query", "sign") for rule in table("addresses")[group]]


@pytest.mark.parametrize(("group", "rule"), RULES, ids=[f"{group}-{rule['id']}" for group, rule in RULES])
def test_a_rule_fires_on_its_examples_and_spares_the_look_alikes(group: str, rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"], re.IGNORECASE)
    assert rule["reason"]
    assert rule["fires"]
    assert rule["spares"]
    assert [text for text in rule["fires"] if not pattern.search(text)] == []
    assert [text for text in rule["spares"] if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("path", "never"),
    [
        ("/", True),
        ("/tag/rivers/", True),
        ("/2026/03/", True),
        ("/2026/03/rivers/", False),
        ("/rivers/?replytocom=5", True),
        ("/?p=123", False),
        ("/?s=rivers", True),
        ("/technology/archive/2026/03/rivers-rise/123/", False),
    ],
)
def test_pages_that_are_never_an_article(path: str, never: bool) -> None:
    assert is_never_article(SITE + path) is never


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wp-sitemap-posts-post-1.xml", "articles"),
        ("wp-sitemap-posts-page-1.xml", "others"),
        ("wp-sitemap-taxonomies-category-1.xml", "others"),
        ("wp-sitemap-users-1.xml", "others"),
        ("post-sitemap2.xml", "articles"),
        ("page-sitemap.xml", "others"),
        ("post_tag-sitemap.xml", "others"),
        ("sitemap-posts.xml", "articles"),
        ("sitemap-authors.xml", "others"),
        ("news-sitemap.xml", "articles"),
        ("sitemap-2026-03.xml.gz", None),
        ("sitemap.xml", None),
    ],
)
def test_the_kind_of_a_sitemap(name: str, kind: str | None) -> None:
    assert sitemap_kind(f"{SITE}/{name}") == kind


def taught(*paths: str, others: tuple[str, ...] = ()) -> Shapes:
    shapes = Shapes()
    for path in paths:
        shapes.learn(SITE + path)
    for path in others:
        shapes.learn_other(SITE + path)
    return shapes


def test_what_a_site_of_dates_teaches() -> None:
    shapes = taught(
        *(f"/2026/03/a-long-name-{n}/" for n in "abcde"), "/2026/03/ferry/?utm_source=rss", others=("/team",)
    )
    told = {path: shapes.verdict(SITE + path) for path in ("/2025/11/bridge/", "/2025/11/a-b-c/", "/our-team", "/team")}
    assert told == {"/2025/11/bridge/": True, "/2025/11/a-b-c/": True, "/our-team": False, "/team": False}


def test_what_a_site_of_sections_and_numbers_teaches() -> None:
    shapes = taught(*(f"/world/the-name-of-it-{100000 + n}" for n in range(4)), "/culture/it-is-here-100009")
    assert shapes.verdict(f"{SITE}/science/another-one-of-these-100777")
    assert shapes.verdict(f"{SITE}/world/europe") is None


def test_a_lone_word_at_the_root_may_be_a_section() -> None:
    shapes = taught("/ferry/", "/a-long-name-here/", others=("/world/", "/ferry/"))
    told = [shapes.verdict(f"{SITE}/{word}/") for word in ("ferry", "world", "harbour", "another-long-name")]
    assert told == [True, False, None, True]


def test_nothing_learned_nothing_told() -> None:
    assert Shapes().verdict(f"{SITE}/2026/03/x/") is None
    assert address_weight(f"{SITE}/2026/03/a-long-name/") > address_weight(f"{SITE}/world")


@given(st.text(max_size=60))
def test_no_address_raises(path: str) -> None:
    shapes = taught("/a-b-c/")
    for url in (f"{SITE}/{path}", path):
        shapes.learn(url)
        shapes.learn_other(url)
        shapes.verdict(url)
        shape_of(url)
        is_never_article(url)


@pytest.mark.parametrize("module", ["judgement", "shapes", "api"])
def test_the_examples_hold(module: str) -> None:
    found = doctest.testmod(getattr(newsspider.discovery, module))
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_lone_words_in_folders_teach_nothing_of_sections() -> None:
    shapes = taught(*(f"/world/the-name-of-it-{n}" for n in range(6)), "/world/ferry")
    assert shapes.verdict(f"{SITE}/world/europe") is None
    assert shapes.verdict(f"{SITE}/world/ferry") is True
