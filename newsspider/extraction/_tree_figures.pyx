# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``tree_figures``: what depends on a block's place among blocks and containers, in plain loops.

In: a ``Layout`` and what ``_text_figures`` found. Out: the container of the climb; the caller's arrays are filled, in the
order of ``tree_figures.COLUMNS``. Each figure is reckoned in the same order of operations as in the pure module, so that
no last bit differs.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free

# The rows of ``figures`` as ``_text_figures`` fills them; GOOD is filled here.
cdef enum:
    CHARS
    SENTENCES
    LINK_DENSITY
    REPEATS
    GOOD

cdef enum:
    LEVELS = 5  # ancestor levels that are looked at
    HOLDERS = 11  # columns
    ANCESTORS = 19
    NEAR = 9
    NEIGHBOURS = 6
    TITLES = 3
    PATHS = 5


cdef class Known:
    """What holds for all pages.

    Args:
        logs: ``log1p`` of 0, 1, 2 ...; what is further away makes no difference.
        no_witness: Bits of boxes in which no text tells where the story is.
        heading: The bit of headings.
        no_title: "after_h1" on a page without an h1.
        teasers: How many of one kind there are at least, how many letters one has at most, what share of its heading is
            link, and how many letters that has at least.
    """

    cdef const double[::1] logs
    cdef long long no_witness, heading
    cdef double no_title, longest_teaser, all_link, least_heading
    cdef Py_ssize_t least_teasers

    def __init__(self, logs, no_witness, heading, no_title, teasers):
        self.logs, self.no_witness, self.heading, self.no_title = logs, no_witness, heading, no_title
        self.least_teasers, self.longest_teaser, self.all_link, self.least_heading = teasers

    cdef double log(self, Py_ssize_t number):
        cdef Py_ssize_t most = self.logs.shape[0] - 1
        return self.logs[0 if number < 0 else number if number < most else most]


