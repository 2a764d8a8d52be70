# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which earlier items tell a new one's story, compiled: the same as ``links.py``, from candidates to scores in one pass."""

from libc.math cimport isnan, log1p
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE

from newsspider.reposts._measure cimport (
    FIGURES, Table, Text, count, empty, fill, find_runs, hold_against, lay, read_common,
)
from newsspider.reposts._postings cimport Postings
from newsspider.reposts._prints cimport Prints
from newsspider.reposts._trees cimport Trees

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define newsspider_bits(x) __builtin_popcountll(x)
    #else
    static int newsspider_bits(unsigned long long x) { int n = 0; for (; x; x &= x - 1) n++; return n; }
    #endif
    """
    int newsspider_bits(uint64_t x) nogil

cdef enum:
    HEAD = 24
    MOST_CHOSEN = 256
    MOST_TITLE = 64
    FEATURES = 52
    A_RIVALS_WORDS = 8
    REPEAT = 32
    REPEAT_AT = 5

# The places of the figures, in the order of ``figures.Figures``.
cdef enum:
    LENGTH, OWN, BODY, COVERED, LONGEST, PASSAGES, FACTS, FACTS_KEPT, NUMBERS, NUMBERS_KEPT, PASSAGE, SAME
    QUOTED, BAG, LEADING, LEADING_COVERED, TOUCHED, UNTIL, COMMON, EDITED, SLOTS, SLOT_WORDS
    BEFORE, STEPS, FORWARD, SWAPPED, RUNNING, RUNNING_COVERED
    NAMED, NAMED_COVERED, NAMED_KNOWN


cdef struct Known:
    const uint32_t *stems
    const uint8_t *flags
    Py_ssize_t n
    int stride
    uint32_t site
    double published
    uint32_t title[MOST_TITLE]
    int title_words


cdef struct Held:
    uint32_t number
    uint32_t story
    int a[FIGURES]
    int b[FIGURES]
    int later           # 1: the new item was published later, 0: it was not, -1: a date is missing
    int same_site
    double title
    int rivals
    int elsewhere
    int credited


cdef int unpack(Known *known, const uint8_t *packed, Py_ssize_t size) except -1:
    """As ``entry.unpack_known``; the title's words each once."""
    cdef uint32_t head[4]
    cdef uint32_t word, i, k
    cdef const uint8_t *title
    if size < HEAD:
        raise ValueError("a fingerprint is cut short")
    memcpy(head, packed, 14)
    memcpy(&known.published, packed + 16, 8)
    known.n = head[0]
    known.site = head[2]
    known.stride = packed[14]
    known.stems = <const uint32_t *>(packed + HEAD)
    known.flags = packed + HEAD + 4 * known.n
    title = known.flags + known.n
    head[3] = <uint32_t>packed[12] | (<uint32_t>packed[13] << 8)
    if size != HEAD + 5 * known.n + 4 * <Py_ssize_t>head[3] or head[3] > MOST_TITLE:
        raise ValueError("a fingerprint is cut short")
    known.title_words = 0
    for i in range(head[3]):
        memcpy(&word, title + 4 * i, 4)
        for k in range(<uint32_t>known.title_words):
            if known.title[k] == word:
                break
        else:
            known.title[known.title_words] = word
            known.title_words += 1
    return 0


cdef double title_share(const Known *a, const Known *b) noexcept nogil:
    cdef int fewer = min(a.title_words, b.title_words), same = 0, i, k
    if fewer == 0:
        return 0.0
    for i in range(a.title_words):
        for k in range(b.title_words):
            if a.title[i] == b.title[k]:
                same += 1
                break
    return <double>same / fewer


cdef inline double share(int part, int whole) noexcept nogil:
    return <double>part / whole if whole else 0.0


cdef inline double kept(int part, int whole) noexcept nogil:
    return <double>part / whole if whole else 1.0


cdef inline double rest(const int *side) noexcept nogil:
    return (max(0, side[BAG] - side[COVERED]) + 1.0) / (max(0, side[BODY] - side[COVERED]) + 6.0)


