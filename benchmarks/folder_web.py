"""A small web out of a folder of saved pages, served on several loopback hosts.

In: a folder of ``.html``, ``.htm`` and ``.html.gz`` files. Out: a ``FolderWeb`` (which page stands at which URL, and
by which ways it is found) and a server for it. Refused, as ``FolderError``: a folder without such files, and
loopback addresses that this machine doesn't have.

Pages are served as they are: their bytes, and no charset in the header. Addresses are bare numbers and lists carry
no dates, because a file's name or time would be taken for the story's date.
"""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Way = Literal["feed", "sitemap", "listing"]
Style = Literal["named", "found", "bare"]

MOST_HOSTS = 200
_SUFFIXES = (".html", ".htm", ".html.gz", ".htm.gz")
_PER_LISTING, _PER_FEED, _PER_SITEMAP = 10, 20, 25  # few, so that further pages and files are needed
_BACKLOG = 256
_MAX_HEAD_BYTES = 64 * 1024
_HTML, _FEED, _XML, _TEXT = "text/html", "application/rss+xml", "application/xml", "text/plain"
# How a host's sources.toml names its ways, and so the ways by which its pages can be found.
_STYLES: tuple[Style, ...] = ("named", "named", "found", "found", "bare", "bare")
_WAYS: dict[Style, tuple[tuple[Way, ...], ...]] = {
    "named": (("feed",), ("sitemap",), ("listing",), ("feed", "sitemap", "listing")),
    "found": (("feed",), ("sitemap",), ("feed", "sitemap")),
    "bare": (("listing",),),
}


class FolderError(Exception):
    """The folder can't be served: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page of the folder: its name there, its file, its URL and the ways that lead to it."""

    name: str
    file: Path
    url: str
    ways: tuple[Way, ...]

    @property
    def path(self) -> str:
        """The path of its URL."""
        return "/" + self.url.split("/", 3)[3]


@dataclass(frozen=True)
class Host:
    """One site: its address and port, how its ways are named, its pages."""

    address: str
    port: int
    style: Style
    pages: tuple[SavedPage, ...]

    @property
    def url(self) -> str:
        """Its home page."""
        return f"http://{self.address}:{self.port}/"

    def by(self, way: Way) -> list[SavedPage]:
        """The pages that this way leads to."""
        return [page for page in self.pages if way in page.ways]

    @cached_property
    def files(self) -> dict[str, Path]:
        """The saved pages by the path of their URL."""
        return {page.path: page.file for page in self.pages}

    @cached_property
    def lists(self) -> dict[str, tuple[str, str]]:
        """The pages that are made here: content type and text by path."""
        made = {"/robots.txt": (_TEXT, "User-agent: *\nDisallow:\n"), "/": (_HTML, self._listing([], 1, 1))}
        made |= _parts(self.by("listing"), _PER_LISTING, "/", lambda *part: (_HTML, self._listing(*part)))
        if self.style != "bare":
            made |= _parts(self.by("feed"), _PER_FEED, "/feed.xml", lambda *part: (_FEED, self._feed(*part)))
            made |= self._sitemaps()
        if self.style == "found":
            made["/robots.txt"] = (_TEXT, f"User-agent: *\nDisallow:\n\nSitemap: {self.url}sitemap.xml\n")
        return made

    def _listing(self, pages: Sequence[SavedPage], number: int, of: int) -> str:
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">' if self.style == "found" else ""
        cards = "\n".join(f'<article><h2><a href="{p.path}">{_title(p)}</a></h2></article>' for p in pages)
        older = f'<nav class="pager"><a class="next" href="/?page={number + 1}">Older posts</a></nav>'
        return (
            f"<!doctype html><html><head><title>Pages {number}</title>{feed}</head><body><main>\n{cards}\n</main>\n"
            f"{older if number < of else ''}</body></html>"
        )

    def _feed(self, pages: Sequence[SavedPage], number: int, of: int) -> str:
        items = "\n".join(f"<item><title>{_title(p)}</title><link>{p.url}</link></item>" for p in pages)
        older = f'<atom:link rel="next" href="{self.url}feed.xml?page={number + 1}"/>' if number < of else ""
        return (
            '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
            f"<title>Pages</title><link>{self.url}</link>{older}\n{items}\n</channel></rss>"
        )

    def _sitemaps(self) -> dict[str, tuple[str, str]]:
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        pages = self.by("sitemap")
        made: dict[str, tuple[str, str]] = {}
        for start in range(0, len(pages), _PER_SITEMAP):
            urls = "".join(f"<url><loc>{page.url}</loc></url>\n" for page in pages[start : start + _PER_SITEMAP])
            made[f"/sitemap-{len(made) + 1}.xml"] = (_XML, f'<?xml version="1.0"?><urlset {space}>\n{urls}</urlset>')
        children = "".join(f"<sitemap><loc>{self.url[:-1]}{path}</loc></sitemap>\n" for path in made)
        index = f'<?xml version="1.0"?><sitemapindex {space}>\n{children}</sitemapindex>'
        return {"/sitemap.xml": (_XML, index), **made}


