"""The record's types for Parquet; needs pyarrow (``pip install -e '.[export]'``).

In: nothing. Out: an Arrow schema that holds each field of docs/record.md, in its order; a test holds it against the
JSON Schema. Refused (``ExportError``): pyarrow isn't there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from newsspider.corpus.export.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

TEXT = "text"
_TEXT, _INTEGER, _NUMBER = TEXT, "integer", "number"
# A list of one is a list of that; a mapping is a structure.
_EVIDENCE = {"kind": _TEXT, "value": _TEXT}
FIELDS: dict[str, Any] = {
    "schema_version": _INTEGER,
    "id": _TEXT,
    "url": _TEXT,
    "canonical_url": _TEXT,
    "source": _TEXT,
    "kind": _TEXT,
    "domain": _TEXT,
    "site_name": _TEXT,
    "title": _TEXT,
    "text": _TEXT,
    "authors": [_TEXT],
    "date_published": _TEXT,
    "date_published_source": _TEXT,
    "date_modified": _TEXT,
    "date_crawled": _TEXT,
    "language": _TEXT,
    "description": _TEXT,
    "tags": [_TEXT],
    "image": _TEXT,
    "captions": [{"text": _TEXT, "credit": _TEXT}],
    "word_count": _INTEGER,
    "story": {
        "id": _TEXT,
        "role": _TEXT,
        "origin_id": _TEXT,
        "origin_url": _TEXT,
        "similarity": _NUMBER,
        "containment": _NUMBER,
        "agency": _TEXT,
        "evidence": [_EVIDENCE],
    },
    "removed": [{"rule": _TEXT, "kind": _TEXT, "chars": _INTEGER}],
    "extraction": {
        "method": _TEXT,
        "confidence": _NUMBER,
        "charset": _TEXT,
        "version": _TEXT,
        "ruleset": _TEXT,
    },
    "provenance": {
        "run_id": _TEXT,
        "discovered_via": _TEXT,
        "http_status": _INTEGER,
        "robots": _TEXT,
        "opt_out": [_TEXT],
        "warc": _TEXT,
    },
    "revision": _INTEGER,
}


def load_pyarrow() -> ModuleType:
    """pyarrow, with its Parquet part.

    Raises:
        ExportError: It isn't installed.
    """
    try:
        arrow = import_module("pyarrow")
        import_module("pyarrow.parquet")  # the import makes it an attribute
    except ImportError as error:
        raise ExportError(
            "Parquet needs pyarrow, which isn't installed: pip install -e '.[export]', or choose another shape "
            "(--as jsonl)"
        ) from error
    return arrow


def schema_of(fields: Mapping[str, Any]) -> Any:
    """The ``pyarrow.Schema`` of fields, told as in ``FIELDS``."""
    pyarrow = load_pyarrow()
    return pyarrow.schema([(name, _type(pyarrow, kind)) for name, kind in fields.items()])


def _type(pyarrow: ModuleType, kind: Any) -> Any:
    if isinstance(kind, list):
        return pyarrow.list_(_type(pyarrow, kind[0]))
    if isinstance(kind, dict):
        return pyarrow.struct([(name, _type(pyarrow, inner)) for name, inner in kind.items()])
    return {_TEXT: pyarrow.string(), _INTEGER: pyarrow.int64(), _NUMBER: pyarrow.float64()}[kind]
