"""A text's fingerprint: the stems of its content words in order, its facts, and its content bigrams.

In: the text of an article. Out: a ``Fingerprint``. Refused: nothing; an empty text has an empty fingerprint.

Copies are retitled, cut and edited, but their content words keep their order. So words are folded (Unicode
NFKC, case, quotes, zero-width characters), stop words left out, the others cut to their first six letters,
and numbers kept whole. Scripts without spaces between words are cut into overlapping pairs of characters.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

Stems = NDArray[np.uint32]
Flags = NDArray[np.bool_]

# Characters drawn as nothing (zero-width, soft hyphen, direction marks), and Arabic vowel signs and tatweel.
_INVISIBLE = dict.fromkeys(
    chain(
        (0xAD, 0x34F, 0x61C, 0x640, 0x670, 0xFEFF),
        range(0x200B, 0x2010),
        range(0x202A, 0x202F),
        range(0x2060, 0x2070),
        range(0x64B, 0x660),
    )
)
_QUOTES = {ord(c): "'" for c in "’‘‛`´ʼ＇"}
# Han, kana, and the scripts of Thailand, Laos, Burma and Cambodia: no spaces between words.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_WORD = re.compile(
    rf"[{_SPACELESS}]+|(?:[^\W\d_{_SPACELESS}]\.){{2,}}|\d+(?:[.,]\d+)*|[^\W\d_{_SPACELESS}]+|[.!?…:\n%]"
)
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_ENDS_SENTENCE = frozenset(".!?…:\n")
_MIX_A, _MIX_B, _HALF = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(15)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What a text is compared by.

    Attributes:
        stems: One 32-bit hash for each content word, in order.
        facts: Which of them are numbers or names (capitalised inside a sentence).
        numbers: Which of them are numbers.
        shingles: One 32-bit hash for each pair of neighbouring content words.
        sampled: Positions in ``shingles`` of those that the index keeps.
        stride: How far apart the two halves of a shingle are: 1, or 2 in a script without spaces.
        words: Running words of the text, stop words and all.
        body: How many of the content words stand before the leftovers of the page, as far as lines tell.
    """

    stems: Stems
    facts: Flags
    numbers: Flags
    shingles: Stems
    sampled: NDArray[np.intp]
    stride: int
    words: int
    body: int

    def __len__(self) -> int:
        return len(self.stems)


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The tables of ``decision.toml``."""
    return tomllib.loads(files(__package__).joinpath("decision.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _lexicon() -> tuple[frozenset[str], dict[str, str]]:
    """All stop words as one set, and the number words with their figures."""
    tables = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    stop = frozenset(w for words in tables["stop"].values() for w in normalise(words).lower().split())
    pairs = (pair.split("=") for words in tables["numbers"].values() for pair in words.split())
    return stop, {normalise(word): figure for word, figure in pairs}


def normalise(text: str) -> str:
    r"""The text in Unicode's NFKC form, without invisible characters, apostrophes all alike. Case is kept.

    >>> normalise("“Don’t” \u200bﬁx")
    "“Don't” fix"
    """
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_QUOTES)


@lru_cache(maxsize=200_000)
def _stem(word: str) -> int:
    """The hash of a word's stem, or 0 for a word that carries no story."""
    stop, numbers = _lexicon()
    word = word.lower().replace(".", "") if "." in word and not word[0].isdigit() else word.lower()
    if word in stop:
        return 0
    word = numbers.get(word, word)
    if word[0].isdigit():
        word = word.replace(",", "")
    elif len(word) == 1 and word != "%":
        return 0
    else:
        word = word[: settings()["tokens"]["stem_letters"]].replace("ё", "е")
    return _hash(word)


def _hash(stem: str) -> int:
    """32 bits, never 0, which stands for a word left out."""
    return xxhash.xxh32_intdigest(stem.encode("utf-8", "surrogatepass")) or 1


@dataclass(slots=True)
class _Reader:
    """Content words as they are read, one part of the text after the other."""

    stems: list[int] = field(default_factory=list)
    facts: list[bool] = field(default_factory=list)
    numbers: list[bool] = field(default_factory=list)
    words: int = 0
    spaceless: int = 0

    def read(self, text: str) -> None:
        opening = True  # a capital at the start of a sentence says nothing
        for token in _WORD.findall(text):
            if token in _ENDS_SENTENCE:
                opening = True
                continue
            if _IS_SPACELESS.match(token):
                self._read_spaceless(token)
            else:
                self.words += 1
                if stem := _stem(token):
                    digit = token[0].isdigit()
                    self.stems.append(stem)
                    self.numbers.append(digit)
                    self.facts.append(digit or (not opening and token[0].isupper()))
            opening = False

    def _read_spaceless(self, run: str) -> None:
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        self.stems += map(_hash, pairs)
        self.facts += [False] * len(pairs)
        self.numbers += [False] * len(pairs)
        self.words += len(run)
        self.spaceless += len(pairs)


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text. Same text, same fingerprint, on every machine and in every run."""
    text = normalise(text)
    mark = _leftovers(text)
    reader = _Reader()
    reader.read(text[:mark])
    body = len(reader.stems)
    reader.read(text[mark:])
    return assemble(
        np.array(reader.stems, dtype=np.uint32),
        np.array(reader.facts, bool),
        np.array(reader.numbers, bool),
        stride=2 if 2 * reader.spaceless > len(reader.stems) else 1,
        words=reader.words,
        body=body,
    )


@lru_cache(maxsize=1)
def _leftover_rules() -> tuple[re.Pattern[str], float]:
    data = tomllib.loads(files(__package__).joinpath("leftovers.toml").read_text("utf-8"))
    return re.compile("|".join(f"(?:{line})" for line in data["lines"]), re.IGNORECASE), float(data["after"])


def _leftovers(text: str) -> int:
    """Where the leftovers of the page begin: the end of the text if no line tells."""
    pattern, after = _leftover_rules()
    start = 0
    for line in text.splitlines(keepends=True):
        if start >= after * len(text) and pattern.fullmatch(line.strip()):
            return start
        start += len(line)
    return len(text)


def assemble(stems: Stems, facts: Flags, numbers: Flags, *, stride: int, words: int, body: int) -> Fingerprint:
    """A fingerprint from its stored parts."""
    first, second = stems[:-stride], stems[stride:]
    mixed: Stems = (first * _MIX_A + (second ^ (second >> _HALF)) * _MIX_B).astype(np.uint32, copy=False)
    shingles = mixed ^ (mixed >> _HALF)
    tokens = settings()["tokens"]
    # A threshold on the hash, higher for a short text: what a long text keeps of a passage, a short one keeps.
    rate = max(1.0 / tokens["sample"], tokens["least_sampled"] / max(1, len(shingles)))
    sampled = np.flatnonzero(shingles <= min(1.0, rate) * 0xFFFFFFFF)
    return Fingerprint(stems, facts, numbers, shingles, sampled, stride, words, body)
