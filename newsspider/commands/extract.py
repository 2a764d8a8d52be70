"""``scrapy extract FILE|URL|-``: one page in, its record as JSON on standard output.

In: a file, standard input or the URL of a page; a URL is fetched as in a crawl (robots.txt, address guard),
and nothing is written. Out: the record of ``items.jsonl``, indented. Refused, without a traceback: files
and pages that can't be had; a page without a story is told as such, with code 1.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from scrapy import Request, Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.addresses import NetworkError, parse_networks
from newsspider.clutter import RuleError
from newsspider.commands import exit_codes
from newsspider.commands.checked_settings import check_log
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.rule_files import add_rule_files, rules_of
from newsspider.commands.streams import ends_with_its_reader
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.records import Item, Page, Provenance, Story, item_record, without_surrogates

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.extraction import Step
    from newsspider.records import Article

_STRUCK_CHARS = 300


class Command(ScrapyCommand):
    """``scrapy extract``."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] <file|url|->"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Extract one page (file, URL or standard input) and print its record as JSON"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument("--url", default="", help="where a file's page came from, for its links and its id")
        parser.add_argument(
            "--explain",
            action="store_true",
            help="print the page's blocks in their order in place of the record: + kept, - struck, with the rule",
        )
        add_rule_files(parser)
        parser.add_argument(
            "--allow-private",
            action="append",
            default=[],
            metavar="NET",
            help="address or network that may be contacted though it isn't public (may be repeated)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own, and what it would refuse with a traceback."""
        super().process_options(args, opts)
        check_log(self.settings)

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the record; ``exitcode`` says whether there is a story."""
        from newsspider.extraction import explain_page  # noqa: PLC0415 - not for every command

        refuse_unknown_options(args)
        if len(args) != 1:
            raise UsageError("name one file or URL, or - for standard input")
        page = self._page(args[0], opts)
        if page is None:
            return
        try:
            rules = rules_of(opts)
        except RuleError as error:
            self._fail(str(error))
            return
        article, steps = explain_page(page, rules)
        if opts.explain:
            sys.stdout.buffer.write(explained(steps).encode("utf-8", "replace"))
            self._tell(args[0], article)
            return
        story = Story(f"s-{article.id}", "unique", article.id, article.url)
        seen = Provenance("", page.discovered_via, page.http_status, page.robots, (*page.opt_out, *article.opt_out))
        record = item_record(Item(page, article, story, seen))
        sys.stdout.buffer.write(orjson.dumps(without_surrogates(record), option=orjson.OPT_INDENT_2) + b"\n")
        self._tell(args[0], article)

    def _tell(self, what: str, article: Article) -> None:
        if not article.text:
            why = article.extraction.method.removeprefix("none:")
            self._fail(f"no story in {what}: {why}", exit_codes.FAILED)

    def _page(self, what: str, opts: argparse.Namespace) -> Page | None:
        if what.startswith(("http://", "https://")):
            return self._fetched(what, opts.allow_private)
        try:
            body = sys.stdin.buffer.read() if what == "-" else Path(what).read_bytes()
        except OSError as error:
            self._fail(f"{what}: {error.strerror or error}; name a file, a URL that begins with http, or -")
            return None
        return Page(url=opts.url, body=body, discovered_via="file")

    def _fetched(self, url: str, networks: list[str]) -> Page | None:
        try:
            parse_networks(networks)
        except NetworkError as error:
            self._fail(f"--allow-private: {error}")
            return None
        process: Any = self.crawler_process
        process.crawl(_OnePage, url=url, networks=tuple(networks))
        process.start()
        if not _OnePage.found:
            private = "" if networks or "allow_private" not in _OnePage.problem else "; --allow-private NET allows it"
            self._fail(f"{url}: {_OnePage.problem or 'no answer'}{private}", exit_codes.FAILED)
            return None
        return _OnePage.found[0]

    def _fail(self, message: str, code: int = exit_codes.USAGE) -> None:
        sys.stderr.write(f"scrapy extract: {message}\n")
        self.exitcode = code


def explained(steps: Sequence[Step]) -> str:
    """A page's blocks in their order, one a line: "+" and the text that was kept, "-" and the rule that struck it."""
    lines = []
    for step in steps:
        text = " ".join(step.text.split())
        told = step.removal
        if told is None:
            lines.append(f"+ {text}")
        else:
            said = text if len(text) <= _STRUCK_CHARS else f"{text[:_STRUCK_CHARS]} ..."
            lines.append(f"- [{told.rule}, {told.kind}, {told.where}] {said}")
    kept = sum(step.removal is None for step in steps)
    return "\n".join([*lines, f"{kept} blocks kept, {len(steps) - kept} struck", ""])


class _OnePage(Spider):
    """Fetches one page and keeps it."""

    name = "one_page"
    tells_refusals = True
    found: list[Page] = []  # noqa: RUF012 - the process fetches one page, and the command reads it here
    problem = ""

    def __init__(self, url: str, networks: tuple[str, ...]) -> None:
        super().__init__()
        self._url = url
        self._networks = networks

    async def start(self) -> AsyncIterator[Request]:
        """The one request."""
        try:
            yield Request(self._url, callback=self.keep, errback=self.fail, meta={ALLOW_PRIVATE: self._networks})
        except ValueError as error:
            _OnePage.problem = str(error)

    def keep(self, response: Response) -> None:
        """The page is there."""
        from newsspider.spiders.pages import page_of  # noqa: PLC0415 - not for every command

        _OnePage.found.append(page_of(response, source="", kind="news", via="url"))

    def fail(self, failure: Failure) -> None:
        """The page can't be had."""
        from newsspider.spiders.pages import reason_of  # noqa: PLC0415 - not for every command

        reason, words, _ = reason_of(failure.value)
        _OnePage.problem = f"{words} ({reason})"
