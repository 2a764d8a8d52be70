"""What a site says against the use of its texts: robots.txt, tdmrep.json, headers.

In: their texts. Out: signals, such as "robots:GPTBot", "tdmrep", "header:content-usage". Refused: nothing; what can't
be read says nothing. Agents and words are in ``opt_outs.toml``.

Sources: W3C TDM Reservation Protocol (tdmrep), IETF drafts aipref-attach and aipref-vocab (``Content-Usage``).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import orjson

from newsspider.discovery.data import table

if TYPE_CHECKING:
    from collections.abc import Callable

TdmRule = tuple[str, bool]  # a pattern of paths, and whether the rights are reserved
_MOST_RULES = 1000
# White space of its own line alone: with empty lines too, a file of them would be read once for each.
_USAGE_LINE = re.compile(
    r"^[^\S\n]*content-usage[^\S\n]*:[^\S\n]*(?:(/\S*)[^\S\n]+)?(.+)$", re.IGNORECASE | re.MULTILINE
)


class AiRules(NamedTuple):
    """What a robots.txt says of the training of models; it is read once for all pages of its site.

    Attributes:
        agents: The crawlers of models that it names.
        refused: The beginnings of paths whose use it refuses by ``Content-Usage``.
    """

    agents: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def ai_rules(robots: str) -> AiRules:
    r"""The rules of a robots.txt.

    >>> ai_rules("User-agent: GPTBot\nDisallow: /\nContent-Usage: /news train-ai=n")
    AiRules(agents=('GPTBot',), refused=('/news',))
    """
    low = robots.lower()
    named = tuple(agent for agent in table("opt_outs")["ai_agents"] if agent.lower() in low)
    refused = (where or "/" for where, usage in _USAGE_LINE.findall(robots) if refuses_use(usage))
    return AiRules(named, tuple(islice(dict.fromkeys(refused), _MOST_RULES)))


def ai_agents_forbidden(rules: AiRules, url: str, may_fetch: Callable[[str, str], bool]) -> tuple[str, ...]:
    """The signals of a robots.txt against one address.

    Args:
        rules: What it says.
        url: The address.
        may_fetch: Whether an agent (second) may fetch an address (first), by the rules of that file.
    """
    found = [f"robots:{agent}" for agent in rules.agents if not may_fetch(url, agent) and may_fetch(url, "*")]
    if (urlsplit(url).path or "/").startswith(rules.refused):
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
    return next((reserved for location, reserved in rules if _fits(location, path)), False)


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says.

    Each part is looked for behind the one before, where it stands first, so that no pattern costs more than a few looks
    at the path: as a regular expression, five asterisks from a stranger took minutes.
    """
    to_its_end = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not parts:
        return at == len(path) or not to_its_end
    last = parts.pop()
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last, at) if to_its_end else last in path[at:]
