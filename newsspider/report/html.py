"""The page on a run: one file, with all that it needs inside, that opens in any browser and loads nothing.

In: the corpus directory and ``RunFigures``. Out: ``report.html``. What comes from the net is escaped, freed
of control characters, and linked only if its URL is http or https. Refused: a disk that doesn't take the
page (``WriteError``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsspider.corpus import replace_file
from newsspider.report.stories import stories_of_run
from newsspider.report.terminal import plain
from newsspider.report.words import MADE_UP, bytes_in_words, counted, duration_in_words, moment_in_words

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
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            figures=figures,
            made_up=MADE_UP,
            stories=stories[:TOP_STORIES],
            stories_left_out=max(0, len(stories) - TOP_STORIES),
            rules=figures.rules[:TOP_RULES],
            rules_left_out=max(0, len(figures.rules) - TOP_RULES),
        )
    )
    path = corpus_dir / REPORT
    replace_file(path, page.encode("utf-8"))
    return path


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("newsspider.report"),
        autoescape=True,
        finalize=_plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": lambda value: f"{value:,}",
        "words": lambda name: name.replace("_", " "),
        "percent": lambda share: f"{share:.0%}",
        "duration": duration_in_words,
        "size": bytes_in_words,
        "counted": counted,
        "moment": moment_in_words,
        "link": _link,
    }
    return environment


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _link(url: str) -> str:
    """The URL if a click on it is harmless, or ""."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
