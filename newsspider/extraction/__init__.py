"""Extraction: the story out of any page, decoded, parsed and walked once.

The doors: ``extract``, ``extract_text`` and ``extract_page``; ``explain_page`` says what became of each block, and
``why_struck`` and ``method_in_words`` say it in sentences.
``docs/extraction.md`` tells how the story is found.
"""

from newsspider.extraction.article import explain_page, extract, extract_page, extract_text
from newsspider.extraction.draft import Step
from newsspider.extraction.reasons import method_in_words, why_struck

__all__ = ["Step", "explain_page", "extract", "extract_page", "extract_text", "method_in_words", "why_struck"]
