"""Learn the weights of the block scorer from pages with gold text, and say how good they are on sites not seen.

    python benchmarks/train_scorer.py PAGES            # cross-validated and fitted figures
    python benchmarks/train_scorer.py PAGES --write    # and write newsspider/extraction/weights.json

PAGES is a folder with ``gold.jsonl.gz`` (a first line of its own, then one object a page: id, dataset, file, url,
golds) and ``html/*.html.gz``. A block's label is whether its words stand in the gold text in their order. Needs
scikit-learn: ``pip install -e .[bench]``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from newsspider.clutter import default_rules
from newsspider.extraction import body as body_room
from newsspider.extraction.parse import parse
from newsspider.extraction.tree import strip_unseen
from newsspider.extraction.vetoes import decided
from newsspider.extraction.walk import walk
from newsspider.urls import host_of, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from newsspider.extraction.features import BlockTable
    from newsspider.extraction.layout import Layout

_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_WEIGHTS = Path(__file__).parents[1] / "newsspider" / "extraction" / "weights.json"
_FOLDS = 5


@dataclass(slots=True)
class Example:
    """One page: its blocks, their figures and labels, and which are decided without the scorer."""

    dataset: str
    site: str
    golds: list[str]
    layout: Layout
    table: BlockTable
    labels: NDArray[np.bool_]
    open: NDArray[np.bool_]  # neither vetoed by a rule nor a caption


def words(text: str) -> list[str]:
    """The words of a text in lower case; in scripts without spaces, its characters."""
    return _WORD.findall(text.lower())


def f1(text: str, golds: list[str]) -> float:
    """Bag-of-words F1 against the best of the gold texts."""
    got = Counter(words(text))
    best = 0.0
    for gold in golds:
        want = Counter(words(gold))
        hit = sum((got & want).values())
        best = max(best, 2 * hit / max(sum(got.values()) + sum(want.values()), 1))
    return best


def labels_of(texts: list[str], golds: list[str]) -> NDArray[np.bool_]:
    """Which blocks stand in the gold text (the one that fits best)."""
    block_words = [words(t) for t in texts]
    found = [_labels(block_words, gold) for gold in golds]
    sizes = np.array([len(w) for w in block_words])
    return max(found, key=lambda label: float((label * sizes).sum())) > 0.5


def _labels(block_words: list[list[str]], gold: str) -> NDArray[np.float64]:
    stream = words(gold)
    triples = set(zip(stream, stream[1:], stream[2:], strict=False))
    lines = {tuple(words(line)) for line in gold.split("\n")}
    flat = f" {' '.join(stream)} "
    label = np.zeros(len(block_words))
    for i, block in enumerate(block_words):
        if len(block) >= 6:
            own = list(zip(block, block[1:], block[2:], strict=False))
            label[i] = sum(t in triples for t in own) / len(own)
        elif block:
            label[i] = tuple(block) in lines or (len(block) >= 4 and f" {' '.join(block)} " in flat)
    return label


def read_pages(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The gold objects and their pages."""
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as file:
        next(file)
        for line in file:
            record = json.loads(line)
            html = gzip.decompress((folder / "html" / record["file"]).read_bytes())
            yield record, html.decode("utf-8", "replace")


def examples(folder: Path) -> list[Example]:
    """Walk and measure all pages."""
    rules = default_rules()
    found = []
    for record, html in read_pages(folder):
        root = parse(html)
        if root is None:
            continue
        strip_unseen(root)
        layout = walk(root, rules)
        if not layout.texts:
            continue
        table = body_room.table_of(layout, body_room.rules_of_lines(layout, rules))
        vetoed = decided(layout, table)
        undecided = np.array([i not in vetoed for i in range(len(layout.texts))])
        url = record["url"] or ""
        site = site_of(host_of(url)) if url else record["id"]
        labels = labels_of(layout.texts, record["golds"])
        found.append(Example(record["dataset"], site, record["golds"], layout, table, labels, undecided))
    return found


def fit(pages: list[Example], strength: float) -> tuple[NDArray[np.float64], float]:
    """Weights and bias per unit of each column."""
    x = np.vstack([p.table.values[p.open] for p in pages])
    y = np.concatenate([p.labels[p.open] for p in pages])
    weight = np.concatenate([_weights(p) for p in pages])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=1000).fit(scaler.transform(x), y, sample_weight=weight)
    raw = model.coef_[0] / scaler.scale_
    return raw, float(model.intercept_[0] - (raw * scaler.mean_).sum())


def _weights(page: Example) -> NDArray[np.float64]:
    """Every page weighs the same; within it a block weighs by the root of its length."""
    root: NDArray[np.float64] = np.sqrt(np.maximum(page.table.chars[page.open], 10))
    total: NDArray[np.float64] = 100 * root / max(float(root.sum()), 1.0)
    return total


def evaluate(pages: list[Example], weights: NDArray[np.float64], bias: float, threshold: float) -> list[float]:
    """F1 of each page with these weights."""
    scores = []
    for page in pages:
        logit = page.table.values @ weights + bias
        keep = page.open & (logit >= np.log(threshold / (1 - threshold)))
        scores.append(f1("\n".join(t for t, k in zip(page.layout.texts, keep, strict=True) if k), page.golds))
    return scores


def by_dataset(pages: list[Example], scores: list[float]) -> dict[str, float]:
    """Mean score of each dataset."""
    sets = dict.fromkeys(p.dataset for p in pages)
    return {d: mean(s for p, s in zip(pages, scores, strict=True) if p.dataset == d) for d in sets}


def cross_validate(pages: list[Example], strength: float, thresholds: list[float]) -> dict[float, dict[str, float]]:
    """Figures on sites that the weights were not learned from."""
    sites = [p.site for p in pages]
    scores: dict[float, list[float]] = {t: [0.0] * len(pages) for t in thresholds}
    for train, test in GroupKFold(_FOLDS).split(pages, groups=sites):
        weights, bias = fit([pages[i] for i in train], strength)
        for t in thresholds:
            for i, value in zip(test, evaluate([pages[i] for i in test], weights, bias, t), strict=True):
                scores[t][i] = value
    return {t: by_dataset(pages, s) for t, s in scores.items()}


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--strength", type=float, default=0.01, help="inverse of the L2 penalty (default 0.01)")
    parser.add_argument("--threshold", type=float, action="append", help="probability from which a block is kept")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    thresholds = options.threshold or [0.5]
    pages = examples(options.pages)
    print(f"{len(pages)} pages, {sum(len(p.labels) for p in pages):,} blocks, {len(pages[0].table.names)} columns")
    for t, figures in cross_validate(pages, options.strength, thresholds).items():
        print(f"by site, threshold {t}: " + "  ".join(f"{d} {v:.4f}" for d, v in figures.items()))
    weights, bias = fit(pages, options.strength)
    fitted = by_dataset(pages, evaluate(pages, weights, bias, thresholds[0]))
    print(f"fitted,  threshold {thresholds[0]}: " + "  ".join(f"{d} {v:.4f}" for d, v in fitted.items()))
    if options.write:
        rounded = {n: round(float(w), 4) for n, w in zip(pages[0].table.names, weights, strict=True)}
        model = {"threshold": thresholds[0], "bias": round(bias, 4), "weights": dict(sorted(rounded.items()))}
        _WEIGHTS.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
