from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t

from newsspider.reposts._chunks cimport CHUNK_BYTES, free_chunk


cdef struct Block:
    uint8_t *coded  # as ``frozen.coded`` has it
    uint32_t place  # of its first number, in its file
    uint16_t count
    uint8_t file


cdef inline void let_go(uint8_t *coded) noexcept nogil:
    """What stands here isn't needed any more: the chunk, whose first number counts what is, may not be either."""
    cdef uint32_t *chunk = <uint32_t *>(<uintptr_t>coded & ~(<uintptr_t>CHUNK_BYTES - 1))
    if chunk == NULL:
        return
    chunk[0] -= 1
    if chunk[0] == 0:
        free_chunk(chunk)


cdef struct Region:
    int descriptor
    uint32_t written     # numbers in the file
    uint32_t given_back  # of them, at its beginning, those whose room on the disk was given back
    uint32_t *tail       # what follows, not written yet
    uint32_t waiting


cdef enum:
    MOST_READ = 64
    MOST_LOOKED_UP = 6


cdef struct LookedUp:
    uint32_t key
    uint32_t numbers[MOST_LOOKED_UP]
    uint8_t count  # 0: nothing stands here
    uint8_t file   # where it was read: the block may have been written anew since


cdef class Frozen:
    cdef Region regions[2]
    cdef int writing
    cdef uint8_t *chunk     # from which coded keys are given room
    cdef uint32_t chunk_used
    cdef LookedUp *looked_up
    cdef uint32_t *ahead    # of the file that is read, what is needed next
    cdef uint32_t ahead_at, ahead_count
    cdef uint16_t *rests
    cdef uint32_t *numbers
    cdef uint32_t *old
    cdef uint32_t room

    cdef void prefetch(self, const Block *block, uint32_t key) noexcept
    cdef int find(self, const Block *block, uint32_t key, uint32_t *found, int count, int most, bint not_one) except -1
    cdef int remove(self, const Block *block, uint32_t key, uint32_t behind) except -1
    cdef int take(
        self, Block *block, const uint64_t *fresh, uint32_t count, const uint16_t *without, uint32_t left_out
    ) except -1
    cdef uint8_t *_room_for(self, uint32_t size) except NULL
    cdef int turn(self) except -1
    cdef int _widen(self, uint32_t room) except -1
    cdef int _read(self, const Block *block, uint32_t first, uint32_t count, uint32_t *into) except -1
    cdef int _read_on(self, const Block *block, uint32_t *into) except -1
    cdef int _append(self, const uint32_t *numbers, uint32_t count, uint32_t *place) except -1
    cdef int _flush(self, Region *region) except -1
    cdef void _give_back(self, Region *region, uint32_t before) noexcept
