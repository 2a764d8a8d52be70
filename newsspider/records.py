"""The records: one frozen, typed shape per stage of the data's way, and the JSON line that each becomes.

In: nothing but plain values. Out: ``Page`` (bytes from the net) -> ``Article`` (clean text) -> ``Story`` (who
copied whom) -> one line of ``items.jsonl``. Refused: nothing here; each stage refuses in its own room.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal

import orjson

SCHEMA_VERSION = 1

Kind = Literal["news", "mirror"]
Role = Literal["original", "repost", "unique"]


# Scripts that are written without spaces between words: Thai, kana, Han.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_CHARACTERS_PER_WORD = 2


def count_words(text: str) -> int:
    """Runs of non-space characters; in scripts without spaces two characters count as a word.

    >>> count_words("Two words"), count_words("東京都議会が開会した。")
    (2, 6)
    """
    if text.isascii():
        return len(text.split())
    wide = len(_UNSPACED.findall(text))
    return (len(_UNSPACED.sub(" ", text).split()) if wide else len(text.split())) + wide // _CHARACTERS_PER_WORD


@dataclass(frozen=True, slots=True)
class Page:
    """One response as it came from the net, before anything is decoded.

    Attributes:
        url: Where the body came from, after redirects.
        body: The bytes of the body, content encoding (gzip ...) undone, character encoding not.
        content_type: The HTTP header, whole, or None.
        http_status: The status code.
        source: The name of the source in ``sources.toml`` that led here.
        kind: What that source is.
        requested_url: The URL that was asked for, if a redirect led elsewhere.
        discovered_via: "feed", "sitemap", "listing", "api" (the site's own interface) or "credit" (a copy named
            this page as its original).
        date_crawled: ISO 8601 with offset.
        robots: "allowed", "disregarded" (``obey_robots = false``) or "unknown".
        opt_out: The opt-out signals that the page carries, such as "meta:noai".
        date_hint: A date that the feed or sitemap gave, ISO 8601, or None; used where the page gives none.
        language_hint: The source's language, for a page that doesn't say its own.
        again: Its article is in the corpus, and is said to have been changed since.
    """

    url: str
    body: bytes
    content_type: str | None = None
    http_status: int = 200
    source: str = ""
    kind: Kind = "news"
    requested_url: str | None = None
    discovered_via: str = "listing"
    date_crawled: str = ""
    robots: str = "unknown"
    opt_out: tuple[str, ...] = ()
    date_hint: str | None = None
    language_hint: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that stood in the page or text and was stripped.

    Attributes:
        rule: The id of the rule, such as "wordpress.comment_form" (see ``newsspider/clutter/rules``).
        kind: The rule's kind, such as "comment_form" or "subscription".
        text: What was stripped, white space folded.
        where: "element" (a whole element by its markup), "line" (a whole line or block) or "span" (inside a
            line that was kept).
    """

    rule: str
    kind: str
    text: str
    where: Literal["element", "line", "span"]


