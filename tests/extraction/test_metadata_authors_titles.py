"""People out of bylines in several languages, and titles without the site's name."""

from __future__ import annotations

import json

import pytest
from extraction_pages import tree

from newsspider import extract
from newsspider.extraction.metadata import Surroundings, read_head, read_metadata
from newsspider.extraction.metadata.people import clean_names
from newsspider.extraction.metadata.titles import without_site

URL = "http://www.the-paper.example/gauge"


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("BY ANN LEE", "ANN LEE"),
        ("by: Ann Lee", "Ann Lee"),
        ("Written by Ann Lee", "Ann Lee"),
        ("Words by Ann Lee", "Ann Lee"),
        ("Updated by Ann Lee", "Ann Lee"),
        ("By Ann Lee and Bo Ek", "Ann Lee; Bo Ek"),
        ("By Ann Lee, Bo Ek and Cy Dow", "Ann Lee; Bo Ek; Cy Dow"),
        ("Ann Lee & Bo Ek", "Ann Lee; Bo Ek"),
        ("Ann Lee,Bo Ek", "Ann Lee; Bo Ek"),
        ("Ann Lee | The Paper News", "Ann Lee"),
        ("Ann Lee, Staff Writer", "Ann Lee"),
        ("Ірина Балачук — Четвер", "Ірина Балачук"),
        ("Ann Lee, Political Correspondent", "Ann Lee"),
        ("Ann Lee (Harbour Wire)", "Ann Lee"),
        ("Ann Lee • 3 min read", "Ann Lee"),
        ("By <a href='/ann'>Ann Lee</a>", "Ann Lee"),
        ("Se&#225;n O&#8217;Dea", "Seán O’Dea"),
        ("Von Max Müller und Eva Groß", "Max Müller; Eva Groß"),
        ("Von Redakteur Max Müller", "Max Müller"),
        ("Por Juan Pérez y María Gómez", "Juan Pérez; María Gómez"),
        ("Par Jean Dupont et Marie Curie", "Jean Dupont; Marie Curie"),
        ("Di Mario Rossi e Anna Bianchi", "Mario Rossi; Anna Bianchi"),
        ("Door Jan de Vries en Piet Jansen", "Jan de Vries; Piet Jansen"),
        ("Av Kari Nordmann og Ola Hansen", "Kari Nordmann; Ola Hansen"),
        ("Автор: Иван Петров", "Иван Петров"),
        ("Текст: Иван Петров, Анна Сидорова", "Иван Петров; Анна Сидорова"),
        ("بقلم: سليم الحداد", "سليم الحداد"),
        ("İlker Öz ve Ayşe Kaya", "İlker Öz; Ayşe Kaya"),
        ("山田太郎", "山田太郎"),
        ("Byron Smith", "Byron Smith"),
        ("Vonda Pardo", "Vonda Pardo"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("E. B. White and J. R. R. Tolkien", "E. B. White; J. R. R. Tolkien"),
        ("Ink and Paper", "Ink and Paper"),
        ("María-José d'Orsay Núñez", "María-José d'Orsay Núñez"),
        ("Ann Lee, ann lee", "Ann Lee"),
        ("Ann Lee, ann-lee", "Ann Lee"),
        ("Ann Lee, Cy Dow, and Bo Ek", "Ann Lee; Cy Dow; Bo Ek"),
        ("Ann Lee, editor, and Bo Ek, reporter", "Ann Lee; Bo Ek"),
        ("Ann Lee, MD, Bo Ek, PhD", "Ann Lee; Bo Ek"),
        ("Ann Lee, CEPF®", "Ann Lee"),
        ("Ann Lee, Head of Sales and Harbour Relations", "Ann Lee"),
        ("Ann Lee, cardiologist, Quay Health", "Ann Lee"),
        ("Ann Lee Senior Research Executive", "Ann Lee"),
        ("Ann Lee Former Deputy Editor", "Ann Lee"),
        ("Ann Lee 4 August 2010", "Ann Lee"),
        ("Ann Lee, on March 3, 2026", "Ann Lee"),
        ("Ann Lee 2026/03/03", "Ann Lee"),
        ("Written by Ann Lee Edited by Bo Ek", "Ann Lee"),
        ("Words and pictures by Ann Lee", "Ann Lee"),
        ("This post was written by Ann Lee, Head of Sales", "Ann Lee"),
        ("Lee, Ann", "Ann Lee"),
        ("Das, Bo", "Bo Das"),
        ("April Jones", "April Jones"),
        ("quay/annl; boe", "quay; annl; boe"),
    ],
)
def test_people_in_a_byline(byline: str, people: str) -> None:
    assert clean_names([byline], "The Paper") == tuple(people.split("; "))


