"""The doors that bytes from anywhere come in by, each as a function that may be fuzzed, and what should come in by it.

In: bytes. Out: what the door makes of them, as plain values that two processes can hold against each other. Refused
(``BrokenPromiseError``): an answer that the door promises never to give; whatever else is raised is a find as well.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import tempfile
import zlib
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import brotli
import orjson
from protego import Protego

from newsspider import clean_text, extract
from newsspider.addresses import AddressPolicy, literal_address
from newsspider.clutter.learned import SiteMemory
from newsspider.content_encoding import BodyCutOffError, BodyTooLargeError, undone
from newsspider.discovery import (
    DiscoveryError,
    ai_agents_forbidden,
    ai_rules,
    find_ways,
    is_reserved,
    own_addresses,
    parse_api,
    parse_feed,
    parse_listing,
    parse_sitemap,
    parse_telegram,
    sitemaps_in_robots,
    tdm_rules,
    trap_of,
)
from newsspider.extraction.decode import decode
from newsspider.records import Item, Page, Story, item_record, json_line
from newsspider.reposts.entry import entry_of
from newsspider.reposts.lines import RowError, article_from_row
from newsspider.reposts.match import compare_prints
from newsspider.sources import SourcesError, load_sources
from newsspider.urls import canonical, item_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsspider.records import Article

_ROOT = Path(__file__).resolve().parents[1]
_MOST_SEED_BYTES = 24_000
_URL = "https://a.example/2026/05/03/boats"
_STORY = b"<p>The harbour board met to hear of the late boats of the night, and of the ferry.</p>" * 5
_SOURCE = b'[[source]]\nname = "a"\nkind = "news"\nurl = "https://a.example/"\n'
_SCRIPT = re.compile(rb"<script[^>]*ld\+json[^>]*>(.*?)</script>", re.DOTALL)
_RULE_TEXTS = re.compile(r"^(?:fires|look_alike) = \[(.*)\]$", re.MULTILINE)
_LINES_OF_A_SITE = 12


class BrokenPromiseError(Exception):
    """A door's answer isn't as it promises."""


class Door(NamedTuple):
    """A door.

    Attributes:
        call: Takes an input; gives what came of it.
        shape: Which table of ``fuzz_words.toml`` its inputs are mutated by.
        seeds: Inputs as they should be.
    """

    call: Callable[[bytes], Any]
    shape: str
    seeds: Callable[[], list[bytes]]


def _hold(what: str, *, holds: bool) -> None:
    if not holds:
        raise BrokenPromiseError(what)


def _decode(data: bytes) -> Any:
    text, charset = decode(data[8:], "text/html; charset=" + data[:8].decode("latin-1"))
    text.encode("utf-8", "surrogatepass")
    return text, charset


def _extract(data: bytes) -> Any:
    return _record(data)


def _json_ld(data: bytes) -> Any:
    script = b'<script type="application/ld+json">' + data + b"</script>"
    return _record(b"<title>Boats</title>" + script + b"<body>" + _STORY)


def _record(html: bytes) -> Any:
    article = extract(html, _URL)
    _hold(f"extraction fails: {article.extraction}", holds=article.extraction.method != "none:error")
    article.text.encode("utf-8")
    page = Page(url=_URL, body=b"", source="a", kind="news", date_crawled="2026-05-03T00:00:00+00:00")
    line = json_line(item_record(Item(page, article, Story("s-1", "unique", article.id, _URL))))
    _hold("the record is no line", holds=line.count(b"\n") == 1)
    orjson.loads(line)
    return dataclasses.asdict(article)


def _clean_text(data: bytes) -> Any:
    text = data.decode("utf-8", "replace")
    cleaned = clean_text(text)
    _hold("the text has grown", holds=len(cleaned.text) <= len(text))
    _hold("cleaning again changes it", holds=clean_text(cleaned.text).text == cleaned.text)
    return dataclasses.asdict(cleaned)


def _site(data: bytes) -> Any:
    """Twelve pages of a site, of the same lines in part, and what stays of the last one."""
    lines = data.decode("utf-8", "replace").splitlines()
    with SiteMemory() as memory:
        for number in range(_LINES_OF_A_SITE):
            own = lines[number::_LINES_OF_A_SITE] + lines[:4] + lines[-3:]
            memory.note("a.example", f"page-{number}", own)
        return dataclasses.asdict(memory.clean("a.example", own))


def _copies(data: bytes) -> Any:
    """Two texts, parted by a NUL or in the middle, and how they stand to each other."""
    text = data.decode("utf-8", "replace")
    first, _, second = text.partition("\0")
    if not second:
        first, second = text[: 2 * len(text) // 3], text[len(text) // 3 :]
    entries = [entry_of(_article(one), "news") for one in (first, second)]
    compared = compare_prints(entries[0].print_, entries[1].print_)
    return [entry._replace(story=None) for entry in entries], compared  # type: ignore[arg-type] # the stories say nothing here


@cache
def _any_article() -> Article:
    return extract(b"<title>The late boats</title><body>" + _STORY, _URL)


def _article(text: str) -> Article:
    return dataclasses.replace(_any_article(), text=text, title=text[:60])


def _row(data: bytes) -> Any:
    """A line of a corpus as ``scrapy reposts`` reads it."""
    try:
        return entry_of(article_from_row(orjson.loads(data)), None)
    except (orjson.JSONDecodeError, RowError) as error:
        return type(error).__name__


def _feed(data: bytes) -> Any:
    return [_or_refusal(parse_feed, body) for body in (data, b"<rss version='2.0'><channel><item>" + data)]


def _sitemap(data: bytes) -> Any:
    return [_or_refusal(parse_sitemap, body) for body in (data, b"<urlset><url><loc>" + data)]


def _api(data: bytes) -> Any:
    return _or_refusal(parse_api, data)


def _or_refusal(call: Callable[[bytes, str], Any], body: bytes) -> Any:
    try:
        return call(body, _URL)
    except DiscoveryError as error:
        return str(error)


def _listing(data: bytes) -> Any:
    """All that is read of a page to find others by."""
    ways, trap = find_ways(data, _URL), trap_of(data, _URL)
    return parse_listing(data, _URL), parse_telegram(data, "https://t.me/s/a"), ways, trap, own_addresses(data, _URL)


def _robots(data: bytes) -> Any:
    """robots.txt and tdmrep.json."""
    text = data.decode("utf-8", "replace")
    rules = tdm_rules(data)
    long = "https://a.example/" + "a" * 200 + "/b" * 40
    forbidden = ai_agents_forbidden(ai_rules(text), long, Protego.parse(text).can_fetch)
    return rules, is_reserved(rules, long), sitemaps_in_robots(text), forbidden


def _sources(data: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sources.toml"
        path.write_bytes(_SOURCE + data)
        try:
            return load_sources(path).sources
        except SourcesError as error:
            return str(error).replace(folder, "")


def _encoding(data: bytes) -> Any:
    names = [["gzip"], ["deflate"], ["br"], ["zstd"], ["gzip", "br"]][data[0] % 5 if data else 0]
    try:
        found, left = undone(data[1:], names, 100_000)
    except (BodyCutOffError, BodyTooLargeError) as error:
        return type(error).__name__
    _hold("more than the bound", holds=len(found) <= max(100_000, len(data)))
    return found, left


def _address(data: bytes) -> Any:
    host = data.decode("utf-8", "replace")
    found = literal_address(host)
    return str(found), AddressPolicy().allows(found or host), item_id(host), canonical(host)


def _files(*patterns: str) -> Iterator[bytes]:
    for path in chain.from_iterable(sorted((_ROOT / "fixtures").glob(pattern)) for pattern in patterns):
        data = path.read_bytes()
        if len(data) <= _MOST_SEED_BYTES:
            yield data


def _pages() -> list[bytes]:
    return list(_files("web/**/*.html", "cases/*/page.html"))


def _xml() -> list[bytes]:
    return [data[:_MOST_SEED_BYTES] for data in (p.read_bytes() for p in sorted(_ROOT.glob("fixtures/web/**/*.xml")))]


def _scripts() -> list[bytes]:
    return [script for page in _pages() for script in _SCRIPT.findall(page)]


def _texts() -> list[bytes]:
    """Stories, with what the rules strike among their lines."""
    rules = "\n".join(path.read_text("utf-8") for path in sorted(_ROOT.glob("newsspider/clutter/rules/*.toml")))
    examples = [
        json.loads(f"[{found}]") for found in _RULE_TEXTS.findall(rules) if "'" not in found and "\\" not in found
    ]
    lines = [line for example in examples for line in example]
    stories = [json.loads(data).get("text") or "" for data in _files("web/**/*.json", "cases/*/expected.json")]
    mixed = ["\n".join([*lines[at : at + 6], story, *lines[at + 6 : at + 9]]) for at, story in enumerate(stories)]
    return [text.encode() for text in mixed]


def _rows() -> list[bytes]:
    records = [json.loads(data) for data in _files("web/**/*.json")]
    return [json.dumps({"id": str(number), **record}).encode() for number, record in enumerate(records)]


def _api_answers() -> list[bytes]:
    posts = [
        {
            "link": f"https://a.example/{n}",
            "date_gmt": "2026-05-03T08:00:00",
            "modified_gmt": "2026-05-04T08:00:00",
            "title": {"rendered": "A &amp; b"},
        }
        for n in range(4)
    ]
    archive = [
        {"canonical_url": "https://a.example/p/x", "post_date": "2026-05-03T08:00:00Z", "title": "B", "slug": "x"}
    ]
    return [json.dumps(answer).encode() for answer in (posts, archive, {"code": "rest_no_route"})]


def _robots_texts() -> list[bytes]:
    rules = [{"location": "/free/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}]
    return [*_files("web/*/robots.txt"), json.dumps(rules).encode()]


def _source_files() -> list[bytes]:
    return [*_files("sources.toml"), (_ROOT / "sources.toml").read_bytes()]


def _packed() -> list[bytes]:
    bodies = [b"", b"a", *_pages()[:6]]
    packed = [
        [b"\0" + gzip.compress(one, mtime=0), b"\1" + zlib.compress(one), b"\2" + brotli.compress(one)]
        for one in bodies
    ]
    return [one for several in packed for one in several]


def _addresses() -> list[bytes]:
    urls = re.findall(rb"https?://[^\s<>\"']+", b"".join(_pages()[:40]))
    return [*dict.fromkeys(urls), b"127.0.0.1", b"http://[::ffff:7f00:1]:80/x?y#z", b"2130706433", b"a.example"]


DOORS: dict[str, Door] = {
    "decode": Door(_decode, "markup", _pages),
    "extract": Door(_extract, "markup", _pages),
    "json-ld": Door(_json_ld, "json", _scripts),
    "clean-text": Door(_clean_text, "text", _texts),
    "site": Door(_site, "text", _texts),
    "copies": Door(_copies, "text", _texts),
    "row": Door(_row, "json", _rows),
    "feed": Door(_feed, "markup", _xml),
    "sitemap": Door(_sitemap, "markup", _xml),
    "api": Door(_api, "json", _api_answers),
    "listing": Door(_listing, "markup", _pages),
    "robots": Door(_robots, "json", _robots_texts),
    "sources": Door(_sources, "settings", _source_files),
    "encoding": Door(_encoding, "packed", _packed),
    "address": Door(_address, "address", _addresses),
}
