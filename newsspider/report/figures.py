"""The figures of a run: the one source of every report.

In: what ``stats.figures_of`` read. Out: ``RunFigures``, and what follows from it: totals, the outcome and why. Refused:
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsspider.report.words import counted, end_in_words
from newsspider.urls import host_of

Outcome = Literal["complete", "incomplete", "failed"]
MAX_DRIFT = 10
_STOPPED = frozenset({"shutdown", "closespider_timeout"})  # sources that didn't answer before that haven't failed


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """One source of the run.

    Attributes:
        problem: Why it gave nothing, or "".
        left: Why the next run has to go on with it, though it hasn't failed, or "".
    """

    name: str
    pages: int = 0
    records: int = 0
    known: int = 0
    copies: int = 0
    rejected: int = 0
    problem: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of one story: the original's title and URL, and the names of the sources that copied it."""

    title: str
    origin_url: str
    sources: tuple[str, ...]

    @property
    def origin_host(self) -> str:
        """The host of the original, or "" if it is not known."""
        return host_of(self.origin_url)


@dataclass(frozen=True, slots=True)
class RejectedKind:
    """The rejections for one reason, with the first of them as an example ("URL (detail)", or "")."""

    reason: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that makes the run a failure: what, how often, and in words if there are any."""

    what: str
    count: int = 1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run in figures. Pairs and tuples are sorted, the largest first.

    Attributes:
        started: ISO 8601, or "".
        finished: ISO 8601, or "".
        duration_s: Seconds.
        finish_reason: "finished", or what ended the run early ("shutdown", "closespider_timeout" ...).
        roles: Counts of new records by role.
        removed: Counts of clutter by kind.
        rules: Counts of clutter by rule.
        methods: Counts of records by extraction method.
        skipped: Counts of links that weren't asked for, by why.
        cut_off: Records that a full disk took back.
        put_off: Copies that were left to the next run, because this one was stopped.
        drift: The sites that have drifted: name, monitor, and how, in words.
        is_bundled: The small web that comes with newsspider was crawled.
        is_replay: Nothing was fetched: the pages stood in WARC files.
        files: Name and bytes of the files of the corpus directory.
    """

    run_id: str = ""
    started: str = ""
    finished: str = ""
    duration_s: float = 0.0
    finish_reason: str = ""
    sources: tuple[SourceFigures, ...] = ()
    roles: tuple[tuple[str, int], ...] = ()
    removed: tuple[tuple[str, int], ...] = ()
    rules: tuple[tuple[str, int], ...] = ()
    methods: tuple[tuple[str, int], ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()
    cut_off: int = 0
    put_off: int = 0
    rejected: tuple[RejectedKind, ...] = ()
    copies: tuple[Copies, ...] = ()
    failures: tuple[Failure, ...] = ()
    drift: tuple[tuple[str, str, str], ...] = ()
    is_bundled: bool = False
    is_replay: bool = False
    corpus_dir: str = ""
    files: tuple[tuple[str, int], ...] = ()

    @property
    def pages(self) -> int:
        """Pages fetched."""
        return sum(source.pages for source in self.sources)

    @property
    def records(self) -> int:
        """New records written."""
        return sum(source.records for source in self.sources)

    @property
    def known(self) -> int:
        """Items met again that were in the corpus already."""
        return sum(source.known for source in self.sources)

    @property
    def rejected_total(self) -> int:
        """Pages that did not become a record."""
        return sum(kind.count for kind in self.rejected)

    @property
    def removed_total(self) -> int:
        """Pieces of clutter removed."""
        return sum(count for _, count in self.removed)

    @property
    def copies_total(self) -> int:
        """New records that are copies; more than ``copies`` names, if their list was full."""
        listed = sum(len(copies.sources) for copies in self.copies)
        return max(dict(self.roles).get("repost", 0), listed)

    @property
    def failed_sources(self) -> tuple[SourceFigures, ...]:
        """The sources that have a problem."""
        return tuple(source for source in self.sources if source.problem)

    @property
    def outcome(self) -> Outcome:
        """What became of the run.

        "failed": nothing can be relied on; "incomplete": a part is missing; "complete": all was done.
        """
        every_source_failed = self.sources and len(self.failed_sources) == len(self.sources)
        if self.failures or (every_source_failed and self.finish_reason not in _STOPPED):
            return "failed"
        if self.failed_sources or self.drift or self.finish_reason not in {"", "finished"}:
            return "incomplete"
        return "complete"

    @property
    def why(self) -> tuple[str, ...]:
        """Why the run is not complete, in words; empty if it is."""
        reasons = [
            f"{f.what.replace('_', ' ')}: {f.detail}" if f.detail else f"{f.what.replace('_', ' ')} ({f.count:,})"
            for f in self.failures
        ]
        if self.failed_sources:
            reasons.append(f"{len(self.failed_sources):,} of {counted(len(self.sources), 'source', 'sources')} failed")
        if self.finish_reason not in {"", "finished"}:
            reasons.append(f"the run was ended before its end ({end_in_words(self.finish_reason)})")
        reasons += [f"{source} has drifted: {words}" for source, _, words in self.drift[:MAX_DRIFT]]
        if len(self.drift) > MAX_DRIFT:
            reasons.append(f"{len(self.drift) - MAX_DRIFT:,} more have drifted: see the log")
        return tuple(reasons)
