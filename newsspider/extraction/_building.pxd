# cython: boundscheck=False, wraparound=False, cdivision=True
"""For ``_tree``: what becomes of a page while libxml2 tells, element by element, what it holds.

libxml2's parser calls the four functions at the end, as it would call its own to build a tree. The nodes have its shape,
and lie one behind the other in an arena.
"""

from libc.stdlib cimport realloc
from libc.string cimport memcpy, memset, strcmp, strlen
from lxml.includes.tree cimport (
    XML_ATTRIBUTE_NODE,
    XML_CDATA_SECTION_NODE,
    XML_ELEMENT_NODE,
    XML_TEXT_NODE,
    const_xmlChar,
    xmlAttr,
    xmlElementType,
    xmlNode,
)
from lxml.includes.xmlparser cimport xmlParserCtxt

from newsspider.extraction._arena cimport Arena, stretch, take

cdef enum:
    DEEPEST = 2048  # elements inside each other; libxml2 goes no deeper either
    NAMES = 256  # slots in which the addresses of names are remembered

ctypedef void (*Act)(xmlParserCtxt*) noexcept nogil


cdef struct Building:
    Arena arena
    xmlNode* first  # elements outside of all others; of a good page there is one
    xmlNode* last
    xmlNode* open  # the innermost element that isn't closed
    xmlNode* text  # the text that was added last, if nothing was since
    size_t text_size
    xmlNode** unseen  # the elements that no reader sees
    size_t unseen_count, unseen_room
    const char** tags  # of those
    size_t tag_count
    const_xmlChar* names[NAMES]
    bint names_unseen[NAMES]
    xmlParserCtxt* parser
    Act stop
    int depth
    bint too_deep, no_memory


cdef inline void append(xmlNode* parent, xmlNode* node) noexcept nogil:
    node.parent, node.prev, node.next = parent, parent.last, NULL
    if parent.last == NULL:
        parent.children = node
    else:
        parent.last.next = node
    parent.last = node


cdef inline xmlNode* new_node(Building* building, xmlElementType type, const_xmlChar* name) noexcept nogil:
    cdef xmlNode* node = <xmlNode*>take(&building.arena, sizeof(xmlNode))
    if node == NULL:
        building.no_memory = True
        building.stop(building.parser)
        return NULL
    memset(node, 0, sizeof(xmlNode))
    node.type, node.name = type, name
    building.text = NULL
    return node


cdef inline bint is_switch(const char* name) noexcept nogil:
    """Whether libxml2 knows an attribute as one without a value."""
    return (
        strcmp(name, b"checked") == 0 or strcmp(name, b"disabled") == 0 or strcmp(name, b"selected") == 0
        or strcmp(name, b"multiple") == 0 or strcmp(name, b"readonly") == 0 or strcmp(name, b"nowrap") == 0
        or strcmp(name, b"noshade") == 0 or strcmp(name, b"noresize") == 0 or strcmp(name, b"nohref") == 0
        or strcmp(name, b"ismap") == 0 or strcmp(name, b"defer") == 0 or strcmp(name, b"declare") == 0
        or strcmp(name, b"compact") == 0
    )


cdef inline void add_attributes(Building* building, xmlNode* node, const_xmlChar** attributes) noexcept nogil:
    """An attribute without a value has no text; libxml2 gives those of forms that are on or off their own name."""
    cdef xmlAttr* last = NULL
    cdef xmlAttr* attribute
    cdef xmlNode* value
    cdef const_xmlChar* text
    cdef size_t size
    while attributes[0] != NULL:
        attribute = <xmlAttr*>take(&building.arena, sizeof(xmlAttr))
        if attribute == NULL:
            building.no_memory = True
            return
        memset(attribute, 0, sizeof(xmlAttr))
        attribute.type, attribute.name, attribute.parent = XML_ATTRIBUTE_NODE, attributes[0], node
        text = attributes[1]
        if text == NULL and is_switch(<const char*>attributes[0]):
            text = attributes[0]
        if text != NULL:
            value = new_node(building, XML_TEXT_NODE, NULL)
            size = strlen(<const char*>text) + 1
            if value != NULL:
                value.content = <unsigned char*>take(&building.arena, size)
            if value == NULL or value.content == NULL:
                building.no_memory = True
                return
            memcpy(value.content, text, size)
            value.parent = <xmlNode*>attribute
            attribute.children = attribute.last = value
        attribute.prev = last
        if last == NULL:
            node.properties = attribute
        else:
            last.next = attribute
        last = attribute
        attributes += 2


