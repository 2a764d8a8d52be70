"""The corpus on disk: records in, lines out that survive a crash, and a manifest that says what they are.

In: ``Item``, ``Rejection``, ``StoryChange``. Out: ``items.jsonl``, ``rejected.jsonl``, ``stories.jsonl``,
``manifest.json`` and ``state/`` in one directory. Refused: see ``newsspider.corpus.errors``.
"""

from newsspider.corpus.directory import refuse_what_is_no_file
from newsspider.corpus.errors import (
    BrokenLineError,
    CorpusError,
    CorpusMismatchError,
    DamagedFileError,
    LockedError,
    NewerCorpusError,
    WriteError,
)
from newsspider.corpus.journal import Journal
from newsspider.corpus.live import ITEMS, PACKINGS
from newsspider.corpus.lock import RunLock
from newsspider.corpus.manifest import RunFacts, replace_file, write_manifest
from newsspider.corpus.reading import id_in, latest_stories, read_items, read_lines, read_records
from newsspider.corpus.segments import item_files
from newsspider.corpus.unpacking import open_lines

__all__ = [
    "ITEMS",
    "PACKINGS",
    "BrokenLineError",
    "CorpusError",
    "CorpusMismatchError",
    "DamagedFileError",
    "Journal",
    "LockedError",
    "NewerCorpusError",
    "RunFacts",
    "RunLock",
    "WriteError",
    "id_in",
    "item_files",
    "latest_stories",
    "open_lines",
    "read_items",
    "read_lines",
    "read_records",
    "refuse_what_is_no_file",
    "replace_file",
    "write_manifest",
]
