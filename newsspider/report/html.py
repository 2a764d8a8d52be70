"""The page on a run: one file, with all that it needs inside, that opens in any browser and loads nothing.

In: the corpus directory and ``RunFigures``. Out: ``report.html``, made as ``pages`` makes all pages. Refused: a disk
that doesn't take the page (``WriteError``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.corpus import replace_file
from newsspider.report.pages import rendered
from newsspider.report.stories import stories_of_run
from newsspider.report.words import MADE_UP

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.report.figures import RunFigures

REPORT = "report.html"
TOP_STORIES = 200
TOP_RULES = 60


def write_report(corpus_dir: Path, figures: RunFigures) -> Path:
    """Write the page on the run ``figures`` tell of.

    Returns:
        Its path.

    Raises:
        WriteError: The disk doesn't take it; an older page stays.
        BrokenLineError: A file of the corpus isn't what newsspider wrote.
    """
    stories = stories_of_run(corpus_dir, figures.run_id)
    page = rendered(
        "report.html.j2",
        figures=figures,
        made_up=MADE_UP,
        stories=stories[:TOP_STORIES],
        stories_left_out=max(0, len(stories) - TOP_STORIES),
        rules=figures.rules[:TOP_RULES],
        rules_left_out=max(0, len(figures.rules) - TOP_RULES),
    )
    path = corpus_dir / REPORT
    replace_file(path, page)
    return path