@pytest.mark.parametrize(
    "byline",
    ["", "By", "By:", "Staff", "Staff Writer", "By staff reporter", "Our Correspondent", "admin", "Redaktion", "null",
     "Редакция", "The Paper", "the paper", "Harbour Wire", "The Associated Press", "News Desk", "Anonymous", "Jane 2",
     "https://the-paper.example/author/ann", "ann.lee@the-paper.example", "@annlee", "www.the-paper.example", "X", "—",
     "Reviewed by Bo Ek", "Tue, 3 Mar, 2026 - 06:36", "The Author", "Text Size", "Language: Spanish", "Quay Clinic",
     "Centre for Harbours and Research", "Teaching and Learning Resource Center", "Contact Quay", "Anadolu Ajansı",
     "a name that is far longer than any name of a person or a desk ever was", "Ann Lee " * 100],
)  # fmt: skip
def test_nobody_in_a_byline(byline: str) -> None:
    assert clean_names([byline], "The Paper") == ()


def script(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def authors_of(head: str = "", body: str = "") -> tuple[str, ...]:
    root = tree(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>")
    return read_metadata(read_head(root, URL), URL, Surroundings()).authors


def ld(author: str, more: str = "") -> str:
    return script(f'[{{"@type":"NewsArticle","headline":"x","author":{author}}}{more}]')


@pytest.mark.parametrize(
    "author",
    [
        '"Ann Lee"',
        '["Ann Lee"]',
        '{"@type":"Person","name":"Ann Lee"}',
        '[{"@type":"Person","name":"Ann Lee"},{"@type":"Organization","name":"The Daily Quay"}]',
        '[{"@type":"NewsMediaOrganization","name":"Bo Ek"},{"name":["Ann Lee",7]}]',
        '[{"name":"Staff"},{"name":"By Ann Lee"},7,null]',
    ],
)
def test_authors_in_json_ld(author: str) -> None:
    assert authors_of(ld(author), '<a rel="author">Bo Ek</a>') == ("Ann Lee",)


def test_an_author_by_reference() -> None:
    assert authors_of(ld('{"@id":"#ann"}', ',{"@type":"Person","@id":"#ann","name":"Ann Lee"}')) == ("Ann Lee",)
    assert authors_of(ld('{"@id":"#nobody"}')) == ()


def test_where_json_ld_names_a_firm_the_next_source_is_asked() -> None:
    firm = ld('{"@type":"Organization","name":"The Daily Quay"}')
    assert authors_of(f'{firm}<meta name="author" content="Ann Lee">') == ("Ann Lee",)
    assert authors_of(firm, '<span itemprop="author"><b itemprop="name">Ann Lee</b>, Kelmouth</span>') == ("Ann Lee",)
    assert authors_of(firm, '<a rel="author" href="/ann">Ann Lee</a>') == ("Ann Lee",)
    assert authors_of(firm, '<p class="Byline">By Ann Lee</p>') == ("Ann Lee",)
    assert authors_of(firm, f'<p class="byline">{"far too long " * 20}</p><i class="author">Ann Lee</i>') == (
        "Ann Lee",
    )
    assert authors_of(firm) == ()


def test_an_address_with_a_number_is_a_firm_s() -> None:
    assert authors_of(body="<address>221 Quay Street, Port Sevrin</address>") == ()
    assert authors_of(body="<address>By Ann Lee</address>") == ("Ann Lee",)


LINES = ["Harbours", "The gauge is shut", "3 March 2026"]


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (["By Ann Lee ⋅ Founder and Editor-in-Chief ⋅ Updated March 3, 2026"], ("Ann Lee",)),
        (["by Ann Lee ● March 3, 2026 ● 6 min read"], ("Ann Lee",)),
        (["Text by Ann Lee"], ("Ann Lee",)),
        (["Published March 3, 2026 by Ann Lee"], ("Ann Lee",)),
        (["03/03/2026 by Ann Lee, Deputy Director of the Harbour Board"], ("Ann Lee",)),
        (["Quay at Dusk | 2023 | A film directed by Bo Ek."], ()),
        (["Ann Lee", "Tech Writer", *LINES], ("Ann Lee",)),
        ([*LINES, "Ann Lee", "Co-Founder & Marketing Director"], ("Ann Lee",)),
        (["Ann Lee", "Tech Writer"], ()),  # no date beside it: a person on the site's team
        (["Mail Print Share Copy", "Tech Writer", *LINES], ()),
        (["Port Sevrin", *LINES], ()),
        (["21.03.2026, 14:10 | Ann Lee"], ("Ann Lee",)),
        (["Ann Lee, 12 May 2026 17:42"], ("Ann Lee",)),
        (["Ann Lee | 05.04.2026 - Updated: 05.04.2026"], ("Ann Lee",)),
        (["Ann Lee, Kelm, 12 May 2026"], ()),
        (["Ann Lee, 3 March 1932 – 12 May 2026"], ()),
        (["Ann LeeTue 12 May 2026 07.00 BST"], ("Ann Lee",)),
        (["12 May 2026 07.00Ann Lee"], ("Ann Lee",)),
        (["FerriesQuaysTidesHarbours Boats12 May 2026"], ()),
        (["Ann Lee · 12 May 2026 · Jump to recipe · Print"], ("Ann Lee",)),
        (["Tide Tables · 12 May 2026 · 5 min read", "All tide tables"], ()),
        (["ByAnn Lee"], ("Ann Lee",)),
        (["BYD Auto"], ()),
        (["Bylaw Changes"], ()),
    ],
)
def test_lines_around_the_story_that_name_its_author(lines: list[str], people: tuple[str, ...]) -> None:
    assert around(Surroundings(lines=tuple(lines))) == people


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (["The gauge is shut", "Ann Lee", "3 March 2026"], ("Ann Lee",)),
        (["The gauge is shut", "3 March 2026 06:00", "Ann Lee"], ("Ann Lee",)),
        (["The gauge is shut", "Ann Lee", "3 March 2026 · 5 min read"], ("Ann Lee",)),
        (["The gauge is shut", "Ann Lee", "Nobody reads it"], ()),
        (["Ann Lee", "3 March 2026", "The gauge is shut"], ()),
        (["The gauge is shut", "Tide Tables", "3 March 2026"], ()),
        (["The gauge is shut", "Ann Lee moved in", "3 March 2026"], ()),
        (["The gauge is shut", "FerriesQuaysTidesHarbours Boats", "3 March 2026"], ()),
    ],
)
def test_a_name_alone_under_the_title_beside_a_day_is_the_author_s(lines: list[str], people: tuple[str, ...]) -> None:
    surroundings = Surroundings(lines=tuple(lines), texts=("Nobody has looked at the tide tables since Monday.",))
    assert around(surroundings, "<title>The gauge is shut</title>") == people


