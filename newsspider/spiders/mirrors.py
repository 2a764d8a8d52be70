"""``scrapy crawl mirrors``: the blogs that copy others' stories."""

from __future__ import annotations

from newsspider.spiders.base import BaseSourceSpider


class MirrorsSpider(BaseSourceSpider):
    """Crawls the sources of kind "mirror"."""

    name = "mirrors"
    kinds = ("mirror",)