cdef inline double swap_share(const int *side) noexcept nogil:
    return <double>side[SWAPPED] / (side[SWAPPED] + side[FACTS_KEPT] + 1)


cdef inline double named_lift(const int *side) noexcept nogil:
    cdef double covered = share(side[COVERED], side[BODY])
    return (side[NAMED_COVERED] + 3 * covered) / (side[NAMED] + 3) / covered if covered else 1.0


cdef inline double changed(const int *side) noexcept nogil:
    return 1.0 - <double>side[SAME] / side[PASSAGE] if side[PASSAGE] else 0.0


cdef inline double least(double x, double y) noexcept nogil:
    return y if y < x else x


cdef inline double most(double x, double y) noexcept nogil:
    return y if y > x else x


cdef class Links:
    """See ``links.Links``.

    Args:
        postings: The inverted index.
        prints: The fingerprints of all items in it.
        trees: The scorer.
        match: The table of ``decision.toml``.
        link: The same.
    """

    cdef Postings postings
    cdef Prints prints
    cdef Trees trees
    cdef Table table
    cdef uint8_t *room
    cdef Py_ssize_t room_size
    cdef uint32_t *marks
    cdef Py_ssize_t marks_size
    cdef uint64_t *words    # of each earlier item that is held, which of the new one's words it covers, a bit each
    cdef Py_ssize_t words_size
    cdef bytes asked        # the item whose links were looked for last
    cdef bint has_common    # whether its marks name any boilerplate
    cdef int gap, least_run, segment_gap, lead
    cdef int least_covered, least_lost, least_swapped, whole_run, form_facts
    cdef double least_score, least_body, credited_body, least_facts_kept, whole_body, whole_score
    cdef double form_share, form_body, form_facts_kept, swap_share, digest_share, digest_elsewhere
    cdef int frame_facts
    cdef double frame_density, frame_strange, frame_lift, frame_score

    def __cinit__(self, Postings postings not None, Prints prints not None, Trees trees not None, match, link):
        self.postings = postings
        self.prints = prints
        self.trees = trees
        if trees.width > FEATURES:
            raise ValueError("the scorer asks for other features")
        self.gap = match["gap"]
        self.least_run = match["least_run"]
        self.segment_gap = match["segment_gap"]
        self.lead = match["lead"]
        self.least_covered = link["least_covered"]
        self.least_lost = link["least_lost"]
        self.least_swapped = link["least_swapped"]
        self.swap_share = link["swap_share"]
        self.whole_run = link["whole_run"]
        self.form_facts = link["form_facts"]
        self.least_score = link["least"]
        self.least_body = link["least_body"]
        self.credited_body = link["credited_body"]
        self.least_facts_kept = link["least_facts_kept"]
        self.whole_body = link["whole_body"]
        self.whole_score = link["whole_score"]
        self.form_share = link["form_share"]
        self.form_body = link["form_body"]
        self.form_facts_kept = link["form_facts_kept"]
        self.digest_share = link["digest_share"]
        self.digest_elsewhere = link["digest_elsewhere"]
        self.frame_facts = link["frame_facts"]
        self.frame_density = link["frame_density"]
        self.frame_strange = link["frame_strange"]
        self.frame_lift = link["frame_lift"]
        self.frame_score = link["frame_score"]

    def __dealloc__(self):
        empty(&self.table)
        free(self.room)
        free(self.marks)
        free(self.words)

    cdef int _make_room(self, Py_ssize_t words, Py_ssize_t marks) except -1:
        if 9 * words + 16 > self.room_size:
            free(self.room)
            self.room_size = 2 * (9 * words + 16)
            self.room = <uint8_t *>malloc(self.room_size)
        if 4 * marks + 16 > self.marks_size:
            self.marks_size = 2 * (4 * marks + 16)
            self.marks = <uint32_t *>realloc(self.marks, self.marks_size)
        if self.room == NULL or self.marks == NULL:
            raise MemoryError
        return 0

    def find(self, bytes packed not None, credited):
        """The links of an item whose ``Known`` is packed here."""
        cdef Known new
        cdef uint32_t chosen[MOST_CHOSEN]
        cdef Py_ssize_t pairs
        cdef int picked = 0, i
        cdef Py_ssize_t size
        cdef Held *held
        cdef double found
        cdef list links = []
        unpack(&new, <const uint8_t *>PyBytes_AS_STRING(packed), PyBytes_GET_SIZE(packed))
        pairs = max(0, new.n - new.stride)
        self._make_room(new.n, pairs)
        if pairs:
            picked = self.postings.ask(new.stems, pairs, new.stride, new.site, self.marks, chosen)
            self.has_common = self.postings.has_common
            self.asked = packed
        numbers = [chosen[i] for i in range(picked)]
        numbers += [number for number in sorted(credited) if number not in numbers]
        if not numbers:
            return links
        picked = len(numbers)
        held = <Held *>malloc(picked * sizeof(Held))
        if held == NULL:
            raise MemoryError
        try:
            self._fill(&new)
            size = self._make_room_for_words(new.n, picked)
            for i in range(picked):
                held[i].number = numbers[i]
                held[i].credited = numbers[i] in credited
                self._hold(&new, &held[i], self.marks, pairs, self.words + i * size)
            count_rivals(held, picked)
            count_elsewhere(held, picked, self.words, size)
            for i in range(picked):
                found = self._score(&held[i])
                if found < self.least_score and self._are_forms(&held[i]):
                    self._hold(&new, &held[i], NULL, 0, NULL)
                    found = self._score_forms(&held[i])
                elif found > self.frame_score and not held[i].credited and self._is_frame(&held[i]):
                    found = self.frame_score
                if found >= self.least_score:
                    links.append((numbers[i], found))
        finally:
            free(held)
        links.sort(key=surest)
        return links

    def enter(self, bytes packed not None, uint32_t story):
        """The next item, packed likewise, whose story is known by now."""
        cdef Known new
        cdef Py_ssize_t number = self.prints.items
        unpack(&new, <const uint8_t *>PyBytes_AS_STRING(packed), PyBytes_GET_SIZE(packed))
        self.prints.add(packed)
        self.postings.enter(story, new.site)
        if new.n <= new.stride:
            return
        if packed is self.asked and self.postings.is_asked and self.postings.asked_epoch == self.postings.now:
            self.postings.enter_asked(number)
        else:
            self.postings.enter_pairs(number, new.stems, new.n - new.stride, new.stride)
        self.asked = None

    cdef Py_ssize_t _make_room_for_words(self, Py_ssize_t n, int picked) except -1:
        """How many numbers of 64 bits a text of so many words takes, with room for so many of them."""
        cdef Py_ssize_t size = (n + 63) // 64
        if size * picked > self.words_size:
            free(self.words)
            self.words_size = 2 * size * picked
            self.words = <uint64_t *>malloc(self.words_size * sizeof(uint64_t))
            if self.words == NULL:
                self.words_size = 0
                raise MemoryError
        return size

    cdef int _fill(self, Known *new) except -1:
        cdef Text x
        lay(&x, new.stems, new.flags, new.n, new.stride, NULL, NULL)
        return fill(&self.table, &x)

    cdef int _hold(
        self, Known *new, Held *held, const uint32_t *marks, Py_ssize_t pairs, uint64_t *words_covered
    ) except -1:
        """The new item held against an earlier one; without marks nothing is boilerplate."""
        cdef Known old
        cdef Text a, b
        cdef Py_ssize_t size, theirs, words
        cdef const uint8_t *packed = self.prints.read(held.number, &size)
        cdef int *at
        unpack(&old, packed, size)
        theirs = max(0, old.n - old.stride)
        words = new.n + old.n
        self._make_room(words, pairs + theirs)
        at = <int *>self.room
        memset(self.room, 0, 9 * words)
        lay(&a, new.stems, new.flags, new.n, new.stride, self.room + 4 * words, at)
        lay(&b, old.stems, old.flags, old.n, old.stride, self.room + 4 * words + 5 * a.n, at + a.n)
        held.story = self.postings.story(held.number)
        if marks != NULL:
            # The new item's marks stand first in the same memory, which may have been moved.
            if self.has_common:
                read_common(&a, self.marks, pairs, held.story)
            if theirs:
                self.postings.tell(old.stems, theirs, old.stride, old.site, self.marks + pairs)
                if self.postings.has_common:
                    read_common(&b, self.marks + pairs, theirs, held.story)
        hold_against(&a, &b, &self.table)
        find_runs(&a, self.gap, self.least_run, self.segment_gap)
        find_runs(&b, self.gap, self.least_run, self.segment_gap)
        count(&a, &b, self.lead, held.a)
        count(&b, &a, self.lead, held.b)
        if words_covered != NULL:
            note_covered(&a, words_covered)
        held.later = -1 if isnan(new.published) or isnan(old.published) else new.published > old.published
        held.same_site = new.site != 0 and new.site == old.site
        held.title = title_share(new, &old)
        return 0

    cdef double _score(self, Held *held) noexcept nogil:
        """As ``decide.score``."""
        cdef const int *a = held.a
        cdef const int *b = held.b
        cdef const int *whole = a
        cdef const int *other = b
        cdef const int *later
        cdef double x[FEATURES]
        cdef double later_body
        if min(a[COVERED], b[COVERED]) < self.least_covered:
            return 0.0
        if share(b[COVERED], b[BODY]) > share(a[COVERED], a[BODY]):
            whole = b
            other = a
        later = a if held.later else b
        later_body = share(later[COVERED], later[BODY])
        if held.credited and later_body >= self.credited_body:
            return 1.0
        if most(later_body, share(later[EDITED], later[BODY])) < self.least_body:
            return 0.0
        if self._other_facts(a) and self._other_facts(b) or self._swapped(a) and self._swapped(b):
            return 0.0
        if held.later and self._is_digest(held):
            return 0.0
        if held.later == 0 and later_body >= self.whole_body and later[LONGEST] >= self.whole_run:
            return self.whole_score
        write_features(x, held, whole, other, later)
        return self.trees.sum(x)

    cdef bint _other_facts(self, const int *side) noexcept nogil:
        return (
            side[FACTS] - side[FACTS_KEPT] >= self.least_lost
            and kept(side[FACTS_KEPT], side[FACTS]) < self.least_facts_kept
        )

    cdef bint _swapped(self, const int *side) noexcept nogil:
        return side[SWAPPED] >= self.least_swapped and swap_share(side) >= self.swap_share

    cdef bint _is_digest(self, const Held *held) noexcept nogil:
        """As ``decide.decided_by_rule`` asks of a new item that is the later one."""
        return (
            share(held.a[RUNNING_COVERED], held.a[RUNNING]) < self.digest_share
            and held.elsewhere >= self.digest_elsewhere * held.a[COVERED]
        )

    cdef bint _is_frame(self, const Held *held) noexcept nogil:
        """As ``decide.is_frame``."""
        return self._is_framed(held.a) and self._is_framed(held.b)

    cdef bint _is_framed(self, const int *side) noexcept nogil:
        cdef int strange = side[NAMED] - side[NAMED_KNOWN]
        return (
            strange >= self.frame_facts
            and (strange + 0.5) / (max(0, side[BODY] - side[COVERED]) + 5) >= self.frame_density
            and (strange + 1.0) / (side[NAMED] + 3) >= self.frame_strange
            and named_lift(side) <= self.frame_lift
        )

    cdef bint _are_forms(self, Held *held) noexcept nogil:
        cdef double a = share(held.a[COMMON], held.a[LENGTH]), b = share(held.b[COMMON], held.b[LENGTH])
        return most(a, b) >= self.form_share

    cdef double _score_forms(self, Held *held) noexcept nogil:
        """As ``decide.score_forms``."""
        cdef double both = least(share(held.a[COVERED], held.a[BODY]), share(held.b[COVERED], held.b[BODY]))
        if both < self.form_body:
            return 0.0
        if self._facts_agree(held.a) or self._facts_agree(held.b):
            return both
        return 0.0

    cdef bint _facts_agree(self, const int *side) noexcept nogil:
        return side[FACTS] >= self.form_facts and kept(side[FACTS_KEPT], side[FACTS]) >= self.form_facts_kept


