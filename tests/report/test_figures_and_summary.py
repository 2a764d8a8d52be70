from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.report import RunFigures, figures_of, render_summary
from newsspider.report.summary import COLUMNS
from newsspider.report.terminal import fit, pad, plain, width
from newsspider.report.words import bytes_in_words, duration_in_words

GOLDEN = Path(__file__).parent / "summary.txt"
WIRE = "http://wire.example/2026/03/bridge"
STATS: dict[str, object] = {
    "start_time": datetime(2026, 11, 22, 4, 0, 3, tzinfo=UTC),
    "finish_time": datetime(2026, 11, 22, 4, 12, 41, tzinfo=UTC),
    "elapsed_time_seconds": 758.2,
    "finish_reason": "finished",
    "item_scraped_count": 602,
    "newsspider/pages/wire": 1312,
    "newsspider/pages/blog-a": 200,
    "newsspider/pages/blog-b": 90,
    "newsspider/records/wire": 300,
    "newsspider/records/blog-a": 150,
    "newsspider/records/blog-b": 80,
    "newsspider/known/wire": 1000,
    "newsspider/copies_by/blog-a": 120,
    "newsspider/copies_by/blog-b": 75,
    "newsspider/rejected_by/blog-a": 10,
    "newsspider/rejected_by/wire": 2,
    "newsspider/rejected/too_short": 10,
    "newsspider/rejected/not_html": 2,
    "newsspider/example/too_short": "http://blog-a.example/2026/03/short/ (12 words, MIN_WORDS is 40)",
    "newsspider/example/not_html": "http://wire.example/annual-report.pdf (application/pdf)",
    "newsspider/removed/comment_form": 1612,
    "newsspider/removed/subscription": 301,
    "newsspider/removed/share": 122,
    "newsspider/rules/wordpress.comment_form": 1612,
    "newsspider/role/original": 110,
    "newsspider/role/repost": 195,
    "newsspider/role/unique": 225,
    "newsspider/method/blocks": 530,
    "newsspider/source_failed/ghost-blog": "no answer from http://ghost-blog.example/ (DNS lookup failed)",
    "newsspider/copies": [
        ("blog-a", "Harbour bridge reopens after two years", WIRE),
        ("blog-b", "Harbour bridge reopens after two years", WIRE),
        ("blog-b", "Harbour bridge reopens after two years", WIRE),
        ("blog-a", "Night buses\x1b[31m come back\x07\u202e", "http://wire.example/2026/03/buses"),
    ],
}
SOURCES = ("wire", "blog-a", "blog-b", "ghost-blog")


def figures(**changes: object) -> RunFigures:
    stats = {**STATS, **{key.replace("__", "/"): value for key, value in changes.items()}}
    return figures_of(stats, run_id="20261122T040003Z-mirrors", sources=SOURCES)


def test_what_was_skipped_put_off_or_cut_off_is_told() -> None:
    run = figures(newsspider__cut_off=8, newsspider__put_off=2, newsspider__skipped__excluded=1200)
    lines = {line[:15].strip(): line[15:].strip() for line in render_summary(run).splitlines()}
    assert lines["Not asked for"] == "1,200  excluded 1,200"
    assert lines["Put off"].startswith("2  their originals were on the way")
    assert "; 8 more could not be kept" in lines["New records"]


def test_the_summary_reads_as_it_was_approved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus/items.jsonl").write_bytes(b"x" * 61_234)
    Path("corpus/rejected.jsonl").write_bytes(b"x" * 12)
    run = figures_of(STATS, corpus_dir=Path("corpus"), run_id="20261122T040003Z-mirrors", sources=SOURCES)
    assert render_summary(run) == GOLDEN.read_text("utf-8")


def test_figures_add_up() -> None:
    run = figures()
    assert (run.pages, run.records, run.known, run.rejected_total) == (1602, 530, 1000, 12)
    assert (run.removed_total, run.copies_total, run.duration_s) == (2035, 195, 758.2)
    assert [s.name for s in run.sources] == ["ghost-blog", "wire", "blog-a", "blog-b"]
    assert run.copies[0].sources == ("blog-a", "blog-b", "blog-b")
    assert run.copies[0].origin_host == "wire.example"


def test_a_run_with_a_failed_source_is_incomplete() -> None:
    assert figures().outcome == "incomplete"
    assert figures().why == ("1 of 4 sources failed",)


def test_a_run_whose_sources_were_all_read_is_complete() -> None:
    stats = {key: value for key, value in STATS.items() if "source_failed" not in key}
    run = figures_of(stats, sources=SOURCES)
    assert (run.outcome, run.why) == ("complete", ())
    assert "Sources that failed" not in render_summary(run)


