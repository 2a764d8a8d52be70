"""Serves the sites of ``platform_web`` on loopback, each on an address of its own, and tells what was asked for."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from platform_posts import newest_first

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from platform_web import PlatformSite

_HTTP = 80


@dataclass(frozen=True)
class Tally:
    """What was asked of a site.

    Attributes:
        articles: Its articles.
        found: Of these, how many were asked for.
        twice: Requests for an article that was asked for already.
        requests: All requests.
    """

    articles: int
    found: int
    twice: int
    requests: int

    @property
    def recall(self) -> float:
        """Share of the articles that were asked for."""
        return self.found / self.articles if self.articles else 1.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    site: PlatformSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        status, headers, body = self.server.site.respond(parts.path, parts.query, dict(self.headers))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the standard library
        """Quiet."""


class Served:
    """Sites that are served; a context manager.

    Args:
        makers: What kinds of sites.
        count: So many stories each.
        port: The same for all; 0: any that is free.
    """

    def __init__(self, makers: Iterable[type[PlatformSite]], count: int, port: int = 0) -> None:
        self.sites: list[PlatformSite] = []
        self._servers: list[_Server] = []
        for number, make in enumerate(makers):
            server = _Server((f"127.0.0.{number + 2}", port), _Handler)
            base = f"http://127.0.0.{number + 2}" + (f":{server.server_address[1]}" if port != _HTTP else "")
            server.site = make(base, newest_first(count))
            self.sites.append(server.site)
            self._servers.append(server)

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def sources(self) -> str:
        """A ``sources.toml`` that knows their home pages alone."""
        return "".join(source_of(site) for site in self.sites)


def source_of(site: PlatformSite, **more: Any) -> str:
    """A ``[[source]]`` with the home page alone."""
    values = {
        "name": site.name.replace(",", "").replace(" ", "-"),
        "kind": "news",
        "url": f"{site.base}{site.home_path}",
        "allow_private": [urlsplit(site.base).hostname],
        "delay_s": 0,
    } | more
    return "[[source]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def tally(site: PlatformSite) -> Tally:
    """What was asked of a site until now."""
    asked = [path.split("?")[0] for path, _ in site.log]
    articles = site.articles
    hits = [path for path in asked if path in articles]
    return Tally(len(articles), len(set(hits)), len(hits) - len(set(hits)), len(asked))
