# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``rows`` and ``marks``: the same sorted array, its rows merged and looked up without objects."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport qsort
from libc.string cimport memcpy, memmove, memset

from newsspider.clutter.learned._packed cimport (
    DIGITS_TOLD,
    EDGE,
    FORM_TOLD,
    GLUED,
    TAIL,
    VARYING,
    WHOLE,
    Packed,
)

cdef enum:
    MARK = 6  # bytes
    NUMBERS = 4096
    SEEN = 64  # so many words of 64 bits
    MOST_WORDS = 255


cdef int in_order(const void* a, const void* b) noexcept nogil:
    cdef uint64_t one = (<uint64_t*>a)[0], other = (<uint64_t*>b)[0]
    return (one > other) - (one < other)


cdef class Rows:
    """All rows of a window."""

    cdef uint64_t* rows
    cdef Py_ssize_t size
    cdef Py_ssize_t least
    cdef object make
    cdef object make_known

    def __init__(self, Py_ssize_t least, make, make_known):
        self.least = least
        self.make = make
        self.make_known = make_known

    def __dealloc__(self):
        PyMem_Free(self.rows)

    def add(self, pages):
        """Enter the marks of pages, each with the number of its page and of its story."""
        cdef Py_ssize_t new = 0, count, i
        cdef const uint8_t* data
        cdef uint32_t print_
        cdef uint64_t tail
        pages = list(pages)
        for marks, _, _ in pages:
            new += PyBytes_GET_SIZE(marks) // MARK
        if not new:
            return
        cdef uint64_t* grown = <uint64_t*>PyMem_Realloc(self.rows, 8 * (self.size + new))
        if not grown:
            raise MemoryError
        self.rows = grown
        cdef uint64_t* added = <uint64_t*>PyMem_Malloc(8 * new)
        if not added:
            raise MemoryError
        new = 0
        for marks, page, story in pages:
            data = <const uint8_t*>PyBytes_AS_STRING(marks)
            count = PyBytes_GET_SIZE(marks) // MARK
            tail = <uint64_t>(<uint32_t>page) << 20 | <uint64_t>(<uint32_t>story) << 8
            for i in range(count):
                memcpy(&print_, data + MARK * i, 4)
                added[new] = <uint64_t>print_ << 32 | tail | data[MARK * i + 4]
                new += 1
        qsort(added, new, 8, in_order)
        self.merge(added, new)
        PyMem_Free(added)

    cdef void merge(self, const uint64_t* added, Py_ssize_t new) noexcept:
        """Room for the new rows is there; from the end, what stands between two of them in one move."""
        cdef Py_ssize_t end = self.size, start
        self.size += new
        while new:
            new -= 1
            start = self.place_before(added[new], end)
            memmove(self.rows + start + new + 1, self.rows + start, 8 * (end - start))
            self.rows[start + new] = added[new]
            end = start

    def remove(self, uint32_t page):
        """Forget the marks of a page."""
        cdef uint64_t* rows = self.rows
        cdef Py_ssize_t i, kept = 0
        for i in range(self.size):
            rows[kept] = rows[i]
            kept += (rows[i] >> 20 & 0xFFF) != page
        self.size = kept

    cdef inline Py_ssize_t place(self, uint64_t row) noexcept:
        """How many rows are smaller."""
        return self.place_before(row, self.size)

    cdef Py_ssize_t place_before(self, uint64_t row, Py_ssize_t high) noexcept:
        """How many of the first ``high`` rows are smaller."""
        cdef Py_ssize_t low = 0, middle
        while low < high:
            middle = (low + high) >> 1
            if self.rows[middle] < row:
                low = middle + 1
            else:
                high = middle
        return low

    cdef Py_ssize_t end_of(self, uint32_t print_, Py_ssize_t start) noexcept:
        while start < self.size and self.rows[start] >> 32 == print_:
            start += 1
        return start

    cdef Py_ssize_t stories(self, uint32_t print_, bint* edge, bint* glued) noexcept:
        """On how many stories a fingerprint stands; 0 if that is too few to matter."""
        cdef Py_ssize_t start = self.place(<uint64_t>print_ << 32)
        return self.stories_in(start, self.end_of(print_, start), edge, glued)

    cdef Py_ssize_t stories_in(self, Py_ssize_t start, Py_ssize_t end, bint* edge, bint* glued) noexcept:
        """The same, of the fingerprint of these rows."""
        cdef uint64_t[SEEN] seen
        cdef Py_ssize_t i, found = 0, edges = 0, glues = 0
        cdef uint32_t story
        if end - start < self.least:
            return 0
        memset(seen, 0, sizeof(seen))
        for i in range(start, end):
            story = self.rows[i] >> 8 & 0xFFF
            if not seen[story >> 6] >> (story & 63) & 1:
                seen[story >> 6] |= <uint64_t>1 << (story & 63)
                found += 1
            edges += self.rows[i] & EDGE != 0
            glues += self.rows[i] & GLUED != 0
        edge[0], glued[0] = 2 * edges > end - start, 2 * glues > end - start
        return found if found >= self.least else 0

    def stands(self, prints):
        """Those of the fingerprints that stand on enough stories."""
        cdef Py_ssize_t at = 0, stories
        cdef bint edge = False, glued = False
        cdef list found = []
        for print_ in prints:
            stories = self.stories(print_, &edge, &glued)
            if stories:
                found.append(self.make(at, stories, bool(edge), bool(glued)))
            at += 1
        return found

    def known(self, bytes pieces):
        """Those of the pieces' fingerprints that stand on enough stories, in the order of the pieces."""
        cdef const Packed* piece = <const Packed*>PyBytes_AS_STRING(pieces)
        cdef Py_ssize_t at
        cdef list found = []
        for at in range(PyBytes_GET_SIZE(pieces) // <Py_ssize_t>sizeof(Packed)):
            self.note(found, at, piece.exact, piece.flags)
            if piece.told & DIGITS_TOLD:
                self.note(found, at, piece.digits, piece.flags | VARYING)
            if piece.told & FORM_TOLD:
                self.note(found, at, piece.form, piece.flags | VARYING)
            piece += 1
        return found

    cdef int note(self, list found, Py_ssize_t at, uint32_t print_, int flags) except -1:
        cdef bint edge = False, glued = False
        cdef Py_ssize_t stories = self.stories(print_, &edge, &glued)
        if stories:
            found.append(tuple.__new__(self.make_known, (at, flags, stories, bool(edge), bool(glued))))
        return 0

    def kin(self, bytes marks):
        """How many words of its own a page has, and how many of them each other page, by the other's number."""
        cdef Py_ssize_t room = 0, i, start, end
        cdef uint32_t page, last, words
        cdef long total = 0
        cdef uint32_t[NUMBERS] sums
        cdef dict found = {}
        cdef bint edge = False, glued = False
        cdef uint64_t* own = words_of(marks, &room)
        memset(sums, 0, sizeof(sums))
        for i in range(room):
            if not own[i]:
                continue
            start = self.place(own[i] >> 8 << 32)
            end = self.end_of(<uint32_t>(own[i] >> 8), start)
            if self.stories_in(start, end, &edge, &glued):
                continue
            words = own[i] & 0xFF
            total += words
            last = NUMBERS
            while start < end:
                page = self.rows[start] >> 20 & 0xFFF
                if page != last:  # a print's rows stand by page
                    sums[page] += words
                    last = page
                start += 1
        PyMem_Free(own)
        for i in range(NUMBERS):
            if sums[i]:
                found[i] = sums[i]
        return total, found


cdef uint64_t* words_of(bytes marks, Py_ssize_t* room) except NULL:
    """A table of the fingerprints that have words: print and words, 0 where nothing stands; of two the last counts."""
    cdef const uint8_t* data = <const uint8_t*>PyBytes_AS_STRING(marks)
    cdef Py_ssize_t count = PyBytes_GET_SIZE(marks) // MARK, i
    cdef uint32_t print_
    cdef uint64_t place
    room[0] = 16
    while room[0] < 2 * count:
        room[0] *= 2
    cdef uint64_t* own = <uint64_t*>PyMem_Calloc(room[0], 8)
    if not own:
        raise MemoryError
    for i in range(count):
        if not data[MARK * i + 5]:
            continue
        memcpy(&print_, data + MARK * i, 4)
        place = print_ & <uint64_t>(room[0] - 1)  # it is a hash
        while own[place] and own[place] >> 8 != print_:
            place = (place + 1) & <uint64_t>(room[0] - 1)
        own[place] = <uint64_t>print_ << 8 | data[MARK * i + 5]
    return own


cdef inline uint8_t* marked(uint8_t* to, uint32_t print_, int flags, int words) noexcept:
    """A row of marks at a place; the place behind it."""
    memcpy(to, &print_, 4)
    to[4], to[5] = <uint8_t>flags, <uint8_t>words
    return to + MARK


cdef Py_ssize_t told_once(uint8_t* rows, Py_ssize_t count, Py_ssize_t most) except -1:
    """Each different row at its first place, ``most`` of them at most; how many there are."""
    cdef Py_ssize_t room = 16, i, kept = 0
    cdef uint64_t row, place
    while room < 2 * count:
        room *= 2
    cdef uint64_t* seen = <uint64_t*>PyMem_Calloc(room, 8)
    if not seen:
        raise MemoryError
    for i in range(count):
        row = 0
        memcpy(&row, rows + MARK * i, MARK)
        row |= <uint64_t>1 << 63  # no row is nothing
        place = (row * <uint64_t>0x9E3779B97F4A7C15) >> 20 & <uint64_t>(room - 1)
        while seen[place] and seen[place] != row:
            place = (place + 1) & <uint64_t>(room - 1)
        if seen[place] == row:
            continue
        seen[place] = row
        if kept < i:
            memcpy(rows + MARK * kept, rows + MARK * i, MARK)
        kept += 1
        if kept == most:
            break
    PyMem_Free(seen)
    return kept


def marks_of(bytes pieces, Py_ssize_t most):
    """One row for each fingerprint, those that are alike once, ``most`` of them at most."""
    cdef const Packed* piece = <const Packed*>PyBytes_AS_STRING(pieces)
    cdef Py_ssize_t i, count = PyBytes_GET_SIZE(pieces) // <Py_ssize_t>sizeof(Packed), lines = 0
    cdef int words
    cdef uint8_t flags
    for i in range(count):
        lines = max(lines, <Py_ssize_t>piece[i].line + 1)
    cdef uint8_t* parted = <uint8_t*>PyMem_Calloc(lines + 1, 1)
    cdef uint8_t* rows = <uint8_t*>PyMem_Malloc(3 * MARK * count + 1)
    cdef uint8_t* to = rows
    try:
        if not parted or not rows:
            raise MemoryError
        for i in range(count):
            if not piece[i].flags & (WHOLE | TAIL):
                parted[piece[i].line] = 1
        for i in range(count):
            flags = piece[i].flags
            words = <int>min(piece[i].words, <uint32_t>MOST_WORDS)
            if flags & TAIL or (flags & WHOLE and parted[piece[i].line]):
                words = 0
            to = marked(to, piece[i].exact, flags, words)
            if piece[i].told & DIGITS_TOLD:
                to = marked(to, piece[i].digits, flags | VARYING, 0)
            if piece[i].told & FORM_TOLD:
                to = marked(to, piece[i].form, flags | VARYING, 0)
        return PyBytes_FromStringAndSize(<char*>rows, MARK * told_once(rows, (to - rows) // MARK, most))
    finally:
        PyMem_Free(parted)
        PyMem_Free(rows)
