# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``pieces``: a line in its pieces, each character looked at a few times.

In: a line, its number, whether it stands at an edge of its text. Out: ``Piece`` objects; None for a line with a capital
sigma, whose small form depends on its neighbours: the pure code takes it. Fingerprints are xxHash's XXH32 with seed 0
(github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    Py_UNICODE_ISALNUM,
    Py_UNICODE_ISDECIMAL,
    Py_UNICODE_ISDIGIT,
    Py_UNICODE_ISLOWER,
    Py_UNICODE_ISSPACE,
    Py_UNICODE_ISUPPER,
    Py_UNICODE_TOLOWER,
)
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from newsspider.clutter.fold import DECORATION, INVISIBLE, ONE_FOR_ONE

cdef enum:
    WHOLE = 1
    GLUED = 4
    LAST = 8
    TAIL = 32
    PLANE = 0x10000
    ALNUM = 1  # classes of characters, as bits
    DECIMAL = 2
    DIGIT = 4
    SPACE = 8
    UPPER = 16
    LOWER = 32
    GONE = 64
    DECOR = 128
    MOST_TAILS = 5
    LEAST_CONSTANT = 4
    MOST_WORDS = 64  # in front of a tail; ``limits.toml`` asks for fewer
    SIGMA = 0x3A3
    DOTS = 0x2026
    NAME = 0xA7

cdef uint32_t P1 = 2654435761U, P2 = 2246822519U, P3 = 3266489917U, P4 = 668265263U, P5 = 374761393U
cdef uint8_t[PLANE] CLASS
cdef uint32_t[PLANE] FLAT
cdef uint32_t[PLANE] SMALL
cdef uint32_t[16] HIGH  # decoration outside of the first plane
cdef int HIGHS = 0


cdef uint8_t class_of(uint32_t c) noexcept:
    cdef uint8_t found = 0
    if Py_UNICODE_ISALNUM(c):
        found |= ALNUM
    if Py_UNICODE_ISDECIMAL(c):
        found |= DECIMAL
    if Py_UNICODE_ISDIGIT(c):
        found |= DIGIT
    if Py_UNICODE_ISSPACE(c):
        found |= SPACE
    if Py_UNICODE_ISUPPER(c):
        found |= UPPER
    if Py_UNICODE_ISLOWER(c):
        found |= LOWER
    return found


cdef void fill() except *:
    global HIGHS
    cdef uint32_t c
    for c in range(PLANE):
        CLASS[c] = class_of(c)
        FLAT[c] = c
        SMALL[c] = Py_UNICODE_TOLOWER(c)
    for variant, plain in ONE_FOR_ONE:
        FLAT[<uint32_t>ord(variant)] = ord(plain)
    for sign in INVISIBLE:
        CLASS[<uint32_t>ord(sign)] |= GONE
    for sign in DECORATION:
        if ord(sign) < PLANE:
            CLASS[<uint32_t>ord(sign)] |= DECOR
        else:
            HIGH[HIGHS] = ord(sign)
            HIGHS += 1


fill()


cdef inline uint8_t kind(uint32_t c) noexcept:
    return CLASS[c] if c < PLANE else class_of(c)


cdef inline bint in_word(uint32_t c) noexcept:
    return c == 95 or kind(c) & ALNUM


cdef inline bint is_letter(uint32_t c) noexcept:  # what [^\W\d_] matches
    return (kind(c) & (ALNUM | DECIMAL)) == ALNUM


cdef inline bint is_decoration(uint32_t c) noexcept:
    cdef int i
    if c < PLANE:
        return CLASS[c] & DECOR != 0
    for i in range(HIGHS):
        if HIGH[i] == c:
            return True
    return False


cdef inline bint is_unspaced(uint32_t c) noexcept:
    return 0x0E00 <= c <= 0x0E7F or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF


cdef inline uint32_t turned(uint32_t value, int bits) noexcept:
    return (value << bits) | (value >> (32 - bits))


