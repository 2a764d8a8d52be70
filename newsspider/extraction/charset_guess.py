"""Which legacy encoding a page is in that says neither its encoding nor its language.

In: bytes that are no UTF-8. Out: a codec's name. In Latin scripts a byte above 127 stands alone among ASCII letters; in
others such bytes stand side by side, and each candidate is judged by how many of its language's commonest signs appear
when the bytes are read in it. The candidates are data, in ``charsets.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any, Final

_TABLE: Final[dict[str, Any]] = tomllib.loads((files(__package__) / "charsets.toml").read_text("utf-8"))
BY_LANGUAGE: Final[dict[str, str]] = _TABLE["by_language"]
SECOND: Final[dict[str, str]] = _TABLE["second"]
LATIN: Final = "cp1252"

_HIGH: Final = re.compile(rb"[\x80-\xff]+")
# Words of multi-byte encodings hold ASCII as second bytes.
_RUN: Final = re.compile(rb"[\x80-\xff][\x40-\xff]*")
_SAMPLE: Final = 20_000  # bytes of runs that are judged
_SIDE_BY_SIDE: Final = 0.6  # share of high bytes that stand in runs; Latin scripts have few, others most
_LIKELY: Final = 0.55  # of the share that the commonest signs have in running text


def guess(body: bytes) -> str:
    """The likeliest codec."""
    runs = _HIGH.findall(body)
    high = sum(map(len, runs))
    if not high or sum(len(run) for run in runs if len(run) > 1) < _SIDE_BY_SIDE * high:
        return LATIN
    sample = b" ".join(_RUN.findall(body))[:_SAMPLE]
    scores = {c["label"]: _score(sample, c["label"], c["common"]) / c["share"] for c in _TABLE["candidate"]}
    best = max(scores, key=lambda label: scores[label])
    return best if scores[best] >= _LIKELY else LATIN


def _score(sample: bytes, label: str, common: str) -> float:
    """Which share of the signs above ASCII are the language's commonest."""
    signs = Counter(sign for sign in sample.decode(label, "replace") if sign > "\x7f")
    total = signs.total()
    return sum(signs[sign] for sign in common) / total if total else 0.0
