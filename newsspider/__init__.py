r"""newsspider: the story out of the page, the clutter out of the story, and who copied it from whom.

>>> import newsspider
>>> newsspider.clean_text("The vote is on Monday.\n\nLeave a Reply\n\nCancel reply").text
'The vote is on Monday.'

Importing this package imports no Scrapy, and each name's module only when the name is used: a command that extracts
nothing starts without what extraction needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsspider.clutter import clean_text
    from newsspider.extraction import extract, extract_page, extract_text
    from newsspider.records import Article, Caption, CleanText, Credit, Evidence, Page, Removal, Story

__all__ = [
    "Article",
    "Caption",
    "CleanText",
    "Credit",
    "Evidence",
    "Page",
    "Removal",
    "Story",
    "clean_text",
    "extract",
    "extract_page",
    "extract_text",
]

_MODULES = {
    "clean_text": "clutter",
    "extract": "extraction",
    "extract_page": "extraction",
    "extract_text": "extraction",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULES.get(name, 'records')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
