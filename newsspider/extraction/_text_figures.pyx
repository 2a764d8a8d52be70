# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``text_figures``: what the words of each block say, one look at each character.

In: a ``Layout``. Out: nothing; the caller's arrays are filled, in the order of ``text_figures.COLUMNS``. Each figure is
reckoned in the same order of operations as in the pure module, so that no last bit differs.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

# The classes of ``characters``; a test holds both equal.
cdef enum:
    DIGIT = 1
    SPACE = 2
    UPPER = 4
    LOWER = 8
    COMMA = 16
    STOP = 32
    QUOTE = 64
    WIDE = 128
    PIPE = 256
    ARROW = 512
    WIDE_STOP = 1024
    COLON = 2048
    QUESTION = 4096

# The rows of ``figures``.
cdef enum:
    CHARS
    SENTENCES
    LINK_DENSITY
    REPEATS

cdef enum:
    OWN_COLUMNS = 23  # before those of bits and tags

# What the characters of a block are.
cdef struct Signs:
    Py_ssize_t digits, spaces, upper, lower, commas, wide, pipes
    Py_ssize_t sentences, capitalised
    int first, last  # the classes of the first and last character
    bint ends  # the last character ends a sentence


cdef class Known:
    """What holds for all pages.

    Args:
        classes: The classes of each code point; the last one's hold for all that lie past the table.
        logs: ``log1p`` of 0, 0.5, 1 ...
        log1p: The same for what lies past that table.
        limits: Up to which share of the page's text the bits of each mask are believed.
        masks: As many as limits.
        told: Above and up to which share a tag's own bits are believed again, and which bits.
        bits_of_tag: As in ``class_words``.
        bit_count: How many bits have a column.
        tag_numbers: The columns of tags, counted from the first.
        longest_notice: Copyright lines have fewer characters.
        wide_weight: How many letters a character of a script without spaces stands for.
    """

    cdef const unsigned short[::1] classes
    cdef unsigned char[::1] kinds  # of code points with the same classes; there are about twenty
    cdef unsigned long long[256] counts  # what a kind adds to the counts
    cdef unsigned char[256] marked  # the kind is a capital, or ends a sentence
    cdef const double[::1] logs
    cdef const double[::1] limits
    cdef const long long[::1] masks
    cdef object log1p, bits_of_tag
    cdef dict tag_numbers
    cdef double over, up_to, wide_weight
    cdef long long told
    cdef Py_ssize_t bit_count, longest_notice

    def __init__(
        self, classes, logs, log1p, limits, masks, told, bits_of_tag, bit_count, tag_numbers, longest_notice, wide_weight
    ):
        self.classes, self.logs, self.log1p = classes, logs, log1p
        self.limits, self.masks = limits, masks
        self.over, self.up_to, self.told = told
        self.bits_of_tag, self.bit_count, self.tag_numbers = bits_of_tag, bit_count, tag_numbers
        self.longest_notice, self.wide_weight = longest_notice, wide_weight
        numbers = {}
        self.kinds = bytearray(numbers.setdefault(each, len(numbers)) for each in classes.tolist())
        for each, kind in numbers.items():
            for place, mark in enumerate((LOWER, SPACE, UPPER, DIGIT, COMMA, WIDE, PIPE)):
                self.counts[<Py_ssize_t>kind] += <unsigned long long>(each & mark != 0) << 8 * <int>place
            self.marked[<Py_ssize_t>kind] = each & (UPPER | STOP) != 0

    cdef double log(self, double value) except? -1:
        """``log1p`` as numpy reckons it."""
        cdef Py_ssize_t at = <Py_ssize_t>(2 * value)
        if at == 2 * value and at < self.logs.shape[0]:
            return self.logs[at]
        return self.log1p(value)


