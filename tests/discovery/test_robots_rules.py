"""How many rules a robots.txt makes is told without parsing it, and never less than there are."""

from __future__ import annotations

import time

import pytest

from newsspider.discovery import MOST_RULES, rules_in_robots


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", 0),
        ("User-agent: *\nDisallow: /a\n\nDisallow: /b # all of it\n", 2),
        ("User-agent: a\nUser-agent: b\n# of both\nDisallow: /a\nDisallow: /b\n", 4),
        ("user agent a\nUSERAGENT: b\nuser-agent : c\nallow: /\n", 3),
        ("User-agent: a\nDisallow:\nUser-agent: b\nDisallow: /\n", 2),
        ("User-agent: a\nNoindex: /\nUser-agent: b\nDisallow: /\n", 3),  # whether it ends the group, the parser says
        ("Sitemap: https://a.example/s.xml\n", 1),
        ("user-agents: a\nDisallow: /\n", 2),
    ],
)
def test_each_line_counts_for_each_agent_of_its_group(text: str, rules: int) -> None:
    assert rules_in_robots(text) == rules


def test_many_bots_that_may_nothing_are_few_rules() -> None:
    bots = "".join(f"User-agent: bot-{n}\n" for n in range(1500))
    pages = "".join(f"Disallow: /section-{n}/\n" for n in range(1500))
    assert rules_in_robots(f"{bots}Disallow: /\nUser-agent: *\n{pages}") == 3000


@pytest.mark.parametrize("text", ["{agents}{rules}", "{agents}{agents}"])
def test_agents_times_rules_cost_no_time(text: str) -> None:
    agents = "".join(f"user-agent:{n:x}\n" for n in range(20_000))
    rules = "".join(f"allow:/{n:x}\n" for n in range(20_000))
    begun = time.process_time()
    assert rules_in_robots(text.format(agents=agents, rules=rules)) > MOST_RULES
    assert time.process_time() - begun < 1
