# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""For ``_scan``: literals, and by which of their first letters they are looked for."""

from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t

cdef enum:
    # Literals are looked for by their first three, four or six letters: the longer, the rarer. So many bits tell which
    # such beginnings there are, and a head of a chain stands behind each that there is.
    BITS_OF_THREE = 13
    BITS_OF_FOUR = 16
    BITS_OF_SIX = 17
    WORDS_OF_THREE = 1 << (BITS_OF_THREE - 6)
    WORDS_OF_FOUR = 1 << (BITS_OF_FOUR - 6)
    WORDS_OF_SIX = 1 << (BITS_OF_SIX - 6)
    HEADS = 1 << 13


# A literal that is looked for: where its letters stand, what it means, and the next one that begins alike.
cdef struct Literal:
    int32_t offset
    int32_t length
    int32_t next
    int32_t reach  # how long a line can be in which it is a trigger
    uint32_t last  # letter
    uint8_t means


# Which beginnings of literals are looked for.
cdef struct Grams:
    bint shorter  # than six letters: there are some
    uint64_t[WORDS_OF_THREE] three
    uint64_t[WORDS_OF_FOUR] four
    uint64_t[WORDS_OF_SIX] six


cdef inline uint64_t longer_window(uint64_t window, uint32_t letter) noexcept nogil:
    """The last eight letters, of each its lowest byte."""
    return window << 8 | (letter & 0xFF)


cdef inline uint64_t gram_of(uint64_t window, Py_ssize_t length) noexcept nogil:
    """A hash of the last letters of a window, by which literals of this length are filed."""
    if length == 3:
        return (window << 40) * 0x9E3779B97F4A7C15ULL >> (64 - BITS_OF_THREE)
    if length < 6:
        return (window << 32) * 0x9E3779B97F4A7C15ULL >> (64 - BITS_OF_FOUR)
    return (window << 16) * 0x9E3779B97F4A7C15ULL >> (64 - BITS_OF_SIX)


cdef inline bint holds(const uint64_t* bits, uint64_t gram) noexcept nogil:
    return bits[gram >> 6] >> (gram & 63) & 1


cdef inline void note_gram(Grams* grams, uint64_t window, Py_ssize_t length) noexcept nogil:
    cdef uint64_t gram = gram_of(window, length)
    grams.shorter |= length < 6
    if length == 3:
        grams.three[gram >> 6] |= <uint64_t>1 << (gram & 63)
    elif length < 6:
        grams.four[gram >> 6] |= <uint64_t>1 << (gram & 63)
    else:
        grams.six[gram >> 6] |= <uint64_t>1 << (gram & 63)
