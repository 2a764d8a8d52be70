# The small tables in which postings stand, by the upper half of their keys, and the memory that they stand in.
#
# In: keys of 32 bits, each with the number of an item or a mark. Out: the numbers under a key. Refused: more than 65,000
# postings in a table, or more memory than there is (``MemoryError``).
#
# A table is a row of lines of ten postings (see ``_posting_lines.pxd``); a key's line is told by its lower half, and
# what a line has no room for stands in one behind it: each line that it has passed tells so. What is taken out leaves
# no hole in its line. Each table is made anew, with room for a third more than it holds, when so many have come in as
# it had room for: some line was then never full, so that every search ends. Lines are given out from the end of chunks
# of two megabytes (see ``_chunks.pxd``). Where a table stood before it has grown a hole is left; when holes are an
# eighth of all, the chunk with the most of them is cleared, its tables going to the end: no memory is lost to what
# tables have outgrown, and no answer waits for more than one chunk.
#
# All of it is inline: one module has it, and its loops are a part of that module's.

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcpy, memset

from newsspider.reposts._chunks cimport free_chunk, new_chunk
from newsspider.reposts._posting_lines cimport PER_LINE, Line, alike, is_passed, newsspider_first_one

cdef enum:
    TABLES = 65536
    LINES_BITS = 15  # of a chunk
    CHUNK_LINES = 1 << LINES_BITS
    MOST_LIVE = 65000
    HOLES = 8        # of all lines, one in so many
    NO_CHUNK = 0xFFFFFFFF
    # What stands in the place of a number that goes when its table is made anew, at once; below it marks of boilerplate.
    GONE = 0xFFFFFFFE
    # A mark: this and the epoch in which an item last held the pair.
    COMMON = 0xFFFF0000


cdef struct Table:
    uint32_t first  # of its lines: the number of the chunk, then the place in it
    uint16_t lines
    uint16_t used   # of the places in them, those that were emptied since it was made too


cdef struct Chunk:
    Line *lines    # NULL: given back
    uint32_t used  # so many are given out
    uint32_t dead  # and of those, so many are held no longer


cdef struct Tables:
    Table *tables
    Chunk *chunks
    uint32_t count  # of chunks
    uint32_t room   # for chunks
    uint32_t open   # the chunk from which lines are given out
    uint32_t spare  # one that is empty, or none: ``NO_CHUNK``
    uint64_t held   # lines in all chunks: those that tables stand in ...
    uint64_t dead   # ... and those that they stand in no longer
    Line *aside     # what a table held while it is made anew
    uint32_t aside_room


cdef inline Line *lines_of(const Tables *self, const Table *table) noexcept nogil:
    return self.chunks[table.first >> LINES_BITS].lines + (table.first & ((1 << LINES_BITS) - 1))


cdef inline uint32_t home(const Table *table, uint32_t key) noexcept nogil:
    """The place among its table's lines where a key is looked for first."""
    return ((key & 0xFFFF) * table.lines) >> 16


# What is only fetched a compiler may leave out with the function that does it: whoever looks at these places fetches them.
cdef inline const void *head_of(const Tables *self, uint32_t key) noexcept nogil:
    return &self.tables[key >> 16]


cdef inline const void *line_of(const Tables *self, uint32_t key) noexcept nogil:
    """Where ``find`` will look first."""
    cdef const Table *table = &self.tables[key >> 16]
    return lines_of(self, table) + home(table, key)


cdef inline const void *last_line_of(const Tables *self, uint32_t key) noexcept nogil:
    """The next one if ``find`` will look there, too, else the same."""
    cdef const Table *table = &self.tables[key >> 16]
    cdef const Line *line
    if table.lines == 0:
        return table
    line = lines_of(self, table) + home(table, key)
    return line + is_passed(line, key)


