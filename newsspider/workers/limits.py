"""What is given to one page, and to one worker.

In: numbers. Out: ``Limits``, and ``Meter``, by which a worker holds itself to the time. The kernel ends a process whose
timer runs out (POSIX ``setitimer``, ``ITIMER_PROF``: the CPU time of the process), in whatever code it hangs, and a
busy machine makes no page look slow.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_MIB = 1024 * 1024
_STATM_BYTES = 256  # seven numbers
_OBJECTS_A_COLLECTION = 5000  # Python's own is 700: with that a twenty-fifth of a crawl is collecting
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may cost.

    Attributes:
        cpu_s: Seconds of CPU time for one page.
        memory_mib: By how much a worker may grow for one page.
        pages: After so many pages a worker is replaced.
        wall_factor: So many times ``cpu_s`` may pass on the clock.
    """

    cpu_s: float = 10.0
    memory_mib: int = 80
    pages: int = 10_000
    wall_factor: float = 12.0

    @property
    def wall_s(self) -> float:
        """Seconds on the clock for one page; for a page that sleeps, which none should."""
        return self.cpu_s * self.wall_factor

    def times(self, share: int) -> Limits:
        """What is given to so many pages, for what is longer than a page."""
        return replace(self, cpu_s=self.cpu_s * share, memory_mib=self.memory_mib * share)

    def as_dict(self) -> dict[str, Any]:
        """For the way to a worker."""
        return asdict(self)


class Meter:
    """Holds this process to the CPU time of one page: ``with meter.given(1): ...``."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        if hasattr(signal, "SIGPROF"):
            signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it ends the process

    @contextmanager
    def given(self, share: int) -> Iterator[None]:
        """The time of so many pages."""
        signal.setitimer(signal.ITIMER_PROF, self._limits.times(share).cpu_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


def collect_seldom(objects: int = _OBJECTS_A_COLLECTION) -> None:
    """Leave what stands by now alone when cycles are collected, and collect them every twenty pages, not every other.

    The collector writes to whatever it looks at, and what is written to isn't shared with forked processes any more.

    Args:
        objects: When there are so many more than there were, they are looked at.
    """
    gc.freeze()
    gc.set_threshold(objects, *gc.get_threshold()[1:])


def give_back() -> None:
    """Give the system what the C library holds and nothing uses: a heap has gaps after many pages."""
    with suppress(OSError, AttributeError, TypeError):  # as below
        ctypes.CDLL(None).malloc_trim(0)


def return_large_blocks() -> None:
    """Let the C library give blocks of a megabyte and more back to the system as soon as they are free.

    glibc raises that threshold to 32 MiB by itself when it meets a large block, and what one large page took stays.
    """
    with suppress(OSError, AttributeError, TypeError):  # another C library has another way, or none
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _MIB)
        mallopt(_M_TRIM_THRESHOLD, 8 * _MIB)


def own_mib(pid: int | str = "self") -> float:
    """The memory that a process holds now but for mapped files, as the kernel counts it; 0 where it doesn't tell.

    What is mapped from files (libraries, the model of languages) isn't taken for a page, and a forked process comes to
    it only by and by: counted, it would look like growth.
    """
    try:  # asked for each page, and of each worker many times a second: no file object is made for it
        told = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
        try:
            _, resident, of_files, *_ = os.read(told, _STATM_BYTES).split()
        finally:
            os.close(told)
        return (int(resident) - int(of_files)) * _PAGE_BYTES / _MIB
    except (OSError, ValueError):
        return 0.0
