"""When a story was published: many spellings of one moment, which source wins, and what is never taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from extraction_pages import story_page, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.extraction import extract
from newsspider.extraction.metadata import dates, read_head
from newsspider.extraction.metadata.dates import parse_date

PLAIN = "http://paper.example/gauge"


def published(
    head: str = "", body: str = "", *, url: str = PLAIN, times: tuple[str, ...] = (), lines: tuple[str, ...] = ()
) -> tuple[str | None, str | None]:
    root = tree(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>")
    return dates.published(read_head(root), url, times, lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01T10:20", "2026-03-01T10:20:00+00:00"),
        ("2026-03-01T10:20:30Z", "2026-03-01T10:20:30+00:00"),
        ("2026-03-01T10:20:30.123456789Z", "2026-03-01T10:20:30+00:00"),
        ("2026-03-01T10:20:30+02:00", "2026-03-01T10:20:30+02:00"),
        ("2026-03-01T10:20:30-0500", "2026-03-01T10:20:30-05:00"),
        ("2026-03-01T10:20:30 +01:00", "2026-03-01T10:20:30+01:00"),
        ("2026-03-01 10:20:30 UTC", "2026-03-01T10:20:30+00:00"),
        (" 2026-03-01 10:20 ", "2026-03-01T10:20:00+00:00"),
        ("2026-3-1", "2026-03-01T00:00:00+00:00"),
        ("2026/03/01", "2026-03-01T00:00:00+00:00"),
        ("2026/3/1 10:20:30", "2026-03-01T10:20:30+00:00"),
        ("01.03.2026", "2026-03-01T00:00:00+00:00"),
        ("1.3.2026 10:20", "2026-03-01T10:20:00+00:00"),
        ("20260301", "2026-03-01T00:00:00+00:00"),
        ("20260301102030", "2026-03-01T10:20:30+00:00"),
        ("20260301T102030Z", "2026-03-01T10:20:30+00:00"),
        ("Sun, 01 Mar 2026 10:20:30 GMT", "2026-03-01T10:20:30+00:00"),
        ("Sun, 01 Mar 2026 10:20:30 +0100", "2026-03-01T10:20:30+01:00"),
        ("Sun, 01 Mar 2026 10:20:30 EST", "2026-03-01T10:20:30-05:00"),
        ("Sun Mar 01 2026 10:20:30 GMT+0100 (CET)", "2026-03-01T10:20:30+01:00"),
        ("Sun Mar  1 10:20:30 2026", "2026-03-01T10:20:30+00:00"),
        ("March 1, 2026", "2026-03-01T00:00:00+00:00"),
        ("Mar 1, 2026", "2026-03-01T00:00:00+00:00"),
        ("1 March 2026", "2026-03-01T00:00:00+00:00"),
        ("Sunday, March 1, 2026", "2026-03-01T00:00:00+00:00"),
        ("March 1, 2026 10:20 PM", "2026-03-01T22:20:00+00:00"),
        ("Mar 1, 2026 12:20 am", "2026-03-01T00:20:00+00:00"),
        ("1772360430", "2026-03-01T10:20:30+00:00"),
        ("1772360430000", "2026-03-01T10:20:30+00:00"),
    ],
)
def test_spellings(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [None, "", "  ", "yesterday", "2026", "2026-03", "2026-13-01", "2026-02-30", "20261301", "03/01/2026", "0001-01-01",
     "1992-12-31", "9999-12-31T23:59:59-12:00", "2026-03-01T10:00:00+99:00", "Sun, 99 Mar 2026 10:00:00 +0000",
     "9999999999999", "1²34567890", "١٧٧٢٣٥٩٢٠٠", "-", "x" * 5000],
)  # fmt: skip
def test_what_is_no_date(text: str | None) -> None:
    assert parse_date(text) is None


def test_the_future_is_refused_but_for_another_time_zone_s_clock() -> None:
    now = datetime.now(UTC)
    assert parse_date((now + timedelta(days=3)).isoformat()) is None
    assert parse_date((now + timedelta(hours=20)).isoformat()) is not None


@given(st.text(max_size=60) | st.from_regex(r"\d{1,4}[-/. T:]\d{1,2}[-/. :]\d{1,4}.{0,12}", fullmatch=True))
@settings(deadline=None)
def test_reading_a_date_never_raises(text: str) -> None:
    date = parse_date(text)
    assert date is None or datetime.fromisoformat(date).tzinfo is not None


@given(st.datetimes(datetime(1994, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_iso_8601_is_read_back(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment.replace(microsecond=0).isoformat()


LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"2026-01-01"}</script>'
META = '<meta property="article:published_time" content="2026-01-02">'
MICRODATA = '<time itemprop="datePublished" datetime="2026-01-03">today</time>'


def test_the_order_of_sources() -> None:
    url = "http://paper.example/2026/01/05/gauge"
    times, lines = ("2026-01-04",), ("6 January 2026",)
    assert published(LD + META, MICRODATA, url=url, times=times, lines=lines) == (
        "2026-01-01T00:00:00+00:00",
        "json-ld",
    )
    assert published(META, MICRODATA, url=url, times=times, lines=lines) == ("2026-01-02T00:00:00+00:00", "meta")
    assert published("", MICRODATA, url=url, times=times, lines=lines) == ("2026-01-03T00:00:00+00:00", "microdata")
    assert published(url=url, times=times, lines=lines) == ("2026-01-04T00:00:00+00:00", "time")
    assert published(url=url, lines=lines) == ("2026-01-05T00:00:00+00:00", "url")
    assert published(lines=lines) == ("2026-01-06T00:00:00+00:00", "text")
    assert published() == (None, None)


def test_a_source_that_says_nonsense_is_passed_over() -> None:
    future = META.replace("2026", "2099")
    assert published(future, MICRODATA) == ("2026-01-03T00:00:00+00:00", "microdata")
    assert (
        published('<meta name="date" content="soon">', times=("nonsense", "2026-01-04"))[0]
        == "2026-01-04T00:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/03/01/gauge", "2026-03-01"),
        ("/news/20260301/gauge", "2026-03-01"),
        ("/2026-03-01-gauge.html", "2026-03-01"),
        ("/2026/3/1/gauge", "2026-03-01"),
        ("/2026/03/gauge", "2026-03-01"),
        ("/2026/13/gauge", None),
        ("/2026/99/99/gauge", None),
        ("/20269999/gauge", None),
        ("/2099/03/01/gauge", None),
        ("/gauge-1871", None),
    ],
)
def test_the_date_in_an_address(path: str, expected: str | None) -> None:
    date, source = published(url=f"http://paper.example{path}")
    assert (date[:10] if date else None) == expected
    assert source == ("url" if expected else None)


@pytest.mark.parametrize(
    "line",
    ["By Ann Lee, March 1, 2026", "Published 1 March 2026 at 10:20", "Veröffentlicht am 01.03.2026", "1. März 2026",
     "1 de marzo de 2026", "le 1 mars 2026", "1 марта 2026", "1 مارس 2026", "2026年3月1日", "2026년 3월 1일",
     "2026-03-01"],
)  # fmt: skip
def test_a_date_written_out_beside_the_story(line: str) -> None:
    assert published(lines=("5 min read", line)) == ("2026-03-01T00:00:00+00:00", "text")


@pytest.mark.parametrize(
    "line", ["Copyright 2019", "© 2019 The Paper", "In 1971", "born in 1971 and 2001", "March 1", "5 min read", "2019"]
)
def test_a_year_alone_is_no_date(line: str) -> None:
    assert published(lines=(line,)) == (None, None)


@pytest.mark.parametrize("classes", ["published", "published updated", "updated published"])
def test_the_date_of_hatom(classes: str) -> None:
    body = f'<abbr class="{classes}" title="2026-03-01T10:00:00+01:00">today</abbr>'
    assert published("", body) == ("2026-03-01T10:00:00+01:00", "microdata")


def test_the_change_lies_behind_the_publication() -> None:
    def modified(content: str) -> str | None:
        root = tree(
            f'<html><head><meta property="article:modified_time" content="{content}"></head><body>x</body></html>'
        )
        return dates.modified(read_head(root), "2026-03-01T00:00:00+00:00")

    assert modified("2026-03-02") == "2026-03-02T00:00:00+00:00"
    assert modified("2026-03-01") is None
    assert modified("2025-03-02") is None
    assert modified("later") is None


@pytest.mark.parametrize(
    "footer",
    [
        "<footer><p>© 2019 The Paper. All rights reserved.</p></footer>",
        "<footer><p>Copyright 1 March 2019</p></footer>",
        "<footer>" + "<p>About us</p>" * 4 + "<p>First printed on 1 March 1919. Redesigned 2 April 2019.</p></footer>",
        "<div class='related'><h3>Related</h3><a href='/a'>A gauge</a> <time datetime='2019-03-01'>2019</time></div>",
        "<div class='comments'><p>Bo Ek</p><time datetime='2019-03-01'>1 March 2019</time><p>I read it too.</p></div>",
    ],
)
def test_the_footer_s_year_is_never_the_story_s(footer: str) -> None:
    assert extract(story_page(footer), PLAIN).date_published is None


def test_a_time_above_the_story_is_its_date() -> None:
    byline = "<p>By Ann Lee <time datetime='2026-03-01T10:00:00Z'>1 March</time></p>"
    article = extract(story_page().replace("<article>", f"<article>{byline}"), PLAIN)
    assert (article.date_published, article.date_published_source) == ("2026-03-01T10:00:00+00:00", "time")


def test_a_date_that_nobody_can_read_does_not_cost_the_story() -> None:
    page = story_page(head='<meta name="date" content="1²34567890">')
    assert extract(page, PLAIN).extraction.method == "blocks"
