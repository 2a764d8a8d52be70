# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Two fingerprints held against each other, compiled: the same as ``measure.py``."""

from libc.stdint cimport uint8_t, uint32_t
from libc.stdlib cimport free, malloc, calloc
from libc.string cimport memset
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE

from newsspider.reposts._flags cimport LEFT_AT, LINE, NAME, NAME_AT, NUMBER, QUOTED_AT, REPEAT_AT, SKIPPED_AT
from newsspider.reposts._lexicon cimport mixed

cdef enum:
    SLOT_WORDS = 3
    STEP_WORDS = 12
    EDGE_WORDS = 8

cdef enum:
    PIECE = 80  # times three is no more than a byte holds

cdef inline uint32_t is_common(uint32_t mark, uint32_t story) noexcept nogil:
    return (mark == 2) | ((mark >= 3) & (mark - 3 != story))


cdef void read_common(Text *t, const uint32_t *marks, Py_ssize_t pairs, uint32_t story) noexcept nogil:
    """A word is boilerplate if the nearest known pairs before and behind it are; a number never is."""
    cdef Py_ssize_t i, first = 0
    cdef uint32_t mark, here
    while first < pairs and not marks[first]:
        first += 1
    if first >= pairs:
        memset(t.common, 0, t.n)
        return
    # Forwards: what the nearest known pair at or before each word is; before the first one, what that one is.
    here = is_common(marks[first], story)
    for i in range(pairs):
        mark = marks[i]
        here = is_common(mark, story) if mark else here
        t.common[i] = <uint8_t>here
    for i in range(pairs, t.n):
        t.common[i] = <uint8_t>(here & ~t.flags[i] & 1)
    # Backwards: the same of the nearest known pair behind it.
    for i in range(pairs - 1, -1, -1):
        t.common[i] = <uint8_t>(t.common[i] & here & ~t.flags[i] & 1)
        mark = marks[i]
        here = is_common(mark, story) if mark else here


cdef int fill(Table *table, const Text *x) except -1:
    """Enter a text's stems and pairs; the table's memory is used again."""
    cdef Py_ssize_t size = 64, i, slot, needed
    cdef uint32_t key
    cdef uint8_t *room
    while size < 2 * (x.n + 1):
        size *= 2
    needed = size * 4 * 4 + 2 * x.n * 4 + size + 64
    if needed > table.held:
        free(table.room)
        table.room = malloc(2 * needed)
        if table.room == NULL:
            table.held = 0
            raise MemoryError
        table.held = 2 * needed
    room = <uint8_t *>table.room
    table.size = size
    table.stems = <uint32_t *>room
    table.pairs = table.stems + size
    table.first = <int *>(table.pairs + size)
    table.hit_pairs = table.first + size
    table.slot_of_pair = table.hit_pairs + size
    table.slot_of_stem = table.slot_of_pair + x.n
    table.hit_stems = <uint8_t *>(table.slot_of_stem + x.n)
    memset(table.stems, 0, size * 8)
    for i in range(x.n):
        key = x.stems[i]
        slot = key & (size - 1)
        while table.stems[slot] and table.stems[slot] != key:
            slot = (slot + 1) & (size - 1)
        table.stems[slot] = key
        table.slot_of_stem[i] = <int>slot
    for i in range(x.n - x.stride):
        key = mixed(x.stems[i], x.stems[i + x.stride]) or 1
        slot = key & (size - 1)
        while table.pairs[slot] and table.pairs[slot] != key:
            slot = (slot + 1) & (size - 1)
        if not table.pairs[slot]:
            table.pairs[slot] = key
            table.first[slot] = <int>i
        table.slot_of_pair[i] = <int>slot
    return 0


cdef void empty(Table *table) noexcept:
    """Give its memory back."""
    free(table.room)
    table.room = NULL
    table.held = 0


