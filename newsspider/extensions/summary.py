"""The end of a run: manifest, report, and the summary that its user sees.

In: the stats of the crawl, when the stores are closed. Out: ``manifest.json``, ``report.html``,
``state/figures.json`` (from which ``scrapy report`` makes the report again) and a screen of text on
standard output. Refused: nothing; what can't be written is said, and makes the run a failure.
"""

from __future__ import annotations

import logging
import platform
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Self

import orjson
from scrapy import signals

from newsspider.clutter import default_rules
from newsspider.corpus import CorpusError, RunFacts, refuse_what_is_no_file, replace_file, write_manifest
from newsspider.extensions.drift import watch
from newsspider.extensions.run_state import RunState
from newsspider.report import (
    RunFigures,
    figures_of,
    files_of,
    print_text,
    render_summary,
    with_final_stories,
    write_report,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
FIGURES = "state/figures.json"
_VERSIONS = ("newsspider", "scrapy", "lxml", "twisted")
_TIMES = ("start_time", "finish_time", "elapsed_time_seconds", "finish_reason")


class Summary:
    """Extension.

    Attributes:
        figures: The figures of the run, when it has ended.
    """

    def __init__(self, crawler: Crawler, run: RunState) -> None:
        self._crawler = crawler
        self._run = run
        self.figures: RunFigures | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        summary = cls(crawler, RunState.of(crawler))
        crawler.signals.connect(summary._spider_closed, signal=signals.spider_closed)
        return summary

    def _spider_closed(self, reason: str) -> None:
        run = self._run
        run.close_stores(reason)
        stats = self._stats(reason)
        names = list(getattr(self._crawler.spider, "reported", ()))
        figures = _figures(run, stats, names)
        steps = (self._watch, _save_figures, _with_stories, _write_manifest, _write_page)
        for step in steps:  # what one can't do, the next may
            try:
                figures = step(run, names, self._stats(reason), figures)
            except (CorpusError, OSError) as error:
                run.fail("write_error", str(error))
            except Exception as error:
                logger.exception("A bug in %s", step.__name__)
                run.fail("error_in_report", f"{type(error).__name__}: {error}"[:300])
        failures = _figures(run, self._stats(reason), names).failures
        self.figures = replace(figures, failures=failures, files=files_of(run.corpus_dir))
        try:
            print_text(render_summary(self.figures).rstrip("\n") + "\n")
        except OSError as error:
            why = f"standard output doesn't take the summary: {error.strerror or error}"
            run.fail("summary", why)
            with suppress(OSError, AttributeError):  # standard error may be closed too; the code says it then
                sys.stderr.write(f"newsspider: {why}; it stands in {run.corpus_dir / 'report.html'}\n")

    def _stats(self, reason: str) -> dict[str, Any]:
        return {**self._crawler.stats.get_stats(), "finish_reason": reason}

    def _watch(self, run: RunState, names: list[str], stats: Mapping[str, Any], figures: RunFigures) -> RunFigures:
        """Hold each site against its own last runs; what has drifted is told like all else, by the stats."""
        for alarm in watch(run.corpus_dir, self._crawler.settings, stats, names, figures):
            self._crawler.stats.set_value(f"newsspider/drift/{alarm.source}/{alarm.monitor}", alarm.words)
        return _figures(run, self._stats(figures.finish_reason), names)


def _figures(run: RunState, stats: Mapping[str, Any], names: list[str]) -> RunFigures:
    return figures_of(stats, corpus_dir=run.corpus_dir, run_id=run.run_id, sources=names)


def _with_stories(run: RunState, names: list[str], stats: Mapping[str, Any], figures: RunFigures) -> RunFigures:
    del names, stats
    return with_final_stories(figures, run.corpus_dir)


def _write_manifest(run: RunState, names: list[str], stats: Mapping[str, Any], figures: RunFigures) -> RunFigures:
    del names, stats
    write_manifest(run.corpus_dir, _facts(figures, run.ruleset or default_rules().id))
    return figures


def _write_page(run: RunState, names: list[str], stats: Mapping[str, Any], figures: RunFigures) -> RunFigures:
    del names, stats
    write_report(run.corpus_dir, figures)
    return figures


def _facts(figures: RunFigures, ruleset: str) -> RunFacts:
    return RunFacts(
        run_id=figures.run_id,
        started=figures.started,
        finished=figures.finished,
        finish_reason=figures.finish_reason,
        complete=replace(figures, drift=()).outcome == "complete",  # drift is no part that is missing
        versions={"python": platform.python_version(), **{name: _version(name) for name in _VERSIONS}},
        ruleset=ruleset,
        by_source={source.name: source.records for source in figures.sources},
        by_role=dict(figures.roles),
        by_reason={kind.reason: kind.count for kind in figures.rejected},
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # newsspider itself, run from a checkout that isn't installed
        return "unknown"


def _save_figures(run: RunState, names: list[str], stats: Mapping[str, Any], figures: RunFigures) -> RunFigures:
    kept = {key: value for key, value in stats.items() if key.startswith("newsspider/") or key in _TIMES}
    saved = {"run_id": run.run_id, "sources": names, "stats": kept}
    replace_file(run.corpus_dir / FIGURES, orjson.dumps(saved, default=str, option=orjson.OPT_INDENT_2) + b"\n")
    return figures


def saved_figures(corpus_dir: Path) -> RunFigures:
    """The figures of the last run in a corpus directory.

    Raises:
        FileNotFoundError: No run has ended there.
        WriteError: Something that is no file has the name of one of the corpus.
        ValueError: The file isn't what a run wrote.
    """
    refuse_what_is_no_file(corpus_dir)
    saved = orjson.loads((corpus_dir / FIGURES).read_bytes())
    if not isinstance(saved, dict) or not isinstance(saved.get("stats"), dict):
        raise ValueError(  # noqa: TRY004 - wrong content of a file, not a wrong argument
            f"{corpus_dir / FIGURES} holds no figures of a run"
        )
    stats = dict(saved["stats"])
    for key in ("start_time", "finish_time"):
        if isinstance(stats.get(key), str):
            stats[key] = datetime.fromisoformat(stats[key])
    return figures_of(
        stats,
        corpus_dir=corpus_dir,
        run_id=str(saved.get("run_id") or ""),
        sources=saved.get("sources") or (),
    )
