"""What goes and what stays, line by line."""

from __future__ import annotations

import pytest

from newsspider.clutter import clean_lines

STORY = [
    "The council voted on Monday to repair the road to the coast, and the work is to begin in May.",
    "“We are glad that the ferry is running again and that everything is in order,” said the harbour master.",
    "Nobody was hurt in the storm, but forty houses lost their roofs and the school is closed until Friday.",
]
OLD_FORM = [
    "Share this:EmailFacebookLike this:Like Loading...",
    "Leave a Reply Cancel reply",
    "Enter your comment here...",
    "Fill in your details below or click an icon to log in:",
    "Email (required) (Address never made public)",
    "Name (required)",
    "Website",
    "WordPress.com Logo",
    "You are commenting using your WordPress.com account. ( Log\u00a0Out / Change )",
    "You are commenting using your Google account. ( Log Out / Change )",
    "You are commenting using your Twitter account. ( Log Out / Change )",
    "You are commenting using your Facebook account. ( Log Out / Change )",
    "Cancel",
    "Connecting to %s",
    "Notify me of new comments via email.",
    "Notify me of new posts via email.",
]
PRESENT_FORM = [
    "Discover more from The Daily Example",
    "Subscribe to get the latest posts sent to your email.",
    "Type your email…",
    "Subscribe",
    "Leave a comment",
    "Write a comment...",
    "Log in or provide your name and email to leave a comment.",
    "Email me new posts",
    "Instantly Daily Weekly",
    "Email me new comments",
    "Save my name, email, and website in this browser for the next time I comment.",
    "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
]


def kept(lines: list[str]) -> list[str]:
    return [line for line in clean_lines(lines).lines if line]


@pytest.mark.parametrize("form", [OLD_FORM, PRESENT_FORM], ids=["old", "present"])
def test_the_whole_comment_form_goes_from_the_tail(form: list[str]) -> None:
    assert kept([*STORY, *form]) == STORY


@pytest.mark.parametrize("line", [line for line in OLD_FORM if line not in {"Website", "Cancel", "Name (required)"}])
def test_each_line_of_the_old_form_is_known(line: str) -> None:
    assert kept([*STORY, "Leave a Reply", line, "Cancel reply"]) == STORY


def test_what_follows_the_head_of_the_form_goes_too() -> None:
    tail = ["Leave a Reply", "Cancel reply", "Post Comment", "A sidebar that nobody has ever seen, with words."]
    result = clean_lines([*STORY, *tail])
    assert [line for line in result.lines if line] == STORY
    assert result.removed[-1][1].rule == "wordpress.leave_reply"


def test_a_head_alone_in_mid_story_takes_nothing_along() -> None:
    assert kept([STORY[0], "Leave a Reply", STORY[1], STORY[2]]) == STORY


@pytest.mark.parametrize("line", ["Share", "More from The Daily Example", "Read more »", "Tweet", "5 Comments"])
def test_weak_phrases_go_where_they_stand_by_themselves_among_paragraphs(line: str) -> None:
    assert kept([STORY[0], line, STORY[1]]) == STORY[:2]
    steps = ["Upload", "Open", line, "Rename", "Close"]
    assert kept([STORY[0], *steps, STORY[1]]) == [STORY[0], *steps, STORY[1]]
    assert kept([STORY[0], f"- {line}", STORY[1]]) == [STORY[0], f"- {line}", STORY[1]]


@pytest.mark.parametrize("line", ["Read more: You and your boat in ten easy steps", "Related", "See also"])
def test_what_parts_a_heading_or_a_list_goes_even_from_a_guide(line: str) -> None:
    guide = ["You keep your boat dry if you lift it in autumn, and your hands warm if you wear gloves."] * 9
    for before, behind in (("Step 4", guide[0]), ("You will need:", "- a winch"), ("- two ropes", "- a winch")):
        assert kept([*guide, before, line, behind, *guide]) == [*guide, before, behind, *guide]
        assert kept([*guide, before, line, "Related", behind, *guide]) == [*guide, before, behind, *guide]
    assert kept([line, *guide]) == guide
    assert kept([*guide, "May\t12", line, "June\t14", *guide]) == [*guide, "May\t12", "June\t14", *guide]
    for before, behind in ((guide[0], "- a winch"), ("- two ropes", guide[0])):
        assert kept([*guide, before, line, behind, *guide]) == [*guide, before, line, behind, *guide]


