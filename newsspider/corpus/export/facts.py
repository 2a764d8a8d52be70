"""What the card and the metadata say of an export: counts of its rows, and facts of the corpus it was made from.

In: records as they are written, the corpus's ``manifest.json``. Out: ``Facts``. Refused: nothing; a corpus without a
manifest (a run was killed before it wrote one) has no facts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsspider.corpus.export.files import DataFile
    from newsspider.corpus.export.shapes import Record, Shape


@dataclass
class Counts:
    """Of the rows of an export."""

    records: int = 0
    words: int = 0
    opt_out: int = 0
    by_source: Counter[str] = field(default_factory=Counter)
    by_role: Counter[str] = field(default_factory=Counter)
    by_language: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    first_day: str = ""
    last_day: str = ""

    def count(self, records: Iterator[Record]) -> Iterator[Record]:
        """The same records, counted as they pass."""
        for record in records:
            self.records += 1
            self.words += record["word_count"]
            self.opt_out += bool(record["provenance"]["opt_out"])
            self.by_source[record["source"]] += 1
            self.by_role[record["story"]["role"]] += 1
            self.by_language[record["language"] or "unknown"] += 1
            self.by_kind[record["kind"]] += 1
            if day := (record["date_published"] or "")[:10]:
                self.first_day = min(self.first_day or day, day)
                self.last_day = max(self.last_day, day)
            yield record


@dataclass(frozen=True)
class Facts:
    """All that the card tells.

    Attributes:
        name: The dataset's name.
        shape: The shape of its rows.
        made: When the export was made, ISO 8601.
        one_per_story: Whether a story has one row, or one for each copy.
        dropped: What was left out, by reason.
        manifest: Of the corpus; empty if it had none.
        license: As its owner names it.
        url: Where it can be had.
    """

    name: str
    shape: Shape
    made: str
    one_per_story: bool
    counts: Counts
    dropped: Counter[str]
    files: tuple[DataFile, ...]
    sides: tuple[DataFile, ...]
    manifest: dict[str, Any]
    license: str
    url: str


def manifest_of(corpus_dir: Path) -> dict[str, Any]:
    """The corpus's manifest, or nothing."""
    try:
        read = orjson.loads((corpus_dir / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
