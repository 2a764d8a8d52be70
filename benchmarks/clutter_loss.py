"""What cleaning text costs, and what it catches: ``clean_text`` on right texts, with and without their pages' clutter.

    python benchmarks/clutter_loss.py --gold GOLD.jsonl.gz
    python benchmarks/clutter_loss.py --gold GOLD.jsonl.gz --html FOLDER --missed 40

GOLD has one page a line: id, golds (texts that are right), file, lang; a first line {"format": ..., "phrases":
{category: regular expression}} names what counts as clutter. The first table needs nothing else: how many texts
change, and how many words go. With --html (the pages themselves), the lines of each page that match such a phrase
and stand in none of its golds are put back, behind the text (all of them, in the page's order) and between its
paragraphs (each alone): the second table tells how many of them go.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html

from newsspider.clutter import RuleSet, clean_lines, clean_text, default_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "a", "button", "label", "span", "td", "aside"}
HIDDEN = {"script", "style", "noscript", "template", "svg", "head", "select", "textarea"}
MAX_LINE_CHARS = 300
MAX_WORDS_CHANGED_SHARE = 0.0005
MAX_TEXTS_CHANGED_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page's right texts and where the page itself is."""

    id: str
    file: str
    language: str
    golds: tuple[str, ...]


def read_gold(path: Path) -> tuple[dict[str, re.Pattern[str]], list[GoldPage]]:
    """The clutter phrases and the pages of a gold file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        entries: list[dict[str, Any]] = [json.loads(line) for line in stream]
    head = entries[0] if "phrases" in entries[0] else {}
    phrases = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in head.get("phrases", {}).items()}
    pages = [
        GoldPage(e["id"], e.get("file", ""), (e.get("lang") or "").lower(), tuple(e["golds"]))
        for e in entries
        if "golds" in e
    ]
    return phrases, pages


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


def page_lines(path: Path) -> Iterator[str]:
    """The lines that a reader of the page sees: the text of its innermost blocks."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as stream:
        root = lxml.html.document_fromstring(stream.read(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for element in root.iter():
        if element.tag not in BLOCKS:
            continue
        if element.tag != "p" and any(child.tag in BLOCKS for child in element.iterdescendants()):
            continue
        if any(above.tag in HIDDEN for above in element.iterancestors()):
            continue
        line = " ".join("".join(map(str, element.itertext())).split())
        if 2 < len(line) <= MAX_LINE_CHARS:
            yield line


def clutter_lines(page: GoldPage, folder: Path, phrases: dict[str, re.Pattern[str]]) -> dict[str, str]:
    """Lines of the page that match a clutter phrase and stand in none of its golds: line -> category."""
    path = folder / page.file
    if not path.is_file():
        return {}
    gold = " ".join(" ".join(text.split()) for text in page.golds).lower()
    found: dict[str, str] = {}
    for line in page_lines(path):
        if line in found or line.lower() in gold:
            continue
        for name, pattern in phrases.items():
            if pattern.search(line):
                found[line] = name
                break
    return found


def measure_catch(
    pages: list[GoldPage], folder: Path, phrases: dict[str, re.Pattern[str]], rules: RuleSet, shown: int
) -> None:
    """Print how many of the pages' own clutter lines go when they are put back."""
    totals: Counter[tuple[str, str]] = Counter()
    caught: Counter[tuple[str, str]] = Counter()
    missed: list[str] = []
    for page in pages:
        lines = clutter_lines(page, folder, phrases)
        if not lines:
            continue
        body = [line for line in page.golds[0].splitlines() if line.strip()]
        behind = clean_lines([*body, *lines], rules).lines[len(body) :]
        for (line, category), left in zip(lines.items(), behind, strict=True):
            middle = len(body) // 2
            alone = clean_lines([*body[:middle], line, *body[middle:]], rules).lines[middle]
            for place, rest in (("behind", left), ("between", alone)):
                totals[place, category] += 1
                caught[place, category] += not rest
            if left:
                missed.append(f"  {page.id} {category}: {line[:200]}")
    for place in ("behind", "between"):
        cells = [f"{c} {caught[p, c]}/{n} ({caught[p, c] / n:.1%})" for (p, c), n in totals.items() if p == place]
        total = sum(n for (p, _), n in totals.items() if p == place)
        gone = sum(n for (p, _), n in caught.items() if p == place)
        print(f"{place}: {gone}/{total} ({gone / max(total, 1):.1%})  " + "  ".join(cells))
    print("\n".join(missed[:shown]))


def main() -> None:
    """Read the options, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="the gold file, JSON lines, .gz or plain")
    parser.add_argument("--html", type=Path, help="folder of the pages that the gold file names")
    parser.add_argument("--lost", type=int, default=20, help="how many removals from right texts to list")
    parser.add_argument("--missed", type=int, default=0, help="how many missed clutter lines to list")
    options = parser.parse_args()
    phrases, pages = read_gold(options.gold)
    rules = default_rules()
    measure_loss(pages, rules, options.lost)
    if options.html:
        measure_catch(pages, options.html, phrases, rules, options.missed)


if __name__ == "__main__":
    main()
