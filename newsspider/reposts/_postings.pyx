# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The inverted index, compiled: the same as ``postings.py``.

Keys of 32 bits. Their upper sixteen choose one of 65,536 small tables, each of which grows on its own by a quarter, so
that no growth takes longer than the wink of an eye; the lower sixteen are kept beside the item's number: six bytes a
posting.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t, int32_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE

cdef enum:
    SHARDS = 65536
    MOST_POSTINGS = 64
    VOTE = 60  # divided by the number of stories, six at most, without a rest

cdef uint32_t EMPTY = 0xFFFFFFFF
cdef uint32_t COMMON = 0xFFFFFFFE
cdef uint32_t GONE = 0xFFFFFFFD


cdef struct Shard:
    uint32_t *numbers  # the 16-bit rests stand behind the numbers, in the same piece of memory
    uint16_t room
    uint16_t used


cdef inline uint16_t *rests(Shard *shard) noexcept nogil:
    return <uint16_t *>(shard.numbers + shard.room)


cdef inline uint32_t mixed(uint32_t a, uint32_t b) noexcept nogil:
    cdef uint32_t h = a * <uint32_t>0x9E3779B1 + (b ^ (b >> 15)) * <uint32_t>0x85EBCA6B
    return h ^ (h >> 15)


cdef class Postings:
    """See ``postings.Postings``."""

    cdef Shard *shards
    cdef uint32_t *stories
    cdef uint32_t *sites
    cdef readonly Py_ssize_t items
    cdef Py_ssize_t room
    cdef readonly Py_ssize_t postings
    cdef int most_stories, per_story, verified, verified_per_story
    cdef double least_votes, least_share, store_rate, ask_rate
    cdef int store_least, ask_least
    cdef uint32_t *seen
    cdef uint32_t *votes
    cdef uint32_t *voted
    cdef Py_ssize_t seen_room

    def __cinit__(self, dict limits):
        self.most_stories = limits["boilerplate_stories"]
        self.per_story = limits["postings_per_story"]
        self.verified = limits["verified"]
        self.verified_per_story = limits["verified_per_story"]
        self.least_votes = limits["least_votes"]
        self.least_share = limits["least_vote_share"]
        self.store_rate = limits["stored_rate"]
        self.ask_rate = limits["asked_rate"]
        self.store_least = limits["stored_least"]
        self.ask_least = limits["asked_least"]
        self.shards = <Shard *>calloc(SHARDS, sizeof(Shard))
        self.room = 1024
        self.stories = <uint32_t *>malloc(self.room * 4)
        self.sites = <uint32_t *>malloc(self.room * 4)
        self.seen_room = 4096
        self.seen = <uint32_t *>malloc(self.seen_room * 4)
        self.votes = <uint32_t *>malloc(self.seen_room * 4)
        self.voted = <uint32_t *>malloc(self.seen_room * 4)
        if not (self.shards and self.stories and self.sites and self.seen and self.votes and self.voted):
            raise MemoryError
        memset(self.seen, 0xFF, self.seen_room * 4)

    def __dealloc__(self):
        cdef int i
        if self.shards:
            for i in range(SHARDS):
                free(self.shards[i].numbers)
        free(self.shards); free(self.stories); free(self.sites)
        free(self.seen); free(self.votes); free(self.voted)

    def __len__(self):
        return self.postings

    def enter(self, uint32_t story, uint32_t site):
        """The next item: its story and its site (0: none known)."""
        if self.items == self.room:
            self.room = self.room + self.room // 8 + 1024
            self.stories = <uint32_t *>realloc(self.stories, self.room * 4)
            self.sites = <uint32_t *>realloc(self.sites, self.room * 4)
            if not (self.stories and self.sites):
                raise MemoryError
        self.stories[self.items] = story
        self.sites[self.items] = site
        self.items += 1

    def assign(self, Py_ssize_t number, uint32_t story):
        """The item belongs to this story now."""
        if not 0 <= number < self.items:
            raise IndexError(number)
        self.stories[number] = story

    cdef uint32_t bound(self, double rate, int least, Py_ssize_t pairs) noexcept:
        cdef double share = <double>least / pairs if pairs else 1.0
        if share < rate:
            share = rate
        return <uint32_t>0xFFFFFFFF if share >= 1.0 else <uint32_t>(share * 4294967295.0)

    cdef int _find(self, uint32_t key, uint32_t *found) noexcept:
        """The numbers under a key, at most ``MOST_POSTINGS``; -1 if it is boilerplate."""
        cdef Shard *shard = &self.shards[key >> 16]
        cdef uint16_t rest = <uint16_t>(key & 0xFFFF)
        cdef uint16_t *held
        cdef uint32_t slot
        cdef int count = 0
        if shard.room == 0:
            return 0
        held = rests(shard)
        slot = (<uint32_t>rest * shard.room) >> 16
        while shard.numbers[slot] != EMPTY:
            if held[slot] == rest:
                if shard.numbers[slot] == COMMON:
                    return -1
                if shard.numbers[slot] != GONE and count < MOST_POSTINGS:
                    found[count] = shard.numbers[slot]
                    count += 1
            slot += 1
            if slot == shard.room:
                slot = 0
        return count

    cdef int _insert(self, uint32_t key, uint32_t number) except -1:
        cdef Shard *shard = &self.shards[key >> 16]
        if 8 * (shard.used + 1) > 7 * shard.room:
            self._grow(shard)
        self._put(shard, <uint16_t>(key & 0xFFFF), number)
        self.postings += 1
        return 0

    cdef void _put(self, Shard *shard, uint16_t rest, uint32_t number) noexcept:
        cdef uint32_t slot = (<uint32_t>rest * shard.room) >> 16
        while shard.numbers[slot] != EMPTY:
            slot += 1
            if slot == shard.room:
                slot = 0
        shard.numbers[slot] = number
        rests(shard)[slot] = rest
        shard.used += 1

    cdef int _grow(self, Shard *shard) except -1:
        cdef Shard larger
        cdef uint32_t i
        cdef uint32_t room = shard.room + shard.room // 5 + 4
        if room > 65000:
            raise MemoryError("the index of bigrams is full")
        larger.room = <uint16_t>room
        larger.used = 0
        larger.numbers = <uint32_t *>malloc(room * 6)
        if larger.numbers == NULL:
            raise MemoryError
        memset(larger.numbers, 0xFF, room * 4)
        for i in range(shard.room):
            if shard.numbers[i] != EMPTY and shard.numbers[i] != GONE:
                self._put(&larger, rests(shard)[i], shard.numbers[i])
        free(shard.numbers)
        shard[0] = larger
        return 0

    cdef int _make_common(self, uint32_t key) noexcept:
        """One mark in place of all the numbers under a key."""
        cdef Shard *shard = &self.shards[key >> 16]
        cdef uint16_t rest = <uint16_t>(key & 0xFFFF)
        cdef uint32_t slot = (<uint32_t>rest * shard.room) >> 16
        cdef uint32_t mark = COMMON
        while shard.numbers[slot] != EMPTY:
            if rests(shard)[slot] == rest and shard.numbers[slot] != GONE:
                shard.numbers[slot] = mark
                if mark == GONE:
                    self.postings -= 1
                mark = GONE
            slot += 1
            if slot == shard.room:
                slot = 0
        return 0

    def add(self, Py_ssize_t number, bytes stems not None, int stride):
        """Enter the pairs of an item whose story is known by now."""
        cdef Py_ssize_t n = PyBytes_GET_SIZE(stems) // 4 - stride, i
        cdef const uint32_t *s = <const uint32_t *>PyBytes_AS_STRING(stems)
        cdef uint32_t key, bound, story = self.stories[number]
        cdef uint32_t found[MOST_POSTINGS]
        cdef uint32_t stories[MOST_POSTINGS]
        cdef int count, k, m, distinct, same
        if n <= 0:
            return
        bound = self.bound(self.store_rate, self.store_least, n)
        for i in range(n):
            key = mixed(s[i], s[i + stride])
            if key > bound:
                continue
            count = self._find(key, found)
            if count < 0:
                continue
            same = 0
            distinct = 0
            for k in range(count):
                if found[k] == number:
                    same = self.per_story
                    break
                if self.stories[found[k]] == story:
                    same += 1
                for m in range(distinct):
                    if stories[m] == self.stories[found[k]]:
                        break
                else:
                    stories[distinct] = self.stories[found[k]]
                    distinct += 1
            if same >= self.per_story:
                continue
            if same == 0 and distinct + 1 > self.most_stories:
                self._make_common(key)
            else:
                self._insert(key, <uint32_t>number)

    cdef int _vote(self, uint32_t number, uint32_t weight, Py_ssize_t *count) except -1:
        cdef Py_ssize_t slot, i
        cdef uint32_t hashed = number * <uint32_t>0x9E3779B1
        if 2 * (count[0] + 1) > self.seen_room:
            self._widen(count[0])
        slot = (hashed >> 8) & (self.seen_room - 1)
        while self.seen[slot] != EMPTY:
            if self.seen[slot] == number:
                self.votes[slot] += weight
                return 0
            slot = (slot + 1) & (self.seen_room - 1)
        self.seen[slot] = number
        self.votes[slot] = weight
        self.voted[count[0]] = <uint32_t>slot
        count[0] += 1
        return 0

    cdef int _widen(self, Py_ssize_t count) except -1:
        cdef Py_ssize_t old = self.seen_room, i, slot
        cdef uint32_t *seen = <uint32_t *>malloc(8 * old)
        cdef uint32_t *votes = <uint32_t *>malloc(8 * old)
        cdef uint32_t *voted = <uint32_t *>malloc(8 * old)
        if not (seen and votes and voted):
            raise MemoryError
        memset(seen, 0xFF, 8 * old)
        for i in range(count):
            slot = ((self.seen[self.voted[i]] * <uint32_t>0x9E3779B1) >> 8) & (2 * old - 1)
            while seen[slot] != EMPTY:
                slot = (slot + 1) & (2 * old - 1)
            seen[slot] = self.seen[self.voted[i]]
            votes[slot] = self.votes[self.voted[i]]
            voted[i] = <uint32_t>slot
        free(self.seen); free(self.votes); free(self.voted)
        self.seen = seen
        self.votes = votes
        self.voted = voted
        self.seen_room = 2 * old
        return 0

    def candidates(self, bytes stems not None, int stride):
        """Numbers of the items worth a comparison, best first, each with its votes."""
        cdef Py_ssize_t n = PyBytes_GET_SIZE(stems) // 4 - stride, i, count = 0
        cdef const uint32_t *s = <const uint32_t *>PyBytes_AS_STRING(stems)
        cdef uint32_t key, bound, number
        cdef uint32_t found[MOST_POSTINGS]
        cdef uint32_t stories[MOST_POSTINGS]
        cdef int held, k, m, distinct
        cdef Py_ssize_t asked = 0
        cdef double least
        cdef uint32_t weight
        cdef list best = []
        if n <= 0:
            return best
        bound = self.bound(self.ask_rate, self.ask_least, n)
        for i in range(n):
            key = mixed(s[i], s[i + stride])
            if key > bound:
                continue
            asked += 1
            held = self._find(key, found)
            if held <= 0:
                continue
            distinct = 0
            for k in range(held):
                for m in range(distinct):
                    if stories[m] == self.stories[found[k]]:
                        break
                else:
                    stories[distinct] = self.stories[found[k]]
                    distinct += 1
            weight = <uint32_t>(VOTE // distinct)
            for k in range(held):
                self._vote(found[k], weight, &count)
        least = min(self.least_votes, 0.5 * asked)
        if self.least_share * asked > least:
            least = self.least_share * asked
        for i in range(count):
            number = self.seen[self.voted[i]]
            if self.votes[self.voted[i]] >= VOTE * least:
                best.append((-<int32_t>self.votes[self.voted[i]], number))
            self.seen[self.voted[i]] = EMPTY
        best.sort()
        return self._spread(best)

    cdef list _spread(self, list best):
        cdef list chosen = []
        cdef dict seen = {}
        cdef uint32_t story
        cdef int had
        for votes, number in best:
            story = self.stories[<Py_ssize_t>number]
            had = seen.get(story, 0)
            if had < self.verified_per_story:
                seen[story] = had + 1
                chosen.append(number)
                if len(chosen) == self.verified:
                    break
        return chosen

    def marks(self, bytes stems not None, int stride, uint32_t site):
        """Of each pair, as four bytes: 0 unknown, 1 no boilerplate, 2 boilerplate, else 3 + the story of the same site that has it."""
        cdef Py_ssize_t n = PyBytes_GET_SIZE(stems) // 4 - stride, i
        cdef const uint32_t *s = <const uint32_t *>PyBytes_AS_STRING(stems)
        cdef uint32_t key, bound, sure, oldest
        cdef uint32_t found[MOST_POSTINGS]
        cdef int held, k
        cdef bytes answer
        cdef uint32_t *told
        if n <= 0:
            return b""
        answer = PyBytes_FromStringAndSize(NULL, 4 * n)
        told = <uint32_t *>PyBytes_AS_STRING(answer)
        memset(told, 0, 4 * n)
        bound = self.bound(self.store_rate, self.store_least, n)
        sure = self.bound(self.store_rate, 0, n)
        for i in range(n):
            key = mixed(s[i], s[i + stride])
            if key > bound:
                continue
            held = self._find(key, found)
            if held < 0:
                told[i] = 2
                continue
            if key <= sure:
                told[i] = 1
            if site:
                oldest = EMPTY
                for k in range(held):
                    if self.sites[found[k]] == site and found[k] < oldest:
                        oldest = found[k]
                if oldest != EMPTY:
                    told[i] = 3 + self.stories[oldest]
        return answer
