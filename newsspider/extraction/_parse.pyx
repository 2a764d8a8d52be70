# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Pages made lighter before libxml2 reads them, and the compiled twin of ``parse.is_clean``.

``slim`` cuts a page into tags and text as HTML's standard has it (13.2.5, tokenization), and as libxml2 does since 2.14.
What is left out has no part in the tree's shape: attributes that nobody reads, the text of programs and styles, comments.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND
from libc.string cimport memchr, memcmp, memcpy, memset

from newsspider.extraction._names cimport Words, bits_of, new_words, put_word
from newsspider.extraction._programs cimport may_be_data

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)


def is_clean(bytes page not None):
    """Whether none of these UTF-8 bytes is a control character, and none begins U+FFFE or U+FFFF."""
    return clean((<const unsigned char*>PyBytes_AS_STRING(page)), len(page), page)


cdef bint clean(const unsigned char* data, Py_ssize_t size, bytes page) except -1:
    cdef Py_ssize_t at
    cdef unsigned char byte, forbidden = 0, doubtful = 0
    # Without branches, so that the compiler takes many bytes at once.
    for at in range(size):
        byte = data[at]
        forbidden |= (byte < 0x20) & (byte != 0x09) & (byte != 0x0A) & (byte != 0x0D) | (byte == 0x7F)
        doubtful |= byte == 0xEF
    return not forbidden and not (doubtful and (b"\xef\xbf\xbe" in page or b"\xef\xbf\xbf" in page))


# What is known of a name, as bits; above these stands one for each tag that has attributes of its own to be read.
cdef enum:
    ALWAYS = 1
    STYLE = 2
    FIRST_TAG = 4

cdef enum:
    LONGEST = 32  # bytes of a name that may be known
    BLOCK = 32  # characters that are looked at together
    KEPT_ROOM = 8_000_000  # bytes that are kept from page to page


# Words, and of each first letter how long they are: most names are known by that to be none of them.
cdef struct Names:
    Words words
    unsigned int sizes[32]


cdef int put_names(Names* names, dict bits_of_name, list kept) except -1:
    cdef bytes name
    memset(names, 0, sizeof(Names))
    new_words(&names.words, len(bits_of_name), 0)
    for each, bits in bits_of_name.items():
        name = each.encode()
        kept.append(name)
        if 0 < len(name) < LONGEST:
            put_word(&names.words, name, len(name), bits, 0)
            names.sizes[name[0] & 31] |= 1U << len(name)
    return 0


cdef class Room:
    """Memory that is used for page after page, so that none has to be asked for."""

    cdef unsigned char* data
    cdef Py_ssize_t size

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef unsigned char* room_for(self, Py_ssize_t size) except NULL:
        if self.size < size:
            PyMem_Free(self.data)
            self.size = 0
            self.data = <unsigned char*>PyMem_Malloc(size)
            if self.data == NULL:
                raise MemoryError
            self.size = size
        return self.data

    cdef int leave(self) except -1:
        """Give back what a huge page took."""
        if self.size > KEPT_ROOM:
            PyMem_Free(self.data)
            self.data, self.size = NULL, 0
        return 0


cdef class Reading:
    """Which attributes are read; holds for many pages.

    Args:
        everywhere: Those that are read on all elements, in lower case.
        on_some: For some attributes the tags on which they are read.
        styles: Words in lower case; a ``style`` is read if it holds one of them.
    """

    cdef Names attributes, tags
    cdef list kept  # alive for the tables
    cdef tuple styles
    cdef Room encoded, lighter

    def __init__(self, everywhere, dict on_some, styles):
        cdef dict tags = {}
        for each in {tag for some in on_some.values() for tag in some}:
            tags[each] = FIRST_TAG << len(tags)
        attributes = {each: sum(tags[tag] for tag in some) for each, some in on_some.items()}
        attributes |= {"style": STYLE, **dict.fromkeys(everywhere, ALWAYS)}
        self.styles = tuple([word.encode() for word in styles])
        self.kept = []
        self.encoded, self.lighter = Room(), Room()
        put_names(&self.tags, tags, self.kept)
        put_names(&self.attributes, attributes, self.kept)

    def __dealloc__(self):
        PyMem_Free(self.tags.words.slots)
        PyMem_Free(self.tags.words.hashes)
        PyMem_Free(self.attributes.words.slots)
        PyMem_Free(self.attributes.words.hashes)

    cdef bint hides(self, const unsigned char* value, const unsigned char* end) except -1:
        """Whether a style may say that an element isn't shown; one with entities in it may say anything."""
        if memchr(value, c"&", end - value) != NULL:
            return True
        for word in self.styles:
            if holds(value, end, <bytes>word, len(<bytes>word)):
                return True
        return False