def test_a_head_right_before_a_heading_heads_nothing() -> None:
    guide = ["You keep your boat dry if you lift it in autumn, and your hands warm if you wear gloves."] * 9
    for head in ("Related", "See also", "Like this:"):
        assert kept([*guide, head, "Step 5", *guide]) == [*guide, "Step 5", *guide]
        assert kept([*guide, head, "Knots", "Sails", *guide]) == [*guide, head, "Knots", "Sails", *guide]
    link = "Read more: You and your boat in ten easy steps"
    assert kept([*guide, link, "Step 5", *guide]) == [*guide, link, "Step 5", *guide]


@pytest.mark.parametrize(
    "line",
    [
        "Newsletter",
        "Subscribe",
        "Share this article",
        "Related articles",
        "Leave a comment",
        "Sign up for our daily briefing and never miss a story.",
        "Artikel teilen",
        "Suscríbete a nuestro boletín",
        "Подписаться",
        "More from The Daily Example",
        "Read more: Minister resigns over the road to the coast",
    ],
)
def test_what_is_glued_to_a_sentence_goes_and_the_sentence_stays(line: str) -> None:
    assert clean_lines([STORY[0] + line, STORY[1]]).lines == (STORY[0], STORY[1])
    assert clean_lines([STORY[0], STORY[1] + line]).lines[1] == STORY[1]


@pytest.mark.parametrize("line", ["14 comments", "5 min read"])
def test_a_number_glued_to_a_sentence_goes_with_its_line(line: str) -> None:
    assert clean_lines([STORY[0], STORY[1] + line]).lines[1] == STORY[1]


def test_what_addresses_the_reader_is_cut_from_a_report_alone() -> None:
    line = "As a member, you have ten stories a month to give away."
    report = ["The council voted on Monday to repair the road to the coast; the work is to begin in the spring."] * 12
    advice = ["You can ask the council for your share of the road; if you are late you pay for your own gate."] * 12
    assert clean_lines([*report[:6], report[6] + line, *report[7:]]).lines[6] == report[6]
    assert clean_lines([*report[:6], line, *report[6:]]).lines[6] == ""
    assert clean_lines([*advice[:6], advice[6] + line, *advice[7:]]).lines[6] == advice[6] + line
    assert clean_lines([*advice[:6], line, *advice[6:]]).lines[6] == line


def test_what_is_glued_between_two_sentences_goes() -> None:
    assert clean_lines([STORY[0] + "Subscribe to our newsletter." + STORY[2]]).lines == (f"{STORY[0]} {STORY[2]}",)


@pytest.mark.parametrize(
    "sentence",
    [
        "Police said the U.S. backing of the plan would go on for now.",
        "They browse (e.g., the papers of the coast), read and leave again.",
        "The shop at tide-tables.example sells maps by the dozen.",
        "It opens at 9 a.m. and closes when the last boat is in.",
        "Of the old atlas the library has kept vol.1 of 7.",
        "It is a long way to the house at no.14 comments.",
        "Hardly anybody under thirty comes, says a study of Gen Z.",
    ],
)
@pytest.mark.parametrize("offer", ["Subscribe to our newsletter", "Sign up now", "Share this article"])
def test_a_sentence_with_full_stops_inside_stays_whole(sentence: str, offer: str) -> None:
    assert clean_lines([STORY[0], sentence + offer, STORY[1]]).lines[1] == sentence


@pytest.mark.parametrize("head", ["Read more:", "Like this:", "Tweet:"])
def test_a_head_with_a_colon_goes_from_between_two_paragraphs_and_stays_over_a_list(head: str) -> None:
    assert clean_lines([STORY[0], head, STORY[1]]).lines == (STORY[0], "", STORY[1])
    listed = (STORY[0], head, "- The tide tables of the harbour", "- The names of the boats", STORY[1])
    assert clean_lines(listed).lines == listed


