"""The one page that a command looks at: of a file, of standard input, or fetched as in a crawl.

In: a file's name, "-" or a URL, and the command's options. Out: its ``Page``. Refused (``NoPageError``): files that
can't be read, pages that can't be had, networks that are none. A URL is fetched as a crawl would (robots.txt, address
guard), and nothing is written.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from newsspider.addresses import NetworkError, parse_networks
from newsspider.commands import exit_codes
from newsspider.middlewares.address_guard import ALLOW_PRIVATE
from newsspider.records import Page

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsspider.records import Article


class NoPageError(Exception):
    """There is no page to look at: says why, and which exit code that is."""

    def __init__(self, why: str, code: int = exit_codes.USAGE) -> None:
        """Keep the code."""
        super().__init__(why)
        self.code = code


def add_page_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where a page is from and what may be contacted for it."""
    parser.add_argument("--url", default="", help="where a file's page came from, for its links and its id")
    parser.add_argument(
        "--allow-private",
        action="append",
        default=[],
        metavar="NET",
        help="address or network that may be contacted though it isn't public (may be repeated)",
    )


def page_named(name: str, opts: argparse.Namespace, process: Any) -> Page:
    """The page of a file, a URL, or of standard input if the name is "-".

    Args:
        name: The one argument of the command.
        opts: What ``add_page_options`` asked for.
        process: The command's crawler process, which fetches a URL and has then done its work.

    Raises:
        NoPageError: It can't be had.
    """
    if name.startswith(("http://", "https://")):
        return _fetched(name, opts.allow_private, process)
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise NoPageError(
            f"{name}: {error.strerror or error}; name a file, a URL that begins with http, or -"
        ) from error
    return Page(url=opts.url, body=body, discovered_via="file")


def why_no_story(name: str, article: Article) -> str:
    """What a command says of a page without a story, and then ends with code 1; "" if it has one."""
    return "" if article.text else f"no story in {name}: {article.extraction.method.removeprefix('none:')}"


def _fetched(url: str, networks: list[str], process: Any) -> Page:
    try:
        parse_networks(networks)
    except NetworkError as error:
        raise NoPageError(f"--allow-private: {error}") from error
    answer = _Answer()
    process.crawl(_OnePage, url=url, networks=tuple(networks), answer=answer)
    process.start()
    if answer.page is None:
        private = "" if networks or "allow_private" not in answer.problem else "; --allow-private NET allows it"
        raise NoPageError(f"{url}: {answer.problem or 'no answer'}{private}", exit_codes.FAILED)
    return answer.page


@dataclass(slots=True)
class _Answer:
    """What came of the request."""

    page: Page | None = None
    problem: str = ""


class _OnePage(Spider):
    """Fetches one page and keeps it."""

    name = "one_page"
    tells_refusals = True

    def __init__(self, url: str, networks: tuple[str, ...], answer: _Answer) -> None:
        super().__init__()
        self._url = url
        self._networks = networks
        self._answer = answer

    async def start(self) -> AsyncIterator[Request]:
        """The one request."""
        try:
            yield Request(self._url, callback=self.keep, errback=self.fail, meta={ALLOW_PRIVATE: self._networks})
        except ValueError as error:
            self._answer.problem = str(error)

    def keep(self, response: Response) -> None:
        """The page is there."""
        from newsspider.spiders.pages import page_of  # noqa: PLC0415 - not for every command

        self._answer.page = page_of(response, source="", kind="news", via="url")

    def fail(self, failure: Failure) -> None:
        """The page can't be had."""
        from newsspider.spiders.pages import reason_of  # noqa: PLC0415 - not for every command

        reason, words, _ = reason_of(failure.value)
        self._answer.problem = f"{words} ({reason})"
