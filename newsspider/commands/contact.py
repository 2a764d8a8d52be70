"""Who crawls: no public site is asked before the User-Agent says how its crawler can be reached.

In: settings and sources. Out: the settings, ``USER_AGENT`` made from ``CONTACT``. Refused, as ``UsageError``: a crawl
of a public site without a contact, and a contact that is neither a mail address nor a web page.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError

from newsspider.addresses import literal_address
from newsspider.settings import CONTACT as NO_CONTACT
from newsspider.settings import USER_AGENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.settings import BaseSettings

    from newsspider.sources import Source

_CONTACT = re.compile(r"[^\s@()]+@[^\s@()]+\.[^\s@()]+|https?://[^\s()]+\.[^\s()]+")
# Names that no public site has: RFC 6761 and RFC 8375.
_RESERVED = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost|local|internal|home\.arpa|example\.(?:com|net|org))$"
)


def check_contact(settings: BaseSettings, sources: Iterable[Source]) -> None:
    """Put the contact into the User-Agent.

    Raises:
        UsageError: There is none, and one of the sources is a public site.
    """
    contact = str(settings.get("CONTACT") or "").strip()
    contact = "" if contact.lower() == NO_CONTACT else contact
    if contact and not _CONTACT.fullmatch(contact.removeprefix("mailto:")):
        raise UsageError(
            f"CONTACT={contact!r} can't be used: expected a mail address or the address of a web page", print_help=False
        )
    agent = str(settings.get("USER_AGENT") or "")
    if contact and agent == USER_AGENT:
        agent = f"{agent.split(' ', maxsplit=1)[0]} (+{contact})"
        settings.set("USER_AGENT", agent, priority="cmdline")
    public = next((source for source in sources if is_public(source.url)), None)
    if public is not None and not _CONTACT.search(agent):
        raise UsageError(
            f"{public.url} is a public site, and the User-Agent doesn't say how you can be reached.\n"
            "  expected: a mail address or a web page of yours, for whoever runs the site\n"
            '  to do: CONTACT = "you@your-domain" in settings.py, or -s CONTACT=you@your-domain',
            print_help=False,
        )


def is_public(url: str) -> bool:
    """Whether a site may be one of the public net: neither a private address nor a reserved name.

    >>> is_public("https://news.bbc.co.uk/"), is_public("http://127.0.0.1:80/"), is_public("http://a.example/")
    (True, False, False)
    """
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    address = literal_address(host)
    if address is not None:
        return ip_address(address.partition("%")[0]).is_global
    return "." in host and not _RESERVED.search(host)
