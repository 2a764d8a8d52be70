from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    BMP = 65536

# Classes of characters, as ``characters.CharacterClass``.
cdef enum:
    OTHER = 1
    LETTER = 2
    DIGIT = 3
    SPACELESS = 4
    END = 5
    PERCENT = 6
    QUOTE = 7
    OPEN = 8
    CLOSE = 9
    UNSEEN = 10
    NEWLINE = 11
    SPACE = 12

# What is known of a character stands in one number: the folded form in the lower 21 bits, then the class, then whether
# it is a capital, whether its folded form is a Latin letter, and whether it only looks like one.
cdef enum:
    FOLDED = 0x1FFFFF
    CLASS_AT = 21
    CLASS = 15 << 21
    UPPER = 1 << 25
    LATIN = 1 << 26
    ALIKE = 1 << 27

# Two hashes of a word, both FNV-1a: the one it is looked up by, and that of its stem.
cdef extern from *:
    """
    #define NEWSSPIDER_WORD_START 14695981039346656037ULL
    #define NEWSSPIDER_WORD_PRIME 1099511628211ULL
    #define NEWSSPIDER_STEM_START 2166136261U
    #define NEWSSPIDER_STEM_PRIME 16777619U
    """
    const uint64_t WORD_START "NEWSSPIDER_WORD_START"
    const uint64_t WORD_PRIME "NEWSSPIDER_WORD_PRIME"
    const uint32_t STEM_START "NEWSSPIDER_STEM_START"
    const uint32_t STEM_PRIME "NEWSSPIDER_STEM_PRIME"

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t


cdef struct Word:
    uint64_t key
    uint64_t opens
    uint64_t stands_in
    uint32_t stands_for
    uint8_t bits


cdef inline uint32_t finished(uint32_t h) noexcept nogil:
    h ^= h >> 16
    h *= <uint32_t>0x85EBCA6B
    h ^= h >> 13
    h *= <uint32_t>0xC2B2AE35
    h ^= h >> 16
    return h if h else 1


cdef inline uint32_t mixed(uint32_t a, uint32_t b) noexcept nogil:
    """The hash of two neighbouring stems."""
    cdef uint32_t h = a * <uint32_t>0x9E3779B1 + (b ^ (b >> 15)) * <uint32_t>0x85EBCA6B
    return h ^ (h >> 15)


cdef inline uint32_t class_in(uint32_t known) noexcept nogil:
    return (known >> CLASS_AT) & 15


cdef class Lexicon:
    cdef Word *words    # behind the last place one of which nothing is known
    cdef uint8_t *held  # a bit for each place that is taken
    cdef uint64_t mask
    cdef uint32_t *known
    cdef uint32_t *alike
    cdef readonly int stem_letters
    cdef readonly uint32_t percent
    cdef object class_of

    cdef uint32_t learn(self, uint32_t c) except 0
    cdef const Word *find(self, uint64_t key) noexcept nogil


cdef inline uint32_t known_of(Lexicon lexicon, uint32_t c) except 0:
    """What is known of a character."""
    cdef uint32_t known = lexicon.known[c] if c < BMP else 0
    return known if known else lexicon.learn(c)


cdef inline const Word *word_of(Lexicon lexicon, uint64_t key) noexcept nogil:
    """What is known of a word, by the hash of its letters. Which words are known, no processor guesses: no branch asks."""
    cdef uint64_t slot = (key ^ (key >> 32)) & lexicon.mask
    cdef uint64_t is_held = lexicon.held[slot >> 3] >> (slot & 7) & 1
    # Of a condition the compiler would make a branch.
    cdef const Word *word = &lexicon.words[(slot & (0 - is_held)) | ((lexicon.mask + 1) & (is_held - 1))]
    return lexicon.find(key) if is_held & (word.key != key) else word
