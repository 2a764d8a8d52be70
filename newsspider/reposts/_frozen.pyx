# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Postings that were put away: their keys in memory, coded as ``frozen.py`` has it, their numbers in an unnamed file.

The upper sixteen bits of a key choose one of 65,536 blocks. The blocks are written anew one after the other, each with
what has come in since: what they hold in one file goes to the end of the other, so that the disk is read, written and
given back in large pieces, and no answer waits for it. What was looked up last is kept in half a megabyte: what one item
asks for, the next copy of its story asks for too, and so does the entering of the item itself.
"""

import os
import tempfile

from libc.errno cimport errno
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize

from newsspider.reposts._chunks cimport CHUNK_BYTES, new_chunk

cdef extern from *:
    """
    #ifndef _GNU_SOURCE
    #define _GNU_SOURCE
    #endif
    #include <fcntl.h>
    #include <unistd.h>
    #if defined(__GNUC__) || defined(__clang__)
    #define newsspider_ones(x) __builtin_popcountll(x)
    #define newsspider_lowest(x) __builtin_ctzll(x)
    #define newsspider_fetch(p) __builtin_prefetch(p)
    #else
    static int newsspider_ones(unsigned long long x) { int n = 0; for (; x; x &= x - 1) n++; return n; }
    static int newsspider_lowest(unsigned long long x) { int n = 0; for (; !(x & 1); x >>= 1) n++; return n; }
    #define newsspider_fetch(p) ((void)0)
    #endif
    #ifdef FALLOC_FL_PUNCH_HOLE
    #define newsspider_punch(file, size) fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, size)
    #else
    #define newsspider_punch(file, size) 0
    #endif
    """
    int newsspider_ones(uint64_t x) noexcept nogil
    int newsspider_lowest(uint64_t x) noexcept nogil
    void newsspider_fetch(const void *p) noexcept nogil
    int newsspider_punch(int file, long long size) noexcept nogil
    Py_ssize_t pread(int file, void *into, size_t size, long long at) noexcept nogil
    Py_ssize_t pwrite(int file, const void *held, size_t size, long long at) noexcept nogil
    int close(int file) noexcept nogil
    int ftruncate(int file, long long size) noexcept nogil

cdef enum:
    CHUNK_HEAD = 64
    STARTS = 16         # bytes, eight starts
    TAIL = 65536        # numbers that are written, and read in their order, at once
    LOOKED_UP_BITS = 14
    FULL = 65000
    FEWEST = 4096       # for which room is made, when there are more
    GIVEN_BACK = 1048576  # numbers whose room on the disk is given back at once

cdef uint32_t GONE = 0xFFFFFFFE


cdef inline uint32_t words_of(uint32_t count) noexcept nogil:
    return (count + 256 + 63) >> 6


cdef inline const uint8_t *lows_of(const uint8_t *coded, uint32_t count) noexcept nogil:
    return coded + STARTS + 8 * words_of(count)


cdef void code(const uint16_t *rests, uint32_t count, uint8_t *into) noexcept nogil:
    cdef uint16_t *starts = <uint16_t *>into
    cdef uint64_t *bits = <uint64_t *>(into + STARTS)
    cdef uint8_t *lows = <uint8_t *>lows_of(into, count)
    cdef uint32_t i, at, begun = 0, bucket
    memset(bits, 0, 8 * words_of(count))
    for i in range(count):
        bucket = rests[i] >> 8
        while 32 * begun <= bucket:
            starts[begun] = <uint16_t>(32 * begun + i)
            begun += 1
        at = bucket + i
        bits[at >> 6] |= <uint64_t>1 << (at & 63)
        lows[i] = <uint8_t>(rests[i] & 255)
    while begun < 8:
        starts[begun] = <uint16_t>(32 * begun + count)
        begun += 1


cdef inline uint32_t slot_of(uint32_t key) noexcept nogil:
    return key * <uint32_t>0x9E3779B1 >> (32 - LOOKED_UP_BITS)


cdef void decode(const uint8_t *coded, uint32_t count, uint16_t *rests) noexcept nogil:
    cdef const uint64_t *bits = <const uint64_t *>(coded + STARTS)
    cdef const uint8_t *lows = lows_of(coded, count)
    cdef uint32_t i, at, before = 0
    cdef uint64_t word = bits[0]
    for i in range(count):
        while word == 0:
            before += 64
            word = bits[before >> 6]
        at = before + newsspider_lowest(word)
        word &= word - 1
        rests[i] = <uint16_t>(((at - i) << 8) | lows[i])


cdef uint32_t places(const uint8_t *coded, uint32_t count, uint16_t rest, uint32_t *first) noexcept nogil:
    """How many stand under it, and the place of the first."""
    cdef const uint64_t *bits = <const uint64_t *>(coded + STARTS)
    cdef const uint8_t *lows = lows_of(coded, count)
    cdef uint32_t bucket = rest >> 8, skipped = bucket & 31, some
    cdef uint32_t at = (<const uint16_t *>coded)[bucket >> 5], word = at >> 6, i
    cdef uint8_t low = <uint8_t>(rest & 255)
    cdef uint64_t zeros
    if skipped:
        zeros = ~bits[word] & (<uint64_t>0xFFFFFFFFFFFFFFFF << (at & 63))
        some = newsspider_ones(zeros)
        while some < skipped:
            skipped -= some
            word += 1
            zeros = ~bits[word]
            some = newsspider_ones(zeros)
        while skipped > 1:
            zeros &= zeros - 1
            skipped -= 1
        at = 64 * word + newsspider_lowest(zeros) + 1
    i = at - bucket
    while bits[at >> 6] >> (at & 63) & 1 and lows[i] < low:
        at += 1
        i += 1
    first[0] = i
    while bits[at >> 6] >> (at & 63) & 1 and lows[i] == low:
        at += 1
        i += 1
    return i - first[0]


cdef object refusal(str what):
    """What the system said last, as an error."""
    return OSError(errno, f"{what}: {os.strerror(errno)}")


cdef class Frozen:
    """Postings by block. Raises ``OSError`` if the file can't be made, read or written."""

    def __cinit__(self, folder):
        cdef int i
        self.looked_up = <LookedUp *>calloc(1 << LOOKED_UP_BITS, sizeof(LookedUp))
        self.ahead = <uint32_t *>malloc(TAIL * 4)
        for i in range(2):
            self.regions[i].descriptor = -1
        for i in range(2):
            with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
                self.regions[i].descriptor = os.dup(file.fileno())
            self.regions[i].tail = <uint32_t *>malloc(TAIL * 4)
            if self.regions[i].tail == NULL:
                raise MemoryError
        if not (self.looked_up and self.ahead):
            raise MemoryError
        self._widen(FEWEST)

    def __dealloc__(self):
        cdef int i
        let_go(self.chunk)
        free(self.looked_up); free(self.ahead); free(self.rests); free(self.numbers); free(self.old)
        for i in range(2):
            free(self.regions[i].tail)
            if self.regions[i].descriptor >= 0:
                close(self.regions[i].descriptor)

    cdef int _widen(self, uint32_t room) except -1:
        free(self.rests); free(self.numbers); free(self.old)
        self.room = room
        self.rests = <uint16_t *>malloc(room * 2)
        self.numbers = <uint32_t *>malloc(room * 4)
        self.old = <uint32_t *>malloc(room * 4)
        if not (self.rests and self.numbers and self.old):
            raise MemoryError
        return 0

    cdef void prefetch(self, const Block *block, uint32_t key) noexcept:
        """What ``find`` will look at is on the way already."""
        cdef uint32_t rest = key & 0xFFFF
        newsspider_fetch(&self.looked_up[slot_of(key)])
        if block.count:
            newsspider_fetch(block.coded)
            newsspider_fetch(block.coded + STARTS + (rest * (<uint32_t>block.count + 256) >> 19))
            newsspider_fetch(lows_of(block.coded, block.count) + (rest * <uint32_t>block.count >> 16))

    cdef int find(self, const Block *block, uint32_t key, uint32_t *found, int count, int most, bint not_one) except -1:
        """Add the numbers under a key to those that were found, up to ``most``; returns how many there are then.

        Asked for ``not_one``, a single number isn't looked for if there are no others: it is counted, and not told.
        """
        cdef LookedUp *known = &self.looked_up[slot_of(key)]
        cdef uint32_t first, held, i
        cdef uint32_t read[MOST_READ]
        if block.count == 0:
            return count
        if known.count and known.key == key and known.file == block.file:
            held = known.count
            memcpy(read, known.numbers, 4 * MOST_LOOKED_UP)
        else:
            held = min(places(block.coded, block.count, <uint16_t>(key & 0xFFFF), &first), <uint32_t>MOST_READ)
            if held == 0 or (not_one and count == 0 and held == 1):
                return count + <int>held
            self._read(block, first, held, read)
            if held <= MOST_LOOKED_UP:
                known.key = key
                known.file = block.file
                known.count = <uint8_t>held
                memcpy(known.numbers, read, 4 * held)
        for i in range(held):
            if read[i] != GONE and count < most:
                found[count] = read[i]
                count += 1
        return count

    cdef int remove(self, const Block *block, uint32_t key, uint32_t behind) except -1:
        """Of what stands under a key, take the numbers before ``behind`` out; returns how many."""
        cdef Region *region = &self.regions[block.file]
        cdef uint32_t first, held, i, place, removed = 0
        cdef uint32_t read[MOST_READ]
        if block.count == 0:
            return 0
        held = min(places(block.coded, block.count, <uint16_t>(key & 0xFFFF), &first), <uint32_t>MOST_READ)
        if held == 0:
            return 0
        self._read(block, first, held, read)
        for i in range(held):
            if read[i] < behind:
                read[i] = GONE
                removed += 1
        if removed == 0:
            return 0
        place = block.place + first
        if place >= region.written:
            memcpy(region.tail + (place - region.written), read, 4 * held)
        elif pwrite(region.descriptor, read, 4 * held, 4 * <long long>place) != 4 * <Py_ssize_t>held:
            raise refusal("the file of postings can't be written")
        elif block.file != self.writing and place - self.ahead_at < self.ahead_count:
            memcpy(self.ahead + (place - self.ahead_at), read, 4 * held)
        self.looked_up[slot_of(key)].count = 0
        return <int>removed

    cdef int take(
        self, Block *block, const uint64_t *fresh, uint32_t count, const uint16_t *without, uint32_t left_out
    ) except -1:
        """Write a block anew.

        Args:
            block: The block.
            fresh: What has come in, in order: the rest of a key above its item's number.
            without: Rests of keys that are put away no longer, in order.
        """
        cdef uint32_t held = block.count, i = 0, k = 0, m = 0, kept = 0, place = 0
        cdef uint8_t *coded = NULL
        cdef uint16_t rest
        if held + count > self.room:
            self._widen(2 * (held + count))
        if held:
            self._read_on(block, self.old)
            # What is merged is written from the front, over what was read: there is room for the new ones.
            decode(block.coded, held, self.rests + count)
        while i < held or k < count:
            if k == count or (i < held and self.rests[count + i] <= <uint16_t>(fresh[k] >> 32)):
                rest = self.rests[count + i]
                while m < left_out and without[m] < rest:
                    m += 1
                if self.old[i] != GONE and (m == left_out or without[m] != rest):
                    self.rests[kept] = rest
                    self.numbers[kept] = self.old[i]
                    kept += 1
                i += 1
            else:
                self.rests[kept] = <uint16_t>(fresh[k] >> 32)
                self.numbers[kept] = <uint32_t>(fresh[k] & 0xFFFFFFFF)
                kept += 1
                k += 1
        if kept > FULL:
            raise MemoryError("the index of bigrams is full")
        if kept:
            coded = self._room_for(STARTS + 8 * words_of(kept) + kept)
            code(self.rests, kept, coded)
            self._append(self.numbers, kept, &place)
        if held and block.file != self.writing:
            self._give_back(&self.regions[block.file], block.place)
        let_go(block.coded)
        block.coded = coded
        block.place = place
        block.count = <uint16_t>kept
        block.file = <uint8_t>self.writing
        return 0

    cdef uint8_t *_room_for(self, uint32_t size) except NULL:
        """Room for coded keys, in chunks: written anew in their order, blocks leave the oldest chunk empty first."""
        cdef uint8_t *chunk
        size = (size + 7) // 8 * 8
        if self.chunk == NULL or self.chunk_used + size > CHUNK_BYTES:
            chunk = <uint8_t *>new_chunk()
            if chunk == NULL:
                raise MemoryError
            let_go(self.chunk)
            self.chunk = chunk
            self.chunk_used = CHUNK_HEAD
            (<uint32_t *>chunk)[0] = 1  # held until the next one
        (<uint32_t *>self.chunk)[0] += 1
        self.chunk_used += size
        return self.chunk + self.chunk_used - size

    cdef int turn(self) except -1:
        """All blocks were written anew: what they were written from is empty, and is written next."""
        self.writing = 1 - self.writing
        self.ahead_count = 0
        memset(self.looked_up, 0, sizeof(LookedUp) << LOOKED_UP_BITS)
        cdef Region *region = &self.regions[self.writing]
        if ftruncate(region.descriptor, 0) != 0:
            raise refusal("the file of postings can't be written")
        region.written = 0
        region.given_back = 0
        region.waiting = 0
        return 0

    cdef int _append(self, const uint32_t *numbers, uint32_t count, uint32_t *place) except -1:
        cdef Region *region = &self.regions[self.writing]
        if region.waiting + count > TAIL:
            self._flush(region)
        place[0] = region.written + region.waiting
        memcpy(region.tail + region.waiting, numbers, 4 * count)
        region.waiting += count
        return 0

    cdef int _flush(self, Region *region) except -1:
        cdef size_t done = 0, size = 4 * <size_t>region.waiting
        cdef Py_ssize_t some
        if <uint64_t>region.written + region.waiting >= 0xFFFFFFF0:
            raise MemoryError("the index of bigrams is full")
        while done < size:
            some = pwrite(
                region.descriptor, <uint8_t *>region.tail + done, size - done, 4 * <long long>region.written + done
            )
            if some <= 0:
                raise refusal("the file of postings can't be written")
            done += some
        region.written += region.waiting
        region.waiting = 0
        return 0

    cdef int _read(self, const Block *block, uint32_t first, uint32_t count, uint32_t *into) except -1:
        cdef Region *region = &self.regions[block.file]
        cdef uint32_t place = block.place + first
        cdef size_t done = 0, size = 4 * <size_t>count
        cdef Py_ssize_t some
        if place >= region.written:
            memcpy(into, region.tail + (place - region.written), size)
            return 0
        while done < size:
            some = pread(region.descriptor, <uint8_t *>into + done, size - done, 4 * <long long>place + done)
            if some <= 0:
                raise refusal("the file of postings can't be read")
            done += some
        return 0

    cdef int _read_on(self, const Block *block, uint32_t *into) except -1:
        """All numbers of a block; the next blocks stand behind it, and are read with it."""
        cdef Region *region = &self.regions[block.file]
        cdef Py_ssize_t some
        if block.place >= region.written or block.file == self.writing:
            return self._read(block, 0, block.count, into)
        if block.place < self.ahead_at or block.place + block.count > self.ahead_at + self.ahead_count:
            self.ahead_at = block.place
            self.ahead_count = 0
            some = pread(region.descriptor, self.ahead, 4 * min(<uint32_t>TAIL, region.written - block.place),
                         4 * <long long>block.place)
            if some < 4 * <Py_ssize_t>block.count:
                return self._read(block, 0, block.count, into)
            self.ahead_count = <uint32_t>(some // 4)
        memcpy(into, self.ahead + (block.place - self.ahead_at), 4 * <size_t>block.count)
        return 0

    cdef void _give_back(self, Region *region, uint32_t before) noexcept:
        """What stands before this number isn't needed any more."""
        if before >= region.given_back + GIVEN_BACK and before <= region.written:
            newsspider_punch(region.descriptor, 4 * <long long>before)
            region.given_back = before


def coded(rests):
    """See ``frozen.coded``."""
    cdef uint32_t count = len(rests), i
    cdef uint16_t *held = <uint16_t *>malloc(2 * count + 2)
    if held == NULL:
        raise MemoryError
    for i in range(count):
        held[i] = rests[i]
    told = PyBytes_FromStringAndSize(NULL, STARTS + 8 * words_of(count) + count)
    code(held, count, <uint8_t *>PyBytes_AS_STRING(told))
    free(held)
    return told


def decoded(bytes held not None, uint32_t count):
    """See ``frozen.decoded``."""
    cdef uint16_t *rests = <uint16_t *>malloc(2 * count + 2)
    if rests == NULL:
        raise MemoryError
    decode(<const uint8_t *>PyBytes_AS_STRING(held), count, rests)
    told = [rests[i] for i in range(count)]
    free(rests)
    return told


def found(bytes held not None, uint32_t count, uint16_t rest):
    """See ``frozen.found``."""
    cdef uint32_t first
    cdef uint32_t many = places(<const uint8_t *>PyBytes_AS_STRING(held), count, rest, &first)
    return first, first + many
