# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The words of a text, compiled: the same as ``reading.py``, character by character."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.unicode cimport PyUnicode_READ_CHAR

cdef extern from "Python.h":
    ctypedef uint32_t Py_UCS4
    int PyUnicode_KIND(object o)
    void *PyUnicode_DATA(object o)
    Py_UCS4 PyUnicode_READ(int kind, void *data, Py_ssize_t index)

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

cdef enum:
    NUMBER = 1
    NAME = 2
    QUOTED = 4
    LINE = 8
    LEFT = 16
    REPEAT = 32

cdef enum:
    STOP = 1
    OPENER = 2
    CREDIT = 4
    BYLINE = 8
    WEAK_CREDIT = 32
    BESIDE = 64

cdef enum:
    FIRST_LINES = 6
    SIGN_WITHIN = 130
    LONGEST_NAME = 50

cdef enum:
    BMP = 65536
    MOST_LETTERS = 64
    REPEATED_PAIRS = 3


cdef inline uint32_t finished(uint32_t h) noexcept nogil:
    h ^= h >> 16
    h *= <uint32_t>0x85EBCA6B
    h ^= h >> 13
    h *= <uint32_t>0xC2B2AE35
    h ^= h >> 16
    return h if h else 1


cdef inline uint32_t mixed(uint32_t a, uint32_t b) noexcept nogil:
    cdef uint32_t h = a * <uint32_t>0x9E3779B1 + (b ^ (b >> 15)) * <uint32_t>0x85EBCA6B
    return h ^ (h >> 15)


cdef int head_signs(int kind, void *data, Py_ssize_t start, Py_ssize_t end) noexcept:
    """The signs of a dateline in the beginning of a line."""
    cdef Py_ssize_t i
    cdef uint32_t c
    cdef int signs = 0, comma = 0
    for i in range(start, end):
        c = PyUnicode_READ(kind, data, i)
        if c == 32 or 97 <= c <= 122:
            continue
        if c == 44:
            comma = 1
        elif c == 40:
            signs |= 1
        elif c == 47:
            signs |= 2
        elif c == 61:
            signs |= 4
        elif c == 0x3010:
            signs |= 8
        elif c == 0x7535 or c == 0x96FB:
            signs |= 16
        elif comma and (c == 45 or c == 0x2013 or c == 0x2014):
            # With a comma before it, it isn't the first.
            if PyUnicode_READ(kind, data, i - 1) == 32 and i + 1 < end and PyUnicode_READ(kind, data, i + 1) == 32:
                signs |= 32
    return signs


