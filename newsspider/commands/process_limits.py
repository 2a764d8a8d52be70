"""As many open files and as much address space as a run needs.

In: the settings of a run. Out: the limits of this process (``ulimit -n``, ``ulimit -v``) raised as far as a run needs
it and the system allows. Refused (``UsageError``): a system that allows less. A run would lose its connections or its
stores in its midst, or wait for ever for a thread that can't be started.
"""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from scrapy.settings import Settings

_OF_ITS_OWN = 64  # stores, modules that are being loaded, names that are looked up
_A_WORKER = 4
_USUAL = 1024  # what most systems allow
# Bytes. The allocator and each thread reserve much more than they use: the bundled web alone 1.25 GiB, with two workers
# (it ends well with .7, and with .6 in the midst of a page); a night of many sites has more.
_ADDRESSES = 2 * 1024**3


def allow_what_a_run_needs(settings: Settings) -> None:
    """Raise the limits if need be.

    Raises:
        UsageError: The system doesn't allow so much.
    """
    from newsspider.extensions.extractor import usable_cores  # noqa: PLC0415 - not for every command
    from newsspider.middlewares.capped_http import MOST_IDLE  # noqa: PLC0415 - as this

    connections = MOST_IDLE + settings.getint("CONCURRENT_REQUESTS")
    workers = settings.getint("EXTRACT_WORKERS") or usable_cores()
    files = connections + _OF_ITS_OWN + _A_WORKER * workers
    allowed = _raised(resource.RLIMIT_NOFILE, files)
    if allowed < files:
        enough = max(files, _USUAL)
        raise UsageError(
            f"this process may have {allowed:,} files open, and a run needs {files:,}, {connections:,} of them for "
            f"connections: raise the limit (`ulimit -n {enough}` before the command, `LimitNOFILE={enough}` in a unit "
            "of systemd)",
            print_help=False,
        )
    allowed = _raised(resource.RLIMIT_AS, _ADDRESSES)
    if allowed < _ADDRESSES:
        raise UsageError(
            f"this process may use {allowed >> 20:,} MiB of addresses, and a run needs {_ADDRESSES >> 20:,}, most of "
            "which are only reserved: raise the limit (`ulimit -v unlimited` before the command, `LimitAS=infinity` in "
            "a unit of systemd; `MemoryMax=` bounds what is used)",
            print_help=False,
        )


def _raised(kind: int, needed: int) -> int:
    """What the process may have of this kind, now that its limit is raised to what is needed, if it may be."""
    soft, hard = resource.getrlimit(kind)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return needed
    if hard != resource.RLIM_INFINITY and hard < needed:
        return hard
    try:
        resource.setrlimit(kind, (needed, hard))
    except (OSError, ValueError):  # the system has a bound of its own, whatever the hard limit says: macOS
        return soft
    return needed
