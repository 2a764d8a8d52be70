# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``marked.marked``: one pass over libxml2's nodes, with objects for what is found alone."""

from libc.string cimport strcmp, strstr
from lxml.includes.etreepublic cimport _Document, _Element, elementFactory, import_lxml__etree
from lxml.includes.tree cimport XML_ELEMENT_NODE, XML_TEXT_NODE, xmlAttr, xmlNode

import_lxml__etree()


def marked(_Element root not None, tuple parts not None, bytes readers not None):
    """The elements whose class holds one of the parts, and those that are marked as author by other attributes.

    Args:
        root: The root of the tree.
        parts: Parts of class names, as UTF-8.
        readers: What a class or id holds where readers write; there and below it no class counts.
    """
    cdef list named = [], items = []
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* closed = NULL  # what readers wrote, while the pass is inside it
    cdef const char* classes
    cdef const char* ident
    while True:
        if node.type == XML_ELEMENT_NODE:
            classes = _value(node, b"class")
            if closed == NULL:
                ident = _value(node, b"id")
                if _holds(classes, readers) or _holds(ident, readers):
                    closed = node
                elif classes != NULL and _holds_any(classes, parts):
                    named.append(elementFactory(root._doc, node))
            if (
                _is(_value(node, b"itemprop"), b"author")
                or _is(_value(node, b"rel"), b"author")
                or strcmp(<char*>node.name, b"address") == 0
            ):
                items.append(elementFactory(root._doc, node))
            if node.children != NULL:
                node = node.children
                continue
        while node != top and node.next == NULL:
            if node == closed:
                closed = NULL
            node = node.parent
        if node == closed:
            closed = NULL
        if node == top:
            return named, items
        node = node.next


cdef const char* _value(xmlNode* el, const char* name) noexcept nogil:
    """The value of an attribute; NULL without one."""
    cdef xmlAttr* attribute = el.properties
    while attribute != NULL:
        if attribute.name[0] == name[0] and strcmp(<char*>attribute.name, name) == 0:
            if attribute.children == NULL or attribute.children.type != XML_TEXT_NODE:
                return NULL
            return <char*>attribute.children.content
        attribute = attribute.next
    return NULL


cdef inline bint _is(const char* value, const char* wanted) noexcept nogil:
    return value != NULL and strcmp(value, wanted) == 0


cdef inline bint _holds(const char* value, const char* part) noexcept nogil:
    return value != NULL and strstr(value, part) != NULL


cdef bint _holds_any(const char* value, tuple parts) except -1:
    for part in parts:
        if strstr(value, <bytes>part) != NULL:
            return True
    return False
