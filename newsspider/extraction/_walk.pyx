# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``walk``: the same walk over nodes of libxml2's shape, without an object for each.

In: the root of an lxml tree or of ``_tree``'s, the clutter rules, what ``walk`` knows of tags, and the names of
``class_words``. Out: the fields of a ``Layout``. Text stays UTF-8 until a block is whole; what a tag with its class names says is looked up once
a page. Nothing is written to the tree, and no function of libxml2 is called: only its nodes' fields are read.
"""

from array import array
from functools import lru_cache

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memcmp, strchr, strcmp, strlen
from lxml.includes.etreepublic cimport (
    LXML_VERSION_STRING,
    _Element,
    attributeValue,
    collectAttributes,
    import_lxml__etree,
    namespacedName,
)
from lxml.includes.tree cimport (
    LIBXML_VERSION,
    XML_CDATA_SECTION_NODE,
    XML_ELEMENT_NODE,
    XML_TEXT_NODE,
    const_xmlChar,
    xmlAttr,
    xmlNode,
)

from newsspider.extraction._names cimport Words, bits_of_token, contains_word, new_words, put_word
from newsspider.extraction._paths cimport Numbers, free_numbers, name_hash, new_numbers, number_for
from newsspider.extraction._runs cimport (
    Bytes,
    Ints,
    fold,
    grown,
    is_blank,
    push,
    put,
    space_size,
    stripped_length,
)
from newsspider.extraction._tree cimport Node

import_lxml__etree()

include "_walk_names.pxi"  # what is known of names
include "_walk_looks.pxi"  # what one look at an element tells


@cython.final
cdef class Walk:
    """One walk. The fields of a ``Layout`` are read from it by ``layout_fields``."""

    cdef Names names
    cdef Looks looks
    cdef list texts, c_tag, links, times
    cdef dict c_rules
    cdef Numbers paths
    cdef Ints containers, link_chars, bold_chars, slanted_chars, c_parent, c_bits, c_start, c_end, c_path
    cdef Bytes run, words
    cdef Py_ssize_t link_depth, bold_depth, slant_depth, link_len, bold_len, slant_len, last_break
    cdef Py_ssize_t verbatim  # elements around whose line breaks are the author's
    cdef bint ink  # the run holds more than white space
    cdef bytes program

    def __cinit__(self, Names names not None):
        self.names, self.program = names, names.program.encode()
        self.looks = Looks(names)
        self.texts, self.c_tag, self.links, self.times = [], [], [], []
        self.c_rules = {}
        new_numbers(&self.paths, 2048)
        self.last_break = -1

    def __dealloc__(self):
        for data in (
            <size_t>self.containers.data, <size_t>self.link_chars.data, <size_t>self.bold_chars.data,
            <size_t>self.slanted_chars.data,
            <size_t>self.c_parent.data, <size_t>self.c_bits.data, <size_t>self.c_start.data,
            <size_t>self.c_end.data, <size_t>self.c_path.data, <size_t>self.run.data, <size_t>self.words.data,
        ):
            PyMem_Free(<void*><size_t>data)
        free_numbers(&self.paths)

    # -- text ---------------------------------------------------------------------------------------------------

    cdef xmlNode* take_text(self, xmlNode* node) except? NULL:
        """Add a run of text nodes; return what follows it. White space counts only inside a run of text."""
        cdef xmlNode* first = node
        cdef xmlNode* behind = node
        cdef bint blank = self.run.size == 0
        while behind != NULL and is_text(behind):
            if blank and behind.content != NULL:
                blank = is_blank(behind.content, strlen(<char*>behind.content))
            behind = behind.next
        if blank:
            return behind
        cdef Py_ssize_t start = self.run.size
        while first != behind:
            if first.content != NULL:
                self.take(first.content)
            first = first.next
        self.count_from(start)
        return behind

    cdef int take(self, const unsigned char* text) except -1:
        """Add the content of a text node."""
        cdef const char* end = strchr(<const char*>text, c"\n") if self.verbatim else NULL
        while end != NULL:
            put(&self.run, text, end - <const char*>text)
            put(&self.run, b"\xee\x80\x80", 3)
            text = <const unsigned char*>end + 1
            end = strchr(<const char*>text, c"\n")
        return put(&self.run, text, strlen(<const char*>text))

    cdef int count_from(self, Py_ssize_t start) except -1:
        """Note what was added to the run from here on."""
        cdef const unsigned char* text = self.run.data + start
        cdef Py_ssize_t size = self.run.size - start
        if self.link_depth or self.bold_depth or self.slant_depth:
            length = stripped_length(text, size)
            self.ink = self.ink or length
            if self.link_depth:
                self.link_len += length
            if self.bold_depth:
                self.bold_len += length
            if self.slant_depth:
                self.slant_len += length
        elif not self.ink:
            self.ink = not is_blank(text, size)
        return 0

    cdef int take_all(self, xmlNode* el) except -1:
        """Add all the text in an element, the pieces with a space between them."""
        cdef Py_ssize_t start = self.run.size
        cdef bint first = True
        cdef xmlNode* node = _next_text(el, el)
        while node != NULL:
            if not first:
                put(&self.run, b" ", 1)
            first = False
            self.take(node.content)
            while node.next != NULL and is_text(node.next):
                node = node.next
                self.take(node.content)
            node = _next_text(node, el)
        self.count_from(start)
        return 0

    cdef int line_break(self, Py_ssize_t container) except -1:
        """One <br> ends a line, two end a paragraph."""
        if self.last_break >= 0 and is_blank(self.run.data + self.last_break, self.run.size - self.last_break):
            return self.flush(container)
        put(&self.run, b"\xee\x80\x80", 3)
        self.last_break = self.run.size
        self.ink = True
        return 0

    cdef int flush(self, Py_ssize_t container) except -1:
        """The run of text becomes a block."""
        if self.run.size == 0:
            return 0
        cdef Py_ssize_t size = fold(self.run.data, self.run.size)
        cdef Py_ssize_t length
        if size:
            text = PyUnicode_DecodeUTF8(<char*>self.run.data, size, NULL)
            length = len(text)
            if length == size or text.strip(self.names.invisible):  # as many characters as bytes: ASCII
                self.texts.append(text)
                push(&self.containers, container)
                push(&self.link_chars, min(self.link_len, length))
                push(&self.bold_chars, min(self.bold_len, length))
                push(&self.slanted_chars, min(self.slant_len, length))
        self.run.size = 0
        self.link_len = self.bold_len = self.slant_len = 0
        self.last_break = -1
        self.ink = False
        return 0

    # -- elements -----------------------------------------------------------------------------------------------

    cdef int visit(self, xmlNode* el, Py_ssize_t tag, Py_ssize_t parent, Py_ssize_t depth) except -1:
        cdef Look look
        self.looks.look(el, tag, &look)
        if self.is_inline(el, tag, parent, &look):
            return self.descend(el, tag, parent, depth)
        self.flush(parent)
        cdef Py_ssize_t index = self.open(parent, tag, &look)
        self.descend(el, tag, index, depth)
        self.flush(index)
        if self.looks.tags[tag].row:
            self.join_cells(index)
        self.c_end.data[index] = len(self.texts)
        return 0

    cdef bint is_inline(self, xmlNode* el, Py_ssize_t tag, Py_ssize_t parent, Look* look) except -1:
        """Whether an element is part of the run of text around it."""
        cdef Reading reading = self.looks.tags[tag].reading
        if reading == BLOCK:
            return False
        if reading != INLINE:  # a tag that HTML doesn't know
            return self.ink
        if look.rule >= 0:  # clutter that stands in a span; an icon's empty span breaks no line
            return not _has_ink(el)
        # A photographer's name is a line of its own, though it stands in a span behind the caption.
        return not (look.bits & self.names.credit and self.c_bits.data[parent] & self.names.under_picture)

    cdef Py_ssize_t open(self, Py_ssize_t parent, Py_ssize_t tag, Look* look) except -1:
        cdef Py_ssize_t index = self.c_parent.size
        cdef unsigned long long above = self.c_path.data[parent] + 1 if parent >= 0 else 0
        cdef long long path = number_for(&self.paths, (above << 31) + look.number + 1)
        push(&self.c_parent, parent)
        push(&self.c_bits, look.bits | self.looks.tags[tag].bits)
        push(&self.c_start, len(self.texts))
        push(&self.c_end, -1)
        push(&self.c_path, path)
        self.c_tag.append(self.looks.tag_names[tag])
        if look.rule >= 0:
            self.c_rules[index] = self.looks.rules_met[look.rule]
        return index

    cdef int descend(self, xmlNode* el, Py_ssize_t tag, Py_ssize_t index, Py_ssize_t depth) except -1:
        if depth > self.names.max_depth:
            return self.take_all(el)
        cdef bint link = False, bold = self.looks.tags[tag].bold, slanted = self.looks.tags[tag].slanted
        if self.looks.tags[tag].link:
            link = self.note_link(el)
            self.link_depth += link
        elif self.looks.tags[tag].time and (stamp := _attribute(el, b"datetime")):
            self.times.append((len(self.texts), stamp))
        cdef bint verbatim = self.looks.tags[tag].verbatim
        cdef xmlNode* child = el.children
        cdef Py_ssize_t inner
        self.bold_depth += bold
        self.slant_depth += slanted
        self.verbatim += verbatim
        while child != NULL:
            if is_text(child):
                child = self.take_text(child)
                continue
            if child.type == XML_ELEMENT_NODE:
                inner = self.looks.tag_of(child)
                if self.looks.tags[inner].reading == BREAK:
                    self.line_break(index)
                elif self.looks.tags[inner].link and self.is_mark(child):
                    pass
                elif self.looks.tags[inner].reading != UNSEEN:
                    self.visit(child, inner, index, depth + 1)
                elif self.looks.tags[inner].field and (_attribute(child, b"type") or "").lower() == "email":
                    self.c_bits.data[index] |= self.names.signup
            child = child.next
        self.verbatim -= verbatim
        self.link_depth -= link
        self.bold_depth -= bold
        self.slant_depth -= slanted
        return 0

    cdef bint is_mark(self, xmlNode* el) except -1:
        """Whether a link is the number of a note and nothing else, set right behind a word or its stop."""
        cdef xmlNode* text = el.children
        cdef Py_ssize_t size, at
        cdef const unsigned char* last
        if self.run.size == 0 or text == NULL or text.next != NULL or not is_text(text) or text.content == NULL:
            return False
        size = strlen(<char*>text.content)
        if not 0 < size <= self.names.longest_mark:
            return False
        for at in range(size):
            if not c"0" <= text.content[at] <= c"9":
                return False
        href = _attribute(el, b"href")
        if href is None or not href.startswith("#"):
            return False
        last = self.run.data + self.run.size
        for at in range(self.names.reach):
            if last == self.run.data:
                break
            last -= 1
            while last > self.run.data and last[0] & 0xC0 == 0x80:  # inside a character
                last -= 1
        return self.names.word_end(PyUnicode_DecodeUTF8(<char*>last, self.run.data + self.run.size - last, NULL)) is not None

    cdef int note_link(self, xmlNode* el) except -1:
        """1 if an anchor leads somewhere."""
        cdef const unsigned char* href = b""
        cdef xmlAttr* attribute = el.properties
        cdef xmlNode* node = el.children
        cdef Bytes* words = &self.words
        cdef Py_ssize_t at
        while attribute != NULL:
            if attribute.ns == NULL and strcmp(<char*>attribute.name, b"href") == 0:
                href = self.looks.value_of(el, attribute)
            attribute = attribute.next
        if not href[0] or _begins(href, self.program):
            return 0
        words.size = 0
        while node != NULL and is_text(node):
            if node.content != NULL:
                put(words, node.content, strlen(<char*>node.content))
            node = node.next
        words.size = fold(words.data, words.size) if words.size else 0
        for at in range(words.size):
            if words.data[at] == c"\n":  # the sign of a line break, in the page itself
                words.data[at] = c" "
        self.links.append((len(self.texts), text_of(href, strlen(<char*>href)), text_of(words.data, words.size)))
        return 1

    cdef int join_cells(self, Py_ssize_t row) except -1:
        """The short cells of a table's row become one line; long ones are paragraphs that a table holds in place."""
        cdef Py_ssize_t start = self.c_start.data[row], at, inside = 0, longest = 0, whole = 0
        cdef Py_ssize_t number = len(self.texts) - start
        if number < 2:
            return 0
        cells = self.texts[start:]
        for cell in cells:
            longest = max(longest, len(cell))
            whole += len(cell)
        if longest > self.names.longest_cell or whole > self.names.longest_row:
            return 0
        for at in range(row + 1, self.c_parent.size):
            inside += self.c_parent.data[at] == row
        if number > inside:
            return 0  # a cell of several paragraphs
        self.texts[start:] = [self.names.separator.join([cell.replace("\n", " ") for cell in cells])]
        self.containers.data[start] = row
        for at in range(start + 1, start + number):
            self.link_chars.data[start] += self.link_chars.data[at]
            self.bold_chars.data[start] += self.bold_chars.data[at]
            self.slanted_chars.data[start] += self.slanted_chars.data[at]
        self.containers.size = self.link_chars.size = self.bold_chars.size = self.slanted_chars.size = start + 1
        for at in range(row + 1, self.c_parent.size):
            self.c_start.data[at], self.c_end.data[at] = start, start + 1
        _move_back(self.links, start)
        _move_back(self.times, start)
        return 0

    cdef tuple fields(self):
        return (
            self.texts, _array(&self.containers), _array(&self.link_chars), _array(&self.bold_chars),
            _array(&self.slanted_chars),
            _array(&self.c_parent), self.c_tag, _array(&self.c_bits), _array(&self.c_start), _array(&self.c_end),
            _array(&self.c_path), self.c_rules, self.links, self.times,
        )


