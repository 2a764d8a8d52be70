# cython: boundscheck=False, wraparound=False, cdivision=True
"""For ``_parse``: a page cut into tags, attributes and text as HTML's standard has it (13.2.5, tokenization).

A ``Scan`` goes through a page; what it passes over is copied, unless it is left out.
"""

from libc.string cimport memchr, memcmp, memcpy


cdef struct Scan:
    const unsigned char* at
    const unsigned char* end
    const unsigned char* taken  # what stands before is copied or left out
    unsigned char* out
    bint forbidden  # a control character stands where it may part names


cdef inline void leave_out(Scan* scan, const unsigned char* start, const unsigned char* end) noexcept nogil:
    """Leave out what stands there, and copy what stands before it."""
    memcpy(scan.out, scan.taken, start - scan.taken)
    scan.out += start - scan.taken
    scan.taken = end


# What stands behind a tag.
cdef enum Content:
    MARKUP
    PROGRAM
    STYLES
    PLAIN  # text to the tag's own end
    THE_REST  # text to the page's end


cdef inline unsigned char lower(unsigned char byte) noexcept nogil:
    return byte + 32 if c"A" <= byte <= c"Z" else byte


cdef inline bint is_letter(unsigned char byte) noexcept nogil:
    return c"a" <= (byte | 32) <= c"z"


cdef inline bint is_space(unsigned char byte) noexcept nogil:
    return byte == 0x20 or byte == 0x0A or byte == 0x09 or byte == 0x0D or byte == 0x0C


cdef inline bint ends_name(unsigned char byte) noexcept nogil:
    """Whether a tag's or an attribute's name ends before this."""
    return is_space(byte) or byte == c"/" or byte == c">"


cdef inline bint ends_end_tag(unsigned char byte) noexcept nogil:
    """Whether the name of an end tag ends before this; libxml2 sees a blank where a control character stood."""
    return ends_name(byte) or byte < 0x20 or byte == 0x7F


cdef inline bint same_name(const unsigned char* text, const unsigned char* name, Py_ssize_t size) noexcept nogil:
    """Whether a name stands here, in any case."""
    cdef Py_ssize_t at
    for at in range(size):
        if lower(text[at]) != lower(name[at]):
            return False
    return True


cdef inline bint holds(const unsigned char* at, const unsigned char* end, const char* word, Py_ssize_t size) noexcept nogil:
    """Whether a word in lower case stands there, in any case."""
    while end - at >= size:
        if same_name(at, <const unsigned char*>word, size):
            return True
        at += 1
    return False


cdef struct Attribute:
    const unsigned char* name
    const unsigned char* name_end
    const unsigned char* end


cdef inline bint next_attribute(Scan* scan, Attribute* found) noexcept nogil:
    """Find the next attribute; if there is none, go to the tag's end: to its ">", or the "/" right before that."""
    cdef const unsigned char* at = scan.at
    cdef const unsigned char* end = scan.end
    cdef const unsigned char* equals
    cdef unsigned char quote
    while at < end and (is_space(at[0]) or at[0] == c"/"):
        if at[0] == c"/" and at + 1 < end and at[1] == c">":
            scan.at = at
            return False
        at += 1
    if at >= end or at[0] == c">":
        scan.at = at
        return False
    found.name = at
    at += 1  # even if it is "="
    while at < end and not ends_name(at[0]) and at[0] != c"=":
        scan.forbidden |= at[0] < 0x20 or at[0] == 0x7F
        at += 1
    found.name_end = found.end = at
    scan.forbidden |= found.name[0] < 0x20 or found.name[0] == 0x7F
    equals = at
    while equals < end and is_space(equals[0]):
        equals += 1
    if equals < end and equals[0] == c"=":
        at = equals + 1
        while at < end and is_space(at[0]):
            at += 1
        if at < end and (at[0] == c'"' or at[0] == c"'"):
            quote = at[0]
            at = <const unsigned char*>memchr(at + 1, quote, end - at - 1)
            at = end if at == NULL else at + 1
        else:
            while at < end and not is_space(at[0]) and at[0] != c">":
                scan.forbidden |= at[0] < 0x20 or at[0] == 0x7F
                at += 1
        found.end = at
    scan.at = found.end
    return True