cdef void hold_against(Text *x, Text *y, Table *table) noexcept nogil:
    """Mark the words of each text, and its pairs' words, that the other has, and where that has each pair first.

    The table is filled with ``x``.
    """
    cdef Py_ssize_t i, slot, mask = table.size - 1
    cdef uint32_t key
    cdef int offset
    memset(table.hit_pairs, 0, table.size * 4)
    memset(table.hit_stems, 0, table.size)
    for i in range(y.n):
        key = y.stems[i]
        slot = key & mask
        while table.stems[slot] and table.stems[slot] != key:
            slot = (slot + 1) & mask
        if table.stems[slot]:
            y.known[i] = 1
            table.hit_stems[slot] = 1
    for i in range(x.n):
        x.known[i] = table.hit_stems[table.slot_of_stem[i]]
    if x.stride != y.stride:
        return
    for i in range(y.n - y.stride):
        key = mixed(y.stems[i], y.stems[i + y.stride]) or 1
        slot = key & mask
        while table.pairs[slot] and table.pairs[slot] != key:
            slot = (slot + 1) & mask
        if table.pairs[slot]:
            y.at[i] = table.first[slot] + 1
            if not table.hit_pairs[slot]:
                table.hit_pairs[slot] = <int>i + 1
            for offset in range(y.stride + 1):
                y.matching[i + offset] = 1
    for i in range(x.n - x.stride):
        slot = table.slot_of_pair[i]
        if table.hit_pairs[slot]:
            x.at[i] = table.hit_pairs[slot]
            for offset in range(x.stride + 1):
                x.matching[i + offset] = 1


cdef int beside(const Text *t, Py_ssize_t at, int step, bint *closed) noexcept nogil:
    """Facts of its own in the words beside one, no further than its line, and whether the next match stands there."""
    cdef int facts = 0, k
    closed[0] = False
    for k in range(EDGE_WORDS):
        if step < 0 and t.flags[at] & LINE:
            break
        at += step
        if at < 0 or at >= t.n or (step > 0 and t.flags[at] & LINE):
            break
        if t.matching[at]:
            closed[0] = True
            break
        facts += (t.flags[at] & (NUMBER | NAME)) != 0 and not t.known[at]
    return facts


cdef int swapped_at(const Text *t, const Text *other, Py_ssize_t at) noexcept nogil:
    """The facts of its own that each text has at the edges of a pair that matches, on the side with fewer."""
    cdef Py_ssize_t there = t.at[at] - 1, behind = at + t.stride
    cdef int found = 0, facts
    cdef bint closed
    if at == 0 or not t.matching[at - 1]:
        facts = beside(t, at, -1, &closed)
        if facts:
            found += min(facts, beside(other, there, -1, &closed))
    if behind + 1 == t.n or not t.matching[behind + 1]:
        facts = beside(t, behind, 1, &closed)
        # Up to the next match they are counted before that.
        if facts and not closed:
            found += min(facts, beside(other, there + other.stride, 1, &closed))
    return found


cdef void count_steps(const Text *t, const Text *other, int *found) noexcept nogil:
    """Steps from one matching pair to the next, stretches between two where both texts have words of their own, and facts
    that are swapped."""
    cdef Py_ssize_t i, last = -1, here, there
    cdef int slots = 0, words = 0, steps = 0, forward = 0, swapped = 0
    for i in range(t.n):
        if not t.run[i] or not t.at[i]:
            continue
        if last >= 0:
            here = i - (last + t.stride) - 1
            there = t.at[i] - (t.at[last] + t.stride) - 1
            if here >= SLOT_WORDS and there >= SLOT_WORDS:
                slots += 1
                words += <int>here
            steps += 1
            forward += t.at[last] < t.at[i] <= t.at[last] + STEP_WORDS
        swapped += swapped_at(t, other, i)
        last = i
    found[20] = slots
    found[21] = words
    found[23] = steps
    found[24] = forward
    found[25] = swapped


