r"""newsspider: the story out of the page, the clutter out of the story, and who copied it from whom.

>>> import newsspider
>>> newsspider.clean_text("The vote is on Monday.\n\nLeave a Reply\n\nCancel reply").text
'The vote is on Monday.'

Importing this package imports no Scrapy.
"""

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
