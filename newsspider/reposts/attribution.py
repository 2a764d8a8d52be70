"""Which agency or site a text credits: datelines, bylines and credit lines.

In: an article's title, authors and text. Out: ``Credit`` records, in the order they were found, each once.
Refused: nothing. What counts as an agency, and how it is written, stands in ``agencies.toml``.

A credit is evidence, never a verdict: blogs thank each other, and newspapers credit agencies for a single
figure.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from newsspider.records import Credit
from newsspider.reposts.characters import normalise
from newsspider.reposts.fingerprint import ReadText, read_text
from newsspider.reposts.notes import HEAD_SIGNS, LONGEST_NAME
from newsspider.urls import host_of, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_URL = re.compile(r"https?://[^\s<>\"'()]+")
_DOMAIN = re.compile(r"(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w-])", re.IGNORECASE)
_NAME_ENDS = re.compile(r"[.|;!?。\n]|\s[-–—]\s|,\s")
# A line is cut behind this: no dateline is longer, and a longer line is no byline.
_LONGEST_HEAD, _LONGEST_BYLINE = 200, 120
_IN_BRACKETS = re.compile(r"\([^()\n]{1,66}\)\s*[.,:]?\s*(?:[-–—‑−:.]|$)")
# A phrase of credits stands inside what ``anywhere`` finds, not farther from its beginning and end than this.
_BEFORE_PHRASE, _BEHIND_PHRASE = 40, 80
_BRACKET = 1 << HEAD_SIGNS.index("(")
_NOT_IN_KEY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Rules:
    """``agencies.toml``, compiled."""

    names: dict[str, str]  # a form's key -> the agency's name
    sites: dict[str, str]  # a site -> the agency's name
    blog_labels: frozenset[str]
    blog_sites: frozenset[str]
    datelines: tuple[tuple[int, re.Pattern[str]], ...]  # each with the sign that its lines have
    generic: tuple[tuple[int, re.Pattern[str]], ...]
    bare: tuple[tuple[int, re.Pattern[str]], ...]
    byline: re.Pattern[str]
    byline_begins: re.Pattern[str]
    noun: re.Pattern[str]
    anywhere: re.Pattern[str]
    line_start: re.Pattern[str]
    phrases: tuple[str, ...]  # each line that ``anywhere`` finds has one of these, in small letters
    articles: frozenset[str]
    rights: tuple[re.Pattern[str], ...]
    rights_signs: tuple[str, ...]
    most_city_words: int
    most_words: int


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("agencies.toml").read_text("utf-8"))
    agencies = data["agency"]
    forms = sorted({normalise(f) for a in agencies for f in a["forms"]}, key=lambda f: (-len(f), f))
    agency = "|".join(map(re.escape, forms))
    dateline, byline, credit = data["dateline"], data["byline"], data["credit"]

    def datelines(name: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
        return tuple(
            (1 << HEAD_SIGNS.index(p["sign"]), re.compile(p["pattern"].replace("{agency}", agency)))
            for p in dateline[name]
        )

    prefixes = "|".join(map(re.escape, byline["prefixes"]))
    nouns = "|".join(map(re.escape, byline["nouns"]))
    return _Rules(
        names={name_key(form): a["name"] for a in agencies for form in [a["name"], *a["forms"]]},
        sites={site: a["name"] for a in agencies for site in a["domains"]},
        blog_labels=frozenset(data["blogs"]["labels"]),
        blog_sites=frozenset(data["blogs"]["sites"]),
        datelines=datelines("known"),
        generic=datelines("generic"),
        bare=datelines("bare"),
        byline=re.compile(
            rf"(?:(?:{prefixes})\s+[^\n,|/]{{2,60}}[,|/]\s*|(?:{prefixes})\s+)?(?P<name>[^\n,|/]{{2,50}})$",
            re.IGNORECASE,
        ),
        byline_begins=re.compile(rf"(?:{prefixes})\s", re.IGNORECASE),
        noun=re.compile(rf"(?:{nouns})$"),
        anywhere=re.compile(rf"(?:{'|'.join(credit['anywhere'])})\s*:?\s*", re.IGNORECASE),
        line_start=re.compile(rf"(?:{'|'.join(credit['line_start'])})\s*", re.IGNORECASE),
        rights=tuple(re.compile(p.replace("{agency}", agency), re.IGNORECASE) for p in credit["rights"]),
        phrases=tuple(credit["phrases"]),
        articles=frozenset(credit["articles"].split()),
        rights_signs=tuple(credit["rights_signs"]),
        most_city_words=dateline["most_city_words"],
        most_words=credit["most_words"],
    )


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """A name without case, spaces and punctuation: two spellings with the same key are one name."""
    return _NOT_IN_KEY.sub("", normalise(name)).casefold().removeprefix("the")


def agency_named(name: str) -> str | None:
    """The agency that a name stands for, or None.

    >>> agency_named("The Associated Press")
    'AP'
    """
    return _rules().names.get(name_key(name))


@lru_cache(maxsize=8192)
def agency_of_site(host: str) -> str | None:
    """The agency that runs a site, or None."""
    rules = _rules()
    return rules.sites.get(host) or rules.sites.get(site_of(host))


@lru_cache(maxsize=8192)
def is_blog(host: str) -> bool:
    """Whether a host is somebody's blog at one of the platforms for blogs.

    >>> is_blog("harbour.blogspot.com"), is_blog("blog.harbour.example")
    (True, False)
    """
    rules = _rules()
    return not rules.blog_labels.isdisjoint(host.split(".")[1:]) or site_of(host) in rules.blog_sites


def find_credits(title: str | None, authors: Sequence[str], text: str) -> tuple[Credit, ...]:
    """The credits that an article's words carry.

    Args:
        title: Its title.
        authors: As its byline names them.
        text: Its text.

    >>> find_credits(None, (), "WASHINGTON (AP) - The Senate voted on Monday.")
    (Credit(kind='dateline', value='AP', url=None),)
    """
    return credits_in(title, authors, read_text(text, title))


def credits_in(title: str | None, authors: Sequence[str], read: ReadText) -> tuple[Credit, ...]:
    """The same of a text that was read already."""
    found: list[Credit] = []
    if authors or read.heads:
        lines = [(normalise(line[:_LONGEST_HEAD].strip()), signs) for line, signs in read.heads]
        found += _bylines(authors, [line for line, _ in lines])
        found += _datelines(lines)
    for line in read.credit_lines:
        found += line_credits(line)
    if title and read.title_signs and (agency := _dateline(normalise(title), read.title_signs)):
        found.append(Credit("dateline", agency))
    return tuple(dict.fromkeys(found)) if found else ()


def _bylines(authors: Sequence[str], lines: Sequence[str]) -> Iterator[Credit]:
    rules = _rules()
    for author in authors:
        name = author.rsplit(",", 1)[-1].strip()
        agency = agency_named(author) or agency_named(name)
        if agency:
            yield Credit("byline", agency)
        elif rules.noun.search(name):
            yield Credit("byline", name)
    for line in lines:
        # Without a prefix the whole line is a name.
        if len(line) > LONGEST_NAME and (len(line) >= _LONGEST_BYLINE or not rules.byline_begins.match(line)):
            continue
        if (found := rules.byline.match(line)) is None:
            continue
        name = found["name"].strip()
        agency = agency_named(name)
        alone = found.start("name") == 0
        if agency and (len(name) > 3 or not alone):
            yield Credit("byline", agency)
        elif not alone and "," in line and rules.noun.search(name):
            yield Credit("byline", name)


def _datelines(lines: Sequence[tuple[str, int]]) -> Iterator[Credit]:
    for line, signs in lines:
        if signs and (agency := _dateline(line, signs)):
            yield Credit("dateline", agency)
            return


@lru_cache(maxsize=2048)  # copies begin alike
def _dateline(line: str, signs: int) -> str | None:
    rules = _rules()
    if signs & _BRACKET and line[0] != "(" and not _IN_BRACKETS.search(line, 0, _LONGEST_HEAD):
        signs &= ~_BRACKET
    if not signs:
        return None
    for sign, pattern in rules.datelines:
        if sign & signs and (found := pattern.match(line)):
            words = line[: found.start("known")].split()
            if len(words) <= rules.most_city_words:
                return agency_named(found["known"])
    for sign, pattern in rules.generic:
        found = pattern.match(line) if sign & signs else None
        if found and _is_dateline(found) and (_has_noun(found["name"]) or _is_in_capitals(found["city"])):
            return agency_named(found["name"]) or found["name"].strip()
    for sign, pattern in rules.bare:
        found = pattern.match(line) if sign & signs else None
        if found and _is_dateline(found) and _has_noun(found["name"]):
            return found["name"].strip()
    return None


def _is_dateline(found: re.Match[str]) -> bool:
    """A city is short and starts with a capital, in scripts that have them; so does a name, which has no figures."""
    city, name = found["city"], found["name"]
    is_place = len(city.split()) <= _rules().most_city_words and "." not in city.rstrip(".")[:-4]
    is_name = len(name.split()) <= 4 and not any(c.isdigit() for c in name)
    return is_place and is_name and not city[0].islower() and not name[0].islower()


def _is_in_capitals(city: str) -> bool:
    return city.split(",", 1)[0].isupper()


def _has_noun(name: str) -> bool:
    """Whether a name ends as agencies' names do."""
    return _rules().noun.search(name.strip()) is not None


