"""What the commands' exit codes mean; docs/running.md tells the same to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.clutter import RuleError
from newsspider.corpus import LockedError
from newsspider.sources import SourcesError

if TYPE_CHECKING:
    from newsspider.report import RunFigures

OK = 0  # all well
FAILED = 1  # something failed, or the run was ended before its end
USAGE = 2  # wrong usage, an unknown spider, sources or files that can't be used
LOCKED = 75  # another run writes to this corpus (EX_TEMPFAIL: try again later)


def of_run(figures: RunFigures | None) -> int:
    """The code of a crawl that was started; no figures: it never got to its end."""
    if figures is None or figures.outcome == "failed" or figures.finish_reason != "finished":
        return FAILED
    return OK


def of_error(error: BaseException) -> int:
    """The code of a crawl that couldn't be started."""
    if isinstance(error, SourcesError | RuleError):
        return USAGE
    return LOCKED if isinstance(error, LockedError) else FAILED
