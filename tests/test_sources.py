"""sources.toml: what is read and chosen; the docs name every key and their examples are read."""

from __future__ import annotations

import gc
import re
import time
from contextlib import suppress
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources_for_tests import ONE, load, refusal

from newsspider.sources import Source, Sources, SourcesError, load_sources
from newsspider.sources.checks import CHECKS, Around
from newsspider.sources.errors import ValueRefusedError

ROOT = Path(__file__).parents[1]


def test_a_source_with_every_key(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("", "utf-8")
    text = ONE.replace("news", "mirror") + (
        'feeds = ["/feed/", "https://b.example/rss"]\nsitemaps = "/s.xml"\nlisting = ["/world/"]\n'
        "include = ['/20\\d\\d/']\nexclude = ['/video/']\nsince = 2026-03-01\nmax_items = 5\ndelay_s = 1\n"
        'concurrency = 2\nlanguage = "pt-BR"\nclutter = ["rules.toml"]\n'
        'allow_private = ["127.0.0.1", "10.0.0.0/8"]\n'
        "obey_robots = false\nfollow_credits = false\n"
    )
    assert load(tmp_path, text) == (
        Source(
            name="a",
            kind="mirror",
            url="https://a.example/",
            feeds=("https://a.example/feed/", "https://b.example/rss"),
            sitemaps=("https://a.example/s.xml",),
            listing=("https://a.example/world/",),
            include=(r"/20\d\d/",),
            exclude=("/video/",),
            since=datetime(2026, 3, 1, tzinfo=UTC),
            max_items=5,
            delay_s=1.0,
            concurrency=2,
            language="pt-BR",
            clutter=(tmp_path / "rules.toml",),
            allow_private=("127.0.0.1", "10.0.0.0/8"),
            obey_robots=False,
            follow_credits=False,
        ),
    )


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    (source,) = load(tmp_path, ONE)
    assert source == Source("a", "news", "https://a.example/")
    assert source.finds_own_ways
    assert source.obey_robots
    assert source.follow_credits


def test_defaults_are_merged_and_a_source_counts_before_them(tmp_path: Path) -> None:
    text = '[defaults]\nkind = "mirror"\ndelay_s = 3\nmax_items = 7\nfeeds = ["/feed/"]\n'
    text += '[[source]]\nname = "a"\nurl = "http://a.example"\nmax_items = 9\n[[source]]\nname = "b"\nurl = "http://b.example"\n'
    a, b = load(tmp_path, text)
    assert (a.kind, a.delay_s, a.max_items, a.feeds) == ("mirror", 3.0, 9, ("http://a.example/feed/",))
    assert (b.max_items, b.feeds) == (7, ("http://b.example/feed/",))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ('"2026-03-01"', "2026-03-01T00:00:00+00:00"),
        ("2026-03-01T10:00:00", "2026-03-01T10:00:00+00:00"),
        ("2026-03-01 10:00:00+03:00", "2026-03-01T10:00:00+03:00"),
    ],
)
def test_since(tmp_path: Path, written: str, moment: str) -> None:
    (source,) = load(tmp_path, f"{ONE}since = {written}\n")
    assert source.since is not None
    assert source.since.isoformat() == moment


def test_inline_sources_are_read_and_named_without_a_line(tmp_path: Path) -> None:
    assert load(tmp_path, 'source = [{name = "a", kind = "news", url = "http://a.example"}]')[0].name == "a"
    error = refusal(tmp_path, 'source = [{name = "a", kind = "x", url = "http://a.example"}]')
    assert (error.key, error.line) == ("kind", None)


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_bytes(b"\xef\xbb\xbf" + ONE.replace("\n", "\r\n").encode())
    assert load_sources(file).sources[0].name == "a"


