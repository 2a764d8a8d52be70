"""What a story is called, without the site's name.

In: what the page says of itself, and its headings. Out: the title and the site's name.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from newsspider.extraction.metadata.fields import TITLE_SEPARATORS, USELESS_TITLES
from newsspider.extraction.metadata.head import types_of
from newsspider.extraction.tree import words_of
from newsspider.urls import host_of, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.extraction.metadata.head import Head
    from newsspider.extraction.tree import Element

_WORDS: Final = re.compile(r"\w+")
_NO_ASCII_WORDS: Final = bytes(code for code in range(128) if not _WORDS.match(chr(code)))
_FIRST_PAGE: Final = re.compile(r"(?:(?:https?:)?//[^/?#\s]+)?/?", re.IGNORECASE)
_LONGEST: Final = 300
_ALIKE: Final = 0.8
_COMPARED: Final = 200  # letters
_ALIKE_PART: Final = 0.5  # of a heading, that the title must make up
_SHARED: Final = 0.3  # of a heading's words that mean something
_LEAST_LABEL: Final = 4  # letters
_MOST_BLANKS: Final = 4  # in a site's name
_BRACKETS: Final = ("（", "(", "【")
_LEAST_WITHOUT_BLANKS: Final = 8  # letters of a heading, if a bracket with the paper's name follows it in the title
_LEAST_BLANKS: Final = 2  # in a line that is the title without what names the site
_PARTING: Final = ("-", "–", "—", "|", "/", "»", ">", "·", "•", "::")
_MEANS_SOMETHING: Final = 4  # letters of a word


def title_of(head: Head, url: str | None, lines: Sequence[str] = ()) -> str | None:
    """The title: the h1 that the page's own title confirms, else what JSON-LD, OpenGraph or ``<title>`` say.

    Args:
        head: What the page says of itself.
        url: The page's address.
        lines: The short lines around the story, where a page without headings shows its title.
    """
    headline = head.article.get("headline") or head.article.get("name")
    stated = [t for t in (headline, *head.all("title"), head.title) if isinstance(t, str) and t.strip()]
    names = _site_names(head.site_name, url)
    label = _letters(site_of(host_of(url or "")).split(".")[0])
    stated = [_behind_the_blog(t, head, url) if t is head.title and len(stated) == 1 else t for t in stated]
    clean = [
        c
        for t in stated
        if (c := without_site(" ".join(unescape(t).split()), names, label)) and c.casefold() not in USELESS_TITLES
    ]
    headings = [without_site(unescape(h), names, label) for h in head.headings]
    if not head.has_h1:
        headings = [h for h in headings if any(_is_part(h, title) for title in clean)]
    useless = USELESS_TITLES | names
    if head.blog and len(set(headings)) == 1:  # a story's title leads to its own page, if anywhere
        headings = [h for h in headings if h != head.blog or h in clean]
    headings = [h for h in headings if 0 < len(h) <= _LONGEST and h.casefold() not in useless]
    for heading in headings:
        if any(_alike(heading, title) or _is_part(heading, title) for title in clean):
            return _without_extras(heading, clean)
    if clean and not (len(set(headings)) == 1 and _tells_the_same(headings[0], clean)):
        return (clean[0] if headings else _shown(clean[0], lines))[:_LONGEST]
    return headings[0] if headings else None


def _shown(title: str, lines: Sequence[str]) -> str:
    """The end or the beginning of a title that stands as a line of its own over the story: the rest names the site.

    >>> _shown("Kelm Online - Sport - Late ferry wins the race", ["Sport", "Late ferry wins the race"])
    'Late ferry wins the race'
    >>> _shown("Late ferry wins the race / Kelm Online", ["Late ferry wins the race"])
    'Late ferry wins the race'
    """
    for line in lines:
        if line.count(" ") >= _LEAST_BLANKS and len(line) < len(title):
            front, behind = title.removesuffix(line), title.removeprefix(line)
            if (front != title and front.rstrip().endswith(_PARTING)) or (
                behind != title and behind.lstrip().startswith(_PARTING)
            ):
                return line
    return title


def _behind_the_blog(title: str, head: Head, url: str | None) -> str:
    """The title without "The Blog: ", as old templates begin it; its h1 or its host's first label says the same."""
    name, colon, rest = title.partition(": ")
    said = _letters(name)
    blogs = {_letters(head.blog), _letters(host_of(url or "").split(".")[0])}
    return rest.strip() if colon and said and said in blogs and rest.strip() else title


def _is_part(heading: str, title: str) -> bool:
    """Whether a heading of some words is what a title says before its first separator; behind it stands the site."""
    wanted = _letters(heading)
    behind = title.removeprefix(heading).lstrip() if title.startswith(heading) else ""
    if not heading.isascii() and len(wanted) >= _LEAST_WITHOUT_BLANKS and behind.startswith(_BRACKETS):
        return True
    return " " in heading and any(
        wanted == _letters(title.split(sep, 1)[0]) for sep in TITLE_SEPARATORS if sep in title
    )


def _without_extras(heading: str, stated: list[str]) -> str:
    """A heading into which more than the title was put (a date, a count), as the title that the page states."""
    whole = _letters(heading)
    if any(_letters(title) == whole for title in stated):
        return heading
    for title in stated:
        part = _letters(title)
        if _is_cut(title, heading):
            continue
        if " " in title and len(part) >= _ALIKE_PART * len(whole) and (whole.startswith(part) or whole.endswith(part)):
            return title
    return heading


