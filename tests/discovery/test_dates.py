"""Dates in the forms that feeds and sitemaps really use."""

from __future__ import annotations

import doctest
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsspider.discovery.dates
from newsspider.discovery.data import table
from newsspider.discovery.dates import iso_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02T10:00+03:00", "2026-03-02T10:00:00+03:00"),
        ("2026-03-02T10:00:00.123456789Z", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02 10:00:00 +0300", "2026-03-02T10:00:00+03:00"),
        ("2026-03-02", "2026-03-02T00:00:00+00:00"),
        ("2026-03", "2026-03-01T00:00:00+00:00"),
        ("Mon, 02 Mar 2026 10:00:00 GMT", "2026-03-02T10:00:00+00:00"),
        ("Mon, 2 Mar 2026 10:00 EST", "2026-03-02T10:00:00-05:00"),
        ("Mon, 02 Mar 2026 10:00:00 CET", "2026-03-02T10:00:00+01:00"),
        ("Mon, 02 Mar 2026 10:00:00 MSK", "2026-03-02T10:00:00+03:00"),
        ("  Mon,\n02 Mar 2026 10:00:00 -0000 ", "2026-03-02T10:00:00+00:00"),
        ("Mo, 02 März 2026 10:00:00 +0100", "2026-03-02T10:00:00+01:00"),
        ("2. März 2026, 10:00 Uhr", "2026-03-02T10:00:00+00:00"),
        ("March 2, 2026", "2026-03-02T00:00:00+00:00"),
        ("2 de marzo de 2026 10:30", "2026-03-02T10:30:00+00:00"),
        ("Пн, 02 мар 2026 10:00:00 +0300", "2026-03-02T10:00:00+03:00"),
        ("2 марта 2026", "2026-03-02T00:00:00+00:00"),
        ("2 مارس 2026", "2026-03-02T00:00:00+00:00"),
        ("12 كانون الثاني 2026", "2026-01-12T00:00:00+00:00"),
        ("1er janvier 2026", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("31 Feb 2026", None),
        ("2026", None),
        ("yesterday", None),
        ("x" * 1000, None),
        ("", None),
        (None, None),
    ],
)
def test_iso_date(text: str | None, date: str | None) -> None:
    assert iso_date(text) == date


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    found = iso_date(text)
    assert found is None or datetime.fromisoformat(found).tzinfo is not None


@given(st.datetimes(min_value=datetime(1980, 1, 1)))  # noqa: DTZ001 - hypothesis wants it without a zone
def test_iso_dates_stay_what_they_are(moment: datetime) -> None:
    text = f"{moment.isoformat(timespec='seconds')}+02:00"
    assert iso_date(text) == text


def test_every_month_name_means_one_month() -> None:
    months = table("months")["months"]
    for number, names in months.items():
        for name in names:
            assert iso_date(f"3 {name} 2026") == f"2026-{int(number):02}-03T00:00:00+00:00", name


def test_the_examples_hold() -> None:
    assert doctest.testmod(newsspider.discovery.dates).failed == 0
