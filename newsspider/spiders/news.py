"""``scrapy crawl news``: the sites that write stories, or have them from an agency."""

from __future__ import annotations

from newsspider.spiders.base import BaseSourceSpider


class NewsSpider(BaseSourceSpider):
    """Crawls the sources of kind "news"."""

    name = "news"
    kinds = ("news",)
