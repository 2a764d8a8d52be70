"""What a site teaches, without a crawl: what is struck, what stays, and that the memory is bounded and lasts."""

from __future__ import annotations

import random
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.clutter.learned import RULE, SiteMemory, SiteMemoryError
from newsspider.clutter.learned.limits import LIMITS
from newsspider.clutter.learned.marks import MOST_MARKS, marks_of, page_marks
from newsspider.clutter.learned.pieces import pieces_of
from newsspider.clutter.learned.rows import MARK, MOST_NUMBERS
from newsspider.clutter.learned.strike import strike
from newsspider.clutter.learned.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_WORDS = [
    *("harbour", "bridge", "winter", "teacher", "engine", "village", "railway"),
    *("orchard", "market", "surgeon", "lantern", "glacier", "ferry", "meadow"),
]


def _story(number: int, paragraphs: int = 6) -> list[str]:
    """Paragraphs of two sentences each that no other number shares."""
    rng = random.Random(number)  # noqa: S311 - words for a test, no secret
    found = []
    for _ in range(paragraphs):
        first, second = (" ".join(rng.choices(_WORDS, k=9)) for _ in range(2))
        found.append(f"The {first} number {rng.randrange(10**6)}. Then the {second} closed at {rng.randrange(10**6)}.")
    return found


def _taught(pages: Sequence[list[str]]) -> SiteMemory:
    memory = SiteMemory()
    for number, lines in enumerate(pages):
        memory.note("a.example", f"page-{number}", lines)
    return memory


def _cleaned(pages: Sequence[list[str]]) -> list[list[str]]:
    memory = _taught(pages)
    return [[line for line in memory.clean("a.example", lines).lines if line] for lines in pages]


def _each(change: Callable[[int, list[str]], list[str]], number: int = 12) -> tuple[list[list[str]], list[list[str]]]:
    """Stories, and the same with something done to each."""
    stories = [_story(n) for n in range(number)]
    return stories, [change(n, list(lines)) for n, lines in enumerate(stories)]


@pytest.mark.parametrize(
    "offer",
    [
        "THE GANNET CALENDAR IS BACK >",
        "Herring is what we sell, and all we sell",
        "Forty-one of us keep the lamp lit. The tin stands by the door.",
        "Ahora la sal de Cabo Almenar llega a tu mesa",
        "Соль с мыса теперь и у вас на столе",
        "潮汐表をお手元に毎朝お届けします",
        "الملح من الرأس يصل الآن إلى مائدتك",
    ],
)
class TestAnOffer:
    def test_behind_the_text_goes(self, offer: str) -> None:
        stories, pages = _each(lambda n, lines: [*lines, offer])
        assert _cleaned(pages) == stories

    def test_glued_to_changing_sentences_goes_and_the_full_stop_stays(self, offer: str) -> None:
        stories, pages = _each(lambda n, lines: [*lines[: n % 6], lines[n % 6] + offer, *lines[n % 6 + 1 :]])
        assert _cleaned(pages) == stories

    def test_in_front_of_a_paragraph_goes(self, offer: str) -> None:
        if offer.isascii() and offer.endswith((">", ".")):
            stories, pages = _each(lambda n, lines: [*lines[:3], f"{offer} {lines[3]}", *lines[4:]])
            assert _cleaned(pages) == stories

    def test_on_every_third_page_goes(self, offer: str) -> None:
        stories, pages = _each(lambda n, lines: [*lines, offer] if n % 3 == 0 else lines, number=40)
        assert _cleaned(pages) == stories


def test_a_tail_without_a_full_stop_before_it_goes() -> None:
    stories, pages = _each(
        lambda n, lines: [f"{lines[0]} And all went {_WORDS[n]} Get the Daily Herring with your bread"]
    )
    del stories
    assert {line.rsplit(" ", 2)[1] for (line,) in _cleaned(pages)} == {"went"}


def test_a_tail_glued_to_the_last_letter_goes() -> None:
    _, pages = _each(
        lambda n, lines: [*lines[1:], f"{lines[0]} And all was {_WORDS[n]}Get the Daily Herring with bread"]
    )
    assert all(lines[-1].endswith(f"And all was {_WORDS[n]}") for n, lines in enumerate(_cleaned(pages)))


