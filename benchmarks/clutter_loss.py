"""What cleaning text costs, and what it catches: ``clean_text`` on right texts, with and without their pages' clutter.

    python benchmarks/clutter_loss.py --gold GOLD.jsonl.gz
    python benchmarks/clutter_loss.py --gold GOLD.jsonl.gz --html FOLDER --half even --missed 40
    python benchmarks/clutter_loss.py --gold GOLD.jsonl.gz --html FOLDER --peers

The first table needs only the right texts: how many of them change, and how many words go. With --html (the pages
themselves), each page's own clutter lines (``clutter_pages.py`` says which) are put back: behind the text, all of them
in the page's order; between its paragraphs, each alone; glued to the end of a sentence without a space, each alone. The
second table tells how many go, English pages and others apart. --half takes the sites whose name's hash is even or odd:
rules are written from one half, and the other half's figures tell what they are worth elsewhere. --peers adds a third
table: extractors on the pages themselves, how many of their clutter lines are not in what comes out, and how many of
the gold's words are.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
from clutter_pages import GoldPage, clutter_lines, page_source, read_gold

from newsspider import extract_text
from newsspider.clutter import RuleSet, clean_lines, clean_text, default_rules
from newsspider.extraction.language import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_WORDS_CHANGED_SHARE = 0.0005
MAX_TEXTS_CHANGED_SHARE = 0.01
TARGETS = {"English": 0.97, "other languages": 0.93}
PLACES = ("behind", "between", "glued")
SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'”’»)]?$")


def measure_loss(pages: list[GoldPage], rules: RuleSet, shown: int) -> None:
    """Print how much of the right texts is lost."""
    texts = [(page.id, text) for page in pages for text in page.golds]
    words = lost = changed = chars = 0
    by_rule: Counter[str] = Counter()
    examples: list[str] = []
    started = time.process_time()
    results = [clean_text(text, rules) for _, text in texts]
    cpu_s = time.process_time() - started
    for (name, text), result in zip(texts, results, strict=True):
        chars += len(text)
        words += len(text.split())
        if result.removed:
            changed += 1
            lost += len(text.split()) - len(result.text.split())
            by_rule.update(removal.rule for removal in result.removed)
            examples.extend(f"  {name} {r.rule} {r.where}: {r.text[:160]}" for r in result.removed)
    print(f"texts {len(texts)}  changed {changed} ({changed / len(texts):.2%}; at most {MAX_TEXTS_CHANGED_SHARE:.0%})")
    print(f"words {words}  removed {lost} ({lost / words:.4%}; at most {MAX_WORDS_CHANGED_SHARE:.2%})")
    print(f"cost {cpu_s:.2f} s CPU, {chars / cpu_s / 1e6:.1f} million characters/s")
    print("by rule: " + ", ".join(f"{rule} {count}" for rule, count in by_rule.most_common()))
    print("\n".join(examples[:shown]))


def put_back(body: Sequence[str], lines: Sequence[str], place: str) -> Iterator[tuple[str, bool]]:
    """Each clutter line with whether it is gone from the text that it was put back into."""
    if place == "behind":
        behind = cleaned([*body, *lines])[len(body) :]
        yield from ((line, not left) for line, left in zip(lines, behind, strict=True))
        return
    middle = len(body) // 2
    ends = [at for at, text in enumerate(body) if SENTENCE_END.search(text.rstrip())]
    glue = min(ends, key=lambda at: abs(at - middle), default=None)
    for line in lines:
        if place == "between":
            yield line, not cleaned([*body[:middle], line, *body[middle:]])[middle]
        elif glue is not None:
            sentence = body[glue].rstrip()
            left = cleaned([*body[:glue], sentence + line, *body[glue + 1 :]])[glue]
            yield line, left == cleaned(body)[glue].rstrip()


def cleaned(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a text as ``clean_text`` leaves them, "" where one is struck."""
    return clean_lines(lines).lines


