"""A text's fingerprint: the stems of its content words in order, and what is known of each.

In: the text of an article, and its title. Out: a ``Fingerprint``, and the lines that may be credits. Refused: nothing;
an empty text has an empty fingerprint.

Copies are retitled, cut and edited, but their content words keep their order. What counts as a content word stands in
``lexicon.toml``, the lines with which a page's leftovers begin in ``leftovers.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from newsspider.reposts.characters import class_of, fold, repaired
from newsspider.reposts.compiled import Reader
from newsspider.reposts.reading import CREDIT, LEFT, OPENER, STOP, Hint, hash_of


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a text is compared by.

    Attributes:
        stems: Four bytes for each content word, in order: the hash of its stem.
        flags: One byte for each (see ``reading``): number, name, in quotation marks, first of its line, leftover of the
            page, said before.
        stride: How far apart the two halves of a pair are: 1, or 2 in a script without spaces.
        words: Running words of the text, stop words and all.
        title: The stems of the title.
    """

    stems: bytes
    flags: bytes
    stride: int
    words: int
    title: bytes = b""

    def __len__(self) -> int:
        return len(self.flags)


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text, its fingerprint, and the lines in which a word of credits stands."""

    text: str
    print_: Fingerprint
    credit_lines: tuple[str, ...]


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The tables of ``decision.toml``."""
    return tomllib.loads(files(__package__).joinpath("decision.toml").read_text("utf-8"))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@lru_cache(maxsize=1)
def _reader() -> Reader:
    tables, agencies = _table("lexicon.toml"), _table("agencies.toml")
    bits: dict[str, int] = {}
    for lists, bit in (
        (tables["stop"].values(), STOP),
        (_table("leftovers.toml")["openers"].values(), OPENER),
        ([agencies["credit"]["openers"]], OPENER | CREDIT),
        ([agencies["credit"]["words"]], CREDIT),
    ):
        for word in (fold(w) for words in lists for w in words.split()):
            bits[word] = bits.get(word, 0) | bit
    pairs = (pair.split("=") for words in tables["numbers"].values() for pair in words.split())
    figures = {fold(word): hash_of(figure) for word, figure in pairs}
    words = {word: (bits.get(word, 0), figures.get(word, 0)) for word in (*bits, *figures)}
    alike = dict(pair.split("=") for pair in tables["look_alikes"]["latin"].split())
    return Reader(words, class_of, alike, settings()["tokens"]["stem_letters"])


def fingerprint(text: str, title: str | None = None) -> Fingerprint:
    """The fingerprint of a text. Same text, same fingerprint, on every machine and in every run."""
    return read_text(text, title).print_


def read_text(text: str, title: str | None = None) -> ReadText:
    """The fingerprint of a text, with what else is found on the way."""
    text = repaired(text)
    reader = _reader()
    stems, flags, words, spaceless, hints = reader.read(text)
    stride = 2 if 2 * spaceless > len(flags) else 1
    title_stems = reader.read(repaired(title))[0] if title else b""
    if hints:
        flags = _with_leftovers(text, flags, hints)
    credit_lines = tuple(text[start:end] for start, end, _, _, bits in hints if bits or spaceless)
    return ReadText(text, Fingerprint(stems, flags, stride, words, title_stems), credit_lines)


@dataclass(frozen=True, slots=True)
class _Leftovers:
    sections: re.Pattern[str]
    lines: re.Pattern[str]
    after: float
    longest: int


@lru_cache(maxsize=1)
def _leftover_rules() -> _Leftovers:
    data = _table("leftovers.toml")

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{line})" for line in data[name]), re.IGNORECASE)

    return _Leftovers(any_of("sections"), any_of("lines"), float(data["after"]), int(data["longest"]))


def _with_leftovers(text: str, flags: bytes, hints: list[Hint]) -> bytes:
    """The flags with the leftovers of the page marked: single lines, and all behind the line that begins a section."""
    rules = _leftover_rules()
    marked = bytearray(flags)
    for start, end, first, behind, _ in hints:
        if end - start > rules.longest:
            continue
        line = text[start:end].strip()
        if start >= rules.after * len(text) and rules.sections.fullmatch(line):
            _mark(marked, first, len(marked))
            break
        if rules.lines.fullmatch(line):
            _mark(marked, first, behind)
    return bytes(marked)


def _mark(flags: bytearray, first: int, behind: int) -> None:
    for at in range(first, behind):
        flags[at] |= LEFT
