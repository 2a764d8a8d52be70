"""What extraction costs, stage by stage, in parses: CPU time over that of one lxml parse of the same pages.

From the project's root:

    python benchmarks/cost.py PAGES
    NEWSSPIDER_PURE=1 python benchmarks/cost.py PAGES

In: a folder with ``html/*.html.gz``, or any folder of saved pages. Each page is parsed by lxml alone
(``lxml.html.document_fromstring``) and then extracted, in the same run, so that a busy machine slows both. A stage is a
function that ``newsspider.extraction.article`` calls, without the stages inside it; "the rest" is what stands between
them, and the freeing of the tree. The first call, which reads and compiles the rules, is not measured, nor is what a
worker loads at its start: libraries and the model of languages. With --cold the first page that needs one of these pays
for it, as in a new process. CPU time of the thread.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import lxml.html

import newsspider
from newsspider import native
from newsspider.extraction import article, body, draft
from newsspider.workers.tasks import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

STAGES: Final[tuple[tuple[str, ModuleType, tuple[str, ...]], ...]] = (
    ("is it a page, decode", article, ("why_not_html", "decode", "is_markup")),
    ("parse", article, ("parse_lightly",)),
    ("read the head", article, ("read_head",)),
    ("walk", article, ("walk",)),
    ("rules of lines", body, ("rules_that_matter",)),
    ("measure and weigh", body, ("table_of", "points", "probability_of")),
    ("choose", article, ("choose",)),
    ("metadata", article, ("surroundings", "read_metadata")),
    ("edges", article, ("trim_edges", "complete_lists", "drop_opening")),
    ("clean", draft, ("clean_lines",)),
    ("captions, credits, removals", draft, ("split_leading", "captions_near", "credits_in", "removals")),
    ("second thoughts", article, ("_second_thoughts",)),
    ("language", article, ("language_of",)),
)
REST: Final = "the rest"
# The allocator gathers what was freed when next much is asked of it, which is to be put down to whom it was freed by.
_LARGE: Final = 1 << 16


class Clock:
    """Tells each stage's own CPU time, without the stages inside it."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, whose time is put down to a stage."""

        def call(*args: Any, **kwargs: Any) -> Any:
            start = time.thread_time()
            self._inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.thread_time() - start
                self.spent[stage] += whole - self._inside.pop()
                if self._inside:
                    self._inside[-1] += whole

        return call


def pages(folder: Path) -> Iterator[bytes]:
    """The pages of a folder, in the order of their names."""
    for path in sorted(folder.rglob("*.htm*")):
        if path.is_file():
            yield gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _extract(page: bytes | str) -> None:
    newsspider.extract_text(page)
    bytearray(_LARGE)


def measure(folder: Path, limit: int | None, *, cold: bool) -> tuple[dict[str, float], float, int]:
    """CPU seconds by stage, those of the parses alone, and the number of pages."""
    clock = Clock()
    for stage, module, names in STAGES:
        for name in names:
            setattr(module, name, clock.timed(stage, getattr(module, name)))
    extract = clock.timed(REST, _extract)
    parser = lxml.html.HTMLParser(encoding="utf-8")
    alone, number = 0.0, 0
    for page in pages(folder):
        if number == 0:
            extract(page)
            if not cold:
                warm_up()
            clock.spent.clear()
        text = page.decode("utf-8", "replace")
        data = text.encode()
        gc.collect(0)
        start = time.thread_time()
        tree = lxml.html.document_fromstring(data, parser=parser) if data.strip() else None
        alone += time.thread_time() - start
        del tree
        bytearray(_LARGE)
        extract(text)
        number += 1
        if number == limit:
            break
    return clock.spent, alone, number


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, metavar="PAGES")
    options.add_argument("--limit", type=int, metavar="N", help="only the first N pages")
    options.add_argument(
        "--cold",
        action="store_true",
        help="libraries and the model of languages are loaded by pages that need them",
    )
    chosen = options.parse_args()
    spent, alone, number = measure(chosen.folder, chosen.limit, cold=chosen.cold)
    if not number:
        print(f"no *.html or *.html.gz in {chosen.folder}", file=sys.stderr)
        return 2
    how = "pure Python" if native.PURE else "compiled where it was built"
    print(f"{number} pages, {how}; one lxml parse takes {1000 * alone / number:.2f} ms of CPU time\n")
    print(f"{'stage':30} {'parses':>7} {'ms a page':>10}")
    for stage, seconds in [*((s, spent[s]) for s, _, _ in STAGES), (REST, spent[REST]), ("all", sum(spent.values()))]:
        print(f"{stage:30} {seconds / alone:7.2f} {1000 * seconds / number:10.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
