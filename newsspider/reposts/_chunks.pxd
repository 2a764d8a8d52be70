# Memory in chunks of two megabytes, all zero, each at a multiple of its size, and on one large page where the system has
# them (Linux): what is looked up in the dark, a word here and a word there, then costs one miss of the processor's
# cache, and none of its table of pages. And memory of any size apart from all other, for what grows by being made anew:
# among all other it would leave holes of every size, which hold up whoever asks for memory next.

cdef extern from *:
    """
    #include <stdlib.h>
    #include <stdint.h>
    #include <string.h>
    #ifdef __linux__
    #ifndef _DEFAULT_SOURCE
    #define _DEFAULT_SOURCE
    #endif
    #include <sys/mman.h>
    #endif

    #define NEWSSPIDER_CHUNK ((size_t)1 << 21)

    #if defined(__linux__) && defined(MADV_HUGEPAGE) && defined(MAP_ANONYMOUS)
    static void *newsspider_chunk(void) {
        /* Twice as much, of which the part that begins at a multiple of its size is kept; all of it is zero. */
        uint8_t *all = (uint8_t *)mmap(NULL, 2 * NEWSSPIDER_CHUNK, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        size_t before;
        if (all == (uint8_t *)MAP_FAILED) return NULL;
        before = (NEWSSPIDER_CHUNK - ((uintptr_t)all & (NEWSSPIDER_CHUNK - 1))) & (NEWSSPIDER_CHUNK - 1);
        if (before) munmap(all, before);
        munmap(all + before + NEWSSPIDER_CHUNK, NEWSSPIDER_CHUNK - before);
        (void)madvise(all + before, NEWSSPIDER_CHUNK, MADV_HUGEPAGE);
        *(volatile uint8_t *)(all + before) = 0; /* cleared now: read first, it would be mapped twice, and while one waits */
        return all + before;
    }
    static void newsspider_unchunk(void *chunk) { if (chunk) munmap(chunk, NEWSSPIDER_CHUNK); }
    static void *newsspider_pages(size_t bytes) {
        void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return pages == MAP_FAILED ? NULL : pages;
    }
    static void newsspider_unpages(void *pages, size_t bytes) { munmap(pages, bytes); }
    #else
    static void *newsspider_chunk(void) {
        void *chunk = NULL;
        return posix_memalign(&chunk, NEWSSPIDER_CHUNK, NEWSSPIDER_CHUNK) ? NULL : memset(chunk, 0, NEWSSPIDER_CHUNK);
    }
    static void newsspider_unchunk(void *chunk) { free(chunk); }
    static void *newsspider_pages(size_t bytes) { return calloc(1, bytes); }
    static void newsspider_unpages(void *pages, size_t bytes) { (void)bytes; free(pages); }
    #endif
    """
    void *new_chunk "newsspider_chunk"() noexcept nogil
    void free_chunk "newsspider_unchunk"(void *chunk) noexcept nogil
    void *new_pages "newsspider_pages"(size_t bytes) noexcept nogil
    void free_pages "newsspider_unpages"(void *pages, size_t bytes) noexcept nogil

cdef enum:
    CHUNK_BYTES = 2097152

