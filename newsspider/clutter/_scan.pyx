# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``scan``: one look at each character tells which lines a rule could strike at all.

In: the phrases, starts, cues and triggers of a rule set; then lines. Out: a byte for each line. A line is folded as
``fold`` does it, into a buffer; its phrase is looked up by a hash, its beginning in a set of short starts, and literals are
looked for by their first two or three characters. A byte may say too much, never too little.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Realloc
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
from libc.string cimport memcmp, memset

from newsspider.clutter._scan_tables cimport (
    GROUP_WORDS,
    Filter,
    Lists,
    Set,
    begun_hash,
    fill_lists,
    fill_set,
    free_lists,
    gram,
    hash_of,
    let_pass,
    letter_of,
    longer_gram,
    longer_hash,
    mark,
    may_hold,
    new_filter,
    place_of,
    shape_of,
    text_hash,
    whole_hash,
    zeros,
)

cdef enum:
    LINE = 1
    SPAN = 2
    SEAM = 4
    TRIGGERED = 8
    UNCUED = 16
    PLANE = 0x10000
    GONE = 0x7FFFFFFF  # an invisible character
    DOTS = 0x7FFFFFFE  # an ellipsis: three full stops
    STOP = 1
    QUOTE = 2
    NO_SEAM = 4
    DECORATION = 8
    PAIR = 16  # a literal of one or two characters begins so
    PAIRED = 32  # becomes such a character
    ODD = 64  # is gone, or becomes several
    LONGEST_START = 8
    MOST_HIGH = 16


