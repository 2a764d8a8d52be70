"""Scrapy's stats, without the two calls more by which Scrapy 2.19 looks for arguments of an older signature.

In: counts, some fifty for a page. Out: the same stats. Refused: nothing.
"""

from __future__ import annotations

from typing import Any

from scrapy.statscollectors import MemoryStatsCollector


class PlainStats(MemoryStatsCollector):
    """``STATS_CLASS``."""

    def __getattribute__(self, name: str) -> Any:
        """The attribute as it is: Scrapy's own wraps each method that counts."""
        return object.__getattribute__(self, name)
