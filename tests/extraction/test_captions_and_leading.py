"""Captions and credits told apart, keywords and captions taken off the top, and what stands around the story."""

from __future__ import annotations

import pytest
from extraction_pages import PARAGRAPHS, captions_of, story_page

from newsspider.extraction import extract
from newsspider.extraction.captions import clean_credit, is_credit_only, split_caption
from newsspider.extraction.language import language_of
from newsspider.extraction.leading import is_keywords, split_leading

URL = "http://paper.example/gauge"
STORY = "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("The quay at dawn. Photo: Ada Berg/Harbour Wire", "The quay at dawn.", "Ada Berg/Harbour Wire"),
        ("The quay at dawn. (Photo: Ada Berg)", "The quay at dawn.", "Ada Berg"),
        ("The quay at dawn. [Ada Berg/Harbour Wire]", "The quay at dawn.", "Ada Berg/Harbour Wire"),
        ("The quay at dawn. © Ada Berg", "The quay at dawn.", "Ada Berg"),
        ("The quay at dawn | Photo by Ada Berg", "The quay at dawn", "Ada Berg"),
        ("The quay at dawn. Image courtesy of Ada Berg", "The quay at dawn.", "Ada Berg"),
        ("The quay at dawn. Ada Berg / AP", "The quay at dawn.", "Ada Berg / AP"),
        ("The quay at dawn. Reuters", "The quay at dawn.", "Reuters"),
        ("The quay at dawn. Ada Berg via Getty Images", "The quay at dawn.", "Ada Berg via Getty Images"),
        ("The quay at dawn. Ada Berg for The Gazette", "The quay at dawn.", "Ada Berg for The Gazette"),
        ("The quay at dawn. Berg family", "The quay at dawn.", "Berg family"),
        ("Der Kai am Morgen. Foto: Ada Berg", "Der Kai am Morgen.", "Ada Berg"),
        ("El muelle al alba. Foto: Ada Berg", "El muelle al alba.", "Ada Berg"),
        ("Причал на рассвете. Фото: Ада Берг", "Причал на рассвете.", "Ада Берг"),
        ("The quay at dawn.", "The quay at dawn.", None),
        ("The quay at dawn", "The quay at dawn", None),
        ("Two boats left. Nobody came back.", "Two boats left. Nobody came back.", None),
        ("Ann Lee, left, and Bo Ek", "Ann Lee, left, and Bo Ek", None),
        ("Photo: Ada Berg", "", "Ada Berg"),
        ("© Reuters", "", "Reuters"),
        ("", "", None),
        ("Enlarge The quay at dawn.", "The quay at dawn.", None),
        ("Media caption The quay at dawn.", "The quay at dawn.", None),
        ("CreditAda Berg for The Gazette", "", "Ada Berg for The Gazette"),
        ("Photo: Ada Berg (tides.example)", "", "Ada Berg (tides.example)"),
        ("Photo: © Ada Berg", "", "Ada Berg"),
        ("The quay at dawn.Credit...Ada Berg for The Gazette", "The quay at dawn.", "Ada Berg for The Gazette"),
        ("[1/2]The quay at dawn. REUTERS/Ada Berg Purchase Licensing Rights", "The quay at dawn.", "REUTERS/Ada Berg"),
        ("3 / 12The quay at dawn", "The quay at dawn", None),
        ("3 of 5 boats left at dawn", "3 of 5 boats left at dawn", None),
        ("3/4 Liter Milch", "3/4 Liter Milch", None),
        ("View photo", "", None),
        ("Kapal itu tiba pada Selasa (14/4/2026).", "Kapal itu tiba pada Selasa (14/4/2026).", None),
        ("Photographer: Ada Berg/Harbour Wire", "", "Ada Berg/Harbour Wire"),
        ("The site is called tides.AI", "The site is called tides.AI", None),
        ("Uhr • Lesezeit: 5 Minuten", "", None),
        ("Von Ada Berg, Redakteurin (Hafen)", "", None),
        ("Von Ada Berg, Kapitänin, steht am Kai.", "Von Ada Berg, Kapitänin, steht am Kai.", None),
        ("Legende: Der Kai am Morgen. SRF", "Der Kai am Morgen.", "SRF"),
        ("Legenden leben länger", "Legenden leben länger", None),
        ("Getty Images)", "", "Getty Images"),
        ("Updated on", "", None),
        ("Updated maps hang on the quay", "Updated maps hang on the quay", None),
        ("captions settings, opens captions settings dialog", "", None),
        (".", "", None),
        ("Photographers wait on the quay", "Photographers wait on the quay", None),
    ],
)
def test_caption_and_credit(line: str, text: str, credit: str | None) -> None:
    found = split_caption(line)
    assert (found.text, found.credit) == (text, credit)


