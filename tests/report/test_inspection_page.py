"""The page on a page: what was kept and struck, by which rule, and nothing that runs or loads."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import pytest
from page_reader import needs_browser, read, shown_by_browser

from newsspider.clutter import default_rules, load_rules
from newsspider.extraction import Step, explain_page
from newsspider.records import Article, Caption, Extraction, Page, Removal
from newsspider.report import inspection_page

WEB = Path(__file__).resolve().parents[2] / "fixtures/web"
REVIEW = WEB / "lanternpost.example/three-hours-of-sums-and-not-a-dull-one/index.html"
EVIL = "</script><script>alert(1)</script>\x1b[31m\u202e\u2066 & \"quoted\" 'title' <img src=x onerror=alert(2)>"
WHYS = {rule.id: rule.why for rule in default_rules().rules}
SENTENCE = "The harbour council met on day {} and voted, after a long debate, to keep the ferry running until spring."


def inspected(body: bytes, url: str = "http://paper.example/a/") -> bytes:
    article, steps = explain_page(Page(url=url, body=body))
    return inspection_page(article, steps, default_rules(), "page.html")


def made_up(*steps: Step, method: str = "blocks", **fields: object) -> bytes:
    article = Article("1", None, None, None, "text", Extraction(method, 0.9, "utf-8", "0", "x"))
    for name, value in fields.items():
        object.__setattr__(article, name, value)
    return inspection_page(article, steps, default_rules(), "page.html")


def struck(rule: str, text: str = "Share", where: str = "element") -> Step:
    assert where in {"element", "line", "span"}
    return Step(text, Removal(rule, rule.partition(".")[0], text, where))  # type: ignore[arg-type]


def test_the_page_tells_the_record_and_each_block_in_its_place() -> None:
    article, steps = explain_page(Page(url="http://lanternpost.example/three/", body=REVIEW.read_bytes()))
    text = read(inspection_page(article, steps, default_rules(), "review.html")).text
    for fact in (
        "Three hours of sums, and not a dull one", "Authors Dell", "Published 2026-05-10 09:00:00+01:00 from meta",
        "Language en", "Method blocks", "Confidence 97%", "Charset utf-8 (meta)", "325 words", "7 blocks kept",
        "22 blocks struck", "Ewart Pell as Magnus Cobb, who counts his passengers with pebbles. Long Reach Pictures",
        "Site The Lantern Post", "review.html",
    ):  # fmt: skip
        assert fact in text, fact
    at = 0
    for step in steps:
        said = " ".join(step.text.split())[:60]
        at = text.index(said, at or text.index("block by block"))


def test_what_is_struck_is_told_with_rule_kind_place_and_why() -> None:
    text = read(inspected(REVIEW.read_bytes())).text
    offer = "subscription.offers_span · subscription · span TIDEMARK SUBSCRIPTION OFFERS > "
    assert f"struck {offer.replace('· ', '')}{WHYS['subscription.offers_span']}" in text
    assert "layout.link_line related element About the Post A line that is little but links." in text


def test_rules_stand_in_a_table_the_busiest_first_and_each_block_leads_to_its_row() -> None:
    page = made_up(
        struck("share.head"),
        Step("A paragraph."),
        struck("layout.outside"),
        struck("layout.outside", "Much longer"),
        struck("mine.unknown"),
    ).decode()
    rows = re.findall(r'<tr id="(rule-\d)"><th scope="row"><code>([\w.]+)</code></th>.*?<td class="n">(\d+)</td>', page)
    assert rows == [("rule-0", "layout.outside", "2"), ("rule-1", "mine.unknown", "1"), ("rule-2", "share.head", "1")]
    assert re.findall(r'href="#(rule-\d)">([\w.]+)<', page) == [
        ("rule-2", "share.head"),
        ("rule-0", "layout.outside"),
        ("rule-0", "layout.outside"),
        ("rule-1", "mine.unknown"),
    ]


def test_a_rule_of_the_users_own_tells_its_why(tmp_path: Path) -> None:
    mine = {
        "id": "mine.lamp",
        "kind": "subscription",
        "why": "Our <b>lamp</b> shop.",
        "selectors": [".lamp-shop"],
        "fires": '<div class="lamp-shop">x</div>',
        "look_alike": '<div class="lamp">x</div>',
    }
    written = "\n".join(f"{key} = {json.dumps(value)}" for key, value in mine.items())
    (tmp_path / "mine.toml").write_text(f"[[rule]]\n{written}\n", "utf-8")
    rules = load_rules([tmp_path / "mine.toml"])
    body = "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(4)) + "<div class='lamp-shop'>Light a lamp</div>"
    article, steps = explain_page(Page(url="", body=f"<article>{body}</article>".encode()), rules)
    assert "Our <b>lamp</b> shop." in read(inspection_page(article, steps, rules, "-")).text


def test_a_long_row_of_struck_blocks_is_folded_unless_nothing_was_kept() -> None:
    many = [struck("share.head", f"Share {n}") for n in range(6)]
    assert "<details" not in made_up(Step("A paragraph."), *many[:3]).decode()
    folded = made_up(Step("A paragraph."), *many).decode()
    assert '<details class="stretch">' in folded
    assert "6 blocks struck (42 characters) by share.head" in read(folded.encode()).text
    assert '<details class="stretch" open>' in made_up(*many).decode()


def test_of_a_long_block_the_beginning_stands_there_and_a_click_shows_more() -> None:
    page = made_up(struck("share.head", "word " * 1000)).decode()
    assert re.search(r"<summary>(word ){40,50}…</summary>", page)
    assert "… 3,000 more characters" in page


def test_a_text_that_is_none_of_the_pages_blocks_says_where_it_came_from() -> None:
    text = read(made_up(Step("A paragraph."), method="json-ld")).text
    assert "comes from the articleBody of the page's JSON-LD" in text
    assert "comes from" not in read(made_up(Step("A paragraph."))).text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no story no bytes, or white space alone none:empty_body"),
        (b"%PDF-1.7", "no story no HTML: a PDF, an image"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "could be taken for a story none:no_story"),
    ],
)
def test_a_page_without_a_story_says_why(body: bytes, words: str) -> None:
    text = read(inspected(body)).text
    assert words in text
    assert "Authors not found" in text
    assert "Confidence 0%" in text


def evil() -> bytes:
    said = escape(EVIL)
    paragraphs = "".join(f"<p>{said} {SENTENCE.format(n)}</p>" for n in range(5))
    return (
        f"<!doctype html><html lang='en\"><script>alert(3)</script>'><head><meta charset=utf-8><title>{said}</title>"
        f"<link rel=canonical href='javascript:alert(4)'><meta name=author content='{said}'>"
        f"<meta property=og:site_name content='{said}'><meta name=description content='{said}'></head><body>"
        f"<nav><a href='javascript:alert(5)'>{said}</a></nav><article><h1>{said}</h1>{paragraphs}"
        f"<figure><img src=x><figcaption>{said} Photo: {said}</figcaption></figure></article>"
        f"<div class=sharedaddy>{said}</div></body></html>"
    ).encode()


def assert_harmless(page: bytes) -> None:
    reader = read(page)
    assert not reader.tags & {"script", "img", "link", "iframe", "form", "object", "base"}
    assert not reader.handlers
    assert all(target.startswith(("http://", "https://", "#rule-")) for target in reader.targets)
    text = page.decode("utf-8")
    assert "default-src 'none'" in text
    assert not any(char in text for char in "\x1b\u202e\u2066\x07\x00")


def test_the_page_runs_loads_and_links_nothing_that_came_from_the_net() -> None:
    page = inspected(evil(), "javascript:alert(6)")
    assert_harmless(page)
    assert "alert(1)" in read(page).text  # shown as the words that they are


def test_lone_surrogates_and_hostile_fields_are_harmless() -> None:
    page = made_up(
        Step(f"\udcff\x00{EVIL}\nnext"),
        struck(f"own.\udcff{EVIL}", f"\ud800{EVIL}"),
        title=f"\udcff{EVIL}",
        authors=(EVIL,),
        language=EVIL,
        date_published=EVIL,
        date_published_source=EVIL,
        captions=(Caption(EVIL, EVIL),),
        tags=(EVIL,),
        canonical_url="javascript:alert(1)",
        url="data:text/html,x",
        opt_out=(EVIL,),
        asked=(EVIL,),
    )
    assert_harmless(page)
    assert "\ufffd" in page.decode("utf-8")


def test_a_page_without_measure_makes_a_page_that_a_browser_opens() -> None:
    many = [Step(f"Paragraph {n}.") for n in range(100_000)]
    page = made_up(*many, title="t" * 1_000_000, captions=tuple(Caption("c" * 5_000) for _ in range(5_000)))
    assert len(page) < 2_000_000
    text = read(page).text
    assert "100,000 blocks kept" in text
    assert "97,000 more blocks aren't shown here: scrapy extract --explain prints all" in text
    one = made_up(Step("word " * 4_000_000))
    assert len(one) < 200_000
    assert "19,900,000 more characters" in read(one).text
    lines = made_up(Step("x\n" * 1_000_000), *many)
    assert len(lines) < 1_000_000


@needs_browser
def test_a_real_browser_shows_the_page_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "inspect.html"
    path.write_bytes(inspected(evil()))
    shown = shown_by_browser(path)
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count('class="kept"') == 5
