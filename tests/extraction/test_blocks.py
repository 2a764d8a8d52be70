"""Blocks are measured, weighed and chosen: figures, the scorer's file, hard reasons, and how sure the choice is."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import numpy as np
import pytest
from extraction_pages import PARAGRAPHS, bundled, layout_of, story_page

from newsspider.clutter import default_rules
from newsspider.extraction import extract
from newsspider.extraction.body import OUTSIDE, Body, choose, rules_of_lines, table_of
from newsspider.extraction.class_words import BIT_NAMES
from newsspider.extraction.features import BlockTable, measure
from newsspider.extraction.layout import Layout
from newsspider.extraction.scorer import model, score, threshold
from newsspider.extraction.vetoes import CAPTION, decided

RULES = default_rules()
ODD_PAGES = {
    "one word": "<p>x</p>",
    "digits": "<p>1</p><p>2</p>",
    "only links": "<a href=a>a</a><p><a href=b>b</a></p>",
    "only headings": "<h1>a</h1><h2>b</h2>",
    "a table": "<table><tr><td>1<td>2<tr><td>3<td>4</table>",
    "japanese": "<p>港の潮位計は毎朝手で読まれてきた。月曜日に事務所は応募者がいないと述べた。</p>" * 3,
    "arabic": "<p>مقياس المد في الميناء يقرأ باليد كل صباح، منذ عام 1871.</p>" * 3,
    "signs": "<p>…</p><p>→</p><p>©</p><p>\u200b</p>",
    "a repeated line": "<p>Again and again the same long sentence stands on this page.</p>" * 50,
    "everything hidden": "<div hidden><p>The office said so on Monday, twice.</p></div>",
    "everything in the footer": "<footer><p>The office said so on Monday, twice.</p></footer>",
    "emoji": "<p>😀😀😀</p>",
}


def _table(html: str) -> BlockTable:
    layout = layout_of(html)
    return table_of(layout, rules_of_lines(layout, RULES))


@pytest.mark.parametrize("body", ODD_PAGES.values(), ids=ODD_PAGES)
def test_every_figure_is_finite_and_every_block_has_one(body: str) -> None:
    layout = layout_of(f"<html><body>{body}</body></html>")
    table = measure(layout, np.zeros(len(layout.texts), bool))
    assert table.values.shape == (len(layout.texts), len(table.names))
    assert np.isfinite(table.values).all()
    assert len(set(table.names)) == len(table.names)
    assert table.chars.shape == table.good.shape == table.bits.shape == (len(layout.texts),)
    assert 0 <= table.best < len(layout.c_tag)
    probability = score(table)
    assert ((probability >= 0) & (probability <= 1)).all()


def test_the_figures_of_the_bundled_pages_are_finite_too() -> None:
    for page in bundled()[::8]:
        layout = layout_of(page.page.body.decode())
        table = table_of(layout, rules_of_lines(layout, RULES))
        assert np.isfinite(table.values).all(), page.name
        assert np.abs(table.values).max() < 100, page.name


def test_all_pages_have_the_same_columns() -> None:
    names = {_table(f"<body>{body}</body>").names for body in ODD_PAGES.values()}
    assert len(names) == 1
    assert {f"is_{name.lower()}" for name in BIT_NAMES} <= set(names.pop())


def test_figures_say_what_they_are_called() -> None:
    story = "<p>A sentence of a story that is told here, at some length.</p>"
    layout = layout_of(f"<body><h1>Head</h1>{story}<p><a href=x>All link</a></p></body>")
    table = table_of(layout, rules_of_lines(layout, RULES))
    column = {name: table.values[:, i] for i, name in enumerate(table.names)}
    assert column["tag_h1"].tolist() == [1, 0, 0]
    assert column["link_density"].tolist() == [0, 0, 1]
    assert column["all_link"].tolist() == [0, 0, 1]
    assert column["ends_sentence"].tolist() == [0, 1, 0]
    assert column["has_h1"].tolist() == [1, 1, 1]
    assert column["position"].tolist() == sorted(column["position"].tolist())


def test_a_line_that_a_rule_knows_is_marked() -> None:
    layout = layout_of("<body><p>Leave a Reply</p><p>The office said so on Monday.</p></body>")
    table = table_of(layout, rules_of_lines(layout, RULES))
    assert table.values[0, table.names.index("line_rule")] in (0.0, 1.0)
    assert table.values[1, table.names.index("line_rule")] == 0.0


def test_the_weights_file_can_be_read_and_names_columns_that_exist() -> None:
    text = (files("newsspider.extraction") / "weights.json").read_text("utf-8")
    loaded = json.loads(text)
    assert {"weights", "bias", "threshold"} <= set(loaded)
    names = _table(f"<body>{ODD_PAGES['one word']}</body>").names
    assert set(loaded["weights"]) <= set(names)
    assert all(isinstance(weight, float | int) and np.isfinite(weight) for weight in loaded["weights"].values())
    assert 0 < threshold() < 1
    assert max(map(len, text.splitlines())) < 120, "one weight a line, so that a change can be reviewed"


def test_the_weights_speak_for_stories_and_against_clutter() -> None:
    weights = model()["weights"]
    assert weights["ends_sentence"] > 0
    assert weights["link_density"] + weights["all_link"] + weights["link_and_long"] < 0
    assert weights["is_comment"] < 0


def test_a_page_without_blocks_has_no_choice() -> None:
    assert choose(Layout(), RULES) == Body()


def test_each_block_is_kept_or_has_a_reason() -> None:
    for page in bundled()[::5]:
        layout = layout_of(page.page.body.decode())
        body = choose(layout, RULES)
        assert sorted([*body.kept, *body.reasons]) == list(range(len(layout.texts))), page.name
        assert body.kept == sorted(body.kept)
        assert all(body.reasons[i] == CAPTION for i in body.captions)
        assert len(body.probabilities) == len(layout.texts) == len(body.bits)
        assert 0 <= body.confidence <= 1


def test_captions_and_ruled_boxes_are_no_matter_of_figures() -> None:
    page = story_page("<div id=respond><p>Leave a Reply</p></div>").replace(
        "</article>", "<figure><img><figcaption>The ladder.</figcaption></figure></article>"
    )
    layout = layout_of(page)
    reasons = decided(layout, table_of(layout, rules_of_lines(layout, RULES)))
    assert reasons[layout.texts.index("The ladder.")] == CAPTION
    assert reasons[layout.texts.index("Leave a Reply")][1] in ("comment_form", "comments")


def test_a_box_that_is_the_page_itself_is_kept_whatever_it_is_called() -> None:
    inside = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    for names in ("class=sharedaddy", "id=jp-post-flair", "class=related", "class=sidebar"):
        assert extract(f"<html><body><div {names}>{inside}</div></body></html>").text == "\n\n".join(PARAGRAPHS), names


def test_what_is_left_out_without_a_rule_is_called_outside() -> None:
    layout = layout_of(story_page().replace("</body>", "<div><p>Zinc and amber</p></div></body>"))
    assert choose(layout, RULES).reasons[layout.texts.index("Zinc and amber")] == OUTSIDE


def test_the_longer_the_surer() -> None:
    short = extract(story_page(paragraphs=PARAGRAPHS[:1])).extraction.confidence
    long = extract(story_page()).extraction.confidence
    assert 0 < short < long <= 1


def test_a_copy_for_small_screens_is_kept_once() -> None:
    story = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    page = f"<html><body><main><div class=wide>{story}</div><div class=narrow>{story}</div></main></body></html>"
    assert extract(page).text == "\n\n".join(PARAGRAPHS)


def test_short_lines_of_a_copy_go_with_its_paragraphs() -> None:
    story = "".join(f"<h2>Part {number}</h2><p>{p}</p>" for number, p in enumerate(PARAGRAPHS))
    page = f"<html><body><main><div class=wide>{story}</div><div class=narrow>{story}</div></main></body></html>"
    assert extract(page).text == "\n\n".join(line for n, p in enumerate(PARAGRAPHS) for line in (f"Part {n}", p))


def test_a_refrain_is_the_author_s() -> None:
    song = (
        PARAGRAPHS[0],
        "And nobody climbed the ladder.",
        PARAGRAPHS[1],
        "And nobody climbed the ladder.",
        PARAGRAPHS[2],
    )
    assert extract(story_page(paragraphs=song)).text == "\n\n".join(song)


def test_the_title_is_not_the_text() -> None:
    page = story_page(title="Gauge without reader", head="<title>Gauge without reader</title>")
    article = extract(page)
    assert article.title == "Gauge without reader"
    assert article.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("language", ["ja", "zh", "th", "ar", "he"])
def test_stories_in_other_scripts(language: str) -> None:
    sentence = {
        "ja": "港の潮位計は毎朝手で読まれてきた。月曜日に事務所は応募者がいないと述べた。作業は四分で終わる。",
        "zh": "港口的潮位计每天早上都由人工读取。周一办公室表示没有人申请。这项工作只需要四分钟。",
        "th": "ทุกเช้าตั้งแต่ปี 1871 เจ้าหน้าที่อ่านระดับน้ำด้วยมือ และวันจันทร์สำนักงานกล่าวว่าไม่มีผู้สมัคร",
        "ar": "مقياس المد في الميناء يقرأ باليد كل صباح منذ عام 1871، وقال المكتب يوم الاثنين إن أحدا لم يتقدم.",
        "he": "מד הגאות בנמל נקרא ביד בכל בוקר מאז 1871, וביום שני אמר המשרד שאיש לא הגיש מועמדות.",
    }[language]
    story = tuple(f"{number}. {sentence}" for number in range(1, 6))
    article = extract(story_page(paragraphs=story))
    assert article.text == "\n\n".join(story)
    assert article.language == language


def test_removals_name_rules_in_the_form_that_the_docs_promise() -> None:
    for page in bundled()[::10]:
        for removal in page.article.removed:
            assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", removal.rule), removal
            assert removal.where in ("element", "line", "span")


def test_what_a_page_hides_is_out_unless_it_shows_hardly_anything_else() -> None:
    shown = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    unseen = "<p>The harbour office keeps a second list, which nobody who reads the page is shown.</p>"
    for attribute in ("hidden", 'aria-hidden="true"', 'style="display: none"'):
        page = f"<html><body><article>{shown}<div {attribute}>{unseen * 2}</div></article></body></html>"
        article = extract(page)
        assert "second list" not in article.text
        assert "layout.hidden" in {removal.rule for removal in article.removed}
    until_the_program_runs = (
        f'<html><body><div style="visibility:hidden"><article>{shown}</article></div></body></html>'
    )
    assert extract(until_the_program_runs).text.split("\n\n") == list(PARAGRAPHS)
