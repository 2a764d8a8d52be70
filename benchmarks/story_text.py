"""How much of the story's words each extractor finds: ``python benchmarks/story_text.py PAGES``.

In: a folder with ``gold.jsonl.gz`` and the pages in ``html/*.html.gz``, UTF-8. Of gold rows these keys are read: id,
dataset, file, url, golds (right texts, of which the nearest counts) and clutter (of each kind that the page has, how
often its phrases stand in the right text; of readers' comments some words in a row); the first line holds the phrases,
a pattern for each kind. Out: a table for each dataset and one for all, and one of the pages on which clutter came
through. Refused: a folder without them (code 2); peers that are not installed are left out.

F1, P and R are those of bags of words, in lower case, a page's mean; scripts without spaces are counted by characters.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import sys
import warnings
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import lxml.html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Row = dict[str, Any]

_SPACELESS: Final = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # Thai, kana, Han, Hangul
_WORDS: Final = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
_RUNS: Final = re.compile(r"\w+")
_COMMENTS: Final = "reader_comments"
_BLOCKS: Final = frozenset(
    (
        *("p", "div", "li", "br", "tr", "td", "th", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section"),
        *("article", "figure", "figcaption", "table", "ul", "ol", "dl", "dt", "dd"),
    )
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of a page: precision, recall, F1, and of each kind of clutter that it has whether it came through."""

    precision: float
    recall: float
    f1: float
    leaks: dict[str, bool]


def newsspider_extractor() -> Callable[[bytes, str | None], str | None]:
    """Ours."""
    from newsspider import extract_text  # noqa: PLC0415 - as the peers

    return extract_text


def trafilatura_extractor() -> Callable[[bytes, str | None], str | None]:
    """As trafilatura is, without comments."""
    trafilatura = import_module("trafilatura")
    return lambda html, _: trafilatura.extract(html.decode("utf-8", "replace"), include_comments=False)


def readability_extractor() -> Callable[[bytes, str | None], str | None]:
    """The words of what readability-lxml leaves of the page."""
    document = import_module("readability").Document

    def read(html: bytes, url: str | None) -> str:
        del url
        left = document(html.decode("utf-8", "replace")).summary(html_partial=True)
        return "\n".join(_lines(lxml.html.document_fromstring(left))) if left else ""

    return read


def resiliparse_extractor() -> Callable[[bytes, str | None], str | None]:
    """The main content, by resiliparse."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html, _: extract(html.decode("utf-8", "replace"), main_content=True, alt_texts=False)


EXTRACTORS: Final = {
    "newsspider": newsspider_extractor,
    "trafilatura": trafilatura_extractor,
    "readability-lxml": readability_extractor,
    "resiliparse": resiliparse_extractor,
}


def _lines(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """The text of a tree, its blocks on lines of their own."""
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(tree, ("start", "end")):
        if isinstance(element.tag, str):
            parts.append("\n" if element.tag in _BLOCKS else "")
            parts.append((element.text if event == "start" else element.tail) or "")
    return (line for line in (" ".join(part.split()) for part in "".join(parts).split("\n")) if line)


def words(text: str) -> Counter[str]:
    """A text's words and how often each stands in it.

    >>> words("The ferry, the FERRY").most_common(1)
    [('the', 2)]
    """
    return Counter(_WORDS.findall(text.lower()))


def agreement(said: Counter[str], gold: Counter[str]) -> tuple[float, float, float]:
    """F1, precision and recall; two texts without a word agree."""
    both = (said & gold).total()
    if not both:
        return (1.0, 1.0, 1.0) if not said and not gold else (0.0, 0.0, 0.0)
    return 2 * both / (said.total() + gold.total()), both / said.total(), both / gold.total()


def scored(text: str, row: Row, phrases: dict[str, re.Pattern[str]]) -> Scored:
    """A page's text held against its right texts, and against the clutter of its page."""
    said = words(text)
    f1, precision, recall = max(agreement(said, words(gold)) for gold in row["golds"])
    lines = "\n".join(line.strip() for line in text.split("\n"))
    running = f" {' '.join(_RUNS.findall(text.lower()))} "
    leaks = {}
    for kind, known in row["clutter"].items():
        if kind == _COMMENTS:
            leaks[kind] = any(f" {comment} " in running for comment in known)
        else:
            leaks[kind] = len(phrases[kind].findall(lines)) > known
    return Scored(precision, recall, f1, leaks)


def asked(name: str, folder: Path, rows: Sequence[Row], phrases: dict[str, re.Pattern[str]]) -> list[Scored]:
    """What an extractor makes of all pages.

    Raises:
        ImportError: It isn't installed.
    """
    extract = EXTRACTORS[name]()
    found = []
    for row in rows:
        html = gzip.decompress((folder / "html" / row["file"]).read_bytes())
        try:
            text = extract(html, row["url"]) or ""
        except Exception as problem:  # noqa: BLE001 - a peer's error is a page without a text, and is told
            print(f"{name}: {row['id']}: {problem!r}", file=sys.stderr)
            text = ""
        found.append(scored(text, row, phrases))
    return found


def tables(found: dict[str, list[Scored]], rows: Sequence[Row]) -> Iterator[str]:
    """A table for each dataset and one for all, then one of clutter."""
    datasets = list(dict.fromkeys(row["dataset"] for row in rows))
    for dataset in (*datasets, None):
        at = [number for number, row in enumerate(rows) if dataset in (None, row["dataset"])]
        yield f"{dataset or 'all'}: {len(at)} pages"
        yield f"{'':<18}{'F1':>7}{'P':>7}{'R':>7}"
        for name, pages in found.items():
            some = [pages[number] for number in at]
            means = (sum(getattr(page, what) for page in some) / len(some) for what in ("f1", "precision", "recall"))
            yield f"{name:<18}" + "".join(f"{mean:>7.3f}" for mean in means)
        yield ""
    kinds = list(dict.fromkeys(kind for row in rows for kind in row["clutter"]))
    yield "pages on which clutter came through"
    yield f"{'':<18}" + "".join(f"{kind:>17}" for kind in kinds)
    for name, pages in found.items():
        leaks = ([page.leaks[kind] for page in pages if kind in page.leaks] for kind in kinds)
        yield f"{name:<18}" + "".join(f"{f'{sum(leak)} of {len(leak)}':>17}" for leak in leaks)


def main() -> int:
    """Ask, print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="PAGES")
    parser.add_argument("--only", nargs="+", choices=EXTRACTORS, default=list(EXTRACTORS), help="some extractors")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        with gzip.open(options.folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            head, *rows = map(json.loads, lines)
    except (OSError, ValueError) as error:
        print(f"story_text: {options.folder}: no gold.jsonl.gz with a first line of phrases ({error})", file=sys.stderr)
        return 2
    phrases = {kind: re.compile(said, re.IGNORECASE | re.MULTILINE) for kind, said in head["phrases"].items()}
    found = {}
    for name in options.only:
        with suppress(ImportError):
            found[name] = asked(name, options.folder, rows, phrases)
    print("\n".join(tables(found, rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
