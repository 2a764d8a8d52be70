"""``scrapy crawl mirrors|news``: Scrapy's own command, with exit codes that mean something.

In: a spider's name, ``-a sources=FILE``, ``-a only=NAME,...``. Out: the run, its summary, and a code of
``newsspider.commands.exit_codes``. Refused, without a traceback: unknown spiders and arguments, sources
and settings that can't be used, Scrapy's own exports (``-o``), a corpus that is locked or can't be written.
"""

from __future__ import annotations

import logging
import sys
from argparse import SUPPRESS
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from newsspider.clutter import RuleError
from newsspider.commands import exit_codes
from newsspider.commands.checked_settings import check_log, check_settings
from newsspider.commands.contact import check_contact
from newsspider.commands.early_stop import heed_early_stop, tell_stopped
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.mixed_corpus import refuse_mixed_corpus
from newsspider.commands.process_limits import allow_what_a_run_needs
from newsspider.corpus import CorpusError
from newsspider.reposts import StoreError
from newsspider.sources import SourcesError

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newsspider.report import RunFigures

logger = logging.getLogger(__name__)
USER_ERRORS = (SourcesError, CorpusError, StoreError, RuleError)


class Command(crawl.Command):
    """``scrapy crawl``.

    Attributes:
        figures: The figures of the run, when it has ended; None if it could not begin.
    """

    called = "scrapy crawl"
    figures: RunFigures | None = None

    def syntax(self) -> str:
        """How it is called."""
        return "[options] <spider>"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Crawl the sources of a spider (mirrors, news) into the corpus"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own; its exports mean nothing here, so nobody need read of them."""
        super().add_options(parser)
        for action in parser._actions:
            if action.dest in {"output", "overwrite_output"}:
                action.help = SUPPRESS
            elif action.dest == "spargs":
                action.help = "sources=FILE: another file than ./sources.toml; only=NAME,...: some of its sources"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own, and what it would refuse with a traceback."""
        super().process_options(args, opts)
        check_log(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider; ``exitcode`` says how it went."""
        heed_early_stop(self.called)
        refuse_unknown_options(args)
        if len(args) != 1:
            raise UsageError("name one spider: scrapy crawl mirrors, or scrapy crawl news")
        try:
            spider = self._spider(args[0])
            check_settings(self._process.settings)
            allow_what_a_run_needs(self._process.settings)
            self._check(spider, opts.spargs)
            crawler = self._create_crawler(spider)
            self._crawl(crawler, opts.spargs)
        except USER_ERRORS as error:
            self._tell(error)

    def _spider(self, name: str) -> type[Spider]:
        from newsspider.spiders.archive import ArchiveSpider  # noqa: PLC0415 - not for every command
        from newsspider.spiders.checking import CheckSpider  # noqa: PLC0415 - not for every command

        others: dict[type[Spider], str] = {CheckSpider: "scrapy sources check", ArchiveSpider: "scrapy replay"}
        loader = self._process.spider_loader
        try:
            found: type[Spider] = loader.load(name)
        except KeyError:
            known = ", ".join(sorted(set(loader.list()) - {other.name for other in others}))
            raise UsageError(f"there is no spider {name!r}; there are: {known}", print_help=False) from None
        if found in others:
            raise UsageError(f"this spider works for another command: {others[found]}", print_help=False)
        return found

    def _check(self, spider: type[Spider], arguments: dict[str, str]) -> None:
        """Refuse before anything is opened what would be refused later in less clear words."""
        from newsspider.spiders.base import BaseSourceSpider  # noqa: PLC0415 - not for every command
        from newsspider.spiders.site import SiteSpider  # noqa: PLC0415 - not for every command

        if not issubclass(spider, BaseSourceSpider):
            logger.warning(
                "%s is no SiteSpider (docs/own.md): the pipeline is left out, nothing is written to CORPUS_DIR",
                spider.name,
            )
            return
        self._refuse_other_outputs()
        known = [name for name in signature(BaseSourceSpider.__init__).parameters if name not in {"self", "arguments"}]
        unknown = sorted(set(arguments) - set(known))
        if unknown and not issubclass(spider, SiteSpider):
            raise UsageError(f"-a {unknown[0]}= means nothing here; there are: {', '.join(known)}", print_help=False)
        choice = spider.choose(arguments.get("sources"), arguments.get("only"))
        if choice.bundled_web is None:
            check_contact(self._process.settings, choice.sources)
        refuse_mixed_corpus(Path(self._process.settings["CORPUS_DIR"]), choice)

    def _refuse_other_outputs(self) -> None:
        """Refuse Scrapy's own ways to keep items and requests."""
        if self._process.settings.getdict("FEEDS"):
            where = Path(self._process.settings["CORPUS_DIR"]) / "items.jsonl"
            raise UsageError(
                f"-o, -O and FEEDS mean nothing here: the records are written to {where} (-s CORPUS_DIR=DIR)",
                print_help=False,
            )
        if self._process.settings.get("JOBDIR"):
            words = "what a run leaves, the next one goes on with (state/frontier.sqlite in CORPUS_DIR)"
            raise UsageError(f"JOBDIR means nothing here: {words}", print_help=False)

    def _crawl(self, crawler: Crawler, arguments: dict[str, Any]) -> None:
        from newsspider.extensions.summary import Summary  # noqa: PLC0415 - not for every command
        from newsspider.spiders.base import BaseSourceSpider  # noqa: PLC0415 - not for every command

        # Scrapy reads the source of each caller when this is loaded: here they are few.
        import_module("scrapy.core.downloader.contextfactory")
        task: Any = self._process.crawl(crawler, **arguments)
        self._process.start()
        error = None if not task.done() or task.cancelled() else task.exception()
        if error is not None and isinstance(error, USER_ERRORS):
            raise error
        if error is not None:
            logger.critical("The crawl could not be started", exc_info=error)
            self.exitcode = exit_codes.FAILED
            return
        if not issubclass(crawler.spidercls, BaseSourceSpider):
            self.exitcode = exit_codes.FAILED if self._process.bootstrap_failed else exit_codes.OK
            return
        summary = crawler.get_extension(Summary)
        self.figures = summary.figures if summary else None
        self.exitcode = exit_codes.of_run(self.figures)
        failures = [key for key in crawler.stats.get_stats() if key.startswith("newsspider/failures/")]
        if self.figures is None and not failures:
            self.exitcode = tell_stopped(self.called)
        elif failures and self.exitcode in {exit_codes.OK, exit_codes.INCOMPLETE}:
            self.exitcode = exit_codes.FAILED  # something failed after the summary was made, or in making it

    def _tell(self, error: BaseException) -> None:
        sys.stderr.write(f"{self.called}: {error}\n")
        self.exitcode = exit_codes.of_error(error)

    @property
    def _process(self) -> Any:
        if self.crawler_process is None:
            raise RuntimeError("scrapy.cmdline sets crawler_process before it runs a command")
        return self.crawler_process