def measure_catch(pages: list[GoldPage], shown: int) -> None:
    """Print how many of the pages' own clutter lines go when they are put back, and list those that stay."""
    totals: Counter[tuple[str, str, str]] = Counter()
    caught: Counter[tuple[str, str, str]] = Counter()
    missed: Counter[str] = Counter()
    for page in pages:
        language = "English" if page.english else "other languages"
        for place in PLACES:
            for line, gone in put_back(page.body, list(page.clutter), place):
                for key in ("all", page.clutter[line]):
                    totals[language, place, key] += 1
                    caught[language, place, key] += gone
                if not gone:
                    missed[f"{place:8} {page.clutter[line]:12} {line[:180]}"] += 1
    keys = ["all", *sorted({key for _, _, key in totals} - {"all"})]
    print("\nclutter lines put back, share that goes")
    print("| | " + " | ".join(keys) + " | asked |\n" + "|---" * (len(keys) + 2) + "|")
    for language, target in TARGETS.items():
        for place in PLACES:
            cells = [_share(caught[language, place, key], totals[language, place, key]) for key in keys]
            print(f"| {language}, {place} | " + " | ".join(cells) + f" | {target:.0%} |")
    for text, number in missed.most_common(shown):
        print(f"  {number:3} {text}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} of {whole}" if whole else "-"


def measure_peers(pages: list[GoldPage], folder: Path) -> None:
    """Print how many clutter lines of the pages themselves extractors leave out, and how many gold words they keep."""
    print("\nextractors on the same pages: clutter lines that are not in the text, gold words that are")
    print("| extractor | English | other languages | gold words kept |\n|---|---|---|---|")
    for name, extractor in extractors().items():
        gone: Counter[bool] = Counter()
        total: Counter[bool] = Counter()
        kept = words = 0
        for page in pages:
            source = page_source(page, folder)
            if source is None or not page.clutter:
                continue
            text = extractor(source)
            lines = {" ".join(line.split()).lower() for line in text.splitlines()}
            flat = " ".join(text.split()).lower()
            total[page.english] += len(page.clutter)
            gone[page.english] += sum(
                not (line.lower() in lines or (len(line.split()) > 3 and line.lower() in flat)) for line in page.clutter
            )
            gold = Counter(page.golds[0].lower().split())
            words += gold.total()
            kept += (gold & Counter(flat.split())).total()
        cells = [_share(gone[english], total[english]) for english in (True, False)]
        print(f"| {name} | " + " | ".join(cells) + f" | {_share(kept, words)} |")


def extractors() -> dict[str, Callable[[bytes], str]]:
    """What is asked: newsspider and the peers that are installed: a page in, its text out."""
    found: dict[str, Callable[[bytes], str]] = {"newsspider": extract_text}
    if find_spec("trafilatura"):
        trafilatura = import_module("trafilatura")
        found["trafilatura"] = lambda source: trafilatura.extract(source, include_comments=False) or ""
    if find_spec("justext"):
        found["jusText"] = partial(_justext, import_module("justext"))
    return found


def _justext(justext: Any, source: bytes) -> str:
    """What jusText says, with the stop words of the page's language, or of none."""
    language = (language_of(" ".join(map(str, lxml.html.fromstring(source).itertext()))[:4000], None) or "en").lower()
    names = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}
    names |= {"nl": "Dutch", "ru": "Russian", "uk": "Ukrainian", "pl": "Polish", "cs": "Czech", "tr": "Turkish"}
    stop_words = justext.get_stoplist(names[language]) if language in names else frozenset()
    options = {} if stop_words else {"stopwords_low": 0, "stopwords_high": 0}
    paragraphs = justext.justext(source, stop_words, **options)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def main() -> None:
    """Read the options, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="the gold file, JSON lines, .gz or plain")
    parser.add_argument("--html", type=Path, help="folder of the pages that the gold file names")
    parser.add_argument("--half", choices=["even", "odd"], help="only the sites whose name's hash is even, or odd")
    parser.add_argument("--peers", action="store_true", help="the extractors' table, with those that are installed")
    parser.add_argument("--lost", type=int, default=20, help="how many removals from right texts to list")
    parser.add_argument("--missed", type=int, default=0, help="how many missed clutter lines to list")
    options = parser.parse_args()
    phrases, pages = read_gold(options.gold)
    pages = [page for page in pages if options.half in {None, page.half}]
    measure_loss(pages, default_rules(), options.lost)
    if options.html:
        for page in pages:
            source = page_source(page, options.html)
            page.clutter = clutter_lines(page, source, phrases) if source else {}
        measure_catch(pages, options.missed)
        if options.peers:
            measure_peers(pages, options.html)


if __name__ == "__main__":
    main()