@pytest.mark.parametrize(
    "line",
    [
        "The library is called example.Share and the module obj.Name).",
        "She works for the U.S.Share office, the paper wrote by mistake.",
        "Version 2.Newsletters were sent by post then.",
        "He lives in St.Ives and in Bad St.Leonhard.",
    ],
)
def test_names_with_stops_in_them_stay(line: str) -> None:
    assert clean_lines([STORY[0], line, STORY[1]]).lines[1] == line


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("All is in order.ACME SUBSCRIPTION OFFERS >", "All is in order."),
        ("All is in order. ACME SUBSCRIPTION OFFERS >", "All is in order."),
        ("“All is in order.”ACME WEEKLY SUBSCRIPTION OFFERS\u00a0>", "“All is in order.”"),
        ("All is in order.ACME SUBSCRIPTION OFFERS >The road is open.", "All is in order. The road is open."),
        ("ACME SUBSCRIPTION OFFERS >All is in order.", "All is in order."),
        ("All is in order.Subscribe now >", "All is in order."),
        ("All is in order.AdvertisementThe road is open.", "All is in order. The road is open."),
        ("All is in order. The post All well appeared first on The Example.", "All is in order."),
        ("All is in order.", "All is in order."),
    ],
)
def test_spans(line: str, left: str) -> None:
    assert clean_lines([STORY[0], line, STORY[1]]).lines == (STORY[0], left, STORY[1])


def test_a_cut_span_is_told_apart_from_a_struck_line() -> None:
    removed = clean_lines(["All is in order.ACME SUBSCRIPTION OFFERS >", "ACME SUBSCRIPTION OFFERS >"]).removed
    assert [(index, removal.where, removal.kind) for index, removal in removed] == [
        (0, "span", "subscription"),
        (1, "line", "subscription"),
    ]


def test_related_titles_go_with_their_head_when_a_form_follows() -> None:
    tail = ["Related", "A bridge too late", "January 3, 2020", 'In "News"', "Leave a Reply", "Cancel reply"]
    assert kept([*STORY, *tail]) == STORY


def test_a_list_at_the_end_of_a_story_stays() -> None:
    lines = [
        *STORY,
        "See also:",
        "Roads and their history",
        "The coast in winter",
        "A map of all the ferries there are",
    ]
    assert kept(lines) == lines


def test_neighbours_vouch_for_each_other() -> None:
    box = ["Sign up for our newsletter", "First name", "Your email address", "Submit"]
    assert kept([STORY[0], *box, STORY[1]]) == [STORY[0], STORY[1]]
    assert kept([STORY[0], "First name", STORY[1]]) == [STORY[0], "First name", STORY[1]]


@pytest.mark.parametrize(
    "line",
    [
        "Share this: Facebook X WhatsApp Telegram",
        "Teilen mit: FacebookWhatsAppE-Mail",
        "Advertisement",
        "Story continues below advertisement",
        "Sign up for our newsletter",
        "Thanks for signing up!",
        "Already a subscriber? Log in",
        "We use cookies to ensure that we give you the best experience on our website.",
        "This article is for subscribers only.",
        "Connecting to %s",
        "Download our app",
        "Der Beitrag Die Straße ist frei erschien zuerst auf Beispiel.",
        "Ваш адрес email не будет опубликован. Обязательные поля помечены *",
    ],
)
def test_unmistakable_lines_go_from_mid_story(line: str) -> None:
    assert clean_lines([STORY[0], line, STORY[1]]).lines == (STORY[0], "", STORY[1])


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe now, the mayor said, or the paper will close.",
        "Comments are closed to the public until the court has ruled.",
        "The newsletter reached forty thousand readers, and its subscription offers were copied by others.",
        "Share prices of Facebook and Twitter fell after the hearing.",
        "Cookies are small files that a site stores, and the law asks for consent.",
        "Related to this is the question who pays for the dyke.",
        "Read more books, the minister told the pupils.",
        "Leave a reply or hang up: that was the choice, the caller recalled.",
        "Sign up for the newsletter, she said, and you will hear from us.",
        "Lesen Sie auch das Kleingedruckte, sagte der Anwalt.",
        "Le journal a perdu des abonnés depuis que la publicité recule.",
        "Los suscriptores del boletín recibieron el aviso a medianoche.",
        "Подписчики канала узнали об этом первыми, сообщил редактор.",
        "Get unlimited access to the files or we go to court, the editor told the ministry.",
        "Advertisement spending fell by a third in the first quarter.",
        "By signing up, the recruits agreed to serve four years, and most of them knew it, he said.",
    ],
)
def test_stories_about_such_matters_keep_their_sentences(line: str) -> None:
    assert clean_lines([STORY[0], line, STORY[1]]).lines[1] == line
    assert clean_lines([*STORY, line]).lines[-1] == line