cdef inline uint32_t word_at(const uint8_t* data) noexcept:
    cdef uint32_t value
    memcpy(&value, data, 4)
    return value


cdef uint32_t xxh32(const uint8_t* data, Py_ssize_t size) noexcept:
    cdef uint32_t value, a, b, c, d
    cdef Py_ssize_t i = 0
    if size >= 16:
        a, b, c, d = P1 + P2, P2, 0, <uint32_t>0 - P1
        while i + 16 <= size:
            a = turned(a + word_at(data + i) * P2, 13) * P1
            b = turned(b + word_at(data + i + 4) * P2, 13) * P1
            c = turned(c + word_at(data + i + 8) * P2, 13) * P1
            d = turned(d + word_at(data + i + 12) * P2, 13) * P1
            i += 16
        value = turned(a, 1) + turned(b, 7) + turned(c, 12) + turned(d, 18)
    else:
        value = P5
    value += <uint32_t>size
    while i + 4 <= size:
        value = turned(value + word_at(data + i) * P3, 17) * P4
        i += 4
    while i < size:
        value = turned(value + data[i] * P5, 11) * P1
        i += 1
    value = (value ^ (value >> 15)) * P2
    value = (value ^ (value >> 13)) * P3
    return value ^ (value >> 16)


cdef Py_ssize_t utf8(const uint32_t* text, Py_ssize_t size, uint8_t* out) noexcept:
    """The bytes of a text, lone surrogates too; how many they are."""
    cdef Py_ssize_t i, n = 0
    cdef uint32_t c
    for i in range(size):
        c = text[i]
        if c < 0x80:
            out[n] = <uint8_t>c
            n += 1
        elif c < 0x800:
            out[n] = <uint8_t>(0xC0 | c >> 6)
            out[n + 1] = <uint8_t>(0x80 | c & 0x3F)
            n += 2
        elif c < 0x10000:
            out[n] = <uint8_t>(0xE0 | c >> 12)
            out[n + 1] = <uint8_t>(0x80 | c >> 6 & 0x3F)
            out[n + 2] = <uint8_t>(0x80 | c & 0x3F)
            n += 3
        else:
            out[n] = <uint8_t>(0xF0 | c >> 18)
            out[n + 1] = <uint8_t>(0x80 | c >> 12 & 0x3F)
            out[n + 2] = <uint8_t>(0x80 | c >> 6 & 0x3F)
            out[n + 3] = <uint8_t>(0x80 | c & 0x3F)
            n += 4
    return n


cdef Py_ssize_t without_digits(const uint32_t* text, Py_ssize_t size, uint32_t* out) noexcept:
    """The text with each number made a single 0."""
    cdef Py_ssize_t i = 0, n = 0
    while i < size:
        if kind(text[i]) & DECIMAL:
            out[n] = 48
            i += 1
            while i < size and (kind(text[i]) & DECIMAL or text[i] in (46, 44, 58, 0xA0)):
                i += 1
        else:
            out[n] = text[i]
            i += 1
        n += 1
    return n


cdef Py_ssize_t word_end(const uint32_t* text, Py_ssize_t at, Py_ssize_t size) noexcept:
    """Where the word that begins here ends; apostrophe, full stop and hyphen join."""
    while True:
        while at < size and in_word(text[at]):
            at += 1
        if at + 1 < size and text[at] in (39, 0x2019, 46, 45) and in_word(text[at + 1]):
            at += 1
        else:
            return at


