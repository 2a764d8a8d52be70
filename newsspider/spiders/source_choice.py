"""Which sources a crawl has: the user's file, or the sites that come with newsspider.

In: what ``-a sources=`` and ``-a only=`` say, and the directory of the run. Out: a ``Choice``. Refused, as
``SourcesError``: a file that can't be used, names that aren't in it, and a file without a source of the
spider's kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.sources import Source, Sources, SourcesError, load_sources
from newsspider.urls import host_of, site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.records import Kind

OWN_FILE = "sources.toml"
_FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BUNDLED_FILE = _FIXTURES / "sources.toml"
BUNDLED_WEB = _FIXTURES / "web"


@dataclass(frozen=True)
class Choice:
    """The sources of a crawl.

    Attributes:
        path: The file that they stand in.
        sources: Those to crawl: of the spider's kind, and named by ``only`` if that was given.
        all: Every source of the file: a credited original may belong to any of them.
        bundled_web: The folder of the bundled sites, if these are they.
    """

    path: Path
    sources: tuple[Source, ...]
    all: tuple[Source, ...]
    bundled_web: Path | None = None

    def named(self, name: str) -> Source | None:
        """The source of this name in the file, or None."""
        return self._by_name.get(name)

    def owner_of(self, url: str) -> Source | None:
        """The source whose site a URL belongs to, news before mirrors; None if it is nobody's."""
        return self._by_site.get(site_of(host_of(url)))

    def names_on_site_of(self, url: str) -> Sequence[str]:
        """The names of all sources on the site that a URL belongs to."""
        return self._names_by_site.get(site_of(host_of(url)), ())

    @cached_property
    def _by_name(self) -> dict[str, Source]:
        return {source.name: source for source in reversed(self.all)}

    @cached_property
    def _by_site(self) -> dict[str, Source]:
        """Of each site the first source of news, or the first of all."""
        in_order = sorted(self.all, key=lambda source: source.kind != "news")
        return {site_of(host_of(source.url)): source for source in reversed(in_order)}

    @cached_property
    def _names_by_site(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for source in self.all:
            names.setdefault(site_of(host_of(source.url)), []).append(source.name)
        return names


def choose(
    kinds: Sequence[Kind], sources: str | None = None, only: str | None = None, directory: Path | None = None
) -> Choice:
    """The sources that a spider of these kinds crawls.

    Args:
        kinds: Of "news" and "mirror".
        sources: A file; without one, ``sources.toml`` in ``directory`` if it has a source, else the bundled sites.
        only: Names of sources, parted by commas.
        directory: Where the run was started; the current directory if None.

    Raises:
        SourcesError: With the file, what was expected and what to do.
    """
    found = load_sources(Path(sources).expanduser()) if sources else _default(directory or Path.cwd())
    selected = found if only is None else found.select(only)
    chosen = tuple(source for kind in kinds for source in selected.of_kind(kind))
    if not chosen:
        raise _none_of_kind(found, kinds[0], only)
    is_bundled = BUNDLED_FILE.is_file() and found.path.resolve() == BUNDLED_FILE.resolve()
    return Choice(found.path, chosen, found.sources, BUNDLED_WEB if is_bundled else None)


def _default(directory: Path) -> Sources:
    own = directory / OWN_FILE
    if own.is_file():
        found = load_sources(own, allow_empty=True)
        if found:
            return found
    if BUNDLED_FILE.is_file():
        return load_sources(BUNDLED_FILE)
    raise SourcesError(
        own,
        "there is no such file, and this installation has no bundled sites",
        expected=f"a {OWN_FILE} in {directory}, or a file named by -a sources=FILE",
        remedy='write one with [[source]] tables (name, kind = "news" or "mirror", url)',
    )


def _none_of_kind(found: Sources, kind: Kind, only: str | None) -> SourcesError:
    other = "news" if kind == "mirror" else "mirrors"
    among = f" among {only}" if only else ""
    return SourcesError(
        found.path,
        f'no source of kind "{kind}"{among}',
        expected=f'at least one [[source]] with kind = "{kind}"',
        remedy=f"add one, or run `scrapy crawl {other}` for the sources that are there",
        key="kind",
    )
