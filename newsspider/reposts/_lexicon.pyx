# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What is known of words and characters, compiled: the same as ``lexicon.py``."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free


cdef class Lexicon:
    """See ``lexicon.Lexicon``."""

    def __cinit__(self, dict words, object class_of, dict look_alikes, int stem_letters):
        cdef uint64_t size = 1024, key, slot
        cdef uint32_t number
        while size < 4 * <uint64_t>len(words):
            size *= 2
        self.mask = size - 1
        self.words = <Word *>calloc(size + 1, sizeof(Word))
        self.held = <uint8_t *>calloc(size // 8, 1)
        self.known = <uint32_t *>calloc(BMP, 4)
        self.alike = <uint32_t *>calloc(BMP, 4)
        if not (self.words and self.held and self.known and self.alike):
            raise MemoryError
        self.class_of = class_of
        self.stem_letters = stem_letters
        for word, (bits, stands_for, opens, stands_in) in words.items():
            key = WORD_START
            for letter in word:
                number = ord(letter)
                key = (key ^ number) * WORD_PRIME
            slot = (key ^ (key >> 32)) & self.mask
            while self.words[slot].key and self.words[slot].key != key:
                slot = (slot + 1) & self.mask
            self.words[slot] = Word(key, opens, stands_in, stands_for, bits)
            self.held[slot >> 3] |= <uint8_t>(1 << (slot & 7))
        for letter, latin in look_alikes.items():
            self.alike[<uint32_t>ord(letter)] = ord(latin)
        self.percent = finished((STEM_START ^ 37) * STEM_PRIME)

    def __dealloc__(self):
        free(self.words); free(self.held)
        free(self.known); free(self.alike)

    cdef uint32_t learn(self, uint32_t c) except 0:
        """Ask for what is known of a character."""
        kind, folded, is_upper = self.class_of(chr(c))
        cdef uint32_t letter = folded, known = letter | (<uint32_t>kind << CLASS_AT)
        if is_upper:
            known |= UPPER
        if 97 <= letter <= 122:
            known |= LATIN
        elif letter < BMP and self.alike[letter]:
            known |= ALIKE
        if c < BMP:
            self.known[c] = known
        return known

    cdef const Word *find(self, uint64_t key) noexcept nogil:
        """What is known of a word, by the hash of its letters."""
        cdef uint64_t slot = (key ^ (key >> 32)) & self.mask
        while self.held[slot >> 3] >> (slot & 7) & 1:
            if self.words[slot].key == key:
                return &self.words[slot]
            slot = (slot + 1) & self.mask
        return &self.words[self.mask + 1]

    def word(self, str word not None):
        """What is known of a word, as the four fields of ``lexicon.Word``."""
        cdef uint64_t key = WORD_START
        cdef uint32_t letter
        cdef const Word *found
        for character in word:
            letter = ord(character)
            key = (key ^ letter) * WORD_PRIME
        found = self.find(key)
        return found.bits, found.stands_for, found.opens, found.stands_in
