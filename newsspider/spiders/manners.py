"""How politely a source wants to be asked, in Scrapy's words.

In: ``Source``. Out: its entry of ``DOWNLOAD_SLOTS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from newsspider.sources import Source


def slot_of(source: Source) -> tuple[str, dict[str, float]]:
    """The host of a source, and its delay and concurrency if it names them."""
    slot: dict[str, float] = {}
    if source.delay_s is not None:
        slot["delay"] = source.delay_s
    if source.concurrency is not None:
        slot["concurrency"] = source.concurrency
    return urlsplit(source.url).hostname or "", slot
