"""Pages whose story is put in by a script: read by a browser that has no network of its own.

In: requests of sources that want it (``browser`` in ``sources.toml``). Out: responses with the page as it stands when
its scripts have run. Refused, as any request's: whatever the address guard, robots.txt and the bounds of a page refuse.
An extra: ``pip install -e '.[browser]'`` and a Chromium.
"""

from newsspider.browser.extra import BrowserMissingError, refuse_if_missing
from newsspider.browser.marks import BROWSER

__all__ = ["BROWSER", "BrowserMissingError", "refuse_if_missing"]