def _is_cut(title: str, heading: str) -> bool:
    """Whether a title is the heading's beginning, cut for its length: in a word, a bracket, or with dots behind."""
    start = title.rstrip(" .…")
    if not heading.startswith(start) or len(start) == len(heading):
        return False
    return title.endswith(("...", "…")) or title.count("(") > title.count(")") or heading[len(start)].isalnum()


def _tells_the_same(heading: str, stated: list[str]) -> bool:
    """Whether a page's only heading may be the story's though its title is put otherwise for search engines.

    It has some words in common with the title; a heading that begins or ends a title is the blog's name.
    """
    words = [w for w in _WORDS.findall(heading.casefold()) if len(w) >= _MEANS_SOMETHING]
    known = set(_WORDS.findall(" ".join(stated).casefold()))
    whole = _letters(heading)
    at_an_end = any(_letters(t).startswith(whole) or _letters(t).endswith(whole) for t in stated)
    shared = sum(w in known for w in words)
    return not at_an_end and heading.count(" ") >= 2 and shared >= max(min(2, len(words)), _SHARED * len(words), 1)


def blog_name(headings: Sequence[Element]) -> str:
    """What the first h1 says that is a link to the site's first page; "" if none is."""
    for heading in headings:
        href = next((el.get("href") for el in heading.iterdescendants() if el.tag == "a"), None)
        if href and _FIRST_PAGE.fullmatch(href):
            return heading_words(heading)
    return ""


def heading_words(heading: Element) -> str:
    """A heading's words; a line break in it parts two of them."""
    if not len(heading):
        return " ".join((heading.text or "").split())
    if next(heading.iter("br"), None) is None:
        return words_of(heading)
    parts = [heading.text or ""]
    for el in heading.iterdescendants():
        parts += [" " if el.tag == "br" else el.text or "", el.tail or ""]
    return " ".join("".join(parts).split())


def site_name_of(head: Head, url: str | None) -> str | None:
    """The site's name: OpenGraph, the publisher in JSON-LD, a WebSite node, or the part that ends the title."""
    if name := head.first("site_name"):
        return name if not name.startswith(("http", "@")) else None
    publisher = head.article.get("publisher")
    for node in publisher if isinstance(publisher, list) else [publisher]:
        if isinstance(node, dict) and isinstance(node.get("name"), str):
            return str(node["name"])
    for node in head.nodes:
        if "website" in types_of(node) and isinstance(node.get("name"), str):
            return str(node["name"])
    domain = _letters(site_of(host_of(url or "")).split(".")[0])
    for separator in TITLE_SEPARATORS:
        last = head.title.rsplit(separator, 1)[-1]
        if last != head.title and domain and _letters(last) and _letters(last) in (domain, "the" + domain):
            return last
    return None


def without_site(title: str, names: frozenset[str], label: str = "") -> str:
    """The title without the parts, at either end, that name the site.

    Args:
        title: The title.
        names: What the site is called, folded.
        label: The part of its host's name that is its own ("example" of "www.example.co.uk").

    >>> without_site("Harbour closed - The Gazette", frozenset({"the gazette"}))
    'Harbour closed'
    >>> without_site("When to change the oil | Larch Tires", frozenset(), "larchtire")
    'When to change the oil'
    """
    for separator in TITLE_SEPARATORS:
        if separator not in title:
            continue
        parts = title.split(separator)
        while len(parts) > 1 and (_is_site(parts[-1], names) or _names_the_host(parts, label)):
            parts.pop()
        while len(parts) > 1 and _is_site(parts[0], names):
            parts.pop(0)
        title = separator.join(parts)
    return title.strip()


def _is_site(part: str, names: frozenset[str]) -> bool:
    low = part.casefold().strip()
    return low in names or _letters(low) in names


def _names_the_host(parts: Sequence[str], label: str) -> bool:
    """Whether the last part holds the host's own name, or is held by it: "Larch Tires" at larchtire.example."""
    part, rest = _letters(parts[-1]), parts[0].strip()
    if min(len(part), len(label)) < _LEAST_LABEL or parts[-1].count(" ") > _MOST_BLANKS or " " not in rest:
        return False
    return part in label or label in part


def _site_names(site_name: str | None, url: str | None) -> frozenset[str]:
    host = host_of(url or "")
    label = site_of(host).split(".")[0] if host else ""
    names = {site_name or "", host, site_of(host) if host else "", label}
    names |= {_letters(n) for n in names} | {"the" + _letters(n) for n in names if n}
    return frozenset(n.casefold() for n in names if n)


def _letters(text: str) -> str:
    return _letters_of(text) if len(text) <= _LONGEST else _letters_of.__wrapped__(text)


@lru_cache(maxsize=256)  # a title is compared with several others
def _letters_of(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(None, _NO_ASCII_WORDS).decode()
    return "".join(_WORDS.findall(text.casefold()))


def _alike(a: str, b: str) -> bool:
    x, y = _letters(a), _letters(b)
    if not x or not y:
        return False
    if x in y or y in x:
        return min(len(x), len(y)) >= 0.5 * max(len(x), len(y))
    x, y = x[:_COMPARED], y[:_COMPARED]
    # Upper bounds of the ratio, which is slow: by their sizes, then by the letters that both have in any order.
    least = _ALIKE * (len(x) + len(y)) / 2
    if min(len(x), len(y)) < least or (Counter(x) & Counter(y)).total() < least:
        return False
    return SequenceMatcher(None, x, y).ratio() >= _ALIKE
