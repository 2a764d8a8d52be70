"""A corpus whose story index is gone (``state/`` was removed, or never came with it): its items are added again.

In: ``items.jsonl``, one record at a time. Out: a ``StoryIndex`` that knows each of them, so that what comes
later is tied to them. Refused: nothing; a record without a text is told and left out. A start that was killed
in the midst begins again at the next: ``MARK`` stands as long as the index isn't whole.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newsspider.corpus import item_files, read_records, replace_file
from newsspider.reposts import RowError, article_from_row
from newsspider.reposts.lines import kind_from_row

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.reposts import StoryIndex

logger = logging.getLogger(__name__)
MARK = "state/stories.incomplete"


def adopt_stories(corpus_dir: Path, index: StoryIndex) -> int:
    """Add the items of the corpus to an index that knows none, or not yet all of them.

    Returns:
        How many items were read.

    Raises:
        CorpusError: ``items.jsonl`` can't be read, or the mark can't be written.
        StoreError: The index can't be written.
    """
    mark = corpus_dir / MARK
    if not mark.exists() and (len(index) or not any(path.stat().st_size for path in item_files(corpus_dir))):
        return 0
    replace_file(mark, b"")
    number = 0
    for number, row in enumerate(read_records(corpus_dir), 1):
        try:
            index.add(article_from_row(row), kind=kind_from_row(row))
        except RowError as error:
            logger.warning("%s, record %d: %s; the story index leaves it out", corpus_dir, number, error)
    mark.unlink()
    logger.info("The story index was made anew from %d items", number)
    return number