def overlap(bytes packed_a not None, bytes packed_b not None, int gap, int least_run):
    """See ``links.overlap``."""
    cdef Known known_a, known_b
    cdef Text a, b
    cdef Table table
    cdef Py_ssize_t words
    cdef int own_a, covered_a, own_b, covered_b
    cdef double shared
    cdef uint8_t *room
    unpack(&known_a, <const uint8_t *>PyBytes_AS_STRING(packed_a), PyBytes_GET_SIZE(packed_a))
    unpack(&known_b, <const uint8_t *>PyBytes_AS_STRING(packed_b), PyBytes_GET_SIZE(packed_b))
    words = known_a.n + known_b.n
    room = <uint8_t *>calloc(9 * words + 16, 1)
    if room == NULL:
        raise MemoryError
    table.room = NULL
    table.held = 0
    try:
        lay(&a, known_a.stems, known_a.flags, known_a.n, known_a.stride, room + 4 * words, <int *>room)
        lay(&b, known_b.stems, known_b.flags, known_b.n, known_b.stride, room + 4 * words + 5 * a.n, <int *>room + a.n)
        fill(&table, &a)
        hold_against(&a, &b, &table)
        find_runs(&a, gap, least_run, 0)
        find_runs(&b, gap, least_run, 0)
        count_own(&a, &own_a, &covered_a)
        count_own(&b, &own_b, &covered_b)
    finally:
        free(room)
        empty(&table)
    shared = (covered_a + covered_b) / 2.0
    similarity = least(1.0, shared / (own_a + own_b - shared)) if own_a + own_b > shared else 0.0
    return similarity, share(covered_a, own_a)