@pytest.mark.parametrize(
    "lines", [("The gauge is shut", "Port Sevrin", "3 March 2026"), ("Port Sevrin, 3 March 2026",)]
)
def test_whom_or_what_a_paragraph_speaks_of_is_no_author(lines: tuple[str, ...]) -> None:
    said = "Nobody has read the gauge since Monday, when the harbour master of {} shut the door and lost the key to it."
    for place, people in (("Port Sevrin", ()), ("Kelm", ("Port Sevrin",))):
        surroundings = Surroundings(lines=lines, texts=(said.format(place),))
        assert around(surroundings, "<title>The gauge is shut</title>") == people


def test_a_person_whose_site_is_called_so_is_its_author_where_a_line_says_so() -> None:
    site = '<meta property="og:site_name" content="Ann Lee">'
    assert around(Surroundings(lines=("Written by Ann Lee",)), site) == ("Ann Lee",)
    assert around(Surroundings(lines=("Ann Lee", "3 March 2026")), site) == ()


def test_a_profile_s_name_may_begin_a_line_with_a_day() -> None:
    root = tree('<html><body><div><a href="/autor/ann">Ann Lee</a><i>Kelm</i><b>3 March</b></div></body></html>')
    head = read_head(root, URL)
    assert read_metadata(head, URL, Surroundings(lines=("Ann LeeKelm3 March",))).authors == ("Ann Lee",)
    assert read_metadata(head, URL, Surroundings(lines=("Ann Lee met nobody",))).authors == ()


def test_a_line_over_the_story_that_ends_the_title_is_the_title() -> None:
    root = tree("<html><head><title>Kelm Online - Sport - Late ferry wins the race</title></head><body><p>x</p></body>")
    head = read_head(root, URL)
    lines = ("Sport", "Late ferry wins the race")
    assert read_metadata(head, URL, Surroundings(lines=lines)).title == "Late ferry wins the race"
    assert read_metadata(head, URL, Surroundings()).title == "Kelm Online - Sport - Late ferry wins the race"


