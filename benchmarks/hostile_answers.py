"""What is hostile in an answer: bombs, endless and broken answers, slow ones, redirects that lead where nobody may go.

In: nothing. Out: ``ANSWERS``, an ``Answer`` by name, each with what must become of it; ``encoded``, for good pages in
every content encoding. An answer writes to the socket what it likes.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import brotli
from backports import zstd
from hostile_pages import RECORD
from hostile_story import page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Talk = Callable[["Told", asyncio.StreamWriter], Awaitable[None]]

_MIB = 1024 * 1024
FAILED = ("download_failed",)
REFUSED = ("address_refused",)
LEFT = ("left to the next run",)  # its host asked for it: no rejection, the summary says so


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer knows: the story's number, where nobody may go, this server's origin, the path asked for."""

    number: int
    secret: str
    origin: str
    path: str
    bomb_mib: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A hostile answer, and what may become of it."""

    talk: Talk
    ends: tuple[str, ...]
    holds: bool = True


def head(status: str = "200 OK", *more: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """Status line and headers; the connection is closed behind the answer."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *([f"Content-Type: {kind}"] if kind else []), *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(body: bytes, *more: str, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    return head(status, f"Content-Length: {len(body)}", *more, kind=kind) + body


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=4),
    "zstd": zstd.compress,
}


def encoded(body: bytes, encoding: str) -> bytes:
    """A good answer in a content encoding."""
    return whole(PACK[encoding](body), f"Content-Encoding: {encoding}")


@cache
def bomb(encoding: str, mib: int) -> bytes:
    """Zeros in a content encoding; gzip and deflate repeat one block, so that a gigabyte is made at once."""
    if encoding in {"gzip", "deflate"}:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
        start = packer.compress(b" " * _MIB) + packer.flush(zlib.Z_FULL_FLUSH)
        block = packer.compress(b" " * _MIB) + packer.flush(zlib.Z_FULL_FLUSH)
        return start + block * (mib - 1)
    if encoding == "br":
        brotli_packer = brotli.Compressor(quality=1)
        parts = [brotli_packer.process(b" " * _MIB) for _ in range(mib)]
        return b"".join([*parts, brotli_packer.finish()])
    zstd_packer = zstd.ZstdCompressor(level=1)
    return b"".join([*(zstd_packer.compress(b" " * _MIB) for _ in range(mib)), zstd_packer.flush()])


def _raw(make: Callable[[Told], bytes], ends: tuple[str, ...] = FAILED, *, holds: bool = True) -> Answer:
    async def talk(told: Told, writer: asyncio.StreamWriter) -> None:
        writer.write(make(told))
        await writer.drain()

    return Answer(talk, ends, holds)


