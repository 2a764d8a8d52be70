"""From bytes to characters. Which rule chose the encoding is told; no bytes make this raise.

In: the body and, if there is one, the HTTP header. Out: the text and "ENCODING (RULE)". The order: byte-order mark,
HTTP header, ``<meta>``, valid UTF-8, then the windows-125x family by the page's language. A declared encoding that
the bytes contradict loses. Source: WHATWG Encoding and HTML standards (labels and sniffing), with the guess by
language in place of the browser's locale.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from w3lib.encoding import http_content_type_encoding, resolve_encoding

_HEAD_BYTES: Final = 4096  # how far a <meta charset> is looked for; the standard says 1024, pages say otherwise
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_LANG: Final = re.compile(rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([a-z]{2,3})", re.IGNORECASE)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The legacy encoding that a language's sites used before UTF-8, as the WHATWG's table of locale defaults has it.
_BY_LANGUAGE: Final = {
    "ru": "cp1251", "uk": "cp1251", "bg": "cp1251", "be": "cp1251", "mk": "cp1251", "sr": "cp1251",
    "pl": "cp1250", "cs": "cp1250", "sk": "cp1250", "hu": "cp1250", "sl": "cp1250", "hr": "cp1250", "ro": "cp1250",
    "el": "cp1253", "tr": "cp1254", "he": "cp1255", "ar": "cp1256", "fa": "cp1256",
    "et": "cp1257", "lv": "cp1257", "lt": "cp1257", "vi": "cp1258", "th": "cp874",
    "ja": "shift_jis", "ko": "euc_kr", "zh": "gb18030",
}  # fmt: skip
_NAMES: Final = {f"cp125{n}": f"windows-125{n}" for n in range(9)}


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Decode a page.

    Returns:
        The text and how it was decoded, such as ``"windows-1252 (meta)"``; the rule is one of bom, header, meta,
        valid, language.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), f"{name} (bom)"
    head = body[:_HEAD_BYTES]
    for rule, label in (("header", http_content_type_encoding(content_type)), ("meta", _declared(head))):
        if label and (text := _strict(body, label)) is not None:
            return text, f"{_public_name(label)} ({rule})"
    if (text := _strict(body, "utf-8")) is not None:
        return text, "utf-8 (valid)"
    return _fallback(body, head, content_type)


def _declared(head: bytes) -> str | None:
    found = _META.search(head) or _XML.match(head)
    if not found:
        return None
    label = resolve_encoding(found[1].decode("ascii", "replace"))
    # A page that was read as bytes to find this can't be UTF-16, whatever it says (HTML standard).
    return "utf-8" if label and label.startswith("utf-16") else label


def _strict(body: bytes, label: str) -> str | None:
    """The text if the bytes are valid in this encoding; a cut at the very end of UTF-8 is forgiven."""
    try:
        text = body.decode(label)
    except UnicodeDecodeError as error:
        near_end = error.start >= len(body) - 3
        return body[: error.start].decode(label) if near_end and label == "utf-8" else None
    except (LookupError, UnicodeError):
        return None
    # Single-byte encodings accept nearly anything: valid UTF-8 with multi-byte runs contradicts them.
    if label.startswith(("cp125", "iso8859", "latin", "ascii")) and not body.isascii() and _is_utf8(body):
        return None
    return text


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fallback(body: bytes, head: bytes, content_type: str | None) -> tuple[str, str]:
    declared = http_content_type_encoding(content_type) or _declared(head)
    broken = body.decode("utf-8", "replace")
    # A few bad bytes in a page that is UTF-8 for the rest (a comment pasted in another encoding) are no reason to
    # read all of it as something else.
    if broken.count("\ufffd") <= max(3, len(broken) // 1000):
        return broken, "utf-8 (repaired)"
    if declared and not declared.startswith("utf"):
        return body.decode(declared, "replace"), f"{_public_name(declared)} (repaired)"
    language = _LANG.search(head)
    label = _BY_LANGUAGE.get(language[1].decode("ascii").lower(), "cp1252") if language else "cp1252"
    return body.decode(label, "replace"), f"{_public_name(label)} (language)"


def _public_name(label: str) -> str:
    return _NAMES.get(label, label)
