"""Web addresses out of documents: resolved, and refused if they lead to no page."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_MAX_CHARS = 2048
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")


def absolute(base: str, href: str) -> str | None:
    """The address that ``href`` means on the page ``base``; None unless it is http or https, with a host."""
    href = _CONTROL.sub(lambda m: "" if m.group().strip(" ") else "%20", href.strip())
    if not href or len(href) > _MAX_CHARS:
        return None
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError if it is no number
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