@pytest.mark.parametrize(
    ("data", "authors", "day"),
    [
        ('"author":{"id":7,"name":"Ann Lee"},"publishedAt":"2026-03-03T06:00:00Z"', ("Ann Lee",), "2026-03-03"),
        ('"authors": [ { "name": "Ann Lee" } ], "date": "2026-03-03"', ("Ann Lee",), "2026-03-03"),
        ('"author_name":"Ann Lee","more":[{"author":"Bo Ek","date":"2026-03-04"}],"date":"2026-03-03"', (), None),
        ('"author":"staff","published":"soon"', (), None),
    ],
)
def test_where_the_text_is_the_program_s_data_so_are_author_and_day(
    data: str, authors: tuple[str, ...], day: str | None
) -> None:
    text = json.dumps("The gauge has been read by hand every morning since 1871. Nobody wants to read it now. " * 8)
    script = f'<script id="__NEXT_DATA__" type="application/json">{{"body":{text},{data}}}</script>'
    article = extract(f"<html><body><div id=app></div>{script}</body></html>", URL)
    assert article.extraction.method == "embedded"
    assert article.authors == authors
    assert (article.date_published or "")[:10] == (day or "")


def test_whose_biography_stands_below_is_the_author() -> None:
    told = "Ann Lee writes about harbours and those who measure them."
    assert around(Surroundings(lines=("Ann Lee", "5 min read"), biographies=(told,))) == ("Ann Lee",)
    assert around(Surroundings(lines=("Port Sevrin", "5 min read"), biographies=(told,))) == ()
    assert around(Surroundings(lines=("Ann Lee",), biographies=("Ann Lee and the harbour master met at noon.",))) == ()


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ann Lee, Bo Ek & Cy Dow", ("Ann Lee", "Bo Ek", "Cy Dow")),
        ("Written by Ann Lee, Bo Ek, Cy Dow", ("Ann Lee", "Bo Ek", "Cy Dow")),
        ("By Ann Lee, The Quay Post", ("Ann Lee",)),
        ("By Bo Ek and Ann Lee", ("Ann Lee",)),  # who is stated comes first in a byline
        ("By Ann Lee and the weather", ("Ann Lee",)),
    ],
)
def test_a_byline_names_those_whom_the_page_s_data_leaves_out(line: str, people: tuple[str, ...]) -> None:
    assert around(Surroundings(lines=(line,)), ld('{"@type":"Person","name":"Ann Lee"}')) == people


def around(surroundings: Surroundings, head: str = "") -> tuple[str, ...]:
    root = tree(f"<html><head>{head}</head><body><p>x</p></body></html>")
    return read_metadata(read_head(root, URL), URL, surroundings).authors


def test_a_part_of_a_byline_that_shares_or_labels_names_nobody() -> None:
    shares = '<div class="byline post-share-buttons"><span>Get Link</span><span>Other Apps</span></div>'
    assert authors_of(body=f'{shares}<span class="byline post-labels">Quay Side</span>') == ()
    assert authors_of(body=f'{shares}<span class="byline post-author">Ann Lee</span>') == ("Ann Lee",)


