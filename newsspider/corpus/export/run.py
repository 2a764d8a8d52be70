"""The making of an export, from the corpus to the last file.

In: a corpus directory, a directory that is empty or not there yet, options. Out: ``Exported``. Refused: see
``newsspider.corpus.export``. Records are read twice and never held; what is held is one entry a story, and the stories'
last words.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.corpus.directory import make_directory
from newsspider.corpus.export.arrow import load_pyarrow
from newsspider.corpus.export.card import render_card
from newsspider.corpus.export.croissant import croissant
from newsspider.corpus.export.errors import ExportError
from newsspider.corpus.export.facts import Counts, Facts, manifest_of
from newsspider.corpus.export.files import DataFile, PartedFile, digest_of
from newsspider.corpus.export.fold import Fold
from newsspider.corpus.manifest import MANIFEST, replace_file
from newsspider.corpus.reading import read_items
from newsspider.corpus.segments import item_files
from newsspider.records import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path

    from newsspider.corpus.export.shapes import Record, Shape

_OF_CORPUS = ("run_id", "finished", "complete", "versions", "ruleset")
# What each shape, the card or the choice of rows asks of a record; an items.jsonl may be of another make.
_NEEDED = ("id", "source", "kind", "text", "date_published", "language", "word_count", "story", "provenance")
_ATTRIBUTES = "attributes/newsspider"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How an export is made.

    Attributes:
        one_per_story: One row a story, not one an article.
        without_opt_out: Leave out what its page asks not to be used.
        rows: At most so many rows a file.
        name: The dataset's name.
        license: As the card names it.
        url: Where the dataset will be had.
    """

    one_per_story: bool = False
    without_opt_out: bool = False
    rows: int = 100_000
    name: str = "newsspider-corpus"
    license: str = "other"
    url: str = "urn:newsspider:corpus"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    records: int
    dropped: Counter[str]
    files: tuple[DataFile, ...]


def export_corpus(corpus_dir: Path, out: Path, shape: Shape, options: ExportOptions, made: str) -> Exported:
    """Write an export.

    Args:
        corpus_dir: The corpus; a run may be writing to it.
        out: Where to.
        shape: One of ``SHAPES``.
        options: How.
        made: The time, ISO 8601.

    Raises:
        ExportError: There is no corpus, or none of a crawl; ``out`` isn't empty, or a library isn't there.
        BrokenLineError: The corpus can't be read.
        WriteError: The disk doesn't take it; what was written can be removed.
    """
    _check(corpus_dir, out, shape)
    fold = Fold(one_per_story=options.one_per_story, without_opt_out=options.without_opt_out)
    fold.look(_records(corpus_dir))
    counts = Counts()
    data = PartedFile(out, shape.folder, shape.suffix, options.rows, shape.fields)
    side = PartedFile(out, _ATTRIBUTES, shape.suffix, options.rows) if shape.attributes else None
    for record in counts.count(fold.keep(_records(corpus_dir))):
        data.write(shape.row(record))
        if side is not None and shape.attributes is not None:
            side.write(shape.attributes(record))
    facts = Facts(
        name=options.name,
        shape=shape,
        made=made,
        one_per_story=options.one_per_story,
        counts=counts,
        dropped=fold.dropped,
        files=tuple(data.close()),
        sides=tuple(side.close()) if side is not None else (),
        manifest=manifest_of(corpus_dir),
        license=options.license,
        url=options.url,
    )
    _tell(out, facts)
    return Exported(counts.records, fold.dropped, (*facts.files, *facts.sides))


def _records(corpus_dir: Path) -> Iterator[Record]:
    for number, record in enumerate(read_items(corpus_dir), 1):
        missing = next((key for key in _NEEDED if key not in record), None)
        if missing is not None:
            raise ExportError(
                f"{corpus_dir}: record {number:,} has no {missing!r}; only what a crawl wrote is exported"
            )
        yield record


def _check(corpus_dir: Path, out: Path, shape: Shape) -> None:
    if not item_files(corpus_dir):
        raise ExportError(f"{corpus_dir}: there is no items.jsonl; name the CORPUS_DIR of a crawl")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out}: there is something already; name a directory that is empty or not there yet")
    if shape.fields is not None:
        load_pyarrow()
    make_directory(out)


def _tell(out: Path, facts: Facts) -> None:
    """Card and metadata, then the manifest that names all other files."""
    replace_file(out / "README.md", render_card(facts).encode())
    replace_file(out / "croissant.json", _json(croissant(facts)))
    told = [_told(out, name) for name in ("README.md", "croissant.json")]
    counts = facts.counts
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "made": facts.made,
        "shape": facts.shape.name,
        "one_per_story": facts.one_per_story,
        "corpus": {name: facts.manifest.get(name) for name in _OF_CORPUS},
        "counts": {
            "records": counts.records,
            "words": counts.words,
            "by_source": dict(sorted(counts.by_source.items())),
            "by_role": dict(sorted(counts.by_role.items())),
            "by_language": dict(sorted(counts.by_language.items())),
            "dropped": dict(sorted(facts.dropped.items())),
        },
        "files": [asdict(file) for file in (*facts.files, *facts.sides)] + told,
    }
    replace_file(out / MANIFEST, _json(manifest))


def _told(out: Path, name: str) -> dict[str, Any]:
    digest, size = digest_of(out / name)
    return {"name": name, "bytes": size, "sha256": digest, "records": None}


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
