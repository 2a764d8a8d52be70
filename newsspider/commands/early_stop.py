"""A stop (SIGTERM, Ctrl-C) before Scrapy listens for one: said in a word, with the code of a run that was ended.

In: the command's name. Out: signal handlers, until Scrapy puts its own in their place. A terminal that is closed
(SIGHUP), for which Scrapy never listens, is a stop like the others. Refused: nothing.
"""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

from newsspider.commands import exit_codes

if TYPE_CHECKING:
    from types import FrameType


def tell_stopped(called: str) -> int:
    """Say that the run was ended before it began; gives the exit code."""
    sys.stderr.write(f"{called}: ended before the first page was asked for; the corpus is as it was\n")
    return exit_codes.INCOMPLETE


def heed_early_stop(called: str) -> None:
    """From now on a stop ends the command in order: what is open is closed, and the code is that of a run cut short."""
    if threading.current_thread() is not threading.main_thread():
        return  # no thread but the first may say what a signal does

    def stop(_: int, __: FrameType | None) -> None:
        raise SystemExit(tell_stopped(called))

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
