"""A crawl as others would write it: Scrapy with its own settings, one callback, JSON lines.

In: ``python benchmarks/peers.py PEER ORIGIN COUNT OUT [NAME=VALUE ...]``. Out: the pages ``ORIGIN/page/N`` fetched, and
what the peer makes of each. ``bare`` makes nothing of them; ``lxml`` parses them and looks at nothing but the title,
the least that a scraper has to do.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from scrapy.http import Response


def _bare() -> Callable[[Response], dict[str, Any]] | None:
    return None


def _lxml() -> Callable[[Response], dict[str, Any]]:
    from lxml import html  # noqa: PLC0415 - each peer is imported where it runs alone

    def read(response: Response) -> dict[str, Any]:
        return {"title": html.document_fromstring(response.body).findtext(".//title")}

    return read


def _trafilatura() -> Callable[[Response], dict[str, Any]]:
    import trafilatura  # noqa: PLC0415 - as above

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
    "lxml": _lxml,
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
    options = _options()
    settings: dict[str, Any] = {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
    settings |= dict(part.split("=", 1) for part in options.setting)
    process = AsyncCrawlerProcess(settings)
    process.crawl(Peer, origin=options.origin, count=options.count, read=PEERS[options.peer](), out=options.out)
    process.start()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("origin", help="of the server of pages, such as http://127.0.0.1:8000")
    parser.add_argument("count", type=int, help="so many pages")
    parser.add_argument("out", type=Path, help="the file that records are written to")
    parser.add_argument("setting", nargs="*", metavar="NAME=VALUE", help="a setting of Scrapy")
    return parser.parse_args()


if __name__ == "__main__":
    main()
