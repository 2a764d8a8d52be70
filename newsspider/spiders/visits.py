"""Ways that are asked for again: only what has changed is sent, and only what is new is read.

In: requests for feeds and sitemaps, and their answers. Out: conditional requests (RFC 9110, 13), and whether an answer
holds anything new. Refused: nothing.

Some feeds repeat their ETag, or their date, though they have changed. So the hash of the body counts where the whole
feed was sent, every so many times it is asked for without a condition, and a way that was caught lying is never asked
with one again.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsspider.discovery import Reader, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.http import Response

    from newsspider.discovery import Link, WayMemory
    from newsspider.sources import Source
    from newsspider.spiders.ways import Ways

_NOT_MODIFIED = 304
_ASKED, _READER, _SAID, _LENIENT = "way_url", "way_reader", "way_said", "handle_httpstatus_list"
_HASH = "way_hash"  # request.meta: of the body that answered it
_AT_ONCE_BYTES = 256 * 1024  # a millisecond's work
_MARGIN = timedelta(days=1)  # clocks differ, and a site's interface may answer in its own time


class Visits:
    """The ways of a run.

    Args:
        memory: Remembers them.
        unconditional_every: How often a way is asked for without a condition; 0: always.
    """

    def __init__(self, memory: WayMemory, unconditional_every: int) -> None:
        self._memory = memory
        self._every = unconditional_every
        self._began = datetime.now(UTC)
        self._seen: dict[str, set[str]] = {}
        self._stale: dict[str, int] = {}
        self._open: set[str] = set()
        self._held: dict[str, list[tuple[Reader, str, Visit]]] = {}

    def ask(self, request: Request, source: Source) -> None:
        """Put the conditions on a request for a way of a source."""
        reader = _reader(source)
        request.meta[_ASKED], request.meta[_READER] = request.url, reader
        request.meta[_LENIENT] = [_NOT_MODIFIED]
        visit = self._memory.visit(reader, request.url)
        if visit.lies or self._every == 0 or (visit.visits + 1) % self._every == 0:
            return
        if visit.etag:
            request.headers["If-None-Match"] = visit.etag
        if visit.modified:
            request.headers["If-Modified-Since"] = visit.modified

    async def hash(self, response: Response) -> None:
        """Hash the body of an answer, before all else is asked of it; of a large one nobody waits for that."""
        if response.request is not None and len(response.body) > _AT_ONCE_BYTES:
            response.request.meta[_HASH] = await asyncio.to_thread(_hash, response.body)

    def is_unchanged(self, response: Response) -> bool:
        """Whether the answer is what was read last; it counts as a visit then."""
        way = self._asked(response)
        visit = self._memory.visit(*way)
        same = response.status == _NOT_MODIFIED or (visit.hash is not None and visit.hash == _hash_of(response))
        if same:
            said = response.request.meta.get(_SAID) if response.request else None
            self._memory.note_visit(*way, replace(visit, visits=visit.visits + 1, done=said or visit.done))
        return same

    def note(self, response: Response, files: Iterable[Link] = (), chain: str = "") -> None:
        """Remember an answer that was read to its end, and the files of an index.

        A page of a list is unchanged for the next run only if all behind it was read: it is held until ``keep``.

        Some indexes are long, and say the same for months: what they list is kept, so that they needn't be sent again.
        """
        reader, url = self._asked(response)
        before = self._memory.visit(reader, url)
        etag, modified = _text(response, "ETag"), _text(response, "Last-Modified")
        new = _hash_of(response)
        changed = before.hash is not None and before.hash != new
        same_word = (etag is not None or modified is not None) and (etag, modified) == (before.etag, before.modified)
        said = response.request.meta.get(_SAID) if response.request else None
        lies = before.lies or (changed and same_word)
        self._held.setdefault(f"{reader.source} {chain}", []).append(
            (reader, url, Visit(etag, modified, new, before.visits + 1, lies, said))
        )
        self._memory.note_files(url, files)
        if not chain:
            self.keep(reader.source, chain)

    def keep(self, source: str, chain: str) -> None:
        """Nothing more of the list is to be read: remember what its pages have answered."""
        for reader, url, visit in self._held.pop(f"{source} {chain}", ()):
            self._memory.note_visit(reader, url, visit)

    def files_of(self, response: Response) -> list[Link]:
        """The files of an index that hasn't changed; none of what isn't one."""
        return self._memory.files(self._asked(response)[1])

    def failed(self, request: Request) -> None:
        """A way gave no answer that could be read: the next run asks for all of it."""
        if _ASKED in request.meta:
            way = request.meta[_READER], request.meta[_ASKED]
            self._memory.note_visit(*way, replace(self._memory.visit(*way), etag=None, modified=None, hash=None))

    def _asked(self, response: Response) -> tuple[Reader, str]:
        """For whom, and by which address, the way was asked for that has answered."""
        assert response.request is not None  # noqa: S101 - for mypy: Scrapy sets it
        return response.request.meta[_READER], response.request.meta[_ASKED]

    # --- sitemaps of an index ------------------------------------------------------------------------------

    def said(self, request: Request, modified: str | None) -> None:
        """Keep with the request for a sitemap when its index says that it was changed."""
        request.meta[_SAID] = modified

    def has_read(self, child: Link, source: Source) -> bool:
        """Whether a sitemap was read for a source since its index says that it was changed."""
        reader = _reader(source)
        visit = self._memory.visit(reader, child.url)
        if child.modified is None or visit.done is None or visit.done != child.modified or visit.lies:
            return False
        if self._every == 0 or (visit.visits + 1) % self._every == 0:
            return False
        self._memory.note_visit(reader, child.url, replace(visit, visits=visit.visits + 1))
        return True

    # --- lists with further pages ----------------------------------------------------------------------------

    def adds_nothing(self, ways: Ways, chain: str, keys: set[str]) -> int:
        """How many pages of a list in a row, this one with these articles included, repeat what those before had."""
        key = f"{ways.source.name} {chain}"
        seen = self._seen.setdefault(key, set())
        new = keys - seen
        seen |= new
        self._stale[key] = 0 if new else self._stale.get(key, 0) + 1
        return self._stale[key]

    def read_all(self, chain: str, source: Source) -> None:
        """A list was read to its end, or as far back as the source wants."""
        since = source.since.isoformat() if source.since else ""
        self._memory.note_visit(*_list_of(source, chain), Visit(modified=self._began.isoformat(), done=since))

    def leave_open(self, chain: str, source: Source) -> None:
        """There is more of a list than was read: it isn't known to its end by the next run, unless this one gets there.

        A page of nothing but known articles would end it there, and what stands behind such a page would be lost.
        """
        if self.was_read(chain, source):
            self._open.add(f"{source.name} {chain}")
            self._memory.note_visit(*_list_of(source, chain), Visit())

    def was_read(self, chain: str, source: Source) -> bool:
        """Whether an earlier run read the list to its end, or as far back as the source wants now."""
        if f"{source.name} {chain}" in self._open:
            return True
        done = self._memory.visit(*_list_of(source, chain)).done
        if done is None:
            return False
        return done == "" or (source.since is not None and done <= source.since.isoformat())

    def changed_since(self, chain: str, source: Source) -> str | None:
        """The moment since which changes are wanted, of a list that an earlier run read to its end; else None."""
        visit = self._memory.visit(*_list_of(source, chain))
        after = source.since.isoformat() if source.since else ""
        if visit.done is None or visit.modified is None or (visit.done and after < visit.done):
            return None
        read = datetime.fromisoformat(visit.modified)
        if read > self._began:  # by a clock that ran ahead: nobody knows when
            return None
        return (read - _MARGIN).strftime("%Y-%m-%dT%H:%M:%S")


def _reader(source: Source) -> Reader:
    """What a feed or sitemap holds for a source is known once it was read with the same bounds."""
    return Reader(source.name, repr((source.include, source.exclude, source.since, source.until)))


def _list_of(source: Source, chain: str) -> tuple[Reader, str]:
    """A list with further pages; how far back it was read is noted with it, and its first page may be a feed."""
    return Reader(source.name, repr((source.include, source.exclude, source.until))), f"list {chain}"


def _hash_of(response: Response) -> str:
    told = response.request.meta.get(_HASH) if response.request else None
    return told or _hash(response.body)


def _hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def _text(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
