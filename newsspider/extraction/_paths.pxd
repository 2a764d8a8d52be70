# cython: boundscheck=False, wraparound=False, cdivision=True
"""For ``_walk``: numbers for what is met again and again on a page, names and paths, without Python objects."""

from cpython.mem cimport PyMem_Calloc, PyMem_Free


# A table with open addresses, at most half full: what was put in first has the number 0, the next 1 ...
cdef struct Numbers:
    unsigned long long* keys  # 0 in an empty slot
    long long* values
    unsigned long long mask
    long long count


cdef inline int new_numbers(Numbers* numbers, unsigned long long room) except -1:
    """Room is a power of two."""
    numbers.keys = <unsigned long long*>PyMem_Calloc(room, sizeof(unsigned long long))
    numbers.values = <long long*>PyMem_Calloc(room, sizeof(long long))
    numbers.mask = room - 1
    if numbers.keys == NULL or numbers.values == NULL:
        raise MemoryError
    return 0


cdef inline void free_numbers(Numbers* numbers) noexcept:
    PyMem_Free(numbers.keys)
    PyMem_Free(numbers.values)


cdef inline unsigned long long slot_for(const Numbers* numbers, unsigned long long key) noexcept nogil:
    """Where a key stands, or would stand."""
    cdef unsigned long long slot = (key * 0x9E3779B97F4A7C15ULL) >> 20 & numbers.mask
    while numbers.keys[slot] and numbers.keys[slot] != key:
        slot = (slot + 1) & numbers.mask
    return slot


cdef inline long long number_for(Numbers* numbers, unsigned long long key) except -1:
    """The number of a key, which is not 0; a new one at first sight."""
    cdef Numbers more
    cdef unsigned long long at, slot = slot_for(numbers, key)
    if numbers.keys[slot]:
        return numbers.values[slot]
    numbers.keys[slot], numbers.values[slot] = key, numbers.count
    numbers.count += 1
    if 2 * <unsigned long long>numbers.count > numbers.mask:
        new_numbers(&more, 4 * (numbers.mask + 1))
        more.count = numbers.count
        for at in range(numbers.mask + 1):
            if numbers.keys[at]:
                slot = slot_for(&more, numbers.keys[at])
                more.keys[slot], more.values[slot] = numbers.keys[at], numbers.values[at]
        free_numbers(numbers)
        numbers[0] = more
        return numbers.count - 1
    return numbers.values[slot]


cdef inline unsigned long long name_hash(Py_ssize_t tag, const unsigned char* text, Py_ssize_t size) noexcept nogil:
    """What stands for a tag with its names: 64 bits, so that two of a page never share them but by design. Never 0."""
    cdef unsigned long long hash = (14695981039346656037ULL ^ <unsigned long long>tag) * 1099511628211ULL
    cdef Py_ssize_t at
    for at in range(size):
        hash = (hash ^ text[at]) * 1099511628211ULL
    return hash | 1