@pytest.mark.parametrize(
    ("inside", "title", "site"),
    [
        ("<title>Harbour closed - The Paper</title>", "Harbour closed", "The Paper"),
        ("<title>The Paper | Harbour closed</title>", "Harbour closed", None),
        ("<title>Harbour closed | the-paper.example</title>", "Harbour closed", None),
        ('<title>A - b - c - Quay</title><meta property="og:site_name" content="Quay">', "A - b - c", "Quay"),
        ('<meta property="og:title" content="Harbour closed"><h1>Something else entirely</h1>', "Harbour closed", None),
        ("<title>A harbour shut – The Paper</title><h1>A harbour shut</h1>", "A harbour shut", "The Paper"),
        ("<title>Ada's Quay: The gauge</title><h1><a href=/>Ada's Quay</a></h1><h3>The gauge</h3>", "The gauge", None),
        ("<title>Quay: The gauge is shut</title><h1><a href=/gauge>Quay</a></h1>", "Quay: The gauge is shut", None),
        ("<title>Storm: The gauge is shut</title><h1>The gauge is shut</h1>", "The gauge is shut", None),
        ("<title>Storm: The gauge is shut</title><h3>Storm</h3>", "Storm: The gauge is shut", None),
        ("<title>Closed - The Paper</title><h1>The Paper</h1><h1>Closed</h1>", "Closed", "The Paper"),
        ("<title>Home</title><h1>Harbour closed</h1>", "Harbour closed", None),
        ("<h1>Harbour<br>closed</h1>", "Harbour closed", None),
        ("<h1><b>Har</b>bour <i>closed</i></h1>", "Harbour closed", None),
        ("<title>Q&amp;amp;A: the harbour</title>", "Q&A: the harbour", None),
        (script('{"@type":"Article","headline":"Ann&#8217;s harbour"}'), "Ann’s harbour", None),
        (script('{"@type":"Article","headline":"Shut","publisher":{"name":"Quay"}}'), "Shut", "Quay"),
        (script('{"@type":"Article","headline":"Shut","publisher":[{"name":"Quay"}]}'), "Shut", "Quay"),
        (script('{"@type":"WebSite","name":"Quay"}') + "<title>Shut</title>", "Shut", "Quay"),
        ('<title>Shut</title><meta property="og:site_name" content="@quay">', "Shut", None),
        ("<title>Oil and when to change it | Paper Tires</title>", "Oil and when to change it | Paper Tires", None),
        ("<title>When to change it | Patients | The Paper Mills</title>", "When to change it | Patients", None),
        ("<title>Paper</title>", "Paper", None),
        ("<title>港口关闭_国际_港报</title><meta property='og:site_name' content='港报'>", "港口关闭_国际", "港报"),
        (
            "<title>항구 닫혀ㅣ항구일보</title><meta property='og:site_name' content='항구일보'>",
            "항구 닫혀",
            "항구일보",
        ),
        ("<title>What find_all gives</title>", "What find_all gives", None),
        ("<title>Gauge &amp;#x26; quay</title><h1>Gauge &amp;#x26; quay</h1>", "Gauge & quay", None),
        ("<title>The gauge is shut (and the</title><h1>The gauge is shut (and the quay)</h1>",
         "The gauge is shut (and the quay)", None),
        ("<title>The gauge is shut for all mor...</title><h1>The gauge is shut for all morning</h1>",
         "The gauge is shut for all morning", None),
        ("<title>The gauge is shut</title><h1>The gauge is shut 3 March</h1>", "The gauge is shut", None),
        ("<h1>404</h1>", None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_titles(inside: str, title: str | None, site: str | None) -> None:
    root = tree(f"<html><body>{inside}<p>x</p></body></html>")
    found = read_metadata(read_head(root, URL), URL, Surroundings())
    assert (found.title, found.site_name) == (title, site)


def test_an_endless_title_is_cut() -> None:
    root = tree(f"<html><head><title>{'x' * 1000}</title></head><body><h1>{'y' * 1000}</h1></body></html>")
    assert read_metadata(read_head(root, URL), URL, Surroundings()).title == "x" * 300


def test_a_title_that_is_the_site_s_name_alone_stays() -> None:
    assert without_site("The Paper", frozenset({"the paper"})) == "The Paper"


@pytest.mark.parametrize("desk", ["Do Portal, em São Paulo", "江报网", "Door onze nieuwsredactie"])
def test_a_desk_is_no_person(desk: str) -> None:
    assert clean_names([desk], "The Paper") == ()


@pytest.mark.parametrize(
    ("ends", "people"),
    [
        (("江报网武汉11月26日电（记者王小明、陈思远）连日强降雨", ""), ("王小明", "陈思远")),
        (("晨报讯（记者 林晓）老城区供暖", ""), ("林晓",)),
        (("[한빛신문 이수민 기자] 시의회는 26일 밤", ""), ("이수민",)),
        (("시의회는 26일 밤", "이수민 기자 smlee@hanbit.example"), ("이수민",)),
        (("市は二十六日", "示される見通しだ。\n【大田陽子】"), ("大田陽子",)),
        (("记者从水利部门获悉，三条河流水位上涨", ""), ()),
        (("기자 회견은 오후 세 시에 열린다", ""), ()),
    ],
)
def test_authors_whom_only_the_text_names(ends: tuple[str, str], people: tuple[str, ...]) -> None:
    head = read_head(tree("<html><body><h1>A title</h1></body></html>"), URL)
    assert read_metadata(head, URL, Surroundings(ends=ends)).authors == people


def test_a_title_ends_where_its_papers_name_begins_in_brackets() -> None:
    stated = "<head><title>市民プール、来春まで存続へ（みなと新聞） - ポータル</title></head>"
    head = read_head(tree(f"<html>{stated}<body><h1>市民プール、来春まで存続へ</h1></body></html>"), URL)
    assert read_metadata(head, URL, Surroundings()).title == "市民プール、来春まで存続へ"
