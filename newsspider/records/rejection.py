"""Why a page became no record, and the line of ``rejected.jsonl`` that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a page did not become a record; each is counted, named in the summary and written to ``rejected.jsonl``."""

    NOT_HTML = "not_html"  # a PDF, an image, random bytes, whatever the header says
    EMPTY_BODY = "empty_body"  # no bytes
    NO_STORY = "no_story"  # HTML in which no story could be found
    TOO_SHORT = "too_short"  # a story of fewer words than MIN_WORDS
    HTTP_ERROR = "http_error"  # a status of 400 or more
    DOWNLOAD_FAILED = "download_failed"  # no answer: DNS, connection, time-out
    ADDRESS_REFUSED = "address_refused"  # a private, loopback or link-local address
    ROBOTS = "robots"  # robots.txt says no
    TOO_COSTLY = "too_costly"  # more time, memory or chunks than a page is given, or it killed its worker
    TOO_LARGE = "too_large"  # more bytes than DOWNLOAD_MAXSIZE
    SOFT_404 = "soft_404"  # "page not found" with the status of a page that is there, or a redirect to a home page
    LOGIN_WALL = "login_wall"  # a form to log in
    CONSENT_WALL = "consent_wall"  # a question about cookies and data
    BOT_WALL = "bot_wall"  # a check that the reader is a person
    PAYWALL = "paywall"  # less than half of what the site's own feed has
    LIST_PAGE = "list_page"  # a list of articles
    META_REFRESH = "meta_refresh"  # a page that only leads on, again and again or to another site
    OFFSITE_REDIRECT = "offsite_redirect"  # a redirect to a site that is nobody's
    REDIRECT_LOOP = "redirect_loop"  # redirects in a circle, or without end
    OPT_OUT = "opt_out"  # its site doesn't want it used, and OBEY_OPT_OUTS is set
    DUPLICATE = "duplicate"  # another URL of an item that is already in the corpus
    OUT_OF_RANGE = "out_of_range"  # published before the source's `since`, or after its `until`
    DROPPED = "dropped"  # by a step of the user's own, which raised Scrapy's DropItem
    PIPELINE_ERROR = "pipeline_error"  # a bug: the log has the traceback


@dataclass(frozen=True, slots=True)
class Rejection:
    """One line of ``rejected.jsonl``."""

    url: str
    source: str
    reason: Reason
    detail: str
    time: str
    run_id: str = ""
    http_status: int | None = None
    discovered_via: str | None = None
