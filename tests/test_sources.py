"""sources.toml: what is read, what is refused and how it is said; the docs name every key."""

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

from newsspider.sources import Source, Sources, SourcesError, line_of, load_sources
from newsspider.sources.checks import CHECKS, NO_DEFAULT, REQUIRED, Around
from newsspider.sources.errors import ValueRefusedError

ROOT = Path(__file__).parents[1]
ONE = '[[source]]\nname = "a"\nkind = "news"\nurl = "https://a.example/"\n'


def load(tmp_path: Path, text: str, *, allow_empty: bool = False) -> tuple[Source, ...]:
    file = tmp_path / "sources.toml"
    file.write_text(text, "utf-8")
    return load_sources(file, allow_empty=allow_empty).sources


def refusal(tmp_path: Path, text: str) -> SourcesError:
    with pytest.raises(SourcesError) as caught:
        load(tmp_path, text)
    error = caught.value
    lines = str(error).splitlines()
    assert 2 <= len(lines) <= 4
    assert str(error.file) in lines[0]
    assert error.expected
    assert error.remedy
    return error


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


def test_a_long_value_without_a_host_is_refused_at_once(tmp_path: Path) -> None:
    begun = time.process_time()
    error = refusal(tmp_path, ONE.replace("https://a.example/", "obey_robots" * 9000))
    assert error.key == "url"
    assert time.process_time() - begun < 1


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


BAD_VALUES = [
    ('name = ""', "name"),
    ('name = "a,b"', "name"),
    ('name = "a/b"', "name"),
    ("name = 5", "name"),
    ('name = "a\\nb"', "name"),
    ('kind = "blog"', "kind"),
    ("kind = []", "kind"),
    ('url = "a.example"', "url"),
    ('url = "ftp://a.example/"', "url"),
    ('url = "https://"', "url"),
    ('url = "https://a.example:port/"', "url"),
    ('url = "https://[::1"', "url"),
    ('url = "https://a.example/a b"', "url"),
    ('url = "/"', "url"),
    ("url = 7", "url"),
    ('feeds = ["feed/"]', "feeds"),
    ("feeds = [1]", "feeds"),
    ('feeds = [""]', "feeds"),
    ('sitemaps = "file:///etc/passwd"', "sitemaps"),
    ("listing = { a = 1 }", "listing"),
    ('include = ["("]', "include"),
    ('exclude = ["a", "*"]', "exclude"),
    ("include = 5", "include"),
    ('since = "yesterday"', "since"),
    ("since = 2026", "since"),
    ("since = 10:00:00", "since"),
    ("max_items = 0", "max_items"),
    ("max_items = true", "max_items"),
    ("max_items = 1.5", "max_items"),
    ('delay_s = "soon"', "delay_s"),
    ("delay_s = -1", "delay_s"),
    ("delay_s = nan", "delay_s"),
    ("delay_s = inf", "delay_s"),
    ("concurrency = 65", "concurrency"),
    ('language = "English please"', "language"),
    ('clutter = ["missing.toml"]', "clutter"),
    ('clutter = ["a\\u0000b"]', "clutter"),
    ('allow_private = ["localhost"]', "allow_private"),
    ('allow_private = ["10.0.0.1/8"]', "allow_private"),
    ('obey_robots = "no"', "obey_robots"),
    ("follow_credits = 0", "follow_credits"),
]


@pytest.mark.parametrize(("line", "key"), BAD_VALUES)
def test_a_bad_value_is_named_with_its_line(tmp_path: Path, line: str, key: str) -> None:
    entry = [
        f"{k} = {v}" for k, v in (("name", '"a"'), ("kind", '"news"'), ("url", '"https://a.example/"')) if k != key
    ]
    text = "\n".join(["# sites", "[[source]]", *entry, line])
    error = refusal(tmp_path, text)
    assert error.key == key
    assert error.line == text.count("\n") + 1
    assert key in str(error)


@pytest.mark.parametrize("key", ["url", "feeds"])
def test_an_address_with_a_password_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    address = "https://user:secret@a.example/"
    entry = {"name": '"a"', "kind": '"news"', "url": '"https://a.example/"'} | {
        key: f'"{address}"' if key == "url" else f'["{address}"]'
    }
    error = refusal(tmp_path, "[[source]]\n" + "\n".join(f"{name} = {value}" for name, value in entry.items()))
    assert error.key == key
    assert "logs in nowhere" in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize(("line", "key"), [pair for pair in BAD_VALUES if pair[1] not in NO_DEFAULT])
