# cython: boundscheck=False, wraparound=False, cdivision=True
"""For the compiled modules of this room: a piece as ``PIECE`` of ``pieces`` packs it, and its flags."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t

cdef enum:
    WHOLE = 1
    EDGE = 2
    GLUED = 4
    LAST = 8
    VARYING = 16
    TAIL = 32
    DIGITS_TOLD = 1  # of ``told``
    FORM_TOLD = 2


cdef struct Packed:
    uint32_t line
    uint32_t start
    uint32_t end
    uint32_t words
    uint32_t exact
    uint32_t digits
    uint32_t form
    uint8_t flags
    uint8_t told
    uint16_t unused
