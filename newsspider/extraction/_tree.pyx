# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A page's tree as libxml2 sees it, in one piece of memory instead of thousands.

In: a page as clean UTF-8. Out: its root, a ``Node``, that answers as an element of lxml does. libxml2's own HTML parser
tells element by element what the page holds, as it would tell itself to build a tree, and nodes of libxml2's shape are
laid one behind the other: what reads such nodes reads these too. Refused: nothing; a page that is nested deeper than
libxml2 would go is said to be cut.

The functions are those of the libxml2 that lxml brings along, found at run time: see ``connect``.
"""

cimport cython
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport free
from libc.string cimport memset, strcmp, strlen
from lxml.includes.tree cimport XML_ELEMENT_NODE, const_xmlChar, xmlAttr, xmlNode
from lxml.includes.xmlparser cimport (
    XML_PARSE_HUGE,
    XML_PARSE_NOERROR,
    XML_PARSE_NONET,
    XML_PARSE_NOWARNING,
    XML_PARSE_RECOVER,
    xmlParserCtxt,
    xmlSAXHandler,
)

from newsspider.extraction._arena cimport give_back, leave
from newsspider.extraction._building cimport (
    Act,
    Building,
    append,
    cdata,
    characters,
    end_element,
    new_node,
    start_element,
)

cdef enum:
    PAGES = 2_000  # for which one parser is used: it remembers every name that it met
    MOST_UNSEEN = 32
    OPTIONS = XML_PARSE_RECOVER | XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING

ctypedef xmlParserCtxt* (*New)(xmlSAXHandler*, void*) noexcept nogil
ctypedef void* (*Read)(xmlParserCtxt*, const char*, int, const char*, const char*, int) noexcept nogil

cdef New new_parser = NULL
cdef Read read_memory = NULL
cdef Act stop_parser = NULL
cdef Act free_parser = NULL
cdef xmlSAXHandler handler
cdef list idle = []  # contexts that no tree uses
cdef list kept = []  # alive for the names
cdef tuple never_in_head = ()
cdef const char* unseen_names[MOST_UNSEEN]
cdef size_t unseen_count = 0
cdef const char* BODY = b"body"


def connect(functions, unseen, no_head):
    """Say where libxml2 is.

    Args:
        functions: The addresses of ``htmlNewSAXParserCtxt``, ``htmlCtxtReadMemory``, ``xmlStopParser`` and
            ``htmlFreeParserCtxt``.
        unseen: The tags of the elements that ``Node.strip_unseen`` takes out.
        no_head: Those of elements that libxml2 leaves in the head, though they end it.
    """
    global new_parser, read_memory, stop_parser, free_parser, unseen_count, never_in_head
    cdef size_t new, read, stop, leave, at
    new, read, stop, leave = functions
    new_parser, read_memory = <New><void*>new, <Read><void*>read
    stop_parser, free_parser = <Act><void*>stop, <Act><void*>leave
    never_in_head = no_head
    if len(unseen) > MOST_UNSEEN:
        raise ValueError(f"more than {MOST_UNSEEN} tags are unseen; raise MOST_UNSEEN")
    kept[:] = [tag.encode() for tag in unseen]
    for at in range(<size_t>len(kept)):
        unseen_names[at] = <bytes>kept[at]
    unseen_count = len(kept)
    memset(&handler, 0, sizeof(handler))
    handler.startElement = start_element
    handler.endElement = end_element
    handler.characters = characters
    handler.cdataBlock = cdata


def parse(bytes page not None):
    """The root of a page, or None if it has no element; and whether the page is cut since it is nested too deep."""
    cdef Tree tree = Tree()
    cdef Building* building = &tree.context.building
    cdef const char* data = page
    cdef Py_ssize_t size = len(page)
    if size > 2_000_000_000:
        raise OverflowError("a page of more than two billion bytes")
    with nogil:
        read_memory(tree.context.parser, data, <int>size, NULL, "UTF-8", OPTIONS)
    if building.no_memory:
        raise MemoryError
    if building.first == NULL:
        return None, building.too_deep
    cdef Node root = node_of(tree, building.first)
    root.take_siblings()
    root.close_head()
    return root, building.too_deep


@cython.no_gc  # nothing that it holds can hold it
cdef class Context:
    """A parser with the names that it met, and the memory of one tree."""

    def __cinit__(self):
        self.parser = new_parser(&handler, &self.building)
        if self.parser == NULL:
            raise MemoryError
        self.building.parser, self.building.stop = self.parser, stop_parser
        self.building.tags, self.building.tag_count = unseen_names, unseen_count

    def __dealloc__(self):
        if self.parser != NULL:
            free_parser(self.parser)
        leave(&self.building.arena)
        free(self.building.unseen)

    cdef void clear(self) noexcept:
        """Forget the last page."""
        cdef Building* building = &self.building
        give_back(&building.arena)
        building.first = building.last = building.open = building.text = NULL
        building.unseen_count = 0
        building.depth = 0
        building.too_deep = building.no_memory = False


@cython.no_gc  # nothing that it holds can hold it
cdef class Tree:
    """Holds the memory of a page's nodes for as long as one of them is known."""

    def __cinit__(self):
        self.context = idle.pop() if idle else Context()
        self.context.pages += 1
        self.names = []

    def __dealloc__(self):
        if self.context is not None and self.context.pages < PAGES:
            self.context.clear()
            idle.append(self.context)


