"""Pages kept as they came, in WARC files beside the records: what is read by other rules later needs no crawl.

In: an article's response, and the page that was made of it. Out: the page with its place in the files, which its record
tells (``provenance.warc``). Refused: a disk that doesn't take it; nothing is written any more then, and the run ends.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newsspider.corpus import CorpusError
from newsspider.extensions.run_state import RunState
from newsspider.warc import WarcError, WarcWriter

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider.records import Page

FOLDER = "warc"


class KeptPages:
    """Extension; without ``WARC`` it is left out."""

    def __init__(self, run: RunState, software: str, max_mib: int) -> None:
        self._run = run
        self._writer = WarcWriter(run.corpus_dir / FOLDER, run.run_id, software, max_mib << 20)
        self._writing = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        settings = crawler.settings
        if not settings.getbool("WARC"):
            raise NotConfigured
        kept = cls(RunState.of(crawler), settings["USER_AGENT"], settings.getint("WARC_MB"))
        crawler.signals.connect(kept.close, signal=signals.engine_stopped)
        return kept

    async def keep(self, response: Response, page: Page) -> Page:
        """The page with its place; as it is, if the disk doesn't take it."""
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        date = None if page.discovered_via == "listing" else page.date_hint  # as extraction takes it
        came = page.date_crawled.replace("+00:00", "Z")
        try:
            async with self._writing:  # packing takes two milliseconds, and the disk may take longer
                told = (page.url, str(response.status), headers, response.body, came, date)
                place = await asyncio.to_thread(self._writer.write, *told)
        except WarcError as error:
            self._run.stop_writing(CorpusError(str(error)))
            return page
        return replace(page, warc=f"{FOLDER}/{place}")

    def close(self) -> None:
        """Close the files."""
        try:
            self._writer.close()
        except WarcError as error:
            self._run.fail("write_error", str(error))
