"""WARC files: what is written is read again as it came, and what others write is read, whole or damaged."""

from __future__ import annotations

import gzip
import random
import resource
from typing import TYPE_CHECKING

import pytest

from newsspider.warc import Capture, Skipped, WarcError, WarcWriter, captures

if TYPE_CHECKING:
    from pathlib import Path

TIME = "2026-11-27T17:00:00Z"
MOST = 1 << 20
HTML = [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
PAGES = [f"<h1>Story {number}</h1>".encode() + b"<p>Words of it.</p>" * (number % 50) for number in range(200)]


def written(folder: Path, max_bytes: int = MOST) -> tuple[list[Path], list[str]]:
    writer = WarcWriter(folder, "2026-11-27T17:00:00Z-news", "newsspider/1", max_bytes)
    sent = [*HTML, ("Content-Encoding", "br"), ("Transfer-Encoding", "chunked"), ("Content-Length", "7")]
    places = [writer.write(f"https://a.example/{n}?q=ä", "200 OK", sent, body, TIME) for n, body in enumerate(PAGES)]
    writer.close()
    writer.close()  # a second call does nothing
    return sorted(folder.iterdir()), places


def record(http: bytes, kind: str = "response", url: str = "<https://b.example/1>", **headers: str) -> bytes:
    """A record as somebody else writes it, not packed."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n{more}"
    told = "Content-Type: application/http; msgtype=response\r\n"
    return f"{head}{told}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: text/html", *headers, "", ""]).encode() + body


def test_what_is_written_is_read_as_it_came(tmp_path: Path) -> None:
    files, places = written(tmp_path / "warc", max_bytes=8_000)
    assert len(files) > 1  # a file of so many bytes is closed
    assert len(written(tmp_path / "one", max_bytes=0)[0]) == 1
    assert all(path.name.startswith("2026-11-27T170000Z-news-0000") for path in files)
    found = [capture for path in files for capture in captures(path, MOST)]
    assert all(isinstance(capture, Capture) for capture in found)
    read = [capture for capture in found if isinstance(capture, Capture)]
    assert [capture.body for capture in read] == PAGES
    assert [capture.place for capture in read] == places
    assert read[3].url == "https://a.example/3?q=ä"
    assert (read[3].status, read[3].time) == (200, "2026-11-27T17:00:00+00:00")
    assert read[3].headers == (*HTML, ("Content-Length", str(len(PAGES[3]))))


def test_a_place_finds_its_record(tmp_path: Path) -> None:
    files, places = written(tmp_path / "warc")
    name, _, byte = places[150].rpartition(":")
    member = tmp_path / "one.warc.gz"
    member.write_bytes((files[0].parent / name).read_bytes()[int(byte) :])
    first = next(captures(member, MOST))
    assert isinstance(first, Capture)
    assert first.body == PAGES[150]


def test_what_others_write_is_read(tmp_path: Path) -> None:
    body = b"<p>All of it, in one piece.</p>"
    chunked = b"5\r\n<p>Al\r\n" + f"{len(body) - 5:x}".encode() + b"\r\n" + body[5:] + b"\r\n0\r\n\r\n"
    records = [
        record(b"software: somebody's\r\n", kind="warcinfo"),
        record(b"GET /1 HTTP/1.1\r\nHost: b.example\r\n\r\n", kind="request"),
        record(page(body)),
        record(page(gzip.compress(body), "Content-Encoding: gzip")),
        record(page(chunked, "Transfer-Encoding: chunked")),
        record(page(body), url="https://b.example/1"),
    ]
    for path, content in (
        (tmp_path / "plain.warc", b"".join(records)),
        (tmp_path / "packed.warc.gz", b"".join(map(gzip.compress, records))),
        (tmp_path / "whole.warc.gz", gzip.compress(b"".join(records))),
    ):
        path.write_bytes(content)
        found = [capture for capture in captures(path, MOST) if isinstance(capture, Capture)]
        assert [(one.url, one.body) for one in found] == [("https://b.example/1", body)] * 4, path
        assert found[0].time == "2020-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<p>chunks undone, header kept</p>", b"<p>chunks undone, header kept</p>"),
        (b"3;name=value\r\n<p>\r\n2  \r\nhi\r\n0\r\nTrailer: x\r\n\r\n", b"<p>hi"),
        (b"3\r\n<p>\r\n", None),
        (b"3\r\n<p>\r\nfffffff\r\nhi", None),
        (b"0\r\n\r\n", b""),
    ],
)
def test_chunks_are_undone_where_there_are_any(tmp_path: Path, body: bytes, found: bytes | None) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(page(body, "Transfer-Encoding: chunked")) + record(page(b"<p>next</p>")))
    first, second = captures(path, MOST)
    assert (first.body if isinstance(first, Capture) else None) == found
    assert isinstance(second, Capture)


def test_an_address_names_a_host_and_nobody_s_password(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    urls = ("http:///nohost", "http://[::1", "https://me:secret@b.example/1")
    path.write_bytes(b"".join(record(page(b"<p>words</p>"), url=url) for url in urls))
    *others, last = captures(path, MOST)
    assert others == [Skipped("no_page")] * 2
    assert isinstance(last, Capture)
    assert last.url == "https://b.example/1"


def test_what_is_no_page_is_skipped_by_name(tmp_path: Path) -> None:
    records = {
        "http_status": record(page(b"gone", status="404 Not Found")),
        "not_html": record(page(b"\x89PNG").replace(b"text/html", b"image/png")),
        "no_page": record(b"20200102030405", url="dns:b.example"),
        "cut_off": record(page(gzip.compress(b"<p>words</p>" * 99)[:-9], "Content-Encoding: gzip")),
        "too_large": record(page(gzip.compress(b"<p>words</p>" * 9999), "Content-Encoding: gzip")),
    }
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(records.values()) + record(page(b"<p>half"), WARC_Truncated="length"))
    assert list(captures(path, 10_000)) == [*map(Skipped, records), Skipped("cut_off")]


def test_a_damaged_file_is_named_once_what_stands_before_the_damage_was_read(tmp_path: Path) -> None:
    files, places = written(tmp_path / "warc")
    whole = files[0].read_bytes()
    path = tmp_path / "damaged.warc.gz"
    begins, ends = (int(place.rpartition(":")[2]) for place in places[100:102])
    cuts = [whole[:at] for at in (*range(begins + 1, begins + 300, 20), ends - 9, ends - 1)]
    for content in (*cuts, whole[: begins + 90] + b"\xff" * 80 + whole[begins + 170 :]):
        path.write_bytes(content)
        found: list[Capture | Skipped] = []
        with pytest.raises(WarcError, match=r"damaged\.warc\.gz can't be read to its end: .*Put a whole copy"):
            found.extend(captures(path, MOST))
        read = [one.body for one in found if isinstance(one, Capture)]
        assert read == PAGES[: len(read)]
        assert len(read) >= 100
    plain = record(page(b"<p>one</p>")) + record(page(b"<p>two</p>"))
    path = tmp_path / "damaged.warc"
    half = len(plain) // 2
    for at in (half + 3, half + 50, half + 200, len(plain) - 5):
        path.write_bytes(plain[:at])
        with pytest.raises(WarcError, match="can't be read to its end"):
            list(captures(path, MOST))
    path.write_bytes(plain[:half])
    assert len(list(captures(path, MOST))) == 1
    for content in (b"no archive at all\n" * 40, gzip.compress(b"no archive")):
        path.write_bytes(content)
        with pytest.raises(WarcError):
            list(captures(path, MOST))
    path.write_bytes(b"")
    assert list(captures(path, MOST)) == []


def test_a_disk_that_does_not_take_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("no folder")
    writer = WarcWriter(tmp_path / "warc", "run", "newsspider/1", MOST)
    with pytest.raises(WarcError, match="can't be written: File exists"):
        writer.write("https://a.example/", "200 OK", HTML, b"<p>words</p>", TIME)


def test_a_disk_that_is_full_tears_no_record(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path / "warc", "run", "newsspider/1", MOST)
    body = random.Random(1).randbytes(60_000)  # noqa: S311 - what can't be packed
    writer.write("https://a.example/1", "200 OK", HTML, body, TIME)
    (path,) = (tmp_path / "warc").iterdir()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000, limits[1]))
    try:
        with pytest.raises(WarcError, match="can't be written: File too large"):
            writer.write("https://a.example/2", "200 OK", HTML, body, TIME)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    writer.write("https://a.example/3", "200 OK", HTML, body, TIME)
    writer.close()
    found = [capture.url for capture in captures(path, MOST) if isinstance(capture, Capture)]
    assert found == ["https://a.example/1", "https://a.example/3"]
