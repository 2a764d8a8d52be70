# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``gathered.gather``: one pass over nodes of libxml2's shape, with objects for what is found alone."""

from cpython.mem cimport PyMem_Free
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memset, strcmp, strlen, strncmp, strstr
from lxml.includes.etreepublic cimport _Document, _Element, elementFactory, import_lxml__etree
from lxml.includes.tree cimport (
    XML_CDATA_SECTION_NODE,
    XML_ELEMENT_NODE,
    XML_TEXT_NODE,
    const_xmlChar,
    xmlAttr,
    xmlNode,
)

from newsspider.extraction._names cimport Words, bits_of, contains_word, new_words, put_word
from newsspider.extraction._programs cimport GLANCE, may_be_data
from newsspider.extraction._runs cimport is_blank
from newsspider.extraction._tree cimport Node, Tree, node_of

import_lxml__etree()

cdef enum Tag:
    UNKNOWN  # not looked up yet
    OTHER
    UNSEEN
    PERHAPS  # unseen, but a story may stand in it
    META
    LINK
    TITLE
    SCRIPT
    BASE
    HEADING
    SUBHEADING
    ANCHOR
    ABBR
    ADDRESS
    BUTTON
    LANDMARK

cdef enum Attribute:
    UNREAD  # not looked up yet
    NOTHING
    CLASS
    ID
    ITEMPROP
    REL
    HREF

# Of what some parts of values tell, as bits.
cdef enum:
    AUTHOR = 1
    READERS = 2
    PROFILE = 4

cdef enum:
    CACHED = 256  # slots in which the addresses of names are remembered
    PAIRS = 4096  # slots for the two first bytes of parts
    MOST_PARTS = 64
    LONGEST_CHAR = 4  # bytes
    LONGEST_NAME = 64  # bytes of a meta tag's name that is looked up as it stands

cdef struct Known:
    const_xmlChar* name
    int kind

# Parts of a value that are looked for, all at once: nearly every place is passed over by its two bytes.
cdef struct Parts:
    unsigned char pairs[PAIRS]
    const char* texts[MOST_PARTS]
    size_t sizes[MOST_PARTS]
    unsigned char kinds[MOST_PARTS]
    int number


cdef class Wanted:
    """What ``gather`` looks for; holds for many pages. The arguments are the constants of ``gathered``."""

    cdef frozenset meta
    cdef dict tags
    cdef list kept  # alive for the parts
    cdef Parts parts
    cdef Words names  # of meta tags
    cdef Py_ssize_t most_profiles, most_subheadings, least_data, glance
    cdef object is_data

    def __init__(
        self, meta, unseen, perhaps, landmarks, author_parts, profile_paths, readers, most_profiles, most_subheadings,
        is_data, least_data, glance
    ):
        self.meta = meta
        self.tags = {
            **TAGS,
            **{tag.encode(): LANDMARK for tag in landmarks},
            **{tag.encode(): UNSEEN for tag in unseen},
            **{tag.encode(): PERHAPS for tag in perhaps},
            b"script": SCRIPT,
        }
        self.most_profiles, self.most_subheadings = most_profiles, most_subheadings
        self.is_data, self.least_data, self.glance = is_data, least_data, glance
        self.kept = []
        self.put_parts(author_parts, AUTHOR)
        self.put_parts((readers,), READERS)
        self.put_parts(profile_paths, PROFILE)
        new_words(&self.names, len(meta), 0)
        cdef bytes name
        for name in [each.encode() for each in meta]:
            self.kept.append(name)
            put_word(&self.names, name, len(name), 1, 0)

    def __dealloc__(self):
        PyMem_Free(self.names.slots)
        PyMem_Free(self.names.hashes)

    cdef int put_parts(self, texts, int kind) except -1:
        cdef Parts* parts = &self.parts
        cdef bytes text
        if parts.number + len(texts) > MOST_PARTS:
            raise ValueError(f"more than {MOST_PARTS} parts of values are looked for; raise MOST_PARTS")
        for text in [each.encode() for each in texts]:
            self.kept.append(text)
            parts.texts[parts.number] = text
            parts.sizes[parts.number] = len(text)
            parts.kinds[parts.number] = kind
            parts.pairs[pair_of(<unsigned char*>parts.texts[parts.number])] |= kind
            parts.number += 1
        return 0


