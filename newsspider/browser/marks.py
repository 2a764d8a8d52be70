"""What says of a request that it has to do with the browser."""

from __future__ import annotations

from newsspider.middlewares.manners import PART

BROWSER = "browser"  # request.meta: the browser is to read this page
SLOT = "browser"  # the downloader's slot of what pages ask for; a page holds its own host's slot meanwhile

__all__ = ["BROWSER", "PART", "SLOT"]
