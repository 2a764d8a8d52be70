"""Reads what ways answer: small ones here, where that costs no way there and back, large ones in workers.

In: the bytes of a feed, sitemap, list or home page. Out: what they say (``discovery.read_way``). Refused: what is
something else (``DiscoveryError``), and what takes more than is given to one (``TooCostlyError``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from newsspider.discovery import read_way
from newsspider.workers.ways_told import answer_from, way_told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from newsspider.workers.ways_told import Form

    Ask = Callable[[dict[str, Any], str, bytes], Awaitable[tuple[Any, bytes] | None]]

SMALL_WAY_BYTES: Final = 128 * 1024  # a feed takes a second a megabyte


async def read_way_by(
    ask: Ask | None, form: type[Form], read_as: str, body: bytes, url: str, content_type: str | None, pages: int | None
) -> Form:
    """What a way into a site answers.

    Args:
        ask: Asks a worker: a message, the address, the body; None, if there is none any more. Without: it is read here.
        form: What it is to be.
        read_as: What it was asked for as.
        body: As it came.
        url: Where it came from.
        content_type: The HTTP header.
        pages: Of an interface: how many pages there are, if it says.

    Raises:
        DiscoveryError: It is something else.
        TooCostlyError: It takes more than is given to one.
    """
    found = await ask(way_told(read_as, url, content_type, pages), url, body) if ask is not None else None
    if found is None:
        return cast("Form", read_way(read_as, body, url, content_type, pages))
    return answer_from(form, url, *found)
