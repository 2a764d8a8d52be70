"""``scrapy nightly``: the whole night's run, with an exit code that cron can trust.

In: ``-a sources=FILE``, ``-a only=NAME,...``, ``--max-minutes N``. Out: the news, then the mirrors, then the closing
of the stories, under one lock and one run id; one summary, a log of its own in ``CORPUS_DIR/logs/``, and a code of
``newsspider.commands.exit_codes``. Refused, without a traceback: what ``scrapy crawl`` refuses.
"""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newsspider.clutter import RuleError
from newsspider.commands import crawl
from newsspider.commands.checked_settings import check_settings
from newsspider.commands.early_stop import heed_early_stop
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.night_log import NightLog
from newsspider.commands.process_limits import allow_what_a_run_needs
from newsspider.corpus import CorpusError, replace_file
from newsspider.reposts import StoreError
from newsspider.sources import SourcesError

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler

    from newsspider.report import RunFigures

logger = logging.getLogger(__name__)
LOGS = "logs"
_USER_ERRORS = (SourcesError, CorpusError, StoreError, RuleError)


class Command(crawl.Command):
    """``scrapy nightly``."""

    called = "scrapy nightly"

    def syntax(self) -> str:
        """How it is called."""
        return "[options]"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Crawl all sources into the corpus: news, then mirrors, under one lock, for cron"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument(
            "--max-minutes",
            metavar="N",
            help="take no new page after N minutes (default: no bound)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take ``--max-minutes`` into the settings, as the time after which Scrapy ends the run in order."""
        super().process_options(args, opts)
        if opts.max_minutes is not None and self.settings is not None:
            self.settings.set("CLOSESPIDER_TIMEOUT", _minutes(opts.max_minutes) * 60, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the night; ``exitcode`` says how it went."""
        from newsspider.extensions.run_state import new_run_id  # noqa: PLC0415 - not for every command
        from newsspider.spiders.nightly import NightlySpider  # noqa: PLC0415 - not for every command

        heed_early_stop(self.called)
        refuse_unknown_options(args)
        if args:
            raise UsageError(f"{args[0]!r} means nothing here; -a only=NAME,... chooses sources", print_help=False)
        settings = self._process.settings
        run_id = new_run_id(NightlySpider.name)
        try:
            check_settings(settings)
            allow_what_a_run_needs(settings)
            self._check(NightlySpider, opts.spargs)
            logs = Path(settings["CORPUS_DIR"]) / LOGS
            with NightLog(logs.absolute(), run_id, settings.getint("LOG_DAYS")):
                self._night(self._create_crawler(NightlySpider), {**opts.spargs, "run_id": run_id})
        except _USER_ERRORS as error:
            self._tell(error)

    def _night(self, crawler: Crawler, arguments: dict[str, str]) -> None:
        from newsspider.report import render_summary  # noqa: PLC0415 - not for every command

        try:
            self._crawl(crawler, arguments)
        except _USER_ERRORS as error:
            logger.info("The night could not begin: %s", error)  # for its log; standard error is told below
            raise
        if self.figures is not None:
            self._write_metrics(self.figures)
            logger.info("The night is over, exit code %d\n%s", self.exitcode, render_summary(self.figures))

    def _write_metrics(self, figures: RunFigures) -> None:
        from newsspider.monitors import HISTORY, History  # noqa: PLC0415 - not for every command
        from newsspider.report import render_metrics  # noqa: PLC0415 - not for every command

        corpus_dir = Path(figures.corpus_dir)
        path = corpus_dir / str(self._process.settings["METRICS_FILE"])
        try:
            last_complete = History(corpus_dir / HISTORY).last_complete
            replace_file(path, render_metrics(figures, self.exitcode, last_complete).encode())
        except CorpusError as error:
            self._tell(error)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes < math.inf:
        raise UsageError(f"--max-minutes {text!r} can't be used: expected a number above 0", print_help=False)
    return minutes
