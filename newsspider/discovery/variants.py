"""Other addresses of one article (AMP, for phones, for printing, in capitals): learned of each host by its own pages.

In: an address, and what the page there calls itself. Out: the plain address, where the host has shown that the two are
one. Refused: nothing; what was shown on one host counts for that host alone, and one page that has such an address and
calls itself by it ends it for that host: some servers do tell ``/A`` from ``/a``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Protocol
from urllib.parse import SplitResult, urlsplit, urlunsplit

from newsspider.discovery.data import table
from newsspider.urls import item_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST_AT_ONCE = 3  # rules that one address takes: a host for phones, a parameter, capitals
_MOST_HOSTS = 50_000
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


class Store(Protocol):
    """Where what was learned is kept."""

    def variants(self) -> Iterable[tuple[str, str, int, int]]:
        """Host, rule, proofs for it, proofs against it."""
        ...

    def note_variant(self, host: str, rule: str, proofs: int, against: int) -> None:
        """Keep a row."""
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of ``variants.toml``.

    Attributes:
        id: Its name.
        rewrite: The address that it makes of another; the same where it doesn't fire.
    """

    id: str
    rewrite: Callable[[str], str]


class Variants:
    """What hosts have shown.

    Args:
        store: Keeps it from run to run.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._proofs = int(table("variants")["proofs"])
        self._shown = {(host, rule): (proofs, against) for host, rule, proofs, against in store.variants()}
        self._hosts = {host for host, _ in self._shown}

    def plain(self, url: str) -> str:
        """The plain address of an article, as far as its host has shown it; else the address itself."""
        host = _host(url)
        if host not in self._hosts:
            return url
        for rule in rules():
            proofs, against = self._shown.get((host, rule.id), (0, 0))
            if proofs >= self._proofs and not against:
                url = rule.rewrite(url)
        return url

    def learn(self, url: str, own: str) -> bool:
        """A page has said what it is called.

        Args:
            url: What was asked for.
            own: Its canonical link, or where it redirected to.

        Returns:
            Whether it has shown that the one address is another of the other's page, in a way that the rules know.
        """
        firing = firing_rules(url)
        if item_id(own) == item_id(url):
            for rule in firing:
                self._note(url, rule, against=1)
            return False
        for number in range(1, min(len(firing), _MOST_AT_ONCE) + 1):
            for some in combinations(firing, number):
                if item_id(_rewritten(url, some)) == item_id(own):
                    for rule in some:
                        self._note(url, rule, proofs=1)
                    return True
        return False

    def _note(self, url: str, rule: Rule, *, proofs: int = 0, against: int = 0) -> None:
        key = (_host(url), rule.id)
        if key not in self._shown and len(self._shown) >= _MOST_HOSTS:
            return
        before = self._shown.get(key, (0, 0))
        now = (min(before[0] + proofs, self._proofs), min(before[1] + against, 1))
        if now != before:
            self._shown[key] = now
            self._hosts.add(key[0])
            self._store.note_variant(*key, *now)


def plainer(url: str) -> set[str]:
    """The addresses that rules would make of this one, were they shown to hold."""
    firing = firing_rules(url)
    numbers = range(1, min(len(firing), _MOST_AT_ONCE) + 1)
    return {_rewritten(url, some) for number in numbers for some in combinations(firing, number)}


def firing_rules(url: str) -> list[Rule]:
    """The rules that would rewrite this address, were they shown to hold."""
    small = url.lower()
    if small == url and not any(sign in small for sign in _signs()):  # as most: a sitemap has a million
        return []
    return [rule for rule in rules() if rule.rewrite(url) != url]


@cache
def rules() -> tuple[Rule, ...]:
    """Those of ``variants.toml``."""
    return tuple(Rule(row["id"], _rewriter(row)) for row in table("variants")["variant"])


@cache
def _signs() -> tuple[str, ...]:
    """One of them, or a capital, stands in every address that a rule fires on; none is a part of another."""
    signs = {sign for row in table("variants")["variant"] for sign in row.get("signs", ())}
    return tuple(sorted(sign for sign in signs if not any(other in sign for other in signs - {sign})))


def _rewriter(row: dict[str, str]) -> Callable[[str], str]:
    part = row["part"]
    pattern = re.compile(row.get("pattern", ""), re.IGNORECASE)

    def new(text: str) -> str:
        if row.get("lower"):
            return _lower(text)
        if part == "query":
            return "&".join(one for one in text.split("&") if not pattern.search(one))
        return pattern.sub(row["to"], text)

    def rewrite(url: str) -> str:
        try:
            parts = urlsplit(url)
        except ValueError:
            return url
        old = parts.netloc if part == "host" else parts.path if part == "path" else parts.query
        changed = new(old)
        return url if changed == old else urlunsplit(_with(parts, part, changed))

    return rewrite


def _with(parts: SplitResult, part: str, text: str) -> SplitResult:
    if part == "host":
        return parts._replace(netloc=text)
    return parts._replace(path=text) if part == "path" else parts._replace(query=text)


def _lower(path: str) -> str:
    """In lower case, but for the digits of escapes, which have none."""
    lowered = path.lower()
    return _ESCAPE.sub(lambda found: found[0].upper(), lowered) if "%" in path else lowered


def _rewritten(url: str, some: Iterable[Rule]) -> str:
    for rule in some:
        url = rule.rewrite(url)
    return url


def _host(url: str) -> str:
    """The host of an address, with its port: two sites may share a name."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
