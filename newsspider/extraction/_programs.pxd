# cython: boundscheck=False, wraparound=False, cdivision=True
"""For compiled modules: whether a script may hold data, before ``gathered`` is asked which."""

from libc.string cimport memchr, memcmp

cdef enum:
    GLANCE = 1200  # bytes of a script by which it is known


cdef inline bint may_be_data(const unsigned char* text, Py_ssize_t size) noexcept nogil:
    """Whether one of the names of data may stand near the beginning: "Fusion.", or two underscores before more."""
    cdef const unsigned char* end = text + min(size, <Py_ssize_t>GLANCE)
    cdef const unsigned char* at = text
    while at < end:
        at = <const unsigned char*>memchr(at, c"_", end - at)
        if at == NULL or end - at < 3:
            break
        if at[1] == c"_" and (at[2] == c"n" or at[2] == c"_" or c"A" <= at[2] <= c"Z"):
            return True
        at += 1
    at = text
    while at < end:
        at = <const unsigned char*>memchr(at, c"F", end - at)
        if at == NULL or end - at < 7:
            return False
        if memcmp(at, b"Fusion.", 7) == 0:
            return True
        at += 1
    return False