def test_numbers_and_names_may_change() -> None:
    names = ["Ada Miller", "Wim Okonjo", "Tess Van Dam", "Rolf Ek"]
    stories, pages = _each(
        lambda n, lines: [
            *lines,
            f"Join 41,{n:03} others who have it brought to their door",
            f"What {names[n % 4]} wrote before this can be had at the counter",
        ]
    )
    assert _cleaned(pages) == stories


def test_the_sentences_of_a_story_that_is_posted_again_and_again_stay() -> None:
    stories = [_story(n) for n in range(10)]
    pages = [*stories, *(_story(3) for _ in range(5)), *(_story(4)[1:] for _ in range(5))]
    assert _cleaned(pages) == pages


def test_copies_that_are_put_otherwise_count_once_by_the_callers_word() -> None:
    said = "The bridge over the Arrun is to be painted red again."
    pages = [[*_story(n), said] for n in range(9)]
    memory = SiteMemory()
    for number, lines in enumerate(pages):
        memory.note("a.example", str(number), lines, story="the-bridge")
    assert memory.stories("a.example") == 1
    assert not memory.clean("a.example", pages[0]).removed


@pytest.mark.parametrize(
    "said",
    [
        "Ingredients",
        "What happens next?",
        "Nobody was hurt.",
        "By Ada Miller",
    ],
)
def test_short_lines_inside_a_text_are_headings_and_stay(said: str) -> None:
    _, pages = _each(lambda n, lines: [*lines[:3], said, *lines[3:], *_story(100 + n)])
    assert _cleaned(pages) == pages


def test_a_stock_phrase_on_some_pages_stays() -> None:
    said = "The ministry did not answer our letters in time for this edition."
    _, pages = _each(lambda n, lines: [f"{lines[0]} {said}", *lines[1:]] if n % 5 == 0 else lines, number=40)
    assert _cleaned(pages) == pages


def test_datelines_stay() -> None:
    _, pages = _each(lambda n, lines: [f"PORT SEVRIN, March {n + 1} (Harbour Wire) — {lines[0]}", *lines[1:]])
    assert _cleaned(pages) == pages


def test_nothing_is_struck_before_enough_stories_are_known() -> None:
    pages = [[*_story(n), "THE GANNET CALENDAR IS BACK >"] for n in range(LIMITS.stories - 1)]
    assert _cleaned(pages) == pages


def test_a_page_that_would_lose_nearly_all_stays_whole() -> None:
    notice = [f"This page {word} is no longer kept by the archive of the harbour" for word in _WORDS]
    pages = [[*_story(n, 20), *notice] for n in range(10)]
    memory = _taught(pages)
    assert memory.clean("a.example", pages[0]).removed
    assert not memory.clean("a.example", [*notice, "One line of its own."]).removed


def test_a_site_knows_nothing_of_another() -> None:
    memory = _taught([[*_story(n), "THE GANNET CALENDAR IS BACK >"] for n in range(10)])
    assert not memory.clean("b.example", [*_story(50), "THE GANNET CALENDAR IS BACK >"]).removed


def test_each_removal_tells_its_rule_its_place_and_its_text() -> None:
    pages = [[f"{_story(n)[0]}THE GANNET CALENDAR IS BACK >", *_story(n)[1:]] for n in range(10)]
    ((line, removal),) = _taught(pages).clean("a.example", pages[0]).removed
    assert (line, removal.rule, removal.kind, removal.where) == (0, RULE, "template", "span")
    assert removal.text == "THE GANNET CALENDAR IS BACK >"


def test_what_was_noted_is_known_to_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "sites.sqlite"
    pages = [[*_story(n), "THE GANNET CALENDAR IS BACK >"] for n in range(10)]
    for start in (0, 5):
        with SiteMemory(path) as memory:
            for number, lines in enumerate(pages[start : start + 5], start):
                memory.note("a.example", str(number), lines)
    with SiteMemory(path) as memory:
        assert memory.stories("a.example") == 10
        assert memory.clean("a.example", pages[0]).removed


