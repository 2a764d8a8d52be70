"""A crawl that tells for how long its reactor is held up: ``python benchmarks/crawl_turns.py OUT crawl news ...``.

In: a file, and the command line of Scrapy. Out: the crawl, and in the file, as JSON, how many calls the event loop has
made between the first page and the closing of the stores, the CPU time of the longest and of the one at the 99th
hundredth, and the longest by name. While a call runs, no connection is served. ``throughput.py`` runs it.
"""

from __future__ import annotations

import json
import sys
import time
from asyncio.events import Handle
from pathlib import Path
from typing import Any, Final

from cost import Clock
from crawl_stages import OF_THE_CRAWL
from scrapy.cmdline import execute

from newsspider.extensions.run_state import RunState
from newsspider.spiders.answers import Answers

MOST_MS: Final = 5.0
_LONGEST = 8


def main() -> None:
    """The command."""
    out, *command = sys.argv[1:]
    calls: list[tuple[float, str]] = []
    stages = Clock()
    for stage, owner, names in OF_THE_CRAWL:
        for name in names:
            setattr(owner, name, stages.timed(stage, getattr(owner, name)))
    since: dict[str, float] = {}
    parse, close, run = Answers.parse, RunState.close_stores, Handle._run

    def begun(*args: Any, **kwargs: Any) -> Any:
        since.setdefault("start", time.perf_counter())
        return parse(*args, **kwargs)

    def ended(of: RunState, reason: str) -> None:
        if "end" not in since:
            since["end"] = time.perf_counter()
            Path(out).write_text(json.dumps(_told(calls)), encoding="utf-8")
        close(of, reason)

    def timed(handle: Handle) -> None:
        if "start" not in since or "end" in since:
            run(handle)
            return
        stages.spent.clear()
        before = time.thread_time()
        run(handle)
        spent = 1000 * (time.thread_time() - before)
        calls.append((spent, f"{_name(handle)}: {_most(stages)}" if spent > MOST_MS / 2 else ""))

    setattr(Answers, "parse", begun)  # noqa: B010 - mypy refuses to assign to a method
    setattr(RunState, "close_stores", ended)  # noqa: B010 - as above
    setattr(Handle, "_run", timed)  # noqa: B010 - as above
    execute(["scrapy", *command])


def _name(handle: Handle) -> str:
    """What a call was: the coroutine of a task, or the function."""
    callback: Any = handle._callback  # type: ignore[attr-defined] # the standard library tells it nowhere else
    task: Any = getattr(callback, "__self__", None)
    found = task.get_coro() if hasattr(task, "get_coro") else callback
    return str(getattr(found, "__qualname__", found))[:80]


def _most(stages: Clock) -> str:
    """The stage that took most of a call, with its milliseconds."""
    stage, spent = max(stages.spent.items(), key=lambda entry: entry[1], default=("", 0.0))
    return f"{1000 * spent:.2f} ms of them {stage}" if stage else "no stage"


def _told(calls: list[tuple[float, str]]) -> dict[str, Any]:
    calls = sorted(calls)
    return {
        "calls": len(calls),
        "p99": calls[len(calls) * 99 // 100][0] if calls else 0.0,
        "over": sum(spent > MOST_MS for spent, _ in calls),
        "longest": calls[-_LONGEST:][::-1],
    }


def table(told: dict[str, Any]) -> str:
    """The figures of a crawl."""
    head = f"calls of the event loop {told['calls']}, 99 of 100 within {told['p99']:.2f} ms of CPU"
    lines = [f"{head}, {told['over']} over {MOST_MS:g} ms; the longest:"]
    lines += [f"{spent:>8.2f} ms  {name}" for spent, name in told["longest"]]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
