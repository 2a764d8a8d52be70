"""A text's fingerprint: the stems of its content words in order, and what is known of each.

In: the text of an article, and its title. Out: a ``Fingerprint``, and the lines that may be credits. Refused: nothing;
an empty text has an empty fingerprint.

Copies are retitled, cut and edited, but their content words keep their order. What counts as a content word stands in
``lexicon.toml``, the lines with which a page's leftovers begin in ``leftovers.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from newsspider.reposts.characters import class_of, fold, repaired
from newsspider.reposts.compiled import Reader
from newsspider.reposts.leftovers import leftovers, marked
from newsspider.reposts.lexicon import BESIDE, BYLINE, CREDIT, OPENER, STOP, WEAK_CREDIT, Word, hash_of

_FIRST_WORD = re.compile(r"[\s\W].*")


class Fingerprint(NamedTuple):
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


class ReadText(NamedTuple):
    """A text's fingerprint, the lines in which a word of credits stands, and its first lines.

    Attributes:
        heads: Those of the first lines that may be a dateline or a byline, each with the signs that it has.
        title_signs: The signs of a dateline that the title has.
    """

    print_: Fingerprint
    credit_lines: tuple[str, ...]
    heads: tuple[tuple[str, int], ...]
    title_signs: int


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
    names = (form for agency in agencies["agency"] for form in (agency["name"], *agency["forms"]))
    first_words = [_FIRST_WORD.sub("", name.replace(".", "")) for name in names]
    for lists, bit in (
        (tables["stop"].values(), STOP),
        ([agencies["credit"]["openers"]], OPENER),
        ([agencies["credit"]["words"]], CREDIT),
        ([agencies["credit"]["weak_words"]], WEAK_CREDIT),
        ([agencies["credit"]["beside"]], BESIDE),
        (agencies["byline"]["prefixes"], BYLINE),
        (first_words, BYLINE),
    ):
        for word in (fold(w) for words in lists for w in words.replace(":", " ").split()):
            bits[word] = bits.get(word, 0) | bit
    pairs = (pair.split("=") for words in tables["numbers"].values() for pair in words.split())
    figures = {fold(word): hash_of(figure) for word, figure in pairs}
    lines = leftovers()
    words = {
        word: Word(bits.get(word, 0), figures.get(word, 0), lines.opens.get(word, 0), lines.stands_in.get(word, 0))
        for word in (*bits, *figures, *lines.opens, *lines.stands_in)
    }
    alike = dict(pair.split("=") for pair in tables["look_alikes"]["latin"].split())
    return Reader(words, class_of, alike, settings()["tokens"]["stem_letters"], lines.line_rules)


def fingerprint(text: str, title: str | None = None) -> Fingerprint:
    """The fingerprint of a text. Same text, same fingerprint, on every machine and in every run."""
    return read_text(text, title).print_


def read_text(text: str, title: str | None = None) -> ReadText:
    """The fingerprint of a text, with what else is found on the way."""
    text = repaired(text)
    reader = _reader()
    stems, flags, words, spaceless, hints, heads = reader.read(text)
    stride = 2 if 2 * spaceless > len(flags) else 1
    title_stems, title_signs = b"", 0
    if title:
        title_stems, _, _, _, _, title_heads = reader.read(repaired(title))
        title_signs = title_heads[0][2] if title_heads else 0
    if hints:
        flags = marked(text, flags, hints)
    credit_lines = tuple([text[start:end] for start, end, _, _, is_credit, _ in hints if is_credit]) if hints else ()
    first = tuple([(text[start:end], signs) for start, end, signs in heads]) if heads else ()
    return ReadText(Fingerprint(stems, flags, stride, words, title_stems), credit_lines, first, title_signs)
