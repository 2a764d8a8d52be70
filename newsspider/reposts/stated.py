"""What a page's own credits name: extraction tells a credit line as it stands, and here its name is read.

In: the credits of an article, a line each where the page has one. Out: credits that name somebody. Refused: nothing; a
line that names nobody ("Our standards", "Photo: J. Doe") says nothing of where the story comes from. Which words tell
whose material a line speaks of stands in ``agencies.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from newsspider.records import Credit
from newsspider.reposts.attribution import agency_named, line_credits
from newsspider.reposts.characters import normalise
from newsspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_NAME_WORDS = 4
_AROUND = " \t()[].*"
_NAME_ENDS = re.compile(r"[.,;:|()/]|\s[-–—]\s")


def stated_credits(credits_: Iterable[Credit]) -> tuple[Credit, ...]:
    """The same credits, each line replaced by whom it names; lines that name nobody are left out.

    >>> stated_credits([Credit("credit_line", "The post Rain appeared first on Harbour Notes.")])
    (Credit(kind='credit_line', value='Harbour Notes', url=None),)
    """
    return tuple(dict.fromkeys(named for credit in credits_ for named in _named(credit)))


def _named(credit: Credit) -> tuple[Credit, ...]:
    if credit.kind == "credit_line":
        return _of_line(credit.value)
    if credit.kind == "credit_link" and credit.url:
        named = _of_line(credit.value)
        return (Credit("credit_link", named[0].value if named else host_of(credit.url), credit.url),)
    return (credit,)


@lru_cache(maxsize=1024)  # a site says the same below each story
def _of_line(line: str) -> tuple[Credit, ...]:
    if found := line_credits(line):
        return found
    line = normalise(line).strip(_AROUND)
    if (material := _material().match(line)) and (agency := _agency_at(line[material.end() :])):
        return (Credit("credit_line", agency),)
    return (Credit("credit_line", agency_named(line) or line),) if _is_name(line) else ()


def _agency_at(rest: str) -> str | None:
    """The agency whose name the text begins with."""
    return agency_named(_NAME_ENDS.split(rest, maxsplit=1)[0].strip())


def _is_name(line: str) -> bool:
    """Whether a line is a name, as rows of other corpora state it, and no sentence."""
    words = line.split()
    return 0 < len(words) <= _MOST_NAME_WORDS and not _NAME_ENDS.search(line) and not any(w[0].islower() for w in words)


@lru_cache(maxsize=1)
def _material() -> re.Pattern[str]:
    data = tomllib.loads(files(__package__).joinpath("agencies.toml").read_text("utf-8"))
    return re.compile(rf"(?:{'|'.join(data['stated']['material'])})\s*", re.IGNORECASE)