def test_select(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(ONE + ONE.replace('"a"', '"b"').replace('"news"', '"mirror"'), "utf-8")
    sources = load_sources(file)
    assert [s.name for s in sources.select(" b,").sources] == ["b"]
    assert [s.name for s in sources.select(["b", "a"]).sources] == ["a", "b"]
    assert [s.name for s in sources.of_kind("mirror")] == ["b"]
    for names in ("c", "a,c", "", ","):
        with pytest.raises(SourcesError, match="a, b"):
            sources.select(names)


def test_what_is_wanted() -> None:
    since = datetime(2026, 3, 1, tzinfo=UTC)
    source = Source("a", "news", "https://a.example/", include=("/20",), exclude=("/video/",), since=since)
    assert source.wants("https://a.example/2026/x", "2026-03-01T00:00:00+00:00")
    assert source.wants("https://a.example/2026/x")
    assert source.wants("https://a.example/2026/x", "some day")
    assert source.refusal("https://a.example/2026/video/x") == "excluded"
    assert source.refusal("https://a.example/about") == "not_included"
    assert source.refusal("https://a.example/2026/x", "2026-02-28") == "before_since"
    assert source.refusal("https://a.example/2026/x", "2026-03-01T02:00:00+03:00") == "before_since"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=200), st.text(alphabet='[]source="{}\n defaultsn.a1#', max_size=80).map(str.encode)
    )
)
def test_any_bytes_give_sources_or_the_named_error(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "any.toml"
    file.write_bytes(data)
    with suppress(SourcesError):
        assert isinstance(load_sources(file, allow_empty=True), Sources)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.datetimes()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
    max_leaves=5,
)


@pytest.mark.parametrize("key", CHECKS)
@settings(max_examples=40, deadline=None)
@given(value=VALUES)
def test_any_value_is_taken_or_refused_by_name(key: str, value: object) -> None:
    with suppress(ValueRefusedError):
        assert CHECKS[key](value, Around(Path("/nowhere"), "https://a.example/")) is not None


def test_every_field_has_a_check_and_stands_in_the_docs_with_its_default() -> None:
    assert list(CHECKS) == [field.name for field in fields(Source)]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| `", (ROOT / "docs/sources.md").read_text("utf-8"), re.MULTILINE)
    assert [key for key, _ in rows] == list(CHECKS)
    for (key, default), field in zip(rows, fields(Source), strict=True):
        if field.default is MISSING:
            assert default == "required", key
        elif isinstance(field.default, bool):
            assert default == f"`{str(field.default).lower()}`", key
        else:
            assert default in {"none", "all", "no limit", "settings"}, key


def test_every_example_in_the_docs_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/example.toml").write_text("", "utf-8")
    text = (ROOT / "docs/sources.md").read_text("utf-8")
    for example in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        assert load(tmp_path, example)
    rows = re.findall(r"^\| `(\w+)` \|[^|]+\| `([^`|]+)` \|", text, re.MULTILINE)
    assert len(rows) == len(CHECKS)
    assert load(tmp_path, "[[source]]\n" + "\n".join(f"{key} = {example}" for key, example in rows))


def test_the_file_that_ships_has_no_source_and_its_examples_are_sound(tmp_path: Path) -> None:
    text = (ROOT / "sources.toml").read_text("utf-8")
    assert load(tmp_path, text, allow_empty=True) == ()
    head, _, examples = text.partition("# [defaults]")
    assert head
    assert len(load(tmp_path, re.sub(r"^# ?", "", f"# [defaults]{examples}", flags=re.MULTILINE))) == 2


def test_thousands_of_sources_are_read_in_time_that_grows_as_they_do(tmp_path: Path) -> None:
    def took(number: int) -> float:
        text = "".join(ONE.replace('"a"', f'"a{n}"').replace("a.example", f"a{n}.example") for n in range(number))
        begun = time.process_time()
        assert len(load(tmp_path, text)) == number
        return time.process_time() - begun

    took(100)
    gc.freeze()  # what other tests left behind isn't looked through in the midst of one measure
    try:
        assert min(took(8_000), took(8_000)) < 8 * min(took(2_000), took(2_000))
    finally:
        gc.unfreeze()
