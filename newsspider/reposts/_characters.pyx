# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Whether a text needs no repair, compiled: the same as ``all(map(is_settled, text))`` in ``characters.py``."""

from libc.stdint cimport uint8_t, uint16_t
from libc.string cimport memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void *PyUnicode_DATA(object o)

cdef enum:
    BMP = 65536
    UNKNOWN = 2  # whether a character is settled was not asked yet

cdef uint8_t[BMP] answers
memset(answers, UNKNOWN, BMP)

ctypedef fused Narrow:
    uint8_t
    uint16_t


cdef bint are_settled(const Narrow *text, Py_ssize_t n, object is_settled) except -1:
    cdef Py_ssize_t i
    cdef uint8_t answer
    for i in range(n):
        answer = answers[text[i]]
        if answer == 1:
            continue
        if answer == UNKNOWN:
            answer = answers[text[i]] = 1 if is_settled(chr(text[i])) else 0
        if answer == 0:
            return False
    return True


def all_settled(object is_settled, str text not None):
    """Whether this is said of each character. One beyond the first 65,536 is never asked about: no, then."""
    cdef Py_ssize_t n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return are_settled(<const uint8_t *>PyUnicode_DATA(text), n, is_settled)
    if kind == 2:
        return are_settled(<const uint16_t *>PyUnicode_DATA(text), n, is_settled)
    return False
