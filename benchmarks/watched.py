"""A command run and watched from outside: what it and all its processes took.

In: a command. Out: ``Used``: exit code, seconds on the clock and of CPU, and the most memory that its processes held
at one time. Memory that forked processes share is counted once (the proportional set size of what is no file), that of
mapped files (libraries) once for each program; what else runs on the machine changes neither. Beside it stand the
resident set sizes, in which shared memory is counted for each process.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_EVERY_S = 0.1
_OWN = re.compile(r"^Pss_(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)
_FILES = re.compile(r"^RssFile:\s+(\d+) kB", re.MULTILINE)


@dataclass
class Used:
    """What a command took.

    Attributes:
        peak_mib: The most memory that all processes held at one time, in MiB, what they share counted once.
        each: The memory of each process then.
        rss_mib: The most that their resident set sizes came to.
        line: At which time each sample was taken, and what all processes held then.
    """

    code: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mib: float = 0.0
    rss_mib: float = 0.0
    each: list[float] = field(default_factory=list)
    line: list[tuple[float, float]] = field(default_factory=list)


def run(
    command: Sequence[str], *, cwd: Path, out: Path, err: Path, env: Mapping[str, str] | None = None, most_s: float
) -> Used:
    """Run it to its end, or for ``most_s`` seconds."""
    used, start = Used(), time.perf_counter()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=stdout, stderr=stderr)
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, used, ended, start), daemon=True)
        watch.start()
        killer = threading.Timer(most_s, process.kill)
        killer.start()
        _, status, cost = os.wait4(process.pid, 0)  # its children's too: it has waited for them
        killer.cancel()
        ended.set()
        watch.join()
    process.returncode = used.code = os.waitstatus_to_exitcode(status)
    used.wall_s = time.perf_counter() - start
    used.cpu_s = cost.ru_utime + cost.ru_stime
    return used


def _watch(pid: int, used: Used, ended: threading.Event, start: float) -> None:
    while not ended.wait(_EVERY_S):
        each, resident = memory_mib(family(pid))
        used.rss_mib = max(used.rss_mib, resident)
        used.line.append((time.perf_counter() - start, sum(each)))
        if sum(each) > used.peak_mib:
            used.peak_mib, used.each = sum(each), each


def family(pid: int) -> list[int]:
    """A process, and all below it."""
    found = [pid]
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [one for child in _text(tasks).split() for one in family(int(child))]
    return found


def memory_mib(pids: Sequence[int]) -> tuple[list[float], float]:
    """What each process holds, shared memory counted once; and their resident set sizes together."""
    each, resident, programs = [], 0.0, set()
    for pid in pids:
        whole = _resident_mib(pid)
        own = sum(map(int, _OWN.findall(_text(Path(f"/proc/{pid}/smaps_rollup"))))) / 1024
        program = _text(Path(f"/proc/{pid}/cmdline"))
        files = 0 if program in programs else sum(map(int, _FILES.findall(_text(Path(f"/proc/{pid}/status"))))) / 1024
        programs.add(program)
        each.append(own + files if own else whole)  # where the kernel doesn't tell, the whole counts
        resident += whole
    return each, resident


def _resident_mib(pid: int) -> float:
    told = _text(Path(f"/proc/{pid}/statm")).split()
    return int(told[1]) * _PAGE_BYTES / 2**20 if told else 0.0


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