cdef inline int find(const Tables *self, uint32_t key, uint32_t *found, int most) noexcept nogil:
    """The numbers under a key, ``most`` at most; -1 if it has a mark, which is then the only one."""
    cdef const Table *table = &self.tables[key >> 16]
    cdef const Line *lines
    cdef const Line *line
    cdef uint32_t at, bits, number
    cdef int count = 0
    if table.lines == 0:
        return 0
    lines = lines_of(self, table)
    at = home(table, key)
    while True:
        line = lines + at
        bits = alike(line, <uint16_t>(key & 0xFFFF))
        while bits:
            number = line.numbers[newsspider_first_one(bits)]
            bits &= bits - 1
            if number >= <uint32_t>COMMON:
                found[0] = number
                return -1
            if count < most:
                found[count] = number
                count += 1
        if not is_passed(line, key):
            return count
        at += 1
        if at == table.lines:
            at = 0


cdef inline bint is_full(const Tables *self, uint32_t key) noexcept nogil:
    """Whether a key's table has to be made anew before one more is put into it."""
    cdef const Table *table = &self.tables[key >> 16]
    return table.used >= MOST_LIVE or 20 * (<uint32_t>table.used + 1) > 17 * PER_LINE * <uint32_t>table.lines


cdef inline int turn_to_next(Tables *self) except -1:
    """Give lines out from the beginning of another chunk."""
    cdef uint32_t i = self.spare
    if i == <uint32_t>NO_CHUNK:
        i = 0
        while i < self.count and self.chunks[i].lines != NULL:
            i += 1
        if i == self.room:
            chunks = <Chunk *>realloc(self.chunks, (2 * self.room + 16) * sizeof(Chunk))
            if chunks == NULL:
                raise MemoryError
            self.chunks = chunks
            self.room = 2 * self.room + 16
        if i == self.count:
            self.count += 1
        self.chunks[i].lines = <Line *>new_chunk()
        if self.chunks[i].lines == NULL:
            raise MemoryError
    self.spare = <uint32_t>NO_CHUNK
    self.chunks[i].used = 0
    self.chunks[i].dead = 0
    self.open = i
    return 0


cdef inline int open_tables(Tables *self, Table *tables) except -1:
    """No postings yet; the tables' heads, all zero, stand where the caller says."""
    memset(self, 0, sizeof(Tables))
    self.tables = tables
    self.spare = <uint32_t>NO_CHUNK
    return turn_to_next(self)


cdef inline void close_tables(Tables *self) noexcept nogil:
    cdef uint32_t i
    for i in range(self.count):
        free_chunk(self.chunks[i].lines)
    free(self.chunks)
    free(self.aside)


cdef inline int give_out(Tables *self, Table *table, uint32_t lines) except -1:
    """Lines for a table, as they were left."""
    cdef Chunk *chunk = &self.chunks[self.open]
    if chunk.used + lines > CHUNK_LINES:
        chunk.dead += CHUNK_LINES - chunk.used
        self.dead += CHUNK_LINES - chunk.used
        turn_to_next(self)
        chunk = &self.chunks[self.open]
    table.first = (self.open << LINES_BITS) | chunk.used
    table.lines = <uint16_t>lines
    chunk.used += lines
    self.held += lines
    return 0


cdef inline void take_back(Tables *self, Table *table) noexcept nogil:
    self.chunks[table.first >> LINES_BITS].dead += table.lines
    self.dead += table.lines
    self.held -= table.lines
    table.lines = 0


