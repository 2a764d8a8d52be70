"""A crawl of many hosts holds few connections: a process may have so many files open, and no more."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from conftest import source
from site_for_tests import Site, article

if TYPE_CHECKING:
    from conftest import Scrapy

_HOSTS = 160
_MOST = 100 + 32  # those that wait for a next request, and those under way


class _Server(ThreadingHTTPServer):
    """Answers on every address of loopback, and keeps connections as long as the other side does."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("0.0.0.0", 0), _Talk)  # noqa: S104 - each address is a host
        self.lock = threading.Lock()
        self.open = self.most = 0

    def links(self) -> str:
        urls = [f"http://127.1.0.{n + 1}:{self.server_port}/2026/03/04/story-{n}" for n in range(_HOSTS)]
        items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in urls)
        return f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>"


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle(self) -> None:
        with self.server.lock:
            self.server.open += 1
            self.server.most = max(self.server.most, self.server.open)
        try:
            super().handle()
        finally:
            with self.server.lock:
                self.server.open -= 1

    def do_GET(self) -> None:
        body, kind, status = "none", "text/plain", 404
        if self.path == "/feed.xml":
            body, kind, status = self.server.links(), "application/xml", 200
        elif "/story-" in self.path:
            body, kind, status = article(self.path), "text/html", 200
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Not on standard error."""


class _Silent(_Server):
    """Its feed leads to hosts that take connections and never answer."""

    def verify_request(self, request: object, client_address: object) -> bool:
        del client_address
        assert isinstance(request, socket.socket)
        if request.getsockname()[0].startswith("127.1."):
            self.held.append(request)
            return False
        return True

    def shutdown_request(self, request: object) -> None:
        if request not in self.held:
            super().shutdown_request(request)  # type: ignore[arg-type] # the base names several kinds of sockets

    def __init__(self) -> None:
        super().__init__()
        self.held: list[socket.socket] = []


def test_a_feed_of_hosts_that_never_answer_keeps_no_other_source_waiting(scrapy: Scrapy, sites: list[Site]) -> None:
    other = sites[1]
    for n in range(25):
        other.article(f"/stories/{n}", f"story {n}")
    other.serve()
    with _Silent() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text = (
            f'[[source]]\nname = "many"\nkind = "news"\nurl = "http://127.0.0.1:{server.server_port}/"\n'
            'allow_private = ["127.0.0.0/8"]\nfeeds = ["/feed.xml"]\n'
        )
        settings = ("DOWNLOAD_TIMEOUT=30", "CLOSESPIDER_TIMEOUT=12", "STOP_S=1")
        given = (part for setting in settings for part in ("-s", setting))
        run = scrapy("crawl", "news", *given, sources=text + source(other, "other", "news", delay_s=0.1))
        server.shutdown()
        for connection in server.held:
            connection.close()
    assert len(server.held) > 5
    assert len(run.items) == 25, run.out


def test_connections_that_nobody_uses_are_few(scrapy: Scrapy) -> None:
    with _Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text = (
            f'[[source]]\nname = "many"\nkind = "news"\nurl = "http://127.0.0.1:{server.server_port}/"\n'
            'allow_private = ["127.0.0.0/8"]\nfeeds = ["/feed.xml"]\n'
        )
        run = scrapy("crawl", "news", sources=text, timeout_s=120)
        server.shutdown()
    assert len(run.items) == _HOSTS, run.out
    assert server.most <= _MOST