# -- what others ask --------------------------------------------------------------------------------------------------


cdef Node node_of(Tree tree, xmlNode* node):
    if node == NULL:
        return None
    cdef Node made = Node.__new__(Node)
    made.tree, made.node = tree, node
    return made


@cython.no_gc  # nothing that it holds can hold it
cdef class Node:
    """An element. It has what extraction asks of elements, by the names that lxml gives it and with the same answers."""

    @property
    def tag(self):
        return text_of(<const char*>self.node.name)

    @tag.setter
    def tag(self, str name not None):
        cdef bytes kept = name.encode()
        self.tree.names.append(kept)
        self.node.name = <const_xmlChar*><const char*>kept

    @property
    def text(self):
        return joined(self.node.children)

    @property
    def tail(self):
        return joined(self.node.next)

    def get(self, str name not None, default=None):
        cdef bytes wanted = name.encode()
        cdef xmlAttr* attribute = self.node.properties
        while attribute != NULL:
            if strcmp(<const char*>attribute.name, wanted) == 0:
                return value_of(attribute)
            attribute = attribute.next
        return default

    def items(self):
        cdef list found = []
        cdef xmlAttr* attribute = self.node.properties
        while attribute != NULL:
            found.append((text_of(<const char*>attribute.name), value_of(attribute)))
            attribute = attribute.next
        return found

    def getparent(self):
        return node_of(self.tree, self.node.parent)

    def getnext(self):
        return node_of(self.tree, element_behind(self.node.next))

    def __len__(self):
        cdef xmlNode* child = element_behind(self.node.children)
        cdef Py_ssize_t number = 0
        while child != NULL:
            number += 1
            child = element_behind(child.next)
        return number

    def __bool__(self):
        return True

    def __iter__(self):
        cdef xmlNode* child = element_behind(self.node.children)
        while child != NULL:
            yield node_of(self.tree, child)
            child = element_behind(child.next)

    def itersiblings(self, *, bint preceding=False):
        cdef xmlNode* place = self.node.prev if preceding else self.node.next
        while place != NULL:
            if place.type == XML_ELEMENT_NODE:
                yield node_of(self.tree, place)
            place = place.prev if preceding else place.next

    def iter(self, *tags):
        cdef xmlNode* place = self.node
        while place != NULL:
            if not tags or text_of(<const char*>place.name) in tags:
                yield node_of(self.tree, place)
            place = following(place, self.node)
            while place != NULL and place.type != XML_ELEMENT_NODE:
                place = following(place, self.node)

    def iterdescendants(self, *tags):
        for each in self.iter(*tags):
            if (<Node>each).node != self.node:
                yield each

    def itertext(self):
        cdef xmlNode* place = following(self.node, self.node)
        while place != NULL:
            if place.type != XML_ELEMENT_NODE and (place.prev == NULL or place.prev.type == XML_ELEMENT_NODE):
                yield joined(place)
            place = following(place, self.node)

    def __eq__(self, other):
        return type(other) is Node and (<Node>other).node == self.node

    def __hash__(self):
        return <Py_hash_t>(<size_t>self.node >> 3)

    cdef close_head(self):
        """Move the first child of ``<head>`` that ends it, and all behind that, to ``<body>``'s beginning."""
        cdef xmlNode* head = child_named(self.node, b"head")
        cdef xmlNode* body
        cdef xmlNode* first
        cdef xmlNode* last
        cdef xmlNode* place
        if head == NULL:
            return
        first = element_behind(head.children)
        while first != NULL and text_of(<const char*>first.name) not in never_in_head:
            first = element_behind(first.next)
        if first == NULL:
            return
        body = child_named(self.node, b"body")
        if body == NULL:
            body = new_node(&self.tree.context.building, XML_ELEMENT_NODE, <const_xmlChar*>BODY)
            if body == NULL:
                raise MemoryError
            append(self.node, body)
        last = head.last
        head.last = first.prev
        if first.prev == NULL:
            head.children = NULL
        else:
            first.prev.next = NULL
        place = first
        while place != NULL:
            place.parent = body
            place = place.next
        first.prev, last.next = NULL, body.children
        if body.children == NULL:
            body.last = last
        else:
            body.children.prev = last
        body.children = first

    cdef take_siblings(self):
        """Make the elements behind the root its last children."""
        cdef xmlNode* place = self.node.next
        cdef xmlNode* behind
        self.node.next = NULL
        while place != NULL:
            behind = place.next
            append(self.node, place)
            place = behind

    def strip_unseen(self):
        """Take out of the whole tree what no reader sees, as ``connect`` was told."""
        cdef Building* building = &self.tree.context.building
        cdef xmlNode* place
        cdef size_t at
        for at in range(building.unseen_count):
            place = building.unseen[at]
            if place == self.node:
                continue
            if place.prev != NULL:
                place.prev.next = place.next
            else:
                place.parent.children = place.next
            if place.next != NULL:
                place.next.prev = place.prev
            else:
                place.parent.last = place.prev
        building.unseen_count = 0