def test_a_page_that_is_noted_again_counts_once() -> None:
    memory = SiteMemory()
    for _ in range(9):
        memory.note("a.example", "the page", _story(1))
    assert memory.stories("a.example") == 1


def test_what_is_shown_no_longer_is_forgotten() -> None:
    memory = _taught([[*_story(n), "THE GANNET CALENDAR IS BACK >"] for n in range(20)])
    for number in range(1000, 1000 + LIMITS.pages):
        memory.note("a.example", str(number), _story(number, 2))
    assert not memory.clean("a.example", [*_story(50), "THE GANNET CALENDAR IS BACK >"]).removed


def test_pages_and_sites_that_are_too_old_leave_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sites.sqlite"
    now = time.time()
    with SiteMemory(path) as memory:
        memory.note("old.example", "1", _story(1))
    monkeypatch.setattr(time, "time", lambda: now + (LIMITS.days + 2) * 86_400)
    with SiteMemory(path) as memory:
        memory.note("new.example", "2", _story(2))
    with SiteMemory(path) as memory:
        assert (memory.stories("old.example"), memory.stories("new.example")) == (0, 1)


def test_the_file_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "sites.sqlite"
    with SiteMemory(path) as memory:
        for number in range(2 * LIMITS.pages):
            memory.note("a.example", str(number), _story(number, 4))
    rows = sqlite3.connect(path).execute("SELECT count(*), max(length(marks)) FROM pages").fetchone()
    assert rows[0] == LIMITS.pages
    assert rows[1] < 1000


def test_more_sites_than_are_kept_open_lose_nothing(tmp_path: Path) -> None:
    with SiteMemory(tmp_path / "sites.sqlite") as memory:
        for number in range(3):
            for site in range(LIMITS.open_sites + 20):
                memory.note(f"{site}.example", str(number), _story(number, 2))
        assert {memory.stories(f"{site}.example") for site in range(LIMITS.open_sites + 20)} == {3}


@pytest.mark.parametrize(("content", "says"), [(b"no database " * 100, "can't be used"), (None, "newer|version")])
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "sites.sqlite"
    if content is None:
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    else:
        path.write_bytes(content)
    with pytest.raises(SiteMemoryError, match=f"sites.sqlite.*(?:{says})"):
        SiteMemory(path)


def test_full_stops_without_end_are_looked_at_once() -> None:
    begun = time.process_time()
    for page in range(12):
        pieces_of([f"She comes from port {page} {'.' * 60_000}\u0007"])
    assert time.process_time() - begun < 3


def test_what_a_page_repeats_thousands_of_times_costs_no_more_than_once() -> None:
    marks = marks_of(pieces_of(["The picture was taken by Ann. " * 3000]))
    assert len(marks) < 12 * MARK.size


def test_a_huge_page_costs_a_bounded_row() -> None:
    lines = [" ".join(f"Word{n}. Next{n}" for n in range(3000)) for _ in range(300)]
    kept, _ = page_marks(lines)
    assert 0 < len(kept) <= MOST_MARKS * MARK.size
    ends = [*lines[: LIMITS.first_lines], *lines[-LIMITS.last_lines :]]
    assert kept == marks_of(pieces_of(ends))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([*_WORDS, "Get the Lamp.", "Lit", "x.Y", ">", "\u00a0", ""]), max_size=12), max_size=8
    )
)
def test_striking_adds_no_word_and_striking_twice_changes_nothing(words: list[list[str]]) -> None:
    lines = [" ".join(line) for line in words]
    window = Window()
    for number in range(8):
        window.add(str(number), marks_of(pieces_of([*_story(number), *lines[: number + 1]])), 20_000)
    once = strike(lines, window)
    assert strike(once.lines, window).lines == once.lines
    for before, after in zip(lines, once.lines, strict=True):
        rest = iter(before.replace("\u00a0", " ").replace(" ", ""))
        assert all(sign in rest for sign in after.replace("\u00a0", " ").replace(" ", ""))


def test_a_row_is_six_bytes_and_a_window_has_a_number_for_each_page() -> None:
    assert LIMITS.pages < MOST_NUMBERS
    assert MARK.size == 6
