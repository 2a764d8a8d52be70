# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of parts of ``text_figures``: repeats, inherited bits and the columns of bits and tags.

In: the columns of a ``Layout``. Out: nothing; the caller's arrays are filled.
"""

from array import array


def repeats(
    list texts not None,
    const long long[::1] containers not None,
    const long long[::1] c_signature not None,
    double[::1] found not None,
):
    """In how many other kinds of place each text stands too."""
    cdef Py_ssize_t at, many = len(texts)
    cdef dict places = {}
    cdef object seen, text
    cdef long long place
    cdef bint again = False
    for at in range(many):
        text = texts[at]
        place = c_signature[containers[at]]
        seen = places.get(text)
        if seen is None:
            places[text] = place
        elif type(seen) is set:
            (<set>seen).add(place)
        elif <long long>seen != place:
            places[text] = {seen, place}
            again = True
    for at in range(many):
        found[at] = 0.0
        if again:
            seen = places[texts[at]]
            if type(seen) is set:
                found[at] = len(<set>seen) - 1


def inherited_bits(
    layout,
    const double[::1] chars not None,
    const double[::1] limits not None,
    const long long[::1] masks not None,
    tuple told not None,
    bits_of_tag,
    long long[::1] found not None,
):
    """What a block's ancestors are called, all together.

    Args:
        layout: A ``Layout``.
        chars: Letters of each block.
        limits: Up to which share of the page's text the bits of each mask are believed.
        masks: As many as limits.
        told: Above and up to which share a tag's own bits are believed again, and which bits.
        bits_of_tag: As in ``class_words``.
        found: Filled, an entry a block.
    """
    cdef const long long[::1] start = layout.c_start
    cdef const long long[::1] end = layout.c_end
    cdef const long long[::1] parent = layout.c_parent
    cdef const long long[::1] containers = layout.containers
    cdef list tags = layout.c_tag
    cdef Py_ssize_t at, limit, last
    cdef double over, up_to, share, page
    cdef long long bits, told_bits
    over, up_to, told_bits = told
    own_array = layout.c_bits[:]  # a copy
    cdef long long[::1] own = own_array
    prefix_array = _zeros(chars.shape[0] + 1)
    cdef double[::1] prefix = prefix_array
    for at in range(chars.shape[0]):
        prefix[at + 1] = prefix[at] + chars[at]
    page = prefix[chars.shape[0]]
    if not page > 1:
        page = 1.0
    for at in range(own.shape[0]):
        last = end[at] if end[at] > start[at] else start[at]
        share = (prefix[last] - prefix[start[at]]) / page
        bits = own[at]
        for limit in range(limits.shape[0]):
            if share > limits[limit]:
                bits &= ~masks[limit]
        if over < share <= up_to:
            bits |= <long long>bits_of_tag(tags[at]) & told_bits
        if parent[at] >= 0:
            bits |= own[parent[at]]
        own[at] = bits
    for at in range(containers.shape[0]):
        found[at] = own[containers[at]]


def fill_bits(const long long[::1] bits not None, const long long[::1] masks not None, double[:, ::1] rows not None):
    """Fill a row a mask: whether a block's bits hold it."""
    cdef Py_ssize_t at, row
    for row in range(masks.shape[0]):
        for at in range(bits.shape[0]):
            rows[row, at] = bits[at] & masks[row] != 0


def fill_tags(
    list c_tag not None,
    const long long[::1] containers not None,
    dict number_of not None,
    double[:, ::1] rows not None,
):
    """Set the one of a block's entries, all zero, that stands for its container's tag; of other tags none."""
    cdef Py_ssize_t at
    cdef object number
    for at in range(containers.shape[0]):
        number = number_of.get(c_tag[containers[at]])
        if number is not None:
            rows[<Py_ssize_t>number, at] = 1.0


cdef _zeros(Py_ssize_t size):
    return array("d", bytes(size * sizeof(double)))
