"""A news site and a blog that copies it, made by a generator and served on loopback, for ``benchmarks/nights.py``.

In: how many articles. Out: two sites whose pages are the same whenever they are asked for, a list of every request,
and answers that can be made slow, broken or absent. Refused: nothing.

The news site names its articles in sitemaps and the newest of them in a feed; the blog copies each tenth and credits
it. No two stories share a sentence.
"""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from types import TracebackType

Mood = Literal["well", "hangs", "drips", "unavailable"]

NEWS, BLOG = "127.0.0.2", "127.0.0.3"
_PER_SITEMAP = 400
_IN_FEED = 30
_COPIED = 10  # each tenth article has a copy
_DRIP_S = 0.5
_WHO = "council surgeon painter captain notary beekeeper umpire novelist shepherd plumber mayor tailor pilot merchant"
_WHERE = "harbour bridge orchard glacier quarry vineyard reservoir tunnel lighthouse canyon ferry museum market clinic"
_DID = "reopened inspected measured auctioned photographed questioned dismantled insured postponed approved mapped"
_WHAT = "copper granite timber barley silver amber marble cotton linen porcelain saffron ginger walnut juniper leather"


def story(number: int) -> list[str]:
    """The paragraphs of an article."""
    rng = random.Random(number)  # noqa: S311 - words, no secret
    return [" ".join(_sentence(rng) for _ in range(3)) for _ in range(6)]


def _sentence(rng: random.Random) -> str:
    who, where, what = (rng.sample(words.split(), 4) for words in (_WHO, _WHERE, _WHAT))
    did = rng.choice(_DID.split())
    day, bales = rng.randrange(10_000), rng.randrange(10_000)
    return (
        f"On day {day} the {who[0]} and the {who[1]} {did} {bales} bales of {what[0]} "
        f"at the {where[0]}, where the {who[2]} keeps {what[1]} and {what[2]} beside the {where[1]}."
    )


class NightSite:
    """The two sites; a context manager: served from ``with`` to its end, by a thread.

    Args:
        articles: How many the news site has; set the attribute to add more.

    Attributes:
        asked: Every request, as host and path, in the order in which they came.
        mood: How articles are answered: "hangs" never answers, "drips" sends a byte now and then, "unavailable" is 503.
        listed: Whether feed and sitemaps name the articles.
        ill: Answer so after this many requests for articles.
    """

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.asked: list[str] = []
        self.mood: Mood = "well"
        self.ill = 0
        self.listed = True
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self._sockets = {host: _listening(host) for host in (NEWS, BLOG)}

    def __enter__(self) -> Self:
        self._thread.start()
        for host, one in self._sockets.items():
            started = asyncio.run_coroutine_threadsafe(self._listen(host, one), self._loop)
            started.result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def sources(self) -> str:
        """The text of a ``sources.toml`` for both."""
        tables = []
        for name, kind, host in (("paper", "news", NEWS), ("blog", "mirror", BLOG)):
            tables.append(
                f'[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{self.base(host)}/"\ndelay_s = 0\n'
                f'feeds = ["/feed.xml"]\nsitemaps = ["/sitemap.xml"]\nallow_private = ["{NEWS}", "{BLOG}"]\n'
            )
        return "\n".join(tables)

    def base(self, host: str) -> str:
        """The URL of a site, without the last slash."""
        return f"http://{host}:{self._sockets[host].getsockname()[1]}"

    @property
    def urls(self) -> set[str]:
        """Every article of both."""
        return {f"{self.base(host)}/story/{number}" for host in (NEWS, BLOG) for number in self.numbers(host)}

    def numbers(self, host: str) -> range:
        """The articles that a site has."""
        return range(0, self.articles, 1 if host == NEWS else _COPIED)

    def fetches(self, since: int = 0) -> list[str]:
        """The articles that were asked for, as URLs, from the request with this number on."""
        return [url for url in self.asked[since:] if "/story/" in url]

    async def _listen(self, host: str, one: socket.socket) -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while head := await reader.readuntil(b"\r\n\r\n"):
                    await self._answer(host, head.split(b" ", 2)[1].decode(), writer)
            writer.close()

        self._servers.append(await asyncio.start_server(answer, sock=one))

    async def _answer(self, host: str, path: str, writer: asyncio.StreamWriter) -> None:
        self.asked.append(self.base(host) + path)
        is_ill = self.mood != "well" and "/story/" in path and len(self.fetches()) > self.ill
        if is_ill and self.mood == "hangs":
            await asyncio.sleep(3600)
        kind, body = self.page(host, path)
        status = HTTPStatus.OK if body else HTTPStatus.NOT_FOUND
        if is_ill and self.mood == "unavailable":
            status = HTTPStatus.SERVICE_UNAVAILABLE
        content = body.encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        writer.write(head.encode())
        if is_ill and self.mood == "drips":
            for byte in content:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(_DRIP_S)
            return
        writer.write(content)
        await writer.drain()

    def page(self, host: str, path: str) -> tuple[str, str]:
        """Content type and text of a path; no text: there is no such page."""
        numbers = self.numbers(host)
        listed = numbers if self.listed else range(0)
        name = path.strip("/").removesuffix(".xml")
        if path == "/robots.txt":
            return "text/plain", "User-agent: *\nDisallow:\n"
        if path == "/feed.xml":
            links = "".join(
                f"<item><title>t</title><link>{self._url(host, n)}</link></item>" for n in listed[-_IN_FEED:]
            )
            return "application/rss+xml", f'<?xml version="1.0"?><rss version="2.0"><channel>{links}</channel></rss>'
        if name.startswith("sitemap"):
            return "application/xml", self._sitemap(host, name.removeprefix("sitemap"))
        number = name.removeprefix("story/")
        if number.isdecimal() and int(number) in numbers:
            return "text/html; charset=utf-8", self._article(host, int(number))
        return "text/html", ""

    def _url(self, host: str, number: int) -> str:
        return f"{self.base(host)}/story/{number}"

    def _sitemap(self, host: str, part: str) -> str:
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        numbers = self.numbers(host) if self.listed else range(0)
        if not part:
            files = range(0, len(numbers), _PER_SITEMAP)
            listed = "".join(f"<sitemap><loc>{self.base(host)}/sitemap{n}.xml</loc></sitemap>" for n in files)
            return f'<?xml version="1.0"?><sitemapindex {space}>{listed}</sitemapindex>'
        held = numbers[int(part) : int(part) + _PER_SITEMAP]
        listed = "".join(f"<url><loc>{self._url(host, n)}</loc></url>" for n in held)
        return f'<?xml version="1.0"?><urlset {space}>{listed}</urlset>'

    def _article(self, host: str, number: int) -> str:
        title = f"What happened on day {number}"
        text = "".join(f"<p>{paragraph}</p>\n" for paragraph in story(number))
        if host == BLOG:
            title = f"Seen elsewhere: {title}"
            text += f'<p>This story was originally published at <a href="{self._url(NEWS, number)}">the paper</a>.</p>'
        return (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
            '<meta property="article:published_time" content="2026-11-22T08:00:00+00:00"></head><body>'
            f"<nav><a href=/>Home</a> <a href=/about>About</a></nav><main><article><h1>{title}</h1>\n{text}</article>"
            "</main><div id=respond class=comment-respond><h3 id=reply-title>Leave a Reply</h3><form><textarea>"
            "</textarea></form></div><footer>Imprint</footer></body></html>"
        )

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _listening(host: str) -> socket.socket:
    one = socket.socket()
    one.bind((host, 0))
    one.listen(256)
    return one
