# cython: boundscheck=False, wraparound=False, cdivision=True
"""For compiled modules: what the words in class names say, looked up as ``class_words`` does, without Python objects."""

from cpython.mem cimport PyMem_Calloc
from libc.string cimport memcmp

cdef enum:
    LONGEST = 256  # bytes of a name


cdef struct Word:
    const unsigned char* text  # NULL in an empty slot
    Py_ssize_t size
    long long bits
    long long as_start  # what it says of names that begin with it


# A table with open addresses, half empty; the texts belong to the caller.
cdef struct Words:
    Word* slots
    unsigned long long mask
    long long flags  # bits that don't count as a word's own
    unsigned long long start_sizes  # bit n: some start has n characters


cdef inline int new_words(Words* words, Py_ssize_t number, long long flags) except -1:
    words.mask = 1023
    while words.mask < <unsigned long long>number * 2:
        words.mask = words.mask * 2 + 1
    words.flags = flags
    words.slots = <Word*>PyMem_Calloc(words.mask + 1, sizeof(Word))
    if words.slots == NULL:
        raise MemoryError
    return 0


cdef inline Word* slot_of(Words* words, const unsigned char* text, Py_ssize_t size) noexcept nogil:
    """The slot in which a word stands, or would stand."""
    cdef unsigned long long hash = 14695981039346656037ULL
    cdef Py_ssize_t at
    for at in range(size):
        hash = (hash ^ text[at]) * 1099511628211ULL
    cdef unsigned long long slot = (hash ^ (hash >> 29)) & words.mask
    cdef Word* word = &words.slots[slot]
    while word.text != NULL and (word.size != size or memcmp(word.text, text, size)):
        slot = (slot + 1) & words.mask
        word = &words.slots[slot]
    return word


cdef inline int put_word(
    Words* words, const unsigned char* text, Py_ssize_t size, long long bits, long long as_start
) except -1:
    cdef Word* word = slot_of(words, text, size)
    word.text, word.size = text, size
    word.bits |= bits
    word.as_start |= as_start
    if as_start and size < 64:
        words.start_sizes |= 1ULL << size
    return 0


cdef inline long long bits_of_token(Words* words, const unsigned char* token, Py_ssize_t size) noexcept nogil:
    """The bits of a name as a whole, else those of its pieces, and the flags; -1 if it isn't ASCII or too long."""
    cdef unsigned char low[LONGEST]
    cdef Py_ssize_t at, start = 0
    cdef long long bits
    if size > LONGEST:
        return -1
    for at in range(size):
        if token[at] >= 0x80:
            return -1
        low[at] = token[at] + 32 if is_upper(token[at]) else token[at]
    while start < size and low[start] == c"#":
        start += 1
    bits = slot_of(words, low + start, size - start).bits
    for at in range(1, min(size - start + 1, 64)):
        if words.start_sizes >> at & 1:
            bits |= slot_of(words, low + start, at).as_start
    if bits & ~words.flags:
        return bits
    return bits | bits_of_pieces(words, token, low, size) & ~words.flags


cdef inline long long bits_of_pieces(
    Words* words, const unsigned char* token, const unsigned char* low, Py_ssize_t size
) noexcept nogil:
    """The bits of the pieces of a name, cut at everything that is no letter and at camel humps."""
    cdef Py_ssize_t at = 0, start
    cdef long long bits = 0
    while at < size:
        start = at
        while at < size and is_upper(token[at]):
            at += 1
        if at - start > 1 and at < size and is_lower(token[at]):
            at -= 1  # "HTMLParser": the last capital begins the next piece
        elif at - start <= 1:
            while at < size and is_lower(token[at]):
                at += 1
        if at > start:
            bits |= slot_of(words, low + start, at - start).bits
        else:
            at += 1
    return bits


cdef inline bint contains_word(const unsigned char* text, const char* word) noexcept nogil:
    """Whether a word in lower case stands in a text in any case. Both end in a zero byte."""
    cdef Py_ssize_t at
    while text[0]:
        at = 0
        while word[at] and (text[at] | 32) == <unsigned char>word[at]:
            at += 1
        if not word[at]:
            return True
        text += 1
    return False


cdef inline bint is_upper(unsigned char c) noexcept nogil:
    return c"A" <= c <= c"Z"


cdef inline bint is_lower(unsigned char c) noexcept nogil:
    return c"a" <= c <= c"z"