cdef inline bint is_unseen(Building* building, const_xmlChar* name) noexcept nogil:
    """Whether readers see nothing of an element; told by the address of its name, of which libxml2 keeps one copy."""
    cdef size_t at, slot = (<size_t>name >> 3) % NAMES
    if building.names[slot] != name:
        building.names[slot] = name
        building.names_unseen[slot] = False
        for at in range(building.tag_count):
            building.names_unseen[slot] |= strcmp(<const char*>name, building.tags[at]) == 0
    return building.names_unseen[slot]


cdef inline void note_unseen(Building* building, xmlNode* node) noexcept nogil:
    cdef xmlNode** more
    if building.unseen_count == building.unseen_room:
        more = <xmlNode**>realloc(building.unseen, (2 * building.unseen_room + 256) * sizeof(xmlNode*))
        if more == NULL:
            building.no_memory = True
            return
        building.unseen, building.unseen_room = more, 2 * building.unseen_room + 256
    building.unseen[building.unseen_count] = node
    building.unseen_count += 1


cdef inline void start_element(void* told, const_xmlChar* name, const_xmlChar** attributes) noexcept nogil:
    cdef Building* building = <Building*>told
    cdef xmlNode* node
    if building.too_deep or building.no_memory:
        return
    if building.depth == DEEPEST:
        building.too_deep = True
        building.stop(building.parser)
        return
    node = new_node(building, XML_ELEMENT_NODE, name)
    if node == NULL:
        return
    node.parent = building.open
    if building.open == NULL:
        node.prev = building.last
        if building.last == NULL:
            building.first = node
        else:
            building.last.next = node
        building.last = node
    else:
        append(building.open, node)
    building.open = node
    building.depth += 1
    if is_unseen(building, name):
        note_unseen(building, node)
    if attributes != NULL:
        add_attributes(building, node, attributes)


cdef inline void end_element(void* told, const_xmlChar* name) noexcept nogil:
    cdef Building* building = <Building*>told
    if building.open != NULL:
        building.open = building.open.parent
        building.depth -= 1
        building.text = NULL


cdef inline void add_text(Building* building, xmlElementType type, const_xmlChar* text, int size) noexcept nogil:
    """Text right behind text goes on with it; text outside of all elements is none."""
    cdef xmlNode* node = building.text
    cdef size_t before = 0
    cdef char* content
    if building.open == NULL or building.too_deep or building.no_memory or size <= 0:
        return
    if node != NULL and node.type == type:
        before = building.text_size
        if stretch(&building.arena, node.content, before + 1, before + size + 1):
            memcpy(node.content + before, text, size)
            node.content[before + size] = 0
            building.text_size += size
            return
    else:
        node = new_node(building, type, NULL)
        if node == NULL:
            return
        append(building.open, node)
    content = <char*>take(&building.arena, before + size + 1)
    if content == NULL:
        building.no_memory = True
        return
    memcpy(content, node.content, before)
    memcpy(content + before, text, size)
    content[before + size] = 0
    node.content = <unsigned char*>content
    building.text, building.text_size = node, before + size


cdef inline void characters(void* told, const_xmlChar* text, int size) noexcept nogil:
    add_text(<Building*>told, XML_TEXT_NODE, text, size)


cdef inline void cdata(void* told, const_xmlChar* text, int size) noexcept nogil:
    add_text(<Building*>told, XML_CDATA_SECTION_NODE, text, size)