cdef bint _begins(const unsigned char* text, const unsigned char* start) noexcept nogil:
    """Whether a text begins so, in any case; ``start`` is in lower case."""
    while start[0]:
        if (text[0] | 32 if 65 <= text[0] <= 90 else text[0]) != start[0]:
            return False
        text += 1
        start += 1
    return True


cdef object _array(Ints* ints):
    made = array("q")
    if ints.size:
        made.frombytes((<char*>ints.data)[: ints.size * sizeof(long long)])
    return made


cdef int _move_back(list places, Py_ssize_t start) except -1:
    """What stood in later blocks now stands in this one."""
    cdef Py_ssize_t at
    for at in range(len(places) - 1, -1, -1):
        if places[at][0] <= start:
            break
        places[at] = (start, *places[at][1:])
    return 0


cdef xmlNode* _next_text(xmlNode* node, xmlNode* top) noexcept nogil:
    """The next text node in page order inside ``top``, which holds something; NULL behind the last."""
    while True:
        if node.type == XML_ELEMENT_NODE and node.children != NULL:
            node = node.children
        else:
            while node != top and node.next == NULL:
                node = node.parent
            if node == top:
                return NULL
            node = node.next
        if is_text(node) and node.content != NULL and node.content[0]:
            return node


cdef bint _has_ink(xmlNode* el) noexcept nogil:
    """Whether there is a character in an element that isn't white space."""
    cdef xmlNode* node = _next_text(el, el)
    while node != NULL:
        if not is_blank(node.content, strlen(<char*>node.content)):
            return True
        node = _next_text(node, el)
    return False


