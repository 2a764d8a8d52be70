"""The declarations of ``_tree``, for the compiled modules that read its nodes."""

from lxml.includes.tree cimport xmlNode
from lxml.includes.xmlparser cimport xmlParserCtxt

from newsspider.extraction._building cimport Building


cdef class Context:
    cdef xmlParserCtxt* parser
    cdef Building building
    cdef Py_ssize_t pages
    cdef void clear(self) noexcept


cdef class Tree:
    cdef Context context
    cdef list names  # that elements were given


cdef class Node:
    cdef Tree tree
    cdef xmlNode* node
    cdef close_head(self)
    cdef take_siblings(self)


cdef Node node_of(Tree tree, xmlNode* node)