cdef class Reader:
    """Cuts texts into hashed stems.

    Args:
        words: Of each word that is more than a stem, what is known of it (``reading.Word``).
        class_of: Class, folded form and case of a character.
        look_alikes: Letters of other scripts that look like Latin ones.
        stem_letters: Length of a stem.
        rules: What lines are held against (``reading.LineRules``).
    """

    cdef uint64_t *keys
    cdef uint8_t *bits
    cdef uint32_t *swaps
    cdef uint64_t *opens
    cdef uint64_t *stands_in
    cdef uint64_t mask
    cdef uint64_t signs[5]
    cdef uint64_t any_first
    cdef uint64_t any_held
    cdef uint8_t *classes
    cdef uint32_t *folded
    cdef uint8_t *upper
    cdef uint32_t *alike
    cdef int stem_letters
    cdef object class_of
    cdef uint32_t percent

    def __cinit__(self, dict words, object class_of, dict look_alikes, int stem_letters, object rules=((0,) * 5, 0, 0)):
        cdef uint64_t size = 1024, h, slot
        while size < 4 * <uint64_t>len(words):
            size *= 2
        self.mask = size - 1
        self.keys = <uint64_t *>calloc(size, 8)
        self.bits = <uint8_t *>calloc(size, 1)
        self.swaps = <uint32_t *>calloc(size, 4)
        self.opens = <uint64_t *>calloc(size, 8)
        self.stands_in = <uint64_t *>calloc(size, 8)
        self.classes = <uint8_t *>calloc(BMP, 1)
        self.folded = <uint32_t *>calloc(BMP, 4)
        self.upper = <uint8_t *>calloc(BMP, 1)
        self.alike = <uint32_t *>calloc(BMP, 4)
        if not (self.keys and self.bits and self.swaps and self.opens and self.stands_in):
            raise MemoryError
        if not (self.classes and self.folded and self.upper and self.alike):
            raise MemoryError
        for at in range(5):
            self.signs[at] = rules[0][at]
        self.any_first = rules[1]
        self.any_held = rules[2]
        self.class_of = class_of
        self.stem_letters = stem_letters
        for word, (bits, swap, opens, stands_in) in words.items():
            h = 14695981039346656037ULL
            for c in word:
                h = (h ^ <uint64_t>ord(c)) * 1099511628211ULL
            slot = (h ^ (h >> 32)) & self.mask
            while self.keys[slot] and self.keys[slot] != h:
                slot = (slot + 1) & self.mask
            self.keys[slot] = h
            self.bits[slot] = bits
            self.swaps[slot] = swap
            self.opens[slot] = opens
            self.stands_in[slot] = stands_in
        for letter, latin in look_alikes.items():
            self.alike[ord(letter)] = ord(latin)
        h = 2166136261
        self.percent = finished(<uint32_t>((<uint32_t>2166136261 ^ 37) * <uint32_t>16777619))

    def __dealloc__(self):
        free(self.keys); free(self.bits); free(self.swaps); free(self.opens); free(self.stands_in)
        free(self.classes); free(self.folded); free(self.upper); free(self.alike)

    cdef int _learn(self, uint32_t c) except -1:
        """Ask for the class of a character not seen before."""
        kind, folded, upper = self.class_of(chr(c))
        if c < BMP:
            self.classes[c] = kind
            self.folded[c] = folded
            self.upper[c] = upper
        return kind

    def read(self, str text not None):
        """Stems, flags, running words, how many stems are of a spaceless script; lines worth a closer look, first lines."""
        cdef int kind = PyUnicode_KIND(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef Py_ssize_t n = len(text), i = 0, j, count = 0, words = 0, spaceless = 0, room = n // 3 + 64
        cdef uint32_t *stems = <uint32_t *>malloc(room * 4)
        cdef uint8_t *flags = <uint8_t *>malloc(room)
        cdef uint32_t c, h, previous
        cdef uint64_t wide, slot
        cdef int cls, letters, opening = 1, quoted = 0, is_upper, is_latin, is_alike, initials, digits
        cdef uint8_t flag, word_bits
        cdef uint32_t word[MOST_LETTERS]
        cdef Py_ssize_t line_start = 0, line_token = 0
        cdef int line_bits = 0, first_bits = -1, line_spaceless = 0, fresh = 1, is_credit
        cdef uint64_t line_opens = 0, line_holds = 0, may_be
        cdef uint32_t first_char = 0, last_char = 0
        cdef list hints = []
        cdef list heads = []
        cdef int lines = 0, signs
        cdef int k
        if stems == NULL or flags == NULL:
            free(stems); free(flags)
            raise MemoryError
        try:
            while i <= n:
                if i == n:
                    cls = NEWLINE
                    c = 10
                else:
                    c = PyUnicode_READ(kind, data, i)
                    cls = self.classes[c] if c < BMP else 0
                    if cls == 0:
                        cls = self._learn(c)
                if count + 4 >= room:
                    room = 2 * room
                    stems = <uint32_t *>realloc(stems, room * 4)
                    flags = <uint8_t *>realloc(flags, room)
                    if stems == NULL or flags == NULL:
                        raise MemoryError
                if cls == NEWLINE:
                    may_be = self._may_be(line_opens, line_holds, first_char, last_char, line_spaceless)
                    is_credit = line_bits & CREDIT or (first_bits > 0 and first_bits & OPENER) or line_spaceless
                    if line_bits & WEAK_CREDIT and line_bits & BESIDE:
                        is_credit = 1
                    if i > line_start and (may_be or is_credit):
                        hints.append((line_start, i, line_token, count, bool(is_credit), may_be))
                    if lines < FIRST_LINES and first_char:
                        lines += 1
                        signs = head_signs(kind, data, line_start, min(i, line_start + SIGN_WITHIN))
                        if signs or (first_bits > 0 and first_bits & BYLINE) or (
                            line_spaceless and i - line_start <= LONGEST_NAME
                        ):
                            heads.append((line_start, i, signs))
                    line_start = i + 1
                    line_token = count
                    line_bits = 0
                    line_opens = 0
                    line_holds = 0
                    first_bits = -1
                    line_spaceless = 0
                    first_char = 0
                    last_char = 0
                    fresh = 1
                    opening = 1
                    quoted = 0
                    i += 1
                    continue
                if cls != SPACE and cls != UNSEEN:
                    if first_char == 0:
                        first_char = c
                    last_char = c
                if c == 169:
                    line_bits |= CREDIT
                if cls == LETTER:
                    letters = 0
                    is_latin = 0
                    is_alike = 0
                    is_upper = self.upper[c] if c < BMP else 0
                    initials = 0
                    j = i
                    while j < n:
                        c = PyUnicode_READ(kind, data, j)
                        cls = self.classes[c] if c < BMP else 0
                        if cls == 0:
                            cls = self._learn(c)
                        if cls == LETTER:
                            c = self.folded[c] if c < BMP else c
                            if letters < MOST_LETTERS:
                                word[letters] = c
                            letters += 1
                            if 97 <= c <= 122:
                                is_latin = 1
                            elif c < BMP and self.alike[c]:
                                is_alike = 1
                            j += 1
                        elif cls == UNSEEN:
                            j += 1
                        elif c == 46 and letters == initials + 1 and letters < MOST_LETTERS and (
                            initials or (j + 2 < n and self._is_initial(kind, data, n, j + 1))
                        ):
                            initials += 1
                            j += 1
                            if not (j < n and self._is_initial(kind, data, n, j)):
                                break
                        else:
                            break
                    if letters > MOST_LETTERS:
                        letters = MOST_LETTERS
                    if is_latin and is_alike:
                        for k in range(letters):
                            if word[k] < BMP and self.alike[word[k]]:
                                word[k] = self.alike[word[k]]
                    last_char = PyUnicode_READ(kind, data, j - 1)
                    i = j
                    words += 1
                    wide = 14695981039346656037ULL
                    for k in range(letters):
                        wide = (wide ^ <uint64_t>word[k]) * 1099511628211ULL
                    slot = (wide ^ (wide >> 32)) & self.mask
                    while self.keys[slot] and self.keys[slot] != wide:
                        slot = (slot + 1) & self.mask
                    word_bits = 0
                    h = 0
                    if self.keys[slot]:
                        word_bits = self.bits[slot]
                        h = self.swaps[slot]
                        line_bits |= word_bits
                        line_holds |= self.stands_in[slot]
                    if first_bits < 0:
                        first_bits = word_bits
                        line_opens = self.opens[slot] if self.keys[slot] else 0
                    if not word_bits & STOP and (letters > 1 or h):
                        flag = NUMBER if h else (NAME if is_upper and not opening else 0)
                        if h == self.percent:
                            flag = 0
                        if h == 0:
                            h = 2166136261
                            for k in range(min(letters, self.stem_letters)):
                                h = (h ^ word[k]) * <uint32_t>16777619
                            h = finished(h)
                        stems[count] = h
                        flags[count] = flag | (QUOTED if quoted else 0) | (LINE if fresh else 0)
                        count += 1
                        fresh = 0
                    opening = 0
                    continue
                if cls == DIGIT:
                    h = 2166136261
                    j = i
                    digits = 0
                    while j < n:
                        c = PyUnicode_READ(kind, data, j)
                        cls = self.classes[c] if c < BMP else 0
                        if cls == 0:
                            cls = self._learn(c)
                        if cls == DIGIT:
                            h = (h ^ (self.folded[c] if c < BMP else c)) * <uint32_t>16777619
                            j += 1
                        elif (c == 44 or c == 46) and j + 1 < n and self._is_digit(PyUnicode_READ(kind, data, j + 1)):
                            if c == 46:
                                h = (h ^ 46) * <uint32_t>16777619
                            j += 1
                        elif cls == UNSEEN:
                            j += 1
                        else:
                            break
                    i = j
                    last_char = 48
                    words += 1
                    if first_bits < 0:
                        first_bits = 0
                    stems[count] = finished(h)
                    flags[count] = NUMBER | (QUOTED if quoted else 0) | (LINE if fresh else 0)
                    count += 1
                    fresh = 0
                    opening = 0
                    continue
                if cls == SPACELESS:
                    j = i
                    previous = 0
                    digits = 0
                    while j < n:
                        c = PyUnicode_READ(kind, data, j)
                        cls = self.classes[c] if c < BMP else 0
                        if cls == 0:
                            cls = self._learn(c)
                        if cls == UNSEEN:
                            j += 1
                            continue
                        if cls != SPACELESS:
                            break
                        if count + 4 >= room:
                            room = 2 * room
                            stems = <uint32_t *>realloc(stems, room * 4)
                            flags = <uint8_t *>realloc(flags, room)
                            if stems == NULL or flags == NULL:
                                raise MemoryError
                        if c < BMP:
                            c = self.folded[c]
                        if previous:
                            h = (<uint32_t>2166136261 ^ previous) * <uint32_t>16777619
                            h = finished((h ^ c) * <uint32_t>16777619)
                            stems[count] = h
                            flags[count] = (QUOTED if quoted else 0) | (LINE if fresh else 0)
                            count += 1
                            spaceless += 1
                            fresh = 0
                        previous = c
                        digits += 1
                        j += 1
                    if digits == 1:
                        h = finished((<uint32_t>2166136261 ^ previous) * <uint32_t>16777619)
                        stems[count] = h
                        flags[count] = (QUOTED if quoted else 0) | (LINE if fresh else 0)
                        count += 1
                        spaceless += 1
                        fresh = 0
                    words += digits
                    line_spaceless = 1
                    if first_bits < 0:
                        first_bits = 0
                    last_char = PyUnicode_READ(kind, data, j - 1)
                    i = j
                    opening = 0
                    continue
                if cls == END:
                    opening = 1
                elif cls == PERCENT:
                    stems[count] = self.percent
                    flags[count] = (QUOTED if quoted else 0) | (LINE if fresh else 0)
                    count += 1
                    fresh = 0
                    words += 1
                    opening = 0
                elif cls == QUOTE:
                    quoted = not quoted
                    opening = 1 if quoted else opening
                elif cls == OPEN:
                    quoted = 1
                    opening = 1
                elif cls == CLOSE:
                    quoted = 0
                i += 1
            self._mark_repeats(stems, flags, count, 2 if 2 * spaceless > count else 1)
            return (
                PyBytes_FromStringAndSize(<char *>stems, count * 4),
                PyBytes_FromStringAndSize(<char *>flags, count),
                words, spaceless, hints, heads,
            )
        finally:
            free(stems)
            free(flags)

    cdef uint64_t _may_be(self, uint64_t opens, uint64_t holds, uint32_t first, uint32_t last, int spaceless) noexcept:
        """The rules that a line must be held against, a bit each."""
        opens |= self.any_first
        if first == 40 or first == 91 or first == 0x3010 or first == 0xFF08:
            opens |= self.signs[0]
        elif 48 <= first <= 57:
            opens |= self.signs[1]
        elif first == 169:
            opens |= self.signs[2]
        if last == 58 or last == 0xFF1A:
            opens |= self.signs[3]
        if spaceless:
            opens |= self.signs[4]
        return opens & (holds | self.any_held)

    cdef bint _is_digit(self, uint32_t c) except -1:
        cdef int cls = self.classes[c] if c < BMP else 0
        if cls == 0:
            cls = self._learn(c)
        return cls == DIGIT

    cdef bint _is_initial(self, int kind, void *data, Py_ssize_t n, Py_ssize_t j) except -1:
        """Whether one letter and a dot stand here."""
        cdef uint32_t c
        cdef int cls
        if j + 1 >= n:
            return False
        c = PyUnicode_READ(kind, data, j)
        cls = self.classes[c] if c < BMP else 0
        if cls == 0:
            cls = self._learn(c)
        return cls == LETTER and PyUnicode_READ(kind, data, j + 1) == 46

    cdef int _mark_repeats(self, uint32_t *stems, uint8_t *flags, Py_ssize_t count, int stride) except -1:
        """A pair of words that stood before in the text is marked: an offer set again and again between the lines."""
        cdef Py_ssize_t size = 64, i, slot
        cdef uint32_t key
        cdef uint32_t *seen
        cdef Py_ssize_t run = 0, k
        if count <= stride:
            return 0
        while size < 2 * count:
            size *= 2
        seen = <uint32_t *>calloc(size, 4)
        if seen == NULL:
            raise MemoryError
        for i in range(count - stride):
            key = mixed(stems[i], stems[i + stride])
            if key == 0:
                key = 1
            slot = key & (size - 1)
            while seen[slot] and seen[slot] != key:
                slot = (slot + 1) & (size - 1)
            if seen[slot]:
                run += 1
                if run == REPEATED_PAIRS:
                    for k in range(i - run + 1, i + stride):
                        flags[k] |= REPEAT
                if run >= REPEATED_PAIRS:
                    flags[i + stride] |= REPEAT
            else:
                run = 0
            seen[slot] = key
        free(seen)
        return 0