cdef class Scanner:
    """Compiled once for a rule set; safe to share."""

    cdef uint32_t* folded  # what a character of the first plane becomes
    cdef uint8_t* classes
    cdef Set phrases
    cdef Set starts
    cdef Set cued
    cdef Filter known  # what the last two hold
    cdef uint64_t* shapes  # a bit for each shape of a phrase
    cdef int32_t* start_reach  # how long a line can be that begins so
    cdef int32_t* cued_reach
    cdef int32_t* cued_places  # of the lists of groups
    cdef int32_t* trigger_reach
    cdef int32_t first_trigger
    cdef Lists cued_groups
    cdef Lists cue_groups
    # A bit for each hash of the first four characters of a literal, or of all three; without cues; of triggers of spans.
    cdef uint64_t* begun
    cdef uint64_t* bare_begun
    cdef uint64_t* span_begun
    cdef uint64_t* whole
    cdef uint64_t* bare_whole
    cdef uint64_t* span_whole
    cdef int32_t* heads
    cdef int32_t* nexts
    cdef uint32_t* letters
    cdef int32_t* offsets
    cdef uint8_t* means
    cdef Py_ssize_t longest_line
    cdef Py_ssize_t longest_phrase
    cdef Py_ssize_t longest_begun  # no line that begins as a pattern is longer
    cdef uint32_t[16] high  # decoration outside of the first plane
    cdef int highs
    cdef int32_t pairs

    def __cinit__(self):
        self.folded = <uint32_t*>zeros(PLANE, sizeof(uint32_t))
        self.classes = <uint8_t*>zeros(PLANE, 1)
        self.begun = <uint64_t*>zeros(6 * (PLANE // 64), sizeof(uint64_t))
        self.bare_begun = self.begun + PLANE // 64
        self.span_begun = self.bare_begun + PLANE // 64
        self.whole = self.span_begun + PLANE // 64
        self.bare_whole = self.whole + PLANE // 64
        self.span_whole = self.bare_whole + PLANE // 64
        self.shapes = <uint64_t*>zeros(PLANE // 64, sizeof(uint64_t))
        self.heads = <int32_t*>zeros(PLANE, sizeof(int32_t))
        new_filter(&self.known)

    def __dealloc__(self):
        PyMem_Free(self.folded)
        PyMem_Free(self.classes)
        PyMem_Free(self.shapes)
        PyMem_Free(self.heads)
        PyMem_Free(self.phrases.slots)
        PyMem_Free(self.starts.slots)
        PyMem_Free(self.cued.slots)
        PyMem_Free(self.known.bits)
        PyMem_Free(self.start_reach)
        PyMem_Free(self.cued_reach)
        PyMem_Free(self.trigger_reach)
        PyMem_Free(self.cued_places)
        PyMem_Free(self.begun)
        free_lists(&self.cued_groups)
        free_lists(&self.cue_groups)
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
        for c in range(PLANE):
            if self.folded[c] == GONE or self.folded[c] == DOTS:
                self.classes[c] |= ODD
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
        self.longest_begun = longest_line + 2
        fill_set(&self.phrases, words.phrases)
        for text in words.phrases:
            if text:
                c = shape_of(letter_of(text[0]), letter_of(text[len(text) - 1]), len(text))
                self.shapes[c >> 6] |= <uint64_t>1 << (c & 63)
        fill_set(&self.starts, words.starts)
        fill_set(&self.cued, words.cued_starts)
        let_pass(&self.known, &self.starts)
        let_pass(&self.known, &self.cued)
        self.start_reach = <int32_t*>zeros(self.starts.mask + 1, sizeof(int32_t))
        self.cued_reach = <int32_t*>zeros(self.cued.mask + 1, sizeof(int32_t))
        self.cued_places = <int32_t*>zeros(self.cued.mask + 1, sizeof(int32_t))
        for text, reach in words.starts.items():
            self.start_reach[place_of(&self.starts, text_hash(text))] = reach
        for place, (text, (reach, _)) in enumerate(words.cued_starts.items()):
            self.cued_reach[place_of(&self.cued, text_hash(text))] = reach
            self.cued_places[place_of(&self.cued, text_hash(text))] = place
        fill_lists(&self.cued_groups, [groups for _, groups in words.cued_starts.values()])
        fill_lists(&self.cue_groups, list(words.cues.values()))
        self.first_trigger = len(words.cues) + len(words.triggers)
        self.trigger_reach = <int32_t*>zeros(len(words.line_triggers) + 1, sizeof(int32_t))
        for index, reach in enumerate(words.line_triggers.values()):
            self.trigger_reach[index] = reach
        self._keep([(text, LINE) for text in words.cues] + [(text, SPAN) for text in words.triggers]
                   + [(text, TRIGGERED) for text in words.line_triggers])
        for c in range(PLANE):
            if self.folded[c] < PLANE and self.classes[self.folded[c]] & PAIR:
                self.classes[c] |= PAIRED

    cdef _keep(self, literals):
        cdef Py_ssize_t total = sum(len(text) for text, _ in literals)
        cdef Py_ssize_t place = 0
        cdef int32_t i
        cdef uint32_t h
        cdef uint32_t* first
        cdef uint64_t* bits
        cdef uint64_t* bare_bits
        cdef uint64_t* span_bits
        self.letters = <uint32_t*>zeros(total + 1, sizeof(uint32_t))
        self.offsets = <int32_t*>zeros(len(literals) + 1, sizeof(int32_t))
        self.nexts = <int32_t*>zeros(len(literals) + 1, sizeof(int32_t))
        self.means = <uint8_t*>zeros(len(literals) + 1, 1)
        for i, (text, means) in enumerate(literals):
            self.offsets[i] = <int32_t>place
            self.means[i] = means
            for letter in text:
                self.letters[place] = letter_of(letter)
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
            if len(text) > 3:
                h = longer_gram(h, first[3])
            bits, bare_bits, span_bits = self.begun, self.bare_begun, self.span_begun
            if len(text) == 3:
                bits, bare_bits, span_bits = self.whole, self.bare_whole, self.span_whole
            bits[h >> 6] |= <uint64_t>1 << (h & 63)
            if means != LINE:
                bare_bits[h >> 6] |= <uint64_t>1 << (h & 63)
            if means == SPAN:
                span_bits[h >> 6] |= <uint64_t>1 << (h & 63)
            self.nexts[i] = self.heads[h]
            self.heads[h] = i + 1
        self.offsets[len(literals)] = <int32_t>place

    def flags(self, lines):
        """A byte for each line, with the flags of ``scan``."""
        return self._flags(lines, False)

    def beginnings(self, lines):
        """A byte for each line: whether it begins as some pattern does, or is a phrase; nothing else is looked at."""
        return self._flags(lines, True)

    cdef bytes _flags(self, lines, bint only_begun):
        cdef Py_ssize_t number = len(lines)
        cdef bytes out = PyBytes_FromStringAndSize(NULL, number)
        cdef uint8_t* flags = <uint8_t*>PyBytes_AS_STRING(out)
        cdef uint64_t[GROUP_WORDS] groups
        cdef uint32_t* buffer = NULL
        cdef Py_ssize_t room = 0
        cdef Py_ssize_t i
        try:
            for i in range(number):
                buffer = _with_room(buffer, <str?>lines[i], &room)
                if only_begun and PyUnicode_GET_LENGTH(lines[i]) > self.longest_begun:
                    flags[i] = 0
                    continue
                flags[i] = self._look(lines[i], buffer, groups, only_begun)
                if only_begun:
                    flags[i] &= LINE
        finally:
            PyMem_Free(buffer)
        return out

    def candidates(self, str line not None):
        """The groups of those patterns that begin as the line does and one of whose cues stands in it."""
        cdef uint64_t[GROUP_WORDS] groups
        cdef Py_ssize_t room = 0
        cdef uint32_t* buffer = _with_room(NULL, line, &room)
        cdef int i, bit
        cdef set found = set()
        try:
            self._look(line, buffer, groups, False)
        finally:
            PyMem_Free(buffer)
        for i in range(GROUP_WORDS):
            if groups[i]:
                for bit in range(64):
                    if groups[i] >> bit & 1:
                        found.add(64 * i + bit)
        return found

    cdef uint8_t _look(self, str line, uint32_t* buffer, uint64_t* groups, bint only_begun) noexcept:
        """The flags of a line; ``groups`` is filled with those that ``candidates`` speaks of."""
        cdef int kind = PyUnicode_KIND(line)
        cdef void* data = PyUnicode_DATA(line)
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(line)
        cdef Py_ssize_t i
        cdef Py_ssize_t n = 0
        cdef uint32_t c, f
        cdef uint8_t seam = 0
        cdef uint8_t what
        cdef uint8_t seen = 0
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
            if what == 0:  # nearly all: a letter
                if seam:
                    found |= SEAM
                    seam = 0
                buffer[n] = f
                n += 1
                space = False
                continue
            seen |= what
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
            if what & ODD:
                if f == GONE:
                    continue
                buffer[n] = buffer[n + 1] = f = 46
                n += 2
            space = False
            buffer[n] = f
            n += 1
        if n and buffer[n - 1] == 32:
            n -= 1
        if only_begun:
            return self._start(buffer, &n, size, groups) or _any(groups)
        return found | self._words(buffer, n, size, seen & PAIRED != 0, groups)

    cdef uint8_t _words(
        self, uint32_t* buffer, Py_ssize_t n, Py_ssize_t size, bint paired, uint64_t* groups
    ) noexcept nogil:
        """What the folded line says: whether its words could be clutter as a line, or hold a span."""
        cdef uint64_t[GROUP_WORDS] cued
        cdef Py_ssize_t bare = n
        cdef int i
        cdef uint8_t found = self._start(buffer, &bare, size, groups)
        memset(cued, 0, GROUP_WORDS * sizeof(uint64_t))
        cdef bint short = size <= self.longest_line + 2
        cdef uint8_t literals
        cdef const uint64_t* begun = self.span_begun
        cdef const uint64_t* whole = self.span_whole
        if short:
            begun, whole = (self.begun, self.whole) if _any(groups) else (self.bare_begun, self.bare_whole)
        literals = self._literals(buffer, n, bare, paired, begun, whole, cued)
        found |= literals & SPAN
        if short and literals & TRIGGERED:
            found |= LINE | TRIGGERED
        for i in range(GROUP_WORDS):
            groups[i] &= cued[i]
        return found | _any(groups)

    cdef uint8_t _start(self, uint32_t* buffer, Py_ssize_t* size, Py_ssize_t raw, uint64_t* groups) noexcept nogil:
        """Whether the line is a phrase or begins so that it could be clutter; the groups of patterns that begin so.

        ``size`` is that of the folded line and becomes its size without what decorates it; ``raw`` that of the line.
        """
        cdef uint64_t value = begun_hash(), whole
        cdef Py_ssize_t at, start = 0, end = size[0]
        cdef uint8_t found = 0
        cdef uint32_t shape
        memset(groups, 0, GROUP_WORDS * sizeof(uint64_t))
        if raw > self.longest_line + 2:
            return 0
        while start < end and self._decorates(buffer[start]):
            start += 1
        while end > start and self._decorates(buffer[end - 1]):
            end -= 1
        if end > start and end - start <= self.longest_phrase:
            shape = shape_of(buffer[start], buffer[end - 1], end - start)
            if self.shapes[shape >> 6] >> (shape & 63) & 1:
                whole = hash_of(buffer + start, end - start)
                if place_of(&self.phrases, whole) >= 0:
                    found |= LINE | UNCUED
        for at in range(start, min(end, start + LONGEST_START)):
            value = longer_hash(value, buffer[at])
            whole = whole_hash(value)
            if may_hold(&self.known, whole):
                found |= self._begins(whole, end - start, groups)
        size[0] = end - start
        return found

    cdef inline uint8_t _begins(self, uint64_t start, Py_ssize_t size, uint64_t* groups) noexcept nogil:
        """Whether a line of this size that begins so may be clutter; the groups of patterns that begin so too."""
        cdef Py_ssize_t at = place_of(&self.cued, start)
        if at >= 0 and size <= self.cued_reach[at]:
            mark(&self.cued_groups, self.cued_places[at], groups)
        at = place_of(&self.starts, start)
        return LINE | UNCUED if at >= 0 and size <= self.start_reach[at] else 0

    cdef inline bint _decorates(self, uint32_t c) noexcept nogil:
        cdef int i
        if c < PLANE:
            return self.classes[c] & DECORATION
        for i in range(self.highs):
            if self.high[i] == c:
                return True
        return False

    cdef uint8_t _literals(
        self,
        uint32_t* buffer,
        Py_ssize_t n,
        Py_ssize_t size,
        bint paired,
        const uint64_t* begun,
        const uint64_t* whole,
        uint64_t* cued,
    ) noexcept nogil:
        """What the literals in a line mean together, and the groups that they speak for; ``begun`` and ``whole`` say
        which of them are looked for.
        """
        cdef Py_ssize_t i
        cdef uint32_t h, longer
        cdef uint8_t found = 0
        buffer[n] = buffer[n + 1] = buffer[n + 2] = buffer[n + 3] = 0
        if paired:
            for i in range(n):
                if buffer[i] < PLANE and self.classes[buffer[i]] & PAIR:
                    found |= self._here(self.pairs, buffer + i, n - i, size, cued)
        for i in range(n):
            h = gram(buffer[i], buffer[i + 1], buffer[i + 2])
            longer = longer_gram(h, buffer[i + 3])
            if not (begun[longer >> 6] >> (longer & 63) | whole[h >> 6] >> (h & 63)) & 1:
                continue
            if begun[longer >> 6] >> (longer & 63) & 1:
                found |= self._here(self.heads[longer], buffer + i, n - i, size, cued)
            if whole[h >> 6] >> (h & 63) & 1 and h != longer:
                found |= self._here(self.heads[h], buffer + i, n - i, size, cued)
        return found

    cdef uint8_t _here(
        self, int32_t index, uint32_t* at, Py_ssize_t left, Py_ssize_t size, uint64_t* cued
    ) noexcept nogil:
        """The meanings of those literals of a chain that stand at this place."""
        cdef Py_ssize_t length
        cdef const uint32_t* letters
        cdef uint8_t found = 0
        while index:
            index -= 1
            length = self.offsets[index + 1] - self.offsets[index]
            letters = self.letters + self.offsets[index]
            # Most that begin alike end otherwise: a look at the last letter is cheaper than a comparison.
            if (
                length <= left
                and letters[length - 1] == at[length - 1]
                and not memcmp(letters, at, (length - 1) * sizeof(uint32_t))
            ):
                if not self.means[index] & TRIGGERED or size <= self.trigger_reach[index - self.first_trigger]:
                    found |= self.means[index]
                if self.means[index] & LINE:
                    mark(&self.cue_groups, index, cued)
            index = self.nexts[index]
        return found


cdef uint8_t _any(const uint64_t* groups) noexcept nogil:
    """LINE, if there is any group."""
    cdef uint64_t all_groups = 0
    cdef int i
    for i in range(GROUP_WORDS):
        all_groups |= groups[i]
    return LINE if all_groups else 0


cdef uint32_t* _with_room(uint32_t* buffer, str line, Py_ssize_t* room) except NULL:
    """The buffer, with room for the line though each of its characters become three, and four more behind."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(line)
    cdef uint32_t* grown
    if room[0] >= 3 * size + 5:
        return buffer
    grown = <uint32_t*>PyMem_Realloc(buffer, (6 * size + 1024) * sizeof(uint32_t))
    if not grown:
        raise MemoryError
    room[0] = 6 * size + 1024
    return grown