@pytest.mark.parametrize("line", ["Photo: Ada Berg", "© Reuters", "Ada Berg/Harbour Wire", "(Foto: dpa)"])
def test_a_credit_and_nothing_else(line: str) -> None:
    assert is_credit_only(line)


@pytest.mark.parametrize(
    "line", ["The quay at dawn.", "The quay. Photo: Ada Berg", "Photography is an art.", "word " * 60]
)
def test_more_than_a_credit(line: str) -> None:
    assert not is_credit_only(line)


@pytest.mark.parametrize(
    ("stated", "clean"),
    [
        ("(Photo by: Ada Berg)", "Ada Berg"),
        ("© Ada Berg.", "Ada Berg"),
        ("Ada Berg", "Ada Berg"),
        ("[dpa]", "dpa"),
        ("©", "©"),
    ],
)
def test_a_credit_without_its_label(stated: str, clean: str) -> None:
    assert clean_credit(stated) == clean


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("port, strike, cranes, Kelmouth docks", True),
        ("порт, забастовка, краны", True),
        ("ميناء، إضراب، رافعات", True),
        ("Eggs, flour and the juice of a lemon.", False),
        ("port, strike", False),
        ("The winners are, in this order:", False),
        ("a long piece of five words here, b, c", False),
        ("port, , strike", False),
        ("", False),
    ],
)
def test_a_list_of_keywords_is_no_sentence(line: str, expected: bool) -> None:
    assert is_keywords(line) is expected


def test_keywords_caption_and_credit_glued_on_top() -> None:
    glued = "gauge, harbour, tide, reader Hedda Vint on the ladder at Kelmouth. Benno Achard for The Tidemark"
    found = split_leading([glued, *PARAGRAPHS])
    assert found.paragraphs == list(PARAGRAPHS)
    assert [(c.text, c.credit) for c in found.captions] == [
        ("Hedda Vint on the ladder at Kelmouth.", "Benno Achard for The Tidemark")
    ]
    assert (found.removed[0].kind, found.removed[0].text) == ("tags", "gauge, harbour, tide, reader")


def test_a_caption_alone_on_top() -> None:
    found = split_leading(["Hedda Vint on the ladder. Photo: Benno Achard", *PARAGRAPHS])
    assert found.paragraphs == list(PARAGRAPHS)
    assert found.removed[0].rule == "layout.glued_caption"


def test_a_caption_in_the_first_line_of_the_first_paragraph() -> None:
    found = split_leading([f"Hedda Vint on the ladder. Photo: Benno Achard\n{PARAGRAPHS[0]}", *PARAGRAPHS[1:]])
    assert found.paragraphs == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "first",
    [
        "The gauge at Kelmouth has no reader.",
        "Tide, ladder, brass.",
        "Bread, salt, wine",
        "“Nobody applied,” said Hedda Vint.",
        "KELMOUTH (Harbour Wire) — Nobody applied on Monday.",
        "By the sea",
        "The museum at Kelmouth has bought a picture by Ada Berg.",
        "The lamp was lit at six, says a police source: it was late.",
        "Um homem subiu a escada do cais na terça-feira, em Belém (PA/Brasil).",
    ],
)
def test_the_story_s_own_first_line_stays(first: str) -> None:
    assert split_leading([first, *PARAGRAPHS]).paragraphs == [first, *PARAGRAPHS]


def test_never_is_the_whole_story_taken_for_a_caption() -> None:
    short = ["The quay at dawn. Photo: Ada Berg", "The quay at noon. Photo: Ada Berg"]
    assert split_leading(short).paragraphs == short
    assert split_leading([]).paragraphs == []


def with_figure(inside: str, after: str = "") -> str:
    return story_page().replace("<article>", f"<article><figure><img src=/i.jpg>{inside}</figure>{after}")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<figcaption>The ladder. Photo: Ada Berg</figcaption>", [("The ladder.", "Ada Berg")]),
        ("<figcaption>The ladder.</figcaption>", [("The ladder.", None)]),
        ("<figcaption>The ladder. <span class=credit>Ada Berg</span></figcaption>", [("The ladder.", "Ada Berg")]),
        ("<figcaption>The ladder.</figcaption><p class=credit>Ada Berg</p>", None),
        ("<div class=wp-caption-text>The ladder. Photo: Ada Berg</div>", None),
        ("<figcaption></figcaption>", []),
        ("<figcaption><a href=/shop/>Gauge $19</a></figcaption>", []),
    ],
)
def test_captions_of_a_page(inside: str, expected: list[tuple[str, str | None]] | None) -> None:
    article = extract(with_figure(inside), URL)
    assert article.text == STORY
    if expected is not None:
        assert captions_of(article) == expected


