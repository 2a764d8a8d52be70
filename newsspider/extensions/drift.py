"""The monitors at the end of a run: what each site gave is held against its own last runs, and kept for the next.

In: the stats of the run, ``state/runs.jsonl``. Out: a warning with the site's name per alarm, its words in the stats
under ``newsspider/drift/SITE/MONITOR``, a line in ``state/runs.jsonl``. Refused: a disk that doesn't take the line
(``WriteError``). ``MONITORS = False`` leaves it out.
"""

from __future__ import annotations

import logging
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsspider.monitors import HISTORY, History, Limits, PastRun, judge, sites_of_run
from newsspider.monitors.history import alarmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from newsspider.monitors import Alarm
    from newsspider.report import RunFigures

logger = logging.getLogger(__name__)


def watch(
    corpus_dir: Path, settings: BaseSettings, stats: Mapping[str, Any], sources: Iterable[str], figures: RunFigures
) -> list[Alarm]:
    """Judge the sites of a run that has ended, tell it, and keep what they gave.

    Raises:
        WriteError: What was kept can't be read, or the disk didn't take more; then the alarms are told all the same.
    """
    if not settings.getbool("MONITORS"):
        return []
    history = History(corpus_dir / HISTORY)
    limits = limits_of(settings)
    finished = figures.finished or datetime.now(UTC).isoformat(timespec="seconds")
    whole = figures.finish_reason == "finished" and not figures.failures
    sites = [history.with_hours(site, finished) for site in sites_of_run(stats, sources, whole=whole)]
    alarms = [alarm for site in sites for alarm in judge(site, history.of(site.source), limits)]
    for alarm in alarms:
        logger.warning("%s has drifted (%s): %s", alarm.source, alarm.monitor, alarm.words)
    raised = alarmed(sites, [(alarm.source, alarm.monitor) for alarm in alarms])
    history.add(PastRun(figures.run_id, finished, figures.outcome == "complete", raised))
    return alarms


def limits_of(settings: BaseSettings) -> Limits:
    """The thresholds that the settings ``MONITOR_...`` give."""
    given: dict[str, Any] = {}
    for field in fields(Limits):
        number = settings.getint if field.type == "int" else settings.getfloat
        given[field.name] = number(f"MONITOR_{field.name.upper()}")
    return Limits(**given)
