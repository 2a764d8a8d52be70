"""Stories over time: late originals, merges, stable ids, the origin and its evidence."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from repost_texts import COMMENTARY, FERRY, LIBRARY, article, text

from newsspider.records import Credit
from newsspider.reposts import StoryIndex, compare, prepare
from newsspider.reposts.fingerprint import fingerprint
from newsspider.reposts.match import compare_prints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> Iterator[StoryIndex]:
    with StoryIndex(tmp_path / "deep" / "er" / "stories.sqlite") as opened:
        yield opened


def test_an_original_that_arrives_late_becomes_the_origin(index: StoryIndex) -> None:
    copy = article("mirror", text(*FERRY[:4]), date="2026-10-06T15:00:00+00:00")
    original = article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    assert index.add(copy, kind="mirror").role == "unique"
    assert index.changes() == []
    story = index.add(original, kind="news")
    assert (story.role, story.id, story.origin_id) == ("original", f"s-{copy.id}", original.id)
    (change,) = index.changes()
    assert (change.item_id, change.reason, change.run_id) == (copy.id, "origin_arrived", "")
    assert (change.story.role, change.story.origin_id) == ("repost", original.id)
    assert index.story(copy.id) == change.story
    assert index.changes() == []


def test_a_first_copy_makes_a_unique_item_the_original(index: StoryIndex) -> None:
    original = article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    index.add(original)
    index.add(article("mirror", text(*FERRY[:4]), date="2026-10-06T15:00:00+00:00"))
    (change,) = index.changes()
    assert (change.item_id, change.reason, change.story.role) == (original.id, "copy_arrived", "original")


def test_a_story_that_several_items_speak_for_is_surer_than_one_surer_item(
    index: StoryIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    index.add(article("essay", text(*COMMENTARY, *LIBRARY[:4]), date="2026-10-07T09:00:00+00:00"))
    index.add(article("copy", text(*FERRY[:6]), date="2026-10-07T10:00:00+00:00"))
    monkeypatch.setattr(index, "_links", lambda *_: [(1, 0.93), (0, 0.92), (2, 0.9)])
    assert index.add(article("mirror", text(*FERRY[1:5]), date="2026-10-08T09:00:00+00:00")).id == original.id


def test_a_late_original_merges_the_stories_of_its_parts(index: StoryIndex) -> None:
    first = article("first", text(*FERRY[:4]), date="2026-10-06T15:00:00+00:00")
    second = article("second", text(*FERRY[4:], COMMENTARY[0][:60]), date="2026-10-06T16:00:00+00:00")
    older, younger = index.add(first), index.add(second)
    assert older.id != younger.id
    original = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    assert original.id == older.id
    reasons = {change.item_id: change.reason for change in index.changes()}
    assert reasons == {first.id: "origin_arrived", second.id: "merged"}
    assert {s.id for s in (index.story(first.id), index.story(second.id)) if s} == {older.id}


def test_a_known_id_changes_nothing(index: StoryIndex) -> None:
    original, copy = article("gazette", text(*FERRY)), article("mirror", text(*FERRY[:5]))
    index.add(original)
    story = index.add(copy)
    index.changes()
    assert index.add(copy) == story
    assert index.changes() == []
    assert len(index) == 2
    assert index.knows(copy.id)
    assert not index.knows("nobody")
    assert index.story("nobody") is None


def test_a_credit_by_address_ties_and_names_the_origin(index: StoryIndex) -> None:
    original = article("gazette", text(*FERRY))
    assert original.url
    credit = Credit("credit_link", "Harbour Gazette", original.url)
    body = text(*FERRY[:2], *COMMENTARY)
    copy = article("mirror", body, credits=(credit,))
    uncredited = article("stranger", body)
    index.add(original)
    assert index.add(uncredited).role == "unique"
    story = index.add(copy)
    assert (story.role, story.origin_id) == ("repost", original.id)
    assert story.evidence[0].kind == "credit_link"
    assert story.evidence[0].value == original.url


def test_a_credited_original_that_arrives_late_is_found_by_its_address(index: StoryIndex) -> None:
    original = article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    credit = Credit("canonical", "gazette.example", original.url)
    copy = article("mirror", text(*FERRY[:2], *COMMENTARY[:2]), credits=(credit,), date="2026-10-07T09:00:00+00:00")
    index.add(copy)
    assert index.add(original).role == "original"
    (change,) = index.changes()
    assert change.story.origin_id == original.id


def test_news_comes_before_a_mirror_that_dates_itself_back(index: StoryIndex) -> None:
    news = article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    mirror = article("mirror", text(*FERRY[:5]), date="2026-10-06T08:00:00+00:00")
    index.add(mirror, kind="mirror")
    assert index.add(news, kind="news").role == "original"


def test_a_blog_that_dates_itself_back_by_an_hour_isn_t_the_original(index: StoryIndex) -> None:
    paper = article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    blog = article("copied", text(*FERRY[:5]), host="harbour.blogspot.com", date="2026-10-06T08:00:00+00:00")
    index.add(paper)
    assert index.add(blog).origin_id == paper.id


def test_what_came_in_first_without_a_date_is_the_original(index: StoryIndex) -> None:
    first = article("early", text(*FERRY))
    index.add(first)
    copy = index.add(article("mirror", text(*FERRY[:5]), date="2026-10-06T08:00:00+00:00"))
    assert (copy.role, copy.origin_id) == ("repost", first.id)


def test_a_site_that_several_copies_name_is_the_origin_whatever_its_date(index: StoryIndex) -> None:
    named = article("harbourgazette", text(*FERRY), site_name="Harbour Gazette", date="2026-10-06T18:00:00+00:00")
    index.add(article("early", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    index.add(named)
    credit = "This article originally appeared on Harbour Gazette."
    found = [
        index.add(article(f"m{n}", text(*FERRY[:6], credit), date=f"2026-10-07T0{n}:00:00+00:00")) for n in (1, 2, 3)
    ]
    assert found[-1].origin_id == named.id


def test_a_site_named_in_words_is_the_origin(index: StoryIndex) -> None:
    first = article("early", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    named = article("harbourgazette", text(*FERRY), site_name="Harbour Gazette", date="2026-10-06T12:00:00+00:00")
    copy = article("mirror", text(*FERRY, "This article originally appeared on Harbour Gazette."))
    index.add(first)
    index.add(named)
    assert index.add(copy).origin_id == named.id


def test_the_agency_is_named_though_it_was_never_crawled(index: StoryIndex) -> None:
    wire = text("SKARHOLM, Oct 6 (Reuters) - " + FERRY[0], *FERRY[1:])
    assert index.add(article("one", wire)).agency == "Reuters"
    assert index.add(article("two", text(*FERRY))).agency == "Reuters"


def test_what_no_original_was_found_of_says_itself_whose_it_is(index: StoryIndex) -> None:
    link = Credit("credit_link", "Harbour Gazette", "https://gazette.example/ferry")
    own = Credit("canonical", "mirror.example", "https://mirror.example/mirror")
    copy = article(
        "mirror", text(*FERRY, "Source: Harbour Wire"), credits=(link, own, Credit("link", "a", "https://b.example/"))
    )
    said = [("credit_link", "https://gazette.example/ferry"), ("credit_line", "Harbour Wire")]
    assert [(e.kind, e.value) for e in index.add(copy).evidence] == said
    index.add(article("copy", text(*FERRY[:5])))
    story = index.story(copy.id)
    assert story is not None
    assert (story.role, [(e.kind, e.value) for e in story.evidence]) == ("original", said)


def test_dates_that_are_none_don_t_matter(index: StoryIndex) -> None:
    index.add(article("one", text(*FERRY), date="yesterday"))
    assert index.add(article("two", text(*FERRY), date="2026-10-06")).role in {"original", "repost"}


_WORDS = st.lists(st.sampled_from(text(*FERRY, *LIBRARY).split()), max_size=80).map(" ".join)


@given(a=_WORDS | st.text(max_size=200), b=_WORDS | st.text(max_size=200))
@given_settings(max_examples=60, deadline=None)
def test_a_comparison_is_the_same_from_both_sides(a: str, b: str) -> None:
    there = compare_prints(fingerprint(a), fingerprint(b))
    assert compare_prints(fingerprint(b), fingerprint(a)) == there.flipped()
    for side in (there.a, there.b):
        assert 0.0 <= side.share <= side.body_share <= 1.0
        assert 0.0 <= side.facts_share <= 1.0
        assert side.covered <= side.running_covered <= side.running
        assert 0 <= side.before <= side.until <= side.own
        assert 0.0 <= side.inner_share <= 1.0
        assert 0.0 <= side.order <= 1.0
    assert 0.0 <= there.similarity <= 1.0


@given(bodies=st.lists(_WORDS, min_size=1, max_size=6))
@given_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_adding_twice_is_adding_once(tmp_path_factory: pytest.TempPathFactory, bodies: list[str]) -> None:
    items = [article(f"item{n}", body) for n, body in enumerate(bodies)]
    with StoryIndex(tmp_path_factory.mktemp("twice") / "s.sqlite") as index:
        for item in items:
            index.add(item)
        told = [index.story(item.id) for item in items]
        index.changes()
        assert [index.add(item) for item in items] == told
        assert index.changes() == []


def test_compare_tells_what_a_cut_copy_lost() -> None:
    whole, cut = article("whole", text(*FERRY)), article("cut", text(*FERRY[:4]))
    compared = compare(cut, whole)
    assert compared.a.share == 1.0
    assert 0.4 < compared.b.share < 0.7


def test_running_words_are_counted_with_their_stop_words() -> None:
    told = "The ferry to the islands was late on a Monday morning in the winter of the storm."
    compared = compare(article("short", told), article("whole", f"{told} Nobody knows why it has been so late."))
    assert compared.a.running == compared.a.running_covered
    assert compared.a.covered < 10 < compared.a.running_covered
    assert compared.b.running > compared.b.running_covered


def test_where_the_match_stands_is_told() -> None:
    framed = article("framed", text(COMMENTARY[0], *FERRY[:2], COMMENTARY[1]))
    side = compare(framed, article("whole", text(*FERRY))).a
    assert 0 < side.before < side.until < side.body
    assert side.inner_share > 0.9
    assert side.order > 0.9
    turned = compare(article("turned", text(*FERRY[::-1])), article("whole", text(*FERRY))).a
    assert turned.order < 1.0


def test_a_huge_story_stays_one_and_takes_its_late_original(index: StoryIndex) -> None:
    copies = [
        article(f"copy{n}", text(*FERRY[: 5 + n % 2]), date=f"2026-10-06T{10 + n // 60:02d}:{n % 60:02d}:00+00:00")
        for n in range(70)
    ]
    first = index.add(copies[0], kind="mirror")
    for copy in copies[1:]:
        assert index.add(copy, kind="mirror").id == first.id
    index.changes()
    original = article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00")
    assert index.add(original, kind="news").role == "original"
    assert {change.item_id for change in index.changes()} == {copy.id for copy in copies}
    told = [index.story(copy.id) for copy in copies]
    assert all(story is not None and story.origin_id == original.id for story in told)


def test_an_early_digest_doesn_t_draw_two_stories_together(index: StoryIndex) -> None:
    digest = article("digest", text(*FERRY[:3], *LIBRARY), date="2026-10-08T09:00:00+00:00")
    index.add(digest)
    ferry = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    library = index.add(article("orvelle", text(*LIBRARY), date="2026-10-07T09:00:00+00:00"))
    assert library.id != ferry.id
    assert index.add(article("one", text(*FERRY[:6]), date="2026-10-09T09:00:00+00:00")).id == ferry.id
    assert index.add(article("two", text(*LIBRARY[:5]), date="2026-10-09T09:00:00+00:00")).id == library.id


def test_a_copy_goes_over_to_the_story_that_it_has_more_of(index: StoryIndex) -> None:
    digest = article("digest", text(*FERRY[:5], *LIBRARY), date="2026-10-08T09:00:00+00:00")
    ferry = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    assert index.add(digest).id == ferry.id
    index.changes()
    library = index.add(article("orvelle", text(*LIBRARY), date="2026-10-07T09:00:00+00:00"))
    told = {change.item_id: change for change in index.changes()}
    assert told[digest.id].reason == "moved"
    assert told[digest.id].story.origin_id == library.origin_id
    left = index.story(ferry.origin_id)
    assert left is not None
    assert (left.role, left.id) == ("unique", ferry.id)


def test_a_copy_stays_in_its_story_when_its_site_sets_the_same_long_footer_again(index: StoryIndex) -> None:
    ferry = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    copy = article("copy", text(*FERRY[:5], *LIBRARY), host="blog.example", date="2026-10-08T09:00:00+00:00")
    assert index.add(copy).id == ferry.id
    other = article("other", text(*COMMENTARY[:2], *LIBRARY), host="blog.example", date="2026-10-07T09:00:00+00:00")
    assert index.add(other).role == "unique"
    told = index.story(copy.id)
    assert told is not None
    assert told.id == ferry.id


def test_a_huge_story_is_written_by_and_by_and_read_right_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.sqlite"
    copies = [article(f"copy{n}", text(*FERRY[: 5 + n % 2]), date="2026-10-07T09:00:00+00:00") for n in range(300)]
    with StoryIndex(path) as index:
        with index.batch():
            for copy in copies:
                index.add(copy, kind="mirror")
        while index.changes():
            pass
        original = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"), kind="news")
        written = index.changes()
        assert 0 < len(written) <= 300
    with StoryIndex(path) as index:  # what is owed is owed by the next process too
        told = [index.story(copy.id) for copy in copies]
        assert {(s.role, s.origin_id, s.id) for s in told if s} == {("repost", original.origin_id, original.id)}
        seen: list[str] = []
        while changes := index.changes():
            seen += [change.item_id for change in changes]
        assert set(seen) | {c.item_id for c in written} == {copy.id for copy in copies}
        assert [story for _, story in index.stories()][:300] == told


def test_an_article_may_be_read_in_another_process(tmp_path: Path) -> None:
    articles = [
        article("gazette", text(*FERRY)),
        article("mirror", text(*FERRY[:4])),
        article("library", text(*LIBRARY)),
    ]
    with StoryIndex(tmp_path / "one.sqlite") as one, StoryIndex(tmp_path / "two.sqlite") as two:
        for each in articles:
            prepared = pickle.loads(pickle.dumps(prepare(each, kind="mirror")))  # noqa: S301 - our own
            assert one.add_prepared(prepared) == two.add(each, kind="mirror")
        assert list(one.stories()) == list(two.stories())
        assert one.add_prepared(prepare(articles[1])) == two.add(articles[1])