def test_the_picture_of_another_story_is_not_the_story_s() -> None:
    other = "<p>filler</p>" * 8 + "<div class=related><figure><figcaption>Another harbour.</figcaption></figure></div>"
    assert captions_of(extract(story_page(other), URL)) == []


def test_the_pictures_of_a_gallery_go_on_behind_the_few_lines_over_it() -> None:
    names = ["The quay at dawn", "The ladder", "The lamp", "The mole in fog", "The gauge", "The ferry", "The buoy"]
    pictures = "".join(f"<figure><img src={n}><figcaption>{name}</figcaption></figure>" for n, name in enumerate(names))
    page = f"<html><body><main><h1>The quay</h1><p>{PARAGRAPHS[0]}</p><div>{pictures}</div></main></body></html>"
    article = extract(page)
    assert [caption.text for caption in article.captions] == names


def test_an_author_on_the_second_line_over_a_story_is_named() -> None:
    story = "<br><br>".join(PARAGRAPHS)
    head = "<b>The gauge</b><br>By Ann Lee, staff writer<br><br>"
    page = f"<html><body><table><tr><td>{head}{story}</td></tr></table></body></html>"
    assert extract(page).authors == ("Ann Lee",)


def test_the_same_caption_twice_is_one() -> None:
    once = "<figcaption>The ladder. Photo: Ada Berg</figcaption>"
    assert captions_of(extract(with_figure(once, f"<figure>{once}</figure>"), URL)) == [("The ladder.", "Ada Berg")]


def test_a_credit_in_pieces_goes_with_its_caption() -> None:
    figure = (
        "<figure><img src=quay.jpg><figcaption><span>The quay at dawn, seen from the old pier</span><span class=credit>"
        " (<div></div><div>Photo: </div><div>Ada Berg/Harbour Wire)</div></span></figcaption></figure>"
    )
    assert captions_of(extract(with_figure(figure), URL)) == [
        ("The quay at dawn, seen from the old pier", "Ada Berg/Harbour Wire")
    ]


def test_a_link_to_another_site_s_page_is_a_weak_sign() -> None:
    link = "<a href='http://wire.example/2026/gauge-without-reader/'>as the wire reported</a>"
    page = story_page(paragraphs=(f"{PARAGRAPHS[0]} {link}", *PARAGRAPHS[1:]))
    assert [(c.kind, c.url) for c in extract(page, URL).credits] == [
        ("link", "http://wire.example/2026/gauge-without-reader/")
    ]


@pytest.mark.parametrize(
    "href",
    ["/2026/another-story-here/", "http://www.paper.example/2026/another/", "http://wire.example/", "http://wire.example/uk",
     "mailto:a@wire.example", "javascript:go('http://wire.example/abcdefgh')", "http://[wire", "#top"],
)  # fmt: skip
def test_other_links_are_no_sign(href: str) -> None:
    page = story_page(paragraphs=(f'{PARAGRAPHS[0]} <a href="{href}">a link</a>', *PARAGRAPHS[1:]))
    assert extract(page, URL).credits == ()


def test_a_credit_line_is_struck_and_kept_as_a_sign() -> None:
    line = "<p>Originally published at <a href='http://wire.example/2026/gauge-without-reader/'>The Wire</a></p>"
    article = extract(story_page().replace("</article>", f"{line}</article>"), URL)
    assert article.text == STORY
    assert [(c.kind, c.url) for c in article.credits][:1] == [
        ("credit_link", "http://wire.example/2026/gauge-without-reader/")
    ]


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Too short to tell.", None, None),
        ("Too short to tell.", "de", "de"),
        (STORY, None, "en"),
        (STORY, "de", "en"),
        (STORY, "en", "en"),
        ("1871 1953 2026 4 31 " * 20, "sv", "sv"),
        ("", "fr", "fr"),
    ],
)
def test_a_long_text_speaks_for_itself(text: str, declared: str | None, expected: str | None) -> None:
    assert language_of(text, declared) == expected
