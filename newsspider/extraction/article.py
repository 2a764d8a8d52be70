"""From a page to an article: the steps in order, each one call.

In: a ``Page``, or HTML and a URL. Out: an ``Article``. Nothing is refused and nothing raised: a page without a
story comes back without text, and ``extraction.method`` says why.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from newsspider.clutter import RuleSet, clean_lines, default_rules
from newsspider.extraction.announced import drop_announced
from newsspider.extraction.arbiter import UNSEEN_STORY, is_doubtful, look_again, may_hold_more, wins
from newsspider.extraction.around import surroundings
from newsspider.extraction.body import choose
from newsspider.extraction.cards import drop_cards
from newsspider.extraction.decode import decode
from newsspider.extraction.draft import Draft, Step, draft_of
from newsspider.extraction.edges import trim_edges
from newsspider.extraction.embedded import embedded_story
from newsspider.extraction.headed import drop_headed
from newsspider.extraction.language import language_of
from newsspider.extraction.lists import complete_lists
from newsspider.extraction.metadata import Metadata, read_head, read_metadata
from newsspider.extraction.metadata.dates import parse_date
from newsspider.extraction.metadata.in_data import completed
from newsspider.extraction.mojibake import mend
from newsspider.extraction.opening import drop_opening
from newsspider.extraction.opinion import readability_paragraphs
from newsspider.extraction.parse import is_markup, parse_lightly, why_not_html
from newsspider.extraction.pictured import take_captions
from newsspider.extraction.pulled import drop_pull_quotes
from newsspider.extraction.rows import drop_rows
from newsspider.extraction.stated import StatedStory, is_cut_short, stated_story
from newsspider.extraction.unseen import with_unseen
from newsspider.extraction.walk import walk
from newsspider.records import Article, Extraction, Page, count_words
from newsspider.urls import canonical, host_of, item_id

if TYPE_CHECKING:
    from newsspider.extraction.metadata import Head

_LOG = logging.getLogger(__name__)
_HALF_SURE: Final = 0.5
_NO_SENTENCE: Final = 8  # words; fewer say that the page is loading
_NEARLY_NOTHING: Final = 40  # words; so little is what stands around a story that a program was to fill in


def extract(html: bytes | str, url: str | None = None) -> Article:
    """Find the story in a page.

    Args:
        html: The page, as bytes (then decoded here) or as text.
        url: Where it came from, if known.

    Returns:
        An ``Article``; without text if there is none, and then ``extraction.method`` is "none:REASON". Never raises.

    The first call takes a second: the rules are read, and all that a page may need of them is compiled, so that no page
    of a corpus pays for others.
    """
    try:
        _prepare()
        return _extract(html, url, None, default_rules())
    except Exception:  # noqa: BLE001 - the door never raises; the log tells of the bug
        _LOG.exception("extraction failed on %s: please report the page", url or "a page without a URL")
        return _nothing(url, "error", None, default_rules())


@cache
def _prepare() -> None:
    default_rules().compile()
    import_module("ftfy")


def extract_text(html: bytes | str, url: str | None = None) -> str:
    """The story's text alone: paragraphs with a blank line between them, or "" if there is no story."""
    return extract(html, url).text


def extract_page(page: Page, rules: RuleSet | None = None) -> Article:
    """Find the story in a page that a spider brought: ``extract`` with the HTTP header and a source's own rules."""
    rules = rules or default_rules()
    try:
        article = _extract(page.body, page.url, page.content_type, rules)
        return _hinted(article, page)
    except Exception:  # noqa: BLE001 - as above
        _LOG.exception("extraction failed on %s: please report the page", page.url)
        return _nothing(page.url, "error", None, rules)


def explain_page(page: Page, rules: RuleSet | None = None) -> tuple[Article, tuple[Step, ...]]:
    """``extract_page``, and the page's blocks in their order: each kept, or struck by a rule that is named."""
    trail: list[Step] = []
    article = _extract(page.body, page.url, page.content_type, rules or default_rules(), trail)
    return _hinted(article, page), tuple(trail)


def _hinted(article: Article, page: Page) -> Article:
    """What the feed or the source said, where the page itself is silent."""
    # What stands beside a link on a listing page may be another story's date.
    told = page.date_hint if page.discovered_via in ("feed", "sitemap", "api", "warc") else None
    if article.date_published is None and (date := parse_date(told)):
        article = replace(article, date_published=date, date_published_source=page.discovered_via)
    if article.language is None and page.language_hint:
        article = replace(article, language=page.language_hint)
    return article


