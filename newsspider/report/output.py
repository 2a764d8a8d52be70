"""Text for people on standard output, whatever that is.

In: text. Out: the same on standard output, what its encoding can't show as "?". Refused, as ``OSError``: an
output that is closed or full.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def print_text(text: str) -> None:
    """Write and flush.

    Raises:
        OSError: Nobody will read it: the output is closed, its disk is full, its reader has gone.
    """
    out = sys.stdout
    if out is None or out.closed:
        raise OSError("it is closed")
    encoding = out.encoding or "utf-8"
    try:
        out.write(text.encode(encoding, "replace").decode(encoding))
        out.flush()
    except OSError:
        forget_the_rest()
        raise


def forget_the_rest() -> None:
    """Keep the interpreter from trying once more at its end, and failing with words and a code of its own."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
