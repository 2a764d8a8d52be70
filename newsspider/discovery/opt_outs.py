"""What a site says against the use of its texts: robots.txt, tdmrep.json, headers.

In: their texts. Out: signals, such as "robots:GPTBot", "tdmrep", "header:content-usage". Refused: nothing; what can't
be read says nothing. Agents and words are in ``opt_outs.toml``.

Sources: W3C TDM Reservation Protocol (tdmrep), IETF drafts aipref-attach and aipref-vocab (``Content-Usage``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import orjson

from newsspider.discovery.data import table

if TYPE_CHECKING:
    from collections.abc import Callable

TdmRule = tuple[str, bool]  # a pattern of paths, and whether the rights are reserved
_MOST_RULES = 1000
_USAGE_LINE = re.compile(r"^\s*content-usage\s*:\s*(?:(/\S*)\s+)?(.+)$", re.IGNORECASE | re.MULTILINE)


def ai_agents_forbidden(robots: str, url: str, may_fetch: Callable[[str, str], bool]) -> tuple[str, ...]:
    """The signals of a robots.txt against one address.

    Args:
        robots: Its text.
        url: The address.
        may_fetch: Whether an agent (second) may fetch an address (first), by the rules of that text.
    """
    low = robots.lower()
    named = [agent for agent in table("opt_outs")["ai_agents"] if agent.lower() in low]
    found = [f"robots:{agent}" for agent in named if not may_fetch(url, agent) and may_fetch(url, "*")]
    path = urlsplit(url).path or "/"
    if any(refuses_use(usage) and path.startswith(where or "/") for where, usage in _USAGE_LINE.findall(robots)):
        found.append("robots:content-usage")
    return tuple(found)


def refuses_use(usage: str | None) -> bool:
    """Whether a ``Content-Usage`` says no to the training of models.

    >>> refuses_use("train-ai=n"), refuses_use("search=y, train-ai=y")
    (True, False)
    """
    pairs = (part.partition("=") for part in (usage or "").lower().split(","))
    return any(name.strip() in table("opt_outs")["aipref"] and value.strip() == "n" for name, _, value in pairs)


def tdm_rules(body: bytes) -> tuple[TdmRule, ...]:
    """The rules of a ``/.well-known/tdmrep.json``, in their order; none if it isn't one."""
    try:
        listed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ()
    return tuple(
        (rule["location"], str(rule.get("tdm-reservation")) == "1")
        for rule in (listed[:_MOST_RULES] if isinstance(listed, list) else ())
        if isinstance(rule, dict) and isinstance(rule.get("location"), str)
    )


def is_reserved(rules: tuple[TdmRule, ...], url: str) -> bool:
    """Whether the first rule that fits an address reserves the rights; ``*`` stands for anything, ``$`` for the end.

    >>> is_reserved((("/free/*", False), ("/*", True)), "https://a.example/free/x")
    False
    """
    path = unquote(urlsplit(url).path or "/")
    return next((reserved for location, reserved in rules if _location(location).match(path)), False)


@lru_cache(maxsize=1024)
def _location(pattern: str) -> re.Pattern[str]:
    parts = [".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", pattern.removesuffix("$"))]
    return re.compile("".join(parts) + ("$" if pattern.endswith("$") else ""))
