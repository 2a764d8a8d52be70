# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``scan``: one look at each character tells which lines a rule could strike at all.

In: the phrases, starts, cues and triggers of a rule set; then lines. Out: a byte for each line. A line is folded as
``fold`` does it, into a buffer; its phrase is looked up by a hash, its beginning in a set of short starts, and literals are
looked for by their first two or three characters. A byte may say too much, never too little.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    Py_UNICODE_ISDECIMAL,
    Py_UNICODE_ISSPACE,
    Py_UNICODE_TOLOWER,
)
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp

cdef enum:
    LINE = 1
    SPAN = 2
    SEAM = 4
    TRIGGERED = 8
    PLANE = 0x10000
    GONE = 0x7FFFFFFF  # an invisible character
    DOTS = 0x7FFFFFFE  # an ellipsis: three full stops
    STOP = 1
    QUOTE = 2
    NO_SEAM = 4
    DECORATION = 8
    PAIR = 16  # a literal of one or two characters begins so
    LONGEST_START = 8
    SHORT = 1  # these three characters are a literal
    LONG = 2  # these three begin one
    FOUR = 4  # these four do
    MOST_HIGH = 16


cdef struct Set:
    uint64_t* slots
    uint64_t mask


cdef struct Groups:  # which of 256 groups of patterns something speaks for
    uint64_t[4] bits


cdef inline uint64_t hash_of(const uint32_t* text, Py_ssize_t size) noexcept nogil:
    cdef uint64_t value = 0xCBF29CE484222325ULL
    cdef Py_ssize_t i
    for i in range(size):
        value = (value ^ text[i]) * 0x100000001B3ULL
    value ^= value >> 29
    return value | 1  # 0 is an empty slot


cdef inline Py_ssize_t place_of(const Set* table, uint64_t value) noexcept nogil:
    """Where a value stands in the table, or -1."""
    cdef uint64_t at = value & table.mask
    while table.slots[at]:
        if table.slots[at] == value:
            return <Py_ssize_t>at
        at = (at + 1) & table.mask
    return -1


cdef inline uint32_t gram(uint32_t a, uint32_t b, uint32_t c) noexcept nogil:
    return (a * 0x9E5 + b * 0x1F3 + c * 0x3D) & 0xFFFF


