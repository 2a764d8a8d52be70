# cython: boundscheck=False, wraparound=False, cdivision=True
"""For ``_parse``: text written as UTF-8, and bytes of UTF-8 looked through for characters that XML forbids."""

cdef enum:
    BLOCK = 32  # characters that are looked at together


ctypedef fused Unit:
    unsigned char
    unsigned short
    unsigned int


cdef inline Py_ssize_t encode_units(const Unit* text, Py_ssize_t size, unsigned char* out) noexcept nogil:
    cdef unsigned char* start = out
    cdef Py_ssize_t at = 0, inner
    cdef unsigned int every, sign
    while at < size:
        # Markup is ASCII: most blocks are, and the compiler narrows them at once.
        while at + BLOCK <= size:
            every = 0
            for inner in range(BLOCK):
                every |= text[at + inner]
            if every >= 0x80:
                break
            for inner in range(BLOCK):
                out[inner] = <unsigned char>text[at + inner]
            out += BLOCK
            at += BLOCK
        for inner in range(at, min(at + BLOCK, size)):
            sign = text[inner]
            if sign < 0x80:
                out[0] = sign
                out += 1
            elif sign < 0x800:
                out[0], out[1] = 0xC0 | sign >> 6, 0x80 | sign & 0x3F
                out += 2
            elif sign < 0x10000:
                if 0xD800 <= sign < 0xE000:
                    return -1
                out[0], out[1], out[2] = 0xE0 | sign >> 12, 0x80 | sign >> 6 & 0x3F, 0x80 | sign & 0x3F
                out += 3
            else:
                out[0], out[1] = 0xF0 | sign >> 18, 0x80 | sign >> 12 & 0x3F
                out[2], out[3] = 0x80 | sign >> 6 & 0x3F, 0x80 | sign & 0x3F
                out += 4
        at = min(at + BLOCK, size)
    return out - start


cdef inline Py_ssize_t encode(void* text, Py_ssize_t size, int kind, unsigned char* out) noexcept nogil:
    """Write text as UTF-8; its size in bytes, or -1 if there is a lone surrogate. ``kind``: bytes of a character."""
    if kind == 1:
        return encode_units(<const unsigned char*>text, size, out)
    if kind == 2:
        return encode_units(<const unsigned short*>text, size, out)
    return encode_units(<const unsigned int*>text, size, out)


cdef inline bint clean(const unsigned char* data, Py_ssize_t size, bytes page) except -1:
    cdef Py_ssize_t at
    cdef unsigned char byte, forbidden = 0, doubtful = 0
    # Without branches, so that the compiler takes many bytes at once.
    for at in range(size):
        byte = data[at]
        forbidden |= (byte < 0x20) & (byte != 0x09) & (byte != 0x0A) & (byte != 0x0D) | (byte == 0x7F)
        doubtful |= byte == 0xEF
    return not forbidden and not (doubtful and (b"\xef\xbf\xbe" in page or b"\xef\xbf\xbf" in page))
