"""What is hostile in a body: pages that are huge, deep, broken, lying or full of traps, and what must become of each.

In: nothing. Out: ``PAGES``, a ``Kind`` by name. A kind is a record, or a rejection with one of the reasons named; of
some it is open which of the two, as long as the run goes on. Written from what stock Scrapy, lxml, readability-lxml and
trafilatura were seen to stumble over.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hostile_story import page, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = "record"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of hostile page.

    Attributes:
        make: The body; it gets the number of its story and the origin that nobody may contact.
        ends: What may become of it: ``RECORD`` or reasons of rejection.
        content_type: Its header.
        holds: What the record's text must hold, if there is a record: the story's first paragraph unless told.
    """

    make: Callable[[int, str], str | bytes]
    ends: tuple[str, ...] = (RECORD,)
    content_type: str = "text/html; charset=utf-8"
    holds: bool = True


def _noise(number: int, size: int) -> bytes:
    return random.Random(number).randbytes(size)  # noqa: S311 - noise for a test, no secret


_NAMES = ("site_name", "image", "url", "locale")
_COSTLY = (RECORD, "too_costly", "too_large", "no_story")


def _structure() -> dict[str, Kind]:
    """Trees that no author writes."""
    return {
        "deep-5000-story-inside": Kind(lambda n, _: page(n, before="<div>" * 5_000, after="</div>" * 5_000)),
        "deep-200000": Kind(lambda n, _: page(n, before="<div>" * 200_000), _COSTLY, holds=False),
        "p-2-million": Kind(lambda n, _: page(n, after="<p>" * 2_000_000), _COSTLY, holds=False),
        "links-300000": Kind(
            lambda n, _: page(n, after="".join(f'<a href="/{i}">w{i}</a> ' for i in range(300_000))),
            _COSTLY,
            holds=False,
        ),
        "attributes-100000": Kind(
            lambda n, _: page(n, after=f"<p {' '.join(f'a{i}=1' for i in range(100_000))}>x</p>"), _COSTLY, holds=False
        ),
        "equal-paragraphs-200000": Kind(
            lambda n, _: page(n, after="<p>The same sentence stands here once more.</p>" * 200_000),
            _COSTLY,
            holds=False,
        ),
        "paragraphs-250000": Kind(
            lambda n, _: page(n, after="<p>The boat left the quay at dawn, and came back late." * 250_000),
            _COSTLY,
            holds=False,
        ),
        "unclosed-b-500000": Kind(lambda n, _: page(n, after="<b>" * 500_000), _COSTLY, holds=False),
        "misnested-formatting": Kind(lambda n, _: page(n, after="<a><b><i><u></a></b>" * 20_000), _COSTLY, holds=False),
        "tables-in-tables": Kind(lambda n, _: page(n, after="<table><tr><td>" * 3_000), _COSTLY),
        "entities-1-million": Kind(lambda n, _: page(n, after="<div>" + "&lt;&#x41;" * 500_000), _COSTLY, holds=False),
        "options-200000": Kind(lambda n, _: page(n, before="<select>" + "<option>x" * 200_000 + "</select>"), _COSTLY),
        "iframes-50000": Kind(lambda n, s: page(n, after=f'<iframe src="{s}/frame"></iframe>' * 50_000), _COSTLY),
        "images-100000": Kind(
            lambda n, s: page(
                n, after=f'<figure><img srcset="{s}/i 2x"><figcaption>A.</figcaption></figure>' * 100_000
            ),
            _COSTLY,
            holds=False,
        ),
    }


def _heads() -> dict[str, Kind]:
    """What a page says of itself, without end."""
    return {
        "description-of-5-mb": Kind(
            lambda n, _: page(n, head=f'<meta name="description" content="{"word " * 1_000_000}">'), _COSTLY
        ),
        "names-of-5-mb": Kind(
            lambda n, _: page(n, head="".join(f'<meta property="og:{w}" content="{"x" * 2_500_000}">' for w in _NAMES))
        ),
        "authors-50000": Kind(
            lambda n, _: page(n, head="".join(f'<meta name="author" content="Ann Name{i}">' for i in range(50_000))),
            _COSTLY,
        ),
        "meta-100000": Kind(
            lambda n, _: page(n, head='<meta property="og:title" content="x"><meta name=author content=y>' * 100_000),
            _COSTLY,
            holds=False,
        ),
    }