def test_a_bad_default_is_found_at_its_own_place(tmp_path: Path, line: str, key: str) -> None:
    error = refusal(tmp_path, f"[defaults]\n{line}\n\n{ONE}")
    assert (error.key, error.line) == (key, 2)


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    error = refusal(tmp_path, "\n" + re.sub(rf"^{key} = .*\n", "", ONE, flags=re.MULTILINE))
    assert (error.key, error.line) == (key, 2)
    assert f"has no {key}" in str(error)


@pytest.mark.parametrize(
    ("key", "meant"), [("delay", "delay_s"), ("feed", "feeds"), ("obey_robot", "obey_robots"), ("xyz", None)]
)
def test_an_unknown_key_gets_the_nearest_known_one(tmp_path: Path, key: str, meant: str | None) -> None:
    error = refusal(tmp_path, f"{ONE}{key} = 1\n")
    assert (error.key, error.line) == (key, 5)
    assert (f"did you mean {meant}?" in str(error)) == (meant is not None)


@pytest.mark.parametrize(
    "text",
    [
        "[default]\ndelay_s = 1\n",
        '[[sources]]\nname = "a"\n',
        "delay_s = 1\n",
        '[defaults]\nurl = "https://a.example"\n',
    ],
)
def test_an_unknown_table_or_a_key_in_the_wrong_place(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, text + ONE)
    assert error.line is not None
    assert "means nothing here" in str(error)


@pytest.mark.parametrize("text", ["source = 5\n", '[source]\nname = "a"\n', 'source = ["a"]\n', f"defaults = 5\n{ONE}"])
def test_tables_of_the_wrong_kind(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).line == 1


def test_inline_sources_are_read_and_named_without_a_line(tmp_path: Path) -> None:
    assert load(tmp_path, 'source = [{name = "a", kind = "news", url = "http://a.example"}]')[0].name == "a"
    error = refusal(tmp_path, 'source = [{name = "a", kind = "x", url = "http://a.example"}]')
    assert (error.key, error.line) == ("kind", None)


def test_the_line_of_a_key_or_of_what_stands_for_it() -> None:
    text = "[defaults]\nbrowser = true\n" + ONE + "browser = false\n" + ONE.replace('"a"', "'b'")
    assert line_of(text, "a", "browser") == 7
    assert line_of(text, "b", "browser") == 2
    assert line_of(text, "b", "feeds") == 8
    assert line_of(text, "c", "browser") is None


def test_the_second_of_two_equal_names_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, ONE + ONE)
    assert (error.key, error.line) == ("name", 6)


def test_a_number_of_thousands_of_digits_is_no_number(tmp_path: Path) -> None:
    assert "not TOML" in str(refusal(tmp_path, ONE + f"max_items = {'9' * 9000}\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [("[[source]]\nname = a\n", 2), ("[[source\n", 1), ("a = 1\na = 2\n", 2), ('name = "a', 1)],
)
def test_a_syntax_error_has_its_line(tmp_path: Path, text: str, line: int) -> None:
    error = refusal(tmp_path, text)
    assert error.line == line
    assert "not TOML" in str(error)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[defaults]\ndelay_s = 1\n", "source = []\n"])
def test_a_file_without_a_source(tmp_path: Path, text: str) -> None:
    assert "no [[source]]" in str(refusal(tmp_path, text))
    assert load(tmp_path, text, allow_empty=True) == ()


def test_a_file_that_is_not_there_not_utf8_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(SourcesError):
            load_sources(path)
    file = tmp_path / "latin.toml"
    file.write_bytes(b"# one\n# \xe4\n")
    with pytest.raises(SourcesError, match="not UTF-8: byte 0xe4") as caught:
        load_sources(file)
    assert caught.value.line == 2


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


@pytest.mark.parametrize("name", ["a\\u001b[31m", "a\\u202e", "a\\u0000", "a/\\u001b[31m\\n\\u202e"])
def test_a_name_that_steers_a_terminal_is_refused_in_one_harmless_line(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, ONE.replace('"a"', f'"{name}"'))
    assert error.key == "name"
    assert str(error).split("\n", 1)[0].isprintable()
    assert len(str(error).splitlines()) == 3
