"""The project's own settings for a crawl of the hostile web, and nothing else changed: names are answered here.

Names of ``example.com`` get the answers that the gauntlet needs, one of them another answer each time it is asked. An
audit hook (PEP 578) notes every connection and look-up in the file of ``HOSTILE_CONTACTS``, and lets none go anywhere
but to loopback: should the guard ever fail, the failure is told, and no stranger is contacted.
"""

from __future__ import annotations

import os
import socket
import sys
from ipaddress import ip_address
from typing import Any

from twisted.internet import _resolver

from newsspider.settings import *  # noqa: F403 - a settings module that stands on the project's own

_system = socket.getaddrinfo
_NAMES: dict[str, list[tuple[str, ...]]] = {
    "inside.example.com": [("127.0.0.3",)],
    "rebound.example.com": [("127.0.0.2",), ("127.0.0.3",)],
    "both.example.com": [("127.0.0.3", "::1")],
}
_asked: dict[str, int] = {}


def _getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> Any:
    name = host.rstrip(".")
    if name not in _NAMES:
        return _system(host, port, *rest, **more)
    turn = _asked[name] = _asked.get(name, -1) + 1
    addresses = _NAMES[name][min(turn, len(_NAMES[name]) - 1)]
    return [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
        for address in addresses
    ]


def _note(event: str, args: tuple[Any, ...]) -> None:
    if event not in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        return
    place = args[0] if event == "socket.getaddrinfo" else args[-1]
    host = str(place[0] if isinstance(place, tuple) else place)
    with open(os.environ["HOSTILE_CONTACTS"], "a", encoding="utf-8") as notes:  # noqa: PTH123 - in an audit hook, as little as can be
        notes.write(f"{event} {host}\n")
    if event != "socket.getaddrinfo" and isinstance(place, tuple) and not ip_address(host).is_loopback:
        raise OSError(f"the gauntlet lets nothing go to {host}")


if "HOSTILE_CONTACTS" in os.environ:
    _resolver.GAIResolver.__init__.__defaults__ = (None, _getaddrinfo)  # Twisted's own tests replace it so
    sys.addaudithook(_note)
