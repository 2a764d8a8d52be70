"""A corpus holds the bundled web or the user's own sources, never both: made-up records would stand among real ones.

In: a corpus directory and the sources of a run. Out: nothing. Refused, as ``UsageError``: a run on the bundled web
where earlier ones had sources of the user's own (``sources.toml`` wasn't found, say); and one on the user's own where
they had the bundled web, as somebody's first try of newsspider has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from newsspider.spiders.source_choice import Choice


def refuse_mixed_corpus(corpus_dir: Path, choice: Choice) -> None:
    """Hold the names of a run's sources against those of the last runs.

    Raises:
        UsageError: What is there, and what to do.
    """
    from newsspider.monitors import HISTORY, History  # noqa: PLC0415 - not for every command
    from newsspider.sources import load_sources  # noqa: PLC0415 - as above
    from newsspider.spiders.source_choice import BUNDLED_FILE, OWN_FILE  # noqa: PLC0415 - as above

    known = {site.source for run in History(corpus_dir / HISTORY).runs for site in run.sites}
    if not known or not BUNDLED_FILE.is_file():
        return
    bundled = {source.name for source in load_sources(BUNDLED_FILE).sources}
    own = sorted(known - bundled)
    if choice.bundled_web is not None and own:
        file = Path.cwd() / OWN_FILE
        raise UsageError(
            f"{corpus_dir} holds records of your sources ({own[0]} ...), and {file} names none.\n"
            "  to do: name them (-a sources=FILE), or another corpus for the bundled web (-s CORPUS_DIR=DIR)",
            print_help=False,
        )
    if choice.bundled_web is None and known <= bundled - {source.name for source in choice.all}:
        raise UsageError(
            f"{corpus_dir} holds records of the small web that comes with newsspider, which is made up.\n"
            "  to do: remove it, or name another corpus (-s CORPUS_DIR=DIR)",
            print_help=False,
        )
