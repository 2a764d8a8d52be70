"""What a worker tells of a page is, on the other side of the border, what was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsspider.clutter.learned.marks import marks_of
from newsspider.discovery import Trap
from newsspider.records import Caption, Page, Removal
from newsspider.workers.tasks import answer, read
from newsspider.workers.told import Read, page_told, read_from, read_told
from newsspider.workers.wire import Unpacker, packed

URL = "https://paper.example/2026/11/ferry"
WORDS = "The ferry board of Kelmouth met on Tuesday and heard how late the night boats had been."
SAME = f"<p>{WORDS} &Aring; &#28450;</p>"
HEAD = "<title>Late boats</title><meta property=article:published_time content=2026-11-20T08:00:00Z>"
AMP = f"<link rel=canonical href={URL}><link rel=amphtml href={URL}/amp>"
CREDITED = f"""<html lang=en><head>{HEAD}{AMP}<meta name=robots content=noai></head><body><article><h1>Late boats</h1>
<p class=byline>By Ada Hill</p>
<figure><img src=boat.jpg><figcaption>A boat at night. Photo: Bo Quay</figcaption></figure>
<p>KELMOUTH (AP) &mdash; {WORDS}</p>{SAME * 6}
<p>This story first appeared in the <a href=https://wire.example/ferry>Harbour Wire</a>.</p></article>
<div class=share-buttons>Share this</div></body>"""
LONG = f"<html><head>{HEAD}</head><body><article>{''.join(f'<p>{WORDS} No. {n}</p>' for n in range(300))}</article>"


def crossed(page: Page) -> Read | Trap:
    """What arrives of what a worker answers."""
    found, more = answer(page_told(page, (), is_answer=True), page.body)
    ((message, body),) = Unpacker().feed(b"".join(packed({"found": found}, more)))
    return read_from(message["found"], body)


@pytest.mark.parametrize("text", [CREDITED, LONG, "<p>Nothing here"], ids=["credited", "long", "empty"])
@pytest.mark.parametrize("kind", ["news", "mirror"])
def test_what_was_read_crosses_the_border_whole(text: str, kind: str) -> None:
    page = Page(URL, text.encode(), "text/html; charset=utf-8", kind=kind)  # type: ignore[arg-type] # one of the two
    here = read(page, (), is_answer=True)
    if isinstance(here, Read):  # of what was stripped only the length crosses
        bare = tuple(Removal(one.rule, one.kind, "", one.where, len(one.text)) for one in here.article.removed)
        here = replace(here, article=replace(here.article, removed=bare))
    assert crossed(page) == here


def test_what_the_crawl_asks_for_is_there() -> None:
    found = crossed(Page(URL, CREDITED.encode()))
    assert isinstance(found, Read)
    assert found.article.credits
    assert found.article.removed[0].chars > 0
    assert found.entry.story.evidence
    assert found.own is not None
    assert found.own.amp == f"{URL}/amp"
    long = crossed(Page(URL, LONG.encode()))
    assert isinstance(long, Read)
    assert 0 < len(long.marks.kept) < len(marks_of(long.marks.pieces))


def test_what_utf_8_cannot_hold_crosses_the_border() -> None:
    here = read(Page(URL, CREDITED.encode()), ())
    assert isinstance(here, Read)
    article = replace(here.article, captions=(Caption("A \ud800 boat", None),), authors=("\ud800",))
    told, more = read_told(replace(here, article=article))
    ((message, body),) = Unpacker().feed(b"".join(packed({"found": told}, more)))
    found = read_from(message["found"], body)
    assert isinstance(found, Read)
    assert found.article.captions == (Caption("A \ufffd boat", None),)
    assert found.article.authors == ("\ufffd",)


def test_a_trap_crosses_the_border_and_is_none_where_nobody_has_answered() -> None:
    page = Page(URL, b"<title>Page not found</title><p>Sorry.", requested_url="https://paper.example/ferry")
    assert crossed(page) == read(page, (), is_answer=True)
    assert isinstance(crossed(page), Trap)
    assert isinstance(read(page, ()), Read)
