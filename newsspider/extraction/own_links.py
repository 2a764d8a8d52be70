"""Which links lead to the site's own pages, told from the page alone.

In: a ``Layout``. Out: a flag for each block. An address without a host is the site's own, and so is the host that most
of the page's links name, if it is named by a third of them or more: menus and teasers outnumber all else.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.urls import site_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.walk import Layout

_LEAST_SHARE: Final = 1 / 3  # of a page's links
_ABSOLUTE: Final = 3  # parts between slashes that an address with a host has
_SCHEMES: Final = frozenset({"http:", "https:"})
_END: Final = re.compile(r"[?#\s]")  # of a host that no slash ends


def own_links(layout: Layout) -> NDArray[np.bool_]:
    """For each block whether its first link leads to another page of the same site."""
    hosts = [_host(href) for _, href, _ in layout.links]
    named = Counter(filter(None, hosts))
    sites = {each: site_of(each) for each in named}
    counts: Counter[str] = Counter()
    for each, number in named.items():
        counts[sites[each]] += number
    most, count = max(counts.items(), key=itemgetter(1), default=("", 0))
    own = {"", *(each for each, site in sites.items() if site == most and count >= _LEAST_SHARE * len(hosts))}
    found = np.zeros(len(layout.texts), bool)
    # From the last to the first, so that a block's first link has the last word.
    for (block, href, _), host in zip(reversed(layout.links), reversed(hosts), strict=True):
        if block < len(found):
            found[block] = host in own and not href.startswith("#")
    return found


def _host(href: str) -> str | None:
    """The host that an absolute address names; "" for a relative one, None for what leads to no page of the web."""
    parts = href.split("/", 3)
    if len(parts) < _ABSOLUTE or parts[1] or (parts[0] and parts[0][-1] != ":"):
        return ""
    if parts[0] and parts[0].lower() not in _SCHEMES:
        return None  # "whatsapp://send"
    return _END.split(parts[2], maxsplit=1)[0].lower()