cdef inline int clear_a_chunk(Tables *self) except -1:
    """What tables stand in the chunk with the most holes goes to the end."""
    cdef uint32_t i, at = 0, worst = self.open, number
    cdef Chunk *chunk
    cdef Table *table
    cdef Table before
    for i in range(self.count):
        if i == self.open or i == self.spare or self.chunks[i].lines == NULL:
            continue
        if worst == self.open or self.chunks[i].dead > self.chunks[worst].dead:
            worst = i
    if worst == self.open:
        return 0
    while at < self.chunks[worst].used:
        table = &self.tables[self.chunks[worst].lines[at].table]
        if table.lines == 0 or table.first != ((worst << LINES_BITS) | at):
            at += 1
            continue
        before = table[0]
        take_back(self, table)
        give_out(self, table, before.lines)
        memcpy(lines_of(self, table), lines_of(self, &before), before.lines * sizeof(Line))
        at += before.lines
    chunk = &self.chunks[worst]
    self.dead -= chunk.dead
    if self.spare == <uint32_t>NO_CHUNK:
        self.spare = worst
    else:
        free_chunk(chunk.lines)
        chunk.lines = NULL
    chunk.used = 0
    chunk.dead = 0
    return 0


cdef inline void put(Tables *self, uint32_t key, uint32_t number) noexcept nogil:
    """One more posting, for which its table has room (see ``is_full``)."""
    cdef Table *table = &self.tables[key >> 16]
    cdef Line *lines = lines_of(self, table)
    cdef uint32_t at = home(table, key)
    while lines[at].used == PER_LINE:
        lines[at].passed |= 1 << (key & 7)
        at += 1
        if at == table.lines:
            at = 0
    lines[at].rests[lines[at].used] = <uint16_t>(key & 0xFFFF)
    lines[at].numbers[lines[at].used] = number
    lines[at].used += 1
    table.used += 1


cdef inline int replace(Tables *self, uint32_t key, uint32_t least, uint32_t behind, uint32_t number) noexcept nogil:
    """Of what stands under a key, the numbers from ``least`` to before ``behind`` give way to a single one, or to none: ``GONE``.

    Returns how many there were.
    """
    cdef const Table *table = &self.tables[key >> 16]
    cdef Line *lines
    cdef Line *line
    cdef uint32_t at = home(table, key), bits
    cdef int i, replaced = 0
    if table.lines == 0:
        return 0
    lines = lines_of(self, table)
    while True:
        line = lines + at
        bits = alike(line, <uint16_t>(key & 0xFFFF))
        # From behind, for the last one goes where one is taken out.
        for i in range(line.used - 1 if bits else -1, -1, -1):
            if not bits >> i & 1 or not least <= line.numbers[i] < behind:
                continue
            replaced += 1
            if number != <uint32_t>GONE:
                line.numbers[i] = number
                number = GONE
                continue
            line.used -= 1
            line.rests[i] = line.rests[line.used]
            line.numbers[i] = line.numbers[line.used]
        if not is_passed(line, key):
            return replaced
        at += 1
        if at == table.lines:
            at = 0


cdef inline int make_anew(Tables *self, uint32_t number, uint32_t live, uint32_t least) except -1:
    """A table with room for so many postings and a third more, with what it held from ``least`` on and isn't gone."""
    cdef Table *table = &self.tables[number]
    cdef uint32_t lines = max(<uint32_t>1, (4 * live + 24) // 25), held = table.lines, i, k
    cdef Line *line
    if live > MOST_LIVE:
        raise MemoryError("the index of bigrams is full")
    if held > self.aside_room:
        free(self.aside)
        self.aside = <Line *>malloc(2 * held * sizeof(Line))
        self.aside_room = 2 * held if self.aside else 0
        if self.aside == NULL:
            raise MemoryError
    if held:
        memcpy(self.aside, lines_of(self, table), held * sizeof(Line))
    if held != lines:
        if held:
            take_back(self, table)
        if self.dead > self.held // HOLES + CHUNK_LINES:
            clear_a_chunk(self)
        give_out(self, table, lines)
    line = lines_of(self, table)
    memset(line, 0, lines * sizeof(Line))
    for i in range(lines):
        line[i].table = <uint16_t>number
    table.used = 0
    for i in range(held):
        for k in range(self.aside[i].used):
            if least <= self.aside[i].numbers[k] < <uint32_t>GONE:
                put(self, (number << 16) | self.aside[i].rests[k], self.aside[i].numbers[k])
    return 0
