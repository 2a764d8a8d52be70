"""Sitemaps -> links: urlset, sitemapindex, news sitemaps; feeds and plain lists that serve as one.

In: bytes, gzip or not. Out: ``Sitemap``. Refused, as ``NotASitemapError``: what is none of these, and more
than ``MAX_BYTES`` unpacked. The document is read as a stream: no DTD, no entities, nothing fetched; memory
holds the links alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsspider.discovery.bodies import TooLargeError, Unpacked, looks_like, unpacked
from newsspider.discovery.dates import iso_date
from newsspider.discovery.errors import NotAFeedError, NotASitemapError
from newsspider.discovery.feeds import parse_feed
from newsspider.discovery.link import Link
from newsspider.discovery.web import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap says.

    Attributes:
        links: The pages it lists, articles or not, in the order they stand there.
        children: The sitemaps that an index lists; ``modified`` of each is its lastmod.
        problem: What was wrong with it though it could be read, such as "cut off", or None.
    """

    links: Sequence[Link] = ()
    children: Sequence[Link] = ()
    problem: str | None = None


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or sitemap index.

    Args:
        body: The document, gzip or not.
        url: Where it came from; relative addresses, which the standard forbids, start there.

    Raises:
        NotASitemapError: It is something else, or too large; the error says which.
    """
    try:
        head = Unpacked(body).read(_HEAD)
        seems = looks_like(head or body)
        if seems == "a feed":
            return _from_feed(body, url)
        if seems == "plain text":
            return _from_list(unpacked(body), url)
        if seems not in {"a sitemap", "XML of another kind, or a piece of HTML"}:
            raise NotASitemapError(url, seems)
        return _from_xml(Unpacked(body), url, seems)
    except TooLargeError as error:
        raise NotASitemapError(url, str(error)) from None


def _from_feed(body: bytes, url: str) -> Sitemap:
    """A feed may serve as a sitemap."""
    try:
        feed = parse_feed(body, url)
    except NotAFeedError as error:
        raise NotASitemapError(url, error.looks_like) from None
    links = (
        Link(k.url, "sitemap", title=k.title, date=k.date, language=k.language, modified=k.modified) for k in feed.links
    )
    return Sitemap(tuple(links), problem=feed.problem)


def _from_list(text: bytes, url: str) -> Sitemap:
    """One address a line; a text that isn't mostly that is no sitemap."""
    lines = [line.strip() for line in text.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    found = [line for line in lines if line.startswith(("http://", "https://")) and absolute(url, line)]
    if len(found) * 2 <= len(lines):
        raise NotASitemapError(url, "plain text")
    return Sitemap(tuple(Link(line, "sitemap") for line in found))


def _from_xml(stream: Unpacked, url: str, seems: str) -> Sitemap:
    links: list[Link] = []
    children: list[Link] = []
    walk = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for name, element in _entries(walk, url, seems):
            entry = _link(element, url)
            if entry is not None:
                (children if name == "sitemap" else links).append(entry)
    except etree.XMLSyntaxError:
        if not links and not children:
            raise NotASitemapError(url, seems) from None
    problem = "cut off" if stream.truncated else _problem(walk)
    return Sitemap(tuple(links), tuple(children), problem)


def _entries(walk: Any, url: str, seems: str) -> Iterator[tuple[str, Any]]:
    """Each ``url`` and ``sitemap`` element below a root of the right name; its memory is freed behind it."""
    root = None
    for event, element in walk:
        name = _local(element)
        if root is None:
            root = element
            if name not in {"urlset", "sitemapindex"}:
                raise NotASitemapError(url, seems)
        elif event == "end" and name in {"url", "sitemap"}:
            yield name, element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _local(element: Any) -> str:
    try:
        tag = element.tag
    except UnicodeDecodeError:
        return ""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _text(element: Any) -> str:
    """What an element says; nothing, if its bytes are no characters: a parser that goes on after errors keeps them."""
    try:
        return (element.text or "").strip()
    except UnicodeDecodeError:
        return ""


def _link(element: Any, base: str) -> Link | None:
    own = {_local(child): _text(child) for child in element}
    url = absolute(base, own.get("loc", ""))
    if url is None:
        return None
    news = next((child for child in element if _local(child) == "news"), None)
    told = {_local(e): _text(e) for e in news.iter()} if news is not None else {}
    return Link(
        url=url,
        via="sitemap",
        title=" ".join(told.get("title", "").split()) or None,
        date=iso_date(told.get("publication_date")),
        language=told.get("language") or None,
        modified=iso_date(own.get("lastmod")),
    )


def _problem(walk: Any) -> str | None:
    errors = [entry for entry in walk.error_log if entry.level >= etree.ErrorLevels.FATAL]
    return f"line {errors[0].line}: {errors[0].message}"[:200] if errors else None
