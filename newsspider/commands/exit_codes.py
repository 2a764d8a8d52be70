"""What the commands' exit codes mean; docs/running.md tells the same to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.clutter import RuleError
from newsspider.corpus import LockedError, WriteError
from newsspider.sources import SourcesError

if TYPE_CHECKING:
    from newsspider.report import RunFigures

OK = 0  # complete: all was done
FAILED = 1  # nothing can be relied on: every source failed, or a bug was met
USAGE = 2  # wrong usage, an unknown spider, sources or files that can't be used
INCOMPLETE = 3  # a part is missing: some sources failed, or the run was ended before its end
WRITE_ERROR = 74  # the disk didn't take it (EX_IOERR); what was committed stays
UNREAD = 141  # nobody reads what is written: as a shell says it of SIGPIPE
LOCKED = 75  # another run writes to this corpus (EX_TEMPFAIL: try again later)

_OUTCOMES = {"complete": OK, "incomplete": INCOMPLETE, "failed": FAILED}
_WRITE_ERROR = "write_error"  # how a run's failure is called that came from the disk


def of_run(figures: RunFigures | None) -> int:
    """The code of a crawl that was started; no figures: it never got to its end."""
    if figures is None:
        return FAILED
    if any(failure.what == _WRITE_ERROR for failure in figures.failures):
        return WRITE_ERROR
    return _OUTCOMES[figures.outcome]


def of_error(error: BaseException) -> int:
    """The code of a crawl that couldn't be started."""
    from newsspider.reposts import StoreWriteError  # noqa: PLC0415 - not for every command

    if isinstance(error, SourcesError | RuleError):
        return USAGE
    if isinstance(error, LockedError):
        return LOCKED
    return WRITE_ERROR if isinstance(error, WriteError | StoreWriteError) else FAILED
