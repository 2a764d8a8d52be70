"""Which rule chooses the encoding, with which result; whatever the bytes are, something comes back."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.extraction import extract
from newsspider.extraction.decode import decode

JAPANESE = '<html lang="ja"><p>港の潮位計は毎朝手で読まれてきた。月曜日に事務所は応募者がいないと述べた。</p>'
KOREAN = '<html lang="ko"><p>항구의 조위계는 매일 아침 손으로 읽혀 왔다. 지원자가 없다고 말했다.</p>'
CHINESE = '<html lang="zh-CN"><p>港口的潮位计每天早上都由人工读取。周一办公室表示没有人申请。</p>'
TAIWANESE = '<html lang="zh-TW"><p>港口的潮位計每天早上都由人工讀取。週一辦公室表示沒有人申請。</p>'
RUSSIAN = '<html lang="ru"><p>Мареограф в порту каждое утро снимают вручную с 1871 года.</p>'
ARABIC = '<html lang="ar"><p>مقياس المد في الميناء يقرأ باليد كل صباح منذ عام 1871</p>'
POLISH = '<html lang="pl"><p>Żółta łódź płynie wzdłuż nabrzeża w Gdańsku.</p>'
GREEK = '<html lang="el"><p>Η παλίρροια μετριέται κάθε πρωί από το 1871.</p>'
ENGLISH = '<html lang="en"><p>“The café’s naïve façade — done,” he said.</p>'
THAI = '<html lang="th"><p>ทุกเช้าตั้งแต่ปี 1871 เจ้าหน้าที่อ่านระดับน้ำด้วยมือ</p>'


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_beats_every_declaration(mark: bytes, encoding: str) -> None:
    body = mark + RUSSIAN.encode(encoding)
    assert decode(body, "text/html; charset=windows-1251") == (RUSSIAN, f"{encoding} (bom)")


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "windows-1252", "windows-1252"),
        (RUSSIAN, "windows-1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "ibm866", "ibm866"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
        (KOREAN, "euc-kr", "euc-kr"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb2312", "gb18030"),
        (TAIWANESE, "big5", "big5hkscs"),
        (POLISH, "iso-8859-2", "iso-8859-2"),
        (ARABIC, "windows-1256", "windows-1256"),
    ],
)
def test_what_is_declared_and_true_is_believed(text: str, label: str, name: str) -> None:
    assert decode(text.encode(label), f"text/html; charset={label}") == (text, f"{name} (header)")
    with_meta = f'<meta charset="{label}">{text}'
    assert decode(with_meta.encode(label)) == (with_meta, f"{name} (meta)")


def test_the_header_comes_before_meta() -> None:
    text = f'<meta charset="koi8-r">{RUSSIAN}'
    assert decode(text.encode("cp1251"), "text/html; charset=windows-1251") == (text, "windows-1251 (header)")


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<META CHARSET=windows-1251>",
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<!-- <meta charset=koi8-r> --><meta charset='windows-1251'>",
    ],
)
def test_the_forms_of_a_declaration_in_the_page(declaration: str) -> None:
    text = declaration + RUSSIAN
    assert decode(text.encode("cp1251"), "text/html") == (text, "windows-1251 (meta)")


@pytest.mark.parametrize(
    "label",
    [
        "iso-8859-1",
        "us-ascii",
        "windows-1251",
        "koi8-r",
        "gb2312",
        "euc-kr",
        "shift_jis",
        "big5",
        "ibm866",
        "macintosh",
    ],
)
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE], ids=["english", "russian", "japanese"])
def test_utf_8_bytes_contradict_any_other_declaration(text: str, label: str) -> None:
    assert decode(text.encode(), f"text/html; charset={label}") == (text, "utf-8 (valid)")


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32"])
def test_a_page_without_zero_bytes_is_not_utf_16(label: str) -> None:
    assert decode(ENGLISH.encode(), f"text/html; charset={label}") == (ENGLISH, "utf-8 (valid)")


def test_a_page_that_says_utf_16_in_readable_bytes_is_utf_8() -> None:
    text = f"<meta charset=utf-16>{RUSSIAN}"
    assert decode(text.encode()) == (text, "utf-8 (meta)")


def test_utf_16_in_the_header_is_believed_when_it_is_true() -> None:
    assert decode(ENGLISH.encode("utf-16-le"), "text/html; charset=utf-16le") == (ENGLISH, "utf-16-le (header)")


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (ARABIC, "cp1256", "windows-1256"),
        (POLISH, "cp1250", "windows-1250"),
        (GREEK, "cp1253", "windows-1253"),
        (THAI, "cp874", "windows-874"),
        (ENGLISH, "cp1252", "windows-1252"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (KOREAN, "euc_kr", "euc-kr"),
        (CHINESE, "gb18030", "gb18030"),
    ],
)
@pytest.mark.parametrize("header", [None, "text/html", "text/html; charset=utf-8", "text/html; charset=klingon"])
def test_undeclared_or_wrongly_declared_bytes_are_read_by_the_page_s_language(
    text: str, encoding: str, name: str, header: str | None
) -> None:
    assert decode(text.encode(encoding), header) == (text, f"{name} (language)")


def test_without_any_sign_windows_1252_is_assumed() -> None:
    text = ENGLISH.replace(' lang="en"', "")
    assert decode(text.encode("cp1252")) == (text, "windows-1252 (guess)")


def test_latin_1_means_windows_1252() -> None:
    assert decode(ENGLISH.encode("cp1252"), "text/html; charset=iso-8859-1") == (ENGLISH, "windows-1252 (header)")


def test_japanese_of_windows_is_read_where_shift_jis_is_declared() -> None:
    text = f"{JAPANESE}①髙－"
    assert decode(text.encode("cp932"), "text/html; charset=shift_jis") == (text, "shift_jis (header)")
    assert decode(text.encode("cp932")) == (text, "shift_jis (language)")


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("header", [None, "text/html; charset=utf-8"])
def test_a_character_cut_in_two_at_the_end_is_left_out(cut: int, header: str | None) -> None:
    body = JAPANESE.removesuffix("。</p>").encode()
    text, how = decode(body[:-cut], header)
    assert text == JAPANESE.removesuffix("た。</p>")
    assert how == ("utf-8 (header)" if header else "utf-8 (valid)")


def test_a_few_foreign_bytes_do_not_change_the_encoding_of_the_page() -> None:
    text, how = decode((RUSSIAN * 20).encode() + "café".encode("latin-1") + b"</p>", "text/html; charset=utf-8")
    assert text.startswith(RUSSIAN)
    assert text.endswith("caf\ufffd</p>")
    assert how == "utf-8 (repaired)"


def test_a_declared_encoding_with_many_bad_bytes_is_repaired() -> None:
    text, how = decode(ENGLISH.encode("cp1252") + b"\x81\x8d", "text/html; charset=windows-1252")
    assert text == ENGLISH + "\ufffd\ufffd"
    assert how == "windows-1252 (repaired)"


@pytest.mark.parametrize(
    "label",
    [
        "none",
        "base64",
        "rot13",
        "hex",
        "unicode_escape",
        "raw_unicode_escape",
        "punycode",
        "idna",
        "utf-7",
        "undefined",
    ],
)
def test_what_is_no_encoding_of_pages_is_not_believed(label: str) -> None:
    text = "<p>Plain ASCII with a \\u0041 and a +AGE-</p>"
    assert decode(text.encode(), f"text/html; charset={label}") == (text, "utf-8 (valid)")
    declared = f"<meta charset={label}>{text}"
    assert decode(declared.encode()) == (declared, "utf-8 (valid)")


@pytest.mark.parametrize("header", ["", ";charset", "text/html; charset=", "charset==;;", "text/html; charset=\x00"])
def test_a_broken_header_is_no_header(header: str) -> None:
    assert decode(RUSSIAN.encode(), header) == (RUSSIAN, "utf-8 (valid)")


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"\xff\xfe", b"\xff\xfe\x00", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80"]
)
def test_scraps(body: bytes) -> None:
    text, how = decode(body)
    assert isinstance(text, str)
    assert how.endswith(")")


@given(
    body=st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-16-le", "surrogatepass")),
    header=st.none()
    | st.sampled_from(["utf-8", "shift_jis", "gb18030", "utf-16", "euc-kr", "x"]).map("text/html; charset={}".format)
    | st.text(max_size=40),
)
@settings(deadline=None)
def test_decoding_never_raises(body: bytes, header: str | None) -> None:
    text, how = decode(body, header)
    assert isinstance(text, str)
    assert how[-1] == ")"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=utf-8")[0] == text.removeprefix("\ufeff")


def test_the_record_tells_the_encoding() -> None:
    assert extract(f"{RUSSIAN}".encode("cp1251")).extraction.charset == "windows-1251 (language)"
    assert extract(RUSSIAN).extraction.charset is None


SENTENCES = {
    "cp1251": "В понедельник утром жители посёлка впервые увидели пароход, который стоял у причала с прошлой осени.",
    "koi8_r": "В понедельник утром жители посёлка впервые увидели пароход, который стоял у причала с прошлой осени.",
    "iso8859_5": "В понедельник утром жители посёлка впервые увидели пароход, который стоял у причала.",
    "cp1253": "Το λιμάνι έμεινε κλειστό για δεύτερη ημέρα, καθώς οι εργάτες ζητούν καλύτερες αμοιβές.",
    "cp1255": "הנמל נשאר סגור ביום השני ברציפות, והעובדים דורשים שכר גבוה יותר ותנאים טובים.",
    "cp1256": "بقي الميناء مغلقا لليوم الثاني على التوالي، ويطالب العمال بأجور أعلى وظروف أفضل.",
    "cp932": "港は二日続けて閉鎖されたままで、労働者たちはより高い賃金とよい条件を求めている。",
    "euc_jp": "港は二日続けて閉鎖されたままで、労働者たちはより高い賃金とよい条件を求めている。",
    "cp949": "항구는 이틀째 문을 닫은 상태이고 노동자들은 더 높은 임금과 나은 조건을 요구하고 있다.",
    "gb18030": "港口连续第二天关闭，工人们要求提高工资并改善条件，他们在门口说，这是一年来的第一次。",
    "cp1252": "Der Hafen blieb am zweiten Tag geschlossen; die Arbeiter fordern höhere Löhne für ihre Mühen.",
}


@pytest.mark.parametrize("codec", SENTENCES)
def test_bytes_without_any_sign_are_judged_by_their_commonest_letters(codec: str) -> None:
    page = f"<html><body><p>{SENTENCES[codec]}</p></body></html>"
    text, how = decode(page.encode(codec))
    assert text == page
    assert how.endswith("(guess)")


def test_a_few_signs_of_windows_1252_are_no_broken_utf_8() -> None:
    page = "<html><p>“It is shut,” she said.</p>" + "<p>The office said no more about the matter.</p>" * 200
    assert decode(page.encode("cp1252")) == (page, "windows-1252 (guess)")
