cimport cython
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from newsspider.reposts._frozen cimport Block, Frozen
from newsspider.reposts._tables cimport Tables
from newsspider.reposts._votes cimport Votes

cdef enum:
    MEMBERS_BITS = 18  # of a chunk


cdef struct Member:
    uint32_t story
    uint32_t site


@cython.final
cdef class Postings:
    cdef void *heads        # of the tables, and what is put away of each
    cdef Tables tables
    cdef Block *away
    cdef Member **members   # of all items, in chunks
    cdef readonly Py_ssize_t items
    cdef readonly Py_ssize_t postings
    cdef double ask_rate, store_rate, least_votes, least_share, own_share
    cdef int ask_least, store_least, most_stories, per_story, verified_per_story
    cdef readonly int verified
    cdef uint32_t span, now  # how many items make an epoch, and the present one
    cdef uint32_t window
    cdef Votes votes
    cdef uint32_t *keys
    cdef uint32_t *places
    cdef uint8_t *weights   # of a vote for each of the numbers under a key
    cdef Py_ssize_t keys_room
    cdef int *held          # what was found under them, see ``_find`` ...
    cdef uint32_t *found    # ... the numbers one behind the other ...
    cdef Member *tellers    # ... and the story and the site of each
    cdef Py_ssize_t found_room
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

    cdef inline Member *member(self, uint32_t number) noexcept nogil:
        return self.members[number >> MEMBERS_BITS] + (number & ((1 << MEMBERS_BITS) - 1))

    cdef inline uint32_t story(self, uint32_t number) noexcept nogil:
        return self.member(number).story

    cdef uint32_t bound(self, double rate, int least, Py_ssize_t pairs) noexcept
    cdef Py_ssize_t sample(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t bound) except -1
    cdef int _find(self, uint32_t key, uint32_t *found, bint not_one=*) except -9
    cdef int _insert(self, uint32_t key, uint32_t number) except -1
    cdef int _grow(self, uint32_t table) except -1
    cdef bint _is_forgotten(self, uint32_t number) noexcept
    cdef int _freeze(self, uint32_t table) except -1
    cdef int _freeze_some(self, Py_ssize_t entered) except -1
    cdef int _replace(self, uint32_t key, uint32_t least, uint32_t behind, uint32_t number) noexcept
    cdef int _recent_stories(self, const uint32_t *found, int count, Py_ssize_t number) noexcept
    cdef int enter_pairs(self, Py_ssize_t number, const uint32_t *s, Py_ssize_t n, int stride) except -1
    cdef int enter_asked(self, Py_ssize_t number) except -1
    cdef bint is_new(self, uint32_t key, uint32_t mask) noexcept
    cdef int _enter_pair(self, uint32_t key, Py_ssize_t number, uint32_t now, const uint32_t *found, int count) except -1
    cdef int _keep(self, uint32_t key, const uint32_t *found, int held) except -1
    cdef int _find_all(self, Py_ssize_t keys) except -1
    cdef int ask(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t site, uint32_t *told, uint32_t *chosen) except -1
    cdef double _least(self, Py_ssize_t asked, Py_ssize_t common) noexcept
    cdef int _count(self, Py_ssize_t asked, double least) except -1
    cdef bint _may_be_last(
        self, const uint64_t *best, Py_ssize_t kept, uint32_t number, const uint32_t *chosen, int picked
    ) noexcept
    cdef int _choose(self, double least, uint32_t *chosen) except -1
    cdef int tell(self, const uint32_t *s, Py_ssize_t n, int stride, uint32_t site, uint32_t *told) except -1
