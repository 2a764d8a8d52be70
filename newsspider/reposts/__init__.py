"""Reposts: which items are copies of the same story, and where it came from.

In: ``Article``. Out: ``Story``, and ``StoryChange`` for earlier items. Refused: a store that is none (``StoreError``),
or whose disk refuses (``StoreWriteError``), a row of another corpus without id or text (``RowError``).

The way of an article: ``fingerprint`` (stems, content bigrams) -> ``index`` (candidates) -> ``match``
(verify) -> ``decide`` -> ``origin`` (with ``attribution``) -> ``stories``, kept in ``store``.
"""

from newsspider.reposts.attribution import find_credits
from newsspider.reposts.batch import InputChangedError, Read, tie_files
from newsspider.reposts.changed import Changed, changed_record, what_changed
from newsspider.reposts.database import StoreWriteError
from newsspider.reposts.lines import RowError, answer, article_from_row, row_of_line
from newsspider.reposts.match import Comparison, Side, compare
from newsspider.reposts.store import StoreError
from newsspider.reposts.stories import StoryIndex, prepare

__all__ = [
    "Changed",
    "Comparison",
    "InputChangedError",
    "Read",
    "RowError",
    "Side",
    "StoreError",
    "StoreWriteError",
    "StoryIndex",
    "answer",
    "article_from_row",
    "changed_record",
    "compare",
    "find_credits",
    "prepare",
    "row_of_line",
    "tie_files",
    "what_changed",
]
