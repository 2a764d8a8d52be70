"""Metadata: title, authors, dates and the rest, from what the page says of itself.

In: the tree, before anything is stripped, then what stands around the story, and the URL. Out: a ``Metadata``.
Refused: nothing; what isn't there is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from newsspider.extraction.metadata import authors, dates, titles
from newsspider.extraction.metadata.fields import NO_TAGS
from newsspider.extraction.metadata.gathered import gather
from newsspider.extraction.metadata.head import Head, head_of
from newsspider.extraction.metadata.printed import beside_the_heading
from newsspider.extraction.metadata.surroundings import Surroundings
from newsspider.extraction.tree import strip_unseen, words_of
from newsspider.records import Credit
from newsspider.urls import absolute, canonical, host_of, same_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsspider.extraction.tree import Element

_MOST_TAGS = 30
_MOST_CREDITS = 100
_LONGEST_ADDRESS = 2048
_LONGEST_DESCRIPTION = 10_000  # characters; some sites have the whole story there
_LONGEST_NAME = 300  # of a site
_LONGEST_TAG = 60


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its story; see ``records.Article`` for the fields."""

    title: str | None
    site_name: str | None
    canonical_url: str | None
    authors: tuple[str, ...]
    date_published: str | None
    date_published_source: str | None
    date_modified: str | None
    language: str | None
    description: str | None
    tags: tuple[str, ...]
    image: str | None
    credits: tuple[Credit, ...]
    opt_out: tuple[str, ...]


def read_head(root: Element, url: str | None = None) -> Head:
    """Read what the page says of itself; then take out of the tree what no reader sees.

    Args:
        root: The tree as it was parsed. What it holds of metadata is in the ``Head`` afterwards, as text.
        url: The page's address.
    """
    found = gather(root)
    head = head_of(found, root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    strip_unseen(root, found.unclosed)
    head.has_h1 = bool(found.headings)
    head.headings = [*map(titles.heading_words, found.headings or found.subheadings)]
    head.blog = titles.blog_name(found.headings)
    head.dates = dates.marked_dates(found)
    head.tags = [*map(words_of, found.tags)]
    name = titles.site_name_of(head, url)
    head.site_name = name if name and len(name) <= _LONGEST_NAME else None
    authors.read_authors(found, head)
    if not dates.is_dated(head):
        head.beside = beside_the_heading(found.headings)
    return head


def read_metadata(head: Head, url: str | None, around: Surroundings) -> Metadata:
    """Read a page's metadata.

    Args:
        head: From ``read_head``.
        url: The page's address, for relative links and the date in the URL.
        around: What stands around the story.
    """
    base = _base(head, url)
    published, source = dates.published(head, url, around.times, around.lines)
    canonical_url, away = _canonical(head, base, url)
    title = titles.title_of(head, url, around.lines)
    bylines = (Credit("byline", name) for name in authors.firms_of(head))
    return Metadata(
        title=title,
        site_name=head.site_name,
        canonical_url=canonical_url,
        authors=authors.authors_of(head, around, title),
        date_published=published,
        date_published_source=source,
        date_modified=dates.modified(head, published),
        language=_language(head),
        description=_description(head),
        tags=_tags(head),
        image=_image(head, base),
        credits=(*islice(chain(away, _source_credits(head, base, url), bylines), _MOST_CREDITS),),
        opt_out=_opt_out(head),
    )


def _base(head: Head, url: str | None) -> str:
    if not head.base:
        return url or ""
    try:
        return urljoin(url or "", head.base)
    except ValueError:
        return url or ""


def _canonical(head: Head, base: str, url: str | None) -> tuple[str | None, tuple[Credit, ...]]:
    """The page's own canonical address; one on another site is a sign that the page is a copy."""
    link = _absolute(base, head.canonical or next(iter(head.meta.get("og:url", ())), None))
    if url is None:
        return (canonical(link) if link else None), ()
    if link is None or not host_of(link):
        return canonical(url), ()
    if same_site(link, url):
        # A canonical link to the bare home page is a theme's mistake.
        bare = len(canonical(link).rstrip("/").split("/")) <= 3 < len(canonical(url).rstrip("/").split("/"))
        return canonical(url if bare else link), ()
    return canonical(url), (Credit("canonical", host_of(link), link),) if head.canonical else ()


def _source_credits(head: Head, base: str, url: str | None) -> Iterator[Credit]:
    for value in head.all("source"):
        link = _absolute(base, value) if "://" in value else None
        # Sites name themselves here more often than not.
        if link and url and not same_site(link, url):
            yield Credit("source_meta", host_of(link), link)


def _absolute(base: str, link: str | None) -> str | None:
    if not link:
        return None
    try:
        joined = absolute(base, link.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) and len(joined) <= _LONGEST_ADDRESS else None


def _description(head: Head) -> str | None:
    text = _text(unescape(head.first("description") or "")) or _text(head.article.get("description"))
    return text if text is None or len(text) <= _LONGEST_DESCRIPTION else text[:_LONGEST_DESCRIPTION].rsplit(" ", 1)[0]


def _language(head: Head) -> str | None:
    for stated in (head.language, _text(head.article.get("inLanguage")), head.first("language")):
        code = (stated or "").replace("_", "-").split("-")[0].strip().lower()
        if code.isalpha() and 2 <= len(code) <= 3:
            return code
    return None


def _tags(head: Head) -> tuple[str, ...]:
    keywords = head.article.get("keywords")
    stated = [k for k in (keywords if isinstance(keywords, list) else [keywords]) if isinstance(k, str)]
    sources: tuple[Iterable[str], ...] = (
        (part for text in stated for part in text.split(",")),
        (*head.meta.get("article:tag", ()), *head.meta.get("og:article:tag", ())),
        (part for text in head.all("tags") for part in text.split(",")),
        head.tags,
    )
    for source in sources:
        names = dict.fromkeys(" ".join(unescape(s).split()) for s in source)
        tags = [t for t in names if 0 < len(t) <= _LONGEST_TAG and "://" not in t and t.casefold() not in NO_TAGS]
        if tags:
            return tuple(tags[:_MOST_TAGS])
    return ()


def _image(head: Head, base: str) -> str | None:
    value: Any = head.first("image") or head.article.get("image")
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return _absolute(base, value) if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _opt_out(head: Head) -> tuple[str, ...]:
    """Signs that the site doesn't want its text used for training: robots "noai" and the TDM reservation."""
    said = []
    for content in head.meta.get("robots", ()):
        said += [f"meta:{w}" for w in ("noai", "noimageai") if w in {x.strip() for x in content.lower().split(",")}]
    if "1" in head.meta.get("tdm-reservation", ()):
        said.append("meta:tdm-reservation")
    return tuple(said)


__all__ = ["Head", "Metadata", "Surroundings", "read_head", "read_metadata"]