@lru_cache(maxsize=1024)  # a site says the same below each story
def line_credits(line: str) -> tuple[Credit, ...]:
    """Whom a line credits in words that say so, by name or address; empty if nobody.

    >>> line_credits("This story originally appeared on Harbour Weekly.")
    (Credit(kind='credit_line', value='Harbour Weekly', url=None),)
    """
    rules = _rules()
    line = normalise(line)
    small = line.lower()
    credit = rules.line_start.match(line) or _credit_in(line, small)
    found = [*_credit(line[credit.end() :])] if credit else []
    if any(sign in small for sign in rules.rights_signs):
        short = len(line.split()) <= 4 * rules.most_words
        owners = [known["known"] for pattern in rules.rights if short and (known := pattern.search(line))]
        found += [Credit("credit_line", agency_named(owner) or owner) for owner in owners]
    return tuple(found)


def _credit_in(line: str, small: str) -> re.Match[str] | None:
    """The first place in a line where the words of a credit stand."""
    rules = _rules()
    places = [small.find(phrase) for phrase in rules.phrases if phrase in small]
    for place in sorted(places):
        start = max(0, place - _BEFORE_PHRASE)
        if found := rules.anywhere.search(line, start, place + _BEHIND_PHRASE):
            return found
    return None


def _credit(rest: str) -> Iterator[Credit]:
    rules = _rules()
    url = _URL.search(rest)
    if url and len(rest[: url.start()].split()) <= rules.most_words:
        address = url[0].rstrip(".,;)")
        yield Credit("credit_link", rest[: url.start()].strip(" (:-–—") or host_of(address), address)
        return
    if domain := _DOMAIN.match(rest):
        yield Credit("credit_line", agency_of_site(domain[1].lower()) or domain[1].lower())
        return
    name = _NAME_ENDS.split(rest, maxsplit=1)[0].strip(" \"“”'()")
    words = name.split()
    if words and words[0] in rules.articles:
        name = name[len(words[0]) :].lstrip()
    if name and len(words) <= rules.most_words and not name[0].islower():
        yield Credit("credit_line", agency_named(name) or name)
