# A line of ten postings, as long as what the processor fetches at once, in which each is found without a look at the
# others one by one. Of them the tables are made (see ``_tables.pxd``).
#
# In: the lower half of a key. Out: the places of the line that have it, a bit each, and whether more of them may stand
# in the next line. Refused: nothing.

from libc.stdint cimport uint8_t, uint16_t, uint32_t

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define newsspider_prefetch(p) __builtin_prefetch(p)
    #define newsspider_first_one(x) __builtin_ctz(x)
    #else
    #define newsspider_prefetch(p) ((void)0)
    static int newsspider_first_one(unsigned x) { int n = 0; for (; !(x & 1); x >>= 1) n++; return n; }
    #endif
    /* Which of the ten first of twelve numbers are this one: a bit each. */
    #ifdef __SSE2__
    #include <emmintrin.h>
    static unsigned newsspider_alike(const unsigned short *ten, unsigned short one) {
        const __m128i all = _mm_set1_epi16((short)one);
        const __m128i eight = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)ten), all);
        const __m128i four = _mm_cmpeq_epi16(_mm_loadl_epi64((const __m128i *)(ten + 8)), all);
        return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(eight, four)) & 1023u;
    }
    #else
    static unsigned newsspider_alike(const unsigned short *ten, unsigned short one) {
        unsigned found = 0;
        int i;
        for (i = 0; i < 10; i++) found |= (unsigned)(ten[i] == one) << i;
        return found;
    }
    #endif
    """
    uint32_t newsspider_alike(const uint16_t *ten, uint16_t one) noexcept nogil
    void newsspider_prefetch(const void *p) noexcept nogil
    int newsspider_first_one(uint32_t x) noexcept nogil

cdef enum:
    PER_LINE = 10

# What the processor fetches at once: so many postings.
cdef struct Line:
    uint16_t rests[PER_LINE]    # the lower halves of their keys
    uint16_t table              # whose it is: the upper half
    uint8_t used
    uint8_t passed              # by postings that it had no room for: a bit each, by the end of the key
    uint32_t numbers[PER_LINE]  # of the items


cdef inline uint32_t is_passed(const Line *line, uint32_t key) noexcept nogil:
    """Whether more of a key's postings may stand in the next line; one in eight of others says so too."""
    return line.passed >> (key & 7) & 1


cdef inline uint32_t alike(const Line *line, uint16_t rest) noexcept nogil:
    """Which places of a line have this lower half: a bit each."""
    return newsspider_alike(line.rests, rest) & ((<uint32_t>1 << line.used) - 1)
