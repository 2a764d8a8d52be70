"""Elements by signature."""

from __future__ import annotations

import pytest

from newsspider.clutter import default_rules
from newsspider.clutter.elements import SelectorError, parse_selector


@pytest.mark.parametrize(
    ("tag", "element_id", "classes", "attrs", "rule"),
    [
        ("div", "respond", [], {}, "wordpress.comment_form"),
        ("div", "RESPOND", [], {}, "wordpress.comment_form"),
        ("div", None, ["x", "Sharedaddy"], {}, "jetpack.share"),
        ("p", None, ["button-wrapper"], {}, "substack.parts"),
        ("div", None, [], {"data-component-name": "SubscribeWidget"}, "substack.parts"),
        ("div", "taboola-below-article", [], {}, "related.outbrain"),
        ("div", "comment-1234", [], {}, "comments.others"),
        ("form", None, ["kg-signup-card"], {}, "ghost.cards"),
        ("amp-ad", None, [], {}, "advert.boxes"),
        ("div", "mc_embed_signup", [], {}, "newsletter.forms"),
    ],
)
def test_a_signature_is_known(
    tag: str, element_id: str | None, classes: list[str], attrs: dict[str, str], rule: str
) -> None:
    found = default_rules().element(tag, element_id, classes, attrs)
    assert found is not None
    assert found.id == rule


@pytest.mark.parametrize(
    ("tag", "element_id", "classes", "attrs"),
    [
        ("div", None, [], {}),
        ("article", "post-17", ["post", "entry"], {"data-id": "3"}),
        ("div", None, ["entry-content", "post-body"], {}),
        ("div", None, ["cookie"], {}),
        ("p", None, ["byline"], {}),
        ("div", None, [""], {}),
        ("ol", None, ["listing"], {}),
    ],
)
def test_a_story_is_not(tag: str, element_id: str | None, classes: list[str], attrs: dict[str, str]) -> None:
    assert default_rules().element(tag, element_id, classes, attrs) is None


def test_attributes_may_be_left_out() -> None:
    assert default_rules().element("div", "respond") is not None


@pytest.mark.parametrize("text", ["", "a b", ".a > .b", ".a,.b", "[x~=y]", ":hover", "#^=ab", "."])
def test_a_selector_that_cannot_be_looked_up_is_refused(text: str) -> None:
    with pytest.raises(SelectorError):
        parse_selector(text)
