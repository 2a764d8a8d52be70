"""A list is the story's as a whole, and so is code between its paragraphs; what is a link isn't."""

from __future__ import annotations

from extraction_pages import PARAGRAPHS, story_page

from newsspider import extract

ASKED = (
    ("How does one become a lock keeper?", "You are standing there when the old one leaves."),
    ("What is the best hour?", "Five in the morning, before the boats, when the herons have it to themselves."),
    ("And the worst?", "Any Saturday in August."),
    ("What do people not know?", "That the gates are kept shut by nothing but the water, and that this is all."),
    ("Would you do it again?", "I do it again every morning."),
)
JAPANESE = (
    "市は二十六日、老朽化が進む市民プールを来春まで存続させる方針を明らかにした。修繕には約二億四千万円が必要とされる。",
    "プールで子どもたちに水泳を教えてきた小田さんは「次に近いプールまで三十キロもあり、バスも減らされた」と話した。",
    "市の調査によると、浅い側の屋根を支える梁に腐食が見つかり、北側の壁のタイルは三分の一がはがれかけている。",
    "県の決定は一月末までに示される見通しで、市議会は結果を踏まえて改めて予算案を審議する。",
)


def test_the_short_answers_of_an_interview_stay_with_the_long_ones() -> None:
    answers = "".join(f"<dt>{question}</dt><dd>{answer}</dd>" for question, answer in ASKED)
    page = f"<html><body><main><h1>Five questions</h1><p>{PARAGRAPHS[0]}</p><dl>{answers}</dl></main></body></html>"
    text = extract(page).text
    assert all(line in text.split("\n\n") for asked in ASKED for line in asked)


def test_code_between_two_paragraphs_stays_though_it_stands_in_tabs() -> None:
    first, second, *rest = PARAGRAPHS
    tabs = '<div class="tabs-container"><ul role="tablist"><li role="tab">Linux</li></ul><div role="tabpanel">'
    code = f"</p>{tabs}<pre><code>gauge --read quay --every 6h</code></pre></div></div><p>"
    assert "gauge --read" in extract(story_page(paragraphs=(first, f"{code}{second}", *rest))).text


def test_titles_without_blanks_that_are_links_are_links() -> None:
    story = "".join(f"<p>{text}</p>" for text in (*JAPANESE, '<a href="/2">プール教室、抽選は五倍に</a>'))
    page = f"<html lang=ja><body><main><h1>市民プール存続へ</h1>{story}</main></body></html>"
    assert extract(page).text == "\n\n".join(JAPANESE)