def slim(page not None, Reading reading not None):
    """The page as UTF-8, without what has no part in its story or its metadata.

    Args:
        page: Text, or text as UTF-8.
        reading: The attributes that are read.

    Returns:
        None if the page has a character that XML forbids.
    """
    cdef Scan scan
    cdef Py_ssize_t size
    cdef const unsigned char* data
    if isinstance(page, bytes):
        data, size = <const unsigned char*>PyBytes_AS_STRING(page), len(<bytes>page)
    elif PyUnicode_IS_ASCII(page):
        data, size = <const unsigned char*>PyUnicode_DATA(page), len(<str>page)
    else:
        data = reading.encoded.room_for(len(<str>page) * (1 + PyUnicode_KIND(page)) + BLOCK)
        size = encode(PyUnicode_DATA(page), len(<str>page), PyUnicode_KIND(page), <unsigned char*>data)
        if size < 0:
            return None  # a lone surrogate
    # It grows by a space at the most where an attribute of two bytes or more is left out.
    scan.out = reading.lighter.room_for(size + BLOCK)
    scan.at = scan.taken = data
    scan.end = data + size
    scan.forbidden = False
    scan_page(&scan, reading)
    leave_out(&scan, scan.end, scan.end)
    cdef Py_ssize_t made = scan.out - reading.lighter.data
    lighter = PyBytes_FromStringAndSize(<char*>reading.lighter.data, made)
    reading.encoded.leave()
    reading.lighter.leave()
    return lighter if not scan.forbidden and clean(<const unsigned char*>PyBytes_AS_STRING(lighter), made, lighter) else None


ctypedef fused Unit:
    unsigned char
    unsigned short
    unsigned int


cdef Py_ssize_t encode(void* text, Py_ssize_t size, int kind, unsigned char* out) noexcept nogil:
    """Write text as UTF-8; its size in bytes, or -1 if there is a lone surrogate. ``kind``: bytes of a character."""
    if kind == 1:
        return encode_units(<const unsigned char*>text, size, out)
    if kind == 2:
        return encode_units(<const unsigned short*>text, size, out)
    return encode_units(<const unsigned int*>text, size, out)


cdef Py_ssize_t encode_units(const Unit* text, Py_ssize_t size, unsigned char* out) noexcept nogil:
    cdef unsigned char* start = out
    cdef Py_ssize_t at = 0, inner
    cdef unsigned int every, sign
    while at < size:
        # Markup is ASCII: most blocks are, and the compiler narrows them at once.
        while at + BLOCK <= size:
            every = 0
            for inner in range(BLOCK):
                every |= text[at + inner]
            if every >= 0x80:
                break
            for inner in range(BLOCK):
                out[inner] = <unsigned char>text[at + inner]
            out += BLOCK
            at += BLOCK
        for inner in range(at, min(at + BLOCK, size)):
            sign = text[inner]
            if sign < 0x80:
                out[0] = sign
                out += 1
            elif sign < 0x800:
                out[0], out[1] = 0xC0 | sign >> 6, 0x80 | sign & 0x3F
                out += 2
            elif sign < 0x10000:
                if 0xD800 <= sign < 0xE000:
                    return -1
                out[0], out[1], out[2] = 0xE0 | sign >> 12, 0x80 | sign >> 6 & 0x3F, 0x80 | sign & 0x3F
                out += 3
            else:
                out[0], out[1] = 0xF0 | sign >> 18, 0x80 | sign >> 12 & 0x3F
                out[2], out[3] = 0x80 | sign >> 6 & 0x3F, 0x80 | sign & 0x3F
                out += 4
        at = min(at + BLOCK, size)
    return out - start


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


cdef int scan_page(Scan* scan, Reading reading) except -1:
    cdef const unsigned char* at
    cdef unsigned char following
    while True:
        at = <const unsigned char*>memchr(scan.at, c"<", scan.end - scan.at)
        if at == NULL or at + 1 >= scan.end:
            return 0
        scan.at = at + 1
        following = at[1]
        if is_letter(following):
            start_tag(scan, reading)
        elif following == c"!" or following == c"?" or following == c"/":
            if following == c"/" and at + 2 < scan.end and is_letter(at[2]):
                end_tag(scan)
            else:
                declaration(scan)


cdef int declaration(Scan* scan) noexcept nogil:
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


cdef int end_tag(Scan* scan) noexcept nogil:
    """An end tag, as it stands."""
    cdef Attribute attribute
    scan.at += 1
    while scan.at < scan.end and not ends_name(scan.at[0]):
        scan.at += 1
    while next_attribute(scan, &attribute):
        pass
    close_tag(scan)
    return 0


