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

    from newsspider.extraction.layout import Layout

_LEAST_SHARE: Final = 1 / 3  # of a page's links
_ABSOLUTE: Final = 3  # parts between slashes that an address with a host has
_SCHEMES: Final = frozenset({"http:", "https:"})
_PLAIN: Final = ("https://", "http://")
_RELATIVE: Final = ("/", "#", "?")
_END: Final = re.compile(r"[?#\s]")  # of a host that no slash ends


def own_links(layout: Layout) -> NDArray[np.bool_]:
    """For each block whether its first link leads to another page of the same site."""
    beginnings = [_beginning(href) for _, href, _ in layout.links]
    numbers = Counter(beginnings)
    hosts = {each: _host(each) for each in numbers}
    counts: Counter[str] = Counter()
    for each, number in numbers.items():
        if host := hosts[each]:
            counts[site_of(host)] += number
    most, count = max(counts.items(), key=itemgetter(1), default=("", 0))
    home = most if count >= _LEAST_SHARE * len(beginnings) else None
    own = {each for each, host in hosts.items() if host == "" or (host is not None and site_of(host) == home)}
    found = np.zeros(len(layout.texts), bool)
    before = -1
    for (block, href, _), beginning in zip(layout.links, beginnings, strict=True):
        if block != before and block < len(found) and beginning in own and not href.startswith("#"):
            found[block] = True
        before = block
    return found


def _beginning(href: str) -> str:
    """What tells an address's host, the same for all addresses that are plainly of one host."""
    if href.startswith(_PLAIN):
        end = href.find("/", len(_PLAIN[0]))  # of either scheme: no host is shorter than a letter
        return href if end < 0 else href[:end]
    return "" if href[:1] in _RELATIVE and href[1:2] != "/" else href


def _host(href: str) -> str | None:
    """The host that an absolute address names; "" for a relative one, None for what leads to no page of the web."""
    parts = href.split("/", 3)
    if len(parts) < _ABSOLUTE or parts[1] or (parts[0] and parts[0][-1] != ":"):
        return ""
    if parts[0] and parts[0].lower() not in _SCHEMES:
        return None  # "whatsapp://send"
    return _END.split(parts[2], maxsplit=1)[0].lower()
