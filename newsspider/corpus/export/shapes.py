"""The shapes of an export: what a row of each looks like, and in which files it stands.

In: a record of ``items.jsonl``, its story folded in. Out: a row, keys always in the same order, nulls explicit.
Refused: nothing. The shapes follow:

- ``jsonl``, ``parquet``: the record itself (docs/record.md).
- ``dolma``: Dolma's documents, https://github.com/allenai/dolma/blob/main/docs/data-format.md; its attributes are made
  by ``dolma_attributes``.
- ``datatrove``: what datatrove's ``JsonlReader`` takes without options.
- ``cc-news``: the columns of CC-News on Hugging Face, https://huggingface.co/datasets/vblagoje/cc_news.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from newsspider.corpus.export.arrow import FIELDS, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Record = dict[str, Any]
ShapeName = Literal["jsonl", "parquet", "dolma", "datatrove", "cc-news"]
_IMAGE = 0  # datatrove's MediaType.IMAGE
# Its reader wants every key of its Media.
_NO_MEDIA: Record = {"alt": None, "path": None, "offset": None, "length": None, "media_bytes": None, "metadata": {}}
_META = (
    "url", "canonical_url", "kind", "domain", "site_name", "title", "authors", "date_published", "date_modified",
    "date_crawled", "language", "description", "tags", "image", "word_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape.

    Attributes:
        row: Makes a row out of a record.
        folder: Where its data files are.
        suffix: How their names end.
        fields: The types of a row, for Parquet; None: it is JSON lines.
        attributes: Makes the row of a side file, aligned with the data's; None: it has none.
        columns: Scalar columns of a row: name and type ("text", "integer", "number", "url", "date").
        what: For people.
    """

    name: str
    row: Callable[[Record], Record]
    folder: str
    suffix: str
    columns: Mapping[str, str]
    what: str
    fields: Mapping[str, Any] | None = None
    attributes: Callable[[Record], Record] | None = None


def whole_record(record: Record) -> Record:
    """The record itself."""
    return record


def dolma_document(record: Record) -> Record:
    """``id``, ``text`` and ``source`` are required; ``added`` is when the page was fetched."""
    return {
        "id": record["id"],
        "text": record["text"],
        "source": record["source"],
        "added": _dolma_time(record["date_crawled"]),
        "created": _dolma_time(record["date_published"]),
        "metadata": _metadata(record),
    }


def dolma_attributes(record: Record) -> Record:
    """Spans over the whole text: how much of it stands in its original, and whether its page asked to be left out."""
    length, story = len(record["text"]), record["story"]
    copied = [[0, length, story["containment"]]] if story["containment"] is not None else []
    opted_out = [[0, length, 1.0]] if record["provenance"]["opt_out"] else []
    named = {"newsspider__copied": copied, "newsspider__opt_out": opted_out}
    return {"id": record["id"], "attributes": named}


def datatrove_document(record: Record) -> Record:
    """``text``, ``id``, ``media`` and ``metadata``."""
    image = record["image"]
    media = [{**_NO_MEDIA, "id": f"{record['id']}-image", "type": _IMAGE, "url": image}] if image else []
    metadata = {"source": record["source"], **_metadata(record)}
    return {"text": record["text"], "id": record["id"], "media": media, "metadata": metadata}


def cc_news_row(record: Record) -> Record:
    """All values are texts; what isn't known is empty."""
    found = {
        "title": record["title"],
        "text": record["text"],
        "domain": record["domain"],
        "date": _plain_time(record["date_published"]),
        "description": record["description"],
        "url": record["url"],
        "image_url": record["image"],
    }
    return {name: value or "" for name, value in found.items()}


def _metadata(record: Record) -> Record:
    story, provenance = record["story"], record["provenance"]
    return {
        **{name: record[name] for name in _META},
        "story_id": story["id"],
        "story_role": story["role"],
        "story_origin_url": story["origin_url"],
        "story_agency": story["agency"],
        "confidence": record["extraction"]["confidence"],
        "run_id": provenance["run_id"],
        "robots": provenance["robots"],
        "opt_out": provenance["opt_out"],
    }


def _utc(iso: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).astimezone(UTC) if iso else None
    except (ValueError, OverflowError):  # no record of ours; a corpus may have been edited
        return None


def _dolma_time(iso: str | None) -> str | None:
    moment = _utc(iso)
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _plain_time(iso: str | None) -> str | None:
    moment = _utc(iso)
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")


_RECORD_COLUMNS = {
    "id": "text", "url": "url", "canonical_url": "url", "source": "text", "kind": "text", "domain": "text",
    "site_name": "text", "title": "text", "text": "text", "date_published": "date", "date_modified": "date",
    "date_crawled": "date", "language": "text", "description": "text", "image": "url", "word_count": "integer",
}  # fmt: skip
_CC_NEWS_COLUMNS = {
    "title": "text", "text": "text", "domain": "text", "date": "text", "description": "text", "url": "url",
    "image_url": "text",
}  # fmt: skip

SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("jsonl", whole_record, "data", ".jsonl.gz", _RECORD_COLUMNS, "JSON lines, one record each"),
        Shape("parquet", whole_record, "data", ".parquet", _RECORD_COLUMNS, "Parquet, one record a row", FIELDS),
        Shape(
            "dolma",
            dolma_document,
            "documents",
            ".jsonl.gz",
            {"id": "text", "text": "text", "source": "text", "added": "date", "created": "date"},
            "Dolma documents, with attributes beside them",
            attributes=dolma_attributes,
        ),
        Shape(
            "datatrove",
            datatrove_document,
            "data",
            ".jsonl.gz",
            {"text": "text", "id": "text"},
            "datatrove documents",
        ),
        Shape(
            "cc-news",
            cc_news_row,
            "data",
            ".parquet",
            _CC_NEWS_COLUMNS,
            "Parquet with the columns of CC-News",
            dict.fromkeys(_CC_NEWS_COLUMNS, TEXT),
        ),
    )
}
