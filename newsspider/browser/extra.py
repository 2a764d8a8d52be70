"""Whether this installation can read pages by a browser.

In: the path of a Chromium. Out: nothing. Refused, as ``BrowserMissingError``: an installation without the extra, a path
where there is no program.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec


class BrowserMissingError(Exception):
    """What is missing, and how to have it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; to do: {remedy}")
        self.problem = problem
        self.remedy = remedy


def refuse_if_missing(path: str) -> None:
    """Raise where pages can't be read by a browser.

    Args:
        path: Of Chromium, or its name (``BROWSER_PATH``).

    Raises:
        BrowserMissingError: With what to install.
    """
    for package in ("playwright", "scrapy_playwright"):
        if find_spec(package) is None:
            raise BrowserMissingError(
                f"the package {package.replace('_', '-')} isn't installed",
                "pip install -e '.[browser]', or take browser out of the source",
            )
    if shutil.which(path) is None:
        raise BrowserMissingError(
            f"there is no browser at {path} (BROWSER_PATH)",
            "apt-get install chromium, or set BROWSER_PATH to a Chromium",
        )
