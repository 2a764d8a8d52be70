"""A hostile web of our own on loopback: ``python benchmarks/hostile_web.py NOTES`` serves it until it is stopped.

In: a folder for notes. Out: a site on 127.0.0.2 (good pages in every content encoding, hostile ones of every kind,
feeds and sitemaps that lead to them, feeds and sitemaps that are hostile themselves), a host in 127.0.1.0/24 for each
hostile answer (a host that fails is asked less, then left alone: none may hide behind another), and, on 127.0.0.1,
127.0.0.3 and ::1, a place that nobody may contact: each connection to it becomes a line of ``NOTES/forbidden.txt``. The
port is the first line of standard output.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import socket
from contextlib import suppress
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from xml.sax.saxutils import escape

from hostile_answers import ANSWERS, bomb
from hostile_pages import PAGES
from hostile_story import page
from hostile_talk import PACK, Told, encoded, whole

SITE, FORBIDDEN = "127.0.0.2", "127.0.0.3"
ANSWERING = "127.0.1.0/24"  # a host of its own for each of ANSWERS
ENCODINGS = ("", "gzip", "br", "zstd", "deflate")
_XML = "application/xml"
_LONG = {"links-300000", "images-100000", "meta-100000", "entities-1-million", "unclosed-b-500000"}
_LONG |= {"comment-unclosed-10-mb", "one-word-of-5-mb", "tables-in-tables", "script-unclosed", "options-200000"}
_HEAD_BYTES = 256 * 1024


def host_of_answer(name: str) -> str:
    """The host that gives a hostile answer, and nothing else."""
    return str(ip_network(ANSWERING)[1 + [*ANSWERS].index(name)])


class HostileWeb:
    """What stands at which path.

    Args:
        port: Where it listens.
        good: How many good pages.
        bomb_mib: What a bomb holds, in MiB.
        short: Leave out kinds that cost much and are like others.
    """

    def __init__(self, port: int, good: int, bomb_mib: int, *, short: bool = False) -> None:
        self.origin = f"http://{SITE}:{port}"
        self.secret = f"http://{FORBIDDEN}:{port}"
        self._port = port
        self._good = good
        self._bomb_mib = bomb_mib
        self.names = [name for name in (*PAGES, *ANSWERS) if not (short and name in _LONG)]
        self._made: dict[str, bytes] = {}

    def make(self) -> None:
        """Make what costs time to make before anybody asks: how long it takes is not what is tried here."""
        for name, kind in PAGES.items():
            if name not in self.names:
                continue
            made = kind.make(self.story_number(name), self.secret)
            body = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
            self._made[name] = whole(body, kind=kind.content_type)
        for encoding in PACK:
            bomb(encoding, self._bomb_mib)

    @cached_property
    def listed(self) -> list[str]:
        """Every URL that the feed lists: good and hostile ones in turn."""
        good = [f"{self.origin}/good/{n}" for n in range(self._good)]
        bad = [self.url_of(name) for name in self.names] + self.inside
        step = max(1, len(good) // max(1, len(bad)))
        mixed: list[str] = []
        while good or bad:
            mixed += good[:step]
            del good[:step]
            mixed += bad[:1]
            del bad[:1]
        return mixed

    def url_of(self, name: str) -> str:
        """Where a hostile kind stands."""
        return f"{self._origin_of(name)}/bad/{name}"

    def _origin_of(self, name: str) -> str:
        return f"http://{host_of_answer(name)}:{self._port}" if name in ANSWERS else self.origin

    @property
    def inside(self) -> list[str]:
        """Links in a feed that lead where nobody may go."""
        port = self._port
        hosts = (FORBIDDEN, "2130706435", "0x7f000003", "[::1]", "localhost", "inside.example.com", "both.example.com")
        # The name's first answer is the site itself, every later one is not.
        return [f"http://{host}:{port}/link" for host in hosts] + [
            f"http://rebound.example.com:{port}/good/{9_000 + n}" for n in range(3)
        ]

    def story_number(self, name: str) -> int:
        """The story that a hostile page hides."""
        return 1_000 + [*PAGES, *ANSWERS].index(name)

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        """Answer a request as the path asks for."""
        _, kind, name = (*path.split("/", 2), "")[:3]
        name = name.rstrip("x") if name.startswith("to-the-next") else name
        if kind == "good" and name.isdecimal():
            body, encoding = page(int(name)).encode(), ENCODINGS[int(name) % len(ENCODINGS)]
            writer.write(encoded(body, encoding) if encoding else whole(body))
        elif kind == "bad" and name in self._made:
            writer.write(self._made[name])
        elif kind == "bad" and name in ANSWERS:
            told = Told(self.story_number(name), self.secret, self._origin_of(name), path, self._bomb_mib)
            await ANSWERS[name].talk(told, writer)
        else:
            writer.write(self._list(path))
        await writer.drain()

    def _list(self, path: str) -> bytes:
        if path == "/robots.txt":
            return whole(b"User-agent: *\nDisallow:\n", kind="text/plain")
        if path == "/feed.xml":
            items = "".join(f"<item><title>t</title><link>{escape(url)}</link></item>" for url in self.listed)
            return whole(f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>".encode(), kind=_XML)
        made = self._ways.get(path)
        return whole(made, kind=_XML) if made is not None else whole(b"none", kind="text/plain", status="404 Not Found")

    @cached_property
    def _ways(self) -> dict[str, bytes]:
        """Feeds and sitemaps that are hostile themselves."""
        laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
        away = f'<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "{self.secret}/dtd">'
        entity = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}{away}]>'
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        rss = "<rss version='2.0'><channel><title>&l9;&f;&h;</title><item><link>http://{}/x?&f;</link></item></channel></rss>"
        locs = f"<url><loc>{self.secret}/from-a-sitemap</loc></url><url><loc>file:///etc/passwd</loc></url>"
        index = f"<sitemap><loc>{self.secret}/s.xml</loc></sitemap>"
        large = gzip.compress(f"<urlset {space}>".encode() + b" " * (self._bomb_mib << 20), compresslevel=1)
        return {
            "/entities.xml": (entity + rss.format(SITE)).encode(),
            "/entities-sitemap.xml": f"{entity}<urlset {space}><url><loc>&h;&l9;</loc></url></urlset>".encode(),
            "/external.xml": f'<!DOCTYPE rss SYSTEM "{self.secret}/x.dtd">{rss.format(SITE)}'.encode(),
            "/bomb.xml.gz": large,
            "/cut.xml.gz": gzip.compress(f"<urlset {space}>{locs}</urlset>".encode())[:-30],
            "/inside.xml": f"<urlset {space}>{locs}</urlset>".encode(),
            "/inside-index.xml": f"<sitemapindex {space}>{index}</sitemapindex>".encode(),
            "/million.xml": b"<rss version='2.0'><channel>" + b"<item><title>x</title></item>" * 400_000,
            "/deep.xml": b"<rss version='2.0'><channel>" + b"<a>" * 150_000,
            "/random.xml": bytes(range(256)) * 1_000,
        }

    @property
    def feeds(self) -> list[str]:
        """The feeds of the source, the good one first."""
        return ["/feed.xml", "/entities.xml", "/external.xml", "/million.xml", "/deep.xml", "/random.xml"]

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps of the source, none of them good."""
        return ["/entities-sitemap.xml", "/bomb.xml.gz", "/cut.xml.gz", "/inside.xml", "/inside-index.xml"]


