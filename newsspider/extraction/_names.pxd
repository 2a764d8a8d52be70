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


# A table with open addresses, half empty; the texts belong to the caller. The hashes stand apart, so that a look-up in
# vain, as nearly all are, stays within a few kilobytes.
cdef struct Words:
    unsigned int* hashes
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
    words.hashes = <unsigned int*>PyMem_Calloc(words.mask + 1, sizeof(unsigned int))
    if words.slots == NULL or words.hashes == NULL:
        raise MemoryError
    return 0


cdef inline unsigned int hash_of(const unsigned char* text, Py_ssize_t size) noexcept nogil:
    """Never 0, which stands for an empty slot."""
    cdef unsigned int hash = 2166136261
    cdef Py_ssize_t at
    for at in range(size):
        hash = (hash ^ text[at]) * 16777619
    return hash | 1


cdef inline unsigned long long slot_of(
    Words* words, const unsigned char* text, Py_ssize_t size, unsigned int hash
) noexcept nogil:
    """The slot in which a word stands, or would stand."""
    cdef unsigned long long slot = (hash >> 4) & words.mask
    while words.hashes[slot] and (
        words.hashes[slot] != hash or words.slots[slot].size != size or memcmp(words.slots[slot].text, text, size)
    ):
        slot = (slot + 1) & words.mask
    return slot


cdef inline Word* word_at(Words* words, const unsigned char* text, Py_ssize_t size) noexcept nogil:
    """The word, or NULL."""
    cdef unsigned long long slot = slot_of(words, text, size, hash_of(text, size))
    return &words.slots[slot] if words.hashes[slot] else NULL


cdef inline long long bits_of(Words* words, const unsigned char* text, Py_ssize_t size) noexcept nogil:
    cdef Word* word = word_at(words, text, size)
    return word.bits if word != NULL else 0


cdef inline int put_word(
    Words* words, const unsigned char* text, Py_ssize_t size, long long bits, long long as_start
) except -1:
    cdef unsigned int hash = hash_of(text, size)
    cdef unsigned long long slot = slot_of(words, text, size, hash)
    cdef Word* word = &words.slots[slot]
    words.hashes[slot] = hash
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
    cdef Word* word
    if size > LONGEST:
        return -1
    for at in range(size):
        if token[at] >= 0x80:
            return -1
        low[at] = token[at] + 32 if is_upper(token[at]) else token[at]
    while start < size and low[start] == c"#":
        start += 1
    bits = bits_of(words, low + start, size - start)
    for at in range(1, min(size - start + 1, 64)):
        if not words.start_sizes >> at:
            break
        if words.start_sizes >> at & 1:
            word = word_at(words, low + start, at)
            if word != NULL:
                bits |= word.as_start
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
            bits |= bits_of(words, low + start, at - start)
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
