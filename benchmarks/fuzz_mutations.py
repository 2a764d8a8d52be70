"""Inputs that are nearly right: real ones, with their pieces cut, moved, repeated, nested, renamed and mislabelled.

In: seeds, and the shape that they have (a table of ``fuzz_words.toml``). Out: any number of inputs, each told wholly by
its number, so that one is made again from nothing else. Refused: nothing.
"""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_BYTES = 1 << 16
_WORDS = Path(__file__).with_name("fuzz_words.toml")
_SMALL_TOKENS = 60  # of most inputs: they are quick, and what they do to each other is the same
_WHOLE_IN_PARTS = ("markup", "text")  # a piece of it is something of its own; a piece of JSON is none
_VALUE_STARTS = b'"0123456789-tfn'
_CHANGES = (1, 1, 2, 3, 5, 8)  # so many at once
_DEEP = (3, 30, 300, 3000)

Tokens = list[bytes]


class Mutator:
    """Makes inputs of one shape.

    Args:
        shape: A table of ``fuzz_words.toml``.
        seeds: Inputs as they should be.
    """

    def __init__(self, shape: str, seeds: Sequence[bytes]) -> None:
        table = tomllib.loads(_WORDS.read_text("utf-8"))
        self._tokens = re.compile(table[shape]["tokens"].encode(), re.DOTALL if shape == "packed" else 0)
        self._words: list[bytes] = [word.encode() for word in table[shape]["words"]]
        self._attributes: list[bytes] = [attribute.encode() for attribute in table[shape].get("attributes", ())]
        self._names: list[bytes] = [name.encode() for name in table[shape].get("names", ())]
        self._values: list[bytes] = [value.encode() for value in table[shape].get("values", ())]
        self._bytes = [bytes.fromhex(digits) for digits in table["anywhere"]["bytes"]]
        self._charsets: list[str] = table["anywhere"]["charsets"]
        self._parts = 0.85 if shape in _WHOLE_IN_PARTS else 0.05
        self._seeds = list(seeds) or [b""]
        self._split: dict[int, Tokens] = {}
        self._changes: list[Callable[[Tokens, random.Random], Tokens]] = [
            self._cut,
            self._repeat,
            self._swap,
            self._insert,
            self._replace,
            self._splice,
            self._spoil,
            self._nest,
        ]
        if self._names:
            self._changes += [self._rename, self._attribute]

    @property
    def words(self) -> list[bytes]:
        """What is put into inputs: words, and elements with each of the attributes."""
        return [*self._words, *(b"<p" + attribute + b">" for attribute in self._attributes)]

    def made(self, seed: int, number: int) -> bytes:
        """The input of a number: the same whenever it is asked for."""
        rng = random.Random(f"{seed}:{number}")  # noqa: S311 - no secret
        tokens = list(self._pieces(rng.randrange(len(self._seeds))))
        if rng.random() < self._parts and len(tokens) > _SMALL_TOKENS:
            start = rng.randrange(len(tokens) - _SMALL_TOKENS)
            tokens = tokens[start : start + rng.randint(1, _SMALL_TOKENS)]
        return self._changed(tokens, rng)

    def mutated(self, data: bytes, most_bytes: int, seed: int) -> bytes:
        """Another input like ``data``; what atheris asks for."""
        return self._changed(self._tokens.findall(data), random.Random(seed))[:most_bytes]  # noqa: S311 - no secret

    def _changed(self, tokens: Tokens, rng: random.Random) -> bytes:
        # What breaks the shape leaves hardly anything that can be read.
        changes = [self._exchange] if self._values and rng.random() < 0.6 else self._changes
        for _ in range(rng.choice(_CHANGES)):
            tokens = rng.choice(changes)(tokens or [b""], rng)
        data = b"".join(tokens)[:MOST_BYTES]
        if rng.random() < 0.03:
            data = data[: rng.randint(0, len(data))]
        return self._lie(data, rng) if rng.random() < 0.06 else data

    def _pieces(self, number: int) -> Tokens:
        if number not in self._split:
            self._split[number] = self._tokens.findall(self._seeds[number])
        return self._split[number]

    def _word(self, rng: random.Random) -> bytes:
        return rng.choice(self._words if rng.random() < 0.9 else self._bytes)

    @staticmethod
    def _span(tokens: Tokens, rng: random.Random) -> tuple[int, int]:
        start = rng.randrange(len(tokens))
        return start, min(len(tokens), start + rng.choice((1, 1, 2, 3, 5, 8)))

    def _cut(self, tokens: Tokens, rng: random.Random) -> Tokens:
        start, end = self._span(tokens, rng)
        return tokens[:start] + tokens[end:]

    def _repeat(self, tokens: Tokens, rng: random.Random) -> Tokens:
        start, end = self._span(tokens, rng)
        times = min(rng.choice((2, 2, 3, 5, 12, 60)), 1 + 4000 // (1 + sum(map(len, tokens[start:end]))))
        return tokens[:start] + tokens[start:end] * times + tokens[end:]

    def _swap(self, tokens: Tokens, rng: random.Random) -> Tokens:
        a, b = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        tokens[a], tokens[b] = tokens[b], tokens[a]
        return tokens

    def _insert(self, tokens: Tokens, rng: random.Random) -> Tokens:
        tokens.insert(rng.randint(0, len(tokens)), self._word(rng))
        return tokens

    def _replace(self, tokens: Tokens, rng: random.Random) -> Tokens:
        tokens[rng.randrange(len(tokens))] = self._word(rng)
        return tokens

    def _splice(self, tokens: Tokens, rng: random.Random) -> Tokens:
        other = self._pieces(rng.randrange(len(self._seeds))) or [b""]
        start, end = self._span(other, rng)
        at = rng.randint(0, len(tokens))
        return tokens[:at] + other[start:end] + tokens[at:]

    def _spoil(self, tokens: Tokens, rng: random.Random) -> Tokens:
        """A byte of one token is lost, changed or doubled."""
        at = rng.randrange(len(tokens))
        token = bytearray(tokens[at] or b" ")
        byte = rng.randrange(len(token))
        token[byte : byte + rng.randint(0, 1)] = rng.choice((b"", bytes([rng.randrange(256)]), rng.choice(self._bytes)))
        tokens[at] = bytes(token)
        return tokens

    def _nest(self, tokens: Tokens, rng: random.Random) -> Tokens:
        """Something is opened again and again, and closed rarely."""
        if rng.random() < 0.7:  # the deep ones cost more than all others
            return self._insert(tokens, rng)
        at = rng.randrange(len(tokens))
        opening = rng.choice((tokens[at], self._word(rng)))[:40]
        tokens.insert(at, opening * rng.choice(_DEEP))
        return tokens

    def _rename(self, tokens: Tokens, rng: random.Random) -> Tokens:
        at = rng.randrange(len(tokens))
        tokens[at] = re.sub(rb"^(</?)[\w:-]+", rb"\g<1>" + rng.choice(self._names), tokens[at])
        return tokens

    def _attribute(self, tokens: Tokens, rng: random.Random) -> Tokens:
        at = rng.randrange(len(tokens))
        if tokens[at][-1:] == b">":
            tokens[at] = tokens[at][:-1] + rng.choice(self._attributes) + b">"
        return tokens

    def _exchange(self, tokens: Tokens, rng: random.Random) -> Tokens:
        """A value becomes one of another kind."""
        behind = [*tokens[1:], b""]
        held = [at for at, token in enumerate(tokens) if token[:1] in _VALUE_STARTS and token and behind[at] != b":"]
        if held:
            tokens[rng.choice(held)] = rng.choice(self._values)
        return tokens

    def _lie(self, data: bytes, rng: random.Random) -> bytes:
        """In another encoding than it says, or with another one's mark in front."""
        if rng.random() < 0.3:
            return rng.choice(self._bytes) + data
        return data.decode("utf-8", "replace").encode(rng.choice(self._charsets), "replace")[:MOST_BYTES]