cdef class Tree:
    """The figures of one page's containers."""

    cdef Known known
    cdef const long long[::1] block_of, start, ends, parent, signature
    cdef list c_tag
    cdef double[:, ::1] figures
    cdef const long long[::1] bits
    cdef Py_ssize_t blocks, boxes
    cdef double* numbers  # all that is allocated
    cdef double* linked
    cdef double* witness
    cdef double* prefix  # sums of the first 0, 1, 2 ... blocks: good text, links, all text, what else is asked
    cdef double* c_good  # entries a container: good text that is a witness, all text, links
    cdef double* c_chars
    cdef double* c_link
    cdef double* c_other
    cdef double* shares
    cdef double total
    cdef Py_ssize_t best

    def __cinit__(self, Known known not None, layout, double[:, ::1] figures not None, const long long[::1] bits not None):
        self.known, self.figures, self.bits = known, figures, bits
        self.block_of, self.start, self.ends = layout.containers, layout.c_start, layout.c_end
        self.parent, self.signature, self.c_tag = layout.c_parent, layout.c_signature, layout.c_tag
        self.blocks, self.boxes = self.block_of.shape[0], self.start.shape[0]
        self.numbers = <double*>PyMem_Calloc(6 * (self.blocks + 1) + 8 * self.boxes, sizeof(double))
        if self.numbers == NULL:
            raise MemoryError
        self.linked = self.numbers
        self.witness = self.linked + self.blocks + 1
        self.prefix = self.witness + self.blocks + 1
        self.c_good = self.prefix + 4 * (self.blocks + 1)
        self.c_chars = self.c_good + self.boxes
        self.c_link = self.c_chars + self.boxes
        self.c_other = self.c_link + self.boxes
        self.shares = self.c_other + self.boxes
        self.find_good_text()
        self.best = self.climb()

    def __dealloc__(self):
        PyMem_Free(self.numbers)

    cdef inline Py_ssize_t end(self, Py_ssize_t box):
        return self.ends[box] if self.ends[box] > self.start[box] else self.start[box]

    cdef double* sums(self, const double* column, Py_ssize_t row):
        """The sums of a column's first 0, 1, 2 ... entries."""
        cdef double* prefix = self.prefix + row * (self.blocks + 1)
        cdef Py_ssize_t at
        prefix[0] = 0.0
        for at in range(self.blocks):
            prefix[at + 1] = prefix[at] + column[at]
        return prefix

    cdef void sum_boxes(self, const double* prefix, double* found):
        cdef Py_ssize_t box
        for box in range(self.boxes):
            found[box] = prefix[self.end(box)] - prefix[self.start[box]]

    cdef void find_good_text(self):
        """The good text of each block, how much of it tells where the story is, and their sums."""
        cdef Py_ssize_t at
        cdef double chars, link_density, found
        for at in range(self.blocks):
            chars, link_density = self.figures[CHARS, at], self.figures[LINK_DENSITY, at]
            found = 0.0
            if ((chars >= 40 and self.figures[SENTENCES, at] > 0) or chars >= 120) and link_density < 0.5:
                found = chars * (1 - link_density)
            found = found / (1 + self.figures[REPEATS, at])
            self.figures[GOOD, at] = found
            self.witness[at] = found * (0.1 if self.bits[at] & self.known.no_witness else 1.0)
            self.linked[at] = chars * link_density
        self.sum_boxes(self.sums(self.witness, 3), self.c_good)
        self.sum_boxes(self.sums(&self.figures[CHARS, 0], 2), self.c_chars)
        self.sum_boxes(self.sums(self.linked, 1), self.c_link)
        self.total = self.sums(&self.figures[GOOD, 0], 0)[self.blocks]
        if not self.total > 1e-9:
            self.total = 1e-9

    cdef Py_ssize_t climb(self):
        """From the best container up, as long as the parents add good text more than they add noise."""
        cdef Py_ssize_t at, turn, box, best = 0
        cdef double* score = self.c_other
        cdef double found, most = 0.0, more_good
        for turn in range(2):
            for at in range(self.blocks):
                box = self.block_of[at]
                if self.end(box) - self.start[box] <= 1 and self.parent[box] >= 0:
                    box = self.parent[box]
                if turn and self.parent[box] >= 0:
                    box = self.parent[box]
                score[box] += self.witness[at] / 2 if turn else self.witness[at]
        for box in range(self.boxes):
            found = score[box] * (1 - self.c_link[box] / (self.c_chars[box] if self.c_chars[box] > 1 else 1.0))
            if box == 0 or found > most:
                best, most = box, found
        box = self.parent[best]
        while box >= 0:
            more_good = self.c_good[box] - self.c_good[best]
            if more_good > 0.05 * self.c_good[best] and more_good > 0.5 * (self.c_chars[box] - self.c_chars[best]):
                best = box
            box = self.parent[box]
        return best

    cdef Py_ssize_t holder(self, double share):
        """The innermost container that holds this share of the page's good text."""
        cdef Py_ssize_t box, found = 0
        cdef double enough = share * self.c_good[0]
        for box in range(self.boxes):
            if self.c_good[box] >= enough and self.c_chars[box] <= self.c_chars[found]:
                found = box
        return found

    cdef void fill_holder(self, Py_ssize_t holder, double[:, ::1] rows, Py_ssize_t row):
        """Inside a container, how far from it, before it."""
        cdef Py_ssize_t at, start = self.start[holder], end = self.end(holder)
        for at in range(self.blocks):
            rows[row, at] = start <= at < end
            rows[row + 1, at] = self.known.log(start - at if at < start else at - end + 1)
            rows[row + 2, at] = at < start

    cdef void fill_edges(self, double[:, ::1] rows, Py_ssize_t row):
        """How far behind the last, before the first good block of the best container."""
        cdef Py_ssize_t at, first = 0, last = self.blocks
        cdef bint seen = False
        for at in range(self.start[self.best], self.end(self.best)):
            if self.figures[GOOD, at] > 0:
                if not seen:
                    first, seen = at, True
                last = at
        for at in range(self.blocks):
            rows[row, at] = self.known.log(at - last)
            rows[row + 1, at] = self.known.log(first - at)

    cdef void fill_ancestors(self, double[:, ::1] rows, Py_ssize_t row):
        """For each container its figures once, then for each block those of its ancestors, level by level."""
        cdef Py_ssize_t at, box, level, share, many
        cdef double chars, found, page = self.c_good[0] if self.c_good[0] > 1e-9 else 1e-9
        for box in range(self.boxes):
            chars = self.c_chars[box] if self.c_chars[box] > 1 else 1.0
            found = self.c_good[box] / chars
            self.shares[4 * box] = found if found < 1 else 1.0
            self.shares[4 * box + 1] = self.c_link[box] / chars
            self.shares[4 * box + 2] = self.c_good[box] / page
            self.shares[4 * box + 3] = self.known.log(self.end(box) - self.start[box])
        for at in range(self.blocks):
            box, many = self.block_of[at], row
            for level in range(LEVELS):
                for share in range(4 if level else 3):
                    rows[many, at] = self.shares[4 * box + share]
                    many += 1
                if self.parent[box] >= 0:
                    box = self.parent[box]

    cdef void fill_windows(self, double[:, ::1] rows, Py_ssize_t row):
        """Good text and links among so many blocks on either side; the good text before, behind and here."""
        cdef Py_ssize_t at, size, low, high
        cdef double near
        cdef double* good = self.prefix
        cdef double* links = good + self.blocks + 1
        cdef double* chars = links + self.blocks + 1
        for size in (2, 5, 12):
            for at in range(self.blocks):
                high = at + size + 1 if at + size + 1 < self.blocks else self.blocks
                low = at - size if at > size else 0
                near = chars[high] - chars[low]
                if not near > 1:
                    near = 1.0
                rows[row, at] = (good[high] - good[low]) / near
                rows[row + 1, at] = (links[high] - links[low]) / near
            row += 2
        for at in range(self.blocks):
            rows[row, at] = (good[at + 1] - self.figures[GOOD, at]) / self.total
            rows[row + 1, at] = 1 - good[at + 1] / self.total
            rows[row + 2, at] = self.figures[GOOD, at] / self.total

    cdef void fill_neighbours(self, double[:, ::1] rows, Py_ssize_t row):
        """Whether the block before, then the one behind, is good, how much of it is link, whether it's short."""
        cdef Py_ssize_t at, beside
        for at in range(self.blocks - 1):
            beside = at + 1
            rows[row, beside] = self.figures[GOOD, at] > 0
            rows[row + 1, beside] = self.figures[LINK_DENSITY, at]
            rows[row + 2, beside] = self.figures[CHARS, at] < 25
            rows[row + 3, at] = self.figures[GOOD, beside] > 0
            rows[row + 4, at] = self.figures[LINK_DENSITY, beside]
            rows[row + 5, at] = self.figures[CHARS, beside] < 25

    cdef int fill_title(self, double[:, ::1] rows, Py_ssize_t row) except -1:
        """Whether there is an h1, which blocks stand before it, how far behind it each is."""
        cdef Py_ssize_t at, first = -1
        if "h1" in self.c_tag:
            for at in range(self.blocks):
                if self.c_tag[self.block_of[at]] == "h1":
                    first = at
                    break
        for at in range(self.blocks):
            rows[row, at] = first >= 0
            rows[row + 1, at] = at < first
            rows[row + 2, at] = self.known.log(at - first) if first >= 0 else self.known.no_title
        return 0

    cdef void fill_paths(self, double[:, ::1] rows, Py_ssize_t row):
        """Blocks whose path of tags and classes is the same are mostly of one kind; so with their parents' paths."""
        cdef Py_ssize_t at, turn, box, path
        cdef double* good = self.shares
        cdef double* chars = good + self.boxes
        cdef double* count = chars + self.boxes
        for turn in range(2):
            for path in range(3 * self.boxes):
                good[path] = 0.0
            for at in range(self.blocks):
                path = self.path_of(at, turn)
                good[path] += self.figures[GOOD, at]
                chars[path] += self.figures[CHARS, at]
                count[path] += 1
            for at in range(self.blocks):
                path = self.path_of(at, turn)
                rows[row, at] = self.known.log(<Py_ssize_t>count[path])
                if turn:
                    rows[row + 1, at] = good[path] / self.total
                else:
                    rows[row + 1, at] = good[path] / (chars[path] if chars[path] > 1 else 1.0)
                    rows[row + 2, at] = good[path] / self.total
            row += 3

    cdef inline Py_ssize_t path_of(self, Py_ssize_t block, bint parents):
        cdef Py_ssize_t box = self.block_of[block]
        if parents:
            box = self.parent[box] if self.parent[box] > 0 else 0
        return self.signature[box]

    cdef int fill_teasers(self, own_links, layout, double[:, ::1] rows, Py_ssize_t row) except -1:
        """Boxes of one kind, three or more, each with one heading that is a link to the site's own pages."""
        cdef Py_ssize_t at, box, number = 0
        cdef double* headings = self.witness  # no longer needed, as the rest that is filled here
        cdef double* own = self.linked
        cdef double* c_headings = self.c_other
        cdef double* c_own = self.shares
        cdef double* kinds = c_own + self.boxes
        cdef const unsigned char[::1] leads_home
        for at in range(self.blocks):
            headings[at] = (
                self.figures[LINK_DENSITY, at] > self.known.all_link
                and self.bits[at] & self.known.heading != 0
                and self.figures[CHARS, at] >= self.known.least_heading
            )
            number += <Py_ssize_t>headings[at]
        if number < self.known.least_teasers:
            return 0
        leads_home = own_links(layout).view("uint8")
        for at in range(self.blocks):
            own[at] = headings[at] * leads_home[at]
        self.sum_boxes(self.sums(headings, 3), c_headings)
        self.sum_boxes(self.sums(own, 3), c_own)
        for box in range(self.boxes):
            kinds[box] = 0.0
        for box in range(self.boxes):
            if c_own[box] == 1 and c_headings[box] == 1 and self.c_chars[box] < self.known.longest_teaser:
                if self.end(box) - self.start[box] >= 2:
                    kinds[self.signature[box]] += 1
                    continue
            c_own[box] = 0.0
        for box in range(self.boxes):
            if c_own[box] and kinds[self.signature[box]] >= self.known.least_teasers:
                for at in range(self.start[box], self.end(box)):
                    rows[row, at] = 1.0
        return 0