cdef class Line:
    """A line and the room to work on it."""

    cdef uint32_t* text
    cdef uint32_t* folded
    cdef uint32_t* varied
    cdef uint8_t* bytes
    cdef Py_ssize_t size
    cdef object make
    cdef object number
    cdef int edge
    cdef list found

    def __cinit__(self, Py_ssize_t size):
        self.size = size
        self.text = <uint32_t*>PyMem_Malloc(4 * (size + 1))
        self.folded = <uint32_t*>PyMem_Malloc(4 * (3 * size + 2))
        self.varied = <uint32_t*>PyMem_Malloc(4 * (3 * size + 3))
        self.bytes = <uint8_t*>PyMem_Malloc(4 * (3 * size + 3))
        if not (self.text and self.folded and self.varied and self.bytes):
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.text)
        PyMem_Free(self.folded)
        PyMem_Free(self.varied)
        PyMem_Free(self.bytes)

    cdef bint add(self, Py_ssize_t start, Py_ssize_t end, int flags) except -1:
        """Note a piece; False if nothing of it counts."""
        cdef Py_ssize_t i, first = 0, n = 0, words = 1, unspaced = 0
        cdef uint32_t c
        cdef bint is_ascii = True, has_digits = False, space = False
        for i in range(start, end):
            c = self.text[i]
            if c < PLANE and CLASS[c] & GONE:
                continue
            if kind(c) & SPACE:
                space = n > 0
                continue
            if space:
                self.folded[n] = 32
                n += 1
                space = False
            if c == DOTS:
                self.folded[n] = self.folded[n + 1] = self.folded[n + 2] = 46
                n += 3
                continue
            self.folded[n] = SMALL[c] if c < PLANE else Py_UNICODE_TOLOWER(c)
            n += 1
        while first < n and is_decoration(self.folded[first]):
            first += 1
        while n > first and is_decoration(self.folded[n - 1]):
            n -= 1
        if first == n:
            return False
        for i in range(first, n):
            c = self.folded[i]
            if c == 32:
                words += 1
            elif kind(c) & DIGIT:
                has_digits = True
            if c >= 0x80:
                is_ascii = False
                unspaced += is_unspaced(c)
        if not is_ascii:
            words += unspaced // 2
        exact = xxh32(self.bytes, utf8(self.folded + first, n - first, self.bytes))
        digits = form = None
        if has_digits:
            self.varied[0] = 48
            i = 1 + without_digits(self.folded + first, n - first, self.varied + 1)
            digits = xxh32(self.bytes, utf8(self.varied, i, self.bytes))
        if not flags & TAIL:
            form = self.form(start, end)
        self.found.append(
            tuple.__new__(self.make, (self.number, start, end, flags | self.edge, words, exact, digits, form))
        )
        return True

    cdef object form(self, Py_ssize_t start, Py_ssize_t end):
        """The fingerprint of what is left when names are taken out."""
        cdef Py_ssize_t size = without_digits(self.text + start, end - start, self.varied), at = 0, stop, n = 1
        cdef Py_ssize_t names = 0, constant = 0
        cdef bint after_name = False
        self.folded[0] = NAME
        while at < size:
            if not in_word(self.varied[at]):
                at += 1
                continue
            stop = word_end(self.varied, at, size)
            if kind(self.varied[at]) & UPPER:
                names += 1
                if not after_name:
                    if n > 1:
                        self.folded[n] = 32
                        n += 1
                    self.folded[n] = NAME
                    n += 1
                after_name = True
            else:
                constant += 1
                if n > 1:
                    self.folded[n] = 32
                    n += 1
                memcpy(self.folded + n, self.varied + at, 4 * (stop - at))
                n += stop - at
                after_name = False
            at = stop
        if not names or constant < max(LEAST_CONSTANT, names):
            return None
        return xxh32(self.bytes, utf8(self.folded, n, self.bytes))

    cdef Py_ssize_t sentence_end(self, Py_ssize_t at) noexcept:
        """One past the next end of a sentence, the space behind it included; -1 if none comes."""
        cdef uint32_t c
        cdef Py_ssize_t stop
        while at < self.size:
            c = self.text[at]
            stop = -1
            if c in (46, 33, 63, DOTS):
                stop = self.behind_stops(at)
            elif c in (0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F):
                stop = at + 1
                while stop < self.size and self.text[stop] in (0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F):
                    stop += 1
                while stop < self.size and self.text[stop] in (0x201D, 0x300D, 0x300F, 41):
                    stop += 1
            elif c in (62, 0xBB, 124, 0x25BA, 0x25B6, 0x2022):
                if at + 1 < self.size and kind(self.text[at + 1]) & SPACE:
                    stop = at + 1
            if stop >= 0:
                while stop < self.size and kind(self.text[stop]) & SPACE:
                    stop += 1
                return stop
            at += 1
        return -1

    cdef Py_ssize_t behind_stops(self, Py_ssize_t at) noexcept:
        """Where full stops and what closes behind them end, if something may begin there; else -1."""
        cdef Py_ssize_t stops = at, stop
        cdef uint32_t c
        while stops < self.size and self.text[stops] in (46, 33, 63, DOTS):
            stops += 1
        stop = stops
        while stop < self.size and self.text[stop] in (34, 39, 0x201D, 0x2019, 0xBB, 41, 93):
            stop += 1
        while stop >= stops:
            if stop < self.size:
                c = self.text[stop]
                if c in (34, 0x201C, 0xAB, 40, 91, 62, 64, 35) or kind(c) & SPACE or is_letter(c):
                    return stop
            stop -= 1
        return -1

    cdef int glue(self, Py_ssize_t start, Py_ssize_t end) noexcept:
        if start > 0 and not kind(self.text[start - 1]) & SPACE:
            return GLUED
        return GLUED if end < self.size and not kind(self.text[end - 1]) & SPACE else 0

    cdef int add_tails(self, Py_ssize_t sentence, int most_words) except -1:
        cdef Py_ssize_t[MOST_WORDS] begins
        cdef Py_ssize_t[MOST_WORDS] ends
        cdef Py_ssize_t at = sentence, words = 0, start, stop, i, k
        cdef bint small_before = False
        cdef int tails = 0
        while at < self.size:
            if in_word(self.text[at]):
                begins[words % most_words] = at
                at = ends[words % most_words] = word_end(self.text, at, self.size)
                words += 1
            else:
                at += 1
        for i in range(max(0, words - most_words), words):
            start, stop = begins[i % most_words], ends[i % most_words]
            if kind(self.text[start]) & UPPER and small_before and start > sentence:
                tails += 1
                self.add(start, self.size, TAIL | LAST | (0 if kind(self.text[start - 1]) & SPACE else GLUED))
            for k in range(start + 1, stop):
                if tails == MOST_TAILS:
                    return 0
                if (
                    kind(self.text[k - 1]) & LOWER
                    and kind(self.text[k]) & UPPER
                    and is_letter(self.text[k - 1])
                    and is_letter(self.text[k])
                ):
                    tails += 1
                    self.add(k, self.size, TAIL | LAST | GLUED)
            if tails == MOST_TAILS:
                return 0
            small_before = kind(self.text[stop - 1]) & (LOWER | DIGIT) != 0
        return 0


def pieces(str line, object number, int edge, int most_words, object make):
    """The pieces of a line; None if it is for the pure code."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(line), i, start = 0, stop, last = 0
    cdef int code = PyUnicode_KIND(line)
    cdef void* data = PyUnicode_DATA(line)
    cdef uint32_t c
    cdef Line self = Line(size)
    if most_words > MOST_WORDS:
        return None
    for i in range(size):
        c = PyUnicode_READ(code, data, i)
        if c == SIGMA:
            return None
        self.text[i] = FLAT[c] if c < PLANE else c
    self.make, self.number, self.edge, self.found = make, number, edge, []
    if not self.add(0, size, WHOLE | LAST):
        return self.found
    stop = self.sentence_end(0)
    while 0 <= stop < size:
        self.add(start, stop, self.glue(start, stop))
        start = last = stop
        stop = self.sentence_end(stop)
    if start > 0:
        self.add(start, size, LAST | self.glue(start, size))
    self.add_tails(last, most_words)
    return self.found
