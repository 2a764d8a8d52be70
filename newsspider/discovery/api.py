"""What a site's own programming interface lists -> links: WordPress's REST interface and Substack's archive.

In: the bytes of an answer, and its header with the number of pages. Out: ``Feed``. Refused (``NotAnApiError``): what is
no such list; many sites switch the interface off and answer with an error in JSON, or with HTML.

WordPress: ``wp/v2/posts`` with ``per_page`` up to 100, ``after``, ``before`` and, since 5.7, ``modified_after``
(developer.wordpress.org/rest-api/reference/posts). Only the fields that are read here are asked for.
"""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from w3lib.html import remove_tags

from newsspider.discovery.bodies import TooLargeError, looks_like, unpacked
from newsspider.discovery.dates import iso_date
from newsspider.discovery.errors import NotAnApiError
from newsspider.discovery.feeds import Feed
from newsspider.discovery.link import Link
from newsspider.discovery.web import absolute

PER_PAGE = 100  # the most that WordPress gives
_POSTS = "wp/v2/posts"
_FIELDS = "link,date_gmt,modified_gmt,title"


def posts_url(root: str, *, after: str | None = None, before: str | None = None, changed: str | None = None) -> str:
    """The address of the newest posts.

    Args:
        root: Where the interface begins, with ``/wp-json/`` at its end or with ``?rest_route=``.
        after: Only posts published after this moment, ISO 8601.
        before: Only posts published before it.
        changed: Only posts published or changed after it.

    >>> posts_url("https://example.org/wp-json/")
    'https://example.org/wp-json/wp/v2/posts?per_page=100&page=1&_fields=link,date_gmt,modified_gmt,title'
    """
    wanted = {"per_page": str(PER_PAGE), "page": "1", "_fields": _FIELDS}
    wanted |= {k: v for k, v in {"after": after, "before": before, "modified_after": changed}.items() if v}
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query))
    if "rest_route" in query:
        query = {**query, "rest_route": query["rest_route"].rstrip("/") + f"/{_POSTS}"}
        path = parts.path
    else:
        path = f"{parts.path.rstrip('/')}/{_POSTS}"
    return parts._replace(path=path, query=urlencode(query | wanted, safe=",:/"), fragment="").geturl()


def parse_api(body: bytes, url: str, pages: int | None = None) -> Feed:
    """Read a page of posts.

    Args:
        body: The answer.
        url: Where it came from.
        pages: How many pages there are (``X-WP-TotalPages``), if the answer says.

    Raises:
        NotAnApiError: It is no list of posts.
    """
    try:
        listed = orjson.loads(unpacked(body))
    except (orjson.JSONDecodeError, TooLargeError):
        raise NotAnApiError(url, looks_like(body)) from None
    if not isinstance(listed, list) or not all(isinstance(post, dict) for post in listed):
        raise NotAnApiError(url, _complaint(listed))
    links = tuple(link for link in (_link(post, url) for post in listed) if link is not None)
    if listed and not links:
        raise NotAnApiError(url, "a list of something else")
    return Feed(links, _next(url, len(listed), pages))


def _complaint(answer: Any) -> str:
    if isinstance(answer, dict) and isinstance(answer.get("message"), str):
        return f"a refusal ({answer['message'][:100]})"
    return "JSON of another kind"


def _link(post: dict[str, Any], base: str) -> Link | None:
    address = post.get("link") or post.get("canonical_url")
    url = absolute(base, address) if isinstance(address, str) else None
    if url is None:
        return None
    title = post.get("title")
    title = title.get("rendered") if isinstance(title, dict) else title
    return Link(
        url=url,
        via="api",
        title=" ".join(unescape(remove_tags(title)).split()) or None if isinstance(title, str) else None,
        date=_moment(post.get("date_gmt") or post.get("post_date") or post.get("date")),
        modified=_moment(post.get("modified_gmt") or post.get("updated_at")),
    )


def _moment(value: Any) -> str | None:
    return iso_date(value) if isinstance(value, str) else None


def _next(url: str, found: int, pages: int | None) -> str | None:
    """The next page: the next number, or the next offset; None behind the last one."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not found:
        return None
    if "offset" in query:
        if found < _number(query.get("limit"), 1):
            return None
        query["offset"] = str(_number(query["offset"], 0) + found)
    else:
        page = _number(query.get("page"), 1)
        if (pages is not None and page >= pages) or (pages is None and found < _number(query.get("per_page"), 10)):
            return None
        query["page"] = str(page + 1)
    return parts._replace(query=urlencode(query, safe=",:/")).geturl()


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
