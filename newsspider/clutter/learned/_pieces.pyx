# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``pieces``: a text in its pieces, each character looked at a few times, no object for a piece.

In: the lines of a text. Out: pieces, packed as ``PIECE`` of the pure module. A line is folded once; its sentences and
tails are parts of what came out. A line with a capital sigma, whose small form depends on its neighbours, is given to
the pure code.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
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
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy

from newsspider.clutter.fold import DECORATION, INVISIBLE, ONE_FOR_ONE
from newsspider.clutter.learned._packed cimport DIGITS_TOLD, FORM_TOLD, GLUED, LAST, TAIL, WHOLE, Packed
from newsspider.clutter.learned._xxh32 cimport xxh32

cdef enum:
    PLANE = 0x10000
    WORD = 1  # kinds of characters, as bits
    DECIMAL = 2
    DIGIT = 4
    SPACE = 8
    UPPER = 16
    LOWER = 32
    GONE = 64
    DECOR = 128
    LETTER = 256
    UNSPACED = 512  # of a script without spaces
    ENDING = 1024  # a sentence may end here
    IN_NUMBER = 2048
    JOINING = 4096  # two parts of a word
    MOST_TAILS = 5
    LEAST_CONSTANT = 4
    MOST_WORDS = 64  # in front of a tail; ``limits.toml`` asks for fewer
    SIGMA = 0x3A3
    DOTS = 0x2026

cdef uint16_t[PLANE] KIND
cdef uint32_t[PLANE] FLAT
cdef uint32_t[PLANE] SMALL
cdef uint32_t[16] HIGH  # decoration outside of the first plane
cdef int HIGHS = 0


cdef uint16_t kind_of(uint32_t c) noexcept:
    cdef uint16_t found = 0
    cdef int i
    if Py_UNICODE_ISALNUM(c):
        found |= WORD if Py_UNICODE_ISDECIMAL(c) else WORD | LETTER
    if Py_UNICODE_ISDECIMAL(c):
        found |= DECIMAL | IN_NUMBER
    if Py_UNICODE_ISDIGIT(c):
        found |= DIGIT
    if Py_UNICODE_ISSPACE(c):
        found |= SPACE
    if Py_UNICODE_ISUPPER(c):
        found |= UPPER
    if Py_UNICODE_ISLOWER(c):
        found |= LOWER
    for i in range(HIGHS):
        if HIGH[i] == c:
            found |= DECOR
    return found


cdef void fill() except *:
    global HIGHS
    cdef uint32_t c
    for c in range(PLANE):
        KIND[c] = kind_of(c)
        FLAT[c] = c
        SMALL[c] = Py_UNICODE_TOLOWER(c)
        if 0x0E00 <= c <= 0x0E7F or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF:
            KIND[c] |= UNSPACED
    KIND[95] |= WORD
    for c in (46, 33, 63, DOTS, 0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F, 62, 0xBB, 124, 0x25BA, 0x25B6, 0x2022):
        KIND[c] |= ENDING
    for c in (46, 44, 58, 0xA0):
        KIND[c] |= IN_NUMBER
    for c in (39, 0x2019, 46, 45):
        KIND[c] |= JOINING
    for variant, plain in ONE_FOR_ONE:
        FLAT[<uint32_t>ord(variant)] = ord(plain)
    for sign in INVISIBLE:
        KIND[<uint32_t>ord(sign)] |= GONE
    for sign in DECORATION:
        if ord(sign) < PLANE:
            KIND[<uint32_t>ord(sign)] |= DECOR
        else:
            HIGH[HIGHS] = ord(sign)
            HIGHS += 1


fill()


cdef inline uint16_t kind(uint32_t c) noexcept:
    return KIND[c] if c < PLANE else kind_of(c)


cdef struct Signs:  # characters: what each is, and where its bytes begin
    uint16_t* kinds
    uint32_t* begins
    uint8_t* bytes
    Py_ssize_t size


