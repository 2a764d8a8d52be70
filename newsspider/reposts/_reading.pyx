# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The words of a text, compiled: the same as ``reading.py`` and ``notes.py``, character by character."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from cpython.bytes cimport PyBytes_FromStringAndSize

from newsspider.reposts._lexicon cimport (
    ALIKE, BMP, CLASS, CLASS_AT, CLOSE, Char, DIGIT, END, FOLDED, LATIN, LETTER, Lexicon, NEWLINE, OPEN, PERCENT, QUOTE,
    SPACE, SPACELESS, STEM_PRIME, STEM_START, UNSEEN, UPPER, WORD_PRIME, WORD_START, Word, class_in, finished, known_of,
    word_of,
)
from newsspider.reposts._flags cimport NAME, NUMBER
from newsspider.reposts._notes cimport (
    CREDIT, Rules, STOP, State, begin_line, end_line, mark_repeats, put, state_flags,
)

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void *PyUnicode_DATA(object o)

cdef enum:
    MOST_LETTERS = 64


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