cdef void find_runs(Text *t, int gap, int least_run, int segment_gap) noexcept nogil:
    """Covered words, and the passages around them."""
    cdef Py_ssize_t i = 0, start, end, j, k
    cdef int barred, held
    # Matching stretches no more than ``gap`` apart are one run, unless a number or name of its own stands between.
    while i < t.n:
        if not t.matching[i]:
            i += 1
            continue
        start = i
        end = i + 1
        j = end
        barred = 0
        while j < t.n and j - end <= gap:
            if t.matching[j]:
                if barred:
                    break
                end = j + 1
            elif t.flags[j] & (NUMBER | NAME) and not t.known[j]:
                barred = 1
            j += 1
        if end - start >= least_run:
            memset(t.run + start, 1, end - start)
        i = end
    i = 0
    while i < t.n:
        if not t.matching[i]:
            i += 1
            continue
        start = i
        end = i + 1
        j = end
        held = t.run[i]
        while j < t.n and j - end <= segment_gap:
            if t.matching[j]:
                end = j + 1
                if t.run[j]:
                    held = 1
            j += 1
        if held:
            memset(t.passage + start, 1, end - start)
        i = end


# What ``add_up`` finds, one place each.
cdef enum:
    OWN, BAG, COVERED, QUOTED_COVERED, COMMON, INSIDE, SAME, FACTS, KEPT, NUMBERS, NUMBERS_KEPT, LEFT_OWN, LEFT_BAG
    SKIPPED_OWN, SKIPPED_COVERED, SKIPPED_LEFT, NAMED, NAMED_COVERED, NAMED_KNOWN, NAMED_LEFT, KNOWN_LEFT, SUMS


cdef void add_up(const Text *t, Py_ssize_t start, Py_ssize_t end, int *sums) noexcept nogil:
    """Sums of small numbers over a part of a text: bytes over pieces that no byte overflows on, so that sixteen words
    are added at a time."""
    cdef const uint8_t *flags = t.flags
    cdef const uint8_t *common = t.common
    cdef const uint8_t *known = t.known
    cdef const uint8_t *matching = t.matching
    cdef const uint8_t *run = t.run
    cdef const uint8_t *passage = t.passage
    cdef Py_ssize_t i, first = start, behind
    cdef uint8_t own, left, fact, number, is_covered, skipped, named
    cdef uint8_t a, b, c, d, e, f, g, h, j, k, l, m, n, p, q, r, s, u, v, w, x
    while first < end:
        behind = min(end, first + PIECE)
        a = b = c = d = e = f = g = h = j = k = l = m = n = p = q = r = s = u = v = w = x = 0
        for i in range(first, behind):
            own = (common[i] ^ 1) & ((flags[i] >> REPEAT_AT) ^ 1)
            left = own & (flags[i] >> LEFT_AT)
            is_covered = own & run[i]
            number = passage[i] & flags[i]
            fact = passage[i] & (flags[i] | (flags[i] >> NAME_AT))
            a += own
            b += own & known[i]
            c += is_covered
            d += is_covered & (flags[i] >> QUOTED_AT)
            e += common[i]
            f += passage[i]
            g += passage[i] & matching[i]
            h += fact
            j += fact & known[i]
            k += number
            l += number & known[i]
            m += left
            n += left & known[i]
            skipped = flags[i] >> SKIPPED_AT
            p += skipped & -own
            q += skipped & -is_covered
            r += skipped & -left
            named = flags[i] | (flags[i] >> NAME_AT)
            s += own & named
            u += is_covered & named
            v += own & named & known[i]
            w += left & named
            x += left & named & known[i]
        sums[OWN] += a
        sums[BAG] += b
        sums[COVERED] += c
        sums[QUOTED_COVERED] += d
        sums[COMMON] += e
        sums[INSIDE] += f
        sums[SAME] += g
        sums[FACTS] += h
        sums[KEPT] += j
        sums[NUMBERS] += k
        sums[NUMBERS_KEPT] += l
        sums[LEFT_OWN] += m
        sums[LEFT_BAG] += n
        sums[SKIPPED_OWN] += p
        sums[SKIPPED_COVERED] += q
        sums[SKIPPED_LEFT] += r
        sums[NAMED] += s
        sums[NAMED_COVERED] += u
        sums[NAMED_KNOWN] += v
        sums[NAMED_LEFT] += w
        sums[KNOWN_LEFT] += x
        first = behind


