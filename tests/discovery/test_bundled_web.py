"""On the bundled web: every article that its pages link is found, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsspider.discovery import parse_listing
from newsspider.urls import item_id

WEB = Path(__file__).parents[2] / "fixtures" / "web"


def address(file: Path) -> str:
    """The address that the server of the bundled web gives a file."""
    path = file.relative_to(WEB / file.relative_to(WEB).parts[0]).as_posix()
    if "__" in file.name:
        path = path.replace("index__", "?", 1).removesuffix(".html")
    return f"http://{file.relative_to(WEB).parts[0]}/{path.removesuffix('index.html')}"


@pytest.mark.parametrize("host", sorted(folder.name for folder in WEB.iterdir()))
def test_the_articles_of_a_site(host: str) -> None:
    expected = [json.loads(file.read_text("utf-8")) for file in (WEB / host).rglob("*.expected.json")]
    articles = {item_id(page["url"]): page["url"] for page in expected}
    found = {
        item_id(link.url): link.url
        for file in (WEB / host).rglob("*.html")
        for link in parse_listing(file.read_bytes(), address(file)).links
    }
    assert {found[key] for key in found.keys() - articles.keys()} == set()
    assert {articles[key] for key in articles.keys() - found.keys()} == set()
