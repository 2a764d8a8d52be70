"""A clock that is set in the midst of a run, or stood wrong at its start, holds no page and is told of.

In: the process's clocks. Out: time limits of the network that hold whatever the clock on the wall says; a warning where
that says less than when the corpus's last run ended. Refused: nothing.

Twisted reckons its time limits from the clock on the wall: set back by two hours, none of them fires for two hours, and
a site that is silent holds the run as long.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from newsspider.extensions.run_state import RunState
from newsspider.monitors import HISTORY, History

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)
_SMALL = timedelta(hours=1)  # by which a clock may be put right


class Clock:
    """Extension."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        from twisted.internet import reactor  # noqa: PLC0415 - only once Scrapy has chosen which reactor it is

        reckon_steadily(reactor)
        run = RunState.of(crawler)
        if crawler.settings.getbool("MONITORS"):  # without them nobody notes when a run ended
            warn_of_the_past(run.corpus_dir)
        return cls()


def reckon_steadily(reactor: Any) -> None:
    """Let the reactor reckon by the clock that nobody can set, what is pending included."""
    by = time.monotonic() - reactor.seconds()
    reactor.seconds = time.monotonic
    for call in reactor.getDelayedCalls():
        call.time += by
        call.seconds = time.monotonic  # by which it is put off


def warn_of_the_past(corpus_dir: Path) -> None:
    """Say that the clock stands before the end of the last run.

    Raises:
        WriteError: What was kept of the last runs can't be read.
    """
    runs = History(corpus_dir / HISTORY).runs
    if not runs:
        return
    now, last = datetime.now(UTC), datetime.fromisoformat(runs[-1].finished)
    if now < last - _SMALL:
        logger.warning(
            "The clock says %s, and the last run of this corpus ended at %s: is it set? Dates after it are taken for "
            "wrong ones, and left out of records",
            now.isoformat(timespec="seconds"),
            last.isoformat(timespec="seconds"),
        )
