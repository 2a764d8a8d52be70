"""Other addresses of one article: each rule on its own examples, and what a host must show before it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.discovery import Frontier, Variants, firing_rules, own_addresses, plainer
from newsspider.discovery.data import table
from newsspider.discovery.variants import rules
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS: list[dict[str, Any]] = table("variants")["variant"]
BY_ID = {rule.id: rule for rule in rules()}
SITE = "https://a.example"


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    with Frontier(tmp_path / "frontier.sqlite") as found:
        yield found


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_rule_fires_on_its_examples_and_spares_the_look_alikes(row: dict[str, Any]) -> None:
    rule = BY_ID[row["id"]]
    assert row["reason"]
    assert row["fires"]
    assert row["spares"]
    assert {url: rule.rewrite(url) for url, _ in row["fires"]} == dict(row["fires"])
    assert all(rule in firing_rules(url) for url, _ in row["fires"])  # a sign of it stands in each
    assert {url: rule.rewrite(url) for url in row["spares"]} == {url: url for url in row["spares"]}


@given(st.text(max_size=60), st.sampled_from(ROWS))
def test_any_address_is_rewritten_or_left_and_a_second_time_changes_nothing_new(text: str, row: dict[str, Any]) -> None:
    rule = BY_ID[row["id"]]
    for url in (text, f"{SITE}/{text}", f"https://{text}/"):
        assert isinstance(rule.rewrite(url), str)


def test_nothing_is_believed_before_the_host_has_shown_it_twice(frontier: Frontier) -> None:
    variants = Variants(frontier)
    amp = f"{SITE}/three/amp/"
    assert variants.plain(amp) == amp
    assert variants.learn(f"{SITE}/one/amp/", f"{SITE}/one/")
    assert variants.plain(amp) == amp
    assert variants.learn(f"{SITE}/two/amp/", f"{SITE}/two/")
    assert variants.plain(amp) == f"{SITE}/three/"
    assert variants.plain("https://b.example/three/amp/") == "https://b.example/three/amp/"  # another host
    assert Variants(frontier).plain(amp) == f"{SITE}/three/"  # the next run knows it too


def test_a_host_that_tells_small_letters_from_capitals_is_never_believed_again(frontier: Frontier) -> None:
    variants = Variants(frontier)
    for number in range(3):
        assert variants.learn(f"{SITE}/World/{number}", f"{SITE}/world/{number}")
    assert variants.plain(f"{SITE}/World/9") == f"{SITE}/world/9"
    assert not variants.learn(f"{SITE}/World/AbC", f"{SITE}/World/AbC")
    assert variants.plain(f"{SITE}/World/9") == f"{SITE}/World/9"


@pytest.mark.parametrize("own", [f"{SITE}/", f"{SITE}/world/", f"{SITE}/two/", "https://b.example/one/"])
def test_a_canonical_link_that_leads_elsewhere_shows_nothing(frontier: Frontier, own: str) -> None:
    variants = Variants(frontier)
    for _ in range(3):
        assert not variants.learn(f"{SITE}/one/amp/", own)
    assert variants.plain(f"{SITE}/one/amp/") == f"{SITE}/one/amp/"
    assert frontier.variants() == []


def test_several_rules_at_once(frontier: Frontier) -> None:
    variants = Variants(frontier)
    for number in range(2):
        assert variants.learn(f"https://m.a.example/{number}?amp=1&p=2", f"https://www.a.example/{number}?p=2")
    assert item_id(variants.plain("https://m.a.example/9?amp=1")) == item_id(f"{SITE}/9")
    assert plainer("https://m.a.example/9?amp=1") == {
        f"{SITE}/9?amp=1",
        "https://m.a.example/9",
        f"{SITE}/9",
    }


def test_a_page_says_what_it_is_called() -> None:
    head = (
        b"<head><link rel=stylesheet href=/a.css><LINK REL='canonical' HREF='/one/?a=1&amp;b=2'>"
        b'<link href="https://a.example/one/amp/" data-x rel="amphtml"></head>'
    )
    assert own_addresses(head, f"{SITE}/one/amp/") == (f"{SITE}/one/?a=1&b=2", f"{SITE}/one/amp/")
    assert own_addresses(b"<p>canonical</p>", SITE) == (None, None)
    two = b"<link rel=canonical href=/one><link rel=canonical href=/two>"
    assert own_addresses(two, SITE) == (None, None)
    assert own_addresses(b"<link rel=canonical href='javascript:void(0)'>", SITE) == (None, None)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_say_something_or_nothing(body: bytes) -> None:
    own_addresses(b"<link rel=canonical href=" + body, SITE)
