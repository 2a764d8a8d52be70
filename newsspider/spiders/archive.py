"""The spider of ``scrapy replay``: pages out of WARC files in place of answers out of the net.

In: the files. Out: a page each for the pipeline, in the order of the files. Refused: pages whose articles are in the
corpus (counted as known), traps, and responses that are no pages, counted under ``skipped/``. No site is asked.

A file is a source of its own in the summary, but for pages of sites that stand in ``sources.toml``, whose names, kinds
and rules hold here, too. A file that can't be read to its end has failed, and what stands before the damage is taken.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
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
        if not sources and not (own.is_file() and load_sources(own, allow_empty=True)):
            return Choice(own, (), ())
        return super().choose(sources, only)

    @property
    def reported(self) -> list[str]:
        """The names of the files."""
        return list(dict.fromkeys(_name(path) for path in self.files))

    async def start(self) -> AsyncIterator[Any]:
        """All pages go into the pipeline from here; nothing is to be asked for."""
        self.open_run()
        self.crawler.stats.set_value("newsspider/replay", 1)  # for the summary
        for path in self.files:
            await self._replay(path)
        for request in self._begin(()):
            yield request

    async def _replay(self, path: Path) -> None:
        """One file: a few pages are read at a time, and go on in their order."""
        read: deque[tuple[Page, asyncio.Task[Read | Trap]]] = deque()
        most = 4 * (self.settings.getint("EXTRACT_WORKERS") or usable_cores())
        extractor = Extractor.of(self.crawler)
        try:
            async for page in self._pages(path):
                source = self.source_named(page.source)
                reading = extractor.read(page, source.clutter if source else (), is_answer=True)
                read.append((page, asyncio.get_running_loop().create_task(reading)))
                if len(read) >= most:
                    await self._pass_on(*read.popleft())
            while read and self.run.is_running:
                await self._pass_on(*read.popleft())
        finally:
            left = [task for _, task in read]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _pages(self, path: Path) -> AsyncIterator[Page]:
        """Those of a file that are to be read, until the run is being stopped."""
        found, name = captures(path, self.settings.getint("DOWNLOAD_MAXSIZE")), _name(path)
        while True:
            some, error = await asyncio.to_thread(_some, found)
            for one in some:
                if not self.run.is_running:  # nothing may be counted behind its end
                    return
                if (page := self._page(one, name)) is not None:
                    yield page
            if error is not None:
                self.logger.warning("%s", error)
                self.crawler.stats.set_value(f"newsspider/source_failed/{name}", str(error))
            if error is not None or not some:
                return

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
        headers: defaultdict[str, list[str]] = defaultdict(list)
        for header, value in found.headers:
            headers[header].append(value)
        response = Response(found.url, status=found.status, headers=Headers(headers), body=found.body)
        language = source.language if source else None
        page = page_of(response, source=name, kind=kind, via=VIA, date=found.date, language=language)
        return replace(page, date_crawled=found.time or page.date_crawled, warc=found.place)

    async def _pass_on(self, page: Page, reading: asyncio.Task[Read | Trap]) -> None:
        """A page into the pipeline, once it is read; what is no story's is rejected."""
        try:
            read = await reading
        except TooCostlyError as error:
            read = Trap(Reason.TOO_COSTLY, str(error))
        if not self.run.is_running:
            return  # the next replay reads it again
        if isinstance(read, Trap):
            reason = Reason(read.reason)
            self.run.reject(page.url, page.source, reason, read.detail, status=page.http_status, via=VIA)
        else:  # a stop ends no page half way
            await asyncio.shield(self.run.put_in(Answered(page, read)))


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