cdef void count_lines(const Text *t, Py_ssize_t last, int lead, int *found) noexcept nogil:
    """What depends on the order of the words: runs, passages, lines, the lead."""
    cdef Py_ssize_t i
    cdef int longest = 0, stretch = 0, passages = 0, inside = 0, leading = 0, leading_covered = 0, touched = 0, edited = 0
    cdef int line_own = 0, line_covered = 0, flag, is_body, is_run
    for i in range(t.n):
        flag = t.flags[i]
        is_run = t.run[i]
        is_body = (t.common[i] ^ 1) & (flag >> REPEAT_AT ^ 1) & ((flag >> LEFT_AT & (i > last)) ^ 1)
        if flag & LINE:
            if line_covered:
                touched += line_own
                edited += line_own if 2 * line_covered >= line_own else 0
            line_own = 0
            line_covered = 0
        if leading < lead:
            leading += is_body
            leading_covered += is_body & is_run
        line_own += is_body
        line_covered += is_body & is_run
        stretch = (stretch + 1) & -<int>t.matching[i]
        longest = max(longest, stretch & -is_run)
        passages += t.passage[i] & (inside ^ 1)
        inside = t.passage[i]
    if line_covered:
        touched += line_own
        edited += line_own if 2 * line_covered >= line_own else 0
    found[4] = longest
    found[5] = passages
    found[14] = leading
    found[15] = leading_covered
    found[16] = touched
    found[19] = edited


cdef void count(const Text *t, const Text *other, int lead, int *found) noexcept nogil:
    """The figures of a text held against another, in the order of ``figures.Figures``."""
    cdef Py_ssize_t first = 0, last = t.n - 1
    cdef int before, until
    cdef int sums[SUMS]
    while last >= 0 and not t.run[last]:
        last -= 1
    while first <= last and not t.run[first]:
        first += 1
    memset(sums, 0, sizeof(sums))
    add_up(t, 0, first, sums)
    before = sums[OWN]
    add_up(t, first, last + 1, sums)
    until = sums[OWN]
    sums[LEFT_OWN] = 0
    sums[LEFT_BAG] = 0
    sums[SKIPPED_LEFT] = 0
    sums[NAMED_LEFT] = 0
    sums[KNOWN_LEFT] = 0
    # Behind the last match the page's leftovers are no part of the body.
    add_up(t, last + 1, t.n, sums)
    count_steps(t, other, found)
    found[0] = <int>t.n
    found[1] = sums[OWN]
    found[2] = sums[OWN] - sums[LEFT_OWN]
    found[3] = sums[COVERED]
    found[6] = sums[FACTS]
    found[7] = sums[KEPT]
    found[8] = sums[NUMBERS]
    found[9] = sums[NUMBERS_KEPT]
    found[10] = sums[INSIDE]
    found[11] = sums[SAME]
    found[12] = sums[QUOTED_COVERED]
    found[13] = sums[BAG] - sums[LEFT_BAG]
    found[17] = until
    found[18] = sums[COMMON]
    found[22] = before
    found[26] = found[2] + sums[SKIPPED_OWN] - sums[SKIPPED_LEFT]
    found[27] = sums[COVERED] + sums[SKIPPED_COVERED]
    found[28] = sums[NAMED] - sums[NAMED_LEFT]
    found[29] = sums[NAMED_COVERED]
    found[30] = sums[NAMED_KNOWN] - sums[KNOWN_LEFT]
    count_lines(t, last, lead, found)