cdef dict TAGS = {
    b"meta": META, b"link": LINK, b"title": TITLE, b"script": SCRIPT, b"base": BASE, b"h1": HEADING,
    b"h2": SUBHEADING, b"a": ANCHOR, b"abbr": ABBR, b"address": ADDRESS,
    b"button": BUTTON,
}
cdef dict ATTRIBUTES = {b"class": CLASS, b"id": ID, b"itemprop": ITEMPROP, b"rel": REL, b"href": HREF}


cdef int named(const char* name, dict kinds) except -1:
    """What a name is good for; 1 for those that are good for nothing."""
    return kinds.get(<bytes>name, 1)


cdef inline unsigned int slot_of_name(const_xmlChar* name) noexcept nogil:
    # Names lie one behind the other in libxml2's dictionary.
    return <unsigned int>((<unsigned long long><size_t>name * 0x9E3779B97F4A7C15ULL) >> 56)


cdef inline unsigned int pair_of(const unsigned char* text) noexcept nogil:
    return (text[0] * 31 + text[1]) & (PAIRS - 1)


cdef int parts_in(const char* value, Parts* parts, int wanted) noexcept nogil:
    """Which of the wanted kinds of parts, each of two bytes or more, stand in a value."""
    cdef const unsigned char* at = <const unsigned char*>value
    cdef int number, found = 0
    if at == NULL or not at[0]:
        return 0
    while at[1]:
        if parts.pairs[pair_of(at)] & wanted:
            for number in range(parts.number):
                if parts.kinds[number] & wanted and strncmp(<char*>at, parts.texts[number], parts.sizes[number]) == 0:
                    found |= parts.kinds[number]
                    wanted &= ~found
        at += 1
    return found


def gather(root not None, Wanted wanted not None):
    """The fields of a ``Gathered``, in order, from lxml's tree or a ``Node``."""
    cdef Gatherer gatherer = Gatherer(wanted)
    gatherer.visit(root)
    return (
        gatherer.meta, gatherer.canonical, gatherer.title, gatherer.base, gatherer.stories, gatherer.data,
        gatherer.headings, gatherer.subheadings, gatherer.named, gatherer.items, gatherer.dates, gatherer.moments,
        gatherer.tags_found, gatherer.profiles, gatherer.unclosed, gatherer.unseen,
    )


