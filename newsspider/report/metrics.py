"""A run's figures for Prometheus: the text format, as node_exporter's textfile collector reads it.

In: ``RunFigures``, the exit code, when a run was last complete. Out: text, all of it gauges: a night is a batch job,
and the file tells of the last one. Refused: nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.report.figures import RunFigures

_OUTCOMES = ("complete", "incomplete", "failed")
_Sample = tuple[dict[str, str], float]


def render_metrics(figures: RunFigures, exit_code: int, last_complete: str | None = None) -> str:
    """The metrics of a run.

    Args:
        figures: Of the run.
        exit_code: The code that the command ends with.
        last_complete: ISO 8601: when the last complete run ended, this one included; None: never.
    """
    sources = figures.sources
    blocks = [
        _one("run_start_timestamp_seconds", "When the last run began.", _seconds(figures.started)),
        _one("run_end_timestamp_seconds", "When the last run ended.", _seconds(figures.finished)),
        _one("last_complete_timestamp_seconds", "When a run was last complete.", _seconds(last_complete or "")),
        _one("run_duration_seconds", "How long the last run took.", figures.duration_s),
        _one("run_exit_code", "0 complete, 1 failed, 3 incomplete, 74 write error.", exit_code),
        _gauge(
            "run_outcome",
            "1 for the outcome of the last run.",
            (({"outcome": name}, name == figures.outcome) for name in _OUTCOMES),
        ),
        _by("source_pages", "Pages fetched.", "source", ((s.name, s.pages) for s in sources)),
        _by("source_records", "New records.", "source", ((s.name, s.records) for s in sources)),
        _by("source_known", "Articles met again.", "source", ((s.name, s.known) for s in sources)),
        _by("source_copies", "New records that are copies.", "source", ((s.name, s.copies) for s in sources)),
        _by("source_rejected", "Pages that became no record.", "source", ((s.name, s.rejected) for s in sources)),
        _by("source_failed", "1 if the source gave nothing.", "source", ((s.name, bool(s.problem)) for s in sources)),
        _gauge(
            "source_drift",
            "1 for each monitor that was raised.",
            (({"source": source, "monitor": monitor}, 1) for source, monitor, _ in figures.drift),
        ),
        _by("rejected", "Pages that became no record.", "reason", ((r.reason, r.count) for r in figures.rejected)),
        _by("clutter_removed", "Pieces of clutter removed.", "kind", figures.removed),
        _by("corpus_file_bytes", "Size of a file of the corpus.", "file", figures.files),
    ]
    return "".join(blocks)


def _one(name: str, words: str, value: float | None) -> str:
    return "" if value is None else _gauge(name, words, [({}, value)])


def _by(name: str, words: str, label: str, values: Iterable[tuple[str, float]]) -> str:
    return _gauge(name, words, (({label: key}, value) for key, value in values))


def _gauge(name: str, words: str, samples: Iterable[_Sample]) -> str:
    lines = [f"newsspider_{name}{_labels(labels)} {_number(value)}\n" for labels, value in samples]
    head = f"# HELP newsspider_{name} {words}\n# TYPE newsspider_{name} gauge\n"
    return head + "".join(lines) if lines else ""


def _labels(labels: dict[str, str]) -> str:
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{','.join(pairs)}}}" if labels else ""


def _escaped(value: str) -> str:
    readable = value.encode("utf-8", "replace").decode("utf-8")
    return readable.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _seconds(iso: str) -> float | None:
    return datetime.fromisoformat(iso).timestamp() if iso else None
