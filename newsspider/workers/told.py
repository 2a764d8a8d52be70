"""A page as it is told to a worker, and what a worker tells of it: the crawl's side of ``tasks``.

In: a page; what a worker sent. Out: a JSON value; ``Read``, or the ``Trap`` that the page is. The texts of what was
stripped stay behind. Refused
(``TooCostlyError``): pages of more tags than any page of news has, before they wait for a worker. Nothing of extraction
is loaded here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsspider.clutter.learned import PageMarks
from newsspider.discovery import OwnAddresses, Trap
from newsspider.records import Article, Caption, Credit, Evidence, Extraction, Removal, Story
from newsspider.reposts.entry import Entry
from newsspider.reposts.signs import Signs
from newsspider.workers.errors import TooCostlyError

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.records import Page, Where

EXTRACT = "extract"
_MOST_TAGS = 300_000  # the largest of a thousand real pages has a tenth of that
_OF_ARTICLE = tuple(one.name for one in fields(Article) if one.name != "removed")


@dataclass(frozen=True, slots=True)
class Read:
    """All that is to be known of a page without the crawl's stores.

    Attributes:
        entry: What ``StoryIndex.add_prepared`` takes.
        marks: What ``SiteMemory.note`` takes.
        own: What the page says of its own addresses; None if nobody asks.
    """

    article: Article
    entry: Entry
    marks: PageMarks
    own: OwnAddresses | None = None


def page_told(page: Page, clutter: tuple[Path, ...], *, is_answer: bool = False) -> dict[str, Any]:
    """What must be known of a page beside its bytes; ``is_answer``: as ``tasks.read`` takes it."""
    return {
        "task": EXTRACT,
        "url": page.url,
        "content_type": page.content_type,
        "requested": page.requested_url,
        "kind": page.kind,
        "is_answer": is_answer,
        "via": page.discovered_via,
        "date": page.date_hint,
        "language": page.language_hint,
        "clutter": [str(path) for path in clutter],
    }


def read_told(read: Read) -> tuple[dict[str, Any], bytes]:
    """What was read as a JSON value, and the bytes that go with it."""
    packed, kept, pieces = read.entry.packed, read.marks.kept, read.marks.pieces
    told = {
        "article": {name: getattr(read.article, name) for name in _OF_ARTICLE},
        "removed": [(one.rule, one.kind, one.where, one.chars) for one in read.article.removed],
        "entry": {**read.entry._asdict(), "signs": read.entry.signs._asdict(), "packed": len(packed)},
        "kept": len(kept),
        "own": read.own and read.own._asdict(),
    }
    return told, b"".join((packed, kept, pieces))


def read_from(told: dict[str, Any], body: bytes) -> Read | Trap:
    """What a worker sent."""
    if "trap" in told:
        return Trap(**told["trap"])
    at = told["entry"]["packed"]
    marks = PageMarks(body[at : at + told["kept"]], body[at + told["kept"] :])
    own = OwnAddresses(**told["own"]) if told["own"] else None
    removed = tuple([_removal(*one) for one in told["removed"]])
    article = article_from({**told["article"], "removed": removed})
    return Read(article, _entry_from(told["entry"], body[:at]), marks, own)


def _entry_from(told: dict[str, Any], packed: bytes) -> Entry:
    lists = {name: tuple(told[name]) for name in ("name_keys", "address_keys", "credited_keys")}
    credits_ = tuple([Credit(**one) for one in told["credits"]])
    signs = Signs(**{**told["signs"], "named": tuple(told["signs"]["named"])})
    story = Story(**{**told["story"], "evidence": tuple([Evidence(**one) for one in told["story"]["evidence"]])})
    return Entry(**{**told, **lists, "credits": credits_, "signs": signs, "story": story, "packed": packed})


@lru_cache(maxsize=4096)
def _removal(rule: str, kind: str, where: Where, chars: int) -> Removal:
    """What was stripped, without its text: a record tells how long it was. The same go from page after page."""
    return Removal(rule, kind, "", where, chars)


def article_from(told: dict[str, Any]) -> Article:
    """The article that a worker sent."""
    many = {
        "captions": tuple(Caption(**one) for one in told["captions"]),
        "credits": tuple(Credit(**one) for one in told["credits"]),
    }
    lists = {name: tuple(told[name]) for name in ("authors", "tags", "opt_out", "asked")}
    return Article(**{**told, **many, **lists, "extraction": Extraction(**told["extraction"])})


def refuse_many_tags(body: bytes) -> None:
    """Refuse a page of more tags than any page of news has; takes a millisecond or two, however large the page.

    Raises:
        TooCostlyError: It has more.
    """
    if len(body) > _MOST_TAGS and body.count(b"<") > _MOST_TAGS:
        raise TooCostlyError(f"more than {_MOST_TAGS:,} tags", 0)