cdef void lay(
    Text *t, const uint32_t *stems, const uint8_t *flags, Py_ssize_t n, int stride, uint8_t *room, int *at
) noexcept nogil:
    """A text with its place for what is found: five bytes a word, and an int."""
    t.n = n
    t.stems = stems
    t.flags = flags
    t.stride = stride
    t.common = room
    t.matching = room + n
    t.known = room + 2 * n
    t.run = room + 3 * n
    t.passage = room + 4 * n
    t.at = at


cdef int lay_bytes(Text *t, bytes stems, bytes flags, int stride, uint8_t *room, int *at) except -1:
    cdef Py_ssize_t n = PyBytes_GET_SIZE(flags)
    if PyBytes_GET_SIZE(stems) != 4 * n:
        raise ValueError("one flag to a stem")
    lay(t, <const uint32_t *>PyBytes_AS_STRING(stems), <const uint8_t *>PyBytes_AS_STRING(flags), n, stride, room, at)
    return 0


def measure(
    bytes stems_a, bytes flags_a, int stride_a, bytes marks_a,
    bytes stems_b, bytes flags_b, int stride_b, bytes marks_b,
    uint32_t story, int gap, int least_run, int segment_gap, int lead,
):
    """The figures of both sides."""
    cdef Text a, b
    cdef Table table
    cdef int found[2 * FIGURES]
    cdef Py_ssize_t n = PyBytes_GET_SIZE(flags_a) + PyBytes_GET_SIZE(flags_b)
    cdef uint8_t *room = <uint8_t *>calloc(9 * n + 8, 1)
    cdef int *at = <int *>room  # first, so that it is aligned
    if room == NULL:
        raise MemoryError
    table.room = NULL
    table.held = 0
    try:
        lay_bytes(&a, stems_a, flags_a, stride_a, room + 4 * n, at)
        lay_bytes(&b, stems_b, flags_b, stride_b, room + 4 * n + 5 * a.n, at + a.n)
        if marks_a:
            read_common(&a, <const uint32_t *>PyBytes_AS_STRING(marks_a), PyBytes_GET_SIZE(marks_a) // 4, story)
        if marks_b:
            read_common(&b, <const uint32_t *>PyBytes_AS_STRING(marks_b), PyBytes_GET_SIZE(marks_b) // 4, story)
        fill(&table, &a)
        hold_against(&a, &b, &table)
        find_runs(&a, gap, least_run, segment_gap)
        find_runs(&b, gap, least_run, segment_gap)
        count(&a, &b, lead, found)
        count(&b, &a, lead, found + FIGURES)
        return tuple([found[i] for i in range(FIGURES)]), tuple([found[FIGURES + i] for i in range(FIGURES)])
    finally:
        free(room)
        empty(&table)


def covered(
    bytes stems_a, bytes flags_a, int stride_a, bytes marks_a, uint32_t story,
    bytes stems_b, bytes flags_b, int stride_b, int gap, int least_run,
):
    """Which words of ``a`` stand in runs that match ``b``, boilerplate left out: a byte each."""
    cdef Text a, b
    cdef Table table
    cdef Py_ssize_t n = PyBytes_GET_SIZE(flags_a) + PyBytes_GET_SIZE(flags_b), i
    cdef uint8_t *room = <uint8_t *>calloc(9 * n + 8, 1)
    cdef int *at = <int *>room  # first, so that it is aligned
    if room == NULL:
        raise MemoryError
    table.room = NULL
    table.held = 0
    try:
        lay_bytes(&a, stems_a, flags_a, stride_a, room + 4 * n, at)
        lay_bytes(&b, stems_b, flags_b, stride_b, room + 4 * n + 5 * a.n, at + a.n)
        if marks_a:
            read_common(&a, <const uint32_t *>PyBytes_AS_STRING(marks_a), PyBytes_GET_SIZE(marks_a) // 4, story)
        fill(&table, &a)
        hold_against(&a, &b, &table)
        find_runs(&a, gap, least_run, 0)
        for i in range(a.n):
            if a.common[i]:
                a.run[i] = 0
        return (<char *>a.run)[:a.n]
    finally:
        free(room)
        empty(&table)
