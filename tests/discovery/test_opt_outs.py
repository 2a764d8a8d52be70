"""What a site reserves, and that no pattern of a stranger's costs much."""

from __future__ import annotations

import time

import pytest

from newsspider.discovery import ai_agents_forbidden, ai_rules, is_reserved, sitemaps_in_robots, tdm_rules


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/news", "/news/1", True),
        ("/news$", "/news/1", False),
        ("/news$", "/news", True),
        ("/*", "/", True),
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf.html", False),
        ("/*.pdf", "/a/b.pdf.html", True),
        ("/a*a$", "/a", False),
        ("/a*b*c", "/a-c-b", False),
        ("/a*b*c", "/a-b-c-d", True),
        ("**$", "/x", True),
        ("/a+", "/aa", False),
        ("/free/*", "/free/line%0Abreak", True),
    ],
)
def test_a_location_fits_as_robots_txt_has_it(pattern: str, path: str, fits: bool) -> None:
    assert is_reserved(((pattern, True),), f"https://a.example{path}") is fits


def test_many_asterisks_cost_no_time() -> None:
    rules = tdm_rules(b'[{"location": "/' + b"*a" * 400 + b'*b", "tdm-reservation": 1}]')
    begun = time.process_time()
    assert not is_reserved(rules, "https://a.example/" + "a" * 2000)
    assert time.process_time() - begun < 1


def test_a_robots_txt_of_empty_lines_costs_no_time() -> None:
    text = "\n" * 300_000 + " Content-Usage: /a train-ai=n\n\n sitemap : https://a.example/s.xml\n"
    begun = time.process_time()
    rules = ai_rules(text)
    assert ai_agents_forbidden(rules, "https://a.example/a", lambda *_: True) == ("robots:content-usage",)
    assert ai_agents_forbidden(rules, "https://a.example/b", lambda *_: True) == ()
    assert sitemaps_in_robots(text) == ["https://a.example/s.xml"]
    assert time.process_time() - begun < 1