def fill(
    Known known not None,
    layout,
    double[:, ::1] figures not None,
    const long long[::1] bits not None,
    own_links,
    double[:, ::1] rows not None,
    Py_ssize_t row,
):
    """Fill the columns of trees, all zero before, from ``row`` on; return the container of the climb.

    Args:
        known: What holds for all pages.
        layout: A ``Layout``.
        figures: Rows as ``_text_figures`` fills them, and one more for the good text.
        bits: What each block's ancestors are called.
        own_links: The function of this name.
        rows: Columns of a ``BlockTable``, each a row.
        row: The first to fill.
    """
    cdef Tree tree = Tree(known, layout, figures, bits)
    tree.fill_holder(tree.best, rows, row)
    tree.fill_holder(tree.holder(0.5), rows, row + 3)
    tree.fill_holder(tree.holder(0.8), rows, row + 6)
    tree.fill_edges(rows, row + 9)
    row += HOLDERS
    tree.fill_ancestors(rows, row)
    row += ANCESTORS
    tree.fill_windows(rows, row)
    row += NEAR
    tree.fill_neighbours(rows, row)
    row += NEIGHBOURS
    tree.fill_title(rows, row)
    row += TITLES
    tree.fill_paths(rows, row)
    row += PATHS
    tree.fill_teasers(own_links, layout, rows, row)
    return tree.best