def _with(number: int, more: str) -> str:
    return page(number, after=f"<p>{more}</p>")


def _characters() -> dict[str, Kind]:
    """Bytes and characters that cut, glue or lose a text."""
    return {
        "lone-surrogate-bytes": Kind(
            lambda n, _: page(n).encode().replace(b" said ", b" said\xed\xa0\x80 ", 1), holds=False
        ),
        "lone-surrogate-reference": Kind(lambda n, _: page(n, name="Half &#xD800; a character &#xDFFF;")),
        "lone-surrogate-json-ld": Kind(
            lambda n, _: page(
                n, head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"A \\ud800 b"}</script>'
            )
        ),
        "nul-bytes": Kind(lambda n, _: page(n).replace(" the ", " the\0 "), holds=False),
        "control-characters": Kind(lambda n, _: _with(n, "".join(map(chr, range(1, 32))) * 3)),
        "utf-16-without-mark": Kind(
            lambda n, _: page(n).encode("utf-16-le"), (RECORD, "not_html", "no_story"), "text/html", holds=False
        ),
        "utf-7-declared": Kind(lambda n, _: page(n), content_type="text/html; charset=utf-7"),
        "charset-unknown": Kind(lambda n, _: page(n), content_type='text/html; charset="x-\x01nothing"'),
        "charset-is-a-codec": Kind(lambda n, _: page(n), content_type="text/html; charset=zlib"),
        "charset-idna": Kind(lambda n, _: page(n), content_type="text/html; charset=idna"),
        "right-to-left-override": Kind(lambda n, _: page(n, name="Invoice \u202efdp.exe\u2066 of the board")),
        "spaces-5-million": Kind(lambda n, _: _with(n, " \t" * 2_500_000), _COSTLY),
        "one-word-of-5-mb": Kind(lambda n, _: _with(n, "a" * 5_000_000), _COSTLY, holds=False),
        "dots-and-quotes": Kind(lambda n, _: _with(n, ". . . \" ' - | > < " * 50_000), _COSTLY, holds=False),
        "addresses-100000": Kind(lambda n, _: _with(n, "a@a.a http://x.x " * 100_000), _COSTLY, holds=False),
        "combining-marks": Kind(lambda n, _: _with(n, "e" + "\u0301" * 500_000), _COSTLY, holds=False),
    }


def _lies() -> dict[str, Kind]:
    """Bodies that aren't what their header says."""
    html = "text/html; charset=utf-8"
    return {
        "pdf": Kind(lambda n, _: b"%PDF-1.7\n" + _noise(n, 50_000), ("not_html",), html),
        "png": Kind(lambda n, _: b"\x89PNG\r\n\x1a\n" + _noise(n, 50_000), ("not_html",), html),
        "zip": Kind(lambda n, _: b"PK\x03\x04" + _noise(n, 50_000), ("not_html",), html),
        "gzip-undeclared": Kind(lambda n, _: b"\x1f\x8b\x08\x00" + _noise(n, 5_000), ("not_html",), html),
        "random-bytes": Kind(lambda n, _: _noise(n, 300_000), ("not_html",), html),
        "json": Kind(lambda n, _: json.dumps({"text": paragraphs(n)}), ("not_html",), html),
        "feed-as-page": Kind(
            lambda n, _: f"<rss version='2.0'><channel><title>{n}</title></channel></rss>", ("not_html",), html
        ),
        "plain-text": Kind(lambda n, _: "\n\n".join(paragraphs(n)), ("not_html", "no_story"), html),
        "html-as-octet-stream": Kind(lambda n, _: page(n), content_type="application/octet-stream"),
        "html-as-image": Kind(lambda n, _: page(n), content_type="image/png"),
        "no-content-type": Kind(lambda n, _: page(n), content_type=""),
        "empty": Kind(lambda _n, _: b"", ("empty_body",)),
        "white-space": Kind(lambda _n, _: b" \r\n" * 100_000, ("empty_body", "not_html")),
        "frameset": Kind(
            lambda _n, s: f"<frameset><frame src='{s}/frame'></frameset>", ("no_story", "too_short", "not_html"), html
        ),
    }


