"""The doors that bytes from anywhere come in by, each as a function that may be fuzzed.

In: bytes. Out: what the door makes of them, as plain values that two processes can hold against each other. Refused
(``BrokenPromiseError``): an answer that the door promises never to give; whatever else is raised is a find as well.
"""

from __future__ import annotations

import dataclasses
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import fuzz_seeds as seeds
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
from newsspider.warc import Capture, Skipped, WarcError, captures

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsspider.records import Article

_URL = "https://a.example/2026/05/03/boats"
_STORY = b"<p>The harbour board met to hear of the late boats of the night, and of the ferry.</p>" * 5
_SOURCE = b'[[source]]\nname = "a"\nkind = "news"\nurl = "https://a.example/"\n'
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


def _archive(data: bytes) -> Any:
    """A WARC file, packed or not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc"
        path.write_bytes(data)
        found: list[Capture | Skipped] = []
        try:
            found.extend(captures(path, 100_000))
        except WarcError as error:
            return found, str(error).replace(folder, "")
        _hold("more than the bound", holds=all(isinstance(one, Skipped) or len(one.body) <= 100_000 for one in found))
        return found


DOORS: dict[str, Door] = {
    "decode": Door(_decode, "markup", seeds.pages),
    "extract": Door(_extract, "markup", seeds.pages),
    "json-ld": Door(_json_ld, "json", seeds.scripts),
    "clean-text": Door(_clean_text, "text", seeds.texts),
    "site": Door(_site, "text", seeds.texts),
    "copies": Door(_copies, "text", seeds.texts),
    "row": Door(_row, "json", seeds.rows),
    "feed": Door(_feed, "markup", seeds.xml),
    "sitemap": Door(_sitemap, "markup", seeds.xml),
    "api": Door(_api, "json", seeds.api_answers),
    "listing": Door(_listing, "markup", seeds.pages),
    "robots": Door(_robots, "json", seeds.robots_texts),
    "sources": Door(_sources, "settings", seeds.source_files),
    "encoding": Door(_encoding, "packed", seeds.packed),
    "archive": Door(_archive, "packed", seeds.archives),
    "address": Door(_address, "address", seeds.addresses),
}
