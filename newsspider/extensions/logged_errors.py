"""Errors that Scrapy and asyncio only log: an exception in a signal's handler, a task that nobody awaited.

In: log records. Out: a failure of the run per logger, so that no such run is called complete. Nothing is
written here; the log has the error with its traceback.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LOGGERS = {"scrapy.utils.signal": "error_in_signal_handler", "asyncio": "error_in_task"}


class LoggedErrors(logging.Handler):
    """Calls ``fail(what, first line)`` for each error; ``stop`` ends it.

    Args:
        fail: Notes a failure of the run.
    """

    def __init__(self, fail: Callable[[str, str], None]) -> None:
        super().__init__(logging.ERROR)
        self._fail = fail
        for name in _LOGGERS:
            logging.getLogger(name).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record."""
        error = record.exc_info[1] if record.exc_info else None
        words = f"{type(error).__name__}: {error}" if error is not None else record.getMessage()
        self._fail(_LOGGERS.get(record.name, "error"), words.split("\n", 1)[0][:300])

    def stop(self) -> None:
        """Listen no more."""
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(self)
