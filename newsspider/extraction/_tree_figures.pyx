# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``tree_figures``: what depends on a block's place among blocks and containers, in plain loops.

In: the columns of a ``Layout`` and of its ``TextFigures``. Out: nothing but a container's index; the caller's arrays are
filled. Each figure is reckoned in the same order of operations as in the pure module, so that no last bit differs.
"""

from libc.stdlib cimport free, malloc


cdef double* _prefix(const double[::1] column) except NULL:
    """The sums of the first 0, 1, 2 ... entries; the caller frees them."""
    cdef Py_ssize_t at, size = column.shape[0]
    cdef double* sums = <double*>malloc((size + 1) * sizeof(double))
    if sums == NULL:
        raise MemoryError
    sums[0] = 0.0
    for at in range(size):
        sums[at + 1] = sums[at] + column[at]
    return sums


def sums(
    const double[::1] column not None,
    const long long[::1] start not None,
    const long long[::1] end not None,
    double[::1] found not None,
):
    """Fill ``found`` with the sum of a column over every container; ``end`` is nowhere before ``start``."""
    cdef double* prefix = _prefix(column)
    cdef Py_ssize_t at
    for at in range(start.shape[0]):
        found[at] = prefix[end[at]] - prefix[start[at]]
    free(prefix)


def good_text(
    const double[::1] chars not None,
    const double[:] sentences not None,
    const double[::1] link_density not None,
    const double[::1] repeats not None,
    const long long[::1] bits not None,
    long long no_witness,
    double[::1] good not None,
    double[::1] witness not None,
):
    """Fill ``good`` and ``witness``, entries a block, as ``tree_figures.good_text`` does."""
    cdef Py_ssize_t at
    cdef double found
    for at in range(chars.shape[0]):
        found = 0.0
        if ((chars[at] >= 40 and sentences[at] > 0) or chars[at] >= 120) and link_density[at] < 0.5:
            found = chars[at] * (1 - link_density[at])
        found = found / (1 + repeats[at])
        good[at] = found
        witness[at] = found * (0.1 if bits[at] & no_witness else 1.0)


def local_scores(
    const long long[::1] block_of not None,
    const long long[::1] parent not None,
    const double[::1] c_blocks not None,
    const double[::1] witness not None,
    double[::1] score not None,
):
    """Add to ``score``, zeros with an entry a container, what each block says for its parent and grandparent."""
    cdef Py_ssize_t at, turn
    cdef long long first, second
    for turn in range(2):
        for at in range(block_of.shape[0]):
            first = block_of[at]
            if c_blocks[first] <= 1 and parent[first] >= 0:
                first = parent[first]
            if turn == 0:
                score[first] += witness[at]
            else:
                second = parent[first] if parent[first] >= 0 else first
                score[second] += witness[at] / 2


def holder(const double[::1] c_good not None, const double[::1] c_chars not None, double share):
    """The innermost container that holds this share of the page's good text."""
    cdef Py_ssize_t at, found = 0
    cdef double enough = share * c_good[0]
    for at in range(c_good.shape[0]):
        if c_good[at] >= enough and c_chars[at] <= c_chars[found]:
            found = at
    return found


def fill_holder(
    Py_ssize_t start, Py_ssize_t end, const double[::1] log not None, double[:, ::1] rows not None, Py_ssize_t row
):
    """Fill three rows: inside a container, how far from it, before it."""
    cdef Py_ssize_t at, away, most = log.shape[0] - 1
    for at in range(rows.shape[1]):
        away = start - at if at < start else at - end + 1 if at >= end else 0
        rows[row, at] = start <= at < end
        rows[row + 1, at] = log[away if away < most else most]
        rows[row + 2, at] = at < start


