"""A command's standard streams, closed, full, or read no more.

In: a command's ``run``. Out: the same, which ends without a traceback when what it writes to does. A reader that has
gone (``scrapy reposts - | head``) is no error of anybody's: the command stops in silence, with the code that a shell
gives to a program that SIGPIPE has ended. Refused: nothing.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Protocol, TypeVar

from newsspider.commands import exit_codes
from newsspider.report.output import forget_the_rest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    class _Command(Protocol):
        exitcode: int

    C = TypeVar("C", bound=_Command)
    Run = Callable[[C, list[str], argparse.Namespace], None]


def ends_with_its_reader(run: Run[C]) -> Run[C]:
    """A command's ``run``, which stops when nobody takes what it writes to standard output."""

    @wraps(run)
    def told(self: C, args: list[str], opts: argparse.Namespace) -> None:
        try:
            run(self, args, opts)
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            forget_the_rest()
            self.exitcode = exit_codes.UNREAD
        except OSError as error:
            forget_the_rest()
            sys.stderr.write(f"scrapy: the output can't be written: {error.strerror or error}\n")
            self.exitcode = exit_codes.WRITE_ERROR

    return told


def stand_in_for_closed() -> None:
    """Let no file that is opened later become a standard stream, and give Scrapy's log somewhere to go.

    A service may start with them closed; what a library or a child then writes to "standard error" would stand in
    whatever file was opened first.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - to the end of the process
