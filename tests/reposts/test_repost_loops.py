"""The compiled hot loops give what the plain ones give."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from repost_texts import COMMENTARY, FERRY, LIBRARY, text

from newsspider.native import compiled
from newsspider.reposts import decide, frozen, keys, lexicon, links, measure, notes, postings, prints, reading, trees
from newsspider.reposts.characters import class_of, repaired
from newsspider.reposts.entry import Known, pack_known, unpack_known
from newsspider.reposts.fingerprint import fingerprint, settings
from newsspider.reposts.match import compare_prints

HERE = Path(__file__).parent
_lexicon = compiled("newsspider.reposts._lexicon")
_reading = compiled("newsspider.reposts._reading")
_postings = compiled("newsspider.reposts._postings")
_measure = compiled("newsspider.reposts._measure")
_links = compiled("newsspider.reposts._links")
_prints = compiled("newsspider.reposts._prints")
_trees = compiled("newsspider.reposts._trees")
_keys = compiled("newsspider.reposts._keys")
_frozen = compiled("newsspider.reposts._frozen")

_all_built = _lexicon and _reading and _postings and _measure and _links and _prints and _trees and _keys and _frozen
pytestmark = pytest.mark.skipif(not _all_built, reason="not compiled here")

WORDS = {
    "the": lexicon.Word(1, opens=1),
    "of": lexicon.Word(1),
    "source": lexicon.Word(2, opens=2),
    "originally": lexicon.Word(4, stands_in=1),
    "three": lexicon.Word(0, lexicon.hash_of("3")),
}
RULES = notes.LineRules((4, 8, 16, 32, 64), 128, 0xFE)
ALIKE = {"о": "o", "а": "a"}
_PIECES = [
    "The U.S. ferry, ",
    "12,300.5 crowns ",
    "“Hello” ",
    "A.B.C ",
    "渡轮十一月",
    "plаce ",
    "\n",
    "Source: x\n",
    "5 % ",
    "é\u0301 ",
    "\U0001040f\U00010437 ",
]
_TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(_PIECES), max_size=60).map("".join)


@given(body=_TEXTS)
@given_settings(max_examples=200, deadline=None)
def test_texts_are_read_alike(body: str) -> None:
    assert _reading is not None
    body = repaired(body)
    plain = reading.Reader(WORDS, class_of, ALIKE, 6, RULES).read(body)
    assert _reading.Reader(WORDS, class_of, ALIKE, 6, RULES).read(body) == plain
    assert len(plain[0]) == 4 * len(plain[1])


def test_words_are_known_alike() -> None:
    assert _lexicon is not None
    fast, plain = (kind(WORDS, class_of, ALIKE, 6) for kind in (_lexicon.Lexicon, lexicon.Lexicon))
    for word in (*WORDS, "ferry", "", "\U00010437"):
        assert fast.word(word) == plain.word(word)


def test_indexes_and_measures_are_alike() -> None:
    assert _postings is not None
    assert _measure is not None
    rng = random.Random(3)  # noqa: S311 - no secret
    pool = [*FERRY, *LIBRARY, *COMMENTARY]
    reader = reading.Reader(WORDS, class_of, ALIKE, 6, RULES)
    limits = settings()["candidates"]
    plain, fast = postings.Postings(limits), _postings.Postings(limits)
    held: list[tuple[bytes, bytes]] = []
    for number in range(160):
        stems, flags, *_ = reader.read(text(*rng.choices(pool, k=rng.randint(1, 5))))
        flags = bytes(flag | (notes.LEFT if rng.random() < 0.1 else 0) for flag in flags)
        site, story = rng.randint(0, 9), rng.randint(0, number)
        found = plain.candidates(stems, 1)
        marks = plain.marks(stems, 1, site)
        assert fast.candidates(stems, 1) == found
        assert fast.marks(stems, 1, site) == marks
        for other in found[:3]:
            case = (stems, flags, 1, marks, *held[other], 1, b"", other, 2, 4, 8, 40)
            assert [*map(tuple, measure.measure(*case))] == [*_measure.measure(*case)]
            cover = (stems, flags, 1, marks, other, *held[other], 1, 2, 4)
            assert measure.covered(*cover) == _measure.covered(*cover)
        for index in (plain, fast):
            index.enter(story, site)
            index.add(number, stems, 1)
            index.assign(number // 2, number // 3)
        held.append((stems, flags))
    assert len(plain) == len(fast) > 500


def _assert_overlap_alike(a: bytes, b: bytes) -> None:
    assert _links is not None
    compared = compare_prints(unpack_known(a).print_, unpack_known(b).print_)
    limits = settings()["match"]
    told = _links.overlap(a, b, limits["gap"], limits["least_run"])
    assert told == (compared.similarity, compared.a.share)


@pytest.mark.parametrize(
    ("ageing", "least_loose"),
    [({}, 393_216), ({"boilerplate_items": 30, "forgotten_items": 96, "boilerplate_stories": 3}, 400)],
    ids=["as shipped", "where pairs age and are put away"],
)
def test_links_and_prints_are_alike(tmp_path: Path, ageing: dict[str, int], least_loose: int) -> None:
    assert _postings is not None
    assert _measure is not None
    assert _links is not None
    assert _prints is not None
    rng = random.Random(11)  # noqa: S311 - no secret
    pool = [*FERRY, *LIBRARY, *COMMENTARY]
    limits, rules = {**settings()["candidates"], **ageing}, decide.scorer()
    slow_prints, fast_prints = prints.Prints(tmp_path), _prints.Prints(tmp_path)
    slow = links.Links(postings.Postings(limits), slow_prints)
    fast_postings = _postings.Postings(limits, tmp_path, least_loose=least_loose)
    fast = _links.Links(fast_postings, fast_prints, rules, settings()["match"], settings()["link"])
    told = 0
    for number in range(300):
        body = text(*rng.choices(pool, k=rng.randint(0, 6)))
        print_ = fingerprint(body, rng.choice([None, body[:60], "Ferry off for the winter"]))
        published = rng.choice([None, float(rng.randint(0, 9))])
        packed = pack_known(Known(print_, rng.randint(0, 4), published))
        credited = {rng.randrange(number) for _ in range(rng.randint(0, 2))} if number else set()
        found = slow.find(packed, credited)
        assert fast.find(packed, credited) == found
        if number:
            _assert_overlap_alike(packed, slow_prints.get(rng.randrange(number)))
        told += len(found)
        story = found[0][0] if found and rng.random() < 0.8 else number
        if number and rng.random() < 0.2:  # another item is asked for meanwhile
            assert fast.find(fast_prints.get(number // 2), ()) == slow.find(slow_prints.get(number // 2), ())
        slow.enter(packed, story)
        fast.enter(packed, story)
        assert fast_prints.get(number) == packed
    assert told > 100
    slow_prints.close()
    fast_prints.close()


def test_a_word_that_several_other_stories_have_is_counted_once(tmp_path: Path) -> None:
    held = prints.Prints(tmp_path)
    ties = links.Links(postings.Postings(settings()["candidates"]), held)
    stories = (text(*FERRY), text(*LIBRARY), text(*LIBRARY[:2], *COMMENTARY, *FERRY[:1]))
    for number, body in enumerate(stories):
        ties.enter(pack_known(Known(fingerprint(body), 0, None)), number)
    digest = Known(fingerprint(text(*FERRY[:3], *LIBRARY[:3])), 0, None)
    found = {number: pair for number, _, pair in ties.pairs(digest, ())}
    ferry, library, both = (found[number] for number in range(3))
    words = [pair.compared.a.covered for pair in (ferry, library, both)]
    assert min(words) > 0
    assert ferry.elsewhere == words[1]
    assert library.elsewhere == words[0]
    assert both.elsewhere == sum(words[:2]) - words[2]
    held.close()


def test_prints_are_read_back_from_the_file_too(tmp_path: Path) -> None:
    assert _links is not None
    assert _prints is not None
    held = [bytes([number % 256]) * 50_000 for number in range(120)]
    for kind in (prints.Prints, _prints.Prints):
        store = kind(tmp_path)
        for packed in held:
            store.add(packed)
        assert [store.get(number) for number in range(len(store))] == held
        store.close()


def test_keys_are_alike() -> None:
    assert _keys is not None
    rng = random.Random(13)  # noqa: S311 - no secret
    entered = [rng.randrange(-(2**63), 2**63) for _ in range(40_000)]
    for kind in (keys.KeyTable, _keys.KeyTable):
        table = kind()
        for number, key in enumerate(entered):
            table.add(key, number)
            table.add(key, number + 1)
        assert [table.get(key) for key in entered] == list(range(len(entered)))
        assert table.get(-7) is None


@pytest.mark.parametrize("count", [0, 1, 7, 300, 9000])
def test_keys_that_were_put_away_are_coded_alike(count: int) -> None:
    assert _frozen is not None
    rng = random.Random(count)  # noqa: S311 - no secret
    rests = sorted(rng.choices([0, 255, 256, 65_535] if count < 10 else range(65_536), k=count))
    held = frozen.coded(rests)
    assert _frozen.coded(rests) == held
    assert _frozen.decoded(held, count) == frozen.decoded(held, count) == rests
    assert len(held) <= 56 + 1.125 * count
    for rest in (*rng.sample(rests, min(count, 4)), 0, 65_535, rng.randrange(65_536)):
        start, end = _frozen.found(held, count, rest)
        assert (start, end) == frozen.found(held, count, rest)
        assert rests[start:end] == [rest] * rests.count(rest)


def test_what_was_put_away_is_found_as_before(tmp_path: Path) -> None:
    assert _postings is not None
    rng = random.Random(23)  # noqa: S311 - no secret
    limits = {**settings()["candidates"], "boilerplate_items": 300, "forgotten_items": 960}
    plain, fast = postings.Postings(limits), _postings.Postings(limits, tmp_path, least_loose=500)
    words = [rng.randrange(2**32) for _ in range(3000)]
    texts: list[list[int]] = []
    asked = 0
    for number in range(1500):
        told = rng.choices(words, k=rng.randint(20, 200))
        if texts and rng.random() < 0.4:  # an excerpt of an earlier one
            told = rng.choice(texts[-400:])[rng.randint(0, 10) :] + told[: rng.randint(0, 40)]
        texts.append(told + (words[:30] if rng.random() < 0.3 else []))  # a house's boilerplate
        stems, site = array("I", texts[-1]).tobytes(), rng.randint(0, 9)
        found = plain.candidates(stems, 1)
        assert fast.candidates(stems, 1) == found
        assert fast.marks(stems, 1, site) == plain.marks(stems, 1, site)
        asked += len(found)
        story, moved = plain.story_of(found[0]) if found and rng.random() < 0.7 else number, rng.randint(0, number)
        for index in (plain, fast):
            if story == number and moved < number and number % 3 == 0:
                index.assign(moved, story)
            index.enter(story, site)
            index.add(number, stems, 1)
            index.assign(moved, story)
    assert asked > 1000


def test_what_stands_in_tables_that_have_moved_is_found() -> None:
    assert _postings is not None
    rng = random.Random(29)  # noqa: S311 - no secret
    index = _postings.Postings({**settings()["candidates"], "stored_rate": 1.0, "asked_rate": 1.0})
    texts = [rng.randbytes(4 * 2001) for _ in range(800)]  # tables of 24, in chunks that were cleared once or twice
    for number, stems in enumerate(texts):
        index.enter(number, number % 7 + 1)
        index.add(number, stems, 1)
    assert len(index) > 1_590_000
    for number in range(0, 800, 19):
        assert index.candidates(texts[number], 1) == [number]
        assert set(array("I", index.marks(texts[number], 1, number % 7 + 1))) >= {postings.SITE + number}
        assert postings.SITE + number not in array("I", index.marks(texts[number], 1, 9))


def test_pairs_that_come_and_go_are_found_among_those_that_stand_beside_them() -> None:
    assert _postings is not None
    rng = random.Random(31)  # noqa: S311 - no secret
    rates = {"stored_rate": 0.5, "asked_rate": 1.0}  # half of the tables stay empty
    index = _postings.Postings({**settings()["candidates"], **rates, "boilerplate_items": 40})
    matter, whole = rng.randbytes(4 * 200_000), 4 * 2001
    starts = [4 * rng.randrange(198_000) for _ in range(4000)]
    for number, start in enumerate(starts):
        index.enter(number, 1)
        index.add(number, matter[start : start + whole], 1)
    assert len(index) < 1_000_000
    for number, start in enumerate(starts[-40:], 3960):
        assert number in index.candidates(matter[start : start + whole], 1)


@pytest.mark.parametrize("module", [postings, _postings])
def test_the_earliest_item_of_a_story_is_looked_at_whatever_its_pieces_have(module: Any) -> None:
    index = module.Postings(settings()["candidates"])
    whole = text(*FERRY, *LIBRARY)
    for number, body in enumerate((whole, *([FERRY[0]] * 3), *([FERRY[3]] * 3))):
        print_ = fingerprint(body)
        index.enter(0, 0)
        index.add(number, print_.stems, print_.stride)
    piece = fingerprint(text(FERRY[0], FERRY[3]))
    found = index.candidates(piece.stems, piece.stride)
    assert 0 in found
    assert len(found) <= settings()["candidates"]["verified_per_story"]


@pytest.mark.parametrize("module", [postings, _postings])
def test_boilerplate_that_nobody_holds_any_more_is_forgotten(module: Any) -> None:
    assert _reading is not None
    index = module.Postings({**settings()["candidates"], "forgotten_items": 64})
    reader = reading.Reader(WORDS, class_of, ALIKE, 6, RULES)
    form, other = reader.read(text(*FERRY))[0], reader.read("Nothing of it.")[0]

    def enter(stems: bytes) -> None:
        index.enter(index.items, 0)
        index.add(index.items - 1, stems, 1)

    for _ in range(8):
        enter(form)
    assert index.candidates(form, 1) == []
    for _ in range(60):
        enter(other)
        enter(form)  # again and again
    for _ in range(60):
        enter(other)
    enter(form)  # once
    assert postings.BOILERPLATE in array("I", index.marks(form, 1, 0))
    for _ in range(20):
        enter(other)
    assert postings.BOILERPLATE not in array("I", index.marks(form, 1, 0))
    enter(form)
    assert index.candidates(form, 1) == [index.items - 1]


def test_what_stands_in_few_of_the_recent_items_is_no_boilerplate() -> None:
    assert _postings is not None
    assert _reading is not None
    reader = reading.Reader(WORDS, class_of, ALIKE, 6, RULES)
    pool = [*FERRY, *LIBRARY, *COMMENTARY]
    rng = random.Random(17)  # noqa: S311 - no secret
    limits = {**settings()["candidates"], "boilerplate_items": 30, "forgotten_items": 96}
    both = (postings.Postings(limits), _postings.Postings(limits))
    asked = 0
    for number in range(600):
        stems = reader.read(text(*rng.choices(pool, k=rng.randint(1, 3))))[0]
        site = rng.randint(0, 5)
        found = [(index.candidates(stems, 1), index.marks(stems, 1, site)) for index in both]
        assert found[0] == found[1]
        asked += len(found[0][0])
        for index in both:
            index.enter(number - number % rng.choice((1, 2)) if index is both[0] else both[0].story_of(number), site)
            index.add(number, stems, 1)
    assert asked > 100


def test_trees_are_alike() -> None:
    assert _trees is not None
    rng = random.Random(5)  # noqa: S311 - no secret
    forest: list[list[trees.Node]] = [
        [(rng.randint(0, 3), rng.random(), 1, 2), (-1, -0.3, 0, 0), (-1, rng.random(), 0, 0)] for _ in range(20)
    ]
    plain, fast = trees.Trees(-0.2, forest), _trees.Trees(-0.2, forest)
    for _ in range(50):
        values = [rng.random() for _ in range(4)]
        assert plain.score(values) == fast.score(values)
    for kind in (trees.Trees, _trees.Trees):
        with pytest.raises(ValueError, match="leads nowhere"):
            kind(0.0, [[(0, 0.5, 1, 9), (-1, 0.0, 0, 0)]])


_ANSWERS = """
import json, os, sys, tempfile
from pathlib import Path
from newsspider.reposts import StoryIndex, answer
path, in_memory = "stories.sqlite", bool(os.environ.get("ALL_IN_MEMORY"))
with tempfile.TemporaryDirectory() as folder, StoryIndex(Path(folder) / path, all_in_memory=in_memory) as index:
    print(json.dumps([answer(json.loads(line), index) for line in sys.stdin]))
"""


def test_a_stream_gets_the_same_answers_both_ways() -> None:
    rng = random.Random(7)  # noqa: S311 - no secret
    rows = []
    for number in range(60):
        body = text(
            *rng.choices([*FERRY, *LIBRARY], k=rng.randint(2, 6)), *rng.choices(COMMENTARY, k=rng.randint(0, 2))
        )
        rows.append(
            json.dumps({"id": f"i{number}", "text": body, "site": f"s{number % 7}.example", "title": body[:40]})
        )

    def answers(pure: str, in_memory: str = "") -> list[dict[str, object]]:
        done = subprocess.run(
            [sys.executable, "-c", _ANSWERS],
            input="\n".join(rows),
            env={**os.environ, "NEWSSPIDER_PURE": pure, "ALL_IN_MEMORY": in_memory},
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[dict[str, object]] = json.loads(done.stdout)
        return found

    assert answers("1") == answers("0") == answers("1", "yes") == answers("0", "yes")
