# cython: boundscheck=False, wraparound=False, cdivision=True
"""For compiled modules: growing buffers, and text as UTF-8 bytes: white space found, counted and folded as ``str.split`` would."""

from cpython.mem cimport PyMem_Realloc
from libc.string cimport memcpy


cdef struct Ints:
    long long* data
    Py_ssize_t size
    Py_ssize_t room


cdef struct Bytes:
    unsigned char* data
    Py_ssize_t size
    Py_ssize_t room


cdef inline void* grown(void* data, size_t size) except NULL:
    cdef void* more = PyMem_Realloc(data, size)
    if more == NULL:
        raise MemoryError
    return more


cdef inline int push(Ints* ints, long long value) except -1:
    cdef Py_ssize_t room
    if ints.size == ints.room:
        room = 2 * ints.room + 256
        ints.data = <long long*>grown(ints.data, room * sizeof(long long))
        ints.room = room
    ints.data[ints.size] = value
    ints.size += 1
    return 0


cdef inline int put(Bytes* run, const unsigned char* text, Py_ssize_t size) except -1:
    cdef Py_ssize_t room
    if run.size + size > run.room:
        room = 2 * (run.size + size) + 1024
        run.data = <unsigned char*>grown(run.data, room)
        run.room = room
    memcpy(run.data + run.size, text, size)
    run.size += size
    return 0


cdef inline Py_ssize_t char_size(const unsigned char* at) noexcept nogil:
    """How many bytes the character takes."""
    if at[0] < 0x80:
        return 1
    return 2 if at[0] < 0xE0 else 3 if at[0] < 0xF0 else 4


cdef inline Py_ssize_t space_size(const unsigned char* at) noexcept nogil:
    """How many bytes the white space takes that begins here; 0 if there is none. ``at`` ends in a zero byte.

    White space is what ``str.isspace`` says.
    """
    cdef unsigned char first = at[0]
    if first < 0x80:
        return first == 0x20 or 0x09 <= first <= 0x0D or 0x1C <= first <= 0x1F
    if first == 0xC2:
        return 2 if at[1] == 0x85 or at[1] == 0xA0 else 0
    if first == 0xE2:
        if at[1] == 0x80:
            return 3 if at[2] <= 0x8A or at[2] == 0xA8 or at[2] == 0xA9 or at[2] == 0xAF else 0
        return 3 if at[1] == 0x81 and at[2] == 0x9F else 0
    if first == 0xE1:
        return 3 if at[1] == 0x9A and at[2] == 0x80 else 0
    if first == 0xE3:
        return 3 if at[1] == 0x80 and at[2] == 0x80 else 0
    return 0


cdef inline bint is_break(const unsigned char* at) noexcept nogil:
    """Whether the sign of a line break stands here, U+E000."""
    return at[0] == 0xEE and at[1] == 0x80 and at[2] == 0x80


cdef inline bint is_blank(const unsigned char* at, Py_ssize_t size) noexcept nogil:
    """Whether there is nothing but white space."""
    cdef const unsigned char* end = at + size
    cdef Py_ssize_t space
    while at < end:
        space = space_size(at)
        if space == 0:
            return False
        at += space
    return True


cdef inline Py_ssize_t stripped_length(const unsigned char* at, Py_ssize_t size) noexcept nogil:
    """How many characters are left without the white space at both ends."""
    cdef const unsigned char* end = at + size
    cdef Py_ssize_t space, number = 0, first = -1, last = -1
    while at < end:
        space = space_size(at)
        if space:
            at += space
        else:
            if first < 0:
                first = number
            last = number
            at += char_size(at)
        number += 1
    return last - first + 1 if first >= 0 else 0


cdef inline Py_ssize_t fold(unsigned char* text, Py_ssize_t size) noexcept nogil:
    """Fold white space in place and return the new size: one space between words, a line feed for each break.

    White space at the ends of lines and lines without words are gone.
    """
    cdef unsigned char* at = text
    cdef unsigned char* end = text + size
    cdef unsigned char* out = text
    cdef bint in_line = False, space_before = False
    cdef Py_ssize_t space, step
    while at < end:
        space = space_size(at)
        if space:
            space_before = True
            at += space
            continue
        if is_break(at):
            in_line = False
            at += 3
            continue
        if not in_line:
            if out > text:
                out[0] = c"\n"
                out += 1
            in_line = True
        elif space_before:
            out[0] = c" "
            out += 1
        space_before = False
        step = char_size(at)
        while step:
            out[0] = at[0]
            out += 1
            at += 1
            step -= 1
    return out - text
