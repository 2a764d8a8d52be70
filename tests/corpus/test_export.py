"""What consumers get, loaded by their own libraries: pandas, pyarrow, datasets, datatrove, mlcroissant."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from corpus_items import TIME, id_of, make_item, url_of

from newsspider.corpus import Journal, RunFacts, write_manifest
from newsspider.corpus.export import SHAPES, ExportError, ExportOptions, export_corpus
from newsspider.corpus.export.arrow import FIELDS
from newsspider.records import Evidence, Provenance, Story, StoryChange

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/record.schema.json").read_text("utf-8"))
TEXT = "The bridge at Sallow Point has opened again.\n\nNobody “cheered” 🙂."
ORIGINAL, COPY, OPTED_OUT, ALONE = range(4)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Four items: an original, its copy (tied by ``stories.jsonl`` only), one that opted out, one without a date."""
    folder = tmp_path / "corpus"
    with Journal(folder, "2026-11-22T04:00:00Z-nightly") as journal:
        for number in (COPY, ORIGINAL, OPTED_OUT, ALONE):
            item = make_item(number, text=TEXT, title=f"Story {number}")
            dated = None if number == ALONE else f"2026-11-2{number}T08:30:00+02:00"
            article = replace(
                item.article, language="en", image="http://blog.example/b.jpg", authors=("Ada",), date_published=dated
            )
            seen = Provenance("", "feed", 200, "allowed", ("meta:noai",) if number == OPTED_OUT else ())
            journal.write(replace(item, article=article, provenance=seen))
        copied = Story(
            id_of(ORIGINAL), "repost", id_of(ORIGINAL), url_of(ORIGINAL), 0.9, 0.8, "AP", (Evidence("overlap", "80"),)
        )
        original = Story(id_of(ORIGINAL), "original", id_of(ORIGINAL))
        journal.story_changed(StoryChange(id_of(COPY), copied, "origin_arrived", TIME))
        journal.story_changed(StoryChange(id_of(ORIGINAL), original, "copy_arrived", TIME))
    facts = RunFacts(
        "2026-11-22T04:00:00Z-nightly",
        TIME,
        TIME,
        "finished",
        complete=True,
        versions={"newsspider": "1"},
        ruleset="ab",
    )
    write_manifest(folder, facts)
    return folder


@pytest.fixture
def export(corpus: Path, tmp_path: Path) -> Callable[..., Path]:
    def make(shape: str, **options: Any) -> Path:
        out = tmp_path / f"{shape}-{len(options)}"
        export_corpus(corpus, out, SHAPES[shape], ExportOptions(**options), TIME)
        return out

    return make


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_parquet_is_read_by_pandas_and_pyarrow(export: Callable[..., Path]) -> None:
    import pandas as pd
    import pyarrow.parquet as pq

    out = export("parquet", rows=3)
    names = ["part-00000.parquet", "part-00001.parquet"]
    assert [path.name for path in sorted((out / "data").iterdir())] == names
    frame = pd.read_parquet(out / "data")
    assert list(frame["id"]) == [id_of(n) for n in (COPY, ORIGINAL, OPTED_OUT, ALONE)]
    assert frame["text"][0] == TEXT
    assert frame["story"][0]["role"] == "repost"
    table = pq.read_table(out / "data" / names[0])
    (first, *_) = table.to_pylist()
    jsonschema.validate(first, SCHEMA)
    assert first["story"]["evidence"] == [{"kind": "overlap", "value": "80"}]
    assert first["provenance"]["run_id"] == "2026-11-22T04:00:00Z-nightly"


def test_parquet_holds_every_field_of_the_record() -> None:
    def fields(schema: dict[str, Any]) -> Any:
        found = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
        if "properties" in found:
            return {name: fields(inner) for name, inner in found["properties"].items()}
        return [fields(found["items"])] if "items" in found else "scalar"

    def shape(kind: Any) -> Any:
        if isinstance(kind, dict):
            return {name: shape(inner) for name, inner in kind.items()}
        return [shape(kind[0])] if isinstance(kind, list) else "scalar"

    assert shape(FIELDS) == fields(SCHEMA), "newsspider/corpus/export/arrow.py and docs/record.schema.json differ"


def test_datasets_loads_every_shape(export: Callable[..., Path], tmp_path: Path) -> None:
    import datasets

    def load(kind: str, files: Path) -> Any:
        return datasets.load_dataset(kind, data_files=str(files), split="train", cache_dir=str(tmp_path / "cache"))

    parquet = load("parquet", export("parquet") / "data" / "*.parquet")
    assert parquet[0]["story"]["origin_url"] == url_of(ORIGINAL)
    lines = load("json", export("jsonl") / "data" / "*.jsonl.gz")
    assert lines[0]["id"] == id_of(COPY)
    dolma = load("json", export("dolma") / "documents" / "*.jsonl.gz")
    assert dolma[0]["metadata"]["story_role"] == "repost"
    news = load("parquet", export("cc-news") / "data" / "*.parquet")
    assert list(news.features) == ["title", "text", "domain", "date", "description", "url", "image_url"]
    assert {str(feature.dtype) for feature in news.features.values()} <= {"string", "large_string"}
    # The card's own front matter names the files.
    whole = datasets.load_dataset(str(export("cc-news", rows=2)), split="train", cache_dir=str(tmp_path / "cache"))
    assert len(whole) == 4


