"""Which links lead to the site's own pages, told from the page alone.

In: a ``Layout``. Out: a flag for each block. An address without a host is the site's own, and so is the host that most
of the page's links name, if it is named by a third of them or more: menus and teasers outnumber all else.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from newsspider.urls import site_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newsspider.extraction.walk import Layout

_LEAST_SHARE: Final = 1 / 3  # of a page's links


def own_links(layout: Layout) -> NDArray[np.bool_]:
    """For each block whether its first link leads to another page of the same site."""
    hosts = [_host(href) for _, href, _ in layout.links]
    sites = {host: site_of(host) for host in set(hosts) if host}
    counts = Counter(sites[host] for host in hosts if host)
    most, count = max(counts.items(), key=itemgetter(1), default=("", 0))
    own = {"", *(host for host in sites if sites[host] == most and count >= _LEAST_SHARE * len(hosts))}
    found = np.zeros(len(layout.texts), bool)
    # From the last to the first, so that a block's first link has the last word.
    for (block, href, _), host in zip(reversed(layout.links), reversed(hosts), strict=True):
        if block < len(found):
            found[block] = host in own and not href.startswith("#")
    return found


def _host(href: str) -> str:
    """The host that an absolute address names; "" for a relative one."""
    scheme, mark, rest = href.partition("//")
    if not mark or (scheme and not scheme.endswith(":")):
        return ""
    return rest.partition("/")[0].lower()
