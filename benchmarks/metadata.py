"""Score title, authors and day of publication beside other extractors: ``python benchmarks/metadata.py PAGES``.

In: a folder with ``gold.jsonl.gz`` (one object a page: id, dataset, file, url, title, author, date) and the pages in
``html/*.html.gz``, UTF-8. Out: a table for each dataset and one for all. Refused: rows without an id; peers that are
not installed are left out.

The scores, in per cent:

title       pages whose title is the gold's but for case, white space, quotes and punctuation; ``F1`` of its words
authors     ``P``, ``R`` and ``F1`` over all names together, on pages where the gold names somebody. Names are folded:
            lower case, letters only, without "by", "Dr" and what stands in brackets; a list in one string is split
            at commas, semicolons and "and"; a part of capitals alone ("MD", "PhD") is a credential and no name
``invent``  pages on which somebody is named, of those where the gold names nobody
date        pages whose day is the gold's, of those where the gold has a date; ``wrong`` is another, ``silent`` none
x lxml      CPU time over that of lxml's parse of the same pages in the same run

Each is asked for what it gives by default: trafilatura for ``extract_metadata``, htmldate for the original date,
newspaper4k for a parsed article, newsspider for ``extract``, text and all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import sys
import time
import unicodedata
import warnings
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import lxml.html

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_WORD: Final = re.compile(r"\w+")
_BRACKETS: Final = re.compile(r"[(\[].*?[)\]]")
_LIST: Final = re.compile(r"\s*[;,|\n]\s*|\s+(?:and|und|et|y|e|&)\s+")
_FORE: Final = re.compile(r"^(?:(?:by|dr|prof)\b\.?:?\s*)+", re.IGNORECASE)
_CREDENTIAL: Final = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Za-z.]{2,7}")
_DAY: Final = 10  # characters of an ISO 8601 date

Said = dict[str, Any]  # title: str | None, authors: list of strings, date: str | None


@dataclass(slots=True)
class Peer:
    """What an extractor said of each page, by its id, and its CPU time as a multiple of lxml's."""

    name: str
    said: dict[str, Said] = field(default_factory=dict)
    cost: float = 0.0


def newsspider_reader() -> Callable[[str, str | None], Said]:
    """Ours: the whole extraction."""
    from newsspider.extraction import extract  # noqa: PLC0415 - in another environment we aren't there

    def read(html: str, url: str | None) -> Said:
        article = extract(html, url)
        return {"title": article.title, "authors": list(article.authors), "date": article.date_published}

    return read


def trafilatura_reader() -> Callable[[str, str | None], Said]:
    """What trafilatura's metadata say."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - optional

    def read(html: str, url: str | None) -> Said:
        found = extract_metadata(html, default_url=url)
        return {"title": found.title, "authors": [found.author] if found.author else [], "date": found.date}

    return read


def htmldate_reader() -> Callable[[str, str | None], Said]:
    """The date alone, by htmldate."""
    import htmldate  # noqa: PLC0415 - optional

    def read(html: str, url: str | None) -> Said:
        return {"date": htmldate.find_date(html, url=url, original_date=True)}

    return read


def newspaper4k_reader() -> Callable[[str, str | None], Said]:
    """A parsed article of newspaper4k."""
    Article = import_module("newspaper").Article  # noqa: N806 - a class; optional, in an environment of its own

    def read(html: str, url: str | None) -> Said:
        article = Article(url or "http://page.example/", fetch_images=False)  # no net
        article.download(input_html=html)
        article.parse()
        date = article.publish_date.isoformat() if article.publish_date else None
        return {"title": article.title or None, "authors": list(article.authors), "date": date}

    return read


READERS: Final = {
    "newsspider": newsspider_reader,
    "trafilatura": trafilatura_reader,
    "htmldate": htmldate_reader,
    "newspaper4k": newspaper4k_reader,
}


def gold_rows(folder: Path) -> list[dict[str, Any]]:
    """The gold's objects."""
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if "id" in row]


def half_of(row: dict[str, Any]) -> str:
    """The half that a page's site belongs to, by a hash of its name."""
    name = (urlsplit(row["url"]).hostname or "") if row["url"] else re.sub(r"-\d+$", "", row["id"])
    return "odd" if zlib.crc32(name.removeprefix("www.").encode()) % 2 else "even"


def ask(name: str, pages: Iterable[tuple[dict[str, Any], str]]) -> Peer:
    """Ask an extractor about all pages.

    Raises:
        ImportError: It isn't installed.
    """
    read, peer = READERS[name](), Peer(name)
    spent = parsed = 0.0
    read("<html><body><p>Loads what is loaded late.</p></body></html>", None)
    for row, html in pages:
        start = time.thread_time()
        lxml.html.document_fromstring(html)
        between = time.thread_time()
        try:
            said = read(html, row["url"])
        except Exception as problem:  # noqa: BLE001 - a peer's error is a page without an answer, and is told
            print(f"{name}: {row['id']}: {problem!r}", file=sys.stderr)
            said = {}
        spent += time.thread_time() - between
        parsed += between - start
        peer.said[row["id"]] = said
    peer.cost = spent / max(parsed, 1e-9)
    return peer


