"""The pages of a WARC file, as their sites answered.

In: a file, packed by gzip, zstd or LZ4 or not. Out: ``Capture`` objects in the order of the file; ``Skipped`` for each
response that is no page. Refused (``WarcError``): a file that can't be opened or is damaged, once what stands before
the damage was read.

Requests, metadata and the like are passed over. FastWARC finds the records; a body's chunks and content encodings are
undone here, within the bound that a crawl has: FastWARC ends at a body that isn't in chunks though its headers say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from newsspider.content_encoding import BodyCutOffError, BodyTooLargeError, undone
from newsspider.urls import host_of, without_login
from newsspider.warc.chunked import unchunked
from newsspider.warc.ending import refuse_torn_end
from newsspider.warc.errors import WarcError, library
from newsspider.warc.writer import LISTED_DATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMES: Final = ("http://", "https://")
_PAGES: Final = ("html", "xml", "text/plain")  # in a content type; others can't be a story's
_PACKED_BYTES: Final = 16 * 1024 * 1024  # of a body as it is in the file


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as a site answered with it once.

    Attributes:
        url: What was asked for.
        status: Of HTTP.
        headers: Names and values, in their order.
        body: Transfer and content encoding undone.
        time: When, ISO 8601 with offset; "" if the record doesn't say.
        date: When it was published, ISO 8601, as the feed or sitemap said in which a crawl of ours found it; else None.
        place: The file's name and the byte at which the record begins, "NAME:BYTE".
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    time: str
    date: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A response that is no page.

    Attributes:
        why: In one word, such as "http_status".
    """

    why: str


def captures(path: Path, max_bytes: int) -> Iterator[Capture | Skipped]:
    """The responses of a file.

    Args:
        path: The file.
        max_bytes: A larger body is skipped.

    Raises:
        WarcError: It can't be read, or FastWARC isn't there.
    """
    warc = library("fastwarc.warc")
    try:
        with path.open("rb") as file:
            yield from _responses(warc, file, path, max_bytes)
    except (OSError, EOFError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise WarcError(f"{path} can't be read to its end: {words}. Put a whole copy in its place") from error


def _responses(warc: Any, file: Any, path: Path, max_bytes: int) -> Iterator[Capture | Skipped]:
    last = None
    for record in warc.ArchiveIterator(file, parse_http=True, auto_decode="none", fsspec_args=False):
        last = record.stream_pos
        if record.record_type == warc.WarcRecordType.response:
            why = _no_page(record)
            yield Skipped(why) if why else _capture(record, path.name, max_bytes)
    if last is not None:
        with path.open("rb") as again:
            refuse_torn_end(again, last)
    elif path.stat().st_size:
        raise ValueError("it is no WARC file")


def _no_page(record: Any) -> str | None:
    """Why a response is no page, in one word, as far as its headers tell."""
    http = record.http_headers
    url = _url(record)
    if not url.startswith(_SCHEMES) or not host_of(url) or http is None or http.status_code is None:
        return "no_page"
    if http.status_code != HTTPStatus.OK:
        return "http_status"
    kind = (http.get("Content-Type") or "").lower()
    if kind and not any(word in kind for word in _PAGES):
        return "not_html"
    return "cut_off" if record.headers.get("WARC-Truncated") else None


def _capture(record: Any, name: str, max_bytes: int) -> Capture | Skipped:
    http = record.http_headers
    most = max(max_bytes, _PACKED_BYTES)
    body = record.reader.read(most + 1)
    if len(body) < min(record.content_length, most):
        raise EOFError("it is cut off")
    if len(body) > most:
        return Skipped("too_large")
    encodings = [each for value in http.get_multiple("Content-Encoding") for each in value.split(",")]
    try:
        if "chunked" in (http.get("Transfer-Encoding") or "").lower():
            body = unchunked(body)
        body, _ = undone(body, encodings, max_bytes)
    except BodyCutOffError:
        return Skipped("cut_off")
    except BodyTooLargeError:
        return Skipped("too_large")
    if len(body) > max_bytes:
        return Skipped("too_large")
    place = f"{name}:{record.stream_pos}"
    return Capture(_url(record), http.status_code, http.to_tuples(), body, _time(record), _listed_date(record), place)


def _url(record: Any) -> str:
    """What was asked for; WARC 1.0 was read by some to want brackets around it, and nobody's password is a record's."""
    return without_login(str(record.headers.get("WARC-Target-URI") or "").strip("<> "))


def _time(record: Any) -> str:
    """When a record was captured; of what is no time, nothing is known."""
    told = record.headers.get("WARC-Date") or ""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return ""
    return moment.replace(tzinfo=moment.tzinfo or UTC).isoformat(timespec="seconds")


def _listed_date(record: Any) -> str | None:
    told: str | None = record.headers.get(LISTED_DATE)
    try:
        datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return told
