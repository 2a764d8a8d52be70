"""What the runs before gave, site by site.

In: the sites of each run as it ends. Out: the last runs of a site; when a run was last complete. Refused: a disk that
doesn't take the file (``WriteError``). A line that can't be read is left out: a comparison is no reason to stop a run.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.corpus import replace_file
from newsspider.corpus.errors import write_error
from newsspider.monitors.site_run import SiteRun

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HISTORY = "state/runs.jsonl"
MAX_RUNS = 200
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run: when it ended (ISO 8601 with offset), and what its sites gave."""

    run_id: str
    finished: str
    complete: bool
    sites: tuple[SiteRun, ...]


class History:
    """The runs of a corpus, the latest last.

    Args:
        path: The file; none yet: no runs.

    Raises:
        WriteError: It can't be read, nor written then.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            lines = path.read_bytes().splitlines() if path.exists() else []
        except OSError as error:
            raise write_error(path, error) from error
        self.runs: tuple[PastRun, ...] = tuple(run for line in lines if (run := _run(line)) is not None)

    def of(self, source: str) -> list[SiteRun]:
        """The runs of a site, the latest last."""
        return [site for run in self.runs for site in run.sites if site.source == source]

    def with_hours(self, site: SiteRun, finished: str) -> SiteRun:
        """A site of a run that ended at ``finished``, with the hours since its run before."""
        times = [run.finished for run in self.runs if any(past.source == site.source for past in run.sites)]
        if not times:
            return site
        gap = datetime.fromisoformat(finished) - datetime.fromisoformat(times[-1])
        return replace(site, hours=max(0.0, round(gap.total_seconds() / _HOUR_S, 3)))

    @property
    def last_complete(self) -> str | None:
        """When the last complete run ended."""
        return next((run.finished for run in reversed(self.runs) if run.complete), None)

    def add(self, run: PastRun) -> None:
        """Write a run behind the others.

        Raises:
            WriteError: The disk didn't take it; the file is as it was.
        """
        self.runs = (*self.runs, run)[-MAX_RUNS:]
        replace_file(self._path, b"".join(map(_line, self.runs)))


def _line(run: PastRun) -> bytes:
    return orjson.dumps(asdict(run), option=orjson.OPT_APPEND_NEWLINE)


def _run(line: bytes) -> PastRun | None:
    try:
        read: dict[str, Any] = orjson.loads(line)
        datetime.fromisoformat(read["finished"])
        sites = tuple(_site(site) for site in read["sites"])
        return PastRun(str(read["run_id"]), read["finished"], bool(read["complete"]), sites)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _site(read: dict[str, Any]) -> SiteRun:
    layouts = {name: (int(count), float(mean)) for name, (count, mean) in read["layouts"].items()}
    return SiteRun(**{**read, "layouts": layouts, "alarms": tuple(read["alarms"])})


def alarmed(sites: Sequence[SiteRun], alarms: Sequence[tuple[str, str]]) -> tuple[SiteRun, ...]:
    """The sites with the monitors that were raised, from pairs of site and monitor."""
    return tuple(
        replace(site, alarms=tuple(monitor for source, monitor in alarms if source == site.source)) for site in sites
    )
