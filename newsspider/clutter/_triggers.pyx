# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``triggers.Triggers``: all words looked for in one pass over a text.

Each word is filed under its first two characters; at each place of the text only the words of that file are compared.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

cdef enum:
    FILES = 2048


cdef class Triggers:
    """Words, and which of them stand in a text. Words of one character are refused: ValueError."""

    cdef tuple words
    cdef short heads[FILES]  # the first word of each file, or -1
    cdef short* behind  # the word behind each in its file, or -1

    def __cinit__(self, words):
        cdef Py_ssize_t number, place
        cdef Py_UCS4 first, second
        self.words = tuple(words)
        if len(self.words) > 32_000 or any(len(word) < 2 for word in self.words):
            raise ValueError("give at most 32,000 words of two characters or more")
        self.behind = <short*>PyMem_Malloc((len(self.words) + 1) * sizeof(short))
        if self.behind == NULL:
            raise MemoryError
        for place in range(FILES):
            self.heads[place] = -1
        for number, word in enumerate(self.words):
            first, second = word[0], word[1]
            place = _file(first, second)
            self.behind[number] = self.heads[place]
            self.heads[place] = number

    def __dealloc__(self):
        PyMem_Free(self.behind)

    def present(self, str text not None):
        """The numbers of the words that stand somewhere in the text."""
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t at, size = len(text)
        cdef short number
        cdef Py_UCS4 here, following
        cdef set found = set()
        if size < 2:
            return found
        following = PyUnicode_READ(kind, data, 0)
        for at in range(size - 1):
            here = following
            following = PyUnicode_READ(kind, data, at + 1)
            number = self.heads[_file(here, following)]
            while number >= 0:
                if number not in found and _stands(<str>self.words[number], kind, data, at, size):
                    found.add(number)
                number = self.behind[number]
        return found


cdef inline Py_ssize_t _file(Py_UCS4 first, Py_UCS4 second) noexcept nogil:
    return (<unsigned int>first * 67 + <unsigned int>second) % <unsigned int>FILES


cdef bint _stands(str word, int kind, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
    """Whether a word stands at this place of a text."""
    cdef Py_ssize_t length = len(word), place
    cdef int word_kind = PyUnicode_KIND(word)
    cdef void* letters = PyUnicode_DATA(word)
    if at + length > size:
        return False
    for place in range(length):
        if PyUnicode_READ(kind, data, at + place) != PyUnicode_READ(word_kind, letters, place):
            return False
    return True
