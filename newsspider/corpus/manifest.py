"""The manifest: what a corpus directory holds and which run left it so, written last and whole.

In: the facts of the run. Out: ``manifest.json`` by temporary file, fsync and rename: a reader finds the old
one or the new one, never a part. Refused: a disk that doesn't take it (``WriteError``; the old manifest
stays).
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.corpus.directory import make_directory, sync_directory
from newsspider.corpus.errors import write_error
from newsspider.records import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
_FILES = ("items.jsonl", "stories.jsonl", "rejected.jsonl")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the manifest says of the run.

    Attributes:
        started: ISO 8601 with offset.
        finished: ISO 8601 with offset.
        finish_reason: "finished", or what ended the run before its end.
        complete: Whether all sources were read to their end.
        versions: The versions in force: "newsspider", "python", "scrapy" ...
        ruleset: Hash of the clutter rules.
        by_source: New records of the run by source.
        by_role: New records of the run by role.
        by_reason: Rejections of the run by reason.
    """

    run_id: str
    started: str
    finished: str
    finish_reason: str
    complete: bool
    versions: Mapping[str, str]
    ruleset: str
    by_source: Mapping[str, int] = field(default_factory=dict)
    by_role: Mapping[str, int] = field(default_factory=dict)
    by_reason: Mapping[str, int] = field(default_factory=dict)


def write_manifest(corpus_dir: Path, run: RunFacts) -> Path:
    """Write ``manifest.json``; call it when the journal is closed, since the files are hashed as they stand.

    Returns:
        Its path.

    Raises:
        WriteError: A file can't be read or written.
    """
    path = corpus_dir / MANIFEST
    make_directory(corpus_dir)
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "started": run.started,
        "finished": run.finished,
        "finish_reason": run.finish_reason,
        "complete": run.complete,
        "versions": dict(run.versions),
        "ruleset": run.ruleset,
        "counts": {
            "by_source": dict(sorted(run.by_source.items())),
            "by_role": dict(sorted(run.by_role.items())),
            "by_reason": dict(sorted(run.by_reason.items())),
        },
        "files": [_file(corpus_dir / name) for name in _FILES if (corpus_dir / name).is_file()],
    }
    replace_file(path, orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return path


def replace_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file in one step, whole or part by part: it has its old content or the new one, whatever happens.

    Raises:
        WriteError: The disk doesn't take it; the old content stays.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise write_error(path, error) from error
    sync_directory(path.parent)


def _file(path: Path) -> dict[str, Any]:
    digest, size, records = hashlib.sha256(), 0, 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                records += block.count(b"\n")
    except OSError as error:
        raise write_error(path, error) from error
    return {"name": path.name, "bytes": size, "sha256": digest.hexdigest(), "records": records}
