# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The words of a text, compiled: the same as ``reading.py`` and ``notes.py``, character by character."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from cpython.bytes cimport PyBytes_FromStringAndSize

from newsspider.reposts._lexicon cimport (
    ALIKE, BMP, CLASS, CLASS_AT, CLOSE, Char, DIGIT, END, FOLDED, LATIN, LETTER, Lexicon, NEWLINE, OPEN, PERCENT, QUOTE,
    SPACE, SPACELESS, STEM_PRIME, STEM_START, UNSEEN, UPPER, WORD_PRIME, WORD_START, Word, class_in, finished, known_of,
    mixed, word_of,
)

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void *PyUnicode_DATA(object o)

cdef enum:
    NUMBER = 1
    NAME = 2
    QUOTED = 4
    LINE = 8
    LEFT = 16
    REPEAT = 32
    SKIPPED_AT = 6
    MOST_SKIPPED = 3

cdef enum:
    STOP = 1
    OPENER = 2
    CREDIT = 4
    BYLINE = 8
    WEAK_CREDIT = 32
    BESIDE = 64

cdef enum:
    FIRST_LINES = 6
    SIGN_WITHIN = 130
    LONGEST_NAME = 50

cdef enum:
    MOST_LETTERS = 64
    REPEATED_PAIRS = 3


cdef struct Rules:
    uint64_t signs[5]
    uint64_t any_first
    uint64_t any_held


# What the reader holds while it reads a text; what of it is about a line stands below.
cdef struct State:
    uint32_t *stems
    uint8_t *flags
    Py_ssize_t count
    Py_ssize_t words
    int skipped             # stop words since the last content word
    Py_ssize_t spaceless
    int lines
    bint opening
    bint quoted
    bint fresh
    Py_ssize_t start        # in the text ...
    Py_ssize_t token        # ... and among the stems
    uint32_t bits
    int first_bits          # of its first word; -1: it hasn't come yet
    uint64_t opens
    uint64_t stands_in
    bint has_spaceless
    uint32_t first
    uint32_t last


cdef inline uint8_t state_flags(const State *state) noexcept nogil:
    """What the next content word is flagged with, whatever it is."""
    return (
        (QUOTED if state.quoted else 0) | (LINE if state.fresh else 0) | min(state.skipped, <int>MOST_SKIPPED) << SKIPPED_AT
    )


cdef inline void put(State *state, uint32_t stem, uint8_t flag) noexcept nogil:
    state.stems[state.count] = stem
    state.flags[state.count] = flag | state_flags(state)
    state.count += 1
    state.skipped = 0
    state.fresh = False


cdef inline void begin_line(State *state, Py_ssize_t at) noexcept nogil:
    state.start = at
    state.token = state.count
    state.bits = 0
    state.first_bits = -1
    state.opens = 0
    state.stands_in = 0
    state.has_spaceless = False
    state.first = 0
    state.last = 0
    state.fresh = True
    state.opening = True
    state.quoted = False


cdef uint64_t may_be(const State *state, const Rules *rules) noexcept nogil:
    """The rules that a line must be held against, a bit each."""
    cdef uint64_t opens = state.opens | rules.any_first
    cdef uint32_t first = state.first
    if first == 40 or first == 91 or first == 0x3010 or first == 0xFF08:
        opens |= rules.signs[0]
    elif 48 <= first <= 57:
        opens |= rules.signs[1]
    elif first == 169:
        opens |= rules.signs[2]
    if state.last == 58 or state.last == 0xFF1A:
        opens |= rules.signs[3]
    if state.has_spaceless:
        opens |= rules.signs[4]
    return opens & (state.stands_in | rules.any_held)


