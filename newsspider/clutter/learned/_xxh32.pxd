# cython: boundscheck=False, wraparound=False, cdivision=True
"""For ``_pieces``: xxHash's XXH32 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md)."""

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcpy


cdef inline uint32_t turned(uint32_t value, int bits) noexcept nogil:
    return (value << bits) | (value >> (32 - bits))


cdef inline uint32_t word_at(const uint8_t* data) noexcept nogil:
    cdef uint32_t value
    memcpy(&value, data, 4)
    return value


cdef inline uint32_t xxh32(const uint8_t* data, Py_ssize_t size) noexcept nogil:
    cdef uint32_t P1 = 2654435761U, P2 = 2246822519U, P3 = 3266489917U, P4 = 668265263U, P5 = 374761393U
    cdef uint32_t value, a, b, c, d
    cdef Py_ssize_t i = 0
    if size >= 16:
        a, b, c, d = P1 + P2, P2, 0, <uint32_t>0 - P1
        while i + 16 <= size:
            a = turned(a + word_at(data + i) * P2, 13) * P1
            b = turned(b + word_at(data + i + 4) * P2, 13) * P1
            c = turned(c + word_at(data + i + 8) * P2, 13) * P1
            d = turned(d + word_at(data + i + 12) * P2, 13) * P1
            i += 16
        value = turned(a, 1) + turned(b, 7) + turned(c, 12) + turned(d, 18)
    else:
        value = P5
    value += <uint32_t>size
    while i + 4 <= size:
        value = turned(value + word_at(data + i) * P3, 17) * P4
        i += 4
    while i < size:
        value = turned(value + data[i] * P5, 11) * P1
        i += 1
    value = (value ^ (value >> 15)) * P2
    value = (value ^ (value >> 13)) * P3
    return value ^ (value >> 16)