def fill(
    Known known not None,
    layout,
    double[:, ::1] rows not None,
    double[:, ::1] figures not None,
    long long[::1] bits not None,
):
    """Fill the columns of texts, all zero before, and what the columns of trees are reckoned from.

    Args:
        known: What holds for all pages.
        layout: A ``Layout``.
        rows: Columns of a ``BlockTable``, each a row.
        figures: Rows with the letters of each block, its sentences, how much of it is link, its repeats.
        bits: What each block's ancestors are called.
    """
    cdef list texts = layout.texts
    cdef const long long[::1] containers = layout.containers
    cdef const long long[::1] link_chars = layout.link_chars
    cdef const long long[::1] bold_chars = layout.bold_chars
    cdef Py_ssize_t many = len(texts), at
    cdef double* row = &rows[0, 0]
    cdef Signs signs
    cdef double size, chars, share
    cdef str text
    _fill_repeats(texts, containers, layout.c_signature, figures)
    for at in range(many):
        text = <str?>texts[at]
        size = len(text)
        _read(text, known, &signs)
        chars = size + (known.wide_weight - 1) * signs.wide
        share = link_chars[at] / size
        figures[CHARS, at], figures[SENTENCES, at] = chars, signs.sentences
        figures[LINK_DENSITY, at] = share if share < 1.0 else 1.0
        _fill_lengths(known, row + at, many, chars, figures[LINK_DENSITY, at])
        share = bold_chars[at] / size
        row[6 * many + at] = share if share < 1.0 else 1.0
        _fill_signs(known, row + at, many, &signs, size)
        row[18 * many + at] = len(text) < known.longest_notice and _is_notice(text)
        row[20 * many + at] = figures[REPEATS, at] if figures[REPEATS, at] < 3 else 3.0
        row[21 * many + at] = figures[REPEATS, at] > 0 and chars > 80
        row[22 * many + at] = <double>at / many
    _inherit_bits(known, layout, containers, figures, bits)
    _fill_kinds(known, layout.c_tag, containers, bits, rows)


cdef int _fill_lengths(Known known, double* row, Py_ssize_t many, double chars, double link_density) except -1:
    row[0] = known.log(chars)
    row[many] = chars < 25
    row[2 * many] = chars / 300 if chars / 300 < 1.5 else 1.5
    row[3 * many] = link_density
    row[4 * many] = link_density > 0.85
    row[5 * many] = link_density * (chars / 100 if chars / 100 < 1.5 else 1.5)
    return 0


cdef int _fill_signs(Known known, double* row, Py_ssize_t many, Signs* signs, double size) except -1:
    row[7 * many] = signs.ends
    row[8 * many] = known.log(signs.sentences)
    row[9 * many] = known.log(signs.commas)
    row[10 * many] = signs.last & COLON != 0
    row[11 * many] = signs.last & QUESTION != 0
    row[12 * many] = signs.first & LOWER != 0
    row[13 * many] = signs.first & DIGIT != 0
    row[14 * many] = signs.upper > 0 and signs.lower == 0
    row[15 * many] = <double>signs.capitalised / (signs.spaces + 1)
    row[16 * many] = signs.digits / size
    row[17 * many] = signs.pipes > 0
    row[19 * many] = signs.last & ARROW != 0
    return 0


cdef int _read(str text, Known known, Signs* signs) except -1:
    """Look at each character of a text once: all counts are bytes of one number, emptied before one could overflow."""
    cdef int width = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t size = len(text), at = 0, stop, most = known.classes.shape[0] - 1
    cdef const unsigned char* kinds = &known.kinds[0]
    cdef const unsigned short* table = &known.classes[0]
    cdef unsigned long long counts
    cdef unsigned int point
    cdef unsigned char kind
    cdef int classes
    signs[0] = Signs(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, False)
    while at < size:
        counts, stop = 0, min(at + 255, size)
        while at < stop:
            point = PyUnicode_READ(width, data, at)
            kind = kinds[point if point < most else most]
            counts += known.counts[kind]
            if known.marked[kind]:
                classes = table[point if point < most else most]
                if classes & STOP:
                    _end_sentence(width, data, at, size, table, most, signs)
                elif at == 0 or _class_at(width, data, at - 1, table, most) & SPACE:
                    signs.capitalised += 1
            at += 1
        signs.lower += counts & 255
        signs.spaces += counts >> 8 & 255
        signs.upper += counts >> 16 & 255
        signs.digits += counts >> 24 & 255
        signs.commas += counts >> 32 & 255
        signs.wide += counts >> 40 & 255
        signs.pipes += counts >> 48 & 255
    signs.first = _class_at(width, data, 0, table, most)
    signs.last = _class_at(width, data, size - 1, table, most)
    return 0


cdef inline int _class_at(int width, void* data, Py_ssize_t at, const unsigned short* table, Py_ssize_t most) noexcept:
    cdef unsigned int point = PyUnicode_READ(width, data, at)
    return table[point if point < most else most]