cdef int head_signs(const Char *text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """The signs of a dateline in the beginning of a line."""
    cdef Py_ssize_t i
    cdef uint32_t c
    cdef int signs = 0, comma = 0
    for i in range(start, end):
        c = text[i]
        if c == 32 or 97 <= c <= 122:
            continue
        if c == 44:
            comma = 1
        elif c == 40:
            signs |= 1
        elif c == 47:
            signs |= 2
        elif c == 61:
            signs |= 4
        elif c == 0x3010:
            signs |= 8
        elif c == 0x7535 or c == 0x96FB:
            signs |= 16
        elif comma and (c == 45 or c == 0x2013 or c == 0x2014):
            # With a comma before it, it isn't the first.
            if text[i - 1] == 32 and i + 1 < end and text[i + 1] == 32:
                signs |= 32
    return signs


cdef int end_line(const Char *text, Py_ssize_t at, State *state, const Rules *rules, list hints, list heads) except -1:
    """Take down what the line that ends here may be, and begin the next one."""
    cdef uint64_t meant = may_be(state, rules)
    cdef int signs, first_bits = max(0, state.first_bits)
    cdef bint is_credit = state.bits & CREDIT or first_bits & OPENER or state.has_spaceless
    if state.bits & WEAK_CREDIT and state.bits & BESIDE:
        is_credit = True
    if at > state.start and (meant or is_credit):
        hints.append((state.start, at, state.token, state.count, is_credit, meant))
    if state.lines < FIRST_LINES and state.first:
        state.lines += 1
        signs = head_signs(text, state.start, min(at, state.start + SIGN_WITHIN))
        if signs or first_bits & BYLINE or (state.has_spaceless and at - state.start <= LONGEST_NAME):
            heads.append((state.start, at, signs))
    begin_line(state, at + 1)
    return 0


cdef bint is_initial(Lexicon lexicon, const Char *text, Py_ssize_t n, Py_ssize_t at) except -1:
    """Whether one letter and a dot stand here."""
    if at + 1 >= n or text[at + 1] != 46:
        return False
    return class_in(known_of(lexicon, text[at])) == LETTER


cdef inline bint is_letter(uint32_t known) noexcept nogil:
    return known & CLASS == LETTER << CLASS_AT


cdef inline bint is_between(uint32_t known) noexcept nogil:
    """Whether it stands between words, whatever follows."""
    return known & CLASS == SPACE << CLASS_AT or known & CLASS == NEWLINE << CLASS_AT


cdef inline uint32_t known_at(const uint32_t *met, const Char *text, Py_ssize_t n, Py_ssize_t at) noexcept nogil:
    """What is known of the character that stands here; 0 if it wasn't met before, or if the text has ended."""
    return met[text[at]] if at < n and (Char is not uint32_t or text[at] < BMP) else 0


cdef Py_ssize_t read_word(Lexicon lexicon, const Char *text, Py_ssize_t n, Py_ssize_t at, State *state) except -1:
    """A word, or initials with dots; returns where it ends."""
    cdef const uint32_t *met = lexicon.known
    cdef uint32_t known = known_of(lexicon, text[at]), seen = 0, c, stem = STEM_START
    cdef uint64_t key = WORD_START
    cdef int letters = 0, initials = 0, k, stem_letters = min(lexicon.stem_letters, <int>MOST_LETTERS)
    cdef bint is_upper = (known & UPPER) != 0
    cdef uint32_t word[MOST_LETTERS]
    # Nearly all words are nothing but letters that were met before: two loops that ask nothing else.
    while is_letter(known) and letters < stem_letters:
        c = known & FOLDED
        seen |= known
        word[letters] = c
        key = (key ^ c) * WORD_PRIME
        stem = (stem ^ c) * STEM_PRIME
        letters += 1
        at += 1
        known = known_at(met, text, n, at)
    while is_letter(known) and letters < MOST_LETTERS:
        c = known & FOLDED
        seen |= known
        word[letters] = c
        key = (key ^ c) * WORD_PRIME
        letters += 1
        at += 1
        known = known_at(met, text, n, at)
    if not is_between(known):
        # Of the others, a dot may be an initial's, and letters may follow what nobody sees.
        while at < n:
            known = known_of(lexicon, text[at])
            if class_in(known) == LETTER:
                c = known & FOLDED
                seen |= known
                if letters < MOST_LETTERS:
                    word[letters] = c
                    key = (key ^ c) * WORD_PRIME
                    if letters < stem_letters:
                        stem = (stem ^ c) * STEM_PRIME
                letters += 1
            elif text[at] == 46 and letters == initials + 1 and letters < MOST_LETTERS and (
                initials or is_initial(lexicon, text, n, at + 1)
            ):
                initials += 1
                if not is_initial(lexicon, text, n, at + 1):
                    at += 1
                    break
            elif class_in(known) != UNSEEN:
                break
            at += 1
    letters = min(letters, <int>MOST_LETTERS)
    if seen & LATIN and seen & ALIKE:
        key, stem = WORD_START, STEM_START
        for k in range(letters):
            c = lexicon.alike[word[k]] if word[k] < BMP and lexicon.alike[word[k]] else word[k]
            key = (key ^ c) * WORD_PRIME
            if k < lexicon.stem_letters:
                stem = (stem ^ c) * STEM_PRIME
    state.last = text[at - 1]
    put_word(lexicon, key, stem, letters, is_upper, state)
    return at


cdef void put_word(
    Lexicon lexicon, uint64_t key, uint32_t stem, int letters, bint is_upper, State *state
) noexcept nogil:
    """Take a word down, unless it is a stop word or a single letter."""
    cdef const Word *word = word_of(lexicon, key)
    cdef uint32_t stands_for = word.stands_for
    cdef uint8_t flag = NAME if is_upper & (not state.opening) else 0
    cdef bint is_kept = (word.bits & STOP == 0) & ((letters > 1) | (stands_for != 0))
    state.words += 1
    state.opening = False
    state.bits |= word.bits
    state.stands_in |= word.stands_in
    if state.first_bits < 0:
        state.first_bits = word.bits
        state.opens = word.opens
    if stands_for:
        stem = stands_for
        flag = 0 if stands_for == lexicon.percent else NUMBER
    else:
        stem = finished(stem)
    # Written always, and counted if it is kept.
    state.stems[state.count] = stem
    state.flags[state.count] = flag | state_flags(state)
    state.count += is_kept
    state.skipped = (state.skipped + 1) & (is_kept - 1)
    state.fresh = state.fresh & (not is_kept)


cdef Py_ssize_t read_number(Lexicon lexicon, const Char *text, Py_ssize_t n, Py_ssize_t at, State *state) except -1:
    """A number, its thousands with or without commas; returns where it ends."""
    cdef uint32_t known, hashed = STEM_START
    while at < n:
        known = known_of(lexicon, text[at])
        if class_in(known) == DIGIT:
            hashed = (hashed ^ (known & FOLDED)) * STEM_PRIME
        elif (text[at] == 44 or text[at] == 46) and at + 1 < n and (
            class_in(known_of(lexicon, text[at + 1])) == DIGIT
        ):
            if text[at] == 46:
                hashed = (hashed ^ 46) * STEM_PRIME
        elif class_in(known) != UNSEEN:
            break
        at += 1
    state.last = 48
    state.words += 1
    state.first_bits = max(0, state.first_bits)
    state.opening = False
    put(state, finished(hashed), NUMBER)
    return at


cdef Py_ssize_t read_pairs(Lexicon lexicon, const Char *text, Py_ssize_t n, Py_ssize_t at, State *state) except -1:
    """A run of characters of a spaceless script, as overlapping pairs; returns where it ends."""
    cdef uint32_t known, c, previous = 0
    cdef Py_ssize_t length = 0
    while at < n:
        known = known_of(lexicon, text[at])
        if class_in(known) == SPACELESS:
            c = known & FOLDED
            if length:
                put(state, finished((((STEM_START ^ previous) * STEM_PRIME) ^ c) * STEM_PRIME), 0)
                state.spaceless += 1
            previous = c
            length += 1
        elif class_in(known) != UNSEEN:
            break
        at += 1
    if length == 1:
        put(state, finished((STEM_START ^ previous) * STEM_PRIME), 0)
        state.spaceless += 1
    state.words += length
    state.has_spaceless = True
    state.first_bits = max(0, state.first_bits)
    state.last = text[at - 1]
    state.opening = False
    return at


cdef void read_sign(Lexicon lexicon, uint32_t kind, State *state) noexcept nogil:
    if kind == END:
        state.opening = True
    elif kind == PERCENT:
        put(state, lexicon.percent, 0)
        state.words += 1
        state.opening = False
    elif kind == QUOTE:
        state.quoted = not state.quoted
        if state.quoted:
            state.opening = True
    elif kind == OPEN:
        state.quoted = True
        state.opening = True
    elif kind == CLOSE:
        state.quoted = False


cdef int read_all(
    Lexicon lexicon, const Char *text, Py_ssize_t n, State *state, const Rules *rules, list hints, list heads
) except -1:
    """All of a text."""
    cdef Py_ssize_t at = 0
    cdef uint32_t c, kind
    begin_line(state, 0)
    while at < n:
        c = text[at]
        kind = class_in(known_of(lexicon, c))
        if kind == SPACE or kind == UNSEEN:
            at += 1
            continue
        if kind == NEWLINE:
            end_line(text, at, state, rules, hints, heads)
            at += 1
            continue
        if not state.first:
            state.first = c
        if kind == LETTER:
            at = read_word(lexicon, text, n, at, state)
        elif kind == DIGIT:
            at = read_number(lexicon, text, n, at, state)
        elif kind == SPACELESS:
            at = read_pairs(lexicon, text, n, at, state)
        else:
            state.last = c
            if c == 169:
                state.bits |= CREDIT
            read_sign(lexicon, kind, state)
            at += 1
    end_line(text, n, state, rules, hints, heads)
    return 0


cdef int mark_repeats(uint32_t *stems, uint8_t *flags, Py_ssize_t count, int stride) except -1:
    """A run of words that stood before in the text is marked: an offer set again and again between the lines."""
    cdef Py_ssize_t size = 64, i, slot, run = 0, k
    cdef uint32_t key
    cdef uint32_t *seen
    if count <= stride:
        return 0
    while size < 2 * count:
        size *= 2
    seen = <uint32_t *>calloc(size, 4)
    if seen == NULL:
        raise MemoryError
    for i in range(count - stride):
        key = mixed(stems[i], stems[i + stride])
        if key == 0:
            key = 1
        slot = key & (size - 1)
        while seen[slot] and seen[slot] != key:
            slot = (slot + 1) & (size - 1)
        if seen[slot]:
            run += 1
            if run == REPEATED_PAIRS:
                for k in range(i - run + 1, i + stride):
                    flags[k] |= REPEAT
            if run >= REPEATED_PAIRS:
                flags[i + stride] |= REPEAT
        else:
            run = 0
        seen[slot] = key
    free(seen)
    return 0


cdef class Reader:
    """See ``reading.Reader``."""

    cdef Lexicon lexicon
    cdef Rules rules

    def __cinit__(self, dict words, object class_of, dict look_alikes, int stem_letters, object rules=((0,) * 5, 0, 0)):
        self.lexicon = Lexicon(words, class_of, look_alikes, stem_letters)
        for at in range(5):
            self.rules.signs[at] = rules[0][at]
        self.rules.any_first = rules[1]
        self.rules.any_held = rules[2]

    def read(self, str text not None):
        """Stems, flags, running words, how many stems are of a spaceless script; lines worth a closer look, first lines."""
        cdef Py_ssize_t n = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef const void *data = PyUnicode_DATA(text)
        cdef State state
        cdef list hints = [], heads = []
        # No character is more than one stem.
        state.stems = <uint32_t *>malloc(5 * n + 5)
        if state.stems == NULL:
            raise MemoryError
        state.flags = <uint8_t *>(state.stems + n + 1)
        state.count = state.words = state.spaceless = 0
        state.skipped = 0
        state.lines = 0
        try:
            if kind == 1:
                read_all(self.lexicon, <const uint8_t *>data, n, &state, &self.rules, hints, heads)
            elif kind == 2:
                read_all(self.lexicon, <const uint16_t *>data, n, &state, &self.rules, hints, heads)
            else:
                read_all(self.lexicon, <const uint32_t *>data, n, &state, &self.rules, hints, heads)
            mark_repeats(state.stems, state.flags, state.count, 2 if 2 * state.spaceless > state.count else 1)
            return (
                PyBytes_FromStringAndSize(<char *>state.stems, state.count * 4),
                PyBytes_FromStringAndSize(<char *>state.flags, state.count),
                state.words, state.spaceless, hints, heads,
            )
        finally:
            free(state.stems)
