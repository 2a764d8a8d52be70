"""The language of a story: told by small words where the page says the truth, by the model where it doesn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from extraction_pages import PARAGRAPHS
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from newsspider.extraction import language as module
from newsspider.extraction import language_model
from newsspider.extraction.language import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ENGLISH = " ".join(PARAGRAPHS)
GERMAN = (
    "Der Pegel am Hafen wird seit 1871 jeden Morgen von Hand abgelesen, und am Montag teilte das Amt mit, dass sich "
    "niemand auf die Stelle beworben hat. Die Arbeit dauert vier Minuten und ist schlecht bezahlt, auch an Feiertagen. "
    "Das Amt will bis zum März warten und wird dann einen Schwimmer an der Mauer anbringen, der nicht schläft."
)
LOREM = "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt labore " * 4


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (GERMAN, "de")])
def test_a_page_that_tells_the_truth_is_believed_without_the_model(
    text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_identifier", lambda: pytest.fail("the model was asked"))
    assert language_of(text, code) == code


@pytest.mark.parametrize(
    ("text", "declared", "code"), [(GERMAN, "en", "de"), (ENGLISH, "de", "en"), (GERMAN, None, "de")]
)
def test_what_a_page_declares_falsely_or_not_at_all_the_text_tells(text: str, declared: str | None, code: str) -> None:
    assert language_of(text, declared) == code


def test_a_short_text_is_what_the_page_declares() -> None:
    assert language_of("Der Pegel am Hafen.", "en") == "en"


def test_words_of_no_language_prove_none() -> None:
    assert module._told_by_words(LOREM) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("港の検潮器は1871年から毎朝手で読まれてきたが、月曜日に役所は応募者がいないと発表した。" * 6, "ja"),
        ("항구의 조위계는 1871년부터 매일 아침 손으로 읽어 왔지만 지원자가 없다고 밝혔다. " * 6, "ko"),
        ("Το παλιρροιόμετρο στο λιμάνι διαβάζεται κάθε πρωί με το χέρι από το 1871. " * 4, "el"),
        ("港口的验潮仪自1871年以来每天早上都由人工读数，周一办公室说没有人应聘这个职位。" * 6, None),
        (ENGLISH.replace("harbour", "αβγ"), None),
    ],
)
def test_a_script_of_its_own_tells_a_language(text: str, code: str | None) -> None:
    assert module._told_by_script(text[:600]) == code
    if code:
        assert language_of(text, "en") == code


def test_lists_are_in_lower_case_and_without_repeats() -> None:
    for code, words in module._TABLE["words"].items():
        assert len(set(words)) == len(words) >= 20, code
        assert all(word == word.lower() for word in words), code


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory for caches of its own, and no model that is loaded already."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    language_model.identifier.cache_clear()
    yield tmp_path / "newsspider"
    language_model.identifier.cache_clear()


def test_the_mapped_model_says_what_the_packed_one_says(caches: Path) -> None:
    mapped = language_model.identifier()
    (folder,) = caches.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    packed = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    for text in (
        ENGLISH,
        GERMAN,
        LOREM,
        "Diyanet işleri bugün açıklandı ve ücretsiz olacak",
        "한국어",
        "",
        "\x00\ud800",
    ):
        assert mapped.classify(text) == packed.classify(text)


def test_the_model_is_unpacked_once(caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    language_model.identifier()
    language_model.identifier.cache_clear()
    monkeypatch.setattr(language_model, "load_model", lambda _: pytest.fail("it was unpacked again"))
    assert language_model.identifier().classify(GERMAN)[0] == "de"
    assert len(list(caches.iterdir())) == 1


@pytest.mark.parametrize("trouble", ["writable by others", "cut off", "no place", "no home"])
def test_without_files_that_can_be_trusted_the_model_is_unpacked_into_memory(
    trouble: str, caches: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble in ("writable by others", "cut off"):
        language_model.identifier()
        language_model.identifier.cache_clear()
        (folder,) = caches.iterdir()
        if trouble == "cut off":
            (folder / "moves.npy").write_bytes(b"\x93NUMPY")
        else:
            folder.chmod(0o777)
    elif trouble == "no place":
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    else:
        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.setattr("pathlib.Path.home", _no_home)
    monkeypatch.setattr(language_model, "_mapped", _if_whole(language_model._mapped))
    assert language_model.identifier().classify(GERMAN)[0] == "de"


def _no_home() -> Path:
    raise RuntimeError("Could not determine home directory.")


def _if_whole(mapped: Callable[[Path], LanguageIdentifier]) -> Callable[[Path], LanguageIdentifier]:
    """``_mapped``, of which nobody may get an identifier here."""

    def refused(folder: Path) -> LanguageIdentifier:
        mapped(folder)
        pytest.fail(f"{folder} was trusted")

    return refused
