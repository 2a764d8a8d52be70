"""One check per key of ``sources.toml``: a value as TOML gave it comes in, the value of ``Source`` goes out.

Refused, as ``ValueRefusedError``: whatever isn't what the key is documented to hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

from newsspider.addresses import NetworkError, parse_networks
from newsspider.sources.errors import ValueRefusedError
from newsspider.sources.hours import Hours

if TYPE_CHECKING:
    from pathlib import Path

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# A name is part of statistics keys, file names and `only=A,B`.
_NAME = re.compile(r"[^\s,/][^,/\x00-\x1f\x7f]{0,79}(?<!\s)|[^\s,/]")
_MAX_DELAY_S = 3600
_MAX_CONCURRENCY = 64


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a value: the folder of the file, and the source's home page."""

    folder: Path
    home: str = ""


Check = Callable[[object, Around], object]


def name(value: object, _around: Around) -> str:
    """A name: a line of text without commas and slashes, and without signs that steer a terminal."""
    if isinstance(value, str) and _NAME.fullmatch(value) and value.isprintable():
        return value
    raise ValueRefusedError(
        f"name is {shown(value)}",
        "1 to 80 characters without commas, slashes and control characters",
        'write, for example, name = "example-news"',
    )


def kind(value: object, _around: Around) -> str:
    """The kind of a source."""
    if value in ("news", "mirror"):
        return str(value)
    raise ValueRefusedError(
        f"kind is {shown(value)}",
        '"news" or "mirror"',
        'write kind = "news" for a site that reports itself, kind = "mirror" for one that copies others',
    )


def home(value: object, _around: Around) -> str:
    """The address of the home page."""
    return _web_address("url", value, "")


def _web_address(key: str, value: object, base: str) -> str:
    found = urljoin(base, value) if isinstance(value, str) and value.startswith("/") else value
    address = found.strip() if isinstance(found, str) else ""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError on a port that is none
    except ValueError:
        parts = urlsplit("")
    if "@" in parts.netloc:
        raise ValueRefusedError(
            f"{key} has a user name or password in it",
            "an address that everybody may read",
            "take out what stands before the @: newsspider logs in nowhere",
        )
    if parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", address):
        return address
    raise ValueRefusedError(
        f"{key} is {shown(value)}",
        "an address that begins with http:// or https://",
        f'write it in full, for example "https://{_guess_host(value)}"',
    )


def _guess_host(value: object) -> str:
    found = re.search(r"(?<![\w-])[\w-]+(?:\.[\w-]+)+(?:/\S*)?", value) if isinstance(value, str) else None
    return found.group() if found else "news.example.org/"


def addresses(key: str) -> Check:
    """A check for a list of web addresses; "/path" is taken from the home page's site."""

    def check(value: object, around: Around) -> tuple[str, ...]:
        return tuple(_web_address(key, entry, around.home) for entry in _strings(key, value, "addresses"))

    return check


def patterns(key: str) -> Check:
    """A check for a list of regular expressions."""

    def check(value: object, _around: Around) -> tuple[str, ...]:
        found = _strings(key, value, "regular expressions")
        for pattern in found:
            try:
                re.compile(pattern)
            except (re.error, OverflowError, RecursionError) as error:
                raise ValueRefusedError(
                    f"{key} holds {shown(pattern)}, which is no regular expression ({error})",
                    "regular expressions as Python's re module reads them, searched for in the URL",
                    r"mend it; a dot or bracket that is meant as such is written '\.' in single quotes",
                ) from None
        return found

    return check


def moment(key: str, of_a_date: time = time.min) -> Check:
    """A check for a date, which means its moment `of_a_date`, or a moment with or without an offset (then UTC)."""

    def check(value: object, _around: Around) -> datetime:
        return _moment(key, value, of_a_date)

    return check


def _moment(key: str, value: object, of_a_date: time) -> datetime:
    found: object = value
    if isinstance(value, str):
        try:
            text = value.strip()
            found = date.fromisoformat(text) if len(text) == len("2026-03-04") else datetime.fromisoformat(text)
        except ValueError:
            found = None
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime.combine(found, of_a_date, UTC)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    raise ValueRefusedError(
        f"{key} is {shown(value)}",
        "a date as year-month-day, or a date and time (ISO 8601)",
        f"write, for example, {key} = 2026-03-01",
    )