cdef void _end_sentence(
    int width, void* data, Py_ssize_t at, Py_ssize_t size, const unsigned short* table, Py_ssize_t most, Signs* signs
) noexcept:
    """A stop stands here: it, or a closing quote behind it, or a second one, may end a sentence."""
    cdef Py_ssize_t closed
    cdef int classes
    for closed in range(at, min(at + 3, size)):
        classes = _class_at(width, data, closed, table, most)
        if closed > at and not classes & QUOTE:
            return
        if closed + 1 == size:
            signs.ends = True
            signs.sentences += 1
        elif classes & WIDE_STOP:
            signs.sentences += 1
        else:
            signs.sentences += _class_at(width, data, closed + 1, table, most) & SPACE != 0


cdef bint _is_notice(str text) except -1:
    """Whether one of ``characters.NOTICE_SIGNS`` stands in a text, in any case."""
    cdef int width = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, size = len(text)
    cdef unsigned int point
    for at in range(size):
        point = PyUnicode_READ(width, data, at)
        if point == 0xA9:  # the sign itself
            return True
        # The rarest letter of each is looked for first.
        if point == c"(" and _stands(b"(c)", width, data, at, size):
            return True
        if point | 32 == c"p" and at >= 2 and _stands(b"copyright", width, data, at - 2, size):
            return True
        if point | 32 == c"v" and at >= 12 and _stands(b"rights reserved", width, data, at - 12, size):
            return True
    return False


cdef bint _stands(const char* word, int width, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
    """Whether a word in lower case stands at this place."""
    cdef Py_ssize_t place = 0
    cdef unsigned int point
    if at < 0:
        return False
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


cdef int _fill_repeats(
    list texts, const long long[::1] containers, const long long[::1] c_signature, double[:, ::1] figures
) except -1:
    """In how many other kinds of place each text stands too."""
    cdef Py_ssize_t at, many = len(texts)
    cdef dict places = {}
    cdef object seen, text
    cdef long long place
    cdef bint again = False
    for at in range(many):
        figures[REPEATS, at] = 0.0
        text = texts[at]
        place = c_signature[containers[at]]
        seen = places.setdefault(text, place)
        if type(seen) is set:
            (<set>seen).add(place)
        elif <long long>seen != place:
            places[text] = {seen, place}
            again = True
    if again:
        for at in range(many):
            seen = places[texts[at]]
            if type(seen) is set:
                figures[REPEATS, at] = len(<set>seen) - 1
    return 0


cdef int _inherit_bits(
    Known known, layout, const long long[::1] containers, double[:, ::1] figures, long long[::1] found
) except -1:
    """What a block's ancestors are called, all together, as far as it is believed."""
    cdef const long long[::1] start = layout.c_start
    cdef const long long[::1] end = layout.c_end
    cdef const long long[::1] parent = layout.c_parent
    cdef const long long[::1] names = layout.c_bits
    cdef list tags = layout.c_tag
    cdef Py_ssize_t at, limit, last, many = containers.shape[0], boxes = names.shape[0]
    cdef double share, page
    cdef long long bits
    cdef double* prefix = <double*>PyMem_Calloc(many + 1, sizeof(double))
    cdef long long* own = <long long*>PyMem_Calloc(boxes, sizeof(long long))
    try:
        if prefix == NULL or own == NULL:
            raise MemoryError
        for at in range(many):
            prefix[at + 1] = prefix[at] + figures[CHARS, at]
        page = prefix[many] if prefix[many] > 1 else 1.0
        for at in range(boxes):
            last = end[at] if end[at] > start[at] else start[at]
            share = (prefix[last] - prefix[start[at]]) / page
            bits = names[at]
            for limit in range(known.limits.shape[0]):
                if share > known.limits[limit]:
                    bits &= ~known.masks[limit]
            if known.over < share <= known.up_to:
                bits |= <long long>known.bits_of_tag(tags[at]) & known.told
            own[at] = bits | own[parent[at]] if parent[at] >= 0 else bits
        for at in range(many):
            found[at] = own[containers[at]]
    finally:
        PyMem_Free(prefix)
        PyMem_Free(own)
    return 0


cdef int _fill_kinds(
    Known known, list c_tag, const long long[::1] containers, const long long[::1] bits, double[:, ::1] rows
) except -1:
    """What each block's ancestors are called, and which tag it has."""
    cdef Py_ssize_t at, bit, row = OWN_COLUMNS + known.bit_count
    cdef long long left
    cdef object number
    for at in range(containers.shape[0]):
        left, bit = bits[at], OWN_COLUMNS
        while left:
            if left & 1:
                rows[bit, at] = 1.0
            left >>= 1
            bit += 1
        number = known.tag_numbers.get(c_tag[containers[at]])
        if number is not None:
            rows[row + <Py_ssize_t>number, at] = 1.0
    return 0