@dataclass(frozen=True, slots=True)
class CleanText:
    """What ``clean_text`` returns: the text that is left and what was stripped, in the order it stood."""

    text: str
    removed: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a picture, apart from the story; ``credit`` is the photographer or agency, if given."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A sign on the page that the story came from elsewhere. Evidence, not yet a verdict.

    Attributes:
        kind: "canonical" (rel=canonical on another site), "source_meta" (original-source or
            syndication-source), "credit_link" (a link in a credit line), "credit_line" (a credit in words, no
            link), "link" (the text links a page of another site), "dateline" ("CITY (AP) -"), "byline" (an agency
            as author) or "pixel" (a counter pixel).
        value: The agency or site named, or the line itself.
        url: The page that is named as the original, absolute, or None.
    """

    kind: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """How the text was found.

    Attributes:
        method: "blocks" (our own choice of blocks), "readability" (the second opinion won), "json-ld" (the story
            as the page's metadata carries it), "embedded" (as its program's data carries it), "text" (no HTML was
            given), or "none:REASON" when there is no text, such as "none:not_html".
        confidence: 0 (a guess) to 1 (sure).
        charset: The character encoding and, in brackets, the rule that chose it: "utf-8 (bom)",
            "windows-1252 (meta)" ...
        version: Version of newsspider.
        ruleset: Hash of the clutter rules in force.
    """

    method: str
    confidence: float
    charset: str | None
    version: str
    ruleset: str


@dataclass(frozen=True, slots=True)
class Article:
    """A page's story and what is known of it. Dates are ISO 8601 strings; ``text`` has a blank line between paragraphs.

    Attributes:
        id: 20 hexadecimal digits, from ``canonical_url`` (or ``url``) alone; see ``newsspider.urls.item_id``.
        canonical_url: The page's own canonical address; one that points to another site is a ``Credit``.
        credits: Signs that the story is a copy.
        opt_out: The opt-out signals in the page's own meta tags, such as "meta:noai".
        removed: What was stripped, in page order; what its site repeats comes last.
    """

    id: str
    url: str | None
    canonical_url: str | None
    domain: str | None
    text: str
    extraction: Extraction
    title: str | None = None
    site_name: str | None = None
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_published_source: str | None = None
    date_modified: str | None = None
    language: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    captions: tuple[Caption, ...] = ()
    removed: tuple[Removal, ...] = ()
    credits: tuple[Credit, ...] = ()
    opt_out: tuple[str, ...] = ()

    @property
    def word_count(self) -> int:
        """Number of words in ``text``; see ``count_words``."""
        return count_words(self.text)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for what ``Story`` says: ``kind`` as in ``Credit``, or "overlap", "earlier", "origin_title" ..."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of an item's place among the copies of its story.

    Attributes:
        id: Stable id of the story; items with the same id tell the same story.
        role: "original", "repost", or "unique" (no other copy is known).
        origin_id: Id of the item that is the original; the item's own id unless it is a repost.
        origin_url: That item's URL.
        similarity: Share of what the two texts have together that they have in common, 0 to 1; None unless a
            repost.
        containment: Share of the item's text that stands in the original, 0 to 1; None unless a repost.
        agency: The wire agency that the story is credited to, crawled or not, such as "AP".
        evidence: Why.
    """

    id: str
    role: Role
    origin_id: str
    origin_url: str | None = None
    similarity: float | None = None
    containment: float | None = None
    agency: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryChange:
    """One line of ``stories.jsonl``: item ``item_id`` now belongs to ``story``. The last line per item counts.

    Attributes:
        reason: "origin_arrived", "copy_arrived", "merged" (its story became one with an older one) or "moved" (it went
            over to another story, or a copy of its own did).
        time: ISO 8601 with offset.
    """

    item_id: str
    story: Story
    reason: str
    time: str
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record came from. ``warc`` is a place in a WARC file, when one was written."""

    run_id: str
    discovered_via: str
    http_status: int
    robots: str
    opt_out: tuple[str, ...] = ()
    warc: str | None = None


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
    TOO_COSTLY = "too_costly"  # more time or memory than is given to one page, or it killed its worker
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
    OUT_OF_RANGE = "out_of_range"  # published before the source's `since`
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


@dataclass(frozen=True, slots=True)
class Item:
    """Everything that one line of ``items.jsonl`` tells; filled from left to right by the pipeline.

    Attributes:
        revision: 1 for an article's first record; each change of its text is one more, under the same id.
    """

    page: Page
    article: Article
    story: Story
    provenance: Provenance = field(default_factory=lambda: Provenance("", "", 0, "unknown"))
    revision: int = 1


def item_record(item: Item) -> dict[str, Any]:
    """The record of ``items.jsonl``: keys always in this order, nulls explicit."""
    article, page = item.article, item.page
    return {
        "schema_version": SCHEMA_VERSION,
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source": page.source,
        "kind": page.kind,
        "domain": article.domain,
        "site_name": article.site_name,
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "date_published": article.date_published,
        "date_published_source": article.date_published_source,
        "date_modified": article.date_modified,
        "date_crawled": page.date_crawled,
        "language": article.language,
        "description": article.description,
        "tags": list(article.tags),
        "image": article.image,
        "captions": [asdict(c) for c in article.captions],
        "word_count": article.word_count,
        "story": story_record(item.story),
        "removed": [{"rule": r.rule, "kind": r.kind, "chars": len(r.text)} for r in article.removed],
        "extraction": asdict(article.extraction),
        "provenance": asdict(item.provenance),
        "revision": item.revision,
    }


def story_record(story: Story) -> dict[str, Any]:
    """A story as JSON: ``story`` in the record and in ``stories.jsonl``."""
    return {**asdict(story), "evidence": [asdict(e) for e in story.evidence]}


def json_line(record: dict[str, Any]) -> bytes:
    """One line of JSON, UTF-8, newline included.

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD: no item is ever lost at the border for one bad character.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return orjson.dumps(without_surrogates(record), option=orjson.OPT_APPEND_NEWLINE)


def without_surrogates(value: Any) -> Any:
    """A JSON value whose texts can be written as UTF-8: each lone surrogate becomes U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(v) for v in value]
    return value
