# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The packed fingerprints of all items, compiled: the same as ``prints.py``."""

import tempfile

from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcpy, memmove
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE

cdef extern from "unistd.h" nogil:
    Py_ssize_t pread(int file, void *into, size_t size, long long at)

cdef enum:
    TAIL = 1048576


cdef class Prints:
    """See ``prints.Prints``."""

    def __cinit__(self, folder):
        self.room = 1024
        self.ends = <uint64_t *>malloc(self.room * 8)
        self.tail_room = 2 * TAIL + 65536
        self.tail = <uint8_t *>malloc(self.tail_room)
        self.page_room = 65536
        self.page = <uint8_t *>malloc(self.page_room)
        if not (self.ends and self.tail and self.page):
            raise MemoryError
        self.ends[0] = 0
        self.file = tempfile.TemporaryFile(dir=folder, buffering=0)
        self.descriptor = self.file.fileno()

    def __dealloc__(self):
        free(self.ends); free(self.tail); free(self.page)

    def __len__(self):
        return self.items

    def add(self, bytes packed not None):
        """Enter the next item's."""
        cdef Py_ssize_t size = PyBytes_GET_SIZE(packed), written
        if self.items + 2 > self.room:
            self.room = self.room + self.room // 8 + 1024
            self.ends = <uint64_t *>realloc(self.ends, self.room * 8)
            if self.ends == NULL:
                raise MemoryError
        if self.tail_size + size > self.tail_room:
            self.tail_room = self.tail_size + 2 * size
            self.tail = <uint8_t *>realloc(self.tail, self.tail_room)
            if self.tail == NULL:
                raise MemoryError
        memcpy(self.tail + self.tail_size, PyBytes_AS_STRING(packed), size)
        self.tail_size += size
        self.items += 1
        self.ends[self.items] = self.ends[self.items - 1] + size
        if self.tail_size >= 2 * TAIL:
            written = self.file.write((<char *>self.tail)[:TAIL])
            self.tail_size -= written
            memmove(self.tail, self.tail + written, self.tail_size)
            self.tail_at += written

    def get(self, Py_ssize_t number):
        """The one of a number."""
        cdef Py_ssize_t size
        cdef const uint8_t *found
        if not 0 <= number < self.items:
            raise IndexError(number)
        found = self.read(number, &size)
        return PyBytes_FromStringAndSize(<const char *>found, size)

    cdef const uint8_t *read(self, Py_ssize_t number, Py_ssize_t *size) except NULL:
        """Where it stands, aligned as integers are, until the next call."""
        cdef uint64_t start = self.ends[number]
        cdef Py_ssize_t behind, read = 0, some
        size[0] = <Py_ssize_t>(self.ends[number + 1] - start)
        if size[0] > self.page_room:
            free(self.page)
            self.page_room = 2 * size[0]
            self.page = <uint8_t *>malloc(self.page_room)
            if self.page == NULL:
                raise MemoryError
        if start >= self.tail_at:
            memcpy(self.page, self.tail + (start - self.tail_at), size[0])
            return self.page
        behind = <Py_ssize_t>(self.tail_at - start)
        while read < min(behind, size[0]):
            some = pread(self.descriptor, self.page + read, min(behind, size[0]) - read, <long long>start + read)
            if some <= 0:
                raise OSError("the file of fingerprints can't be read")
            read += some
        if behind < size[0]:
            memcpy(self.page + behind, self.tail, size[0] - behind)
        return self.page

    def close(self):
        """Give the file up."""
        self.descriptor = -1
        self.file.close()
