"""The metadata of an export as Croissant 1.1, a JSON-LD vocabulary for datasets.

In: ``Facts``. Out: ``croissant.json``, https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. Refused:
nothing.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from newsspider.corpus.export.facts import Facts
    from newsspider.corpus.export.files import DataFile

_TYPES = {"text": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "url": "sc:URL", "date": "sc:Text"}
_RECORDS, _ROWS = "records", "data"


def croissant(facts: Facts) -> dict[str, Any]:
    """The document, as JSON."""
    many = len(facts.files) > 1
    parts = [_file(file, facts) for file in facts.files]
    sides = [_file(file, facts) for file in facts.sides]
    source = {"fileSet": {"@id": _ROWS}} if many else {"fileObject": {"@id": facts.files[0].name}}
    return {
        "@context": orjson.loads(files(__package__).joinpath("croissant_context.json").read_bytes()),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": facts.name,
        "description": f"News stories without the clutter of their pages: {facts.shape.what}.",
        "url": facts.url,
        "license": facts.license,
        "version": facts.made.replace("-", ".").split("T")[0],
        "datePublished": facts.made,
        "creator": {"@type": "Organization", "name": "newsspider"},
        "citeAs": f"{facts.name}, collected by newsspider, {facts.made[:10]}",
        "inLanguage": sorted(code for code in facts.counts.by_language if code != "unknown"),
        "distribution": [*parts, *sides, *([_file_set(facts)] if many else [])],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": _RECORDS,
                "name": _RECORDS,
                "key": {"@id": f"{_RECORDS}/{'id' if 'id' in facts.shape.columns else 'url'}"},
                "field": [_field(name, kind, source) for name, kind in facts.shape.columns.items()],
            }
        ],
    }


def _file(file: DataFile, facts: Facts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _format(facts),
        "sha256": file.sha256,
    }


def _file_set(facts: Facts) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": _ROWS,
        "name": _ROWS,
        "encodingFormat": _format(facts),
        "includes": f"{facts.shape.folder}/*{facts.shape.suffix}",  # beside this file; each is named above too
    }


def _field(name: str, kind: str, source: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{_RECORDS}/{name}",
        "name": name,
        "dataType": _TYPES[kind],
        "source": {**source, "extract": {"column": name}},
    }


def _format(facts: Facts) -> str:
    return "application/x-parquet" if facts.shape.suffix == ".parquet" else "application/jsonlines"
