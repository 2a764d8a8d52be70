"""How many rules a robots.txt makes: each of its lines counts once for every agent of its group.

In: its text. Out: a number. Refused: nothing; but a file that makes more than ``MOST_RULES`` is to be parsed by nobody:
half a megabyte of 20,000 agents and 20,000 paths makes 400 million, and a parser makes an object of each.
"""

from __future__ import annotations

import re

MOST_RULES = 20_000  # the longest of real ones name a hundred agents, each with a hundred paths
_MOST_AGENTS = 5_000  # each is looked for among those that stand before it
# As loosely as the parser reads: "user agent: *" and "useragent *" are meant so, too.
_AGENT = re.compile(r"user(?:-|\s*)agent\b", re.IGNORECASE)
_RULE = re.compile(r"(?:dis)?allow\s*:", re.IGNORECASE)  # what surely ends the agents of a group


def rules_in_robots(text: str) -> int:
    r"""The number of rules, from above; it isn't counted on beyond ``MOST_RULES``.

    >>> rules_in_robots("User-agent: a\nUser-agent: b\nDisallow: /x\nDisallow: /y\nUser-agent: *\nDisallow: /\n")
    5
    """
    rules = agents = every_agent = 0
    ended = False
    for whole in text.splitlines():
        line = whole.partition("#")[0].strip()
        if _AGENT.match(line):
            agents = 1 if ended else agents + 1
            every_agent += 1
            ended = False
        elif line:
            rules += max(agents, 1)
            ended = ended or _RULE.match(line) is not None
        if rules > MOST_RULES or every_agent > _MOST_AGENTS:
            return MOST_RULES + 1
    return rules
