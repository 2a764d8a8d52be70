"""Lines about single pages are made where somebody reads them, and nowhere else."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Scrapy, source
from scrapy import Request, Spider
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from newsspider.extensions.few_warnings import MOST_OF_A_KIND, FewOfAKind
from newsspider.extensions.log_lines import LogLines

if TYPE_CHECKING:
    from site_for_tests import Site


@pytest.mark.parametrize(
    ("level", "is_told"),
    [("DEBUG", True), (logging.DEBUG, True), ("WARNING", False), ("INFO", False), (logging.INFO, False), (None, True)],
)
def test_lines_at_debug(level: str | int | None, *, is_told: bool) -> None:
    crawler: Any = SimpleNamespace(settings=Settings({"LOG_LEVEL": level}))
    lines = LogLines.from_crawler(crawler)
    spider, request = Spider("any"), Request("https://a.example/x")
    response = HtmlResponse(request.url)
    assert (lines.crawled(request, response, spider) is not None) is is_told
    assert (lines.scraped(SimpleNamespace(url=request.url), response, spider) is not None) is is_told
    assert (
        lines.item_error(SimpleNamespace(url=request.url), ValueError("no"), response, spider)["level"] == logging.DEBUG
    )


def test_warnings_of_a_kind_are_few_and_the_last_says_so(caplog: pytest.LogCaptureFixture) -> None:
    logger, few = logging.getLogger("newsspider.tests"), FewOfAKind()
    caplog.handler.addFilter(few)
    try:
        for number in range(3 * MOST_OF_A_KIND):
            logger.warning("%d is too large", number)
            logger.info("%d was fetched", number)
            logger.error("%d is a bug", number)
        logger.warning("another kind")
    finally:
        caplog.handler.removeFilter(few)
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert told[0] == "0 is too large"
    assert told[-2:] == ["19 is too large (more warnings of this kind aren't told)", "another kind"]
    assert len(told) == MOST_OF_A_KIND + 1
    assert sum(record.levelno == logging.ERROR for record in caplog.records) == 3 * MOST_OF_A_KIND


def test_a_site_of_pages_that_are_too_large_writes_few_lines(scrapy: Scrapy, sites: list[Site]) -> None:
    for number in range(2 * MOST_OF_A_KIND):
        sites[0].article(f"/large/{number}", f"{number}", paragraphs=60)
    sites[0].serve()
    run = scrapy("crawl", "news", sources=source(sites[0], "large", "news"), DOWNLOAD_MAXSIZE=5_000)
    assert set(run.rejected.values()) == {"too_large"}
    assert len(run.rejected) == 2 * MOST_OF_A_KIND
    lines = [line for line in run.err.splitlines() if "download max size" in line]
    assert len(lines) == MOST_OF_A_KIND, run.err
