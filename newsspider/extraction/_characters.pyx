# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twin of ``characters.measure``: one pass over the characters of all blocks.

In: the blocks' texts, the kind of each code point, the classes of each kind. Out: nothing; the caller's arrays are
filled. The marks are handed over by ``characters``, where they are defined.
"""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ


def measure(
    list texts not None,
    const unsigned char[::1] kind_of not None,
    const long long[::1] classes_of not None,
    tuple marks not None,
    double[:, ::1] counts not None,
    double[:, ::1] figures not None,
    unsigned char[:, ::1] ends not None,
):
    """Fill ``counts`` (blocks, kinds), ``figures`` (blocks, 2) and ``ends`` (blocks, 3).

    Args:
        texts: None of them empty.
        kind_of: The kind of each code point; the last one's holds for all that lie past the table.
        classes_of: The classes of each kind, as bits.
        marks: The bits of a space, a capital, a stop, a quote and a stop that needs no space.
        counts: How many characters of each kind a block holds.
        figures: How many sentences end in a block, and how many of its words begin with a capital.
        ends: The kinds of a block's first and last character, and whether the last one ends a sentence.
    """
    cdef long long space, upper, stop, quote, wide_stop
    space, upper, stop, quote, wide_stop = marks
    cdef Py_ssize_t most = kind_of.shape[0] - 1, block, at, size, closed
    cdef Py_ssize_t sentences, capitals
    cdef int width
    cdef bint behind_space, ends_one
    cdef unsigned char kind = 0
    cdef long long classes
    cdef Py_UCS4 point
    cdef void* data
    cdef str text

    for block in range(len(texts)):
        text = <str?>texts[block]
        size = len(text)
        width = PyUnicode_KIND(text)
        data = PyUnicode_DATA(text)
        sentences = capitals = 0
        behind_space, ends_one = True, False
        for at in range(size):
            point = PyUnicode_READ(width, data, at)
            kind = kind_of[point if point < most else most]
            if at == 0:
                ends[block, 0] = kind
            counts[block, kind] += 1
            if kind == 0:
                behind_space = False
                continue
            classes = classes_of[kind]
            if classes & upper and behind_space:
                capitals += 1
            behind_space = classes & space != 0
            if not classes & stop:
                continue
            # The stop itself, then a closing quote behind it, or two.
            for closed in range(at, min(at + 3, size)):
                point = PyUnicode_READ(width, data, closed)
                classes = classes_of[kind_of[point if point < most else most]]
                if closed > at and not classes & quote:
                    break
                if closed + 1 == size:
                    ends_one = True
                    sentences += 1
                elif classes & wide_stop:
                    sentences += 1
                else:
                    point = PyUnicode_READ(width, data, closed + 1)
                    if classes_of[kind_of[point if point < most else most]] & space:
                        sentences += 1
        if size:
            ends[block, 1] = kind
        ends[block, 2] = ends_one
        figures[block, 0] = sentences
        figures[block, 1] = capitals


def find_notices(list texts not None, Py_ssize_t longest, unsigned char[::1] found not None):
    """Mark the blocks that are shorter than ``longest`` and hold one of ``characters.NOTICE_SIGNS``, in any case."""
    cdef Py_ssize_t block
    cdef str text
    for block in range(len(texts)):
        text = <str?>texts[block]
        if len(text) < longest:
            found[block] = _is_notice(PyUnicode_KIND(text), PyUnicode_DATA(text), len(text))


cdef bint _is_notice(int width, void* data, Py_ssize_t size) noexcept:
    cdef Py_ssize_t at
    cdef unsigned int point
    for at in range(size):
        point = PyUnicode_READ(width, data, at)
        if point == 0xA9:  # the sign itself
            return True
        if point == 40 and _stands(b"(c)", width, data, at, size):
            return True
        if 65 <= point <= 90:  # A to Z
            point += 32
        if point == 99 and _stands(b"copyright", width, data, at, size):
            return True
        if point == 114 and _stands(b"rights reserved", width, data, at, size):
            return True
    return False


cdef bint _stands(const char* word, int width, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
    """Whether a word in lower case stands at this place."""
    cdef Py_ssize_t place = 0
    cdef unsigned int point
    while word[place]:
        if at + place >= size:
            return False
        point = PyUnicode_READ(width, data, at + place)
        if 65 <= point <= 90:
            point += 32
        if point != <unsigned char>word[place]:
            return False
        place += 1
    return True
