from libc.stdint cimport uint8_t, uint32_t


cdef enum:
    FIGURES = 31


cdef struct Text:
    const uint32_t *stems
    const uint8_t *flags
    uint8_t *common
    uint8_t *matching   # stands in a pair that the other text has
    uint8_t *known      # its stem stands in the other text
    uint8_t *run        # covered
    uint8_t *passage
    int *at             # where the other text has the pair that begins here, from 1 on; 0: nowhere
    Py_ssize_t n
    int stride


cdef struct Table:      # a text's stems and pairs, to look the other's up in
    uint32_t *stems
    uint32_t *pairs
    int *first          # where each pair stands first
    int *slot_of_pair   # of each pair of the text
    int *slot_of_stem
    int *hit_pairs      # where the other text has it first, from 1 on
    uint8_t *hit_stems  # whether the other text has it
    Py_ssize_t size
    void *room
    Py_ssize_t held


cdef int fill(Table *table, const Text *x) except -1
cdef void empty(Table *table) noexcept
cdef void lay(Text *t, const uint32_t *stems, const uint8_t *flags, Py_ssize_t n, int stride, uint8_t *room, int *at) noexcept nogil
cdef void hold_against(Text *x, Text *y, Table *table) noexcept nogil
cdef void read_common(Text *t, const uint32_t *marks, Py_ssize_t pairs, uint32_t story) noexcept nogil
cdef void find_runs(Text *t, int gap, int least_run, int segment_gap) noexcept nogil
cdef void count(const Text *t, const Text *other, int lead, int *found) noexcept nogil