def _endless(first: bytes, again: bytes, pause_s: float = 0.0, ends: tuple[str, ...] = FAILED) -> Answer:
    async def talk(_: Told, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return Answer(talk, ends)


async def _silent(_: Told, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def _reset(_: Told, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _slow_story(told: Told, writer: asyncio.StreamWriter) -> None:
    """A good page in a second: slow isn't hostile."""
    body = page(told.number).encode()
    writer.write(head("200 OK", f"Content-Length: {len(body)}"))
    for start in range(0, len(body), len(body) // 10 + 1):
        writer.write(body[start : start + len(body) // 10 + 1])
        await writer.drain()
        await asyncio.sleep(0.1)


def _body(told: Told) -> bytes:
    return page(told.number).encode()


def _bombs() -> dict[str, Answer]:
    """More bytes than they look."""
    too_large = ("too_large",)

    def large(encoding: str) -> Answer:
        return _raw(lambda told: whole(bomb(encoding, told.bomb_mib), f"Content-Encoding: {encoding}"), too_large)

    body = b"<p>x</p>" * (5 * _MIB // 2)
    return {
        **{f"bomb-{encoding}": large(encoding) for encoding in PACK},
        "bomb-gzip-twice": _raw(
            lambda told: whole(gzip.compress(bomb("gzip", told.bomb_mib)), "Content-Encoding: gzip, gzip"), too_large
        ),
        "encodings-1000": _raw(lambda told: whole(_body(told), "Content-Encoding: " + ", ".join(["gzip"] * 1_000))),
        "bomb-zstd-window": _raw(
            lambda told: whole(_wide_zstd(_body(told)), "Content-Encoding: zstd"), ("download_failed", RECORD)
        ),
        "large-announced": _raw(lambda _: whole(body), too_large),
        "large-chunked": _raw(
            lambda _: head("200 OK", "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
            too_large,
        ),
        "large-by-the-header-alone": _raw(lambda _: head("200 OK", "Content-Length: 999999999999"), too_large),
        "endless-chunks": _endless(
            head("200 OK", "Transfer-Encoding: chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n", ends=too_large
        ),
        "trailers-endless": _endless(
            head("200 OK", "Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n", b"X-More: more\r\n" * 5_000, ends=FAILED
        ),
        "chunk-extension-endless": _endless(
            head("200 OK", "Transfer-Encoding: chunked") + b"5;", b"a" * 65536, ends=FAILED
        ),
        "endless-body": _endless(head(), b"<p>never an end</p>" * 4_000, ends=too_large),
    }


def _wide_zstd(body: bytes) -> bytes:
    return zstd.compress(body, options={zstd.CompressionParameter.window_log: 30})


def _cut() -> dict[str, Answer]:
    """Answers that end before their end, or are no answers."""

    def cut(encoding: str) -> Answer:
        def make(told: Told) -> bytes:
            packed = PACK[encoding](_body(told) * 3)
            return whole(packed[: len(packed) * 2 // 3], f"Content-Encoding: {encoding}")

        return _raw(make)

    def damaged(told: Told) -> bytes:
        packed = bytearray(gzip.compress(_body(told)))
        packed[-6] ^= 0xFF  # the check sum
        return whole(bytes(packed), "Content-Encoding: gzip")

    return {
        **{f"cut-{encoding}": cut(encoding) for encoding in PACK},
        "damaged-gzip": _raw(damaged),
        "gzip-behind-an-empty-member": _raw(
            lambda told: whole(gzip.compress(b"") + gzip.compress(_body(told)) + bytes(512), "Content-Encoding: gzip"),
            (RECORD,),
        ),
        "gzip-of-700000-members": _raw(
            lambda _: whole(gzip.compress(b"x", mtime=0) * 700_000, "Content-Encoding: gzip"),
        ),
        "cut-body": _raw(lambda told: head("200 OK", "Content-Length: 99999") + _body(told)),
        "cut-chunks": _raw(
            lambda told: (
                head("200 OK", "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(_body(told)), _body(told))
            )
        ),
        "gzip-that-is-none": _raw(lambda told: whole(_body(told), "Content-Encoding: gzip"), (RECORD, *FAILED)),
        "encoding-unknown": _raw(lambda told: whole(_body(told), "Content-Encoding: utf-8"), (RECORD,)),
        "chunk-size-bad": _raw(lambda _: head("200 OK", "Transfer-Encoding: chunked") + b"xyz\r\nabc\r\n0\r\n\r\n"),
        "chunk-size-huge": _raw(
            lambda _: head("200 OK", "Transfer-Encoding: chunked") + b"f" * 300 + b"\r\nabc",
            ("download_failed", "too_large"),
        ),
        "length-negative": _raw(lambda told: head("200 OK", "Content-Length: -5") + _body(told), (RECORD, *FAILED)),
        "length-in-words": _raw(lambda told: head("200 OK", "Content-Length: many") + _body(told), (RECORD, *FAILED)),
        "length-twice": _raw(
            lambda told: head("200 OK", "Content-Length: 5", "Content-Length: 7") + _body(told),
            (RECORD, "not_html", *FAILED),
        ),
        "transfer-encoding-unknown": _raw(
            lambda told: head("200 OK", "Transfer-Encoding: snail") + _body(told), (RECORD, *FAILED)
        ),
        "no-http": _raw(lambda _: b"SSH-2.0-OpenSSH_9.2\r\n" * 10),
        "http-0.9": _raw(_body),
        "status-in-words": _raw(lambda told: b"HTTP/1.1 OK 200\r\n\r\n" + _body(told)),
        "closed-at-once": _raw(lambda _: b""),
        "reset": Answer(_reset, FAILED),
    }


def _heads() -> dict[str, Answer]:
    """Heads of answers without measure."""
    return {
        "headers-200000": _raw(lambda told: head("200 OK", *(f"X-{i}: {i}" for i in range(200_000))) + _body(told)),
        "header-of-10-mb": _raw(lambda told: head("200 OK", "X-Long: " + "x" * 10_000_000) + _body(told)),
        "header-folded-without-end": _endless(b"HTTP/1.1 200 OK\r\nX-Long: a\r\n", b" folded\r\n" * 5_000),
        "endless-headers": _endless(b"HTTP/1.1 200 OK\r\n", b"X-More: more\r\n" * 5_000),
        "endless-status-line": _endless(b"HTTP/1.1 200 ", b"very OK " * 5_000),
        "endless-100-continue": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
        "header-bytes": _raw(lambda told: whole(_body(told), "X-Odd: \x00\x7f\xe9\xff"), (RECORD, *FAILED)),
        "cookies": _raw(
            lambda told: whole(_body(told), *(f"Set-Cookie: a{i}=b; Domain=.co.uk; Path=/" for i in range(50))),
            (RECORD,),
        ),
        "reason-binary": _raw(lambda told: whole(_body(told), status="200 \xff\xfe\x80"), (RECORD, *FAILED)),
    }


def _slow() -> dict[str, Answer]:
    """Answers that never come, or byte by byte."""
    return {
        "slow-body": _endless(head("200 OK", "Content-Length: 5000"), b"x", 0.5),
        "slow-headers": _endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.5),
        "slow-chunks": _endless(head("200 OK", "Transfer-Encoding: chunked"), b"1\r\nx\r\n", 0.5),
        "silent": Answer(_silent, FAILED),
        "slow-but-good": Answer(_slow_story, (RECORD,)),
    }


def _statuses() -> dict[str, Answer]:
    def status(line: str, *more: str, ends: tuple[str, ...] = ("http_error", *FAILED)) -> Answer:
        return _raw(lambda told: whole(_body(told), *more, status=line), ends)

    return {
        "status-404": status("404 Not Found"),
        "status-429-for-years": status("429 Too Many Requests", "Retry-After: 999999999", ends=LEFT),
        "status-503": status("503 Service Unavailable", "Retry-After: -1"),
        "status-999": status("999 Request denied"),
        "status-204": _raw(lambda _: head("204 No Content"), ("empty_body", "http_error")),
        "status-206-a-part": status("206 Partial Content", "Content-Range: bytes 0-999/5000", ends=FAILED),
        "status-300-without-location": status("302 Found"),
    }


def _redirects() -> dict[str, Answer]:
    """Ways to where nobody may go, and ways that lead nowhere."""

    def to(where: Callable[[Told], str], ends: tuple[str, ...] = REFUSED) -> Answer:
        return _raw(lambda told: whole(b"", f"Location: {where(told)}", status="302 Found"), ends)

    def port(told: Told) -> str:
        return told.secret.rsplit(":", 1)[1]

    no_page = ("http_error", *FAILED, *REFUSED)
    return {
        "to-inside": to(lambda t: f"{t.secret}/redirect"),
        "to-inside-decimal": to(lambda t: f"http://2130706435:{port(t)}/x"),
        "to-inside-octal": to(lambda t: f"http://0177.0.0.03:{port(t)}/x"),
        "to-inside-hex": to(lambda t: f"http://0x7f.0x0.0x0.0x3:{port(t)}/x"),
        "to-inside-short": to(lambda t: f"http://127.3:{port(t)}/x"),
        "to-inside-full-width": to(
            lambda t: f"http://\uff11\uff12\uff17.0.0.3:{port(t)}/z".encode().decode("latin-1"), no_page
        ),
        "to-inside-ipv6-mapped": to(lambda t: f"http://[::ffff:127.0.0.3]:{port(t)}/x"),
        "to-inside-ipv6-mapped-hex": to(lambda t: f"http://[::ffff:7f00:3]:{port(t)}/y"),
        "to-inside-ipv6-loopback": to(lambda t: f"http://[::1]:{port(t)}/x"),
        "to-inside-nat64": to(lambda t: f"http://[64:ff9b::7f00:3]:{port(t)}/x"),
        "to-inside-6to4": to(lambda t: f"http://[2002:7f00:3::]:{port(t)}/x"),
        "to-inside-by-name": to(lambda t: f"http://inside.example.com:{port(t)}/x"),
        "to-inside-by-name-with-dot": to(lambda t: f"http://inside.example.com.:{port(t)}/x"),
        "to-inside-by-userinfo": to(lambda t: f"http://example.com@127.0.0.3:{port(t)}/x"),
        "to-inside-by-backslash": to(lambda t: f"http://127.0.0.3:{port(t)}\\@example.com/x", no_page),
        "to-inside-scheme-relative": to(lambda t: f"//127.0.0.3:{port(t)}/x"),
        "to-localhost": to(lambda t: f"http://localhost:{port(t)}/x"),
        "to-nothing": to(lambda t: f"http://0.0.0.0:{port(t)}/x"),
        "to-metadata": to(lambda _: "http://169.254.169.254/latest/meta-data/"),
        "to-metadata-by-number": to(lambda _: "http://2852039166/latest/meta-data/"),
        "to-file": to(lambda _: "file:///etc/passwd", no_page),
        "to-data": to(lambda _: "data:text/html,<p>no</p>", no_page),
        "to-javascript": to(lambda _: "javascript:alert(1)", no_page),
        "to-ftp": to(lambda _: "ftp://127.0.0.3/x", no_page),
        "to-gopher": to(lambda t: f"gopher://127.0.0.3:{port(t)}/_x", no_page),
        "to-itself": to(lambda t: t.origin + t.path, ("redirect_loop",)),
        "to-the-next-for-ever": to(lambda t: f"{t.origin}{t.path}x", ("redirect_loop",)),
        "to-100-kb": to(lambda t: t.origin + "/" + "x" * 100_000, no_page),
        "to-no-url": to(lambda _: "http://[::bad", no_page),
        "to-empty-host": to(lambda _: "http:///x", no_page),
        "to-bytes": to(lambda t: t.origin + "/bad/\xe9\xff\x01", no_page),
    }


ANSWERS: dict[str, Answer] = {**_bombs(), **_cut(), **_heads(), **_slow(), **_statuses(), **_redirects()}
