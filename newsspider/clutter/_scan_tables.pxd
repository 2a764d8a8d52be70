# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""For ``_scan``: sets of hashes, lists of small numbers, and the hashes of letters."""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int32_t, uint16_t, uint32_t, uint64_t

cdef enum:
    LONGEST = 512  # characters of a text that are hashed
    FILTER = 1 << 19  # bits
    GROUP_WORDS = 16  # of 64 bits: 1,024 groups of patterns, see ``scan.GROUPS``


cdef struct Set:
    uint64_t* slots
    uint64_t mask


# A bit for each hash that some set may hold: it stands in the processor's cache, the sets don't.
cdef struct Filter:
    uint64_t* bits


# Lists of groups, one behind the other.
cdef struct Lists:
    int32_t* offsets
    uint16_t* numbers


cdef inline uint64_t begun_hash() noexcept nogil:
    return 0xCBF29CE484222325ULL


cdef inline uint64_t longer_hash(uint64_t value, uint32_t letter) noexcept nogil:
    return (value ^ letter) * 0x100000001B3ULL


cdef inline uint64_t whole_hash(uint64_t value) noexcept nogil:
    return (value ^ (value >> 29)) | 1  # 0 is an empty slot


cdef inline uint64_t hash_of(const uint32_t* text, Py_ssize_t size) noexcept nogil:
    cdef uint64_t value = begun_hash()
    cdef Py_ssize_t i
    for i in range(size):
        value = longer_hash(value, text[i])
    return whole_hash(value)


cdef inline Py_ssize_t place_of(const Set* table, uint64_t value) noexcept nogil:
    """Where a value stands in the table, or -1."""
    cdef uint64_t at = value & table.mask
    while table.slots[at]:
        if table.slots[at] == value:
            return <Py_ssize_t>at
        at = (at + 1) & table.mask
    return -1


cdef inline uint32_t shape_of(uint32_t first, uint32_t last, Py_ssize_t size) noexcept nogil:
    """A hash of what is seen of a text without reading it."""
    return (first * 0x9E5 + last * 0x1F3 + <uint32_t>size * 0x3D) & 0xFFFF


cdef inline uint32_t letter_of(str letter):
    """As folded text has it: a sigma at the end of a word is a sigma."""
    return 0x3C3 if letter == "ς" else <uint32_t>ord(letter)


cdef inline void* zeros(size_t number, size_t size) except NULL:
    cdef void* data = PyMem_Calloc(number, size)
    if data == NULL:
        raise MemoryError
    return data


cdef inline uint64_t text_hash(str text) except 0:
    cdef uint32_t[LONGEST] letters
    for i, letter in enumerate(text[:LONGEST]):
        letters[i] = letter_of(letter)
    return hash_of(letters, min(len(text), LONGEST))


cdef inline int fill_set(Set* table, texts) except -1:
    """A set of the texts' hashes, a quarter full."""
    cdef uint64_t size = 64
    cdef uint64_t value, at
    while size < <uint64_t>(4 * len(texts) + 4):
        size *= 2
    table.slots = <uint64_t*>zeros(size, sizeof(uint64_t))
    table.mask = size - 1
    for text in texts:
        value = text_hash(text)
        at = value & table.mask
        while table.slots[at] and table.slots[at] != value:
            at = (at + 1) & table.mask
        table.slots[at] = value
    return 0


cdef inline int new_filter(Filter* passed) except -1:
    passed.bits = <uint64_t*>zeros(FILTER // 64, sizeof(uint64_t))
    return 0


cdef inline void let_pass(Filter* passed, const Set* table) noexcept nogil:
    """Note all that a set holds."""
    cdef uint64_t at, place
    for at in range(table.mask + 1):
        if table.slots[at]:
            place = table.slots[at] >> 20 & (FILTER - 1)
            passed.bits[place >> 6] |= <uint64_t>1 << (place & 63)


cdef inline bint may_hold(const Filter* passed, uint64_t value) noexcept nogil:
    """Whether one of the sets may hold a value."""
    cdef uint64_t place = value >> 20 & (FILTER - 1)
    return passed.bits[place >> 6] >> (place & 63) & 1


cdef inline int fill_lists(Lists* lists, list groups) except -1:
    cdef Py_ssize_t at = 0, place
    lists.offsets = <int32_t*>zeros(len(groups) + 1, sizeof(int32_t))
    lists.numbers = <uint16_t*>zeros(sum(map(len, groups)) + 1, sizeof(uint16_t))
    for place, some in enumerate(groups):
        lists.offsets[place] = <int32_t>at
        for group in sorted(some):
            if group >= 64 * GROUP_WORDS:
                raise ValueError(f"no such group: {group}")
            lists.numbers[at] = group
            at += 1
    lists.offsets[len(groups)] = <int32_t>at
    return 0


cdef inline void free_lists(Lists* lists) noexcept:
    PyMem_Free(lists.offsets)
    PyMem_Free(lists.numbers)


cdef inline void mark(const Lists* lists, Py_ssize_t place, uint64_t* bits) noexcept nogil:
    """Set the bits of a list's groups."""
    cdef int32_t at
    for at in range(lists.offsets[place], lists.offsets[place + 1]):
        bits[lists.numbers[at] >> 6] |= <uint64_t>1 << (lists.numbers[at] & 63)
