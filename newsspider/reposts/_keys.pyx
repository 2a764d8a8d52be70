# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A table from keys to numbers of items, compiled: the same as ``keys.py``."""

from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from newsspider.reposts._chunks cimport free_pages, new_pages

cdef enum:
    SHARD_BITS = 7      # few enough that most stand in pages of their own, and that none takes long to make anew
    FIRST_SLOTS = 16
    SLOT_BYTES = 12
    LEAST_PAGES = 4096  # bytes

cdef uint32_t FREE = 0xFFFFFFFF


cdef struct Shard:
    int64_t *keys       # the numbers stand behind them, in the same piece of memory
    uint32_t *numbers
    uint32_t slots
    uint32_t used


cdef int open_shard(Shard *shard, uint32_t slots) except -1:
    cdef size_t size = slots * <size_t>SLOT_BYTES
    shard.keys = <int64_t *>(new_pages(size) if size >= LEAST_PAGES else malloc(size))
    if shard.keys == NULL:
        raise MemoryError
    shard.numbers = <uint32_t *>(shard.keys + slots)
    shard.slots = slots
    shard.used = 0
    memset(shard.numbers, 0xFF, slots * 4)
    return 0


cdef void close_shard(Shard *shard) noexcept:
    cdef size_t size = shard.slots * <size_t>SLOT_BYTES
    if size >= LEAST_PAGES and shard.keys:
        free_pages(shard.keys, size)
    else:
        free(shard.keys)


cdef uint32_t slot_of(const Shard *shard, int64_t key) noexcept nogil:
    """Where a key stands, or would."""
    cdef uint32_t mask = shard.slots - 1, slot = <uint32_t>(key >> SHARD_BITS) & mask
    while shard.numbers[slot] != FREE and shard.keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


cdef class KeyTable:
    """See ``keys.KeyTable``."""

    cdef Shard *shards

    def __cinit__(self):
        cdef int i
        self.shards = <Shard *>calloc(1 << SHARD_BITS, sizeof(Shard))
        if self.shards == NULL:
            raise MemoryError
        for i in range(1 << SHARD_BITS):
            open_shard(&self.shards[i], FIRST_SLOTS)

    def __dealloc__(self):
        cdef int i
        if self.shards:
            for i in range(1 << SHARD_BITS):
                close_shard(&self.shards[i])
        free(self.shards)

    def get(self, int64_t key):
        """The number of a key, or None."""
        cdef Shard *shard = &self.shards[key & ((1 << SHARD_BITS) - 1)]
        cdef uint32_t number = shard.numbers[slot_of(shard, key)]
        return None if number == FREE else number

    def add(self, int64_t key, uint32_t number):
        """Enter a number under a key; one that is taken stays as it is."""
        cdef Shard *shard = &self.shards[key & ((1 << SHARD_BITS) - 1)]
        cdef uint32_t slot = slot_of(shard, key)
        if shard.numbers[slot] != FREE:
            return
        shard.keys[slot] = key
        shard.numbers[slot] = number
        shard.used += 1
        if 4 * shard.used > 3 * shard.slots:
            self._grow(shard)

    cdef int _grow(self, Shard *shard) except -1:
        cdef Shard larger
        cdef uint32_t i, slot
        open_shard(&larger, 2 * shard.slots)
        for i in range(shard.slots):
            if shard.numbers[i] != FREE:
                slot = slot_of(&larger, shard.keys[i])
                larger.keys[slot] = shard.keys[i]
                larger.numbers[slot] = shard.numbers[i]
        larger.used = shard.used
        close_shard(shard)
        shard[0] = larger
        return 0
