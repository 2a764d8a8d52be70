"""Which addresses may be contacted: only public ones, and those that the user allows by name.

In: an IP address as text, such as a resolver gave it, or the host of a URL. Out: yes or no. Refused: entries
of ``allow_private`` that aren't networks (``NetworkError``). Nothing here resolves a name or connects.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA has given out nothing but 2000::/3 for public use, so whatever else is IPv6 leads to no public host.
_IPV6_PUBLIC = IPv6Network("2000::/3")
# NAT64 (RFC 6052): the last 32 bits are the IPv4 address that is really reached.
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214: the bits before the IPv4 address in an interface identifier
# Public by number and yet no public host: 6to4 relays, IPv6 documentation and segment routing (newer than the
# tables of Python 3.11), and the platform address that every Azure machine serves its secrets from.
_NOT_PUBLIC: tuple[Network, ...] = (
    IPv4Network("192.88.99.0/24"),
    IPv4Network("168.63.129.16/32"),
    IPv6Network("3fff::/20"),
)
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_DOTS = str.maketrans("。．｡", "...")


class NetworkError(ValueError):
    """An entry of ``allow_private`` that isn't an address or network.

    Attributes:
        value: The entry.
        remedy: What to write in its place.
    """

    def __init__(self, value: str, remedy: str) -> None:
        super().__init__(f"{value!r} is not an address or network: {remedy}")
        self.value = value
        self.remedy = remedy


def parse_networks(entries: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks in CIDR form as network objects.

    Raises:
        NetworkError: An entry is neither.

    >>> parse_networks(["127.0.0.1", "10.0.0.0/8"])
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    return tuple(_network(entry) for entry in entries)


def _network(entry: str) -> Network:
    try:
        return ip_network(entry.strip())
    except ValueError:
        pass
    try:
        meant = ip_network(entry.strip(), strict=False)
    except ValueError:
        remedy = 'write an address or a network in CIDR form, such as "127.0.0.1" or "10.0.0.0/8"'
        raise NetworkError(entry, remedy) from None
    raise NetworkError(entry, f'bits are set behind the prefix; write "{meant}" if you mean that network')


class AddressPolicy:
    """Says of an IP address whether it may be contacted.

    Args:
        allow: Addresses and networks that may be contacted though they aren't public.

    Raises:
        NetworkError: An entry of ``allow`` is neither.

    >>> AddressPolicy().allows("127.0.0.1"), AddressPolicy(["127.0.0.0/8"]).allows("127.0.0.1")
    (False, True)
    """

    __slots__ = ("networks",)

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self.networks = parse_networks(allow)

    def allows(self, address: str) -> bool:
        """Whether the address is public, as are all that it embeds, or is in the allow list.

        Private, loopback, link-local (cloud metadata too), shared, multicast, reserved and unspecified
        addresses are not public. What isn't an IP address is never allowed.
        """
        parsed = _parse(address)
        if parsed is None:
            return False
        if self._listed(parsed):
            return True
        return all(self._listed(end) or _is_public(end) for end in _ends(parsed))

    def _listed(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def _parse(address: str) -> Address | None:
    text = literal_address(address)
    return None if text is None else ip_address(text)


def _is_public(address: Address) -> bool:
    if address.is_multicast or any(address in network for network in _NOT_PUBLIC):
        return False
    if isinstance(address, IPv6Address) and address not in _IPV6_PUBLIC:
        return False
    return address.is_global


def _ends(address: Address) -> list[Address]:
    """Where packets to an address may end: at itself, at an IPv4 address that it embeds, or both."""
    if isinstance(address, IPv4Address):
        return [address]
    number = int(address)
    inner = IPv4Address(number & 0xFFFFFFFF)
    if address.ipv4_mapped is not None or address in _NAT64:
        return [inner]
    if address.sixtofour is not None:
        return [address, address.sixtofour]
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return [address, inner]
    return [address]


@lru_cache(maxsize=1024)
def literal_address(host: str) -> str | None:
    """The IP address that a URL's host spells out, in its usual form; None if the host is a name.

    Understands what browsers (WHATWG URL) and ``getaddrinfo`` understand: decimal, octal and hexadecimal
    numbers, fewer than four parts, a trailing dot, full-width digits, IPv6 in brackets and with a zone.

    >>> literal_address("0x7f.1"), literal_address("[::FFFF:127.0.0.1]"), literal_address("example.org")
    ('127.0.0.1', '::ffff:7f00:1', None)
    """
    host = unicodedata.normalize("NFKC", host.translate(_DOTS)).strip()
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if ":" in host:
        try:
            return str(IPv6Address(int(IPv6Address(host.split("%", 1)[0]))))
        except AddressValueError:
            return None
    return _ipv4(host)


def _ipv4(host: str) -> str | None:
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [_number(part) for part in parts]
    last, room = numbers[-1], 256 ** (5 - len(parts))
    if any(n is None or n > 255 for n in numbers[:-1]) or last is None or last >= room:
        return None
    value = last
    for place, number in enumerate(numbers[:-1]):
        value += (number or 0) * 256 ** (3 - place)
    return str(IPv4Address(value))


def _number(part: str) -> int | None:
    if len(part) > 64:  # no number of an address is that long; int() has its own limit for decimals
        part = part.lstrip("0")[:64]
    try:
        if part[:2] in {"0x", "0X"}:
            return int(part[2:] or "0", 16)
        return int(part, 8) if part.startswith("0") and part != "0" else int(part or "0")
    except ValueError:
        return None
