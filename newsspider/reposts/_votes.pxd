# The votes for the items that hold pairs of the text asked for. The table is empty again when they are taken out.
#
# In: numbers of items, each with a weight. Out: those that have votes enough. Refused: more votes than memory has room for
# (``MemoryError``).
#
# Most items hold a single pair. So the weights of all items whose numbers end alike are first added up in a tally, and
# only where that is high enough are they counted one by one.
#
# All of it is inline: one module has it, and its loops are a part of that module's.

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

cdef enum:
    TALLIES = 2048
    FIRST_ROOM = 4096
    NO_ITEM = 0xFFFFFFFF


cdef struct Votes:
    uint32_t *seen     # the items, each at a place that its number tells ...
    uint32_t *weights  # ... with its votes at the same place
    uint32_t *places   # that are taken, in the order in which they were
    Py_ssize_t room
    Py_ssize_t count
    uint32_t tallies[TALLIES]


cdef inline Py_ssize_t first_place(uint32_t number, Py_ssize_t room) noexcept nogil:
    return ((number * <uint32_t>0x9E3779B1) >> 8) & (room - 1)


cdef inline int open_votes(Votes *self) except -1:
    self.room = FIRST_ROOM
    self.count = 0
    self.seen = <uint32_t *>malloc(self.room * 4)
    self.weights = <uint32_t *>malloc(self.room * 4)
    self.places = <uint32_t *>malloc(self.room * 4)
    if not (self.seen and self.weights and self.places):
        raise MemoryError
    memset(self.seen, 0xFF, self.room * 4)
    return 0


cdef inline void close_votes(Votes *self) noexcept nogil:
    free(self.seen)
    free(self.weights)
    free(self.places)


cdef inline void begin_tallies(Votes *self) noexcept nogil:
    memset(self.tallies, 0, sizeof(self.tallies))


cdef inline void tally(Votes *self, uint32_t number, uint32_t weight) noexcept nogil:
    self.tallies[number % TALLIES] += weight


cdef inline bint may_have(const Votes *self, uint32_t number, double least) noexcept nogil:
    """Whether an item's tally leaves room for so many votes of its own."""
    return self.tallies[number % TALLIES] >= least


cdef inline int widen_votes(Votes *self) except -1:
    cdef Py_ssize_t old = self.room, i, place
    cdef uint32_t *seen = <uint32_t *>malloc(8 * old)
    cdef uint32_t *weights = <uint32_t *>malloc(8 * old)
    cdef uint32_t *places = <uint32_t *>malloc(8 * old)
    if not (seen and weights and places):
        raise MemoryError
    memset(seen, 0xFF, 8 * old)
    for i in range(self.count):
        place = first_place(self.seen[self.places[i]], 2 * old)
        while seen[place] != <uint32_t>NO_ITEM:
            place = (place + 1) & (2 * old - 1)
        seen[place] = self.seen[self.places[i]]
        weights[place] = self.weights[self.places[i]]
        places[i] = <uint32_t>place
    close_votes(self)
    self.seen = seen
    self.weights = weights
    self.places = places
    self.room = 2 * old
    return 0


cdef inline int vote(Votes *self, uint32_t number, uint32_t weight) except -1:
    """One more vote for an item."""
    cdef Py_ssize_t place
    if 2 * (self.count + 1) > self.room:
        widen_votes(self)
    place = first_place(number, self.room)
    while self.seen[place] != <uint32_t>NO_ITEM:
        if self.seen[place] == number:
            self.weights[place] += weight
            return 0
        place = (place + 1) & (self.room - 1)
    self.seen[place] = number
    self.weights[place] = weight
    self.places[self.count] = <uint32_t>place
    self.count += 1
    return 0


cdef inline Py_ssize_t take_out(Votes *self, double least, uint64_t *most) noexcept nogil:
    """The items with so many votes, and none is there any more.

    Each is a number, of which the smaller one has more votes, or as many and came in earlier. Returns how many there are.
    """
    cdef Py_ssize_t i, kept = 0
    cdef uint32_t place
    for i in range(self.count):
        place = self.places[i]
        if self.weights[place] >= least:
            most[kept] = (<uint64_t>(<uint32_t>0xFFFFFFFF - self.weights[place]) << 32) | self.seen[place]
            kept += 1
        self.seen[place] = <uint32_t>NO_ITEM
    self.count = 0
    return kept
