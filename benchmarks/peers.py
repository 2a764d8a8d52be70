"""A crawl as others would write it: Scrapy with its own settings, one callback, JSON lines.

In: ``python benchmarks/peers.py PEER ORIGIN COUNT OUT [NAME=VALUE ...]``. Out: the pages ``ORIGIN/page/N`` fetched, and
what the peer makes of each. ``bare`` makes nothing of them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from scrapy.http import Response


def _bare() -> Callable[[Response], dict[str, Any]] | None:
    return None


def _trafilatura() -> Callable[[Response], dict[str, Any]]:
    import trafilatura  # noqa: PLC0415 - each peer is imported where it runs alone

    def read(response: Response) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            trafilatura.extract(response.body, output_format="json", with_metadata=True) or "{}"
        )
        return told

    return read


def _readability() -> Callable[[Response], dict[str, Any]]:
    from lxml import html  # noqa: PLC0415 - as above
    from readability import Document  # noqa: PLC0415 - as above

    def read(response: Response) -> dict[str, Any]:
        document = Document(response.body)
        return {"title": document.title(), "text": " ".join(map(str, html.fromstring(document.summary()).itertext()))}

    return read


def _news_please() -> Callable[[Response], dict[str, Any]]:
    from newsplease import NewsPlease  # noqa: PLC0415 - as above

    def read(response: Response) -> dict[str, Any]:
        found = NewsPlease.from_html(response.text, url=response.url, fetch_images=False)  # no image from the net
        return {name: getattr(found, name) for name in ("title", "maintext", "authors", "date_publish", "language")}

    return read


NEWS_PLEASE = "news-please"
PEERS: dict[str, Callable[[], Callable[[Response], dict[str, Any]] | None]] = {
    "bare": _bare,
    "trafilatura": _trafilatura,
    "readability": _readability,
    NEWS_PLEASE: _news_please,
}


class Peer(Spider):
    """Fetches every page; ``read`` is what it does with one."""

    name = "peer"

    def __init__(self, origin: str, count: int, read: Callable[[Response], dict[str, Any]] | None, out: Path) -> None:
        super().__init__()
        self._origin, self._count, self._read = origin, count, read
        self._out = out.open("w", encoding="utf-8")

    async def start(self) -> AsyncIterator[Request]:
        """All pages."""
        for number in range(self._count):
            yield Request(f"{self._origin}/page/{number}", callback=self.parse)

    def parse(self, response: Response, **_: Any) -> None:
        """One page."""
        if self._read is None:
            return
        try:
            record = self._read(response)
        except Exception as error:  # noqa: BLE001 - a peer that fails on a page has failed on that page
            record = {"error": repr(error)}
        self._out.write(json.dumps({"url": response.url, **record}, ensure_ascii=False, default=str) + "\n")

    def closed(self, _: str) -> None:
        """The file is whole."""
        self._out.close()


def main() -> None:
    """The command."""
    peer, origin, count, out, *more = sys.argv[1:]
    settings: dict[str, Any] = {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
    settings |= dict(part.split("=", 1) for part in more)
    process = AsyncCrawlerProcess(settings)
    process.crawl(Peer, origin=origin, count=int(count), read=PEERS[peer](), out=Path(out))
    process.start()


if __name__ == "__main__":
    main()
