"""As many open files as a run needs: each connection is one, and so are the stores and the pipes to workers.

In: the settings of a run. Out: the limit of this process (``ulimit -n``) raised as far as a run needs it and the system
allows. Refused (``UsageError``): a system that allows fewer; a run would lose its connections, or its stores, in its
midst.
"""

from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from scrapy.settings import Settings

_OF_ITS_OWN = 64  # stores, modules that are being loaded, names that are looked up
_A_WORKER = 4


def allow_open_files(settings: Settings) -> None:
    """Raise the limit if need be.

    Raises:
        UsageError: The system doesn't allow so many.
    """
    from newsspider.middlewares.capped_http import MOST_IDLE  # noqa: PLC0415 - not for every command

    connections = MOST_IDLE + settings.getint("CONCURRENT_REQUESTS")
    workers = settings.getint("EXTRACT_WORKERS") or os.cpu_count() or 1
    needed = connections + _OF_ITS_OWN + _A_WORKER * workers
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise UsageError(
            f"this process may have {hard:,} files open, and a run needs {needed:,}, {connections:,} of them for "
            "connections: raise the limit (`ulimit -n 1024` before the command, `LimitNOFILE=1024` in a unit of "
            "systemd)",
            print_help=False,
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
