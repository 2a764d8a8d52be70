"""Lines about single pages are made where somebody reads them, and nowhere else."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from newsspider.extensions.log_lines import LogLines


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
