"""The log of a night: a file of its own per run, beside what goes to standard error.

In: a directory, a run's id, how many days to keep logs. Out: ``DIR/RUN.log`` with all that Scrapy and newsspider say
from INFO up, and the summary. Refused: a directory that can't be written (``WriteError``).
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from newsspider.corpus.directory import make_directory
from newsspider.corpus.errors import write_error

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

logger = logging.getLogger(__name__)
_DAY_S = 86_400
_FORM = "%(asctime)sZ %(levelname)s [%(name)s] %(message)s"


class _LogFile(logging.FileHandler):
    """A log file whose disk may be full: standard error has the same lines, and the run says what is wrong with it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Keep silent about a disk that takes no more; a bug in a log call is told as ever."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


class NightLog:
    """A context manager.

    Args:
        folder: Where the logs are.
        run_id: The run's id; ":" of its time is left out of the file's name.
        days: Logs that are so many days older than that of the night before are deleted; 0: none.

    Attributes:
        path: The file.
    """

    def __init__(self, folder: Path, run_id: str, days: int) -> None:
        self.path = folder / f"{run_id.replace(':', '')}.log"
        self._days = days
        self._handler: logging.FileHandler | None = None

    def __enter__(self) -> Self:
        make_directory(self.path.parent)
        try:
            self._handler = _LogFile(self.path, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise write_error(self.path, error) from error
        self._handler.setLevel(logging.INFO)
        form = logging.Formatter(_FORM)
        form.converter = time.gmtime  # UTC, as in the run's id
        self._handler.setFormatter(form)
        logging.getLogger().addHandler(self._handler)
        self._delete_old()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            with suppress(OSError):  # a full disk; what was said stands on standard error too
                self._handler.close()

    def _delete_old(self) -> None:
        """Delete the logs of nights long before the last one; other files in the directory are let be.

        A clock that runs years ahead deletes none of the nights before.
        """
        if not self._days:
            return
        written: dict[Path, float] = {}
        for path in self.path.parent.glob("*-nightly.log"):
            with suppress(OSError):  # just deleted
                written[path] = path.stat().st_mtime
        written.pop(self.path, None)
        oldest = min(time.time(), max(written.values(), default=0.0)) - self._days * _DAY_S
        for path in [path for path, moment in written.items() if moment < oldest]:
            with suppress(OSError):  # another user's
                path.unlink()
                logger.info("Deleted %s: older than LOG_DAYS (%d)", path, self._days)
