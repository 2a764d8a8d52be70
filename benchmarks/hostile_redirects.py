"""What is hostile in a redirect: ways to where nobody may go, and ways that lead nowhere.

In: nothing. Out: ``REDIRECTS``, an ``Answer`` by name, each with what must become of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostile_talk import FAILED, REFUSED, Answer, raw, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from hostile_talk import Told

_NO_PAGE = ("http_error", *FAILED, *REFUSED)


def _to(where: Callable[[Told], str], ends: tuple[str, ...] = REFUSED) -> Answer:
    return raw(lambda told: whole(b"", f"Location: {where(told)}", status="302 Found"), ends)


def _port(told: Told) -> str:
    return told.secret.rsplit(":", 1)[1]


def _inside() -> dict[str, Answer]:
    """Every way in which an address where nobody may go is written."""
    return {
        "to-inside": _to(lambda t: f"{t.secret}/redirect"),
        "to-inside-decimal": _to(lambda t: f"http://2130706435:{_port(t)}/x"),
        "to-inside-octal": _to(lambda t: f"http://0177.0.0.03:{_port(t)}/x"),
        "to-inside-hex": _to(lambda t: f"http://0x7f.0x0.0x0.0x3:{_port(t)}/x"),
        "to-inside-short": _to(lambda t: f"http://127.3:{_port(t)}/x"),
        "to-inside-full-width": _to(
            lambda t: f"http://\uff11\uff12\uff17.0.0.3:{_port(t)}/z".encode().decode("latin-1"), _NO_PAGE
        ),
        "to-inside-ipv6-mapped": _to(lambda t: f"http://[::ffff:127.0.0.3]:{_port(t)}/x"),
        "to-inside-ipv6-mapped-hex": _to(lambda t: f"http://[::ffff:7f00:3]:{_port(t)}/y"),
        "to-inside-ipv6-loopback": _to(lambda t: f"http://[::1]:{_port(t)}/x"),
        "to-inside-nat64": _to(lambda t: f"http://[64:ff9b::7f00:3]:{_port(t)}/x"),
        "to-inside-6to4": _to(lambda t: f"http://[2002:7f00:3::]:{_port(t)}/x"),
        "to-inside-by-name": _to(lambda t: f"http://inside.example.com:{_port(t)}/x"),
        "to-inside-by-name-with-dot": _to(lambda t: f"http://inside.example.com.:{_port(t)}/x"),
        "to-inside-by-userinfo": _to(lambda t: f"http://example.com@127.0.0.3:{_port(t)}/behind-a-name"),
        "to-inside-by-backslash": _to(lambda t: f"http://127.0.0.3:{_port(t)}\\@example.com/x", _NO_PAGE),
        "to-inside-scheme-relative": _to(lambda t: f"//127.0.0.3:{_port(t)}/x"),
        "to-localhost": _to(lambda t: f"http://localhost:{_port(t)}/x"),
        "to-nothing": _to(lambda t: f"http://0.0.0.0:{_port(t)}/x"),
        "to-metadata": _to(lambda _: "http://169.254.169.254/latest/meta-data/"),
        "to-metadata-by-number": _to(lambda _: "http://2852039166/latest/meta-data/"),
    }


def _nowhere() -> dict[str, Answer]:
    """What is no address of a page, or comes back to where it began."""
    return {
        "to-file": _to(lambda _: "file:///etc/passwd", _NO_PAGE),
        "to-data": _to(lambda _: "data:text/html,<p>no</p>", _NO_PAGE),
        "to-javascript": _to(lambda _: "javascript:alert(1)", _NO_PAGE),
        "to-ftp": _to(lambda _: "ftp://127.0.0.3/x", _NO_PAGE),
        "to-gopher": _to(lambda t: f"gopher://127.0.0.3:{_port(t)}/_x", _NO_PAGE),
        "to-itself": _to(lambda t: t.origin + t.path, ("redirect_loop",)),
        "to-the-next-for-ever": _to(lambda t: f"{t.origin}{t.path}x", ("redirect_loop",)),
        "to-100-kb": _to(lambda t: t.origin + "/" + "x" * 100_000, _NO_PAGE),
        "to-60-kb": _to(lambda t: t.origin + "/" + "y" * 60_000, FAILED),
        "to-no-url": _to(lambda _: "http://[::bad", _NO_PAGE),
        "to-empty-host": _to(lambda _: "http:///x", _NO_PAGE),
        "to-bytes": _to(lambda t: t.origin + "/bad/\xe9\xff\x01", _NO_PAGE),
    }


REDIRECTS: dict[str, Answer] = {**_inside(), **_nowhere()}