cdef inline void put(Signs* signs, uint32_t c, uint16_t what) noexcept:
    """One more character, as UTF-8; lone surrogates too."""
    cdef Py_ssize_t n = signs.begins[signs.size]
    cdef uint8_t* to = signs.bytes + n
    if c < 0x80:
        to[0] = <uint8_t>c
        n += 1
    elif c < 0x800:
        to[0], to[1] = <uint8_t>(0xC0 | c >> 6), <uint8_t>(0x80 | c & 0x3F)
        n += 2
    elif c < 0x10000:
        to[0], to[1] = <uint8_t>(0xE0 | c >> 12), <uint8_t>(0x80 | c >> 6 & 0x3F)
        to[2] = <uint8_t>(0x80 | c & 0x3F)
        n += 3
    else:
        to[0], to[1] = <uint8_t>(0xF0 | c >> 18), <uint8_t>(0x80 | c >> 12 & 0x3F)
        to[2], to[3] = <uint8_t>(0x80 | c >> 6 & 0x3F), <uint8_t>(0x80 | c & 0x3F)
        n += 4
    signs.kinds[signs.size] = what
    signs.size += 1
    signs.begins[signs.size] = <uint32_t>n


cdef inline Py_ssize_t word_end(const uint16_t* kinds, Py_ssize_t at, Py_ssize_t size) noexcept:
    """Where the word that begins here ends; apostrophe, full stop and hyphen join."""
    while True:
        while at < size and kinds[at] & WORD:
            at += 1
        if at + 1 < size and kinds[at] & JOINING and kinds[at + 1] & WORD:
            at += 1
        else:
            return at


cdef bint room_for(Signs* signs, Py_ssize_t size) except False:
    signs.kinds = <uint16_t*>PyMem_Malloc(2 * (size + 1))
    signs.begins = <uint32_t*>PyMem_Malloc(4 * (size + 1))
    signs.bytes = <uint8_t*>PyMem_Malloc(4 * (size + 1))
    if not (signs.kinds and signs.begins and signs.bytes):
        raise MemoryError
    return True


cdef void give_back(Signs* signs) noexcept:
    PyMem_Free(signs.kinds)
    PyMem_Free(signs.begins)
    PyMem_Free(signs.bytes)


