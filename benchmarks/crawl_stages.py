"""A crawl that tells what each of its stages costs: ``python benchmarks/crawl_stages.py OUT crawl news ...``.

In: a file, and the command line of Scrapy. Out: the crawl, and in the file, as JSON, the seconds of CPU by stage
between the first page and the closing of the stores, and the number of pages. For crawls with one worker: pages are
then read in the crawl's own process, where every stage can be timed. ``throughput.py`` runs it and prints the table.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from cost import STAGES, Clock
from scrapy.cmdline import execute

from newsspider.clutter.learned import SiteMemory
from newsspider.corpus import Journal
from newsspider.discovery import Frontier
from newsspider.extensions.run_state import RunState
from newsspider.reposts import StoryIndex
from newsspider.spiders import answers
from newsspider.workers import tasks

FETCH: Final = "fetch: Scrapy, network, the rest"
# The stages of extraction, put together as they are told here.
_OF_EXTRACTION: Final = {
    "is it a page, decode": "parse",
    "parse": "parse",
    "read the head": "walk",
    "walk": "walk",
    "rules of lines": "clutter",
    "measure and weigh": "body",
    "choose": "body",
    "second thoughts": "body",
    "edges": "clutter",
    "clean": "clutter",
    "captions, credits, removals": "clutter",
    "metadata": "metadata",
    "language": "metadata",
}
OF_THE_CRAWL: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    ("is it a story", tasks, ("trap_of",)),
    ("the rest of extraction", tasks, ("read_page",)),
    ("reposts", tasks, ("prepare",)),
    ("reposts", StoryIndex, ("add_prepared", "add", "changes")),
    ("what the site teaches", tasks, ("page_marks",)),
    ("what the site teaches", SiteMemory, ("note", "clean", "commit")),
    ("write", Journal, ("write", "hold", "let_go", "reject", "commit", "tick", "has", "alias")),
    ("frontier", Frontier, ("add", "take", "write", "text", "note_text", "close", "reject")),
)
ORDER: Final = (
    *(FETCH, "is it a story", "parse", "walk", "body", "clutter", "metadata", "the rest of extraction"),
    *("reposts", "what the site teaches", "write", "frontier"),
)


def main() -> None:
    """The command."""
    out, *command = sys.argv[1:]
    clock, pages = Clock(), Counter[str]()
    marks: dict[str, float] = {}
    for stage, module, names in STAGES:
        _time(clock, module, names, _OF_EXTRACTION[stage])
    for stage, owner, names in OF_THE_CRAWL:
        _time(clock, owner, names, stage)
    parse, close = answers.Answers.parse, RunState.close_stores

    def begun(*args: Any, **kwargs: Any) -> Any:
        marks.setdefault("start", time.process_time())
        pages["all"] += 1
        return parse(*args, **kwargs)

    def ended(*args: Any, **kwargs: Any) -> None:
        close(*args, **kwargs)
        spent = time.process_time() - marks.get("start", 0.0)
        stages = dict(clock.spent) | {FETCH: spent - sum(clock.spent.values())}
        Path(out).write_text(json.dumps({"pages": pages["all"], "stages": stages}), encoding="utf-8")

    setattr(answers.Answers, "parse", begun)  # noqa: B010 - mypy refuses to assign to a method
    setattr(RunState, "close_stores", ended)  # noqa: B010 - as above
    execute(["scrapy", *command])


def _time(clock: Clock, owner: Any, names: tuple[str, ...], stage: str) -> None:
    for name in names:
        setattr(owner, name, clock.timed(stage, getattr(owner, name)))


def table(told: dict[str, Any]) -> str:
    """The figures of a crawl, one stage a line."""
    lines = ["stage                               CPU ms/page"]
    pages, stages = max(1, told["pages"]), told["stages"]
    lines += [f"{stage:<34}{1000 * stages.get(stage, 0.0) / pages:>13.2f}" for stage in ORDER]
    lines.append(f"{'all':<34}{1000 * sum(stages.values()) / pages:>13.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
