r"""newsspider: the story out of the page, the clutter out of the story, and who copied it from whom.

>>> import newsspider
>>> newsspider.clean_text("The vote is on Monday.\n\nLeave a Reply\n\nCancel reply").text
'The vote is on Monday.'

Importing this package imports no Scrapy, and each name's module only when the name is used: a command that extracts
nothing starts without what extraction needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.names_when_used import names_when_used

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

_EXTRACTION = ("extract", "extract_page", "extract_text")
__getattr__ = names_when_used(
    __name__,
    dict.fromkeys(__all__, "records") | {"clean_text": "clutter"} | dict.fromkeys(_EXTRACTION, "extraction"),
)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
