cdef struct Node:
    double value    # the threshold
    int feature
    int below       # the node for values up to the threshold; that for values above it stands behind


cdef class Trees:
    cdef Node *nodes
    cdef double *leaves     # of each node that is a leaf its value
    cdef int *roots
    cdef int trees
    cdef int depth
    cdef readonly int width
    cdef double start
    cdef int _lay(self, object tree, int at) except -1
    cdef double sum(self, const double *x) noexcept nogil