def fill_edges(
    Py_ssize_t start,
    Py_ssize_t end,
    const double[::1] good not None,
    const double[::1] log not None,
    double[:, ::1] rows not None,
    Py_ssize_t row,
):
    """Fill two rows: how far behind the last, before the first good block of a container."""
    cdef Py_ssize_t at, away, first = 0, last = rows.shape[1], most = log.shape[0] - 1
    cdef bint seen = False
    for at in range(start, end):
        if good[at] > 0:
            if not seen:
                first, seen = at, True
            last = at
    for at in range(rows.shape[1]):
        away = at - last if at > last else 0
        rows[row, at] = log[away if away < most else most]
        away = first - at if first > at else 0
        rows[row + 1, at] = log[away if away < most else most]


def fill_ancestors(
    const long long[::1] block_of not None,
    const long long[::1] parent not None,
    const double[:, ::1] shares not None,
    Py_ssize_t levels,
    double[:, ::1] rows not None,
    Py_ssize_t row,
):
    """Fill rows with the shares of each block's container and of those above it: three of the first, then all."""
    cdef Py_ssize_t at, level, share, many
    cdef long long node
    for at in range(rows.shape[1]):
        node = block_of[at]
        many = row
        for level in range(levels):
            for share in range(4 if level else 3):
                rows[many, at] = shares[share, node]
                many += 1
            if parent[node] >= 0:
                node = parent[node]


def shares_of(
    const double[::1] c_good not None,
    const double[::1] c_link not None,
    const double[::1] c_chars not None,
    double[:, ::1] shares not None,
):
    """Fill the first three rows of ``shares``, entries a container."""
    cdef Py_ssize_t at
    cdef double chars, share, page = c_good[0]
    if not page > 1e-9:
        page = 1e-9
    for at in range(c_good.shape[0]):
        chars = c_chars[at] if c_chars[at] > 1 else 1.0
        share = c_good[at] / chars
        shares[0, at] = share if share < 1 else 1.0
        shares[1, at] = c_link[at] / chars
        shares[2, at] = c_good[at] / page


def fill_windows(
    const double[::1] good not None,
    const double[::1] linked not None,
    const double[::1] chars not None,
    tuple sizes not None,
    double total,
    double[:, ::1] rows not None,
    Py_ssize_t row,
):
    """Fill two rows a window, good text and links near each block; then three: good text before, behind and here."""
    cdef Py_ssize_t at, size, low, high, many = good.shape[0]
    cdef double near
    cdef double* goods = _prefix(good)
    cdef double* links = NULL
    cdef double* all_chars = NULL
    try:
        links, all_chars = _prefix(linked), _prefix(chars)
        for size in sizes:
            for at in range(many):
                high = at + size + 1 if at + size + 1 < many else many
                low = at - size if at > size else 0
                near = all_chars[high] - all_chars[low]
                if not near > 1:
                    near = 1.0
                rows[row, at] = (goods[high] - goods[low]) / near
                rows[row + 1, at] = (links[high] - links[low]) / near
            row += 2
        for at in range(many):
            rows[row, at] = (goods[at + 1] - good[at]) / total
            rows[row + 1, at] = 1 - goods[at + 1] / total
            rows[row + 2, at] = good[at] / total
    finally:
        free(goods)
        free(links)
        free(all_chars)


def fill_neighbours(
    const double[::1] good not None,
    const double[::1] link_density not None,
    const double[::1] chars not None,
    double[:, ::1] rows not None,
    Py_ssize_t row,
):
    """Fill six rows: whether the block before, then the one behind, is good, how much of it is link, whether it's short."""
    cdef Py_ssize_t at, many = good.shape[0]
    for at in range(many):
        if at:
            rows[row, at] = good[at - 1] > 0
            rows[row + 1, at] = link_density[at - 1]
            rows[row + 2, at] = chars[at - 1] < 25
        else:
            rows[row, at] = rows[row + 1, at] = rows[row + 2, at] = 0.0
        if at + 1 < many:
            rows[row + 3, at] = good[at + 1] > 0
            rows[row + 4, at] = link_density[at + 1]
            rows[row + 5, at] = chars[at + 1] < 25
        else:
            rows[row + 3, at] = rows[row + 4, at] = rows[row + 5, at] = 0.0
