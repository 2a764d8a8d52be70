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
from newsspider.corpus.segments import item_files, plain_name
from newsspider.corpus.unpacking import open_lines
from newsspider.records import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
_OTHERS = ("stories.jsonl", "rejected.jsonl")
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
    known = _known(path)
    others = [corpus_dir / name for name in _OTHERS if (corpus_dir / name).is_file()]
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
        "files": [_file(file, known) for file in (*item_files(corpus_dir), *others)],
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


def _known(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """What the manifest before says of files that haven't changed since it was written, by name and size."""
    try:
        written = path.stat().st_mtime_ns
        told = orjson.loads(path.read_bytes())["files"]
        unchanged = [one for one in told if (path.parent / one["name"]).stat().st_mtime_ns < written]
        return {(one["name"], one["bytes"]): one for one in unchanged}
    except (OSError, ValueError, KeyError, TypeError):  # none, or somebody edited it
        return {}


def _file(path: Path, known: Mapping[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    """A file as it stands; one that hasn't changed isn't read again: a corpus of a hundred segments ends in time."""
    digest, records = hashlib.sha256(), 0
    try:
        size = path.stat().st_size
        if (path.name, size) in known:
            return known[path.name, size]
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                records += block.count(b"\n")
        if path.name != plain_name(path.name):  # packed: its lines are inside
            with open_lines(path) as packed:
                records = sum(1 for _ in packed)
    except OSError as error:
        raise write_error(path, error) from error
    return {"name": path.name, "bytes": size, "sha256": digest.hexdigest(), "records": records}