def _leads() -> dict[str, Kind]:
    """Markup that wants to be followed."""
    return {
        "entities-in-a-doctype": Kind(
            lambda n, s: (
                '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                f'<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "{s}/dtd">]>'
                + page(n, after="<p>&b;&b;&x;&y;</p>").removeprefix("<!doctype html>")
            )
        ),
        "doctype-elsewhere": Kind(
            lambda n, s: f'<!DOCTYPE html SYSTEM "{s}/x.dtd">' + page(n).removeprefix("<!doctype html>")
        ),
        "meta-refresh-inside": Kind(
            lambda n, s: page(n, head=f'<meta http-equiv=refresh content="0;url={s}/refresh">'), ("meta_refresh",)
        ),
        "canonical-inside": Kind(lambda n, s: page(n, head=f'<link rel=canonical href="{s}/canonical">'), (RECORD,)),
        "base-inside": Kind(lambda n, s: page(n, head=f'<base href="{s}/">', after='<a href="x">more</a>')),
        "credit-inside": Kind(
            lambda n, s: page(
                n, after=f'<p class=credit>This article was originally published at <a href="{s}/o">there</a>.</p>'
            )
        ),
        "credit-file": Kind(
            lambda n, _: page(
                n, after='<p class=credit>Originally published at <a href="file:///etc/passwd">there</a>.</p>'
            )
        ),
        "resources-inside": Kind(
            lambda n, s: page(
                n,
                head=f'<link rel=stylesheet href="{s}/s.css"><script src="{s}/s.js"></script>'
                f'<link rel=preload href="{s}/f"><link rel=amphtml href="{s}/amp">',
                after=f'<img src="{s}/i.png"><object data="{s}/o"></object><embed src="{s}/e">',
            )
        ),
    }


def _claims() -> dict[str, Kind]:
    """What wants to be run, shown or believed."""
    deep = "[" * 200_000
    return {
        "title-escapes": Kind(lambda n, _: page(n, name="\x1b]0;owned\x07\x1b[2J\x1b[31mRed \x9b31m title")),
        "title-formula": Kind(lambda n, _: page(n, name="=cmd|'/C calc'!A0 and other sums")),
        "title-script": Kind(
            lambda n, _: page(n, name="&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &lt;img onerror=x&gt; news")
        ),
        "title-1-mb": Kind(lambda n, _: page(n, name="long " * 200_000), _COSTLY),
        "title-path": Kind(lambda n, _: page(n, name="../../../../etc/passwd")),
        "json-ld-deep": Kind(lambda n, _: page(n, head=f'<script type="application/ld+json">{deep}</script>')),
        "json-ld-huge-number": Kind(
            lambda n, _: page(
                n, head=f'<script type="application/ld+json">{{"@type":"NewsArticle","n":{"9" * 1_000_000}}}</script>'
            )
        ),
        "json-ld-million-nodes": Kind(
            lambda n, _: page(
                n, head='<script type="application/ld+json">[' + '{"@type":"Person"},' * 200_000 + "{}]</script>"
            ),
            _COSTLY,
        ),
        "date-absurd": Kind(
            lambda n, _: page(n).replace("2026-03-04T08:00:00", "99999999-99-99T99:99:99").replace("+00:00", "+99:99")
        ),
        "comment-unclosed-10-mb": Kind(lambda n, _: page(n) + "<!--" + "-" * 10_000_000, _COSTLY),
        "script-unclosed": Kind(lambda n, _: page(n) + "<script>" + "<p>no</p>" * 500_000, _COSTLY),
        "language-absurd": Kind(lambda n, _: page(n).replace("lang=en", "lang=" + "x" * 100_000)),
    }


PAGES: dict[str, Kind] = {**_structure(), **_heads(), **_characters(), **_lies(), **_leads(), **_claims()}
