"""What is a copy and what is not: each kind on texts of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from repost_texts import COMMENTARY, FERRY, FIRE, FORM, LIBRARY, OFFER, article, text, weather

from newsspider.reposts import StoryIndex, compare
from newsspider.reposts.decide import are_forms, is_link, other_facts, score_forms
from newsspider.reposts.features import FEATURES, Pair, features

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CUT = text(*FERRY[:3])
WRAPPED = text(
    "Look at what they do to us again, friends. I copy it here in full before it disappears behind a wall.",
    *FERRY,
    "That is all they have to say. Share this with everybody you know on the coast, and come to the meeting.",
)
EDITED = (
    text(*FERRY)
    .replace("three weeks earlier", "3 weeks sooner")
    .replace("depend on", "rely on")
    .replace("unavoidable", "inevitable")
    .replace("’", "'")
    .replace("passengers and post", "people and mail")
    .replace(" and could not be done", " & could not be done")
)
GLUED = text(
    "ferry, Skarholm, islands, propeller, winter, harbour (Photo: L. Berg)",
    FERRY[0] + " " + OFFER,
    FERRY[1].replace("all year round.", f"all year round. {OFFER}"),
    *FERRY[2:],
    FORM,
    "Anna says: my uncle worked on that ship for years and the noise was always there, ask anybody in the galley.",
)
REORDERED = text(FERRY[4], FERRY[5], FERRY[0], FERRY[1], FERRY[2])
QUOTED_WHOLE = text("The Gazette has this, and I think it speaks for itself:", *[f"“{p}”" for p in FERRY[:5]])
CURLED = "\u200b".join(text(*FERRY).replace("the ", "the\u00a0")).replace("\u200b \u200b", " ")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[StoryIndex]:
    with StoryIndex(tmp_path / "stories.sqlite") as opened:
        yield opened


@pytest.mark.parametrize(
    "copy",
    [text(*FERRY), CUT, WRAPPED, EDITED, GLUED, REORDERED, QUOTED_WHOLE, text(*FERRY).upper(), CURLED],
    ids=["whole", "cut", "wrapped", "edited", "glued", "reordered", "quoted-whole", "upper-case", "zero-width"],
)
def test_copies_are_tied_to_their_original(index: StoryIndex, copy: str) -> None:
    original = article("gazette", text(*FERRY), title="Ferry stops early", date="2026-10-06T09:00:00+00:00")
    index.add(article("other", text(*LIBRARY)))
    index.add(original)
    story = index.add(article("mirror", copy, title="They did it again!", date="2026-10-06T15:00:00+00:00"))
    assert (story.role, story.origin_id, story.id) == ("repost", original.id, f"s-{original.id}")
    assert story.origin_url == original.url
    assert story.containment is not None
    assert story.containment > 0.5
    assert story.similarity is not None
    assert 0.2 < story.similarity <= 1.0
    assert ("origin_title", "Ferry stops early") in {(e.kind, e.value) for e in story.evidence}


def test_a_commentary_that_quotes_is_no_repost(index: StoryIndex) -> None:
    index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    quoting = text(*COMMENTARY[:2], f"“{FERRY[4]}”", *COMMENTARY[2:])
    assert index.add(article("column", quoting, date="2026-10-07T09:00:00+00:00")).role == "unique"


def test_a_commentary_that_quotes_a_short_report_whole_is_no_repost(index: StoryIndex) -> None:
    index.add(article("gazette", text(*FERRY[:2]), date="2026-10-06T09:00:00+00:00"))
    quoting = text(*COMMENTARY[:3], *FERRY[:2], *COMMENTARY[3:])
    assert index.add(article("column", quoting, date="2026-10-07T09:00:00+00:00")).role == "unique"


def test_two_reports_of_one_event_are_two_stories(index: StoryIndex) -> None:
    index.add(article("gazette", text(*FERRY)))
    other = text(
        "Skarholm loses its ferry on 14 November. Cracked propeller shafts force the harbour board to lay up the ship "
        "well before the end of the season, leaving islanders to small boats and a long drive.",
        "Ingvild Tangen, who chairs the board, put the bill at 41 million crowns. Lodsvik, where "
        "the ferry was launched "
        "in 1998, can have it in dock until late January.",
        "For the 2,300 islanders this means that school, work and doctor are out of easy reach. Lorry drivers will use "
        "the bridge at Tvare, if it is open. Mayor Per Aune had wanted the ship examined much earlier in the year.",
    )
    assert index.add(article("courier", other)).role == "unique"


def test_weather_reports_of_one_form_are_stories_of_their_own(index: StoryIndex) -> None:
    days = [("Brenna", "Monday", 14, 3, 22), ("Orvelle", "Tuesday", 21, 9, 8), ("Lodsvik", "Friday", 7, -2, 31)]
    days += [("Tvare", "Sunday", 11, 5, 16), ("Alsund", "Saturday", 18, 12, 27), ("Vestvik", "Thursday", 2, -8, 40)]
    days += [("Marholt", "Wednesday", 25, 17, 12), ("Sandre", "Monday", 29, 19, 6), ("Quern", "Friday", 33, 24, 4)]
    stories = [index.add(article(f"weather{n}", weather(*day))) for n, day in enumerate(days)]
    assert [s.role for s in stories] == ["unique"] * len(days)
    copy = index.add(article("mirror", weather(*days[1]), title="So hot!"))
    assert copy.role == "repost"
    assert copy.id == stories[1].id


def test_a_quoted_statement_makes_no_story(index: StoryIndex) -> None:
    statement = f"In a statement the board said: “{FERRY[2]} {FERRY[6]}”"
    first = text(*LIBRARY[:3], statement, *LIBRARY[3:])
    second = text(*COMMENTARY[:2], statement, *COMMENTARY[2:])
    index.add(article("one", first))
    assert index.add(article("two", second)).role == "unique"


def test_a_site_s_boilerplate_ties_nothing(index: StoryIndex) -> None:
    about = (
        "The Harbour Gazette has reported from the coast since 1884. It is owned by its readers, "
        "prints on Tuesdays and "
        "Fridays, and keeps its newsroom in the old customs house at Brenna. Corrections are printed on page two. "
        "Letters may be cut. Write to the editor, Tove Lindahl, or call the news desk on weekdays "
        "between nine and four."
    )
    bodies = [FERRY[:4], LIBRARY[:4], COMMENTARY[:3]]
    roles = [
        index.add(article(f"p{n}", text(*body, about), host="gazette.example")).role for n, body in enumerate(bodies)
    ]
    assert roles == ["unique"] * 3


def test_a_digest_never_makes_two_stories_one(index: StoryIndex) -> None:
    ferry = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    library = index.add(article("orvelle", text(*LIBRARY), date="2026-10-06T09:00:00+00:00"))
    index.add(article("digest", text(*FERRY[:5], *LIBRARY[:5]), date="2026-10-08T09:00:00+00:00"))
    ids = {story.id for story in (index.story(ferry.origin_id), index.story(library.origin_id)) if story}
    assert ids == {ferry.id, library.id}


def test_words_of_other_stories_in_a_text_are_counted_besides_the_match() -> None:
    compared = compare(article("digest", text(*FERRY[:3], *LIBRARY[:3])), article("gazette", text(*FERRY)))
    at = FEATURES.index("elsewhere")
    nowhere, library = (features(Pair(compared, elsewhere=words))[at] for words in (0, 40))
    assert nowhere == 0.0 < library


def test_a_piece_of_a_form_doesn_t_tie_the_reports_that_fill_it_in(index: StoryIndex) -> None:
    reports = (
        ("Brenna", "Monday", "12", "64", "Aune", "Ingvild Tangen"),
        ("Lodsvik", "Friday", "31", "47", "Solli", "Marit Haugen"),
    )
    bodies = [text(FIRE[0].format(*facts), *FIRE[1:]) for facts in reports]
    ids = {
        index.add(article(f"r{n}", body, date=f"2026-10-0{n + 1}T09:00:00+00:00")).id for n, body in enumerate(bodies)
    }
    piece = article("mirror", text(*FIRE[1:]), date="2026-10-09T09:00:00+00:00")
    index.add(piece)
    last = {story.id for item, story in index.stories() if item != piece.id}
    assert len(ids) == len(last) == len(reports)


def test_names_and_figures_swapped_at_the_edges_of_the_match_make_another_report() -> None:
    form = (
        "On {day} {name} of {place} told the board that {n} ships had left.\n\nThe harbour master keeps a list of all "
        "vessels that leave, and anybody who asks for it in writing may read it at the office.\n\nSo far {m} have gone."
    )
    first = form.format(day="Monday", name="Ingvild Tangen", place="Brenna", n=12, m=64)
    other = form.format(day="Friday", name="Marit Haugen", place="Lodsvik", n=31, m=47)
    compared = compare(article("first", first), article("other", other))
    assert min(compared.a.swapped, compared.b.swapped) >= 3
    assert other_facts(compared)
    same = compare(article("first", first), article("copy", first.replace("vessels that leave", "ships that sail")))
    assert same.a.swapped == 0
    assert not other_facts(same)


def test_a_piece_of_a_form_doesn_t_draw_in_the_reports_that_come_after_it(index: StoryIndex) -> None:
    first = ("Brenna", "Monday", "12", "64", "Aune", "Ingvild Tangen")
    second = ("Lodsvik", "Friday", "31", "47", "Solli", "Marit Haugen")
    told = index.add(article("r1", text(FIRE[0].format(*first), *FIRE[1:]), date="2026-10-01T09:00:00+00:00"))
    index.add(article("mirror", text(*FIRE[1:]), date="2026-10-02T09:00:00+00:00"))
    report = article("r2", text(FIRE[0].format(*second), *FIRE[1:]), date="2026-10-03T09:00:00+00:00")
    assert index.add(report).id != told.id


def test_languages_with_and_without_spaces(index: StoryIndex) -> None:
    chinese = (
        "斯卡霍尔姆岛港务局星期二宣布，连接该岛与大陆的渡轮将于十一月十四日停运，比原计划提前三周，因为潜水员在两根螺旋桨轴上发现了裂缝。"
        "岛上常年居住着两千三百人，大多数居民依靠早晨六点四十分的班船前往布伦纳的医院、鱼市和中学。"
        "港务局主席英维尔德·唐恩表示，维修费用为四千一百万克朗，船厂将用十一周时间完成修理工作。"
    )
    russian = (
        "Паром, который связывает остров Скархольм с материком, перестанет ходить 14 ноября, на "
        "три недели раньше срока: "
        "водолазы нашли трещины в валах обоих винтов, сообщило во вторник управление порта. На "
        "острове круглый год живут "
        "около 2300 человек. Большинство из них добирается утренним рейсом до больницы, рыбного "
        "рынка и школы в Бренне. "
        "Глава управления Ингвильд Танген заявила, что ремонт обойдётся в 41 миллион крон и займёт одиннадцать недель."
    )
    for name, body, cut in (("zh", chinese, chinese[:100]), ("ru", russian, russian[:300])):
        original = index.add(article(name, body))
        story = index.add(article(f"{name}-copy", cut))
        assert (story.role, story.id) == ("repost", original.id)


@pytest.mark.parametrize("body", ["", "   ", "Breaking.", "12 34 56", "\x00\ud800 lone", "的" * 5, "word " * 30_000])
def test_any_text_gets_an_answer(index: StoryIndex, body: str) -> None:
    assert index.add(article("odd", body, title="\ud800")).role == "unique"
    assert index.add(article("odd", body)).role == "unique"


def test_a_form_that_is_boilerplate_by_now_is_told_apart_by_its_facts(index: StoryIndex) -> None:
    def results(company: str, figures: list[int]) -> str:
        first, second, third, fourth = figures
        return text(
            f"The company {company} has closed the quarter with a profit of {first} million crowns "
            "after tax, its board "
            "reported to the exchange before trading began, in line with what it had told shareholders in the spring.",
            f"Sales in the same period came to {second} million crowns. Orders in hand were worth "
            f"{third} million at the "
            "end of the quarter, most of them to be delivered within the next twelve months, the report said.",
            f"The board expects a result of about {fourth} million for the whole year, provided that "
            "exchange rates and "
            "the price of raw materials stay where they are. This notice was made from the figures of the report.",
        )

    names = ["Tanvik", "Orholm", "Lodsmar", "Breidal", "Kvarnes", "Solberg", "Hamrin", "Austvoll", "Nordeide", "Fjalar"]
    bodies = [results(name, [n * 7 + 3, n * 31 + 101, n * 13 + 57, n * 17 + 29]) for n, name in enumerate(names)]
    stories = [index.add(article(f"results{n}", body)) for n, body in enumerate(bodies)]
    assert len({story.id for story in stories}) == len(names)
    assert index.add(article("mirror", bodies[4], title="Money!")).id == stories[4].id


def test_forms_are_held_against_each_other_as_a_whole() -> None:
    monday, same = (
        article("one", weather("Brenna", "Monday", 14, 3, 22)),
        article("two", weather("Brenna", "Monday", 14, 3, 22)),
    )
    tuesday, essay = article("three", weather("Orvelle", "Tuesday", 21, 9, 8)), article("four", text(*COMMENTARY))
    assert is_link(score_forms(compare(monday, same)))
    assert not is_link(score_forms(compare(monday, tuesday)))
    assert not is_link(score_forms(compare(monday, essay)))
    assert not are_forms(compare(monday, same))


@pytest.mark.parametrize(
    "part",
    [
        FERRY[-2:],
        FERRY[-1:],
        (FERRY[2], "Well, well.", FERRY[5]),
        ("I read this three times.", FERRY[3], "What will they think of next?"),
    ],
    ids=["tail", "last-paragraph", "who-speaks", "one-paragraph-wrapped"],
)
def test_a_part_of_a_story_is_a_copy(index: StoryIndex, part: tuple[str, ...]) -> None:
    original = index.add(article("gazette", text(*FERRY), date="2026-10-06T09:00:00+00:00"))
    story = index.add(article("mirror", text(*part), title="Another title", date="2026-10-07T09:00:00+00:00"))
    assert (story.role, story.id) == ("repost", original.id)


@pytest.mark.parametrize("date", ["2026-10-07T09:00:00+00:00", None], ids=["dated", "undated"])
@pytest.mark.parametrize("before", [0, 1, 4])
def test_a_digest_with_a_short_report_in_it_is_no_repost(index: StoryIndex, before: int, date: str | None) -> None:
    index.add(article("gazette", text(*FERRY[:2]), date="2026-10-06T09:00:00+00:00"))
    digest = text(*COMMENTARY[:before], *FERRY[:2], *COMMENTARY[before:], *LIBRARY[:3])
    assert index.add(article("digest", digest, date=date)).role == "unique"


@pytest.mark.parametrize("date", ["2026-10-07T09:00:00+00:00", None], ids=["dated", "undated"])
def test_a_follow_up_that_tells_again_how_it_began_is_no_repost(index: StoryIndex, date: str | None) -> None:
    index.add(article("gazette", text(*FERRY[:3]), date="2026-10-06T09:00:00+00:00"))
    follow_up = text(*FERRY[4:], FERRY[3], "What happened so far", FERRY[0])
    assert index.add(article("courier", follow_up, date=date)).role == "unique"
