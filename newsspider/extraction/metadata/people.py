"""People's names out of a byline, without "By", without desks and firms, once each.

In: strings that may name somebody. Out: names in order. Refused: addresses, e-mail addresses, desks ("Staff"), firms,
the site's own name, and anything longer than a name can be.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import (
    AUTHOR_JOINERS,
    AUTHOR_PREFIXES,
    CHROME_IN_BYLINES,
    FIRM_ENDS,
    FIRM_WORDS,
    LABELS,
    MONTHS,
    NAME_PARTICLES,
    NOT_IN_NAMES,
    NOT_PEOPLE,
    OTHERS_STARTS,
    ROLE_QUALIFIERS,
    ROLE_WORDS,
    ROLES_BEHIND,
    SAID_OF_STORIES,
    WEEKDAYS,
    WORKS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_NAME: Final = 50
_MOST_WORDS: Final = 6
_LEAST_WORDS: Final = 2  # of a name in full
_MOST_IN_FULL: Final = 5
_MOST_BARE: Final = 3  # words of a name by which no "By" stands
_LONGEST_WORD: Final = 20  # characters of a name's word; longer ones are several, glued together
_REMEMBERED: Final = 500  # characters of a byline that is remembered
_BY: Final = "|".join(map(re.escape, AUTHOR_PREFIXES))
_PREFIX: Final = re.compile(
    rf"^(?:(?:{_BY})(?:\s*:\s*|\s+|$)|(?:{'|'.join(map(re.escape, LABELS))})\s*:\s*)", re.IGNORECASE
)
_WORKS: Final = "|".join(WORKS)
_WORK_BY: Final = re.compile(rf"^(?:{_WORKS})(?:\s+(?:and|&)\s+(?:{_WORKS}))?\s+by\s+", re.IGNORECASE)
_JOINER_WORDS: Final = "|".join(re.escape(j.strip()) for j in AUTHOR_JOINERS)
_SEPARATORS: Final = ",;|/•·⋅●"
_SPLIT: Final = re.compile(
    rf"(\s*[{_SEPARATORS}]\s*(?:(?:{_JOINER_WORDS})\s+)?|\s+(?:{_JOINER_WORDS})\s+)", re.IGNORECASE
)
_GOES_ON: Final = {",", "/", *(joiner.strip() for joiner in AUTHOR_JOINERS)}
_LISTED: Final = re.compile(f"[{_SEPARATORS}]")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_BRACKETS: Final = re.compile(r"\s*[(\[{][^()\[\]{}]*[)\]}]")
# A bracket, or a dash with a weekday, a place or a role behind it
_BEHIND: Final = re.compile(r"(?:\s*[(\[{<]|\s+[–—-]\s).*$")
# As Brazilian portals sign what a desk wrote: "Do Portal, em São Paulo"
_DESK: Final = re.compile(r"(?:do|da) [^,]{2,30}, em [^,]{2,40}", re.IGNORECASE)
_CHROME: Final = re.compile(
    rf"\s+(?:{'|'.join(map(re.escape, (*CHROME_IN_BYLINES, *OTHERS_STARTS)))}).*$", re.IGNORECASE
)
# A byline's date ends the name: "Ann Lee 4 August 2010", "Ann Lee, on March 3".
_MONTHS: Final = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DATE: Final = re.compile(
    rf"(?:^|[\s,–—|-]+)(?:on\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:{_MONTHS})\b|(?:{_MONTHS})\.?\s+\d"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}).*$",
    re.IGNORECASE,
)
# "MD", "Ph.D.", "CFP", "CEPF®": what stands behind a name and a comma, mostly capitals.
_CREDENTIAL: Final = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z]{0,2}\.?(?:[A-Z][A-Za-z]?\.?){0,5}(?:-[A-Z]+)?[®™]?")
_SURNAME_FIRST: Final = re.compile(r"(?P<last>[^\s,]+(?: [^\s,]+)?), (?P<fore>[^\s,]+(?: [^\s,]+)?)")
_NO_NAMES: Final = ROLE_WORDS | ROLE_QUALIFIERS | SAID_OF_STORIES
_SAID_BEHIND: Final = ROLE_WORDS | SAID_OF_STORIES
_WORD_BREAK: Final = re.compile(r"[\s-]+")
_DIGIT: Final = re.compile(r"\d")
_LETTER: Final = re.compile(r"\w")


def clean_names(names: Iterable[str], site_name: str | None = None) -> tuple[str, ...]:
    """People's names out of bylines; "ann-lee" beside "Ann Lee" is the same person.

    >>> clean_names(["By Ann Lee and Bo Ek", "Staff", "ann-lee"])
    ('Ann Lee', 'Bo Ek')
    """
    found: dict[str, str] = {}
    for stated in names:
        people_in = _people_in if len(stated) <= _REMEMBERED else _people_in.__wrapped__
        for name in people_in(stated, site_name):
            found.setdefault("".join(_LETTER.findall(name.casefold())), name)
    return tuple(found.values())


def is_full_name(text: str) -> bool:
    """Whether a text has the shape of a person's full name: two to five capitalised words.

    >>> is_full_name("Ludwig van Beethoven"), is_full_name("the harbour"), is_full_name("Harbour")
    (True, False, False)
    """
    words = text.split()
    if not _LEAST_WORDS <= len(words) <= _MOST_IN_FULL or _DIGIT.search(text):
        return False
    return all(w[0].isupper() or w.casefold() in NAME_PARTICLES for w in words)


def is_short_name(line: str) -> bool:
    """Whether a line can be a name by which no "By" stands: of two or three words, none of them several glued together.

    >>> is_short_name("Ann Lee"), is_short_name("FerriesQuaysTidesHarbours Boats")
    (True, False)
    """
    return line.count(" ") < _MOST_BARE and is_full_name(line) and max(map(len, line.split())) <= _LONGEST_WORD


def in_full(people: tuple[str, ...]) -> bool:
    """Whether somebody has more than one name; scripts without capitals write names in one word."""
    return any(" " in name or not name.isascii() for name in people)


def tells_a_role(line: str) -> bool:
    """Whether a short line says what somebody is.

    >>> tells_a_role("Co-Founder & Marketing Director"), tells_a_role("Marketing")
    (True, False)
    """
    return not ROLE_WORDS.isdisjoint(re.findall(r"[\w-]+", line.casefold()))


def without_prefix(name: str) -> str:
    """A byline without "By" and the like in front."""
    return _PREFIX.sub("", name)


@lru_cache(maxsize=2048)  # a byline is looked at several times for its page, and comes again with the next
def _people_in(stated: str, site_name: str | None) -> tuple[str, ...]:
    """People's names out of one byline."""
    byline = _MARKUP.sub(" ", unescape(stated))
    if "://" in byline or "@" in byline or len(byline) > 10 * LONGEST_NAME or _DESK.fullmatch(byline.strip()):
        return ()
    text = _BRACKETS.sub("", " ".join(byline.split()))
    text = _PREFIX.sub("", _DATE.sub("", text) if _DIGIT.search(text) else text).strip()
    if text.casefold().startswith(OTHERS_STARTS):
        return ()
    text = _WORK_BY.sub("", text)
    found: list[str] = []
    within = False  # what somebody is, which may go on: "Ann Lee, head of sales and marketing, The Firm"
    for number, (separator, part) in enumerate(_people(text)):
        within = within and separator.strip() in _GOES_ON
        name = _BEHIND.sub("", _PREFIX.sub("", part)).strip(" \t.,:-–—*»«")
        name = _CHROME.sub("", name)
        if within or (number and _CREDENTIAL.fullmatch(part.strip())) or _is_site(name, site_name):
            continue
        person = _without_role(name)
        if found and ((person[:1].islower() and found[0][0].isupper()) or _tells_a_post(person)):
            within = True
        elif _is_person(person):
            found.append(person)
    return tuple(found)