class _Server:
    def __init__(self, web: HostileWeb, notes: Path) -> None:
        self._web = web
        self._notes = notes

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("ascii", "replace")
            self._note("asked.txt", path)
            await self._web.answer(path, writer)
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    async def refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._note("forbidden.txt", f"{writer.get_extra_info('sockname')[0]} was contacted")
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            self._note("forbidden.txt", head.split(b"\r\n", 1)[0].decode("ascii", "replace"))
            writer.write(whole(page(999).encode()))
            await writer.drain()
        writer.close()

    def _note(self, name: str, line: str) -> None:
        with (self._notes / name).open("a", encoding="utf-8") as file:
            file.write(line[:500] + "\n")


async def serve(notes: Path, good: int, bomb_mib: int, *, short: bool) -> None:
    """Serve until the process ends."""
    first = socket.create_server((SITE, 0), backlog=256)
    port = first.getsockname()[1]
    web = HostileWeb(port, good, bomb_mib, short=short)
    web.make()
    server = _Server(web, notes)
    servers = [await asyncio.start_server(server.talk, sock=first, limit=_HEAD_BYTES)]
    answering = [host_of_answer(name) for name in ANSWERS]
    servers.append(await asyncio.start_server(server.talk, answering, port, limit=_HEAD_BYTES))
    for host in (FORBIDDEN, "127.0.0.1", "::1"):
        with suppress(OSError):  # there may be no IPv6 here
            servers.append(await asyncio.start_server(server.refuse, host, port, limit=_HEAD_BYTES))
    print(port, flush=True)
    await asyncio.gather(*(one.serve_forever() for one in servers))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path, metavar="NOTES")
    parser.add_argument("--good", type=int, default=100, metavar="N", help="so many good pages (100)")
    parser.add_argument("--bomb-mib", type=int, default=1024, metavar="MIB", help="what a bomb holds (1024)")
    parser.add_argument("--short", action="store_true", help="leave out kinds that cost much and are like others")
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(options.notes, options.good, options.bomb_mib, short=options.short))


if __name__ == "__main__":
    main()
