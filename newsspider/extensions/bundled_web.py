"""A small web server for the bundled sites: files of a folder, served by host on a free loopback port.

In: ``folder/<host>/...``, plain files. Out: HTTP answers, to requests that name the host in an absolute URL
(as to a proxy) or in the Host header. ``/a/`` is ``a/index.html`` or ``a/index.xml``; ``/a/?page=2`` is
``a/index__page=2.html``. Refused: other hosts, files that aren't there and paths out of the folder (404),
other methods than GET and HEAD. Nothing here knows Scrapy.
"""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
}
_SUFFIXES = (".html", ".xml", ".txt")


class BundledServer:
    """Serves a folder of sites on ``127.0.0.1`` while it is started.

    Attributes:
        url: Where it listens, such as "http://127.0.0.1:40123".
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.hosts = frozenset(path.name for path in self.folder.iterdir() if path.is_dir())
        self._http: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def has(self, host: str) -> bool:
        """Whether this host is one of the sites."""
        return host.lower().rstrip(".") in self.hosts

    def start(self) -> None:
        """Listen on a free port, in a thread of its own."""
        self._http = _Server(("127.0.0.1", 0), _Handler, self)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; does nothing if it isn't started."""
        if self._http is not None and self._thread is not None:
            self._http.shutdown()
            self._http.server_close()
            self._thread.join(timeout=5)
            self._http = self._thread = None

    def file(self, host: str, target: str) -> Path | None:
        """The file that stands for a URL's path and query on a host, or None."""
        if not self.has(host):
            return None
        parts = urlsplit(target)
        site = self.folder / host.lower().rstrip(".")
        path = site / unquote(parts.path).lstrip("/")
        tail = f"__{parts.query}" if parts.query else ""
        for candidate in _candidates(path, tail, is_folder=parts.path.endswith("/") or path == site):
            if candidate.is_file() and candidate.resolve().is_relative_to(site):
                return candidate
        return self.file(host, parts.path) if tail else None


def _candidates(path: Path, tail: str, *, is_folder: bool) -> list[Path]:
    index = [path / f"index{tail}{suffix}" for suffix in _SUFFIXES]
    if is_folder:
        return index
    return [path.with_name(f"{path.stem}{tail}{path.suffix}"), *index]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], web: BundledServer) -> None:
        super().__init__(address, handler)
        self.web = web

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        parts = urlsplit(self.path)
        host = parts.hostname or (self.headers.get("Host") or "").rsplit(":", 1)[0]
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        file = self.server.web.file(host, target)
        status = HTTPStatus.OK if file else HTTPStatus.NOT_FOUND
        body = file.read_bytes() if file else b"<!doctype html><title>Not found</title><p>There is no such page.</p>"
        kind = _TYPES.get(file.suffix, "application/octet-stream") if file else _TYPES[".html"]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the standard library
        """Quiet: the crawl tells what it fetched."""