cdef int start_tag(Scan* scan, Reading reading) except -1:
    """A start tag with the attributes that are read, and what stands behind it where that is no markup."""
    cdef Attribute attribute
    cdef const unsigned char* name = scan.at
    cdef const unsigned char* at = name
    cdef bint data = False  # whether its program is kept
    cdef bint styled, had_style = False
    cdef long long on, bits
    cdef Content content
    while at < scan.end and not ends_name(at[0]):
        at += 1
    scan.at = at
    content = content_of(name, at - name)
    on = bits_of_name(&reading.tags, name, at) | ALWAYS
    while next_attribute(scan, &attribute):
        bits = bits_of_name(&reading.attributes, attribute.name, attribute.name_end)
        styled = bits & STYLE and not had_style
        had_style |= bits & STYLE != 0  # of two equal attributes the first counts
        if not bits & on and not (styled and reading.hides(attribute.name_end, attribute.end)):
            leave_out(scan, attribute.name, attribute.end)
            if attribute.name[-1] == c"/":  # which ends no element here, and must not stand before the ">"
                scan.out[0] = c" "
                scan.out += 1
        if content == PROGRAM and (
            holds(attribute.name_end, attribute.end, b"json", 4)
            or memchr(attribute.name_end, c"&", attribute.end - attribute.name_end) != NULL
        ):
            data = True
    if close_tag(scan) and content != MARKUP:
        raw_text(scan, content, name, at - name, data)
    return 0


cdef bint close_tag(Scan* scan) noexcept nogil:
    """Go behind the end of a tag; whether the element is open there."""
    if scan.at >= scan.end:
        return False
    if scan.at[0] == c"/":
        scan.at += 2
        return False
    scan.at += 1
    return True


cdef struct Attribute:
    const unsigned char* name
    const unsigned char* name_end
    const unsigned char* end


cdef bint next_attribute(Scan* scan, Attribute* found) noexcept nogil:
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


cdef int raw_text(Scan* scan, Content content, const unsigned char* name, Py_ssize_t size, bint data) noexcept nogil:
    """What stands in an element that holds no markup; programs without data and styles are left out."""
    cdef const unsigned char* end = scan.end
    if content == PROGRAM:
        end = end_of_program(scan)
    elif content != THE_REST:
        end = end_of_text(scan.at, scan.end, name, size)
    if content == STYLES or content == PROGRAM and not data and not may_be_data(scan.at, end - scan.at):
        leave_out(scan, scan.at, end)
    scan.at = end
    return 0


cdef const unsigned char* end_of_text(
    const unsigned char* at, const unsigned char* end, const unsigned char* name, Py_ssize_t size
) noexcept nogil:
    """Where the end tag of this name begins, or the page ends."""
    while True:
        at = <const unsigned char*>memchr(at, c"<", end - at)
        if at == NULL or at + size + 2 >= end:
            return end
        if at[1] == c"/" and same_name(at + 2, name, size) and ends_name(at[size + 2]):
            return at
        at += 1


cdef const unsigned char* end_of_program(Scan* scan) noexcept nogil:
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
            if end - at > 8 and at[1] == c"/" and same_name(at + 2, program, 6) and ends_name(at[8]):
                if escaped < 2:
                    return at
                escaped = 1
            elif escaped == 1 and end - at > 7 and same_name(at + 1, program, 6) and ends_name(at[7]):
                escaped = 2
        elif at[0] == c"-" and end - at >= 3 and at[1] == c"-" and at[2] == c">":
            escaped = 0
        at += 1
    return end


cdef Content content_of(const unsigned char* name, Py_ssize_t size) noexcept nogil:
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


cdef inline long long bits_of_name(Names* names, const unsigned char* name, const unsigned char* end) noexcept nogil:
    """What is known of a name in any case."""
    cdef unsigned char low[LONGEST]
    cdef Py_ssize_t at, size = end - name
    if size >= LONGEST or not names.sizes[name[0] & 31] >> size & 1:
        return 0
    for at in range(size):
        low[at] = lower(name[at])
    return bits_of(&names.words, low, size)


cdef inline bint same_name(const unsigned char* text, const unsigned char* name, Py_ssize_t size) noexcept nogil:
    """Whether a name stands here, in any case."""
    cdef Py_ssize_t at
    for at in range(size):
        if lower(text[at]) != lower(name[at]):
            return False
    return True


cdef bint holds(const unsigned char* at, const unsigned char* end, const char* word, Py_ssize_t size) noexcept nogil:
    """Whether a word in lower case stands there, in any case."""
    while end - at >= size:
        if same_name(at, <const unsigned char*>word, size):
            return True
        at += 1
    return False


cdef inline unsigned char lower(unsigned char byte) noexcept nogil:
    return byte + 32 if c"A" <= byte <= c"Z" else byte


cdef inline bint is_letter(unsigned char byte) noexcept nogil:
    return c"a" <= (byte | 32) <= c"z"


cdef inline bint is_space(unsigned char byte) noexcept nogil:
    return byte == 0x20 or byte == 0x0A or byte == 0x09 or byte == 0x0D or byte == 0x0C


cdef inline bint ends_name(unsigned char byte) noexcept nogil:
    """Whether a tag's or an attribute's name ends before this."""
    return is_space(byte) or byte == c"/" or byte == c">"
