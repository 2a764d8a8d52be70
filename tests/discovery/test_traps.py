"""Pages that are no story though they answer 200, told apart; and stories that look like them, left alone."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.discovery import trap_of
from newsspider.discovery.data import table

URL = "https://news.example/2026/03/ferry/"
TRAPS = table("traps")["trap"]
MARKS = table("traps")["mark"]
WEB = Path(__file__).parents[2] / "fixtures" / "web"


def page(title: str = "Ferry returns", body: str = "<p>Text.", head: str = "", classes: str = "") -> bytes:
    return f'<!doctype html><title>{title}</title>{head}<body class="{classes}">{body}'.encode()


def reason(body: bytes, url: str = URL, asked: str | None = None) -> str | None:
    found = trap_of(body, url, asked)
    return found.reason if found else None


@pytest.mark.parametrize("trap", TRAPS, ids=[trap["reason"] for trap in TRAPS])
def test_a_trap_fires_on_its_titles_and_spares_the_look_alikes(trap: dict[str, Any]) -> None:
    assert trap["why"]
    assert {title: reason(page(title)) for title in trap["fires"]} == dict.fromkeys(trap["fires"], trap["reason"])
    assert {title: reason(page(title)) for title in trap["spares"]} == dict.fromkeys(trap["spares"])


@pytest.mark.parametrize("mark", MARKS, ids=[mark["id"] for mark in MARKS])
def test_a_page_that_calls_itself_an_article_is_one(mark: dict[str, str]) -> None:
    assert mark["why"]
    assert mark["needs"] in mark["fires"].lower()
    assert re.search(mark["pattern"], mark["fires"].lower())
    for title, classes in (("Access denied", ""), ("Ferry returns", "archive category")):
        assert reason(page(title, head=mark["fires"], classes=classes)) is None
        assert reason(page(title, head=mark["spares"], classes=classes)) is not None
        assert reason(page(title, head=f"<!-- {mark['fires']} -->", classes=classes)) is not None


@pytest.mark.parametrize(
    "charset", ["utf-8", "windows-1251", "koi8-r", "utf-16", "iso-2022-jp", "shift_jis", "gb18030"]
)
def test_what_is_looked_for_is_found_in_every_encoding(charset: str) -> None:
    title = "ページが見つかりません" if charset in {"iso-2022-jp", "shift_jis"} else "Страница не найдена"
    body = page(title, body="<p>12").decode().encode(charset)
    assert reason_by(body, f"text/html; charset={charset}") == "soft_404"
    marked = page(title, head=MARKS[0]["fires"]).decode().encode(charset)
    assert reason_by(marked, f"text/html; charset={charset}") is None


def reason_by(body: bytes, content_type: str) -> str | None:
    found = trap_of(body, URL, content_type=content_type)
    return found.reason if found else None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/", "soft_404"),
        ("https://news.example/404", "soft_404"),
        ("https://news.example/login?next=/2026/03/ferry/", "login_wall"),
        ("https://accounts.example/signin", "login_wall"),
        ("https://consent.other.example/collect?x=1", "consent_wall"),
        ("https://news.example/cdn-cgi/challenge", "bot_wall"),
        ("https://news.example/2026/03/the-login-of-the-year", None),
    ],
)
def test_where_a_redirect_leads(url: str, expected: str | None) -> None:
    assert reason(page(), url, asked=URL) == expected
    assert reason(page(), url, asked=None) is None


@pytest.mark.parametrize(
    ("meta", "target"),
    [
        (
            '<meta http-equiv="refresh" content="0; url=/2026/03/ferry-again/">',
            "https://news.example/2026/03/ferry-again/",
        ),
        ("<META HTTP-EQUIV=Refresh CONTENT='3;URL=https://b.example/x'>", "https://b.example/x"),
        ('<meta http-equiv="refresh" content="300">', None),
        ('<meta http-equiv="refresh" content="600; url=/2026/03/x/">', None),
        (f'<meta http-equiv="refresh" content="5; url={URL}?utm_source=r">', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/x"> -->', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/x"></noscript>', None),
    ],
)
def test_pages_that_only_lead_on(meta: str, target: str | None) -> None:
    found = trap_of(page(head=meta), URL)
    assert (found.target if found else None) == target


def test_lists() -> None:
    cards = "".join(
        f'<article class="post"><h2><a href="/2026/03/a-long-name-{n}/">A long name of a story {n}</a></h2></article>'
        for n in range(10)
    )
    long = f"<p>{'A sentence of a story that goes on for a while. ' * 6}</p>"
    assert reason(page(body=cards)) == "list_page"
    assert reason(page(body=long * 3 + cards)) is None  # a story with ten others below it
    assert reason(page(body=f"<script>x = '{long * 3}'</script><!-- {long * 3} -->{cards}")) == "list_page"
    assert reason(page(body=f"<p>A <b>bold</b> word. {long[3:]}" * 3 + cards)) is None
    assert reason(page(classes="archive category category-4")) == "list_page"
    assert reason(page(classes="page-type-blog-post blog homeowners")) is None
    assert reason(page(classes="single single-post tag")) is None
    assert reason(page(classes="error404")) == "soft_404"


def test_no_article_of_the_bundled_web_is_a_trap() -> None:
    expected = list(WEB.rglob("*.expected.json"))
    pages = [file.with_name(file.name.replace(".expected.json", ".html")) for file in expected]
    assert len(pages) > 100
    assert [(file, found) for file in pages if (found := trap_of(file.read_bytes(), URL))] == []


@given(st.binary(max_size=300))
def test_nothing_raises(body: bytes) -> None:
    trap_of(body, URL, "https://news.example/x")
    trap_of(b"<title>" + body, URL)


@pytest.mark.parametrize(
    "unit",
    ["<!--", "<noscript>", "<title", "<title>", "<title>x<b>", "<meta ", "<body ", "<p ", "<!-- <p>" + "word " * 30],
)
def test_tags_that_are_never_closed_cost_no_time(unit: str) -> None:
    body = "<h2>" * 40 + unit * (400_000 // len(unit))
    begun = time.process_time()
    trap_of(body.encode(), "https://a.example/x")
    assert time.process_time() - begun < 1
