"""What Prometheus is told, read by its own client's parser."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from newsspider.report import RejectedKind, RunFigures, SourceFigures, render_metrics

FIGURES = RunFigures(
    run_id="2026-03-04T02:00:00Z-nightly",
    started="2026-03-04T02:00:00+00:00",
    finished="2026-03-04T02:10:00.500000+00:00",
    duration_s=600.5,
    finish_reason="finished",
    sources=(
        SourceFigures("paper", 10, 8, 3, 1, 2),
        SourceFigures('odd "name" \\ of\ntwo lines \udc80', problem="no answer"),
    ),
    removed=(("share", 12),),
    rejected=(RejectedKind("too_short", 2),),
    drift=(("paper", "undated_rose", "5 of 8 records have no date"),),
    files=(("items.jsonl", 1234),),
)


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name.removeprefix("newsspider_"), frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_figures_of_a_run() -> None:
    told = samples(render_metrics(FIGURES, 3, "2026-03-03T02:00:00+00:00"))
    paper = frozenset({("source", "paper")})
    assert told["run_exit_code", frozenset()] == 3
    assert told["run_duration_seconds", frozenset()] == 600.5
    assert told["run_end_timestamp_seconds", frozenset()] == 1772590200.5
    assert told["last_complete_timestamp_seconds", frozenset()] == 1772503200
    assert told["run_outcome", frozenset({("outcome", "incomplete")})] == 1
    assert told["run_outcome", frozenset({("outcome", "complete")})] == 0
    assert [told[f"source_{name}", paper] for name in ("pages", "records", "known", "copies", "rejected")] == [
        *(10, 8, 3, 1, 2)
    ]
    assert told["source_failed", paper] == 0
    assert told["source_failed", frozenset({("source", 'odd "name" \\ of\ntwo lines ?')})] == 1
    assert told["source_drift", paper | {("monitor", "undated_rose")}] == 1
    assert told["rejected", frozenset({("reason", "too_short")})] == 2
    assert told["clutter_removed", frozenset({("kind", "share")})] == 12
    assert told["corpus_file_bytes", frozenset({("file", "items.jsonl")})] == 1234


def test_what_is_unknown_is_left_out() -> None:
    told = {name for name, _ in samples(render_metrics(RunFigures(), 1))}
    assert "last_complete_timestamp_seconds" not in told
    assert "run_end_timestamp_seconds" not in told
    assert "run_exit_code" in told
