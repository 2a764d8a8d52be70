"""Extraction: the story out of any page, decoded, parsed and walked once.

The doors: ``extract``, ``extract_text`` and ``extract_page``. ``docs/extraction.md`` tells how the story is found.
"""

from newsspider.extraction.article import extract, extract_page, extract_text

__all__ = ["extract", "extract_page", "extract_text"]