cdef void count_own(const Text *t, int *own, int *covered) noexcept nogil:
    """The words that the text hasn't said before, and those of them that are covered."""
    cdef Py_ssize_t i
    cdef int is_own
    own[0] = 0
    covered[0] = 0
    for i in range(t.n):
        is_own = t.flags[i] & REPEAT == 0
        own[0] += is_own
        covered[0] += is_own & t.run[i]


def surest(link):
    return (-link[1], link[0])


cdef void count_rivals(Held *held, int picked) noexcept nogil:
    """How many other stories share as many words."""
    cdef int i, k, m, found, floor, shared
    for i in range(picked):
        floor = max(<int>A_RIVALS_WORDS, held[i].a[COVERED])
        found = 0
        for k in range(picked):
            if held[k].story == held[i].story:
                continue
            for m in range(k):
                if held[m].story == held[k].story:
                    break
            else:
                shared = 0
                for m in range(k, picked):
                    if held[m].story == held[k].story and held[m].a[COVERED] > shared:
                        shared = held[m].a[COVERED]
                if shared >= floor:
                    found += 1
        held[i].rivals = found


cdef void note_covered(const Text *t, uint64_t *words) noexcept nogil:
    """A bit for each word of its own that is covered."""
    cdef Py_ssize_t i
    cdef uint64_t is_covered
    memset(words, 0, (t.n + 63) // 64 * sizeof(uint64_t))
    for i in range(t.n):
        is_covered = t.run[i] & (t.common[i] ^ 1) & (t.flags[i] >> REPEAT_AT ^ 1)
        words[i >> 6] |= is_covered << (i & 63)


cdef void count_elsewhere(Held *held, int picked, const uint64_t *words, Py_ssize_t size) noexcept nogil:
    """How many words besides those of the match stand in other stories, each counted once."""
    cdef int i, k, found
    cdef Py_ssize_t at
    cdef uint64_t theirs
    for i in range(picked):
        found = 0
        for at in range(size):
            theirs = 0
            for k in range(picked):
                if held[k].story != held[i].story:
                    theirs |= words[k * size + at]
            found += newsspider_bits(theirs & ~words[i * size + at])
        held[i].elsewhere = found


cdef void write_features(
    double *x, const Held *held, const int *whole, const int *other, const int *later
) noexcept nogil:
    """In the order of ``features.FEATURES``."""
    cdef const int *a = held.a
    cdef const int *b = held.b
    cdef const int *earlier = other if later == whole else whole
    x[0] = share(whole[COVERED], whole[BODY])
    x[1] = share(other[COVERED], other[BODY])
    x[2] = share(later[COVERED], later[BODY])
    x[3] = share(whole[COVERED], whole[OWN])
    x[4] = share(other[COVERED], other[OWN])
    x[5] = log1p(min(a[COVERED], b[COVERED]))
    x[6] = log1p(min(a[LONGEST], b[LONGEST]))
    x[7] = kept(whole[FACTS_KEPT], whole[FACTS])
    x[8] = kept(other[FACTS_KEPT], other[FACTS])
    x[9] = log1p(min(a[FACTS], b[FACTS]))
    x[10] = log1p(min(whole[FACTS] - whole[FACTS_KEPT], other[FACTS] - other[FACTS_KEPT]))
    x[11] = kept(whole[NUMBERS_KEPT], whole[NUMBERS])
    x[12] = kept(other[NUMBERS_KEPT], other[NUMBERS])
    x[13] = log1p(min(whole[NUMBERS] - whole[NUMBERS_KEPT], other[NUMBERS] - other[NUMBERS_KEPT]))
    x[14] = least(changed(a), changed(b))
    x[15] = most(changed(a), changed(b))
    x[16] = least(share(a[QUOTED], a[COVERED]), share(b[QUOTED], b[COVERED]))
    x[17] = share(whole[BAG], whole[BODY])
    x[18] = share(other[BAG], other[BODY])
    x[19] = share(whole[LEADING_COVERED], whole[LEADING])
    x[20] = share(other[LEADING_COVERED], other[LEADING])
    x[21] = share(whole[COVERED], whole[TOUCHED])
    x[22] = share(other[COVERED], other[TOUCHED])
    x[23] = share(whole[COVERED], whole[UNTIL])
    x[24] = share(other[COVERED], other[UNTIL])
    x[25] = most(share(a[COMMON], a[LENGTH]), share(b[COMMON], b[LENGTH]))
    x[26] = log1p(min(a[PASSAGES], b[PASSAGES]))
    x[27] = held.title
    x[28] = held.same_site
    x[29] = log1p(whole[BODY])
    x[30] = log1p(other[BODY])
    x[31] = share(whole[EDITED], whole[BODY])
    x[32] = share(other[EDITED], other[BODY])
    x[33] = share(later[EDITED], later[BODY])
    x[34] = log1p(min(a[SLOTS], b[SLOTS]))
    x[35] = least(share(a[SLOT_WORDS], a[BODY]), share(b[SLOT_WORDS], b[BODY]))
    x[36] = log1p(held.rivals)
    x[37] = rest(whole)
    x[38] = rest(other)
    x[39] = rest(later)
    x[40] = (0.75 if whole == a else 0.25) if held.later < 0 else (1.0 if later == whole else 0.0)
    x[41] = share(later[QUOTED], later[COVERED])
    x[42] = share(earlier[QUOTED], earlier[COVERED])
    x[43] = share(whole[COVERED], whole[UNTIL] - whole[BEFORE])
    x[44] = share(other[COVERED], other[UNTIL] - other[BEFORE])
    x[45] = least(kept(a[FORWARD], a[STEPS]), kept(b[FORWARD], b[STEPS]))
    x[46] = log1p(min(a[SWAPPED], b[SWAPPED]))
    x[47] = least(swap_share(a), swap_share(b))
    x[48] = share(whole[RUNNING_COVERED], whole[RUNNING])
    x[49] = share(other[RUNNING_COVERED], other[RUNNING])
    x[50] = share(later[RUNNING_COVERED], later[RUNNING])
    x[51] = log1p(<double>held.elsewhere / (a[COVERED] + 1))