cdef class Scanner:
    """Compiled once for a rule set; safe to share."""

    cdef uint32_t* folded  # what a character of the first plane becomes
    cdef uint8_t* classes
    cdef Set phrases
    cdef Set starts
    cdef Set cued
    cdef int32_t* start_reach  # how long a line can be that begins so
    cdef int32_t* cued_reach
    cdef int32_t* trigger_reach
    cdef int32_t first_trigger
    cdef Groups* cued_groups
    cdef Groups* cue_groups
    cdef uint8_t* grams  # which first three (or two) characters begin a literal
    cdef int32_t* heads
    cdef int32_t* nexts
    cdef uint32_t* letters
    cdef int32_t* offsets
    cdef uint8_t* means
    cdef Py_ssize_t longest_line
    cdef Py_ssize_t longest_phrase
    cdef uint32_t[16] high  # decoration outside of the first plane
    cdef int highs
    cdef int32_t pairs

    def __cinit__(self):
        self.folded = <uint32_t*>PyMem_Calloc(PLANE, sizeof(uint32_t))
        self.classes = <uint8_t*>PyMem_Calloc(PLANE, 1)
        self.grams = <uint8_t*>PyMem_Calloc(PLANE, 1)
        self.heads = <int32_t*>PyMem_Calloc(PLANE, sizeof(int32_t))
        if not (self.folded and self.classes and self.grams and self.heads):
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.folded)
        PyMem_Free(self.classes)
        PyMem_Free(self.grams)
        PyMem_Free(self.heads)
        PyMem_Free(self.phrases.slots)
        PyMem_Free(self.starts.slots)
        PyMem_Free(self.cued.slots)
        PyMem_Free(self.start_reach)
        PyMem_Free(self.cued_reach)
        PyMem_Free(self.trigger_reach)
        PyMem_Free(self.cued_groups)
        PyMem_Free(self.cue_groups)
        PyMem_Free(self.nexts)
        PyMem_Free(self.letters)
        PyMem_Free(self.offsets)
        PyMem_Free(self.means)

    def __init__(self, words, signs, longest_line):
        """``words``: a ``ScanWords``, folded; ``signs``: a ``ScanSigns``; see ``scan``."""
        cdef uint32_t c
        for c in range(PLANE):
            self.folded[c] = 32 if Py_UNICODE_ISSPACE(c) else Py_UNICODE_TOLOWER(c)
            if Py_UNICODE_ISSPACE(c) or Py_UNICODE_ISDECIMAL(c):
                self.classes[c] |= NO_SEAM
        for variant, plain in signs.one_for_one:
            self.folded[ord(variant)] = Py_UNICODE_TOLOWER(<uint32_t>ord(plain))
        for sign in signs.invisible:
            self.folded[ord(sign)] = GONE
        self.folded[0x2026] = DOTS
        self.folded[0x3C2] = 0x3C3  # a sigma at the end of a word
        for mark, marked in ((DECORATION, signs.decoration), (STOP, signs.stops), (QUOTE, signs.quotes),
                             (NO_SEAM, signs.no_seam)):
            for sign in marked:
                if ord(sign) < PLANE:
                    self.classes[ord(sign)] |= <uint8_t>mark
                elif mark == DECORATION and self.highs < MOST_HIGH:
                    self.high[self.highs] = ord(sign)
                    self.highs += 1
                else:
                    raise ValueError(f"a sign outside of the first plane: {sign}")
        self.longest_line = longest_line
        self.longest_phrase = max(map(len, words.phrases), default=0)
        self._fill(&self.phrases, words.phrases)
        self._fill(&self.starts, words.starts)
        self._fill(&self.cued, words.cued_starts)
        self.start_reach = <int32_t*>PyMem_Calloc(self.starts.mask + 1, sizeof(int32_t))
        self.cued_reach = <int32_t*>PyMem_Calloc(self.cued.mask + 1, sizeof(int32_t))
        self.cued_groups = <Groups*>PyMem_Calloc(self.cued.mask + 1, sizeof(Groups))
        self.cue_groups = <Groups*>PyMem_Calloc(len(words.cues) + 1, sizeof(Groups))
        if not (self.start_reach and self.cued_reach and self.cued_groups and self.cue_groups):
            raise MemoryError
        for text, reach in words.starts.items():
            self.start_reach[self._place(&self.starts, text)] = reach
        for text, (reach, groups) in words.cued_starts.items():
            self.cued_reach[self._place(&self.cued, text)] = reach
            for group in groups:
                self.cued_groups[self._place(&self.cued, text)].bits[group >> 6] |= <uint64_t>1 << (group & 63)
        for index, groups in enumerate(words.cues.values()):
            for group in groups:
                self.cue_groups[index].bits[group >> 6] |= <uint64_t>1 << (group & 63)
        self.first_trigger = len(words.cues) + len(words.triggers)
        self.trigger_reach = <int32_t*>PyMem_Calloc(len(words.line_triggers) + 1, sizeof(int32_t))
        if not self.trigger_reach:
            raise MemoryError
        for index, reach in enumerate(words.line_triggers.values()):
            self.trigger_reach[index] = reach
        self._keep([(text, LINE) for text in words.cues] + [(text, SPAN) for text in words.triggers]
                   + [(text, TRIGGERED) for text in words.line_triggers])

    cdef Py_ssize_t _place(self, Set* table, str text):
        cdef uint32_t[512] letters
        for i, letter in enumerate(text[:512]):
            letters[i] = 0x3C3 if letter == "ς" else ord(letter)
        return place_of(table, hash_of(letters, min(len(text), 512)))

    cdef _fill(self, Set* table, texts):
        cdef uint64_t size = 64
        cdef uint64_t value, at
        cdef uint32_t[512] letters
        while size < 4 * len(texts) + 4:
            size *= 2
        table.slots = <uint64_t*>PyMem_Calloc(size, sizeof(uint64_t))
        if not table.slots:
            raise MemoryError
        table.mask = size - 1
        for text in texts:
            for i, letter in enumerate(text[:512]):
                letters[i] = 0x3C3 if letter == "ς" else ord(letter)
            value = hash_of(letters, min(len(text), 512))
            at = value & table.mask
            while table.slots[at] and table.slots[at] != value:
                at = (at + 1) & table.mask
            table.slots[at] = value

    cdef _keep(self, literals):
        cdef Py_ssize_t total = sum(len(text) for text, _ in literals)
        cdef Py_ssize_t place = 0
        cdef int32_t i
        cdef uint32_t h
        cdef uint32_t* first
        self.letters = <uint32_t*>PyMem_Calloc(total + 1, sizeof(uint32_t))
        self.offsets = <int32_t*>PyMem_Calloc(len(literals) + 1, sizeof(int32_t))
        self.nexts = <int32_t*>PyMem_Calloc(len(literals) + 1, sizeof(int32_t))
        self.means = <uint8_t*>PyMem_Calloc(len(literals) + 1, 1)
        if not (self.letters and self.offsets and self.nexts and self.means):
            raise MemoryError
        for i, (text, means) in enumerate(literals):
            self.offsets[i] = <int32_t>place
            self.means[i] = means
            for letter in text:
                self.letters[place] = 0x3C3 if letter == "ς" else ord(letter)
                place += 1
            first = self.letters + self.offsets[i]
            if len(text) < 3:
                # Too short for a hash: looked for wherever its first character stands.
                if first[0] >= PLANE or not text:
                    raise ValueError(f"no literal that can be looked for: {text!r}")
                self.classes[first[0]] |= PAIR
                self.nexts[i] = self.pairs
                self.pairs = i + 1
                continue
            h = gram(first[0], first[1], first[2])
            if len(text) == 3:
                self.grams[h] |= SHORT
            else:
                self.grams[h] |= LONG
                h = (h + first[3] * 0x6D3) & 0xFFFF
                self.grams[h] |= FOUR
            self.nexts[i] = self.heads[h]
            self.heads[h] = i + 1
        self.offsets[len(literals)] = <int32_t>place

    def flags(self, lines):
        """A byte for each line: LINE, SPAN and SEAM say which rules could strike in it."""
        cdef Py_ssize_t number = len(lines)
        cdef bytes out = PyBytes_FromStringAndSize(NULL, number)
        cdef uint8_t* flags = <uint8_t*>PyBytes_AS_STRING(out)
        cdef uint32_t* buffer = NULL
        cdef uint32_t* grown
        cdef Py_ssize_t room = 0
        cdef Py_ssize_t i, size
        cdef str line
        try:
            for i in range(number):
                line = lines[i]
                size = PyUnicode_GET_LENGTH(line)
                if room < 3 * size + 5:
                    grown = <uint32_t*>PyMem_Realloc(buffer, (6 * size + 1024) * sizeof(uint32_t))
                    if not grown:
                        raise MemoryError
                    buffer = grown
                    room = 6 * size + 1024
                flags[i] = self._look(PyUnicode_KIND(line), PyUnicode_DATA(line), size, buffer)
        finally:
            PyMem_Free(buffer)
        return out

    cdef uint8_t _look(self, int kind, void* data, Py_ssize_t size, uint32_t* buffer) noexcept:
        cdef Py_ssize_t i
        cdef Py_ssize_t n = 0
        cdef uint32_t c, f
        cdef uint8_t seam = 0
        cdef uint8_t what
        cdef uint8_t found = 0
        cdef bint space = True  # leading white space is dropped
        for i in range(size):
            c = PyUnicode_READ(kind, data, i)
            if c < PLANE:
                f = self.folded[c]
                what = self.classes[c]
            else:
                f = Py_UNICODE_TOLOWER(c)
                what = 0
            if seam or what & STOP:
                if seam and not what & NO_SEAM:
                    found |= SEAM
                if what & STOP:
                    seam = 1
                elif seam == 1 and what & QUOTE:
                    seam = 2
                else:
                    seam = 0
            if f == 32:
                if not space:
                    buffer[n] = 32
                    n += 1
                    space = True
                continue
            if f == GONE:
                continue
            space = False
            if f == DOTS:
                buffer[n] = buffer[n + 1] = buffer[n + 2] = 46
                n += 3
                continue
            buffer[n] = f
            n += 1
        if n and buffer[n - 1] == 32:
            n -= 1
        return found | self._words(buffer, n, size)

    cdef uint8_t _words(self, uint32_t* buffer, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
        """What the folded line says: whether its words could be clutter as a line, or hold a span."""
        cdef bint short = size <= self.longest_line + 2
        cdef Groups begun
        cdef Groups cued
        cdef uint64_t value
        cdef Py_ssize_t at
        cdef int i
        cdef uint8_t found = 0
        cdef uint8_t literals
        cdef Py_ssize_t start = 0
        cdef Py_ssize_t end = n
        cdef Py_ssize_t length
        for i in range(4):
            begun.bits[i] = 0
            cued.bits[i] = 0
        if short:
            while start < end and self._decorates(buffer[start]):
                start += 1
            while end > start and self._decorates(buffer[end - 1]):
                end -= 1
            if end - start <= self.longest_phrase and place_of(&self.phrases, hash_of(buffer + start, end - start)) >= 0:
                found |= LINE
            for length in range(1, LONGEST_START + 1):
                if length > end - start:
                    break
                value = hash_of(buffer + start, length)
                at = place_of(&self.starts, value)
                if at >= 0 and end - start <= self.start_reach[at]:
                    found |= LINE
                at = place_of(&self.cued, value)
                if at >= 0 and end - start <= self.cued_reach[at]:
                    for i in range(4):
                        begun.bits[i] |= self.cued_groups[at].bits[i]
        literals = self._literals(buffer, n, end - start, &cued)
        found |= literals & SPAN
        if short:
            if literals & TRIGGERED:
                found |= LINE | TRIGGERED
            for i in range(4):
                if begun.bits[i] & cued.bits[i]:
                    found |= LINE
        return found

    cdef inline bint _decorates(self, uint32_t c) noexcept nogil:
        cdef int i
        if c < PLANE:
            return self.classes[c] & DECORATION
        for i in range(self.highs):
            if self.high[i] == c:
                return True
        return False

    cdef uint8_t _literals(self, uint32_t* buffer, Py_ssize_t n, Py_ssize_t size, Groups* cued) noexcept nogil:
        """What the literals in a line mean together, and the groups that they speak for."""
        cdef Py_ssize_t i
        cdef uint32_t h
        cdef uint8_t found = 0
        buffer[n] = buffer[n + 1] = buffer[n + 2] = buffer[n + 3] = 0
        for i in range(n):
            if buffer[i] < PLANE and self.classes[buffer[i]] & PAIR:
                found |= self._here(self.pairs, buffer + i, n - i, size, cued)
            h = gram(buffer[i], buffer[i + 1], buffer[i + 2])
            if not self.grams[h]:
                continue
            if self.grams[h] & SHORT:
                found |= self._here(self.heads[h], buffer + i, n - i, size, cued)
            if self.grams[h] & LONG:
                h = (h + buffer[i + 3] * 0x6D3) & 0xFFFF
                if self.grams[h] & FOUR:
                    found |= self._here(self.heads[h], buffer + i, n - i, size, cued)
        return found

    cdef uint8_t _here(
        self, int32_t index, uint32_t* at, Py_ssize_t left, Py_ssize_t size, Groups* cued
    ) noexcept nogil:
        """The meanings of those literals of a chain that stand at this place."""
        cdef int i
        cdef Py_ssize_t length
        cdef uint8_t found = 0
        while index:
            index -= 1
            length = self.offsets[index + 1] - self.offsets[index]
            if length <= left and not memcmp(self.letters + self.offsets[index], at, length * sizeof(uint32_t)):
                if not self.means[index] & TRIGGERED or size <= self.trigger_reach[index - self.first_trigger]:
                    found |= self.means[index]
                if self.means[index] & LINE:
                    for i in range(4):
                        cued.bits[i] |= self.cue_groups[index].bits[i]
            index = self.nexts[index]
        return found
