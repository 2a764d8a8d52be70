from libc.stdint cimport uint8_t, uint64_t


cdef class Prints:
    cdef object file
    cdef int descriptor
    cdef uint64_t *ends
    cdef readonly Py_ssize_t items
    cdef Py_ssize_t room
    cdef uint8_t *tail
    cdef uint64_t tail_at
    cdef Py_ssize_t tail_size, tail_room
    cdef uint8_t *page
    cdef Py_ssize_t page_room
    cdef const uint8_t *read(self, Py_ssize_t number, Py_ssize_t *size) except NULL
