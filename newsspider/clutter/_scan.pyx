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
    Py_UNICODE_ISALPHA,
    Py_UNICODE_ISDECIMAL,
    Py_UNICODE_ISSPACE,
    Py_UNICODE_TOLOWER,
)
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memset

from newsspider.clutter._scan_grams cimport (
    HEADS,
    Grams,
    Literal,
    gram_of,
    holds,
    longer_window,
    note_gram,
)
from newsspider.clutter._scan_tables cimport (
    GROUP_WORDS,
    Filter,
    Lists,
    Set,
    begun_hash,
    fill_lists,
    fill_set,
    free_lists,
    hash_of,
    let_pass,
    letter_of,
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
    PAIR = 16  # a literal that is looked for by its first character begins so
    PAIRED = 32  # becomes such a character
    ODD = 64  # is gone, or becomes several
    LONGEST_START = 8
    MOST_HIGH = 16


# Signs that stand in few lines.
cdef str RARE = "[]{}%&|#@*+=<>$£€~^\\"


ctypedef fused Character:
    uint8_t
    uint16_t
    uint32_t


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
    cdef Lists cued_groups
    cdef Lists literal_groups
    cdef Grams* all_grams
    cdef Grams* bare_grams  # without those of cues
    cdef Grams* span_grams  # those of triggers of spans alone
    cdef uint16_t* heads
    cdef Literal* literals
    cdef uint32_t* letters
    cdef Py_ssize_t longest_line
    cdef Py_ssize_t longest_phrase
    cdef Py_ssize_t longest_begun  # no line that begins as a pattern is longer
    cdef uint32_t[16] high  # decoration outside of the first plane
    cdef int highs
    cdef int32_t pairs

    def __cinit__(self):
        self.folded = <uint32_t*>zeros(PLANE, sizeof(uint32_t))
        self.classes = <uint8_t*>zeros(PLANE, 1)
        self.all_grams = <Grams*>zeros(3, sizeof(Grams))
        self.bare_grams = self.all_grams + 1
        self.span_grams = self.all_grams + 2
        self.shapes = <uint64_t*>zeros(PLANE // 64, sizeof(uint64_t))
        self.heads = <uint16_t*>zeros(HEADS, sizeof(uint16_t))
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
        PyMem_Free(self.cued_places)
        PyMem_Free(self.all_grams)
        free_lists(&self.cued_groups)
        free_lists(&self.literal_groups)
        PyMem_Free(self.literals)
        PyMem_Free(self.letters)

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
        fill_lists(&self.literal_groups, [*words.cues.values(), *[() for _ in words.triggers],
                                          *[groups for _, groups in words.line_triggers.values()]])
        self._keep([(text, LINE, 0) for text in words.cues] + [(text, SPAN, 0) for text in words.triggers]
                   + [(text, TRIGGERED, reach) for text, (reach, _) in words.line_triggers.items()])
        for c in range(PLANE):
            if self.folded[c] < PLANE and self.classes[self.folded[c]] & PAIR:
                self.classes[c] |= PAIRED

    cdef _keep(self, literals):
        """Take in the literals, in the order of their groups."""
        cdef Py_ssize_t total = sum(len(text) for text, _, _ in literals)
        cdef Py_ssize_t place = 0
        cdef int32_t i
        cdef uint64_t window
        cdef Literal* kept
        if len(literals) >= 0xFFFF:
            raise ValueError(f"too many literals to look for: {len(literals)}")
        self.letters = <uint32_t*>zeros(total + 1, sizeof(uint32_t))
        self.literals = <Literal*>zeros(len(literals) + 1, sizeof(Literal))
        for i, (text, means, reach) in enumerate(literals):
            kept = self.literals + i
            kept.offset, kept.length, kept.means, kept.reach = <int32_t>place, len(text), means, reach
            window = 0
            for letter in text:
                self.letters[place] = letter_of(letter)
                if place - kept.offset < (6 if len(text) >= 6 else 4):
                    window = longer_window(window, self.letters[place])
                place += 1
            kept.last = self.letters[place - 1] if text else 0
            if len(text) < 3 or (len(text) < 6 and text[0] in RARE):
                # Too short for a hash, or found sooner: looked for wherever its first character stands.
                if not text or self.letters[kept.offset] >= PLANE:
                    raise ValueError(f"no literal that can be looked for: {text!r}")
                self.classes[self.letters[kept.offset]] |= PAIR
                kept.next, self.pairs = self.pairs, i + 1
                continue
            note_gram(self.all_grams, window, kept.length)
            if kept.means != LINE:
                note_gram(self.bare_grams, window, kept.length)
            if kept.means == SPAN:
                note_gram(self.span_grams, window, kept.length)
            window = gram_of(window, kept.length) & (HEADS - 1)
            kept.next, self.heads[window] = self.heads[window], <uint16_t>(i + 1)

    def flags(self, lines):
        """A byte for each line, with the flags of ``scan``."""
        return self._flags(lines, False, None)

    def beginnings(self, lines):
        """A byte for each line: whether it begins as some pattern does, or is a phrase; nothing else is looked at."""
        return self._flags(lines, True, None)

    cdef bytes _flags(self, lines, bint only_begun, list told):
        """``told``: where to put the groups of those lines that could be clutter as a whole."""
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
                if told is not None and flags[i] & LINE:
                    told[i] = _numbers(groups)
        finally:
            PyMem_Free(buffer)
        return out

    def told(self, lines):
        """The flags of these lines, and for those that could be clutter as a whole what ``candidates`` says, else None."""
        cdef list groups = [None] * len(lines)
        return self._flags(lines, False, groups), groups

    def candidates(self, str line not None):
        """The groups of those patterns that begin as the line does and one of whose cues stands in it, and of those that
        can begin with anything and one of whose triggers does.
        """
        cdef uint64_t[GROUP_WORDS] groups
        cdef Py_ssize_t room = 0
        cdef uint32_t* buffer = _with_room(NULL, line, &room)
        try:
            self._look(line, buffer, groups, False)
        finally:
            PyMem_Free(buffer)
        return _numbers(groups)

    cdef uint8_t _look(self, str line, uint32_t* buffer, uint64_t* groups, bint only_begun) noexcept:
        """The flags of a line; ``groups`` is filled with those that ``candidates`` speaks of."""
        cdef int kind = PyUnicode_KIND(line)
        cdef void* data = PyUnicode_DATA(line)
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(line)
        cdef uint8_t found = 0, seen = 0
        cdef Py_ssize_t n
        if kind == 1:
            n = self._folded(<const uint8_t*>data, size, buffer, &found, &seen)
        elif kind == 2:
            n = self._folded(<const uint16_t*>data, size, buffer, &found, &seen)
        else:
            n = self._folded(<const uint32_t*>data, size, buffer, &found, &seen)
        if n and buffer[n - 1] == 32:
            n -= 1
        if only_begun:
            return self._start(buffer, &n, size, groups) or _any(groups)
        return found | self._words(buffer, n, size, seen & PAIRED != 0, groups)

    cdef Py_ssize_t _folded(
        self, const Character* data, Py_ssize_t size, uint32_t* buffer, uint8_t* found, uint8_t* seen
    ) noexcept:
        """Fold a line into the buffer. How many letters it has then; SEAM in ``found``; classes of its signs in ``seen``."""
        cdef Py_ssize_t i, n = 0
        cdef uint32_t c, f
        cdef uint8_t seam = 0, what
        cdef bint space = True  # leading white space is dropped
        cdef bint blank
        for i in range(size):
            c = data[i]
            if sizeof(Character) < 4 or c < PLANE:
                f = self.folded[c]
                what = self.classes[c]
            else:
                f = Py_UNICODE_TOLOWER(c)
                what = 0
            if not seam | what & (STOP | ODD | PAIRED):  # nearly all: no branch tells a letter from a blank
                blank = f == 32
                buffer[n] = f
                n += not (blank and space)
                space = blank
                continue
            seen[0] |= what
            if seam or what & STOP:
                if seam and not what & NO_SEAM:
                    found[0] |= SEAM
                elif seam and c - 48 < 10 and i > seam and Py_UNICODE_ISALPHA(data[i - seam - 1]):
                    found[0] |= SEAM
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
        return n

    cdef uint8_t _words(
        self, uint32_t* buffer, Py_ssize_t n, Py_ssize_t size, bint paired, uint64_t* groups
    ) noexcept nogil:
        """What the folded line says: whether its words could be clutter as a line, or hold a span."""
        cdef uint64_t[2 * GROUP_WORDS] told  # by cues, then by triggers
        cdef Py_ssize_t bare = n
        cdef int i
        cdef uint8_t found = self._start(buffer, &bare, size, groups)
        memset(told, 0, 2 * GROUP_WORDS * sizeof(uint64_t))
        cdef bint short = size <= self.longest_line + 2
        cdef uint8_t literals
        cdef const Grams* grams = self.span_grams
        if short:
            grams = self.all_grams if _any(groups) else self.bare_grams
        literals = self._literals(buffer, n, bare, paired, grams, told)
        found |= literals & SPAN
        for i in range(GROUP_WORDS):
            groups[i] &= told[i]
        if short and literals & TRIGGERED:
            found |= LINE | TRIGGERED
            for i in range(GROUP_WORDS):
                groups[i] |= told[GROUP_WORDS + i]
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
        self, uint32_t* buffer, Py_ssize_t n, Py_ssize_t size, bint paired, const Grams* grams, uint64_t* told
    ) noexcept nogil:
        """What the literals in a line mean together, and the groups that they speak for: cues, and behind them triggers;
        ``grams``: of those that are looked for.
        """
        cdef Py_ssize_t i
        cdef uint64_t window = 0, three, four, six
        cdef bint three_is, four_is, six_is
        cdef uint8_t found = 0
        if paired:
            for i in range(n):
                if buffer[i] < PLANE and self.classes[buffer[i]] & PAIR:
                    found |= self._here(self.pairs, buffer + i, n - i, size, told)
        if not grams.shorter:
            for i in range(n):
                window = longer_window(window, buffer[i])
                six = gram_of(window, 6)
                if holds(grams.six, six) and i >= 5:
                    found |= self._here(self.heads[six & (HEADS - 1)], buffer + i - 5, n - i + 5, size, told)
            return found
        for i in range(n):
            window = longer_window(window, buffer[i])
            three, four, six = gram_of(window, 3), gram_of(window, 4), gram_of(window, 6)
            three_is, four_is, six_is = holds(grams.three, three), holds(grams.four, four), holds(grams.six, six)
            if not three_is | four_is | six_is:
                continue
            if three_is and i >= 2:
                found |= self._here(self.heads[three & (HEADS - 1)], buffer + i - 2, n - i + 2, size, told)
            if four_is and i >= 3:
                found |= self._here(self.heads[four & (HEADS - 1)], buffer + i - 3, n - i + 3, size, told)
            if six_is and i >= 5:
                found |= self._here(self.heads[six & (HEADS - 1)], buffer + i - 5, n - i + 5, size, told)
        return found

    cdef uint8_t _here(
        self, int32_t index, uint32_t* at, Py_ssize_t left, Py_ssize_t size, uint64_t* told
    ) noexcept nogil:
        """The meanings of those literals of a chain that stand at this place."""
        cdef const Literal* literal
        cdef uint8_t found = 0
        while index:
            index -= 1
            literal = self.literals + index
            # Most that begin alike end otherwise: a look at the last letter is cheaper than a comparison.
            if (
                literal.length <= left
                and literal.last == at[literal.length - 1]
                and not memcmp(self.letters + literal.offset, at, literal.length * sizeof(uint32_t))
            ):
                if not literal.means & TRIGGERED:
                    found |= literal.means
                    mark(&self.literal_groups, index, told)
                elif size <= literal.reach:
                    found |= literal.means
                    mark(&self.literal_groups, index, told + GROUP_WORDS)
            index = literal.next
        return found


cdef set _numbers(const uint64_t* groups):
    """The groups whose bits are set."""
    cdef set found = set()
    cdef uint64_t left
    cdef int i
    cdef long bit
    for i in range(GROUP_WORDS):
        left, bit = groups[i], 64 * i
        while left:
            if left & 1:
                found.add(bit)
            left >>= 1
            bit += 1
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