def whole_number(key: str, low: int, high: int) -> Check:
    """A check for a whole number from ``low`` to ``high``."""

    def check(value: object, _around: Around) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise ValueRefusedError(
            f"{key} is {shown(value)}",
            f"a whole number from {low} to {high:,}",
            f"write, for example, {key} = {low}, or leave the key out",
        )

    return check


def delay_s(value: object, _around: Around) -> float:
    """Seconds between two requests."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MAX_DELAY_S:
        return float(value)
    raise ValueRefusedError(
        f"delay_s is {shown(value)}",
        f"a number of seconds from 0 to {_MAX_DELAY_S}",
        "write, for example, delay_s = 2.5, or leave the key out",
    )


def hours(value: object, _around: Around) -> Hours:
    """Two times of the day."""
    try:
        return Hours.read(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueRefusedError(
            f"hours is {shown(value)}: {error}",
            "two times of the day, with a time zone or without (then UTC)",
            'write, for example, hours = "22:00-06:00 Europe/Berlin"',
        ) from None


def language(value: object, _around: Around) -> str:
    """A language tag."""
    if isinstance(value, str) and _LANGUAGE.fullmatch(value):
        return value
    raise ValueRefusedError(
        f"language is {shown(value)}",
        'a language tag (BCP 47), such as "en", "de" or "pt-BR"',
        'write, for example, language = "en", or leave the key out',
    )


def clutter(value: object, around: Around) -> tuple[Path, ...]:
    """Files of clutter rules that are there; relative to the folder of the file."""
    files = tuple(around.folder / entry for entry in _strings("clutter", value, "files"))
    for file in files:
        if "\0" in str(file) or not file.is_file():
            raise ValueRefusedError(
                f"clutter names {shown(str(file))}, which isn't there",
                "files of clutter rules; a relative name starts from the folder of this file",
                "mend the name, or leave the key out",
            )
    return files


def allow_private(value: object, _around: Around) -> tuple[str, ...]:
    """Addresses and networks."""
    found = _strings("allow_private", value, "addresses or networks")
    try:
        parse_networks(found)
    except NetworkError as error:
        problem = f"allow_private holds {shown(error.value)}"
        raise ValueRefusedError(problem, "IP addresses or networks, no names", error.remedy) from None
    return found


def truth(key: str) -> Check:
    """A check for true or false."""

    def check(value: object, _around: Around) -> bool:
        if isinstance(value, bool):
            return value
        raise ValueRefusedError(f"{key} is {shown(value)}", "true or false", f"write {key} = true, without quotes")

    return check


def browser(value: object, _around: Around) -> bool | Literal["when_empty"]:
    """Whether a browser reads the pages."""
    if isinstance(value, bool):
        return value
    if value == "when_empty":
        return "when_empty"
    raise ValueRefusedError(
        f"browser is {shown(value)}",
        'true, false, or "when_empty" (the pages that have no story without one)',
        'write browser = "when_empty", or leave the key out',
    )


def _strings(key: str, value: object, of_what: str) -> tuple[str, ...]:
    """A list of strings; one string alone counts as a list of one."""
    entries = [value] if isinstance(value, str) else value
    if isinstance(entries, list) and all(isinstance(entry, str) and entry.strip() for entry in entries):
        return tuple(entries)
    raise ValueRefusedError(
        f"{key} is {shown(value)}",
        f"a list of {of_what}",
        f'write {key} = ["...", "..."], or leave the key out',
    )


def shown(value: object) -> str:
    """A value as it is shown in a message: in one line, and not too long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return text if len(text) <= 80 else f"{text[:77]}..."


CHECKS: dict[str, Check] = {
    "name": name,
    "kind": kind,
    "url": home,
    "feeds": addresses("feeds"),
    "api": addresses("api"),
    "sitemaps": addresses("sitemaps"),
    "listing": addresses("listing"),
    "include": patterns("include"),
    "exclude": patterns("exclude"),
    "since": moment("since"),
    "until": moment("until", time.max),  # that day is wanted whole
    "max_items": whole_number("max_items", 1, 100_000_000),
    "delay_s": delay_s,
    "concurrency": whole_number("concurrency", 1, _MAX_CONCURRENCY),
    "language": language,
    "clutter": clutter,
    "allow_private": allow_private,
    "hours": hours,
    "obey_robots": truth("obey_robots"),
    "follow_credits": truth("follow_credits"),
    "browser": browser,
}
REQUIRED = ("name", "kind", "url")
NO_DEFAULT = ("name", "url")  # each source has its own
