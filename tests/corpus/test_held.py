"""Items that wait are kept: no kill loses them, and each is written once."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from corpus_items import id_of, ids_in, make_item

from newsspider.corpus import Journal
from newsspider.corpus.held import pack_item, unpack_item
from newsspider.records import Caption, Credit, Evidence, Item, Provenance, Removal, Story

if TYPE_CHECKING:
    from pathlib import Path


def full_item() -> Item:
    item = make_item(1, text="Two\n\nlines “of” text")
    article = replace(
        item.article,
        authors=("Ada", "Grace"),
        captions=(Caption("A bridge.", None), Caption("A boat.", "Ada")),
        removed=(Removal("share.bar", "share", "Share this", "line"),),
        credits=(Credit("byline", "AP"),),
        opt_out=("meta:noai",),
    )
    story = Story("s-1", "repost", "x", "http://a.example/", 0.5, 0.75, "AP", (Evidence("overlap", "75"),))
    return replace(item, article=article, story=story, provenance=Provenance("run", "feed", 200, "allowed", ("a",)))


def test_an_item_is_the_same_again_but_for_its_body() -> None:
    item = full_item()
    assert unpack_item(pack_item(replace(item, page=replace(item.page, body=b"\xff<p>")))) == item


@pytest.mark.parametrize("packed", [b"", b"[]", b"{}", b'{"page": {}}', b'{"page": 1}'])
def test_bytes_of_another_version_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"item of this version|document"):
        unpack_item(packed)


def test_what_waits_is_known_survives_and_is_written_once(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        journal.hold(full_item())
        journal.hold(make_item(2))
        assert journal.has(id_of(1))
        assert journal.held() == []  # not committed yet
    with Journal(tmp_path, "two") as journal:
        assert ids_in(tmp_path) == []
        assert journal.has(id_of(1))
        waiting = {item.article.id: item for item in journal.held()}
        assert waiting[id_of(1)] == full_item()
        assert journal.write(waiting[id_of(1)])
        assert not journal.write(waiting[id_of(1)])
        journal.let_go(id_of(2))
        assert not journal.has(id_of(2))
    with Journal(tmp_path, "three") as journal:
        assert journal.held() == []
        assert journal.has(id_of(1))
        assert not journal.has(id_of(2))
    assert ids_in(tmp_path) == [id_of(1)]


def test_another_name_of_an_item_that_waits_is_known_once_that_is_written(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        journal.hold(make_item(1))
        journal.hold(make_item(2))
        assert journal.alias("other", id_of(1))
        assert journal.alias("lost", id_of(2))
        assert not journal.has("other")  # an alias never hides an item that is still to come
        journal.write(make_item(1))
        journal.let_go(id_of(2))
        assert journal.has("other")
        assert not journal.has("lost")
    with Journal(tmp_path, "two") as journal:
        assert journal.has("other")
        assert not journal.has("lost")


def test_what_another_version_held_is_found_again(tmp_path: Path) -> None:
    with Journal(tmp_path, "one") as journal:
        journal.hold(make_item(1))
    db = sqlite3.connect(tmp_path / "state" / "journal.sqlite")
    db.execute("UPDATE held SET item = '{}'")
    db.commit()
    db.close()
    with Journal(tmp_path, "two") as journal:
        assert journal.held() == []
        assert not journal.has(id_of(1))
