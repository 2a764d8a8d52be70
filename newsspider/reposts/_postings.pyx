# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The inverted index, compiled: the same as ``postings.py``.

Keys of 32 bits. Their upper sixteen choose one of 65,536 small tables (see ``_tables.pxd``), the lower sixteen are kept
beside the item's number: six bytes a posting. Behind a few hundred thousand, the tables are emptied one after the
other, some with each item: what they held is put away (see ``_frozen.pyx``), all but the marks of boilerplate. All keys
of a text are looked up together, step by step, so that the memory's answers overlap: the tables, their lines, then the
stories and sites of the items that were found.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcpy, memset
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE

from newsspider.reposts._chunks cimport free_chunk, new_chunk
from newsspider.reposts._frozen cimport Frozen, let_go
from newsspider.reposts._lexicon cimport mixed
from newsspider.reposts._posting_lines cimport PER_LINE, Line, newsspider_prefetch
from newsspider.reposts._tables cimport (
    COMMON, GONE, TABLES, Table, close_tables, find, head_of, is_full, last_line_of, line_of, lines_of, make_anew,
    open_tables, put, replace,
)
from newsspider.reposts._votes cimport (
    begin_tallies, close_votes, may_have, open_votes, take_out, tally, vote, widen_votes,
)

cdef enum:
    MOST_POSTINGS = 64
    MOST_CHUNKS = 1 << (32 - MEMBERS_BITS)
    MOST_CHOSEN = 256
    VOTE = 60  # divided by the number of stories, six at most, without a rest
    EPOCHS = 32  # so often a pair's last sight is taken down before it is forgotten
    # What stands under a pair in place of numbers: a mark that is forgotten, or one that counts, seen in an earlier epoch
    # or in this one.
    FORGOTTEN = -1
    SEEN_BEFORE = -2
    SEEN_NOW = -3
    ROUND_SHARE = 16  # while all tables are emptied once, this part of all postings comes in, ``least_loose`` at least

cdef uint32_t EMPTY = 0xFFFFFFFF
cdef uint32_t LAST_EPOCH = 0xFFF0


cdef int ascending(const void *a, const void *b) noexcept nogil:
    cdef uint64_t x = (<const uint64_t *>a)[0], y = (<const uint64_t *>b)[0]
    return (x > y) - (x < y)


cdef int ascending_rests(const void *a, const void *b) noexcept nogil:
    return <int>(<const uint16_t *>a)[0] - <int>(<const uint16_t *>b)[0]


cdef inline uint32_t mark_of(
    const uint32_t *found, const Member *tellers, int held, uint32_t site, bint is_sure
) noexcept nogil:
    """What ``marks`` tells of a pair that is no boilerplate, by the items that have it."""
    cdef uint32_t oldest = EMPTY, story = 0
    cdef int k
    if site:
        for k in range(held):
            if tellers[k].site == site and found[k] < oldest:
                oldest = found[k]
                story = tellers[k].story
        if oldest != EMPTY:
            return 3 + story
    return 1 if is_sure else 0