@dataclass(frozen=True, slots=True)
class FolderWeb:
    """The hosts and their pages."""

    hosts: tuple[Host, ...]

    @property
    def pages(self) -> list[SavedPage]:
        """Every page."""
        return [page for host in self.hosts for page in host.pages]

    @property
    def most_lists(self) -> int:
        """How many listing, feed and sitemap pages a host has at most."""
        return max(len(host.lists) for host in self.hosts)


def saved_files(folder: Path, limit: int | None = None) -> list[Path]:
    """The pages in a folder (in its ``html`` folder, if it has one), sorted by name.

    With a limit, files are taken evenly over the whole list, because a sorted list begins with one site's pages.

    Raises:
        FolderError: There are none.
    """
    root = folder / "html" if (folder / "html").is_dir() else folder
    files = sorted(path for path in root.rglob("*") if path.name.lower().endswith(_SUFFIXES) and path.is_file())
    if not files:
        raise FolderError(f"{root} holds no pages; expected files that end in {', '.join(_SUFFIXES)}")
    if limit is None or limit >= len(files):
        return files
    return [files[index * len(files) // limit] for index in range(limit)]


def open_sockets(hosts: int) -> list[socket.socket]:
    """Listening sockets on 127.0.0.2, 127.0.0.3 ..., all on one port that is free on each.

    Raises:
        FolderError: This machine has no such addresses.
    """
    problem: OSError | None = None
    for _ in range(20):
        opened: list[socket.socket] = []
        try:
            for number in range(hosts):
                port = opened[0].getsockname()[1] if opened else 0
                opened.append(_listening(f"127.0.0.{number + 2}", port))
        except OSError as error:  # the port is taken on one of the addresses, or there is no such address
            problem = error
            for one in opened:
                one.close()
            continue
        return opened
    raise FolderError(
        f"can't listen on 127.0.0.2 to 127.0.0.{hosts + 1}: {problem}; take fewer --hosts, or (macOS) add the "
        "addresses with `ifconfig lo0 alias`"
    )


def plan(folder: Path, files: Sequence[Path], sockets: Sequence[socket.socket]) -> FolderWeb:
    """Deal the pages out to the hosts that listen on these sockets, and to their ways."""
    hosts: list[Host] = []
    for number, one in enumerate(sockets):
        address, port = one.getsockname()[:2]
        style = _STYLES[number % len(_STYLES)]
        pages = [
            SavedPage(
                name=path.relative_to(folder).as_posix(),
                file=path,
                url=f"http://{address}:{port}/articles/page-{number}-{index}.html",
                ways=_WAYS[style][index % len(_WAYS[style])],
            )
            for index, path in enumerate(files[number :: len(sockets)])
        ]
        hosts.append(Host(address, port, style, tuple(pages)))
    return FolderWeb(tuple(hosts))


def serve(web: FolderWeb, sockets: Sequence[socket.socket], asked: Path) -> None:
    """Serve until the process ends; every URL that is asked for becomes a line of the file ``asked``."""
    asyncio.run(_Server(web, asked).run(sockets))


class _Server:
    """HTTP/1.1 with connections that stay open: as much of it as a crawler needs."""

    def __init__(self, web: FolderWeb, asked: Path) -> None:
        self._hosts = {host.address: host for host in web.hosts}
        self._asked = asked

    async def run(self, sockets: Sequence[socket.socket]) -> None:
        servers = [await asyncio.start_server(self._talk, sock=one, limit=_MAX_HEAD_BYTES) for one in sockets]
        await asyncio.gather(*(server.serve_forever() for server in servers))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = self._hosts[writer.get_extra_info("sockname")[0]]
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("ascii", "replace")
                with self._asked.open("a", encoding="utf-8") as log:
                    log.write(f"{host.url[:-1]}{path}\n")
                writer.write(_answer(host, path))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError, ConnectionError):
            pass  # the other side has gone, or speaks no HTTP
        finally:
            writer.close()


def _answer(host: Host, path: str) -> bytes:
    file = host.files.get(path)
    if file is not None:
        packed = "Content-Encoding: gzip\r\n" if file.name.endswith(".gz") else ""
        return _response(HTTPStatus.OK, _HTML, file.read_bytes(), packed)
    made = host.lists.get(path)
    if made is not None:
        return _response(HTTPStatus.OK, f"{made[0]}; charset=utf-8", made[1].encode())
    return _response(HTTPStatus.NOT_FOUND, _TEXT, b"no such page\n")


def _response(status: HTTPStatus, content_type: str, body: bytes, more: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {content_type}\r\n{more}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def _listening(address: str, port: int) -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        one.bind((address, port))
        one.listen(_BACKLOG)
    except OSError:
        one.close()
        raise
    return one


def _parts(pages: Sequence[SavedPage], size: int, path: str, make: _Maker) -> dict[str, tuple[str, str]]:
    """A list cut into pages: the first at ``path``, the others at ``path?page=N``."""
    parts = [pages[start : start + size] for start in range(0, len(pages), size)] or [[]]
    return {
        path if number == 1 else f"{path}?page={number}": make(part, number, len(parts))
        for number, part in enumerate(parts, start=1)
    }


def _title(page: SavedPage) -> str:
    return "Saved page " + re.sub(r"\D+", " ", page.path).strip()


if TYPE_CHECKING:
    from collections.abc import Callable

    _Maker = Callable[[Sequence[SavedPage], int, int], tuple[str, str]]