@pytest.mark.parametrize(
    ("stats", "why"),
    [
        (
            {"newsspider/failures/write_error": "corpus: the disk is full"},
            "write error: corpus: the disk is full",
        ),
        ({"newsspider/failures/spider_exception": 3}, "spider exception (3)"),
        ({"newsspider/rejected/pipeline_error": 2}, "pipeline error (2)"),
        ({"newsspider/source_failed/only": "timed out"}, "1 of 1 source failed"),
    ],
)
def test_a_run_that_failed_says_why(stats: dict[str, object], why: str) -> None:
    run = figures_of(stats)
    assert run.outcome == "failed"
    assert why in run.why
    assert f"because {why}" in render_summary(run)


def test_a_run_that_was_stopped_is_incomplete() -> None:
    run = figures_of({"finish_reason": "shutdown"})
    assert run.outcome == "incomplete"
    assert run.why == ("the run was ended before its end (it was stopped)",)


def test_odd_values_are_left_out() -> None:
    odd = {
        "newsspider/pages/a": "many",
        "newsspider/copies": [("a", "b"), None, 4],
        "newsspider/source_failed/b": None,
        "start_time": "yesterday",
        "elapsed_time_seconds": None,
        "newsspider/failures/none": 0,
    }
    run = figures_of(odd, sources=["a"])
    assert (run.pages, run.copies, run.started, run.duration_s, run.failures) == (0, (), "", 0.0, ())
    assert render_summary(run)


def test_naive_times_of_scrapy_are_utc_and_give_the_duration() -> None:
    begin, end = datetime(2026, 11, 22, 4, 0), datetime(2026, 11, 22, 4, 1, 5)  # noqa: DTZ001 -- what is tested
    run = figures_of({"start_time": begin, "finish_time": end})
    assert (run.started, run.duration_s) == ("2026-11-22T04:00:00+00:00", 65.0)


def test_many_sources_stories_and_kinds_fit_one_screen() -> None:
    stats: dict[str, object] = {f"newsspider/records/source-{n}": n for n in range(300)}
    stats |= {f"newsspider/removed/kind_{n}": n + 1 for n in range(60)}
    stats |= {f"newsspider/source_failed/broken-{n}": "timed out " * 30 for n in range(40)}
    stats["newsspider/copies"] = [("s" * 90, f"title {n} " * 40, f"http://o.example/{n}") for n in range(80)]
    text = render_summary(figures_of(stats))
    assert len(text.splitlines()) < 60
    assert max(width(line) for line in text.splitlines()) <= COLUMNS
    assert "and 75 more stories: see report.html" in text
    assert "and 328 more sources: see report.html" in text


def test_why_few_sources_failed_is_told_to_its_end() -> None:
    why = "no links to articles were found on http://a.example/; name feeds, sitemaps or listing, or say with include"
    stats = {f"newsspider/source_failed/{n}": f"{why} what the addresses of articles look like" for n in range(3)}
    stats["newsspider/failures/write_error"] = "the disk is full " * 12 + "make room"
    text = render_summary(figures_of(stats))
    assert text.count("look like\n") == 3
    assert "make room\n" in text
    assert max(width(line) for line in text.splitlines()) <= COLUMNS


@given(st.text(st.characters()))
def test_nothing_from_the_net_can_steer_a_terminal(text: str) -> None:
    stats = {
        "newsspider/copies": [(text, text, text)],
        f"newsspider/pages/{text}": 1,
        f"newsspider/source_failed/{text}": text,
        f"newsspider/failures/{text}": text,
        f"newsspider/removed/{text}": 2,
        f"newsspider/rejected/{text}": 2,
        f"newsspider/example/{text}": text,
    }
    shown = render_summary(figures_of(stats, run_id=text))
    kinds = {unicodedata.category(char) for char in shown.replace("\n", "").replace("\u200c", "").replace("\u200d", "")}
    assert not kinds & {"Cc", "Cs", "Cf", "Zl", "Zp"}


@given(st.text(st.characters()), st.integers(2, 30))
def test_fitted_text_has_the_width_that_was_asked_for(text: str, columns: int) -> None:
    assert width(fit(text, columns)) <= columns
    assert width(pad(fit(text, columns), columns)) == columns


def test_wide_and_combining_characters_are_measured() -> None:
    assert (width("港大橋"), width("e\u0301"), width("ab")) == (6, 1, 2)
    assert fit("港大橋重開", 6) == "港大…"
    assert plain(" a\t\n b ") == "a b"


def test_durations_and_sizes_in_words() -> None:
    assert [duration_in_words(s) for s in (0.04, 59.94, 60, 3599.6, 7384)] == [
        "0.0 s", "59.9 s", "1 min 0 s", "1 h 0 min", "2 h 3 min"
    ]  # fmt: skip
    assert [bytes_in_words(n) for n in (0, 999, 999_950, 1_500_000, 2 * 10**12)] == [
        "0 bytes", "999 bytes", "1.0 MB", "1.5 MB", "2.0 TB"
    ]  # fmt: skip
