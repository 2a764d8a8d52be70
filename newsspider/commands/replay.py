"""``scrapy replay WARC ...``: pages that were kept, by this crawl or anybody's, become records without a crawl.

In: WARC files, ``-a sources=FILE``, ``-a kind=mirror``. Out: the records in ``CORPUS_DIR``, a summary, and a code of
``newsspider.commands.exit_codes``. Articles that are in the corpus already are passed over, so a replay that was ended
goes on with the same command. Refused, without a traceback: files that can't be opened, and what ``scrapy crawl``
refuses.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newsspider.commands import crawl
from newsspider.commands.checked_settings import check_settings
from newsspider.commands.early_stop import heed_early_stop
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.mixed_corpus import refuse_mixed_corpus
from newsspider.commands.process_limits import allow_what_a_run_needs
from newsspider.warc import WarcError
from newsspider.warc.errors import library

if TYPE_CHECKING:
    import argparse

_ARGUMENTS = ("sources", "kind")
_KINDS = ("news", "mirror")
_OF_CRAWLS = ("FETCH_CREDITED_ORIGINALS", "MONITORS")  # nothing is fetched, and no site had a night


class Command(crawl.Command):
    """``scrapy replay``."""

    called = "scrapy replay"

    def syntax(self) -> str:
        """How it is called."""
        return "[options] <warc> ..."

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Make records of the pages in WARC files; nothing is fetched"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own, with what ``-a`` takes here."""
        super().add_options(parser)
        for action in parser._actions:
            if action.dest == "spargs":
                action.help = "sources=FILE: names, kinds and rules of sites; kind=mirror: what all others are"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the files; ``exitcode`` says how it went."""
        from newsspider.spiders.archive import ArchiveSpider  # noqa: PLC0415 - not for every command

        heed_early_stop(self.called)
        refuse_unknown_options(args)
        _refuse_what_cannot_be_read(args)
        _refuse_unknown_arguments(opts.spargs)
        settings = self._process.settings
        for name in _OF_CRAWLS:
            settings.set(name, value=False, priority="cmdline")  # whatever was given
        try:
            check_settings(settings)
            self._refuse_other_outputs()
            allow_what_a_run_needs(settings)
            refuse_mixed_corpus(Path(settings["CORPUS_DIR"]), ArchiveSpider.choose(opts.spargs.get("sources")))
            self._crawl(self._create_crawler(ArchiveSpider), {**opts.spargs, "warc": tuple(args)})
        except crawl.USER_ERRORS as error:
            self._tell(error)


def _refuse_what_cannot_be_read(names: list[str]) -> None:
    if not names:
        raise UsageError("name one WARC file or more", print_help=False)
    try:
        library("fastwarc")
    except WarcError as error:
        raise UsageError(str(error), print_help=False) from error
    for name in names:
        try:
            with Path(name).open("rb") as file:
                file.read(1)
        except OSError as error:
            raise UsageError(f"{name}: {error.strerror or error}; name WARC files", print_help=False) from error


def _refuse_unknown_arguments(given: dict[str, str]) -> None:
    for name in sorted(set(given) - set(_ARGUMENTS)):
        raise UsageError(f"-a {name}= means nothing here; there are: {', '.join(_ARGUMENTS)}", print_help=False)
    if (kind := given.get("kind", _KINDS[0])) not in _KINDS:
        raise UsageError(f"-a kind={kind} can't be used: expected {' or '.join(_KINDS)}", print_help=False)