def test_blank_lines_count_for_nothing() -> None:
    spaced = [part for line in [*STORY, *OLD_FORM] for part in (line, "", "  ")]
    assert [line for line in clean_lines(spaced).lines if line.strip()] == STORY


def test_no_lines() -> None:
    assert clean_lines([]).lines == ()
    assert clean_lines(["", " "]).lines == ("", " ")


def test_a_link_that_guides_have_in_earnest_goes_from_reports() -> None:
    link = "Read more: Minister resigns over the road"
    report = ["The council voted on Monday to repair the road to the coast; the work is to begin in the spring."] * 12
    advice = ["You can ask the council for your share of the road; if you are late you pay for your own gate."] * 12
    assert clean_lines([*report[:6], link, *report[6:]]).lines[6] == ""
    assert clean_lines([*report, link, "How it began", report[0]]).lines[12] == ""
    assert clean_lines([*advice, link, "How it began", advice[0]]).lines[12] == link
    assert clean_lines([report[0], link, report[0]]).lines[1] == link  # too short to tell


@pytest.mark.parametrize("line", ["Read more: Minister resigns over the road", "Related", "See also:"])
def test_from_a_guide_it_goes_if_it_stands_once_amid_its_paragraphs(line: str) -> None:
    advice = ["You can ask the council for your share of the road; if you are late you pay for your own gate."] * 12
    assert clean_lines([*advice[:6], line, *advice[6:]]).lines[6] == ""
    assert clean_lines([*advice[:10], line, *advice[10:]]).lines[10] == line  # a chapter at the end
    twice = [*advice[:4], line, advice[4], line, *advice[5:]]
    assert clean_lines(twice).lines == tuple(twice)
    pair = [advice[0], line, advice[1]]
    assert clean_lines(pair).lines == tuple(pair)


@pytest.mark.parametrize("line", ["5 min read", "Topics: roads, buses, coast", "Monthly"])
def test_what_needs_others_goes_by_itself_from_the_midst_of_a_report(line: str) -> None:
    report = ["The council voted on Monday to repair the road to the coast; the work is to begin in the spring."] * 12
    advice = ["You can ask the council for your share of the road; if you are late you pay for your own gate."] * 12
    assert clean_lines([*report[:6], line, *report[6:]]).lines[6] == ""
    for lines in ([*advice[:6], line, *advice[6:]], [*report[:6], "How it began", line, *report[6:]]):
        assert clean_lines(lines).lines == tuple(lines)


def test_when_a_page_was_posted_goes_from_the_end_of_a_report() -> None:
    stamp = "Updated: 12 June 2026, 14:30"
    report = ["The council voted on Monday to repair the road to the coast; the work is to begin in the spring."] * 12
    advice = ["You can ask the council for your share of the road; if you are late you pay for your own gate."] * 12
    assert clean_lines([*report, stamp]).lines[-1] == ""
    assert clean_lines([*report, stamp, "5 min read"]).lines[-2:] == ("", "")
    assert clean_lines([*advice, stamp]).lines[-1] == stamp
