# cython: boundscheck=False, wraparound=False, cdivision=True
"""For ``_tree``: memory that is taken piece by piece and given back all at once.

A page's tree has some thousand pieces: asking the allocator for each, and giving each back, costs as much as reading it.
"""

from libc.stdlib cimport free, malloc

cdef enum:
    FIRST = 1 << 16  # bytes of the first chunk, with what was asked for
    MOST_AHEAD = 1 << 25  # that a chunk is larger than what was asked for
    KEPT = 8_000_000  # of a chunk that the next page takes over, at the most


# The pieces lie behind it.
cdef struct Chunk:
    Chunk* before
    size_t size
    size_t used


cdef struct Arena:
    Chunk* last


cdef inline Chunk* new_chunk(Arena* arena, size_t size) noexcept nogil:
    """A chunk that pieces are taken from henceforth, or NULL."""
    cdef Chunk* chunk = <Chunk*>malloc(sizeof(Chunk) + size)
    if chunk == NULL:
        return NULL
    chunk.before, chunk.size, chunk.used = arena.last, size, 0
    arena.last = chunk
    return chunk


cdef inline void* take(Arena* arena, size_t size) noexcept nogil:
    """A piece of this size, whatever it holds; NULL if there is no memory."""
    cdef Chunk* chunk = arena.last
    cdef void* piece
    size = (size + 7) & ~<size_t>7
    if chunk == NULL or chunk.used + size > chunk.size:
        chunk = new_chunk(arena, size + (min(2 * chunk.size, <size_t>MOST_AHEAD) if chunk != NULL else FIRST))
        if chunk == NULL:
            return NULL
    piece = <char*>chunk + sizeof(Chunk) + chunk.used
    chunk.used += size
    return piece


cdef inline bint stretch(Arena* arena, void* piece, size_t size, size_t more) noexcept nogil:
    """Whether the piece that was taken last could be made longer where it stands."""
    cdef Chunk* chunk = arena.last
    cdef size_t start = <size_t>piece - <size_t>chunk - sizeof(Chunk)
    if start + more > chunk.size or start + ((size + 7) & ~<size_t>7) != chunk.used:
        return False
    chunk.used = start + ((more + 7) & ~<size_t>7)
    return chunk.used <= chunk.size


cdef inline void give_back(Arena* arena) noexcept nogil:
    """Give all pieces back, but for the memory of one chunk, which the next page needs."""
    cdef Chunk* chunk = arena.last
    cdef Chunk* kept = NULL
    cdef Chunk* before
    while chunk != NULL:
        before = chunk.before
        if chunk.size <= KEPT and (kept == NULL or chunk.size > kept.size):
            kept, chunk = chunk, kept
        free(chunk)
        chunk = before
    arena.last = kept
    if kept != NULL:
        kept.before, kept.used = NULL, 0


cdef inline void leave(Arena* arena) noexcept nogil:
    """Give everything back."""
    give_back(arena)
    free(arena.last)
    arena.last = NULL
