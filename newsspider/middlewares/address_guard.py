"""No private, loopback, link-local or metadata address is ever contacted, by whatever way it is reached.

In: every request before it is sent: links, redirects, sitemaps, robots.txt, credited originals. Out: the
same request, or ``AddressRefusedError``. Refused: schemes other than http and https, and hosts that are, or
resolve to, an address that isn't public and that the request's source doesn't list in ``allow_private``.
``GuardedResolver`` pins what was checked here, so that the connection goes to that and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

from newsspider.addresses import AddressPolicy, literal_address
from newsspider.middlewares.guarded_resolver import GuardedResolver

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_RESOLVE_S = 30.0  # the clock of a download starts only behind this

ALLOW_PRIVATE = "allow_private"  # request.meta: the networks that the request's source may contact


class AddressRefusedError(IgnoreRequest):
    """The request leads to an address, or by a scheme, that must not be contacted."""


class AddressGuard:
    """Downloader middleware; ``request.meta["allow_private"]`` says what the request's source allows."""

    def __init__(self, resolver: GuardedResolver) -> None:
        self.resolver = resolver
        self._policies: dict[tuple[str, ...], AddressPolicy] = {}
        self._proxies: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it; puts the guarded resolver in force, whatever the settings say."""
        guard = cls(_installed_resolver())
        if crawler.settings.getbool("HTTPPROXY_ENABLED"):
            for url in getproxies().values():
                guard.trust_proxy(url)
        return guard

    def trust_proxy(self, url: str) -> None:
        """Let connections to this proxy pass, and leave names that are asked through it to it."""
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.hostname:
            self.resolver.allow_proxy(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
            self._proxies.add(url)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise ``AddressRefusedError`` (``CannotResolveHostError``: ask again later)."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"}:
            raise AddressRefusedError(f"{parts.scheme or 'no scheme'}: only http and https are fetched")
        host = parts.hostname or ""
        policy = self._policy(tuple(request.meta.get(ALLOW_PRIVATE) or ()))
        literal = literal_address(host)
        if literal is not None:
            _hold(policy, host, [literal])
            return
        if request.meta.get("proxy") in self._proxies:
            return  # the proxy resolves the name
        try:
            async with asyncio.timeout(_RESOLVE_S):
                addresses = await self.resolver.addresses(host)
        except TimeoutError:
            raise CannotResolveHostError(f"{host} has no address in {_RESOLVE_S:.0f} s") from None
        if not addresses and self.resolver.knows(host):
            raise AddressRefusedError(f"{host} leads to an address that isn't public")
        if not addresses:  # a connection would ask again, and hold the answer against no source's own list
            raise CannotResolveHostError(f"{host} has no address")
        _hold(policy, host, addresses)

    def _policy(self, networks: tuple[str, ...]) -> AddressPolicy:
        policy = self._policies.get(networks)
        if policy is None:
            policy = self._policies[networks] = AddressPolicy(networks)
            self.resolver.allow(networks)
        return policy


def _hold(policy: AddressPolicy, host: str, addresses: list[str]) -> None:
    for address in addresses:
        if not policy.allows(address):
            where = host if host == address else f"{host} leads to {address}, which"
            raise AddressRefusedError(f"{where} is not a public address, nor in the source's allow_private")


def _installed_resolver() -> GuardedResolver:
    from twisted.internet import reactor  # noqa: PLC0415 - only once Scrapy has chosen which reactor it is

    if not isinstance(reactor.nameResolver, GuardedResolver):
        GuardedResolver(reactor).install_on_reactor()
    resolver: GuardedResolver = reactor.nameResolver
    return resolver
