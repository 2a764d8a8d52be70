"""How the browser is started: with no network of its own, and with a bound on what a page may hold.

In: the crawl's settings. Out: those that it needs beside, for scrapy-playwright. Refused: nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}  # nobody listens there


def browser_settings(settings: BaseSettings) -> dict[str, Any]:
    """The settings of a crawl that reads pages by a browser."""
    launch = {
        "executable_path": settings["BROWSER_PATH"],
        "proxy": _NOWHERE,
        "chromium_sandbox": os.geteuid() != 0,  # as root Chromium refuses to start with it
        "args": [
            f"--js-flags=--max-old-space-size={settings.getint('BROWSER_MEMORY_MB')}",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        ],
    }
    handlers = dict.fromkeys(("http", "https"), "newsspider.browser.handler.BrowserHandler")
    return {
        "DOWNLOAD_HANDLERS": settings.getdict("DOWNLOAD_HANDLERS") | handlers,
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getfloat("BROWSER_PAGE_S") * 1000,
    }