cdef inline bint close_tag(Scan* scan) noexcept nogil:
    """Go behind the end of a tag; whether the element is open there."""
    if scan.at >= scan.end:
        return False
    if scan.at[0] == c"/":
        scan.at += 2
        return False
    scan.at += 1
    return True


cdef inline int end_tag(Scan* scan) noexcept nogil:
    """An end tag, as it stands."""
    cdef Attribute attribute
    scan.at += 1
    while scan.at < scan.end and not ends_name(scan.at[0]):
        scan.at += 1
    while next_attribute(scan, &attribute):
        pass
    close_tag(scan)
    return 0


cdef inline int declaration(Scan* scan) noexcept nogil:
    """A comment, whose text is left out; a document type or what the standard calls a bogus comment, as it stands."""
    cdef const unsigned char* at = scan.at
    cdef const unsigned char* end = scan.end
    if end - at >= 5 and memcmp(at, b"!--", 3) == 0 and at[3] != c">" and not (at[3] == c"-" and at[4] == c">"):
        at += 3
        while True:
            at = <const unsigned char*>memchr(at, c"-", end - at)
            if at == NULL or at + 2 >= end:
                scan.at = end
                return 0
            if at[1] == c"-" and at[2] == c">":
                break
            if at[1] == c"-" and at[2] == c"!" and at + 3 < end and at[3] == c">":
                break
            at += 1
        leave_out(scan, scan.at + 3, at)
        scan.at = at
    at = <const unsigned char*>memchr(scan.at, c">", end - scan.at)
    scan.at = end if at == NULL else at + 1
    return 0


cdef inline const unsigned char* end_of_text(
    const unsigned char* at, const unsigned char* end, const unsigned char* name, Py_ssize_t size
) noexcept nogil:
    """Where the end tag of this name begins, or the page ends."""
    while True:
        at = <const unsigned char*>memchr(at, c"<", end - at)
        if at == NULL or at + size + 2 >= end:
            return end
        if at[1] == c"/" and same_name(at + 2, name, size) and ends_end_tag(at[size + 2]):
            return at
        at += 1


cdef inline const unsigned char* end_of_program(Scan* scan) noexcept nogil:
    """Where a program's end tag begins; inside <!-- a program may hold programs of its own."""
    cdef const unsigned char* at = scan.at
    cdef const unsigned char* end = scan.end
    cdef const unsigned char* program = <const unsigned char*>b"script"
    cdef int escaped = 0  # 1 inside <!--, 2 inside a <script> there
    while at < end:
        if escaped == 0:
            at = <const unsigned char*>memchr(at, c"<", end - at)
            if at == NULL:
                return end
        if at[0] == c"<":
            if escaped == 0 and end - at >= 4 and memcmp(at, b"<!--", 4) == 0:
                escaped = 1
                at += 2  # its dashes may be those of its end
                continue
            if end - at > 8 and at[1] == c"/" and same_name(at + 2, program, 6) and ends_end_tag(at[8]):
                if escaped < 2:
                    return at
                escaped = 1
            elif escaped == 1 and end - at > 7 and same_name(at + 1, program, 6) and ends_end_tag(at[7]):
                escaped = 2
        elif at[0] == c"-" and end - at >= 3 and at[1] == c"-" and at[2] == c">":
            escaped = 0
        at += 1
    return end


cdef inline Content content_of(const unsigned char* name, Py_ssize_t size) noexcept nogil:
    """What an element of this name holds."""
    if size == 6 and same_name(name, <const unsigned char*>b"script", 6):
        return PROGRAM
    if size == 5 and same_name(name, <const unsigned char*>b"style", 5):
        return STYLES
    if (
        size == 5 and same_name(name, <const unsigned char*>b"title", 5)
        or size == 8 and same_name(name, <const unsigned char*>b"textarea", 8)
        or size == 6 and same_name(name, <const unsigned char*>b"iframe", 6)
        or size == 7 and same_name(name, <const unsigned char*>b"noembed", 7)
        or size == 8 and same_name(name, <const unsigned char*>b"noframes", 8)
        or size == 3 and same_name(name, <const unsigned char*>b"xmp", 3)
    ):
        return PLAIN
    return THE_REST if size == 9 and same_name(name, <const unsigned char*>b"plaintext", 9) else MARKUP