def letters(text: str | None) -> list[str]:
    """A text's words, folded."""
    return _WORD.findall(unicodedata.normalize("NFKC", text or "").casefold())


def names(stated: Iterable[str]) -> set[str]:
    """Folded names out of strings that may be lists."""
    found = set()
    for text in stated:
        parts = [p for p in _LIST.split(_BRACKETS.sub(" ", text)) if p.strip()]
        kept = [p for p in parts if not _CREDENTIAL.fullmatch(p.strip())] or parts
        found |= {" ".join(letters(_FORE.sub("", part.strip()))) for part in kept}
    return found - {""}


def word_f1(said: str | None, gold: str) -> float:
    """F1 of a title's words."""
    a, b = Counter(letters(said)), Counter(letters(gold))
    both = (a & b).total()
    return 2 * both / (a.total() + b.total()) if both else 0.0


def row_of(peer: Peer, rows: list[dict[str, Any]]) -> str:
    """A peer's line of a table."""
    titles = dates = right = day = wrong = nobody = invented = told = wanted = hit = 0
    f1 = 0.0
    for row in rows:
        said = peer.said.get(row["id"], {})
        if row["title"]:
            titles += 1
            right += "".join(letters(said.get("title"))) == "".join(letters(row["title"]))
            f1 += word_f1(said.get("title"), row["title"])
        people, gold = names(said.get("authors") or ()), names([row["author"]] if row["author"] else [])
        if gold:
            told, wanted, hit = told + len(people), wanted + len(gold), hit + len(people & gold)
        else:
            nobody, invented = nobody + 1, invented + bool(people)
        if row["date"]:
            dates += 1
            same = (said.get("date") or "")[:_DAY] == row["date"][:_DAY]
            day, wrong = day + same, wrong + (bool(said.get("date")) and not same)
    figures = [
        share(right, titles), share(f1, titles), share(hit, told), share(hit, wanted), share(2 * hit, told + wanted),
        share(invented, nobody), share(day, dates), share(wrong, dates), share(dates - day - wrong, dates),
    ]  # fmt: skip
    if peer.name == "htmldate":
        figures[:6] = ["-"] * 6
    return f"{peer.name:<14}" + "".join(f"{f:>8}" for f in figures) + f"{peer.cost:>8.1f}"


def share(part: float, whole: float) -> str:
    """Per cent."""
    return f"{100 * part / whole:.1f}" if whole else "-"


def tables(peers: list[Peer], rows: list[dict[str, Any]]) -> Iterator[str]:
    """A table for each dataset and one for all."""
    heads = ("title", "F1", "authors", "R", "F1", "invent", "date", "wrong", "silent", "x lxml")
    for dataset in (*dict.fromkeys(row["dataset"] for row in rows), None):
        chosen = [row for row in rows if dataset in (None, row["dataset"])]
        yield f"\n{dataset or 'all'}: {len(chosen)} pages"
        yield " " * 14 + "".join(f"{h.replace('authors', 'aut. P'):>8}" for h in heads)
        yield from (row_of(peer, chosen) for peer in peers)


def load_peer(path: Path) -> Peer:
    """A peer that was asked in an environment of its own."""
    stored = json.loads(path.read_text("utf-8"))
    return Peer(stored["name"], stored["said"], stored["cost"])


def main() -> None:
    """Run and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--only-peer", choices=sorted(READERS), help="ask this one alone")
    parser.add_argument("--json", type=Path, help="with --only-peer: write what it said to this file; no table")
    parser.add_argument("--peer-json", type=Path, action="append", default=[], help="add what such a file holds")
    parser.add_argument("--half", choices=("odd", "even"), help="sites whose name's hash is odd, or even")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    rows = [row for row in gold_rows(options.pages) if options.half in (None, half_of(row))]
    peers = []
    for name in [options.only_peer] if options.only_peer else READERS:
        pages = ((r, gzip.decompress((options.pages / "html" / r["file"]).read_bytes()).decode()) for r in rows)
        with suppress(ImportError):
            peers.append(ask(name, pages))
    if options.json:
        options.json.write_text(json.dumps({"name": peers[0].name, "said": peers[0].said, "cost": peers[0].cost}))
        return
    peers += [load_peer(path) for path in options.peer_json]
    print("\n".join(tables(peers, rows)))


if __name__ == "__main__":
    main()