cdef class Line:
    """The line that is at work, with room for the longest, and the pieces that were found in all."""

    cdef Py_ssize_t size
    cdef uint32_t number
    cdef int edge
    cdef uint32_t* text
    cdef uint16_t* kinds
    cdef uint32_t* folded_at  # where a character of the text stands in ``folded``
    cdef uint32_t* varied_at
    cdef Signs folded
    cdef Signs varied  # with each number made a single 0
    cdef uint8_t* bytes
    cdef Packed* found
    cdef Py_ssize_t count
    cdef Py_ssize_t room

    def __cinit__(self, Py_ssize_t longest):
        self.text = <uint32_t*>PyMem_Malloc(4 * (longest + 1))
        self.kinds = <uint16_t*>PyMem_Malloc(2 * (longest + 1))
        self.folded_at = <uint32_t*>PyMem_Malloc(4 * (longest + 1))
        self.varied_at = <uint32_t*>PyMem_Malloc(4 * (longest + 1))
        self.bytes = <uint8_t*>PyMem_Malloc(8 * longest + 16)
        room_for(&self.folded, 3 * longest + 1)  # of an ellipsis come three full stops
        room_for(&self.varied, longest + 1)
        if not (self.text and self.kinds and self.folded_at and self.varied_at and self.bytes):
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.text)
        PyMem_Free(self.kinds)
        PyMem_Free(self.folded_at)
        PyMem_Free(self.varied_at)
        PyMem_Free(self.bytes)
        give_back(&self.folded)
        give_back(&self.varied)
        PyMem_Free(self.found)

    cdef bint take(self, str line, Py_ssize_t number, int edge) noexcept:
        """Look at a line; False if it is for the pure code."""
        cdef int code = PyUnicode_KIND(line)
        cdef void* data = PyUnicode_DATA(line)
        cdef Py_ssize_t i
        cdef uint32_t c
        self.size, self.number, self.edge = PyUnicode_GET_LENGTH(line), <uint32_t>number, edge
        for i in range(self.size):
            c = PyUnicode_READ(code, data, i)
            if c == SIGMA:
                return False
            if c < PLANE:
                c = FLAT[c]
                self.kinds[i] = KIND[c]
            else:
                self.kinds[i] = kind_of(c)
            self.text[i] = c
        self.fold()
        self.vary()
        return True

    cdef void fold(self) noexcept:
        cdef Signs* to = &self.folded
        cdef Py_ssize_t i
        cdef uint32_t c
        cdef bint space = False
        to.size = to.begins[0] = 0
        for i in range(self.size):
            self.folded_at[i] = <uint32_t>to.size
            if self.kinds[i] & (GONE | SPACE):
                if self.kinds[i] & SPACE:
                    space = to.size > 0
                continue
            if space:
                put(to, 32, SPACE | DECOR)
                space = False
            c = self.text[i]
            if c == DOTS:
                for _ in range(3):
                    put(to, 46, KIND[46])
                continue
            c = SMALL[c] if c < PLANE else Py_UNICODE_TOLOWER(c)
            put(to, c, kind(c))
        self.folded_at[self.size] = <uint32_t>to.size

    cdef void vary(self) noexcept:
        cdef Signs* to = &self.varied
        cdef Py_ssize_t i = 0, start
        to.size = to.begins[0] = 0
        while i < self.size:
            self.varied_at[i] = <uint32_t>to.size
            if self.kinds[i] & DECIMAL:
                put(to, 48, KIND[48])
                i += 1
                while i < self.size and self.kinds[i] & IN_NUMBER:
                    self.varied_at[i] = <uint32_t>to.size
                    i += 1
            else:
                put(to, self.text[i], self.kinds[i])
                i += 1
        self.varied_at[self.size] = <uint32_t>to.size

    cdef bint add(self, Py_ssize_t start, Py_ssize_t end, int flags) except -1:
        """Note a piece; False if nothing of it counts."""
        cdef const uint16_t* kinds = self.folded.kinds
        cdef Py_ssize_t first = self.folded_at[start], last = self.folded_at[end], i
        cdef uint32_t words = 1, unspaced = 0
        cdef uint16_t every = 0
        cdef Packed* piece
        while first < last and kinds[first] & DECOR:
            first += 1
        while last > first and kinds[last - 1] & DECOR:
            last -= 1
        if first == last:
            return False
        for i in range(first, last):
            every |= kinds[i]
            words += kinds[i] >> 3 & 1
            unspaced += kinds[i] >> 9 & 1
        piece = self.another()
        piece.line, piece.start, piece.end = self.number, <uint32_t>start, <uint32_t>end
        piece.flags, piece.told = <uint8_t>(flags | self.edge), 0
        piece.words = words + unspaced // 2
        piece.exact = xxh32(self.folded.bytes + self.folded.begins[first], self.bytes_of(first, last))
        piece.digits = piece.form = 0
        if every & DIGIT:
            piece.digits = self.without_digits(first, last)
            piece.told |= DIGITS_TOLD
        if not flags & TAIL and self.form(self.varied_at[start], self.varied_at[end], &piece.form):
            piece.told |= FORM_TOLD
        return True

    cdef Packed* another(self) except NULL:
        cdef Packed* grown
        if self.count == self.room:
            grown = <Packed*>PyMem_Realloc(self.found, (2 * self.room + 64) * sizeof(Packed))
            if not grown:
                raise MemoryError
            self.found = grown
            self.room = 2 * self.room + 64
        self.count += 1
        cdef Packed* piece = self.found + self.count - 1
        piece.unused = 0
        return piece

    cdef inline Py_ssize_t bytes_of(self, Py_ssize_t first, Py_ssize_t last) noexcept:
        return self.folded.begins[last] - self.folded.begins[first]

    cdef uint32_t without_digits(self, Py_ssize_t at, Py_ssize_t last) noexcept:
        """The fingerprint with each number made a single 0, and one more in front."""
        cdef const uint16_t* kinds = self.folded.kinds
        cdef Py_ssize_t size = 1, start
        self.bytes[0] = 48
        while at < last:
            start = at
            while at < last and not kinds[at] & DECIMAL:
                at += 1
            memcpy(self.bytes + size, self.folded.bytes + self.folded.begins[start], self.bytes_of(start, at))
            size += self.bytes_of(start, at)
            if at < last:
                self.bytes[size] = 48
                size += 1
                while at < last and kinds[at] & IN_NUMBER:
                    at += 1
        return xxh32(self.bytes, size)

    cdef bint form(self, Py_ssize_t at, Py_ssize_t end, uint32_t* to) noexcept:
        """The fingerprint of what is left when names are taken out; False if that is too little to know it by."""
        cdef const uint16_t* kinds = self.varied.kinds
        cdef const uint32_t* begins = self.varied.begins
        cdef Py_ssize_t stop, size = 2, bytes_, names = 0, constant = 0
        cdef uint8_t* out = self.bytes
        cdef bint after_name = False
        out[0], out[1] = 0xC2, 0xA7  # a section sign stands for names, and in front
        while at < end:
            if not kinds[at] & WORD:
                at += 1
                continue
            stop = word_end(kinds, at, end)
            if kinds[at] & UPPER:
                names += 1
                if not after_name:
                    if size > 2:
                        out[size] = 32
                        size += 1
                    out[size], out[size + 1] = 0xC2, 0xA7
                    size += 2
                after_name = True
            else:
                constant += 1
                if size > 2:
                    out[size] = 32
                    size += 1
                bytes_ = begins[stop] - begins[at]
                memcpy(out + size, self.varied.bytes + begins[at], bytes_)
                size += bytes_
                after_name = False
            at = stop
        if not names or constant < max(LEAST_CONSTANT, names):
            return False
        to[0] = xxh32(out, size)
        return True

    cdef Py_ssize_t sentence_end(self, Py_ssize_t at) noexcept:
        """One past the next end of a sentence, the space behind it included; -1 if none comes."""
        cdef uint32_t c
        cdef Py_ssize_t stop
        while at < self.size:
            if not self.kinds[at] & ENDING:
                at += 1
                continue
            c = self.text[at]
            stop = -1
            if c in (46, 33, 63, DOTS):
                stop = self.behind_stops(at)
                if stop < 0:  # nor may anything begin behind the rest of them
                    while at < self.size and self.text[at] in (46, 33, 63, DOTS):
                        at += 1
                    continue
            elif c in (0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F):
                stop = at + 1
                while stop < self.size and self.text[stop] in (0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F):
                    stop += 1
                while stop < self.size and self.text[stop] in (0x201D, 0x300D, 0x300F, 41):
                    stop += 1
            elif at + 1 < self.size and self.kinds[at + 1] & SPACE:
                stop = at + 1
            if stop >= 0:
                while stop < self.size and self.kinds[stop] & SPACE:
                    stop += 1
                return stop
            at += 1
        return -1

    cdef Py_ssize_t behind_stops(self, Py_ssize_t at) noexcept:
        """Where full stops and what closes behind them end, if something may begin there; else -1."""
        cdef Py_ssize_t stops = at, stop
        while stops < self.size and self.text[stops] in (46, 33, 63, DOTS):
            stops += 1
        stop = stops
        while stop < self.size and self.text[stop] in (34, 39, 0x201D, 0x2019, 0xBB, 41, 93):
            stop += 1
        while stop >= stops:
            if stop < self.size:
                if self.kinds[stop] & (SPACE | LETTER) or self.text[stop] in (34, 0x201C, 0xAB, 40, 91, 62, 64, 35):
                    return stop
            stop -= 1
        return -1

    cdef int glue(self, Py_ssize_t start, Py_ssize_t end) noexcept:
        if start > 0 and not self.kinds[start - 1] & SPACE:
            return GLUED
        return GLUED if end < self.size and not self.kinds[end - 1] & SPACE else 0

    cdef int add_sentences(self, int most_words) except -1:
        """The sentences, if there are several, and the tails of the last one."""
        cdef Py_ssize_t start = 0, stop = self.sentence_end(0)
        while 0 <= stop < self.size:
            self.add(start, stop, self.glue(start, stop))
            start = stop
            stop = self.sentence_end(stop)
        if start > 0:
            self.add(start, self.size, LAST | self.glue(start, self.size))
        return self.add_tails(start, most_words)

    cdef int add_tails(self, Py_ssize_t sentence, int most_words) except -1:
        cdef Py_ssize_t[MOST_WORDS] begins
        cdef Py_ssize_t[MOST_WORDS] ends
        cdef Py_ssize_t at = sentence, words = 0, start, stop, i, k
        cdef const uint16_t* kinds = self.kinds
        cdef bint small_before = False
        cdef int tails = 0
        while at < self.size:
            if kinds[at] & WORD:
                begins[words % most_words] = at
                at = ends[words % most_words] = word_end(kinds, at, self.size)
                words += 1
            else:
                at += 1
        for i in range(max(0, words - most_words), words):
            start, stop = begins[i % most_words], ends[i % most_words]
            if kinds[start] & UPPER and small_before and start > sentence:
                tails += 1
                self.add(start, self.size, TAIL | LAST | (0 if kinds[start - 1] & SPACE else GLUED))
            for k in range(start + 1, stop):
                if tails == MOST_TAILS:
                    return 0
                if kinds[k - 1] & LOWER and kinds[k] & UPPER and kinds[k - 1] & LETTER and kinds[k] & LETTER:
                    tails += 1
                    self.add(k, self.size, TAIL | LAST | GLUED)
            if tails == MOST_TAILS:
                return 0
            small_before = kinds[stop - 1] & (LOWER | DIGIT) != 0
        return 0

    cdef int add_packed(self, bytes pieces) except -1:
        """Pieces that the pure code has made."""
        cdef const uint8_t* data = <const uint8_t*>PyBytes_AS_STRING(pieces)
        cdef Py_ssize_t i
        for i in range(PyBytes_GET_SIZE(pieces) // <Py_ssize_t>sizeof(Packed)):
            memcpy(self.another(), data + i * sizeof(Packed), sizeof(Packed))
        return 0


def pieces(lines, list filled, int first, int last, int edge, int most_words, pure):
    """The pieces of these lines, packed.

    Args:
        lines: All lines.
        filled: The numbers of those that are looked at.
        first, last: So many of them at both ends have the flag ``edge``.
        edge: That flag.
        most_words: Of the last words of a sentence so many are looked through for tails.
        pure: Makes the packed pieces of a line, of its number and of its flag.
    """
    cdef Py_ssize_t i, number, count = len(filled), longest = 0
    cdef int flag
    cdef str line
    if most_words > MOST_WORDS:
        raise ValueError(most_words)
    for number in filled:
        longest = max(longest, len(lines[number]))
    cdef Line work = Line(longest)
    for i in range(count):
        number = filled[i]
        line = lines[number]
        flag = edge if i < first or i >= count - last else 0
        if not work.take(line, number, flag):
            work.add_packed(pure(line, number, flag))
        elif work.add(0, work.size, WHOLE | LAST):
            work.add_sentences(most_words)
    return PyBytes_FromStringAndSize(<char*>work.found, work.count * sizeof(Packed))
