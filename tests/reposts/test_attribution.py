"""Credits in words: datelines, bylines and credit lines of many agencies and languages."""

from __future__ import annotations

import pytest

from newsspider.records import Credit
from newsspider.reposts import find_credits
from newsspider.reposts.attribution import agency_named, agency_of_site, is_blog


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("WASHINGTON (AP) - The Senate voted on Monday.", "AP"),
        ("ST. LOUIS, Mo., March 3 (AP) — A bridge was closed.", "AP"),
        ("(Reuters) - Shares fell.", "Reuters"),
        ("LONDON, Oct 6 (Reuters) – Shares fell.", "Reuters"),
        ("PARIS (AFP) — Un train a déraillé.", "AFP"),
        ("Berlin (dpa) - Der Zug fiel aus.", "dpa"),
        ("Frankfurt/Main (dpa/lhe) - Der Zug fiel aus.", "dpa"),
        ("Madrid, 3 mar (EFE).- El tren no salió.", "EFE"),
        ("МОСКВА, 3 марта. /ТАСС/. Поезд не вышел.", "TASS"),
        ("МОСКВА, 3 мар - РИА Новости. Поезд не вышел.", "RIA Novosti"),
        ("BEIJING, March 3 (Xinhua) -- The train was late.", "Xinhua"),
        ("新华社北京3月3日电（记者王某）列车晚点。", "Xinhua"),
        ("(ANSA) - ROMA, 03 MAR - Il treno non è partito.", "ANSA"),
        ("【ワシントン共同】列車が遅れた。", "Kyodo"),
        ("(서울=연합뉴스) 기차가 늦었다.", "Yonhap"),
        ("ANKARA (Anadolu) - Tren gecikti.", "Anadolu"),
        ("القاهرة (رويترز) - تأخر القطار.", "Reuters"),
        ("QUARRY HILL (Northern Newswire) — A train was late.", "Northern Newswire"),
        ("QUARRY HILL, Oct 9 (Nordpol) - A train was late.", "Nordpol"),
        ("Puerto Norte, 12 may (Northern Wire).- El tren no salió.", "Northern Wire"),
        ("СЕВЕРНЫЙ ПОРТ, 14 мая — Northern Wire. Поезд не вышел.", "Northern Wire"),
    ],
)
def test_datelines(line: str, agency: str) -> None:
    assert Credit("dateline", agency) in find_credits("A title", (), f"{line}\n\nMore of it.")


@pytest.mark.parametrize(
    "line",
    [
        "The Food and Drug Administration (FDA) - often slow - acted on Monday.",
        "He lives in Paris (France) and works for AP in the summer.",
        "ATHENS, 14 May — Nobody came. The train was late.",
        "Profit rose (by 3 percent) - more than expected.",
        "Reuters was founded in 1851 and has its seat in London.",
        "We travelled via Madrid to the coast.",
        "The paper, which first appeared in the spring, is about trains.",
    ],
)
def test_sentences_are_no_credits(line: str) -> None:
    assert find_credits(None, (), f"{line}\n\nMore of it.") == ()


@pytest.mark.parametrize(
    ("authors", "text", "credit"),
    [
        (("Associated Press",), "", Credit("byline", "AP")),
        (("Jane Doe, The Associated Press",), "", Credit("byline", "AP")),
        ((), "By JANE DOE, Associated Press\n\nMore of it.", Credit("byline", "AP")),
        ((), "By JANE DOE, Northern Newswire\n\nMore of it.", Credit("byline", "Northern Newswire")),
        ((), "More.\n\nThis article originally appeared on Harbour Gazette.", Credit("credit_line", "Harbour Gazette")),
        ((), "More.\n\nSource: The Harbour Gazette", Credit("credit_line", "The Harbour Gazette")),
        ((), "More.\n\nQuelle: Hafenblatt", Credit("credit_line", "Hafenblatt")),
        ((), "More.\n\nИсточник: Портовая газета", Credit("credit_line", "Портовая газета")),
        ((), "More.\n\n来源：港口日报", Credit("credit_line", "港口日报")),
        ((), "More.\n\nThe post Ferry appeared first on Harbour Gazette.", Credit("credit_line", "Harbour Gazette")),
        (
            (),
            "More.\n\nFirst published at https://gazette.example/ferry.",
            Credit("credit_link", "gazette.example", "https://gazette.example/ferry"),
        ),
        ((), "More.\n\nCopyright 2026 The Associated Press. All rights reserved.", Credit("credit_line", "AP")),
    ],
)
def test_bylines_and_credit_lines(authors: tuple[str, ...], text: str, credit: Credit) -> None:
    assert credit in find_credits(None, authors, text)


def test_names_and_sites_of_agencies() -> None:
    assert agency_named("the associated press") == "AP"
    assert agency_named("Harbour Gazette") is None
    assert agency_of_site("www.reuters.com") == "Reuters"
    assert agency_of_site("gazette.example") is None


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("harbour.blogspot.com", True),
        ("harbour.blogspot.co.uk", True),
        ("harbour.wordpress.com", True),
        ("harbour.blog", True),
        ("medium.com", True),
        ("harbour.medium.com", True),
        ("blog.harbour.example", False),
        ("blogs.gazette.example", False),
        ("harbourblog.example", False),
        ("wordpress.org", False),
        ("gazette.example", False),
        ("", False),
    ],
)
def test_hosts_for_blogs(host: str, is_one: bool) -> None:
    assert is_blog(host) is is_one