cdef class Gatherer:
    """One page's pass."""

    cdef Wanted wanted
    cdef _Document doc
    cdef Tree tree  # or this
    cdef Known tags[CACHED]
    cdef Known attributes[CACHED]
    cdef dict meta
    cdef object canonical, base
    cdef str title
    cdef Py_ssize_t unseen
    cdef set buttons
    cdef list unclosed, stories, data, headings, subheadings, named, items, dates, moments, tags_found, profiles

    def __cinit__(self, Wanted wanted):
        self.wanted = wanted
        self.meta = {}
        self.title = ""
        self.stories, self.data, self.headings, self.subheadings = [], [], [], []
        self.named, self.items, self.dates, self.moments = [], [], [], []
        self.tags_found, self.profiles, self.unclosed = [], [], []
        self.unseen = 0
        self.buttons = set()
        memset(self.tags, 0, sizeof(self.tags))
        memset(self.attributes, 0, sizeof(self.attributes))

    cdef int visit(self, root) except -1:
        cdef xmlNode* top
        cdef xmlNode* node
        cdef xmlNode* unseen = NULL  # what no reader sees, while the pass is inside it
        cdef xmlNode* closed = NULL  # what readers wrote, while the pass is inside it
        cdef xmlNode* button = NULL  # the outermost button, while the pass is inside it
        cdef bint perhaps = False  # whether a story may stand in what no reader sees
        cdef int tag
        if type(root) is Node:
            self.tree, top = (<Node>root).tree, (<Node>root).node
        else:
            self.doc, top = (<_Element?>root)._doc, (<_Element>root)._c_node
        node = top
        while True:
            if node.type == XML_ELEMENT_NODE:
                tag = self.tag_of(node.name)
                if META <= tag <= BASE:
                    self.page(node, tag)
                if tag == UNSEEN or tag == PERHAPS or tag == SCRIPT:
                    if unseen == NULL:
                        unseen = node
                        perhaps = tag == PERHAPS
                elif unseen == NULL and (node.properties != NULL or tag >= HEADING):
                    if self.element(node, tag, closed == NULL):
                        closed = node
                    if tag == BUTTON and button == NULL:
                        button = node
                    elif tag == LANDMARK and button != NULL:
                        self.take_buttons(node, button)
                if node.children != NULL:
                    node = node.children
                    continue
            elif unseen != NULL and perhaps and (node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE):
                self.take_unseen(node)
            while True:
                if node == closed:
                    closed = NULL
                if node == button:
                    button = NULL
                if node == unseen:
                    unseen = NULL
                if node == top:
                    return 0
                if node.next != NULL:
                    node = node.next
                    break
                node = node.parent

    cdef made(self, xmlNode* node):
        """The object of an element."""
        return elementFactory(self.doc, node) if self.tree is None else node_of(self.tree, node)

    cdef inline int tag_of(self, const_xmlChar* name) except -1:
        cdef Known* known = &self.tags[slot_of_name(name)]
        if known.name != name:
            known.kind = named(<const char*>name, self.wanted.tags)
            known.name = name
        return known.kind

    cdef inline int attribute_of(self, const_xmlChar* name) except -1:
        cdef Known* known = &self.attributes[slot_of_name(name)]
        if known.name != name:
            known.kind = named(<const char*>name, ATTRIBUTES)
            known.name = name
        return known.kind

    cdef bint element(self, xmlNode* node, int tag, bint is_open) except -1:
        """Note what an element is marked as; whether readers write in it."""
        cdef const char* classes = NULL
        cdef const char* ident = NULL
        cdef const char* item = NULL
        cdef const char* rel = NULL
        cdef const char* href = NULL
        cdef xmlAttr* attribute = node.properties
        cdef int kind, held
        cdef bint closes = False
        while attribute != NULL:
            kind = self.attribute_of(attribute.name)
            if kind == CLASS:
                classes = content_of(attribute)
            elif kind == ID:
                ident = content_of(attribute)
            elif kind == ITEMPROP:
                item = content_of(attribute)
            elif kind == REL:
                rel = content_of(attribute)
            elif kind == HREF:
                href = content_of(attribute)
            attribute = attribute.next
        if is_open:
            held = parts_in(classes, &self.wanted.parts, AUTHOR | READERS)
            closes = held & READERS or parts_in(ident, &self.wanted.parts, READERS)
            if not closes and held & AUTHOR:
                self.named.append(self.made(node))
        if is_text(item, b"author") or is_text(rel, b"author") or tag == ADDRESS:
            self.items.append(self.made(node))
        if is_text(item, b"datePublished"):
            self.dates.append(self.made(node))
        if tag == ANCHOR:
            if rel != NULL and contains_word(<const unsigned char*>rel, b"tag") and "tag" in text_of(rel).lower().split():
                self.tags_found.append(self.made(node))
            if len(self.profiles) < self.wanted.most_profiles and parts_in(href, &self.wanted.parts, PROFILE):
                self.profiles.append(self.made(node))
        elif tag == HEADING:
            self.headings.append(self.made(node))
        elif tag == SUBHEADING:
            if len(self.subheadings) < self.wanted.most_subheadings:
                self.subheadings.append(self.made(node))
        elif tag == ABBR and classes != NULL and strstr(classes, b"published") != NULL and "published" in text_of(classes).split():
            self.moments.append(self.made(node))
        return closes

    cdef int take_buttons(self, xmlNode* node, xmlNode* outermost) except -1:
        """Note all buttons around an element, up to one that is known; then those around that are."""
        cdef xmlNode* around = node
        while around != outermost:
            around = around.parent
            if self.tag_of(around.name) == BUTTON:
                if <size_t>around in self.buttons:
                    return 0
                self.buttons.add(<size_t>around)
                self.unclosed.append(self.made(around))
        return 0

    cdef int take_unseen(self, xmlNode* text) except -1:
        """Count a text that readers don't see, unless it is a program's."""
        cdef Py_ssize_t size
        if text.content == NULL or is_text(<char*>text.parent.name, b"script") or is_text(<char*>text.parent.name, b"style"):
            return 0
        size = strlen(<char*>text.content)
        if not is_blank(text.content, size):
            self.unseen += size
        return 0

    cdef int page(self, xmlNode* node, int tag) except -1:
        """Note what an element says of the page."""
        cdef const char* value
        if tag == META:
            self.take_meta(node)
        elif tag == SCRIPT:
            self.take_script(node)
        elif tag == LINK:
            value = value_of(node, b"rel")
            if (
                not self.canonical
                and value != NULL
                and contains_word(<const unsigned char*>value, b"canonical")
                and "canonical" in text_of(value).lower().split()
            ):
                self.canonical = text_or_none(value_of(node, b"href"))
        elif tag == BASE:
            if not self.base:
                self.base = text_or_none(value_of(node, b"href"))
        elif not self.title and node.parent != NULL and node.parent.type == XML_ELEMENT_NODE:
            # A <title> elsewhere is a drawing's.
            if is_text(<char*>node.parent.name, b"head") or is_text(<char*>node.parent.name, b"body"):
                self.title = " ".join(self.inner_text(node).split())
        return 0

    cdef int take_meta(self, xmlNode* node) except -1:
        cdef const char* content = value_of(node, b"content")
        cdef const char* names
        cdef str folded = None
        if content == NULL:
            return 0
        for number in range(4):
            names = value_of(
                node, b"property" if number == 0 else b"name" if number == 1 else b"itemprop" if number == 2 else b"http-equiv"
            )
            if names == NULL or not self.may_be_wanted(<const unsigned char*>names):
                continue
            for name in text_of(names).lower().split():
                if name in self.wanted.meta:
                    if folded is None:
                        folded = " ".join(text_of(content).split())
                    self.meta.setdefault(name, []).append(folded)
        return 0

    cdef bint may_be_wanted(self, const unsigned char* names) noexcept nogil:
        """Whether a name is one of those that are wanted; what is more than one plain name may always be."""
        cdef unsigned char low[LONGEST_NAME]
        cdef Py_ssize_t size = 0
        while names[size]:
            if size == LONGEST_NAME or names[size] <= 0x20 or names[size] >= 0x80:
                return True
            low[size] = names[size] + 32 if c"A" <= names[size] <= c"Z" else names[size]
            size += 1
        return bits_of(&self.wanted.names, low, size) != 0

    cdef int take_script(self, xmlNode* node) except -1:
        cdef const char* kind = value_of(node, b"type")
        cdef const char* source
        cdef const char* text
        cdef Py_ssize_t size
        if kind == NULL or not kind[0]:
            source = value_of(node, b"src")
            if source != NULL and source[0]:
                return 0  # a program of its own
        elif contains_word(<const unsigned char*>kind, b"ld+json"):
            self.stories.append(self.inner_text(node))
            return 0
        text = only_text(node)
        if text == NULL:
            return 0
        size = strlen(text)
        if size <= self.wanted.least_data:
            return 0
        if size <= LONGEST_CHAR * self.wanted.least_data and len(text_of(text)) <= self.wanted.least_data:
            return 0
        if kind != NULL and contains_word(<const unsigned char*>kind, b"json"):
            self.data.append(text_of(text))
            return 0
        size = min(size, <Py_ssize_t>GLANCE)
        if not may_be_data(<const unsigned char*>text, size):
            return 0
        start = PyUnicode_DecodeUTF8(text, size, "ignore")
        if self.wanted.is_data(start, 0, self.wanted.glance) is not None:
            self.data.append(text_of(text))
        return 0

    cdef str inner_text(self, xmlNode* node):
        """The text before the first element."""
        cdef const char* text = only_text(node)
        if text != NULL:
            return text_of(text)
        return self.made(node).text or ""