def _tells_a_post(part: str) -> bool:
    words = part.casefold().split()
    return not (ROLE_WORDS.isdisjoint(words) and NOT_IN_NAMES.isdisjoint(words))


def _without_role(name: str) -> str:
    """The name without what somebody is behind it: "Ann Lee Senior Writer"; Korean has it as a word of its own."""
    words = name.split()
    if len(words) > 1 and words[-1] in ROLES_BEHIND:
        return " ".join(words[:-1])
    low = [word.casefold() for word in words]
    if not _SAID_BEHIND.isdisjoint(low[_LEAST_WORDS:]):
        end = next(n for n, word in enumerate(low) if n >= _LEAST_WORDS and word in _NO_NAMES)
        return " ".join(words[:end])
    return name


def _people(byline: str) -> Iterator[tuple[str, str]]:
    """The parts of a byline, each with what stands before it; "Ink and Paper" is one name: neither part is a whole one.

    Of "Centre for Drugs and Research", a firm whose name has a joiner, nothing is a person's.
    """
    if (found := _SURNAME_FIRST.fullmatch(byline)) and _is_turned(found["last"], found["fore"]):
        yield "", f"{found['fore']} {found['last']}"
        return
    pieces = ["", *_SPLIT.split(byline)]
    parts = [(pieces[n], pieces[n + 1]) for n in range(0, len(pieces) - 1, 2) if pieces[n + 1]]
    listed = _LISTED.search(byline)
    single = [part for _, part in parts if " " not in part.strip()]
    if len(parts) > 1 and len(single) == len(parts) and not listed:
        yield "", byline
    elif len(parts) > 1 and single and not listed and any(_is_firm(part) for _, part in parts):
        yield from (part for part in parts if part[1] not in single)
    else:
        yield from parts


def _is_firm(name: str) -> bool:
    words = _WORD_BREAK.split(name.casefold().strip())
    return words[-1].strip(".") in FIRM_WORDS or not NOT_IN_NAMES.isdisjoint(words)


def _is_turned(last: str, fore: str) -> bool:
    """Whether two parts beside a comma are one name, the surname first: "Jong, Michiel de"; not "Ann Lee, Bo Ek"."""
    words = [w for w in (*last.split(), *fore.split()) if w.casefold() not in NAME_PARTICLES and len(w.strip(".")) > 1]
    known = {w.casefold() for w in words} & (NOT_PEOPLE | FIRM_WORDS | ROLE_WORDS)
    single = " " not in last or len([w for w in last.split() if w.casefold() not in NAME_PARTICLES]) == 1
    capital = all(w[0].isupper() and not w.isupper() for w in words)
    return single and len(words) <= 2 and capital and not known and not _CREDENTIAL.fullmatch(fore)


def _is_site(name: str, site_name: str | None) -> bool:
    return name.casefold() == (site_name or "").casefold()


def _is_person(name: str) -> bool:
    low = name.casefold()
    words = low.split()
    return bool(
        2 <= len(name) <= LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and ":" not in name
        and "：" not in name
        and not any(c.isdigit() for c in name)
        and any(c.isalpha() for c in name)
        and low not in NOT_PEOPLE
        and low not in WEEKDAYS
        and not _is_firm(name)
        and not name.endswith(FIRM_ENDS)
        and _SAID_BEHIND.isdisjoint(words)
        and ("." not in low.strip(".") or " " in low or name[0].isupper())
        and not low.startswith(("http", "www."))
    )
