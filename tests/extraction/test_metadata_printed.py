"""What a page prints for its readers: bylines near the story, dates beside the heading, headings put otherwise."""

from __future__ import annotations

import sys

import pytest
from extraction_pages import tree

from newsspider.extraction.metadata import Metadata, Surroundings, read_head, read_metadata
from newsspider.extraction.metadata.people import clean_names
from newsspider.extraction.metadata.printed import day_in

URL = "http://the-paper.example/gauge"


def read(body: str, head: str = "", lines: tuple[str, ...] = (), url: str = URL) -> Metadata:
    root = tree(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>")
    return read_metadata(read_head(root, url), url, Surroundings(lines=lines))


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (("By Ann Lee",), "Ann Lee"),
        (("by Ann Lee | Apr 21, 2025",), "Ann Lee"),
        (("5 min read", "By: Ann Lee, Dec 17, 2025"), "Ann Lee"),
        (("Written by", "Ann Lee"), "Ann Lee"),
        (("By Ann Lee, CEO of The Daily Quay",), "Ann Lee"),
        (("Von Ann Lee und Bo Ek",), "Ann Lee; Bo Ek"),
        (("Por Ana Núñez",), "Ana Núñez"),
        (("By the harbour wall",), ""),
        (("By Harbour Wire March 3",), ""),
        (("By 2030",), ""),
    ],
)
def test_a_line_near_the_story_names_the_author(lines: tuple[str, ...], people: str) -> None:
    assert "; ".join(read("", lines=lines).authors) == people


def test_a_marked_up_name_counts_if_it_stands_near_the_story() -> None:
    body = '<div class="Card_authorName__x1"><span>Ann Lee</span></div>'
    assert read(body, lines=("Ann Lee",)).authors == ("Ann Lee",)
    assert read(body, lines=("Bo Ek and a dog",)).authors == ()
    profile = '<a href="/people/ann">Ann Lee</a>'
    assert read(profile, lines=("Ann Lee",)).authors == ("Ann Lee",)
    assert read(profile).authors == ()


def test_what_touches_a_name_is_no_part_of_it() -> None:
    assert read('<p class="byline"><i>Written by</i><b>Ann Lee</b><i>Chief of sums</i></p>').authors == ("Ann Lee",)
    assert read('<p class="byline">By <b>Ann</b> <b>Lee</b></p>').authors == ("Ann Lee",)


def test_readers_are_no_authors() -> None:
    assert read('<div class="comments"><p class="author">Ann Lee</p></div>').authors == ()


def test_a_full_name_beats_a_nickname() -> None:
    nickname = '<meta name="author" content="annlee">'
    assert read('<p class="byline">Ann Lee</p>', nickname).authors == ("Ann Lee",)
    assert read("", nickname).authors == ("annlee",)


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("Ann Lee, MD, Ph.D.", "Ann Lee"),
        ("Ann Lee, Senior Reporter", "Ann Lee"),
        ("Jong, Michiel de", "Michiel de Jong"),
        ("Ann Lee (with Bo Ek)", "Ann Lee"),
        ("신현주 기자", "신현주"),
        ("paper.example", ""),
        ("MM-Redaktion", ""),
    ],
)
def test_roles_credentials_and_turned_names(byline: str, people: str) -> None:
    assert "; ".join(clean_names([byline])) == people


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("Publié le 1er mars 2026", None, "2026-03-01"),
        ("March 1st, 2026", None, "2026-03-01"),
        ("04-ago-2021 5:11", "es", "2021-08-04"),
        ("Do 25.04.24 | 14:07 Uhr", "de", "2024-04-25"),
        ("3/14/2026", None, "2026-03-14"),
        ("Mar 14 Sat 2026 00:28", "zh-TW", "2026-03-14"),
        ("3/4/2026", "en-US", "2026-03-04"),
        ("3/4/2026", "fr", "2026-04-03"),
        ("3/4/2026", "en", None),
        ("Post12.18.2025", "en", "2025-12-18"),
        ("version 1.25.04.24", "de", None),
        ("Room 12 March", None, None),
    ],
)
def test_days_in_lines(line: str, language: str | None, day: str | None) -> None:
    assert day_in(line, language) == day


def test_the_date_beside_the_heading() -> None:
    assert read("<h1>Shut</h1><p>Dec 4, 2025</p>").date_published == "2025-12-04T00:00:00+00:00"
    assert read(f"<h1>Shut</h1><p>{'word ' * 120}</p><p>Dec 4, 2025</p>").date_published is None
    assert read("<h1>Shut</h1><div class='comments'><p>Dec 4, 2025</p></div>").date_published is None
    assert read("<h1>Shut</h1><footer><p>Dec 4, 2025</p></footer>").date_published is None
    assert read("<p>Dec 4, 2025</p>").date_published is None


def test_a_day_of_publication_beats_a_day_of_change() -> None:
    lines = ("Updated March 9, 2026", "March 1, 2026")
    assert read("", lines=lines).date_published == "2026-03-01T00:00:00+00:00"


def test_a_day_that_can_be_read_in_two_ways_stands_in_front_unless_another_line_is_plain() -> None:
    assert read("", lines=("3/4/2026",)).date_published == "2026-04-03T00:00:00+00:00"
    assert read("", lines=("3/4/2026", "March 5, 2026")).date_published == "2026-03-05T00:00:00+00:00"


def test_lines_without_a_day_beside_a_word_are_asked_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "newsspider.extraction.metadata.worded", None)  # to import it would fail
    assert read("", lines=("The best boats of 2026", "50 boats in 2026")).date_published is None


def test_json_ld_that_tells_when_a_form_was_filled_in() -> None:
    both = '"datePublished":"Jun 24, 2025","dateModified":"Jun 24, 2025"'
    head = f'<script type="application/ld+json">{{"@type":"Article","headline":"x",{both}}}</script>'
    assert read("", head, ("August 25, 2024",)).date_published == "2024-08-25T00:00:00+00:00"
    assert read("", head, ("The August 25, 2024 flood, a year on, by the numbers",)).date_published == (
        "2025-06-24T00:00:00+00:00"
    )


def test_the_moment_in_an_item_s_number() -> None:
    url = "http://the-paper.example/news/A2026012914320005196"
    assert read("", url=url).date_published == "2026-01-29T00:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        ("<h1>Ten gauges compared</h1>", "The best gauges, compared and tested in 2025", "Ten gauges compared"),
        (
            "<h1>The Quiet Quay</h1>",
            "The Quiet Quay: a harbour shut for good",
            "The Quiet Quay: a harbour shut for good",
        ),
        ("<h1>Harbour shut</h1>", "Harbour shut | Some Long Name of an Office", "Harbour shut"),
        ("<h2>Harbour shut</h2>", "Harbour shut | Some Long Name of an Office", "Harbour shut"),
        ("<h1>Dec 18 2025 Harbour shut for good</h1>", "Harbour shut for good", "Harbour shut for good"),
    ],
)
def test_headings(body: str, title: str, expected: str) -> None:
    assert read(body, f"<title>{title}</title>").title == expected
