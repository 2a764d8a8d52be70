"""What waits on disk: nothing that was found is lost by a kill, and what earlier versions kept is taken over."""

from __future__ import annotations

import os
import pickle
import sqlite3
from typing import TYPE_CHECKING

from conftest import Scrapy, source

from newsspider.discovery import Frontier
from newsspider.extensions.adopted_backlog import adopt_backlog
from newsspider.sources.hours import Hours
from newsspider.urls import item_id

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from site_for_tests import Site


def old_backlog(path: Path, urls: dict[str, str]) -> None:
    """As earlier versions wrote it: requests, as Scrapy packs them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TABLE requests (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL,"
        " request BLOB NOT NULL)"
    )
    for url, name in urls.items():
        told = {"name": name, "kind": "news", "via": "sitemap", "date": "2026-03-01T00:00:00+00:00"}
        meta = {"hours": Hours.read("22:00-06:00 Europe/Berlin"), "source": name}
        request = {"url": url, "callback": "parse_article", "cb_kwargs": told, "meta": meta}
        packed = pickle.dumps(request, protocol=4)
        db.execute("INSERT INTO requests (id, source, request) VALUES (?, ?, ?)", (item_id(url), name, packed))
    db.commit()
    db.close()


def test_articles_of_an_old_backlog_are_asked_for_and_the_file_goes(
    scrapy: Scrapy, sites: list[Site], work: Path
) -> None:
    news = sites[0]
    kept = [news.article(f"/news/{number}", topic) for number, topic in enumerate(("bridge", "harbour"))]
    news.feed.clear()
    news.serve(home="<p>Nothing is listed any more.</p>")
    backlog = work / "corpus/state/backlog.sqlite"
    old_backlog(backlog, {**dict.fromkeys(kept, "paper"), "https://other.example/news/of-another": "gone"})
    run = scrapy("crawl", "news", sources=source(news, "paper", "news"), FETCH_CREDITED_ORIGINALS=False)
    assert {item["url"] for item in run.items} == set(kept), run.err
    assert [item["provenance"]["discovered_via"] for item in run.items] == ["sitemap", "sitemap"]
    assert not list(backlog.parent.glob("backlog.sqlite*"))
    with Frontier(work / "corpus/state/frontier.sqlite") as frontier:
        assert (frontier.waiting("paper"), frontier.waiting("gone")) == (0, 1)  # of a source that isn't crawled


def test_an_old_backlog_that_cannot_be_read_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "state/backlog.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with Frontier(tmp_path / "state/frontier.sqlite") as frontier:
        assert adopt_backlog(tmp_path, frontier, lambda key: False) == 0
    assert "can't be read" in caplog.text
    assert "remove the file" in caplog.text
    assert path.exists()


def test_a_pickle_of_an_old_backlog_runs_nothing(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "trapped"),)

    path = tmp_path / "state/backlog.sqlite"
    old_backlog(path, {})
    packed = pickle.dumps({"url": "https://a.example/news/one", "meta": {"trap": Trap()}}, protocol=4)
    db = sqlite3.connect(path)
    db.execute("INSERT INTO requests (id, source, request) VALUES ('1', 'a', ?)", (packed,))
    db.commit()
    db.close()
    with Frontier(tmp_path / "state/frontier.sqlite") as frontier:
        assert adopt_backlog(tmp_path, frontier, lambda key: False) == 1
        assert frontier.waiting("a") == 1
    assert not (tmp_path / "trapped").exists()
