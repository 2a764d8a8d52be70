"""What all pages for people have in common: one file, with all that it needs inside, that loads and runs nothing.

In: the name of a template in ``templates/`` and what it tells. Out: the page's bytes. What comes from the net is
escaped, freed of control characters, and linked only if its URL is http or https. Refused: nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsspider.report.terminal import plain
from newsspider.report.words import bytes_in_words, counted, duration_in_words, moment_in_words

_LONGEST_FIELD = 2_000  # characters of a field that a page says of itself


def rendered(template: str, **told: Any) -> bytes:
    """The page that a template makes of what it is told, in UTF-8."""
    return _environment().get_template(template).render(**told).encode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("newsspider.report"),
        autoescape=True,
        finalize=_plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": lambda value: f"{value:,}",
        "words": lambda name: name.replace("_", " "),
        "percent": lambda share: f"{share:.0%}",
        "duration": duration_in_words,
        "size": bytes_in_words,
        "counted": counted,
        "moment": moment_in_words,
        "link": _link,
        "cut": _cut,
    }
    return environment


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _link(url: str) -> str:
    """The URL if a click on it is harmless, or ""."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _cut(text: str) -> str:
    """A field of a size that can be read."""
    return text if len(text) <= _LONGEST_FIELD else f"{text[:_LONGEST_FIELD]} …"
