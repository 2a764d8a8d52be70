"""Web addresses out of documents: resolved, and refused if they lead to no page."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from newsspider.urls import without_login

_MAX_CHARS = 2048
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")


def absolute(base: str, href: str) -> str | None:
    """The address that ``href`` means on the page ``base``, without a login; None unless it is one of the web."""
    href = _CONTROL.sub(lambda m: "" if m.group().strip(" ") else "%20", href.strip())
    if not href or len(href) > _MAX_CHARS:
        return None
    try:
        url = without_login(urljoin(base, href))
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError if it is no number
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
