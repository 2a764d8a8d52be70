"""Bytes as they came: unpacked within a bound, decoded, and a guess at what they are.

In: the body of a response. Out: bytes, a tree of elements, or words for an error message. Nothing here raises
except ``TooLargeError``.
"""

from __future__ import annotations

import io
import re
from codecs import lookup
from functools import cache
from typing import TYPE_CHECKING

import lxml.html
from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from newsspider.content_encoding import BodyCutOffError, gzip_members
from newsspider.discovery.data import table
from newsspider.markup import without_endless_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsspider.content_encoding import Members

MAX_BYTES = 50 * 1024 * 1024
"""The most that a feed or sitemap may hold, unpacked: the bound that sitemaps.org sets for itself."""

_GZIP = b"\x1f\x8b"
_CHUNK = 64 * 1024
_WITH_ASCII = ("utf-8", "ascii", "iso8859", "cp125", "koi8")  # codecs, as Python calls them
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype[^>\[]*>\s*", re.IGNORECASE)


class TooLargeError(ValueError):
    """A body that holds more than ``MAX_BYTES`` when it is unpacked."""


class Unpacked(io.RawIOBase):
    """A body to read from, unpacked on the way if it is gzip; never more than ``max_bytes`` come out.

    ``truncated`` is true once a gzip body has ended before its end or gone wrong; what came out until then is
    good.

    Raises:
        TooLargeError: From ``read``: there is more.
    """

    def __init__(self, body: bytes, max_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self._plain = memoryview(body)
        self._left = max_bytes
        self._members = gzip_members(body) if body[:2] == _GZIP else None
        self.truncated = False

    def readable(self) -> bool:
        """Always true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes (all if negative), b"" at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        chunk = self._inflate(self._members, size) if self._members else self._take(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise TooLargeError(f"more than {MAX_BYTES:,} bytes")
        return chunk

    def _take(self, size: int) -> bytes:
        chunk, self._plain = bytes(self._plain[:size]), self._plain[size:]
        return chunk

    def _inflate(self, members: Members, size: int) -> bytes:
        if self.truncated:
            return b""
        try:
            return members.read(max(size, 1))
        except BodyCutOffError:
            self.truncated = True
            return b""


def unpacked(body: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """The body, unpacked if it is gzip.

    Raises:
        TooLargeError: It holds more than ``max_bytes``.
    """
    if body[:2] != _GZIP and len(body) <= max_bytes:
        return body
    return Unpacked(body, max_bytes).read()


@cache
def _signatures() -> tuple[tuple[str, str], ...]:
    return tuple((start, entry["looks_like"]) for entry in table("bodies")["signature"] for start in entry["starts"])


def looks_like(body: bytes) -> str:
    """What a body seems to be, in words that fit behind "it looks like"."""
    head = body[:4096]
    if not head.strip():
        return "an empty body"
    if head[:2] == _GZIP:
        return "compressed data"
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "latin-1"
    text = head.removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace").lower()
    text = text[prologue_end(text) :]
    for candidate in (text, _DOCTYPE.sub("", text, count=1)):
        for start, meaning in _signatures():
            if candidate.startswith(start) and start != "<":
                return meaning
    if text.startswith("<"):
        return "XML of another kind, or a piece of HTML"
    return "binary data" if "\0" in text or "\x01" in text else "plain text"


def decoded(body: bytes, content_type: str | None = None) -> str:
    """The text of a body. What stands for no character becomes U+FFFD.

    The encoding is that of the byte order mark, the header, the document's own word (XML declaration or meta
    tag), or UTF-8, or if it isn't valid UTF-8 windows-1252, in this order.
    """
    for name in _named(body, content_type):
        try:
            return body.decode(name, "replace").lstrip("\ufeff")
        except (LookupError, ValueError):
            continue
    return text_of(body)


def as_ascii(body: bytes, content_type: str | None = None) -> tuple[bytes, str | None]:
    """A body in which ASCII stands as it is, for whoever looks for markup alone, and its encoding.

    It is the body itself in the encodings of most pages, in which no part of another character looks like ASCII; else
    it is written anew as UTF-8. Of the encoding None means that nobody tells it: see ``text_of``.
    """
    for name in _named(body, content_type):
        try:
            codec = lookup(name).name
        except (LookupError, ValueError):
            continue
        if codec.startswith(_WITH_ASCII):
            return body, name
        return decoded(body, content_type).encode("utf-8", "replace"), "utf-8"
    return body, None


def text_of(part: bytes, encoding: str | None = None) -> str:
    """The text of a part of what ``as_ascii`` gave; where nobody tells an encoding it is UTF-8 or windows-1252."""
    if encoding is not None:
        return part.decode(encoding, "replace")
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError:
        return part.decode("cp1252", "replace")


def _named(body: bytes, content_type: str | None) -> Iterator[str]:
    """The encodings that a body may have by its own word or its header's, the most trusted first."""
    for name in (
        read_bom(body)[0],
        http_content_type_encoding(content_type),
        html_body_declared_encoding(body),
    ):
        if name is not None and name.replace("_", "-") not in _refused_charsets():
            yield name


@cache
def _refused_charsets() -> frozenset[str]:
    return frozenset(name.replace("_", "-") for name in table("bodies")["charsets_refused"])


def prologue_end(text: str) -> int:
    """Where the XML declaration, comments and white space at the beginning of a document end."""
    found = _PROLOGUE.match(text)
    return found.end() if found else 0


def page_tree(body: bytes, content_type: str | None = None) -> HtmlElement | None:
    """The elements of an HTML page, or None if there are none."""
    text = without_endless_tags(decoded(body, content_type))
    if not text.strip():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
