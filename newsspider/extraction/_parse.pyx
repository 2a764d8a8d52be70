# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Pages made lighter before libxml2 reads them, and the compiled twin of ``parse.is_clean``.

``slim`` cuts a page into tags and text as HTML's standard has it (13.2.5, tokenization), and as libxml2 does since 2.14.
What is left out has no part in the tree's shape: attributes that nobody reads, the text of programs and styles, comments.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND
from libc.string cimport memchr, memset

from newsspider.extraction._markup cimport (
    MARKUP,
    PROGRAM,
    STYLES,
    THE_REST,
    Attribute,
    Content,
    Scan,
    close_tag,
    content_of,
    declaration,
    end_of_program,
    end_of_text,
    end_tag,
    ends_name,
    holds,
    is_letter,
    leave_out,
    lower,
    next_attribute,
)
from newsspider.extraction._names cimport Words, bits_of, new_words, put_word
from newsspider.extraction._programs cimport may_be_data
from newsspider.extraction._utf8 cimport BLOCK, clean, encode

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)


def is_clean(bytes page not None):
    """Whether none of these UTF-8 bytes is a control character, and none begins U+FFFE or U+FFFF."""
    return clean((<const unsigned char*>PyBytes_AS_STRING(page)), len(page), page)


# What is known of a name, as bits; above these stands one for each tag that has attributes of its own to be read.
cdef enum:
    ALWAYS = 1
    STYLE = 2
    FIRST_TAG = 4

cdef enum:
    LONGEST = 32  # bytes of a name that may be known
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


cdef inline long long bits_of_name(Names* names, const unsigned char* name, const unsigned char* end) noexcept nogil:
    """What is known of a name in any case."""
    cdef unsigned char low[LONGEST]
    cdef Py_ssize_t at, size = end - name
    if size >= LONGEST or not names.sizes[name[0] & 31] >> size & 1:
        return 0
    for at in range(size):
        low[at] = lower(name[at])
    return bits_of(&names.words, low, size)
