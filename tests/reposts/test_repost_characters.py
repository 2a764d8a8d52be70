"""What copies do to single characters makes no other words of them."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from newsspider.reposts.characters import all_settled, fold, is_settled, normalise, repaired
from newsspider.reposts.fingerprint import fingerprint


@pytest.mark.parametrize(
    ("copied", "original"),
    [
        ("The hаrbour bоard raised the fеes", "The harbour board raised the fees"),  # Cyrillic а, о, е
        ("The har\u00adbour bo\u200bard raised the fees", "The harbour board raised the fees"),
        ("The harbour board &amp; the café raised &quot;fees&quot;", 'The harbour board & the cafe raised "fees"'),
        ("The boardâ€™s cafÃ© raised the fees", "The board's café raised the fees"),
        ("The ﬁsh board raised the fees by 12％", "The fish board raised the fees by twelve percent"),
        ("Der Fährverkehr kostet dreißig Kronen", "Der Fahrverkehr kostet 30 Kronen"),
        ("أُعيدَ الطَّريقُ إلى الخدمة", "اعيد الطريق الى الخدمه"),
        ("Ёлка на причале", "Елка на причале"),
    ],
)
def test_a_copy_reads_like_its_original(copied: str, original: str) -> None:
    assert fingerprint(copied).stems == fingerprint(original).stems


@pytest.mark.parametrize(
    ("one", "other"), [("порт", "nopt"), ("12 crowns", "13 crowns"), ("harbour board", "harvest board")]
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fingerprint(one).stems != fingerprint(other).stems


def test_plain_text_is_left_alone() -> None:
    plain = "Tom & Jerry; R&D, AT&T."
    assert repaired(plain) == plain
    assert normalise(plain) == plain
    assert fold("ÉCOLE") == "ecole"


def test_what_is_settled_stays_as_it_is_wherever_it_stands() -> None:
    settled = [character for character in map(chr, range(sys.maxunicode + 1)) if is_settled(character)]
    assert len(settled) > 40_000
    text = "".join(settled)
    assert repaired(text) == unicodedata.normalize("NFKC", text) == text
    assert all_settled(is_settled, text)
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(sys.maxunicode + 1))
    joined = {chr(int(part[1], 16)) for part in parts if len(part) == 2 and "<" not in part[0]}
    assert joined.isdisjoint(settled)  # no letter before them takes them in


@pytest.mark.parametrize("text", ["… so\xa0it is", "the cafe\u0301", "ﬁsh\0", "½", "\U0001f600", "\u1100\u1161", "Ã©"])
def test_what_is_not_settled_is_repaired(text: str) -> None:
    assert not all_settled(is_settled, text)
    assert repaired(text) == unicodedata.normalize("NFKC", text.replace("Ã©", "é").replace("\0", " "))


@pytest.mark.parametrize("text", ["\ud800", "a" * 10_000, "\x00\x01", "1" * 5000, "的" * 3, "A.B.C.D.E.F."])
def test_any_text_is_read(text: str) -> None:
    print_ = fingerprint(text)
    assert len(print_.stems) == 4 * len(print_.flags)
