"""The spider of ``scrapy replay``: pages out of WARC files in place of answers out of the net.

In: the files. Out: a page each for the pipeline, in the order of the files. Refused: pages whose articles are in the
corpus (counted as known), traps, and responses that are no pages, counted under ``skipped/``. No site is asked.

A file is a source of its own in the summary, but for pages of sites that stand in ``sources.toml``, whose names, kinds
and rules hold here, too. A file that can't be read to its end has failed, and what stands before the damage is taken.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.http import Headers, Response

from newsspider.discovery import Trap
from newsspider.extensions.extractor import Extractor, usable_cores
from newsspider.pipelines.extracted import Answered
from newsspider.records import Reason
from newsspider.sources import load_sources
from newsspider.spiders.base import BaseSourceSpider
from newsspider.spiders.pages import page_of
from newsspider.spiders.source_choice import OWN_FILE, Choice
from newsspider.urls import item_id
from newsspider.warc import Skipped, WarcError, captures
from newsspider.workers import TooCostlyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from newsspider.records import Kind, Page
    from newsspider.warc import Capture
    from newsspider.workers.told import Read

VIA = "warc"
_AT_ONCE = 16  # records that are read of a file in one go, on a thread ...
_MOST_BYTES = 4 * 1024 * 1024  # ... if they have no more than these


class ArchiveSpider(BaseSourceSpider):
    """Reads WARC files.

    Args:
        warc: The files.
        sources: ``-a sources=FILE``; without it ``sources.toml``, if there is one.
        kind: ``-a kind=news`` or ``mirror``: what the sites are that no source names.
    """

    name = "archive"
    kinds = ("news", "mirror")
    custom_settings = {"FETCH_CREDITED_ORIGINALS": False}  # noqa: RUF012 - as Scrapy declares it

    def __init__(self, warc: Sequence[str] = (), sources: str | None = None, kind: str = "news", **more: Any) -> None:
        super().__init__(sources, None, **more)
        self.files = tuple(map(Path, warc))
        self.sources = ()  # none is asked for anything
        self._ways = {}
        self._kind: Kind = "mirror" if kind == "mirror" else "news"

    @classmethod
    def choose(cls, sources: str | None = None, only: str | None = None) -> Choice:
        """The sources whose names, kinds and rules hold; without a file, none.

        Raises:
            SourcesError: They can't be used.
        """
        own = Path(OWN_FILE)
        if sources is None and not (own.is_file() and load_sources(own, allow_empty=True)):
            return Choice(own, (), ())
        return super().choose(sources, only)

    @property
    def reported(self) -> list[str]:
        """The names of the files."""
        return list(dict.fromkeys(_name(path) for path in self.files))

    async def start(self) -> AsyncIterator[Any]:
        """All pages go into the pipeline from here; nothing is to be asked for."""
        self.open_run()
        for path in self.files:
            await self._replay(path)
        for request in self._begin(()):
            yield request

    def hand_over(self) -> None:
        """What waits in the corpus for sources that are crawled waits on."""

    async def _replay(self, path: Path) -> None:
        """One file: a few pages are read at a time, and go on in their order."""
        pages: deque[asyncio.Task[Answered | None]] = deque()
        found, name = captures(path, self.settings.getint("DOWNLOAD_MAXSIZE")), _name(path)
        most = 4 * (self.settings.getint("EXTRACT_WORKERS") or usable_cores())
        try:
            while self.run.is_running:
                some, error = await asyncio.to_thread(_some, found)
                for one in some:
                    if (page := self._page(one, name)) is not None:
                        pages.append(asyncio.get_running_loop().create_task(self._read(page)))
                    while len(pages) >= most:
                        await self._pass_on(await pages.popleft())
                if error is not None:
                    self.logger.warning("%s", error)
                    self.crawler.stats.set_value(f"newsspider/source_failed/{name}", str(error))
                if error is not None or not some:
                    break
            while pages and self.run.is_running:
                await self._pass_on(await pages.popleft())
        finally:
            for left in pages:
                left.cancel()

    def _page(self, found: Capture | Skipped, name: str) -> Page | None:
        """A capture as a page, if it is to be read."""
        if isinstance(found, Skipped):
            self.count(f"skipped/{found.why}")
            return None
        source = self.source_of(found.url)
        kind = self._kind
        if source is not None:
            name, kind = source.name, source.kind
        if source is not None and (refusal := source.refusal(found.url, None)):
            self.count(f"skipped/{refusal}")
            return None
        if self.run.meet(item_id(found.url), name):
            return None
        self.count(f"pages/{name}")
        headers = Headers({name: [value for key, value in found.headers if key == name] for name, _ in found.headers})
        response = Response(found.url, status=found.status, headers=headers, body=found.body)
        language = source.language if source else None
        page = page_of(response, source=name, kind=kind, via=VIA, language=language)
        return replace(page, date_crawled=found.time or page.date_crawled, warc=found.place)

    async def _read(self, page: Page) -> Answered | None:
        """A page and what is in it; None if it is refused."""
        source = self.source_named(page.source)
        refused: tuple[Reason, str] | None = None
        try:
            extractor = Extractor.of(self.crawler)
            read: Read | Trap = await extractor.read(page, source.clutter if source else (), is_answer=True)
            if not isinstance(read, Trap):
                return Answered(page, read)
            refused = Reason(read.reason), read.detail
        except TooCostlyError as error:
            refused = Reason.TOO_COSTLY, str(error)
        self.run.reject(page.url, page.source, *refused, status=page.http_status, via=VIA)
        return None

    async def _pass_on(self, page: Answered | None) -> None:
        if page is not None:
            await self.crawler.engine.scraper.start_itemproc_async(page, response=None)


def _some(found: Iterator[Capture | Skipped]) -> tuple[list[Capture | Skipped], WarcError | None]:
    """The next records, few if they are large; and why there are no more, if the file is damaged behind them."""
    some: list[Capture | Skipped] = []
    size = 0
    try:
        for one in islice(found, _AT_ONCE):
            some.append(one)
            size += len(one.body) if not isinstance(one, Skipped) else 0
            if size >= _MOST_BYTES:
                break
    except WarcError as error:
        return some, error
    return some, None


def _name(path: Path) -> str:
    return path.name.partition(".warc")[0]