cdef inline str text_of(const char* text):
    return PyUnicode_DecodeUTF8(text, strlen(text), NULL)


cdef inline str value_of(xmlAttr* attribute):
    return "" if attribute.children == NULL else text_of(<const char*>attribute.children.content)


cdef joined(xmlNode* node):
    """The text that begins with this node, to the next element; None if there is none."""
    found = None
    while node != NULL and node.type != XML_ELEMENT_NODE:
        text = text_of(<const char*>node.content)
        found = text if found is None else found + text
        node = node.next
    return found


cdef inline xmlNode* element_behind(xmlNode* node) noexcept nogil:
    """This node or the next behind it that is an element."""
    while node != NULL and node.type != XML_ELEMENT_NODE:
        node = node.next
    return node


cdef xmlNode* child_named(xmlNode* parent, const char* name) noexcept nogil:
    cdef xmlNode* child = element_behind(parent.children)
    while child != NULL and strcmp(<const char*>child.name, name) != 0:
        child = element_behind(child.next)
    return child


cdef xmlNode* following(xmlNode* node, xmlNode* top) noexcept nogil:
    """The next node in page order inside ``top``; NULL behind the last."""
    if node.type == XML_ELEMENT_NODE and node.children != NULL:
        return node.children
    while node != top and node.next == NULL:
        node = node.parent
    return NULL if node == top else node.next
