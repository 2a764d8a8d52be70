"""Bodies in chunks (RFC 9112, 7.1), as archives hold them.

In: a body whose headers say that it came in chunks. Out: its bytes. Refused: one that ends before its last chunk
(``BodyCutOffError``). Many tools undo the chunks and keep the header; what doesn't begin with a chunk is left as it is.
"""

from __future__ import annotations

import re
from typing import Final

from newsspider.content_encoding import BodyCutOffError

_HEAD: Final = re.compile(rb"(?:\r\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r\n")


def unchunked(body: bytes) -> bytes:
    """The body without its chunks' heads.

    Raises:
        BodyCutOffError: It isn't whole.
    """
    parts: list[bytes] = []
    head = _HEAD.match(body)
    if head is None:
        return body
    while head is not None:
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[head.end() : head.end() + size])
        head = _HEAD.match(body, head.end() + size)
    raise BodyCutOffError("the body ends before its last chunk")