cdef object _attribute(xmlNode* el, const char* name):
    """The value of an attribute, or None."""
    cdef xmlAttr* attribute = el.properties
    while attribute != NULL:
        if attribute.ns == NULL and strcmp(<char*>attribute.name, name) == 0:
            return attributeValue(el, attribute)
        attribute = attribute.next
    return None


def fits(lxml_version, libxml_version):
    """Whether the lxml that is installed, and its libxml2, have the structures that this was compiled for."""
    built = (<bytes>LXML_VERSION_STRING).decode().split(".")[:2]
    return [*map(str, lxml_version[:2])] == built and libxml_version[0] * 100 + libxml_version[1] == LIBXML_VERSION // 100


def walk(root not None, Names names not None):
    """Walk the tree once, be it lxml's or a ``Node``; the fields of a ``Layout``, in order."""
    cdef Walk walker = Walk(names)
    cdef xmlNode* top = (<Node>root).node if type(root) is Node else (<_Element?>root)._c_node
    cdef Py_ssize_t tag = walker.looks.tag_of(top)
    if walker.looks.tags[tag].reading != BLOCK:
        raise ValueError(f"walk from a block such as <html>, not from <{root.tag}>")
    walker.visit(top, tag, -1, 0)
    walker.flush(0)
    walker.c_end.data[0] = len(walker.texts)
    return walker.fields()


def inherit(long long[::1] bits not None, const long long[::1] parents not None):
    """Give every container, in place, the bits of all that it stands in; parents come before their children."""
    cdef Py_ssize_t at
    for at in range(bits.shape[0]):
        if parents[at] >= 0:
            bits[at] |= bits[parents[at]]
