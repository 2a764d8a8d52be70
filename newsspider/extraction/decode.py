"""From bytes to characters. Which rule chose the encoding is told; no bytes make this raise.

In: the body and, if there is one, the HTTP header. Out: the text and "ENCODING (RULE)". The order: byte-order mark,
HTTP header, ``<meta>``, valid UTF-8, then the legacy encoding of the page's language, then a guess by the bytes. A
declared encoding that the bytes contradict loses. Source: WHATWG Encoding and HTML standards (labels and sniffing),
with the guess by language in place of the browser's locale.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from w3lib.encoding import http_content_type_encoding, resolve_encoding

from newsspider.extraction.charset_guess import BY_LANGUAGE, LATIN, SECOND, guess

_HEAD_BYTES: Final = 4096  # how far a <meta charset> is looked for; the standard says 1024, pages say otherwise
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_LANG: Final = re.compile(rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([a-z]{2,3})", re.IGNORECASE)
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's names that differ from the standard's, which is what people look up.
_NAMES: Final = {
    **{f"cp125{n}": f"windows-125{n}" for n in range(9)},
    "cp932": "shift_jis", "cp949": "euc-kr", "cp866": "ibm866", "cp874": "windows-874", "utf-8-sig": "utf-8",
    "mac-roman": "macintosh",
}  # fmt: skip
# Codecs of Python that are no encodings of pages: they would turn plain ASCII into something else.
_NOT_FOR_PAGES: Final = frozenset({"utf-7", "punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Decode a page.

    Returns:
        The text and how it was decoded, such as ``"windows-1252 (meta)"``; the rule is one of bom, header, meta,
        valid, repaired, language, guess.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), f"{name} (bom)"
    head = body[:_HEAD_BYTES]
    for rule, label in (("header", _in_header(content_type)), ("meta", _declared(head))):
        if label and (text := _strict(body, label)) is not None:
            return text, f"{_public_name(label)} ({rule})"
    if (text := _strict(body, "utf-8")) is not None:
        return text, "utf-8 (valid)"
    return _fallback(body, head, content_type)


def _in_header(content_type: str | None) -> str | None:
    return _for_pages(http_content_type_encoding(content_type))


def _declared(head: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", head)) or _XML.match(head)
    if not found:
        return None
    label = _for_pages(resolve_encoding(found[1].decode("ascii", "replace")))
    # A page that was read as bytes to find this can't be UTF-16, whatever it says (HTML standard).
    return "utf-8" if label and label.startswith("utf-16") else label


def _for_pages(label: str | None) -> str | None:
    """The label, or None if it is no encoding of text: Python calls "hex" and "rot13" codecs too."""
    if label is None or label.replace("_", "-") in _NOT_FOR_PAGES:
        return None
    try:
        b" ".decode(label, "ignore")
    except LookupError:
        return None
    return label


def _strict(body: bytes, label: str) -> str | None:
    """The text if the bytes are valid in this encoding; a cut at the very end of UTF-8 is forgiven."""
    try:
        text = body.decode(label)
    except UnicodeDecodeError as error:
        near_end = error.start >= len(body) - 3
        return body[: error.start].decode(label) if near_end and label == "utf-8" else None
    except (LookupError, UnicodeError):
        return None
    # Old encodings accept nearly anything: valid UTF-8 with multi-byte runs contradicts them all.
    if not label.startswith("utf") and not body.isascii() and _is_utf8(body):
        return None
    # A page in UTF-16 has zero bytes wherever it has a tag.
    if label.startswith(("utf-16", "utf-32")) and b"\0" not in body:
        return None
    return text


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fallback(body: bytes, head: bytes, content_type: str | None) -> tuple[str, str]:
    declared = _in_header(content_type) or _declared(head)
    broken = body.decode("utf-8", "replace")
    # A few bad bytes in a page that is UTF-8 for the rest (a comment pasted in another encoding) are no reason to
    # read all of it as something else.
    bad = broken.count("\ufffd")
    if bad <= max(3, len(broken) // 1000) and bad < sum(sign > "\x7f" for sign in broken) - bad:
        return broken, "utf-8 (repaired)"
    if declared and not declared.startswith("utf"):
        return body.decode(declared, "replace"), f"{_public_name(declared)} (repaired)"
    found = _LANG.search(head)
    language = found[1].decode("ascii").lower() if found else ""
    label = BY_LANGUAGE.get(language)
    if label is None and not (found and language):
        label = guess(body)
        return body.decode(label, "replace"), f"{_public_name(label)} (guess)"
    label = label or LATIN
    if language in SECOND and _strict(body, label) is None and _strict(body, SECOND[language]) is not None:
        label = SECOND[language]
    return body.decode(label, "replace"), f"{_public_name(label)} (language)"


def _public_name(label: str) -> str:
    if label in _NAMES:
        return _NAMES[label]
    return label.replace("_", "-").replace("iso8859", "iso-8859").replace("iso2022", "iso-2022")