def test_datatrove_reads_its_shape(export: Callable[..., Path]) -> None:
    from datatrove.pipeline.readers import JsonlReader

    documents = list(JsonlReader(str(export("datatrove") / "data"))())
    assert [document.id for document in documents] == [id_of(n) for n in (COPY, ORIGINAL, OPTED_OUT, ALONE)]
    first = documents[0]
    assert first.text == TEXT
    assert first.metadata["story_id"] == id_of(ORIGINAL)
    assert first.metadata["title"] == "Story 1"
    (media,) = first.media
    assert (media if isinstance(media, dict) else {"url": media.url})["url"] == "http://blog.example/b.jpg"


@pytest.mark.parametrize(("shape", "options"), [("parquet", {}), ("jsonl", {}), ("parquet", {"rows": 3})])
def test_mlcroissant_reads_the_records(
    export: Callable[..., Path], shape: str, options: dict[str, Any], recwarn: pytest.WarningsRecorder
) -> None:
    import mlcroissant

    out = export(shape, **options)
    dataset = mlcroissant.Dataset(jsonld=out / "croissant.json")
    assert dataset.metadata.ctx.conforms_to.value == "http://mlcommons.org/croissant/1.1"
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    records = list(dataset.records("records"))
    ids = {record["records/id"].decode() for record in records}
    assert ids == {id_of(n) for n in range(4)}
    assert {record["records/text"].decode() for record in records} == {TEXT}
    recwarn.clear()


def test_dolma_documents_and_attributes_are_aligned(export: Callable[..., Path]) -> None:
    out = export("dolma")
    documents = rows_of(out / "documents" / "part-00000.jsonl.gz")
    attributes = rows_of(out / "attributes" / "newsspider" / "part-00000.jsonl.gz")
    assert [row["id"] for row in documents] == [row["id"] for row in attributes]
    assert documents[0]["created"] == "2026-11-21T06:30:00.000Z"
    assert documents[3]["created"] is None
    assert attributes[0]["attributes"]["newsspider__copied"] == [[0, len(TEXT), 0.8]]
    assert attributes[2]["attributes"]["newsspider__opt_out"] == [[0, len(TEXT), 1.0]]
    assert attributes[3]["attributes"] == {"newsspider__copied": [], "newsspider__opt_out": []}


def test_one_item_a_story_and_no_opt_outs(export: Callable[..., Path]) -> None:
    out = export("jsonl", one_per_story=True, without_opt_out=True)
    kept = rows_of(out / "data" / "part-00000.jsonl.gz")
    assert [row["id"] for row in kept] == [id_of(ORIGINAL), id_of(ALONE)]
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["counts"]["dropped"] == {"copy_of_story": 1, "opt_out": 1}
    assert "copy of story 1" in (out / "README.md").read_text()


def test_a_story_without_its_original_has_the_copy_that_came_first(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    folder = tmp_path / "corpus"
    with Journal(folder, "run") as journal:
        for number in range(3):
            story = Story("s-1", "repost", "elsewhere", "http://wire.example/1", 0.9, 0.9)
            journal.write(replace(make_item(number, text=TEXT), story=story))
    export_corpus(folder, tmp_path / "out", SHAPES["cc-news"], ExportOptions(one_per_story=True), TIME)
    (row,) = pq.read_table(tmp_path / "out" / "data").to_pylist()
    assert row["url"] == url_of(0)
    assert row["date"] == row["image_url"] == ""
    assert "it left no manifest" in (tmp_path / "out" / "README.md").read_text()


def test_the_manifest_names_every_file_as_it_is(export: Callable[..., Path]) -> None:
    out = export("dolma")
    manifest = json.loads((out / "manifest.json").read_text())
    for told in manifest["files"]:
        content = (out / told["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (told["bytes"], told["sha256"])
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert there == {told["name"] for told in manifest["files"]} | {"manifest.json"}
    assert manifest["corpus"]["run_id"] == "2026-11-22T04:00:00Z-nightly"


def test_the_same_corpus_gives_the_same_bytes(export: Callable[..., Path]) -> None:
    one, two = export("jsonl"), export("jsonl", name="newsspider-corpus")
    name = "data/part-00000.jsonl.gz"
    assert (one / name).read_bytes() == (two / name).read_bytes()


def test_what_an_export_refuses(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("x")
    with pytest.raises(ExportError, match="there is something already"):
        export_corpus(corpus, full, SHAPES["jsonl"], ExportOptions(), TIME)
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "items.jsonl").write_text('{"id":"a","text":"hello"}\n')
    with pytest.raises(ExportError, match="record 1 has no 'source'; only what a crawl wrote is exported"):
        export_corpus(foreign, tmp_path / "of_foreign", SHAPES["jsonl"], ExportOptions(), TIME)
    assert not any((tmp_path / "of_foreign").iterdir())
    with pytest.raises(ExportError, match=r"no items\.jsonl"):
        export_corpus(tmp_path / "nowhere", tmp_path / "out", SHAPES["jsonl"], ExportOptions(), TIME)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install -e '.\[export\]'"):
        export_corpus(corpus, tmp_path / "out", SHAPES["parquet"], ExportOptions(), TIME)
    assert not (tmp_path / "out").exists()
