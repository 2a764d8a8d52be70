"""Coverage-guided fuzzing: ``python benchmarks/fuzz.py TARGET [--runs 100000] [--seconds N]``.

In: the name of a door that bytes from anywhere come in by. Out: nothing, if no input made it raise what it doesn't say
it raises, or take longer than its bound; else the input, in a file ``crash-...`` or ``timeout-...`` of the working
directory: it becomes a case of the tests. Needs atheris (``pip install -e .[fuzz]``), which watches which branches an
input reaches and tries what reaches new ones.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

with atheris.instrument_imports(include=["newsspider"]):
    from newsspider import clean_text, extract
    from newsspider.addresses import AddressPolicy, literal_address
    from newsspider.content_encoding import BodyCutOffError, BodyTooLargeError, undone
    from newsspider.discovery import DiscoveryError, parse_feed, parse_listing, parse_sitemap
    from newsspider.extraction.decode import decode
    from newsspider.sources import SourcesError, load_sources
    from newsspider.urls import canonical, item_id

if TYPE_CHECKING:
    from collections.abc import Callable

_URL = "https://a.example/x"
_BOUND_S = 10  # for one input of at most 64 KB
_STORY = b"<p>The harbour board met to hear of the late boats of the night, and of the ferry.</p>" * 5


def _decode(data: bytes) -> None:
    text, charset = decode(data[8:], "text/html; charset=" + data[:8].decode("latin-1"))
    _hold(charset.endswith(")"))
    text.encode("utf-8", "surrogatepass")


def _extract(data: bytes) -> None:
    article = extract(data, _URL)
    _hold(article.extraction.method != "none:error")
    article.text.encode("utf-8")


def _json_ld(data: bytes) -> None:
    script = b'<script type="application/ld+json">' + data + b"</script>"
    article = extract(b"<title>Boats</title>" + script + b"<body>" + _STORY, _URL)
    _hold(article.extraction.method != "none:error")


def _clean_text(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    cleaned = clean_text(text)
    _hold(len(cleaned.text) <= len(text))


def _feed(data: bytes) -> None:
    for body in (data, b"<rss version='2.0'><channel><item>" + data):
        _may_refuse(lambda body=body: parse_feed(body, _URL))  # type: ignore[misc] # a default that binds


def _sitemap(data: bytes) -> None:
    for body in (data, b"<urlset><url><loc>" + data):
        _may_refuse(lambda body=body: parse_sitemap(body, _URL))  # type: ignore[misc] # as above


def _listing(data: bytes) -> None:
    parse_listing(data, _URL)


def _sources(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sources.toml"
        path.write_bytes(b'[[source]]\nname = "a"\nkind = "news"\nurl = "https://a.example/"\n' + data)
        try:
            load_sources(path)
        except SourcesError:
            return


def _encoding(data: bytes) -> None:
    names = ["gzip", "deflate", "br", "zstd"][data[0] % 4 : data[0] % 4 + 1] if data else ["gzip"]
    try:
        found, _ = undone(data[1:], names, 100_000)
    except (BodyCutOffError, BodyTooLargeError):
        return
    _hold(len(found) <= max(100_000, len(data)))


def _address(data: bytes) -> None:
    host = data.decode("utf-8", "replace")
    found = literal_address(host)
    AddressPolicy().allows(found or host)
    item_id(host)
    canonical(host)


def _may_refuse(call: Callable[[], object]) -> None:
    try:
        call()
    except DiscoveryError:
        return


def _hold(holds: bool) -> None:  # noqa: FBT001 - an assertion
    if not holds:
        raise AssertionError("what the door promises doesn't hold")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "decode": _decode,
    "extract": _extract,
    "json-ld": _json_ld,
    "clean-text": _clean_text,
    "feed": _feed,
    "sitemap": _sitemap,
    "listing": _listing,
    "sources": _sources,
    "encoding": _encoding,
    "address": _address,
}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=100_000, metavar="N", help="so many inputs (100000)")
    parser.add_argument("--seconds", type=int, default=0, metavar="N", help="and no longer; 0: as long as it takes")
    parser.add_argument("--corpus", metavar="DIR", help="inputs to begin with; new ones that reach more are added")
    options = parser.parse_args()
    limits = [f"-atheris_runs={options.runs}", f"-max_total_time={options.seconds}", f"-timeout={_BOUND_S}"]
    limits += ["-max_len=65536", "-rss_limit_mb=2048", *([options.corpus] if options.corpus else [])]
    atheris.Setup([sys.argv[0], *limits], TARGETS[options.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