def _extract(
    source: bytes | str, url: str | None, content_type: str | None, rules: RuleSet, trail: list[Step] | None = None
) -> Article:
    if reason := why_not_html(source):
        return _nothing(url, reason, None, rules)
    text, charset = decode(source, content_type) if isinstance(source, bytes) else (source, None)
    if not is_markup(text):
        return _nothing(url, "not_html", charset, rules)
    root = parse_lightly(text, rules.attributes)
    if root is None:
        return _nothing(url, "not_html", charset, rules)
    head = read_head(root, url)
    layout = walk(root, rules)
    del root  # the next page takes its memory
    body = look_again(layout, choose(layout, rules))
    complete_lists(layout, body)
    drop_headed(layout, body)
    drop_rows(layout, body)
    drop_cards(layout, body, url)
    take_captions(layout, body, head.first("description"))
    drop_pull_quotes(layout, body)
    meta = read_metadata(head, url, surroundings(layout, body))
    trim_edges(layout, body, meta, url)
    drop_announced(layout, body, rules, url)
    drop_opening(layout, body, rules)
    draft = draft_of(layout, body, rules, url, traced=trail is not None)
    if opened := _unseen_story(text, draft.paragraphs, head, url, rules, trail):
        return replace(opened, extraction=replace(opened.extraction, charset=charset), asked=("unseen",))
    if is_doubtful(draft.confidence, draft.paragraphs) or is_cut_short(draft.paragraphs, head.article):
        ask = may_hold_more(layout, body, head.unseen, _words(draft.paragraphs))
        _second_thoughts(draft, text if ask else "", head, rules)
    if draft.method == "embedded":
        meta = completed(meta, head.data)
    if trail is not None:
        trail += draft.trail
    return _article(draft, meta, url, charset, rules)


def _unseen_story(
    text: str, paragraphs: list[str], head: Head, url: str | None, rules: RuleSet, trail: list[Step] | None
) -> Article | None:
    """The story of the page with its unseen elements opened, if next to nothing was found without and it has more."""
    if head.unseen < UNSEEN_STORY or (words := _words(paragraphs)) >= _NEARLY_NOTHING:
        return None
    page = with_unseen(text, bare=words < _NO_SENTENCE)
    if page == text:  # which has fewer of these elements each time
        return None
    inner: list[Step] = []
    opened = _extract(page, url, None, rules, inner)
    if not wins(count_words(opened.text), words):
        return None
    if trail is not None:
        trail += inner
    return opened


def _second_thoughts(draft: Draft, text: str, head: Head, rules: RuleSet) -> None:
    """A short or doubtful result is held against what the page itself says, and readability-lxml if there is a text."""
    words = _words(draft.paragraphs)
    stated = head.article.get("articleBody")
    others = [("readability", StatedStory(readability_paragraphs(text)))] if text else []
    if isinstance(stated, str):
        others.append(("json-ld", stated_story([stated], rules)))
    if words < _NEARLY_NOTHING:
        others.append(("embedded", embedded_story(head.data, rules)))
    draft.asked = tuple(method for method, _ in others)
    for method, story in others:
        cleaned = clean_lines(story.paragraphs, rules)
        left = [line for line in cleaned.lines if line]
        if wins(_words(left), _words(draft.paragraphs)):
            draft.paragraphs, draft.method = left, method
            # What the blocks had kept and struck belongs to a choice that is given up.
            draft.captions = story.captions
            draft.removed = [*story.removed, *(removal for _, removal in cleaned.removed)]
            draft.trail = [*map(Step, left), *(Step(removal.text, removal) for removal in draft.removed)]
            draft.confidence = max(draft.confidence, _HALF_SURE)


def _words(paragraphs: list[str]) -> int:
    return sum(map(count_words, paragraphs))


def _article(draft: Draft, meta: Metadata, url: str | None, charset: str | None, rules: RuleSet) -> Article:
    text = "\n\n".join(draft.paragraphs)
    method = draft.method if text else "none:no_story"
    return Article(
        id=item_id(meta.canonical_url or url or text[:200]),
        url=url,
        canonical_url=meta.canonical_url,
        domain=host_of(url) or None if url else None,
        text=text,
        extraction=_how(method, draft.confidence if text else 0.0, charset, rules),
        title=mend(meta.title) if meta.title else None,
        site_name=meta.site_name,
        authors=meta.authors,
        date_published=meta.date_published,
        date_published_source=meta.date_published_source,
        date_modified=meta.date_modified,
        language=language_of(text, meta.language),
        description=meta.description,
        tags=meta.tags,
        image=meta.image,
        captions=tuple(draft.captions),
        removed=tuple(draft.removed),
        credits=(*meta.credits, *draft.credits),
        opt_out=meta.opt_out,
        asked=draft.asked,
    )


def _nothing(url: str | None, reason: str, charset: str | None, rules: RuleSet) -> Article:
    address = canonical(url) if url else None
    return Article(
        id=item_id(address or ""),
        url=url,
        canonical_url=address,
        domain=host_of(url) or None if url else None,
        text="",
        extraction=_how(f"none:{reason}", 0.0, charset, rules),
    )


def _how(method: str, confidence: float, charset: str | None, rules: RuleSet) -> Extraction:
    return Extraction(method, confidence, charset, _version(), rules.id)


@cache
def _version() -> str:
    try:
        return version("newsspider")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+unknown"
