"""From Scrapy's responses and failures to our own records: a ``Page``, or a ``Reason`` in words.

In: a response, or what was raised in its place. Out: a frozen ``Page`` with the bytes as they came, or why
there is none. Refused: nothing; whether the bytes are a story is for ``newsspider.extraction`` to say.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadCancelledError
from scrapy.spidermiddlewares.httperror import HttpError

from newsspider.discovery import refuses_use
from newsspider.middlewares.address_guard import AddressRefusedError
from newsspider.middlewares.chunks import TooManyChunksError
from newsspider.middlewares.no_answer import no_answer_in_words
from newsspider.middlewares.opt_outs import OPT_OUT, OptedOutError
from newsspider.middlewares.robots import ForbiddenByRobotsError
from newsspider.records import Page, Reason
from newsspider.urls import without_login

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsspider.discovery import Link
    from newsspider.records import Kind
    from newsspider.sources import Source

_OURS: tuple[tuple[type[BaseException], Reason], ...] = (
    (OptedOutError, Reason.OPT_OUT),
    (AddressRefusedError, Reason.ADDRESS_REFUSED),
    (ForbiddenByRobotsError, Reason.ROBOTS),
    (TooManyChunksError, Reason.TOO_COSTLY),
)


def page_of(
    response: Response,
    *,
    source: str,
    kind: Kind,
    via: str,
    date: str | None = None,
    language: str | None = None,
    again: bool = False,
) -> Page:
    """The page that a response holds, nothing decoded."""
    request = response.request
    meta = request.meta if request is not None else {}
    redirected = meta.get("redirect_urls")
    return Page(
        url=response.url,
        body=response.body,
        content_type=header(response, "Content-Type"),
        http_status=response.status,
        source=source,
        kind=kind,
        requested_url=redirected[0] if redirected else None,
        discovered_via=via,
        date_crawled=datetime.now(UTC).isoformat(timespec="seconds"),
        robots=meta.get("robots", "unknown"),
        opt_out=_opt_out(response),
        date_hint=date,
        language_hint=language,
        again=again,
    )


def page_of_link(link: Link, source: Source, status: int = HTTPStatus.OK) -> Page:
    """The page that a link makes of the story that it carries: a message of a channel, an entry of a feed."""
    title = escape(link.title or "")
    date = f'<meta property="article:published_time" content="{escape(link.date)}">' if link.date else ""
    body = (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{date}</head>"
        f"<body><article><h1>{title}</h1>\n{link.text}</article></body></html>"
    )
    return Page(
        url=link.url,
        body=body.encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8",
        http_status=int(status),
        source=source.name,
        kind=source.kind,
        discovered_via=link.via,
        date_crawled=datetime.now(UTC).isoformat(timespec="seconds"),
        robots="allowed" if source.obey_robots else "disregarded",
        date_hint=link.date,
        language_hint=link.language or source.language,
    )


def asked_url(response: Response) -> str:
    """The address that was asked for, whatever it redirected to."""
    redirected = response.request.meta.get("redirect_urls") if response.request else None
    return str(redirected[0]) if redirected else response.url


def header(response: Response, name: str) -> str | None:
    """A header of the response as text, or None."""
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")


def _opt_out(response: Response) -> tuple[str, ...]:
    """Opt-out signals in the headers; those in the markup are for whoever parses it."""
    words = {w.strip().lower() for w in (header(response, "X-Robots-Tag") or "").split(",")}
    request = response.request
    signals = [*(request.meta.get(OPT_OUT, ()) if request else ())]
    signals += [f"header:{word}" for word in ("noai", "noimageai") if word in words]
    if refuses_use(header(response, "Content-Usage")):
        signals.append("header:content-usage")
    if (header(response, "TDM-Reservation") or "").strip() == "1":
        signals.append("header:tdm-reservation")
    return tuple(signals)


def status_in_words(status: int) -> str:
    """A status as people know it, such as "404 Not Found"."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def reason_of(error: BaseException | None) -> tuple[Reason, str, int | None]:
    """Why there is no page: the reason, a line of words, and the status if there was one."""
    if isinstance(error, HttpError):
        where = header(error.response, "Location")
        to = f" to {without_login(where)}" if where and error.response.status < HTTPStatus.BAD_REQUEST else ""
        return Reason.HTTP_ERROR, status_in_words(error.response.status) + to, error.response.status
    for kind, reason in _OURS:
        if isinstance(error, kind):
            return reason, str(error), None
    text = str(error)
    if "max redirections reached" in text:
        return Reason.REDIRECT_LOOP, "more redirects than REDIRECT_MAX_TIMES", None
    if isinstance(error, DownloadCancelledError) or "exceeded DOWNLOAD_MAXSIZE" in text:
        return Reason.TOO_LARGE, "more bytes than DOWNLOAD_MAXSIZE", None
    return Reason.DOWNLOAD_FAILED, no_answer_in_words(error), None
