"""The corpus on disk: records in, lines out that survive a crash, and a manifest that says what they are.

In: ``Item``, ``Rejection``, ``StoryChange``. Out: ``items.jsonl``, ``rejected.jsonl``, ``stories.jsonl``,
``manifest.json`` and ``state/`` in one directory. Refused: see ``newsspider.corpus.errors``.
"""

from newsspider.corpus.errors import (
    BrokenLineError,
    CorpusError,
    CorpusMismatchError,
    LockedError,
    NewerCorpusError,
    WriteError,
)
from newsspider.corpus.journal import Journal

__all__ = [
    "BrokenLineError",
    "CorpusError",
    "CorpusMismatchError",
    "Journal",
    "LockedError",
    "NewerCorpusError",
    "WriteError",
]
