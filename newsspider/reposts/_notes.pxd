# What is noted of a text while it is read: the same as ``notes.py``.
#
# In: stem after stem, and where each line ends. Out: ``State``, and what the lines may be. Refused: a text of more words
# than memory has room for (``MemoryError``).
#
# All of it is inline: one module has it, and its loops are a part of that module's.

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from newsspider.reposts._flags cimport LEFT, LINE, NAME, NUMBER, QUOTED, REPEAT, SKIPPED_AT
from newsspider.reposts._lexicon cimport Char, mixed

cdef enum:
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


cdef inline uint64_t may_be(const State *state, const Rules *rules) noexcept nogil:
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


cdef inline int head_signs(const Char *text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
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


cdef inline int end_line(const Char *text, Py_ssize_t at, State *state, const Rules *rules, list hints, list heads) except -1:
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


cdef inline int mark_repeats(uint32_t *stems, uint8_t *flags, Py_ssize_t count, int stride) except -1:
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
