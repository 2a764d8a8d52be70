"""How politely a source wants to be asked, in Scrapy's words.

In: ``Source``. Out: its entry of ``DOWNLOAD_SLOTS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from newsspider.sources import Source

# Scrapy 2.19 counts a request against the concurrency only once it has begun: without any delay a whole queue goes out
# at once, whatever the concurrency.
LEAST_DELAY_S = 0.001


def slot_of(source: Source) -> tuple[str, dict[str, float]]:
    """The host of a source, and its delay and concurrency if it names them."""
    slot: dict[str, float] = {}
    if source.delay_s is not None:
        slot["delay"] = max(source.delay_s, LEAST_DELAY_S)
    if source.concurrency is not None:
        slot["concurrency"] = source.concurrency
    return urlsplit(source.url).hostname or "", slot
