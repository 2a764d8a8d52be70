"""docs/record.md and docs/record.schema.json against what is really written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from corpus_items import make_change, make_item, make_rejection
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from newsspider.corpus import Journal, RunFacts, read_lines, write_manifest
from newsspider.records import (
    SCHEMA_VERSION,
    Caption,
    Evidence,
    Item,
    Provenance,
    Reason,
    Removal,
    Story,
    item_record,
    json_line,
)

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = orjson.loads((DOCS / "record.schema.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)
SECTIONS = dict(
    part.split("\n", 1) for part in re.split(r"^## ", (DOCS / "record.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
)


def full_item() -> Item:
    item = make_item(1)
    article = replace(
        item.article,
        canonical_url=item.article.url,
        site_name="The Blog",
        authors=("Ada Miller",),
        date_published="2026-03-14T08:30:00+00:00",
        date_published_source="json-ld",
        date_modified="2026-03-15",
        language="en",
        description="After two years ...",
        tags=("Harbour",),
        image="http://blog.example/x.jpg",
        captions=(Caption("The bridge.", "Ada Miller"), Caption("At dawn.")),
        removed=(Removal("wordpress.comment_form", "comment_form", "Leave a Reply", "element"),),
    )
    story = Story("s", "repost", item.article.id, "http://w.example/", 0.91, 1.0, "AP", (Evidence("overlap", "0.97"),))
    provenance = Provenance("run", "feed", 200, "allowed", ("meta:noai",), "x.warc.gz:0")
    return replace(item, article=article, story=story, provenance=provenance)


def paths(record: dict[str, Any], prefix: str = "") -> list[str]:
    """Every field, nested ones as "a.b" and "a[].b", in the order they stand."""
    found = []
    for key, value in record.items():
        found.append(prefix + key)
        if isinstance(value, dict):
            found += paths(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found += paths(value[0], f"{prefix}{key}[].")
    return found


def rows(section: str) -> list[list[str]]:
    """The cells of the lines of a section's tables that tell a field or a reason."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def told(section: str) -> list[str]:
    return [name for row in rows(section) for name in re.findall(r"`([^`]+)`", row[0])]


def test_every_field_of_the_record_is_told_in_order() -> None:
    assert told("items.jsonl") == paths(item_record(full_item()))


def test_every_row_tells_type_meaning_and_example() -> None:
    for row in rows("items.jsonl"):
        assert len(row) == 4, row
        assert all(row), row


@pytest.mark.parametrize("item", [make_item(1), full_item(), make_item(2, text="", title="\ud800")])
def test_real_records_are_valid(item: Item) -> None:
    VALIDATOR.validate(orjson.loads(json_line(item_record(item))))


def test_the_schema_is_itself_valid_and_has_the_keys_in_order() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    record = item_record(full_item())
    assert SCHEMA["required"] == list(SCHEMA["properties"]) == list(record)
    assert SCHEMA["properties"]["schema_version"] == {"const": SCHEMA_VERSION}
    for name in ("extraction", "provenance"):
        assert SCHEMA["properties"][name]["required"] == list(record[name])
    assert SCHEMA["$defs"]["story"]["required"] == list(record["story"])


def objects_of(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for part in schema for found in objects_of(part)]
    if not isinstance(schema, dict):
        return []
    return [schema] * (schema.get("type") == "object") + [f for part in schema.values() for f in objects_of(part)]


def test_the_schema_is_strict_everywhere() -> None:
    for part in objects_of(SCHEMA):
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"id": "5F"},
        {"kind": "blog"},
        {"title": 4},
        {"date_published": "yesterday"},
        {"schema_version": 2},
    ],
)
def test_a_record_that_is_not_one_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VALIDATOR.validate({**item_record(full_item()), **change})


def test_the_other_files_are_told_field_by_field(tmp_path: Path) -> None:
    with Journal(tmp_path, "run") as journal:
        journal.write(make_item(1))
        journal.reject(make_rejection(2))
        journal.story_changed(make_change(1))
    (change,) = read_lines(tmp_path / "stories.jsonl")
    (rejection,) = read_lines(tmp_path / "rejected.jsonl")
    assert told("stories.jsonl") == list(change)
    assert told("rejected.jsonl") == [*rejection, *Reason]
    facts = RunFacts("run", "", "", "finished", complete=True, versions={}, ruleset="")
    manifest = orjson.loads(write_manifest(tmp_path, facts).read_bytes())
    assert told("manifest.json") == list(manifest)
    for name in [*manifest["counts"], *manifest["files"][0]]:
        assert f"`{name}`" in SECTIONS["manifest.json"]
