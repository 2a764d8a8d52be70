"""``scrapy sources discover URL`` prints a ready ``[[source]]``; ``scrapy sources check`` tries each source of a file.

In: a home page, or a file of sources. Out: on standard output a table for ``sources.toml``, or one row per source: its
ways, articles, newest date, problems. Refused, without a traceback: sources that can't be used, public sites without a
contact.
No article is asked for, and nothing is written.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsspider.addresses import NetworkError, parse_networks
from newsspider.commands import exit_codes
from newsspider.commands.checked_settings import check_log, check_settings
from newsspider.commands.contact import check_contact
from newsspider.commands.known_options import refuse_unknown_options
from newsspider.commands.process_limits import allow_what_a_run_needs
from newsspider.commands.streams import ends_with_its_reader
from newsspider.sources import Source, SourcesError, source_table
from newsspider.urls import host_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from newsspider.spiders.checking import CheckSpider
    from newsspider.spiders.ways import Ways

_PAGES, _FILES = "3", "10"  # so far lists and sitemap indexes are read, unless the user says otherwise


class Command(ScrapyCommand):
    """``scrapy sources``."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] check [FILE] | discover <url>"

    def short_desc(self) -> str:
        """What the list of commands says of it."""
        return "Find the ways into a site (discover), or try those of each source (check)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of its own."""
        super().add_options(parser)
        parser.add_argument("--only", default=None, metavar="NAME,...", help="check: some of the sources")
        parser.add_argument("--kind", default=None, choices=("news", "mirror"), help="discover: what the site is")
        parser.add_argument("--name", default=None, help="discover: what the source is to be called")
        parser.add_argument(
            "--allow-private",
            action="append",
            default=[],
            metavar="NET",
            help="discover: address or network that may be contacted though it isn't public (may be repeated)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own, and what it would refuse with a traceback."""
        super().process_options(args, opts)
        check_log(self.settings)

    @ends_with_its_reader
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Discover or check; ``exitcode`` says how it went."""
        from newsspider.spiders.source_choice import choose  # noqa: PLC0415 - not for every command

        refuse_unknown_options(args)
        what, rest = (args[0], args[1:]) if args else ("", [])
        if (what, len(rest)) not in {("check", 0), ("check", 1), ("discover", 1)}:
            raise UsageError("say scrapy sources check [FILE], or scrapy sources discover URL")
        try:
            check_settings(self._process.settings)
            allow_what_a_run_needs(self._process.settings)
            if what == "check":
                sources = choose(("news", "mirror"), rest[0] if rest else None, opts.only).sources
                self._check(self._tried(sources))
            else:
                self._discover(self._tried((self._source(rest[0], opts),)), opts)
        except SourcesError as error:
            sys.stderr.write(f"scrapy sources: {error}\n")
            self.exitcode = exit_codes.of_error(error)

    def _source(self, url: str, opts: argparse.Namespace) -> Source:
        url = url if "://" in url else f"https://{url}"
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(f"{url!r} is no address of a web site; write it as https://news.example.org/")
        try:
            parse_networks(opts.allow_private)
        except NetworkError as error:
            raise UsageError(f"--allow-private: {error}", print_help=False) from None
        home = url if parts.path else f"{url}/"
        name = opts.name or _name_of(parts.hostname)
        return Source(name, opts.kind or "news", home, allow_private=tuple(opts.allow_private))

    def _tried(self, sources: tuple[Source, ...]) -> CheckSpider:
        from newsspider.spiders.checking import CheckSpider, are_bundled  # noqa: PLC0415 - not for every command

        settings = self._process.settings
        for name, value in (("LISTING_PAGES", _PAGES), ("SITEMAP_FILES", _FILES)):
            settings.set(name, value, priority=settings.getpriority("BOT_NAME"))
        crawler = self._process.create_crawler(CheckSpider)
        if not are_bundled(sources):
            check_contact(settings, sources)
        self._process.crawl(crawler, sources=sources)
        self._process.start()
        spider = crawler.spider
        if not isinstance(spider, CheckSpider):
            raise UsageError("the check could not be started; -L DEBUG says why", print_help=False)
        return spider

    def _discover(self, spider: CheckSpider, opts: argparse.Namespace) -> None:
        from newsspider.discovery import kind_of_platform  # noqa: PLC0415 - not for every command

        ways = next(iter(spider.ways.values()))
        failure = ways.failure
        if failure:
            private = "" if opts.allow_private or "allow_private" not in failure else "; --allow-private NET allows it"
            sys.stderr.write(f"scrapy sources: nothing was found: {failure}{private}\n")
            self.exitcode = exit_codes.FAILED
            return
        platform = ways.found.platform if ways.found else None
        source = with_ways(ways, opts.kind or kind_of_platform(platform))
        runs_on = f"it runs on {platform}, " if platform else ""
        newest = f", the newest of {ways.newest[:10]}" if ways.newest else ""
        print(f"# {runs_on}{spider.listed[source.name]:,} articles seen{newest}")
        print(source_table(source))

    def _check(self, spider: CheckSpider) -> None:
        from newsspider.report.terminal import table  # noqa: PLC0415 - not for every command

        rows = [["source", "ways", "articles", "newest", "problem"]]
        failed = 0
        for name, ways in spider.ways.items():
            problem = ways.failure or "; ".join(dict.fromkeys(ways.problems[:2]))
            failed += bool(ways.failure)
            rows.append([name, _counted(ways), f"{spider.listed[name]:,}", ways.newest[:10] or "-", problem or "-"])
        print("\n".join(table(rows, right=frozenset({2}))))
        if failed:
            self.exitcode = exit_codes.FAILED if failed == len(spider.ways) else exit_codes.INCOMPLETE

    @property
    def _process(self) -> Any:
        if self.crawler_process is None:
            raise RuntimeError("scrapy.cmdline sets crawler_process before it runs a command")
        return self.crawler_process


def with_ways(ways: Ways, kind: str) -> Source:
    """The source with the ways that work, and no more of them than are needed.

    Where neither a sitemap nor the site's interface lists everything, no way is named but the home page: its lists are
    found from there, and with them next month's.
    """
    source, worked = ways.source, set(ways.worked)

    def those(read_as: str) -> tuple[str, ...]:
        return tuple(url for said, url in ways.named if said == read_as and (said, url) in worked)

    roots = ways.found.api if ways.found and those("api") else ()
    named = {"feeds": those("feed"), "api": roots, "sitemaps": those("sitemap")} if ways.is_whole else {}
    return Source(
        source.name,
        "mirror" if kind == "mirror" else "news",
        source.url,
        feeds=named.get("feeds", ()),
        api=named.get("api", ()),
        sitemaps=() if named.get("api") else named.get("sitemaps", ()),
        allow_private=source.allow_private,
    )


def _name_of(host: str) -> str:
    labels = host_of(f"http://{host}/").split(".")
    return host if labels[-1].isdecimal() else labels[0]


def _counted(ways: Ways) -> str:
    kinds = [said for said, _ in ways.worked if said not in {"", "home"}]
    return _in_words(kinds) or "-"


def _in_words(kinds: Iterable[str]) -> str:
    found = list(kinds)
    return ", ".join(f"{found.count(kind)} {kind}" for kind in dict.fromkeys(found))
