"""What extraction and cleaning give: a page's story, what is known of it, and what was stripped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from newsspider.records.words import count_words

Where = Literal["element", "line", "span"]


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that stood in the page or text and was stripped.

    Attributes:
        rule: The id of the rule, such as "wordpress.comment_form" (see ``newsspider/clutter/rules``).
        kind: The rule's kind, such as "comment_form" or "subscription".
        text: What was stripped, white space folded.
        where: "element" (a whole element by its markup), "line" (a whole line or block) or "span" (inside a
            line that was kept).
        omitted: So many characters of the text are left out here: a crawl, which counts them alone, keeps none.
    """

    rule: str
    kind: str
    text: str
    where: Where
    omitted: int = 0

    @property
    def chars(self) -> int:
        """How many characters were stripped."""
        return len(self.text) + self.omitted


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
        asked: Who else was asked for the story, "readability", "json-ld" or "embedded", whoever won in the end.
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
    asked: tuple[str, ...] = ()

    @property
    def word_count(self) -> int:
        """Number of words in ``text``; see ``count_words``."""
        return _words_in(self.text)


_words_in = lru_cache(maxsize=16)(count_words)  # each step of a pipeline asks for it
