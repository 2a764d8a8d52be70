# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``parse.is_clean``: whether a page has any character that XML forbids."""

from cpython.bytes cimport PyBytes_AS_STRING


def is_clean(bytes page not None):
    """Whether none of these UTF-8 bytes is a control character, and none begins U+FFFE or U+FFFF."""
    cdef const unsigned char* data = <unsigned char*>PyBytes_AS_STRING(page)
    cdef Py_ssize_t size = len(page), at
    cdef unsigned char byte, forbidden = 0, doubtful = 0
    # Without branches, so that the compiler takes many bytes at once.
    for at in range(size):
        byte = data[at]
        forbidden |= (byte < 0x20) & (byte != 0x09) & (byte != 0x0A) & (byte != 0x0D) | (byte == 0x7F)
        doubtful |= byte == 0xEF
    return not forbidden and not (doubtful and (b"\xef\xbf\xbe" in page or b"\xef\xbf\xbf" in page))
