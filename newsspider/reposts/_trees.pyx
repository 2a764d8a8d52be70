# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Boosted decision trees, compiled: the same as ``trees.py``.

A leaf leads to itself, so that all trees are climbed by the same number of steps, without a branch that the processor
would have to guess.
"""

from libc.math cimport INFINITY, exp
from libc.stdlib cimport calloc, free

cdef enum:
    TOGETHER = 8  # so many trees are climbed at a time, so that none waits for the memory alone


cdef class Trees:
    """See ``trees.Trees``."""

    def __cinit__(self, double start, list trees):
        cdef int at = 0, number = 0, count = sum(map(len, trees)) + TOGETHER
        self.start = start
        self.trees = (<int>len(trees) + TOGETHER - 1) // TOGETHER * TOGETHER
        self.nodes = <Node *>calloc(count, sizeof(Node))
        self.leaves = <double *>calloc(count, sizeof(double))
        self.roots = <int *>calloc(self.trees + 1, sizeof(int))
        if self.nodes == NULL or self.leaves == NULL or self.roots == NULL:
            raise MemoryError
        for tree in [*trees, *[[(-1, 0.0, 0, 0)]] * (self.trees - len(trees))]:
            self.roots[number] = at
            number += 1
            at = self._lay(tree, at)

    def __dealloc__(self):
        free(self.nodes)
        free(self.leaves)
        free(self.roots)

    cdef int _lay(self, object tree, int at) except -1:
        """A tree's nodes from a place on, the two below each beside each other; returns the place behind them."""
        cdef int behind = at + 1, levels = 0, place
        level = [(0, at)]
        while level:
            below = []
            for number, place in level:
                feature, value, left, right = tree[number]
                if feature < 0:
                    self.nodes[place] = Node(INFINITY, 0, place)
                    self.leaves[place] = value
                    continue
                if not (0 < left < len(tree) and 0 < right < len(tree)) or behind + 2 - at > len(tree):
                    raise ValueError("a branch leads nowhere")
                self.nodes[place] = Node(value, feature, behind)
                self.width = max(self.width, <int>feature + 1)
                below += [(left, behind), (right, behind + 1)]
                behind += 2
            level = below
            levels += 1
        self.depth = max(self.depth, levels - 1)
        return behind

    cdef double sum(self, const double *x) noexcept nogil:
        """The score of features that are enough."""
        cdef double total = self.start
        cdef int at[TOGETHER]
        cdef int first = 0, step, k
        cdef const Node *node
        while first < self.trees:
            for k in range(TOGETHER):
                at[k] = self.roots[first + k]
            for step in range(self.depth):
                for k in range(TOGETHER):
                    node = &self.nodes[at[k]]
                    at[k] = node.below + (x[node.feature] > node.value)
            for k in range(TOGETHER):
                total += self.leaves[at[k]]
            first += TOGETHER
        return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, total))))

    def score(self, list values):
        """The score, 0 to 1, of these features."""
        cdef double x[64]
        cdef int i
        if len(values) < self.width or not 0 < len(values) <= 64:
            raise ValueError("too few features, or too many")
        for i in range(len(values)):
            x[i] = values[i]
        return self.sum(x)