cdef class Postings:
    """See ``postings.Postings``."""

    def __cinit__(self, limits, folder=None, *, Py_ssize_t least_loose=393216):
        # Of fewer postings than this none are put away.
        self.least_loose = least_loose
        self.most_stories = limits["boilerplate_stories"]
        self.per_story = limits["postings_per_story"]
        self.verified = limits["verified"]
        self.verified_per_story = limits["verified_per_story"]
        self.least_votes = limits["least_votes"]
        self.least_share = limits["least_vote_share"]
        self.own_share = limits["own_share"]
        self.store_rate = limits["stored_rate"]
        self.ask_rate = limits["asked_rate"]
        self.store_least = limits["stored_least"]
        self.ask_least = limits["asked_least"]
        self.span = max(1, limits["forgotten_items"] // EPOCHS)
        self.window = limits["boilerplate_items"]
        if self.ask_rate < self.store_rate or self.ask_least < self.store_least:
            raise ValueError("more pairs are stored than asked for")
        if not 0 < self.verified <= MOST_CHOSEN:
            raise ValueError("too many candidates are verified")
        # The heads of the tables fill a quarter of a chunk, what is put away of each the next two.
        self.heads = new_chunk()
        self.members = <Member **>calloc(MOST_CHUNKS, sizeof(Member *))
        if not (self.heads and self.members):
            raise MemoryError
        open_tables(&self.tables, <Table *>self.heads)
        self.away = <Block *>(self.tables.tables + TABLES)
        open_votes(&self.votes)
        self.keys_room = 1024
        self.keys = <uint32_t *>malloc(self.keys_room * 4)
        self.places = <uint32_t *>malloc(self.keys_room * 4)
        self.weights = <uint8_t *>malloc(self.keys_room)
        self.asked_keys = <uint32_t *>malloc(self.keys_room * 4)
        self.asked_held = <int *>malloc(self.keys_room * sizeof(int))
        self.asked_room = 4096
        self.asked_found = <uint32_t *>malloc(self.asked_room * 4)
        self.held = <int *>malloc(self.keys_room * sizeof(int))
        self.found_room = 4096
        self.found = <uint32_t *>malloc(self.found_room * 4)
        self.tellers = <Member *>malloc(self.found_room * sizeof(Member))
        if not (self.held and self.found and self.tellers):
            raise MemoryError
        if not (self.keys and self.places and self.weights and self.asked_keys and self.asked_held and self.asked_found):
            raise MemoryError
        self.fresh_room = 256
        self.fresh = <uint64_t *>malloc(self.fresh_room * 8)
        self.marked = <uint16_t *>malloc(self.fresh_room * 2)
        if not (self.fresh and self.marked):
            raise MemoryError
        self.frozen = Frozen(folder)

    def __dealloc__(self):
        cdef int i
        if self.away:
            for i in range(TABLES):
                let_go(self.away[i].coded)
            close_tables(&self.tables)
        free_chunk(self.heads)
        if self.members:
            for i in range(MOST_CHUNKS):
                free_chunk(self.members[i])
        free(self.members); free(self.held); free(self.found); free(self.tellers)
        close_votes(&self.votes)
        free(self.asked_keys); free(self.asked_held); free(self.asked_found)
        free(self.keys); free(self.places); free(self.weights); free(self.fresh); free(self.marked)

    def __len__(self):
        return self.postings

    def enter(self, uint32_t story, uint32_t site):
        """The next item: its story and its site (0: none known)."""
        cdef uint32_t chunk = <uint32_t>self.items >> MEMBERS_BITS
        if self.members[chunk] == NULL:
            self.members[chunk] = <Member *>new_chunk()
            if self.members[chunk] == NULL:
                raise MemoryError
        self.member(<uint32_t>self.items)[0] = Member(story, site)
        self.items += 1
        self.now = <uint32_t>min(<Py_ssize_t>LAST_EPOCH, self.items // self.span)

    def assign(self, Py_ssize_t number, uint32_t story):
        """The item belongs to this story now."""
        if not 0 <= number < self.items:
            raise IndexError(number)
        self.member(<uint32_t>number).story = story

    def story_of(self, Py_ssize_t number):
        """The story of an item."""
        if not 0 <= number < self.items:
            raise IndexError(number)
        return self.story(<uint32_t>number)

    cdef uint32_t bound(self, double rate, int least, Py_ssize_t pairs) noexcept:
        cdef double share = <double>least / pairs if pairs else 1.0
        if share < rate:
            share = rate
        return <uint32_t>0xFFFFFFFF if share >= 1.0 else <uint32_t>(share * 4294967295.0)

    cdef Py_ssize_t sample(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t bound) except -1:
        """The pairs up to a bound and their places, in ``keys`` and ``places``; their slots are on the way already."""
        cdef Py_ssize_t i, count = 0
        cdef uint32_t key
        if n > self.keys_room:
            self.keys_room = 2 * n
            self.keys = <uint32_t *>realloc(self.keys, self.keys_room * 4)
            self.places = <uint32_t *>realloc(self.places, self.keys_room * 4)
            self.weights = <uint8_t *>realloc(self.weights, self.keys_room)
            self.asked_keys = <uint32_t *>realloc(self.asked_keys, self.keys_room * 4)
            self.asked_held = <int *>realloc(self.asked_held, self.keys_room * sizeof(int))
            self.held = <int *>realloc(self.held, self.keys_room * sizeof(int))
            if not (self.keys and self.places and self.weights and self.asked_keys and self.asked_held and self.held):
                raise MemoryError
        for i in range(n):
            # Written always and counted if it is meant: which ones are, no processor guesses.
            key = mixed(s[i], s[i + stride])
            self.keys[count] = key
            self.places[count] = <uint32_t>i
            count += key <= bound
        for i in range(count):
            newsspider_prefetch(head_of(&self.tables, self.keys[i]))
        for i in range(count):
            newsspider_prefetch(line_of(&self.tables, self.keys[i]))
        for i in range(count):
            newsspider_prefetch(last_line_of(&self.tables, self.keys[i]))
        if self.is_freezing:
            for i in range(count):
                newsspider_prefetch(&self.away[self.keys[i] >> 16])
            for i in range(count):
                self.frozen.prefetch(&self.away[self.keys[i] >> 16], self.keys[i])
        return count

    cdef int _find(self, uint32_t key, uint32_t *found, bint not_one=False) except -9:
        """The numbers under a key, at most ``MOST_POSTINGS``; ``SEEN_NOW``, ``SEEN_BEFORE`` or ``FORGOTTEN`` if it has a mark.

        Asked for ``not_one``, a single one that was put away is counted, and not told.
        """
        cdef int count = find(&self.tables, key, found, MOST_POSTINGS)
        cdef uint32_t age
        if count < 0:
            age = self.now - (found[0] - <uint32_t>COMMON)
            return SEEN_NOW if age == 0 else SEEN_BEFORE if age <= EPOCHS else FORGOTTEN
        if not self.is_freezing:
            return count
        return self.frozen.find(&self.away[key >> 16], key, found, count, MOST_POSTINGS, not_one)

    cdef int _find_all(self, Py_ssize_t keys) except -1:
        """What ``_find`` tells of each key of ``sample``, in ``held`` and ``found``, with the items' stories and sites."""
        cdef Py_ssize_t i, used = 0
        for i in range(keys):
            if used + MOST_POSTINGS > self.found_room:
                self.found_room *= 2
                self.found = <uint32_t *>realloc(self.found, self.found_room * 4)
                self.tellers = <Member *>realloc(self.tellers, self.found_room * sizeof(Member))
                if not (self.found and self.tellers):
                    raise MemoryError
            self.held[i] = self._find(self.keys[i], self.found + used)
            used += max(0, self.held[i])
        for i in range(used):
            self.tellers[i] = self.member(self.found[i])[0]
        return 0

    cdef int _insert(self, uint32_t key, uint32_t number) except -1:
        if is_full(&self.tables, key):
            self._grow(key >> 16)
        put(&self.tables, key, number)
        self.postings += 1
        self.loose += 1
        return 0

    cdef int _grow(self, uint32_t table) except -1:
        """A larger table without what is gone and what is forgotten."""
        cdef uint32_t live = 0
        cdef int i, k
        cdef Line *line = lines_of(&self.tables, &self.tables.tables[table])
        for i in range(self.tables.tables[table].lines):
            for k in range(line.used):
                if self._is_forgotten(line.numbers[k]):
                    # What was put away before it was boilerplate is still there, behind the mark.
                    self.frozen.remove(&self.away[table], table << 16 | line.rests[k], COMMON)
                    line.numbers[k] = GONE
                    self.postings -= 1
                    self.loose -= 1
                elif line.numbers[k] < <uint32_t>GONE:
                    live += 1
            line += 1
        return make_anew(&self.tables, table, live, 0)

    cdef bint _is_forgotten(self, uint32_t number) noexcept:
        return <uint32_t>COMMON <= number < <uint32_t>GONE and self.now - (number - COMMON) > EPOCHS

    cdef int _freeze(self, uint32_t table) except -1:
        """Put the numbers of a table away; a new one, as large as they will need again, has its marks."""
        cdef uint32_t count = 0, marks = 0, forgotten = 0, number, lines = self.tables.tables[table].lines
        cdef uint32_t i
        cdef int k
        cdef Line *line = lines_of(&self.tables, &self.tables.tables[table])
        if PER_LINE * lines > self.fresh_room:
            free(self.fresh); free(self.marked)
            self.fresh_room = 2 * PER_LINE * lines
            self.fresh = <uint64_t *>malloc(self.fresh_room * 8)
            self.marked = <uint16_t *>malloc(self.fresh_room * 2)
            if not (self.fresh and self.marked):
                raise MemoryError
        for i in range(lines):
            for k in range(line.used):
                number = line.numbers[k]
                if number < <uint32_t>COMMON:
                    self.fresh[count] = (<uint64_t>line.rests[k] << 32) | number
                    count += 1
                elif number < <uint32_t>GONE:
                    self.marked[marks] = line.rests[k]
                    marks += 1
                    if self._is_forgotten(number):
                        line.numbers[k] = GONE
                        forgotten += 1
            line += 1
        qsort(self.fresh, count, 8, &ascending)
        qsort(self.marked, marks, 2, &ascending_rests)
        self.frozen.take(&self.away[table], self.fresh, count, self.marked, marks)
        self.postings -= forgotten
        self.loose -= count + forgotten
        if lines:
            make_anew(&self.tables, table, count + marks - forgotten, COMMON)
        return 0

    cdef int _freeze_some(self, Py_ssize_t entered) except -1:
        """Empty as many tables as so many new postings ask for."""
        if not self.is_freezing and self.loose <= self.least_loose:
            return 0
        self.is_freezing = True
        self.due += entered * <double>TABLES / max(self.least_loose, self.postings // ROUND_SHARE)
        while self.due >= 1.0:
            self.due -= 1.0
            self._freeze(self.next_frozen)
            self.next_frozen += 1
            if self.next_frozen == TABLES:
                self.next_frozen = 0
                self.frozen.turn()
        return 0

    cdef int _replace(self, uint32_t key, uint32_t least, uint32_t behind, uint32_t number) noexcept:
        """Of what stands under a key in its table, the numbers from ``least`` to before ``behind`` give way to a single one.

        Returns how many there were.
        """
        cdef int replaced = replace(&self.tables, key, least, behind, number)
        cdef int gone = replaced if number == <uint32_t>GONE else max(0, replaced - 1)
        self.postings -= gone
        self.loose -= gone
        return replaced

    def add(self, Py_ssize_t number, bytes stems not None, int stride):
        """Enter the pairs of an item whose story is known by now."""
        cdef Py_ssize_t n = PyBytes_GET_SIZE(stems) // 4 - stride
        if n > 0:
            self.enter_pairs(number, <const uint32_t *>PyBytes_AS_STRING(stems), n, stride)

    cdef int enter_pairs(self, Py_ssize_t number, const uint32_t *s, Py_ssize_t n, int stride) except -1:
        cdef uint32_t key, now = self.now
        cdef uint32_t found[MOST_POSTINGS]
        cdef Py_ssize_t i, keys = self.sample(s, n, stride, self.bound(self.store_rate, self.store_least, n))
        self.is_asked = False
        for i in range(keys):
            key = self.keys[i]
            found[0] = <uint32_t>number - 1 if number else 1  # another item, whichever: one alone keeps nobody out
            self._enter_pair(
                key, number, now, found, self._find(key, found, self.per_story > 1 and self.most_stories > 1)
            )
        return self._freeze_some(keys)

    cdef int enter_asked(self, Py_ssize_t number) except -1:
        """As ``enter_pairs``, of the item asked for last, with nothing entered since: what stands where is known."""
        cdef uint32_t key, now = self.now, size = 64, mask
        cdef uint32_t found[MOST_POSTINGS]
        cdef Py_ssize_t i, used = 0
        cdef int count
        self.is_asked = False
        while size < 2 * self.asked_count:
            size *= 2
        # In the table of votes, which stands empty between two questions: a pair that the text has twice counts once.
        while size > <uint32_t>self.votes.room:
            widen_votes(&self.votes)
        mask = size - 1
        for i in range(self.asked_count):
            key, count = self.asked_keys[i], self.asked_held[i]
            if count == FORGOTTEN or key == EMPTY:  # a table that has grown since may have forgotten the mark
                self._enter_pair(key, number, now, found, self._find(key, found))
            elif self.is_new(key, mask):
                self._enter_pair(key, number, now, self.asked_found + used, count)
            used += max(0, count)
        memset(self.votes.seen, 0xFF, size * 4)
        return self._freeze_some(self.asked_count)

    cdef bint is_new(self, uint32_t key, uint32_t mask) noexcept:
        """Whether a pair wasn't seen before; it is now."""
        cdef uint32_t slot = (key * <uint32_t>0x9E3779B1 >> 8) & mask
        while self.votes.seen[slot] != EMPTY:
            if self.votes.seen[slot] == key:
                return False
            slot = (slot + 1) & mask
        self.votes.seen[slot] = key
        return True

    cdef int _enter_pair(
        self, uint32_t key, Py_ssize_t number, uint32_t now, const uint32_t *found, int count
    ) except -1:
        """Enter a pair under which so many numbers were found, or a mark (see ``_find``)."""
        cdef uint32_t stories[MOST_POSTINGS]
        cdef uint32_t story = self.story(number)
        cdef int k, m, distinct = 0, same = 0
        if count == SEEN_NOW:
            return 0
        if count == SEEN_BEFORE:
            # Still held again and again, if an item held it in this epoch or the last one.
            self._replace(key, COMMON + max(now, 1) - 1, GONE, COMMON + now)
            return 0
        if count == FORGOTTEN:
            if self.is_freezing:
                self.frozen.remove(&self.away[key >> 16], key, COMMON)
            self._replace(key, COMMON, GONE, <uint32_t>number)
            return 0
        for k in range(count):
            if found[k] == number:
                same = self.per_story
                break
            if self.story(found[k]) == story:
                same += 1
            for m in range(distinct):
                if stories[m] == self.story(found[k]):
                    break
            else:
                stories[distinct] = self.story(found[k])
                distinct += 1
        if same >= self.per_story:
            return 0
        if same == 0 and distinct + 1 > self.most_stories:
            if self._recent_stories(found, count, number) + 1 > self.most_stories:
                # What was put away stays there, hidden by the mark, until its block is written anew.
                k = self._replace(key, 0, COMMON, COMMON + now)
                self.postings -= count - k
                if k == 0:
                    self._insert(key, COMMON + now)
                return 0
            self._replace(key, 0, <uint32_t>number - self.window + 1, GONE)
            if self.is_freezing:
                self.postings -= self.frozen.remove(
                    &self.away[key >> 16], key, <uint32_t>number - self.window + 1
                )
        self._insert(key, <uint32_t>number)
        return 0

    cdef int _keep(self, uint32_t key, const uint32_t *found, int held) except -1:
        """Keep what was found under a pair of the item that is asked for, until it is entered."""
        if self.asked_used + MOST_POSTINGS > self.asked_room:
            self.asked_room *= 2
            self.asked_found = <uint32_t *>realloc(self.asked_found, self.asked_room * 4)
            if self.asked_found == NULL:
                raise MemoryError
        self.asked_keys[self.asked_count] = key
        self.asked_held[self.asked_count] = held
        self.asked_count += 1
        if held > 0:
            memcpy(self.asked_found + self.asked_used, found, 4 * held)
            self.asked_used += held
        return 0

    cdef int _recent_stories(self, const uint32_t *found, int count, Py_ssize_t number) noexcept:
        """How many stories the recent ones of these items tell."""
        cdef uint32_t stories[MOST_POSTINGS]
        cdef int k, m, distinct = 0
        for k in range(count):
            if <Py_ssize_t>found[k] + self.window > number:
                for m in range(distinct):
                    if stories[m] == self.story(found[k]):
                        break
                else:
                    stories[distinct] = self.story(found[k])
                    distinct += 1
        return distinct

    def candidates(self, bytes stems not None, int stride):
        """Numbers of the items worth a comparison, best first."""
        cdef Py_ssize_t n = PyBytes_GET_SIZE(stems) // 4 - stride
        cdef uint32_t chosen[MOST_CHOSEN]
        cdef int count, i
        if n <= 0:
            return []
        count = self.ask(<const uint32_t *>PyBytes_AS_STRING(stems), n, stride, 0, NULL, chosen)
        return [chosen[i] for i in range(count)]

    cdef int ask(
        self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t site, uint32_t *told, uint32_t *chosen
    ) except -1:
        """The candidates, and (``told``) the marks of the pairs on the way; returns how many were chosen."""
        cdef uint32_t key
        cdef const uint32_t *found
        cdef const Member *tellers
        cdef uint32_t stories[MOST_POSTINGS]
        cdef int held, k, m, distinct
        cdef Py_ssize_t i, common = 0, used = 0
        cdef double least
        cdef uint32_t weight, mark, stored = self.bound(self.store_rate, self.store_least, n)
        cdef uint32_t sure = self.bound(self.store_rate, 0, n)
        cdef Py_ssize_t asked = self.sample(s, n, stride, self.bound(self.ask_rate, self.ask_least, n))
        if told != NULL:
            memset(told, 0, 4 * n)
            self.asked_count = self.asked_used = 0
            self.has_common = False
        self._find_all(asked)
        begin_tallies(&self.votes)
        for i in range(asked):
            key, held, found, tellers = self.keys[i], self.held[i], self.found + used, self.tellers + used
            used += max(0, held)
            common += held < FORGOTTEN
            if told != NULL and key <= stored:
                mark = 2 if held < FORGOTTEN else mark_of(found, tellers, held, site, key <= sure)
                told[self.places[i]] = mark
                self.has_common |= mark > 1
                self._keep(key, found, held)
            if held <= 0:
                continue
            distinct = 0
            for k in range(held):
                for m in range(distinct):
                    if stories[m] == tellers[k].story:
                        break
                else:
                    stories[distinct] = tellers[k].story
                    distinct += 1
            weight = <uint32_t>(VOTE // distinct)
            self.weights[i] = <uint8_t>weight
            for k in range(held):
                tally(&self.votes, found[k], weight)
        if told != NULL:
            self.is_asked = True
            self.asked_epoch = self.now
        least = self._least(asked, common)
        self._count(asked, least)
        return self._choose(least, chosen)

    cdef double _least(self, Py_ssize_t asked, Py_ssize_t common) noexcept:
        """Of so many pairs that were asked for, and so many of them boilerplate: the votes below which an item is there by
        chance."""
        cdef double own = (asked - common) / (self.own_share * asked) if asked else 1.0
        cdef double least = min(self.least_votes * min(1.0, own * own), 0.5 * asked)
        return VOTE * max(least, self.least_share * asked)

    cdef int _count(self, Py_ssize_t asked, double least) except -1:
        """The votes of each item, but of those whose tally says that they have too few: most have a single one."""
        cdef Py_ssize_t i, used = 0
        cdef uint32_t number
        cdef int k
        for i in range(asked):
            for k in range(self.held[i]):
                number = self.found[used + k]
                if may_have(&self.votes, number, least):
                    vote(&self.votes, number, self.weights[i])
            used += max(0, self.held[i])
        return 0

    cdef bint _may_be_last(
        self, const uint64_t *best, Py_ssize_t kept, uint32_t number, const uint32_t *chosen, int picked
    ) noexcept:
        """Whether an item is the earliest one of its story among these, or that one is chosen already."""
        cdef uint32_t earliest = number, other, story = self.story(number)
        cdef Py_ssize_t i
        cdef int k
        for i in range(kept):
            other = <uint32_t>(best[i] & 0xFFFFFFFF)
            if other < earliest and self.story(other) == story:
                earliest = other
        for k in range(picked):
            if chosen[k] == earliest:
                return True
        return earliest == number

    cdef int _choose(self, double least, uint32_t *chosen) except -1:
        """The numbers with the most votes, of one story a few at most."""
        cdef uint64_t *best
        cdef Py_ssize_t i, kept
        cdef int picked = 0, k, had
        cdef uint32_t number
        if self.votes.count == 0:
            return 0
        best = <uint64_t *>malloc(self.votes.count * 8)
        if best == NULL:
            raise MemoryError
        kept = take_out(&self.votes, least, best)
        qsort(best, kept, 8, &ascending)
        for i in range(kept):
            number = <uint32_t>(best[i] & 0xFFFFFFFF)
            had = 0
            for k in range(picked):
                if self.story(chosen[k]) == self.story(number):
                    had += 1
            # The last place of a story is its earliest item's.
            if had == self.verified_per_story - 1 and not self._may_be_last(best, kept, number, chosen, picked):
                continue
            if had < self.verified_per_story:
                chosen[picked] = number
                picked += 1
                if picked == self.verified:
                    break
        free(best)
        return picked

    def marks(self, bytes stems not None, int stride, uint32_t site):
        """Of each pair, as four bytes: 0 unknown, 1 no boilerplate, 2 boilerplate, else 3 + the story of the same site that has it."""
        cdef Py_ssize_t n = PyBytes_GET_SIZE(stems) // 4 - stride
        cdef bytes answer
        if n <= 0:
            return b""
        answer = PyBytes_FromStringAndSize(NULL, 4 * n)
        self.tell(<const uint32_t *>PyBytes_AS_STRING(stems), n, stride, site, <uint32_t *>PyBytes_AS_STRING(answer))
        return answer

    cdef int tell(
        self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t site, uint32_t *told
    ) except -1:
        cdef int held
        cdef uint32_t mark, sure = self.bound(self.store_rate, 0, n)
        cdef Py_ssize_t i, used = 0, keys = self.sample(s, n, stride, self.bound(self.store_rate, self.store_least, n))
        memset(told, 0, 4 * n)
        self.has_common = False
        self._find_all(keys)
        for i in range(keys):
            held = self.held[i]
            mark = 2 if held < FORGOTTEN else mark_of(self.found + used, self.tellers + used, held, site, self.keys[i] <= sure)
            used += max(0, held)
            told[self.places[i]] = mark
            self.has_common |= mark > 1
        return 0
