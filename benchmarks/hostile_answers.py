"""What is hostile in an answer: bombs, endless and broken answers, slow ones, statuses, and redirects beside them.

In: nothing. Out: ``ANSWERS``, an ``Answer`` by name, each with what must become of it; ``bomb``, for other files.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from functools import cache

import brotli
from backports import zstd
from hostile_pages import RECORD
from hostile_redirects import REDIRECTS
from hostile_talk import FAILED, PACK, Answer, Told, body_of, endless, head, raw, whole

_MIB = 1024 * 1024
LEFT = ("left to the next run",)  # its host asked for it: no rejection, the summary says so


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


async def _silent(_: Told, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def _reset(_: Told, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _slow_story(told: Told, writer: asyncio.StreamWriter) -> None:
    """A good page in a second: slow isn't hostile."""
    body = body_of(told)
    writer.write(head("200 OK", f"Content-Length: {len(body)}"))
    for start in range(0, len(body), len(body) // 10 + 1):
        writer.write(body[start : start + len(body) // 10 + 1])
        await writer.drain()
        await asyncio.sleep(0.1)


def _bombs() -> dict[str, Answer]:
    """More bytes than they look."""
    too_large = ("too_large",)

    def large(encoding: str) -> Answer:
        return raw(lambda told: whole(bomb(encoding, told.bomb_mib), f"Content-Encoding: {encoding}"), too_large)

    body = b"<p>x</p>" * (5 * _MIB // 2)
    return {
        **{f"bomb-{encoding}": large(encoding) for encoding in PACK},
        "bomb-gzip-twice": raw(
            lambda told: whole(gzip.compress(bomb("gzip", told.bomb_mib)), "Content-Encoding: gzip, gzip"), too_large
        ),
        "encodings-1000": raw(lambda told: whole(body_of(told), "Content-Encoding: " + ", ".join(["gzip"] * 1_000))),
        "bomb-zstd-window": raw(
            lambda told: whole(_wide_zstd(body_of(told)), "Content-Encoding: zstd"), ("download_failed", RECORD)
        ),
        "large-announced": raw(lambda _: whole(body), too_large),
        "large-chunked": raw(
            lambda _: head("200 OK", "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
            too_large,
        ),
        "large-by-the-header-alone": raw(lambda _: head("200 OK", "Content-Length: 999999999999"), too_large),
        "chunks-of-one-byte": endless(
            head("200 OK", "Transfer-Encoding: chunked"), b"1\r\nx\r\n" * 10_000, ends=("too_costly",)
        ),
        "chunks-of-three-bytes-of-a-story": raw(
            lambda told: head("200 OK", "Transfer-Encoding: chunked") + _in_chunks(body_of(told), 3), (RECORD,)
        ),
        "endless-chunks": endless(
            head("200 OK", "Transfer-Encoding: chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n", ends=too_large
        ),
        "trailers-endless": endless(
            head("200 OK", "Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n", b"X-More: more\r\n" * 5_000, ends=FAILED
        ),
        "chunk-extension-endless": endless(
            head("200 OK", "Transfer-Encoding: chunked") + b"5;", b"a" * 65536, ends=FAILED
        ),
        "endless-body": endless(head(), b"<p>never an end</p>" * 4_000, ends=too_large),
    }


def _in_chunks(body: bytes, size: int) -> bytes:
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _wide_zstd(body: bytes) -> bytes:
    return zstd.compress(body, options={zstd.CompressionParameter.window_log: 30})


def _cut() -> dict[str, Answer]:
    """Answers that end before their end, or whose content isn't in the encoding that they name."""

    def cut(encoding: str) -> Answer:
        def make(told: Told) -> bytes:
            packed = PACK[encoding](body_of(told) * 3)
            return whole(packed[: len(packed) * 2 // 3], f"Content-Encoding: {encoding}")

        return raw(make)

    def damaged(told: Told) -> bytes:
        packed = bytearray(gzip.compress(body_of(told)))
        packed[-6] ^= 0xFF  # the check sum
        return whole(bytes(packed), "Content-Encoding: gzip")

    return {
        **{f"cut-{encoding}": cut(encoding) for encoding in PACK},
        "damaged-gzip": raw(damaged),
        "gzip-behind-an-empty-member": raw(
            lambda told: whole(
                gzip.compress(b"") + gzip.compress(body_of(told)) + bytes(512), "Content-Encoding: gzip"
            ),
            (RECORD,),
        ),
        "gzip-of-700000-members": raw(
            lambda _: whole(gzip.compress(b"x", mtime=0) * 700_000, "Content-Encoding: gzip"),
        ),
        "cut-body": raw(lambda told: head("200 OK", "Content-Length: 99999") + body_of(told)),
        "cut-chunks": raw(
            lambda told: (
                head("200 OK", "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(body_of(told)), body_of(told))
            )
        ),
        "gzip-that-is-none": raw(lambda told: whole(body_of(told), "Content-Encoding: gzip"), (RECORD, *FAILED)),
        "encoding-unknown": raw(lambda told: whole(body_of(told), "Content-Encoding: utf-8"), (RECORD,)),
        "closed-at-once": raw(lambda _: b""),
        "reset": Answer(_reset, FAILED),
    }


def _misframed() -> dict[str, Answer]:
    """Answers whose length or chunks make no sense, or that aren't HTTP."""
    return {
        "chunk-size-bad": raw(lambda _: head("200 OK", "Transfer-Encoding: chunked") + b"xyz\r\nabc\r\n0\r\n\r\n"),
        "chunk-size-huge": raw(
            lambda _: head("200 OK", "Transfer-Encoding: chunked") + b"f" * 300 + b"\r\nabc",
            ("download_failed", "too_large"),
        ),
        "length-negative": raw(lambda told: head("200 OK", "Content-Length: -5") + body_of(told), (RECORD, *FAILED)),
        "length-in-words": raw(lambda told: head("200 OK", "Content-Length: many") + body_of(told), (RECORD, *FAILED)),
        "length-twice": raw(
            lambda told: head("200 OK", "Content-Length: 5", "Content-Length: 7") + body_of(told),
            (RECORD, "not_html", *FAILED),
        ),
        "transfer-encoding-unknown": raw(
            lambda told: head("200 OK", "Transfer-Encoding: snail") + body_of(told), (RECORD, *FAILED)
        ),
        "no-http": raw(lambda _: b"SSH-2.0-OpenSSH_9.2\r\n" * 10),
        "http-0.9": raw(body_of),
        "status-in-words": raw(lambda told: b"HTTP/1.1 OK 200\r\n\r\n" + body_of(told)),
    }


def _heads() -> dict[str, Answer]:
    """Heads of answers without measure."""
    return {
        "headers-200000": raw(lambda told: head("200 OK", *(f"X-{i}: {i}" for i in range(200_000))) + body_of(told)),
        "header-of-10-mb": raw(lambda told: head("200 OK", "X-Long: " + "x" * 10_000_000) + body_of(told)),
        "header-folded-without-end": endless(b"HTTP/1.1 200 OK\r\nX-Long: a\r\n", b" folded\r\n" * 5_000),
        "endless-headers": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: more\r\n" * 5_000),
        "endless-status-line": endless(b"HTTP/1.1 200 ", b"very OK " * 5_000),
        "endless-100-continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
        "header-bytes": raw(lambda told: whole(body_of(told), "X-Odd: \x00\x7f\xe9\xff"), (RECORD, *FAILED)),
        "cookies": raw(
            lambda told: whole(body_of(told), *(f"Set-Cookie: a{i}=b; Domain=.co.uk; Path=/" for i in range(50))),
            (RECORD,),
        ),
        "reason-binary": raw(lambda told: whole(body_of(told), status="200 \xff\xfe\x80"), (RECORD, *FAILED)),
    }


def _slow() -> dict[str, Answer]:
    """Answers that never come, or byte by byte."""
    return {
        "slow-body": endless(head("200 OK", "Content-Length: 5000"), b"x", 0.5),
        "slow-headers": endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.5),
        "slow-chunks": endless(head("200 OK", "Transfer-Encoding: chunked"), b"1\r\nx\r\n", 0.5),
        "silent": Answer(_silent, FAILED),
        "slow-but-good": Answer(_slow_story, (RECORD,)),
    }


def _statuses() -> dict[str, Answer]:
    def status(line: str, *more: str, ends: tuple[str, ...] = ("http_error", *FAILED)) -> Answer:
        return raw(lambda told: whole(body_of(told), *more, status=line), ends)

    return {
        "status-404": status("404 Not Found"),
        "status-429-for-years": status("429 Too Many Requests", "Retry-After: 999999999", ends=LEFT),
        "status-503": status("503 Service Unavailable", "Retry-After: -1"),
        "status-999": status("999 Request denied"),
        "status-204": raw(lambda _: head("204 No Content"), ("empty_body", "http_error")),
        "status-206-a-part": status("206 Partial Content", "Content-Range: bytes 0-999/5000", ends=FAILED),
        "status-300-without-location": status("302 Found"),
    }


ANSWERS: dict[str, Answer] = {
    **_bombs(),
    **_cut(),
    **_misframed(),
    **_heads(),
    **_slow(),
    **_statuses(),
    **REDIRECTS,
}
