"""The DNS resolver of the crawl: a name is resolved once per run, and only allowed addresses are connected to.

In: a host name that Twisted wants to connect to, or that ``AddressGuard`` asks about. Out: its addresses,
from one look-up that both share, so that a name can't change its answer between the check and the
connection (DNS rebinding). Decimal, octal and short forms (``2130706433``, ``127.1``) are names to the
system's resolver and come out as the address that they mean. Refused: addresses that no source of the run
allows are left out of the answer.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from twisted.internet._resolver import GAIResolver
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.python.threadpool import ThreadPool
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no hints

from newsspider.addresses import AddressPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.interfaces import IAddress

_LOOK_UPS = 32  # at a time: as many as `CONCURRENT_REQUESTS`, so that names that are never told hold up no others
_MAX_NAMES = 100_000  # about 20 MB; the name that was asked longest ago goes first


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Twisted asks for it; a look-up in a thread can't be stopped, and its late answer harms nobody."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves each name once and leaves out what must not be contacted.

    The connection doesn't know which source it is made for, so the resolver allows what any source of the run
    allows; ``AddressGuard`` holds each request against its own source before that.

    Attributes:
        policy: What may be contacted.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._inner: Any = GAIResolver(reactor, getThreadPool=_pool)
        self._found: OrderedDict[str, tuple[IPv4Address | IPv6Address, ...]] = OrderedDict()
        self._proxies: set[tuple[str, int]] = set()
        self._allowed: set[str] = set()
        self.policy = AddressPolicy()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """As ``TWISTED_DNS_RESOLVER`` is built."""
        del crawler
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Make this the resolver of every connection by name."""
        self._reactor.installNameResolver(self)

    def allow(self, networks: Sequence[str]) -> None:
        """Some source allows these addresses or networks, though they aren't public."""
        if not self._allowed.issuperset(networks):
            self._allowed.update(networks)
            self.policy = AddressPolicy(sorted(self._allowed))

    def allow_proxy(self, host: str, port: int) -> None:
        """Connections to this proxy, set by the user or the bundled web, are allowed wherever it stands."""
        self._proxies.add((host.lower(), port))

    async def addresses(self, host: str) -> list[str]:
        """The addresses that a connection to ``host`` could go to; empty if none is known or allowed."""
        receiver = _Collector(asyncio.get_running_loop().create_future())
        self.resolveHostName(receiver, host)
        await receiver.done
        return [address.host for address in receiver.addresses]

    def knows(self, host: str) -> bool:
        """Whether the name has resolved, to allowed addresses or others."""
        return _name_of(host) in self._found

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803 - as above
        hostName: str,  # noqa: N803 - as above
        portNumber: int = 0,  # noqa: N803 - as above
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - as above
        transportSemantics: str = "TCP",  # noqa: N803 - as above
    ) -> Any:
        """Twisted's ``IHostnameResolver``: begin, one call per allowed address, complete."""
        name = _name_of(hostName)
        known = self._found.get(name)
        if known is None and not _can_be_asked(hostName):
            known = ()
        if known is None:
            filling = _Filling(self, name, resolutionReceiver, portNumber)
            return self._inner.resolveHostName(filling, hostName, 0, addressTypes, transportSemantics)
        if known:
            self._found.move_to_end(name)
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        self.answer(resolutionReceiver, name, portNumber, known)
        return resolution

    def answer(
        self,
        receiver: Any,
        name: str,
        port: int,
        found: Sequence[IPv4Address | IPv6Address],
    ) -> None:
        """Hand on what is allowed of the addresses found."""
        is_proxy = (name, port) in self._proxies
        for address in found:
            if is_proxy or self.policy.allows(address.host):
                receiver.addressResolved(_with_port(address, port))
        receiver.resolutionComplete()

    def keep(self, name: str, found: Sequence[IPv4Address | IPv6Address]) -> Sequence[IPv4Address | IPv6Address]:
        """Pin the first answer for a name; return what is pinned. An empty answer may be asked for again."""
        if not found:
            return found
        pinned = self._found.setdefault(name, tuple(found))
        while len(self._found) > _MAX_NAMES:
            self._found.popitem(last=False)
        return pinned


class _Filling:
    """Receives the system's answer for a name, pins it, and hands on what is allowed."""

    def __init__(self, resolver: GuardedResolver, name: str, receiver: Any, port: int) -> None:
        self._resolver, self._name, self._receiver, self._port = resolver, name, receiver, port
        self._found: list[IPv4Address | IPv6Address] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803 - Twisted's interface
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's interface
        if isinstance(address, IPv4Address | IPv6Address):
            self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        pinned = self._resolver.keep(self._name, self._found)
        self._resolver.answer(self._receiver, self._name, self._port, pinned)


class _Collector:
    """Receives an answer for ``GuardedResolver.addresses``."""

    def __init__(self, done: asyncio.Future[None]) -> None:
        self.done = done
        self.addresses: list[IPv4Address | IPv6Address] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803 - Twisted's interface
        del resolutionInProgress

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802 - Twisted's interface
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        if not self.done.done():
            self.done.set_result(None)


class _Daemon(Thread):
    """A thread that the end of the process doesn't wait for: a silent name server can hold it for a minute."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named, daemon=True)


@cache
def _pool() -> ThreadPool:
    """The threads that look names up; never stopped."""
    pool = ThreadPool(0, _LOOK_UPS, "names")
    pool.threadFactory = _Daemon
    pool.start()
    return pool


def _can_be_asked(host: str) -> bool:
    """Whether the system takes it for a name: of what it doesn't, Twisted logs a traceback and gives no answer."""
    try:
        return b"\0" not in host.encode("idna")
    except UnicodeError:  # a label that is empty or longer than 63 signs, or a sign that no name has
        return False


def _name_of(host: str) -> str:
    """One form per name: the URL's ASCII form and Twisted's Unicode form must meet in one entry."""
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.rstrip(".").lower()


def _with_port(address: IPv4Address | IPv6Address, port: int) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address):
        return IPv6Address(address.type, address.host, port, address.flowInfo, address.scopeID)
    return IPv4Address(address.type, address.host, port)
