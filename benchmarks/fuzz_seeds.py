"""What should come in by each door of ``fuzz_doors.py``: the inputs that a fuzzer begins with, from the fixtures.

In: nothing. Out: inputs as bytes; files of more than 24,000 are left out or cut off. Refused: nothing.
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import zlib
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from newsspider.warc import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[1]
_MOST_SEED_BYTES = 24_000
_RECORD_ID = re.compile(rb"urn:uuid:[\da-f-]+")
_TIME = "2026-05-03T08:00:00Z"
_OTHERS = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <https://b.example/>\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
_SCRIPT = re.compile(rb"<script[^>]*ld\+json[^>]*>(.*?)</script>", re.DOTALL)
_RULE_TEXTS = re.compile(r"^(?:fires|look_alike) = \[(.*)\]$", re.MULTILINE)


def _files(*patterns: str) -> Iterator[bytes]:
    for path in chain.from_iterable(sorted((_ROOT / "fixtures").glob(pattern)) for pattern in patterns):
        data = path.read_bytes()
        if len(data) <= _MOST_SEED_BYTES:
            yield data


def pages() -> list[bytes]:
    """Pages of the bundled web and of the golden cases."""
    return list(_files("web/**/*.html", "cases/*/page.html"))


def xml() -> list[bytes]:
    """Feeds and sitemaps, the long ones cut off."""
    return [data[:_MOST_SEED_BYTES] for data in (p.read_bytes() for p in sorted(_ROOT.glob("fixtures/web/**/*.xml")))]


def scripts() -> list[bytes]:
    """JSON-LD of the pages."""
    return [script for page in pages() for script in _SCRIPT.findall(page)]


def texts() -> list[bytes]:
    """Stories, with what the rules strike among their lines."""
    rules = "\n".join(path.read_text("utf-8") for path in sorted(_ROOT.glob("newsspider/clutter/rules/*.toml")))
    examples = [
        json.loads(f"[{found}]") for found in _RULE_TEXTS.findall(rules) if "'" not in found and "\\" not in found
    ]
    lines = [line for example in examples for line in example]
    stories = [json.loads(data).get("text") or "" for data in _files("web/**/*.json", "cases/*/expected.json")]
    mixed = ["\n".join([*lines[at : at + 6], story, *lines[at + 6 : at + 9]]) for at, story in enumerate(stories)]
    return [text.encode() for text in mixed]


def rows() -> list[bytes]:
    """Records, as lines of a corpus."""
    records = [json.loads(data) for data in _files("web/**/*.json")]
    return [json.dumps({"id": str(number), **record}).encode() for number, record in enumerate(records)]


def api_answers() -> list[bytes]:
    """Answers of WordPress and Substack, and a refusal."""
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


def robots_texts() -> list[bytes]:
    """robots.txt of the bundled web, and a tdmrep.json."""
    rules = [{"location": "/free/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}]
    return [*_files("web/*/robots.txt"), json.dumps(rules).encode()]


def source_files() -> list[bytes]:
    """``sources.toml`` of the bundled web, and the one that ships."""
    return [*_files("sources.toml"), (_ROOT / "sources.toml").read_bytes()]


def packed() -> list[bytes]:
    """Pages packed by gzip, deflate and brotli, behind the byte that says which."""
    bodies = [b"", b"a", *pages()[:6]]
    packed = [
        [b"\0" + gzip.compress(one, mtime=0), b"\1" + zlib.compress(one), b"\2" + brotli.compress(one)]
        for one in bodies
    ]
    return [one for several in packed for one in several]


def archives() -> list[bytes]:
    """WARC files of a few pages, as one writes them oneself and as others do, packed and not."""
    bodies = pages()[:4]
    with tempfile.TemporaryDirectory() as folder:
        writer = WarcWriter(Path(folder), "seed", "newsspider", 1 << 30)
        for number, body in enumerate(bodies):
            writer.write(f"https://a.example/{number}", "200 OK", [("Content-Type", "text/html")], body, _TIME)
        writer.close()
        (path,) = Path(folder).iterdir()
        own = _RECORD_ID.sub(
            b"urn:uuid:1", gzip.decompress(path.read_bytes())
        )  # else each process has seeds of its own
    chunked = b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>Al\r\n0\r\n\r\n"
    http = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b, mtime=0) for b in bodies[:2]]
    records = [_OTHERS % (len(one), one) for one in (*http, b"HTTP/1.1 200 OK\r\n" + chunked)]
    return [gzip.compress(own, mtime=0), own[:_MOST_SEED_BYTES], b"".join(records)]


def addresses() -> list[bytes]:
    """Addresses in the pages, and some forms of hosts."""
    urls = re.findall(rb"https?://[^\s<>\"']+", b"".join(pages()[:40]))
    return [*dict.fromkeys(urls), b"127.0.0.1", b"http://[::ffff:7f00:1]:80/x?y#z", b"2130706433", b"a.example"]
