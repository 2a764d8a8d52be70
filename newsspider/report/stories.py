"""The stories that a run tied together: each original with its copies and the titles they gave it.

In: a corpus directory and the id of a run. Out: ``StoryGroup``s, the most copied first. Refused: what the
corpus's readers refuse.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from newsspider.corpus import id_in, latest_stories, read_items, read_lines
from newsspider.report.figures import Copies
from newsspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from newsspider.report.figures import RunFigures


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy; ``kept`` is the share of its text that stands in the original, 0 to 1, or None."""

    source: str
    title: str
    url: str
    kept: float | None = None


@dataclass(frozen=True, slots=True)
class StoryGroup:
    """An original (crawled, or known by its URL alone) and its copies.

    Attributes:
        source: The name of the original's source, or "" if it wasn't crawled.
        agency: The wire agency that a copy credits, or "".
        language: The original's language code, or "".
    """

    title: str
    url: str
    source: str = ""
    agency: str = ""
    language: str = ""
    copies: tuple[CopyLine, ...] = ()

    @property
    def host(self) -> str:
        """The host of the original, or ""."""
        return host_of(self.url)


@dataclass(slots=True)
class _Gathering:
    url: str
    agency: str = ""
    copies: list[CopyLine] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    roles: Counter[str] = field(default_factory=Counter)
    gathered: dict[str, _Gathering] = field(default_factory=dict)


def stories_of_run(corpus_dir: Path, run_id: str) -> tuple[StoryGroup, ...]:
    """The stories of which the run wrote or tied a copy; those of all runs, if ``run_id`` is "".

    Reads the corpus twice, a record at a time: what is held in memory are the copies of the run.
    """
    return _stories(corpus_dir, _read(corpus_dir, run_id).gathered)


def with_final_stories(figures: RunFigures, corpus_dir: Path) -> RunFigures:
    """The figures with roles and copies as they stand at the end of the run.

    The stats of a crawl count what was known when a record was written; a copy is often crawled before its
    original. Also counted is a copy of an earlier run that this one tied.
    """
    reading = _read(corpus_dir, figures.run_id)
    stories = _stories(corpus_dir, reading.gathered)
    copied = tuple(Copies(s.title, s.url, tuple(copy.source for copy in s.copies)) for s in stories)
    by_source = Counter(source for copies in copied for source in copies.sources)
    sources = tuple(replace(source, copies=by_source[source.name]) for source in figures.sources)
    roles = tuple(reading.roles.most_common())
    return replace(figures, copies=copied, roles=roles, sources=sources)


def _read(corpus_dir: Path, run_id: str) -> _Reading:
    tied = {
        line["item_id"]
        for line in read_lines(corpus_dir / "stories.jsonl")
        if line.get("run_id") == run_id and "item_id" in line
    }
    reading = _Reading()
    for record in read_items(corpus_dir, _counted(corpus_dir, run_id, reading.roles) if run_id else None):
        story = record["story"]
        is_new = not run_id or record["provenance"]["run_id"] == run_id
        reading.roles[story["role"]] += is_new
        if (is_new or record["id"] in tied) and story["role"] == "repost":
            empty = _Gathering(story["origin_url"] or "")
            group = reading.gathered.setdefault(story["origin_id"], empty)
            group.agency = group.agency or story["agency"] or ""
            group.copies.append(_copy(record))
    return reading


def _counted(corpus_dir: Path, run_id: str, roles: Counter[str]) -> Callable[[bytes], bool]:
    """Counts lines of which nothing else is to be told, and says so: those of other runs, and unique items.

    No text can hold such a key and value: in a string of JSON each quotation mark has a backslash before it.
    """
    changed = latest_stories(corpus_dir)
    of_run = b'"run_id":' + orjson.dumps(run_id)

    def counted(line: bytes) -> bool:
        known = id_in(line)
        if known is None or known in changed:
            return False
        is_new = of_run in line
        if is_new and b'"role":"unique"' not in line:
            return False
        roles["unique"] += is_new
        return True

    return counted


def _stories(corpus_dir: Path, gathered: Mapping[str, _Gathering]) -> tuple[StoryGroup, ...]:
    def is_other(line: bytes) -> bool:
        known = id_in(line)
        return known is not None and known not in gathered

    originals = {r["id"]: r for r in read_items(corpus_dir, is_other) if r["id"] in gathered} if gathered else {}
    groups = (_group(group, originals.get(origin_id)) for origin_id, group in gathered.items())
    return tuple(sorted(groups, key=lambda g: (-len(g.copies), g.title)))


def _copy(record: dict[str, Any]) -> CopyLine:
    url = record["url"] or ""
    return CopyLine(record["source"], record["title"] or url, url, record["story"]["containment"])


def _group(gathered: _Gathering, original: dict[str, Any] | None) -> StoryGroup:
    copies = tuple(sorted(gathered.copies, key=lambda c: (c.source, c.title)))
    if original is None:
        return StoryGroup(gathered.url or copies[0].title, gathered.url, "", gathered.agency, "", copies)
    url = original["url"] or gathered.url
    title, language = original["title"] or url, original["language"] or ""
    return StoryGroup(title, url, original["source"], gathered.agency, language, copies)
