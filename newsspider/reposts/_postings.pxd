from libc.stdint cimport uint16_t, uint32_t, uint64_t

from newsspider.reposts._frozen cimport Block, Frozen


cdef struct Shard:
    uint16_t *slots  # three a posting: the rest of its key, and the item's number in two halves
    Block away       # what was put away
    uint16_t room
    uint16_t used


cdef class Postings:
    cdef Shard *shards
    cdef uint32_t *stories
    cdef uint32_t *sites
    cdef Py_ssize_t room
    cdef readonly Py_ssize_t items
    cdef readonly Py_ssize_t postings
    cdef double ask_rate, store_rate, least_votes, least_share, own_share
    cdef int ask_least, store_least, most_stories, per_story, verified_per_story
    cdef readonly int verified
    cdef uint32_t span
    cdef uint32_t window
    cdef uint32_t *seen
    cdef uint32_t *votes
    cdef uint32_t *voted
    cdef Py_ssize_t seen_room
    cdef uint32_t *keys
    cdef uint32_t *places
    cdef Py_ssize_t keys_room
    # What was found under those pairs of the item asked for last that will be entered with it.
    cdef uint32_t *asked_keys
    cdef int *asked_held
    cdef uint32_t *asked_found
    cdef Py_ssize_t asked_count, asked_used, asked_room
    cdef uint32_t asked_epoch
    cdef bint is_asked
    cdef bint has_common    # whether the marks told last name any boilerplate
    cdef Frozen frozen
    cdef Py_ssize_t least_loose
    cdef bint is_freezing
    cdef double due         # tables to be emptied
    cdef uint32_t next_frozen
    cdef Py_ssize_t loose   # postings that stand in the tables, those that were boilerplate when they were put there too
    cdef uint64_t *fresh
    cdef uint16_t *marked
    cdef uint32_t fresh_room

    cdef uint32_t bound(self, double rate, int least, Py_ssize_t pairs) noexcept
    cdef Py_ssize_t sample(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t bound) except -1
    cdef int _find(self, uint32_t key, uint32_t *found, bint not_one=*) except -9
    cdef int _insert(self, uint32_t key, uint32_t number) except -1
    cdef void _put(self, Shard *shard, uint16_t rest, uint32_t number) noexcept
    cdef int _grow(self, Shard *shard) except -1
    cdef bint _is_forgotten(self, uint32_t number) noexcept
    cdef int _empty(self, Shard *shard, uint32_t live, uint32_t least=*) except -1
    cdef int _freeze(self, Shard *shard) except -1
    cdef int _freeze_some(self, Py_ssize_t entered) except -1
    cdef int _replace(self, uint32_t key, uint32_t least, uint32_t behind, uint32_t number) noexcept
    cdef int _recent_stories(self, const uint32_t *found, int count, Py_ssize_t number) noexcept
    cdef int enter_pairs(self, Py_ssize_t number, const uint32_t *s, Py_ssize_t n, int stride) except -1
    cdef int enter_asked(self, Py_ssize_t number) except -1
    cdef bint is_new(self, uint32_t key, uint32_t mask) noexcept
    cdef int _enter_pair(self, uint32_t key, Py_ssize_t number, uint32_t now, const uint32_t *found, int count) except -1
    cdef int _keep(self, uint32_t key, const uint32_t *found, int held) except -1
    cdef uint32_t epoch(self) noexcept
    cdef int _vote(self, uint32_t number, uint32_t weight, Py_ssize_t *count) except -1
    cdef int _widen(self, Py_ssize_t count) except -1
    cdef int ask(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t site, uint32_t *told, uint32_t *chosen) except -1
    cdef int _choose(self, Py_ssize_t count, Py_ssize_t asked, Py_ssize_t common, uint32_t *chosen) except -1
    cdef int tell(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t site, uint32_t *told) except -1
    cdef uint32_t _mark(self, const uint32_t *found, int held, uint32_t site, bint is_sure) noexcept