cdef const char* only_text(xmlNode* node) noexcept nogil:
    """The text of an element that holds one text and nothing else; NULL for others."""
    cdef xmlNode* child = node.children
    if child == NULL or child.next != NULL:
        return NULL
    if child.type != XML_TEXT_NODE and child.type != XML_CDATA_SECTION_NODE:
        return NULL
    return <const char*>child.content


cdef inline const char* content_of(xmlAttr* attribute) noexcept nogil:
    """An attribute's value, which may be empty."""
    if attribute.children == NULL or attribute.children.type != XML_TEXT_NODE:
        return b""
    return <const char*>attribute.children.content


cdef const char* value_of(xmlNode* el, const char* name) noexcept nogil:
    """The value of an attribute; NULL where there is no such attribute."""
    cdef xmlAttr* attribute = el.properties
    while attribute != NULL:
        if attribute.name[0] == name[0] and strcmp(<char*>attribute.name, name) == 0:
            return content_of(attribute)
        attribute = attribute.next
    return NULL


cdef inline str text_of(const char* value):
    return PyUnicode_DecodeUTF8(value, strlen(value), NULL)


cdef inline object text_or_none(const char* value):
    return None if value == NULL else text_of(value)


cdef inline bint is_text(const char* value, const char* wanted) noexcept nogil:
    return value != NULL and strcmp(value, wanted) == 0
