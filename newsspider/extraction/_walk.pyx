# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``walk``: the same walk over nodes of libxml2's shape, without an object for each.

In: the root of an lxml tree or of ``_tree``'s, the clutter rules, what ``walk`` knows of tags, and the names of
``class_words``. Out: the fields of a ``Layout``. Text stays UTF-8 until a block is whole; what a tag with its class names says is looked up once
a page. Nothing is written to the tree, and no function of libxml2 is called: only its nodes' fields are read.
"""

from array import array

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memcmp, strcmp, strlen
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

# How a tag is read; BREAK and UNSEEN open nothing.
cdef enum Reading:
    OTHER
    INLINE
    BLOCK
    UNSEEN
    BREAK

# What an attribute's name is good for: one of these, and the two flags.
cdef enum:
    NOTHING
    CLASS
    ID
    STYLE
    ROLE
    HIDDEN
    ARIA_HIDDEN
    LOOKED_AT = 16  # elements with it are looked at closely
    RULED = 32  # some rule begins with it

cdef enum:
    CACHED = 512  # slots in which the addresses of names are remembered

cdef long long MAY_MATCH = 1LL << 62  # of a name: some rule's selector begins with it


cdef struct Tag:
    const_xmlChar* name
    Reading reading
    bint link, bold, time, field, row
    bint ruled  # some rule names this tag
    long long bits


# A tag with its class names, as it was met before.
cdef struct Seen:
    Py_ssize_t tag
    const unsigned char* classes
    Py_ssize_t size
    unsigned long long hash
    long long bits
    Py_ssize_t rule  # its number among those met, or -1
    long long number  # equal for equal tags and names


# What one look at an element's attributes gave.
cdef struct Look:
    long long bits
    Py_ssize_t rule
    long long number


cdef class Names:
    """What is known of tags and names under one set of rules; holds for many pages.

    Args:
        rules: The clutter rules.
        class_words: The module ``class_words``, for its words and bits.
        walk: The module ``walk``, for its tags, thresholds and masks.
    """

    cdef readonly object rules
    cdef object signs, attributes, bits_of_names, bits_of_tag, is_hidden
    cdef list kept  # alive for the table of words
    cdef Words words
    cdef frozenset inline, block, unseen
    cdef long long credit, under_picture, hidden, signup
    cdef Py_ssize_t max_depth, longest_cell, longest_row
    cdef str separator, invisible, program

    def __init__(self, rules, class_words, walk):
        self.rules = rules
        self.signs = signs = rules.signs
        self.attributes = rules.attributes | walk._TELLING
        self.bits_of_names = class_words.bits_of_names
        self.bits_of_tag = class_words.bits_of_tag
        self.is_hidden = walk._HIDING_STYLE.search
        self.inline, self.block, self.unseen = walk._INLINE, walk._BLOCK, walk._SKIP
        self.credit, self.under_picture = walk._CREDIT, walk._UNDER_PICTURE
        self.hidden, self.signup = class_words.HIDDEN, class_words.SIGNUP
        self.max_depth = walk.MAX_DEPTH
        self.longest_cell, self.longest_row = walk._LONGEST_CELL, walk._LONGEST_ROW
        self.separator, self.invisible = walk._CELL_SEPARATOR, walk._INVISIBLE
        self.program = walk._PROGRAM
        self.put_words(class_words._WORDS, [*signs.ids, *signs.classes], [*signs.id_starts, *signs.class_starts])

    def __dealloc__(self):
        PyMem_Free(self.words.slots)
        PyMem_Free(self.words.hashes)

    cdef int put_words(self, dict bits_of, list heads, list starts) except -1:
        """The words that say something, with what they say and whether a rule may begin with them."""
        table = {word: bits for word, bits in bits_of.items()}
        for word in heads:
            table[word] = table.get(word, 0) | MAY_MATCH
        self.kept = [word.encode() for word in table] + [start.encode() for start in starts]
        new_words(&self.words, len(self.kept), MAY_MATCH)
        cdef bytes word_bytes
        for word_bytes, bits in zip(self.kept, table.values()):
            put_word(&self.words, word_bytes, len(word_bytes), bits, 0)
        for word_bytes in self.kept[len(table):]:
            put_word(&self.words, word_bytes, len(word_bytes), 0, MAY_MATCH)
        return 0

    cdef long long of_names(self, const unsigned char* names, Py_ssize_t size) except -1:
        """The bits of some names, and whether a rule may begin with one of them."""
        cdef const unsigned char* end = names + size
        cdef const unsigned char* start
        cdef long long bits = 0, found
        cdef Py_ssize_t space
        while names < end:
            space = space_size(names)
            if space:
                names += space
                continue
            start = names
            while names < end and not space_size(names):
                names += 1
            found = bits_of_token(&self.words, start, names - start)
            if found < 0:  # not ASCII, or very long
                found = MAY_MATCH | self.bits_of_names(start[: names - start].decode())
            bits |= found
        return bits


cdef class Walk:
    """One walk. The fields of a ``Layout`` are read from it by ``layout_fields``."""

    cdef Names names
    cdef list texts, c_tag, links, times, rules_met, tag_names, values
    cdef dict c_rules
    cdef Numbers paths, numbers
    cdef list attribute_rules  # of the attributes in the slots, see ``clutter.elements.Signs.values``
    cdef Ints containers, link_chars, bold_chars, c_parent, c_bits, c_start, c_end, c_path
    cdef Bytes run
    cdef Py_ssize_t link_depth, bold_depth, link_len, bold_len, last_break
    cdef bint ink  # the run holds more than white space
    cdef Tag* tags
    cdef Py_ssize_t tag_count, tag_room
    cdef Py_ssize_t* tag_slots
    cdef const_xmlChar** attribute_slots
    cdef int* attribute_uses
    cdef Bytes scratch
    cdef bytes program
    cdef Seen* seen
    cdef Py_ssize_t* seen_slots
    cdef Py_ssize_t seen_count, seen_room, seen_mask

    def __cinit__(self, Names names not None):
        self.names, self.program = names, names.program.encode()
        self.texts, self.c_tag, self.links, self.times = [], [], [], []
        self.rules_met, self.tag_names, self.values = [], [], []
        self.c_rules, self.attribute_rules = {}, [None] * CACHED
        new_numbers(&self.paths, 2048)
        new_numbers(&self.numbers, 1024)
        self.last_break = -1
        self.tag_slots = <Py_ssize_t*>_zeros(CACHED, sizeof(Py_ssize_t))
        self.attribute_slots = <const_xmlChar**>_zeros(CACHED, sizeof(const_xmlChar*))
        self.attribute_uses = <int*>_zeros(CACHED, sizeof(int))
        self.seen_mask = 1023
        self.seen_slots = <Py_ssize_t*>_zeros(self.seen_mask + 1, sizeof(Py_ssize_t))

    def __dealloc__(self):
        for data in (
            <size_t>self.containers.data, <size_t>self.link_chars.data, <size_t>self.bold_chars.data,
            <size_t>self.c_parent.data, <size_t>self.c_bits.data, <size_t>self.c_start.data,
            <size_t>self.c_end.data, <size_t>self.c_path.data, <size_t>self.run.data, <size_t>self.tags,
            <size_t>self.tag_slots, <size_t>self.attribute_slots, <size_t>self.attribute_uses,
            <size_t>self.seen, <size_t>self.seen_slots, <size_t>self.scratch.data,
        ):
            PyMem_Free(<void*><size_t>data)
        free_numbers(&self.paths)
        free_numbers(&self.numbers)

    # -- text ---------------------------------------------------------------------------------------------------

    cdef xmlNode* take_text(self, xmlNode* node) except? NULL:
        """Add a run of text nodes; return what follows it. White space counts only inside a run of text."""
        cdef xmlNode* first = node
        cdef xmlNode* behind = node
        cdef bint blank = self.run.size == 0
        while behind != NULL and _is_text(behind):
            if blank and behind.content != NULL:
                blank = is_blank(behind.content, strlen(<char*>behind.content))
            behind = behind.next
        if blank:
            return behind
        cdef Py_ssize_t start = self.run.size
        while first != behind:
            if first.content != NULL:
                put(&self.run, first.content, strlen(<char*>first.content))
            first = first.next
        self.count_from(start)
        return behind

    cdef int count_from(self, Py_ssize_t start) except -1:
        """Note what was added to the run from here on."""
        cdef const unsigned char* text = self.run.data + start
        cdef Py_ssize_t size = self.run.size - start
        if self.link_depth or self.bold_depth:
            length = stripped_length(text, size)
            self.ink = self.ink or length
            if self.link_depth:
                self.link_len += length
            if self.bold_depth:
                self.bold_len += length
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
            put(&self.run, node.content, strlen(<char*>node.content))
            while node.next != NULL and _is_text(node.next):
                node = node.next
                put(&self.run, node.content, strlen(<char*>node.content))
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
        self.run.size = 0
        self.link_len = self.bold_len = 0
        self.last_break = -1
        self.ink = False
        return 0

    # -- elements -----------------------------------------------------------------------------------------------

    cdef int visit(self, xmlNode* el, Py_ssize_t tag, Py_ssize_t parent, Py_ssize_t depth) except -1:
        cdef Look look
        self.look(el, tag, &look)
        if self.is_inline(el, tag, parent, &look):
            return self.descend(el, tag, parent, depth)
        self.flush(parent)
        cdef Py_ssize_t index = self.open(parent, tag, &look)
        self.descend(el, tag, index, depth)
        self.flush(index)
        if self.tags[tag].row:
            self.join_cells(index)
        self.c_end.data[index] = len(self.texts)
        return 0

    cdef bint is_inline(self, xmlNode* el, Py_ssize_t tag, Py_ssize_t parent, Look* look) except -1:
        """Whether an element is part of the run of text around it."""
        cdef Reading reading = self.tags[tag].reading
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
        push(&self.c_bits, look.bits | self.tags[tag].bits)
        push(&self.c_start, len(self.texts))
        push(&self.c_end, -1)
        push(&self.c_path, path)
        self.c_tag.append(self.tag_names[tag])
        if look.rule >= 0:
            self.c_rules[index] = self.rules_met[look.rule]
        return index

    cdef int descend(self, xmlNode* el, Py_ssize_t tag, Py_ssize_t index, Py_ssize_t depth) except -1:
        if depth > self.names.max_depth:
            return self.take_all(el)
        cdef bint link = False, bold = self.tags[tag].bold
        if self.tags[tag].link:
            link = self.note_link(el)
            self.link_depth += link
        elif bold:
            self.bold_depth += 1
        elif self.tags[tag].time and (stamp := _attribute(el, b"datetime")):
            self.times.append((len(self.texts), stamp))
        cdef xmlNode* child = el.children
        cdef Py_ssize_t inner
        while child != NULL:
            if _is_text(child):
                child = self.take_text(child)
                continue
            if child.type == XML_ELEMENT_NODE:
                inner = self.tag_of(child)
                if self.tags[inner].reading == BREAK:
                    self.line_break(index)
                elif self.tags[inner].reading != UNSEEN:
                    self.visit(child, inner, index, depth + 1)
                elif self.tags[inner].field and (_attribute(child, b"type") or "").lower() == "email":
                    self.c_bits.data[index] |= self.names.signup
            child = child.next
        self.link_depth -= link
        self.bold_depth -= bold
        return 0

    cdef int note_link(self, xmlNode* el) except -1:
        """1 if an anchor leads somewhere."""
        cdef const unsigned char* href = b""
        cdef xmlAttr* attribute = el.properties
        cdef xmlNode* node = el.children
        cdef Bytes* words = &self.scratch
        cdef Py_ssize_t at
        while attribute != NULL:
            if attribute.ns == NULL and strcmp(<char*>attribute.name, b"href") == 0:
                href = self.value_of(el, attribute)
            attribute = attribute.next
        if not href[0] or _begins(href, self.program):
            return 0
        words.size = 0
        while node != NULL and _is_text(node):
            if node.content != NULL:
                put(words, node.content, strlen(<char*>node.content))
            node = node.next
        words.size = fold(words.data, words.size) if words.size else 0
        for at in range(words.size):
            if words.data[at] == c"\n":  # the sign of a line break, in the page itself
                words.data[at] = c" "
        self.links.append((len(self.texts), _text(href, strlen(<char*>href)), _text(words.data, words.size)))
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
        self.containers.size = self.link_chars.size = self.bold_chars.size = start + 1
        for at in range(row + 1, self.c_parent.size):
            self.c_start.data[at], self.c_end.data[at] = start, start + 1
        _move_back(self.links, start)
        _move_back(self.times, start)
        return 0

    # -- names --------------------------------------------------------------------------------------------------

    cdef Py_ssize_t tag_of(self, xmlNode* el) except -1:
        """The number of an element's tag. libxml2 keeps one copy of each name, so its address tells it."""
        cdef Py_ssize_t slot = (<size_t>el.name >> 3) % CACHED
        cdef Py_ssize_t number = self.tag_slots[slot] - 1
        if number >= 0 and self.tags[number].name == el.name and el.ns == NULL:
            return number
        number = self.new_tag(el)
        self.tag_slots[slot] = number + 1
        return number

    cdef Py_ssize_t new_tag(self, xmlNode* el) except -1:
        cdef Py_ssize_t number
        cdef str name = namespacedName(el)
        if name in self.tag_names:
            return self.tag_names.index(name)
        if self.tag_count == self.tag_room:
            self.tag_room = 2 * self.tag_room + 64
            self.tags = <Tag*>grown(self.tags, self.tag_room * sizeof(Tag))
        number = self.tag_count
        cdef Names names = self.names
        cdef Tag* tag = &self.tags[number]
        tag.name = el.name
        tag.reading = (
            BREAK if name == "br" else UNSEEN if name in names.unseen else BLOCK if name in names.block
            else INLINE if name in names.inline else OTHER
        )
        tag.link, tag.bold, tag.time = name == "a", name in ("b", "strong"), name == "time"
        tag.field, tag.row = name == "input", name == "tr"
        tag.ruled = name in names.signs.tags
        tag.bits = names.bits_of_tag(name)
        self.tag_count += 1
        self.tag_names.append(name)
        return number

    cdef int use_of(self, xmlAttr* attribute) except -1:
        """What an attribute is good for, told by the address of its name."""
        cdef Py_ssize_t slot = (<size_t>attribute.name >> 3) % CACHED
        if self.attribute_slots[slot] == attribute.name and attribute.ns == NULL:
            return self.attribute_uses[slot]
        name = namespacedName(<xmlNode*>attribute)
        cdef int use = _USES.get(name, NOTHING)
        if name in self.names.attributes:
            use |= LOOKED_AT
        if name in self.names.signs.attributes:
            use |= RULED
            self.attribute_rules[slot] = self.names.signs.values.get(name)
        self.attribute_slots[slot] = attribute.name if attribute.ns == NULL else NULL
        self.attribute_uses[slot] = use
        return use

    cdef const unsigned char* value_of(self, xmlNode* el, xmlAttr* attribute) except NULL:
        """An attribute's value, alive as long as the walk."""
        cdef xmlNode* value = attribute.children
        if value == NULL:
            return b""
        if value.next == NULL and _is_text(value) and value.content != NULL:
            return value.content
        self.values.append(attributeValue(el, attribute).encode())
        return <bytes>self.values[len(self.values) - 1]

    cdef int look(self, xmlNode* el, Py_ssize_t tag, Look* look) except -1:
        """One look at an element's attributes: what its names say, and the clutter rule that knows it."""
        cdef xmlAttr* attribute = el.properties
        cdef const unsigned char* classes = b""
        cdef int use, uses = 0
        cdef Seen* seen
        while attribute != NULL:
            use = self.use_of(attribute)
            uses |= use
            if use & 15 == CLASS:
                classes = self.value_of(el, attribute)
            attribute = attribute.next
        if uses & LOOKED_AT:
            return self.look_closely(el, tag, classes, uses, look)
        seen = self.seen_before(tag, classes)
        look.bits, look.rule, look.number = seen.bits, seen.rule, seen.number
        return 0

    cdef int look_closely(
        self, xmlNode* el, Py_ssize_t tag, const unsigned char* classes, int uses, Look* look
    ) except -1:
        """The look at an element with more than class names that may say something."""
        cdef Names known = self.names
        cdef Bytes* names = &self.scratch
        cdef const unsigned char* value
        cdef xmlAttr* attribute = el.properties
        cdef long long bits = 0
        names.size = 0
        put(names, classes, strlen(<char*>classes))
        uses &= ~RULED
        while attribute != NULL:
            use = self.use_of(attribute)
            if use & RULED and self.may_match(el, attribute):
                uses |= RULED
            use &= 15
            if use > CLASS:
                value = self.value_of(el, attribute)
                if use == ID and value[0]:
                    put(names, b" #", 2)
                    put(names, value, strlen(<char*>value))
                elif use == HIDDEN or (use == ARIA_HIDDEN and strcmp(<char*>value, b"true") == 0):
                    bits |= known.hidden
                elif use == STYLE and _may_hide(value) and known.is_hidden(value.decode()):
                    bits |= known.hidden
                elif use == ROLE and value[0]:
                    bits |= known.bits_of_names(f"role-{value.decode()}")
            attribute = attribute.next
        bits |= known.of_names(names.data, names.size)
        cdef long long number = number_for(&self.numbers, name_hash(tag, names.data, names.size))
        rule = None
        if bits & MAY_MATCH or uses & RULED or self.tags[tag].ruled:
            attributes = dict(collectAttributes(el, 3))
            class_names = attributes.get("class", "").split()
            rule = known.rules.element(self.tag_names[tag], attributes.get("id"), class_names, attributes)
        look.bits, look.rule, look.number = bits & ~MAY_MATCH, self.met(rule), number
        return 0

    cdef bint may_match(self, xmlNode* el, xmlAttr* attribute) except -1:
        """Whether some rule's selector may name the element by this attribute's value."""
        cdef Py_ssize_t slot = (<size_t>attribute.name >> 3) % CACHED
        if self.attribute_slots[slot] != attribute.name or self.attribute_rules[slot] is None:
            return True
        values, starts = self.attribute_rules[slot]
        value = self.value_of(el, attribute).decode().lower()
        return value in values or value.startswith(starts)

    cdef Seen* seen_before(self, Py_ssize_t tag, const unsigned char* classes) except NULL:
        """What is known of a tag with these class names; found out at first sight."""
        cdef Py_ssize_t size = strlen(<char*>classes)
        cdef unsigned long long hash = name_hash(tag, classes, size)
        cdef Py_ssize_t slot = (hash ^ (hash >> 32)) & self.seen_mask
        cdef Seen* seen
        while self.seen_slots[slot]:
            seen = &self.seen[self.seen_slots[slot] - 1]
            if seen.hash == hash and seen.tag == tag and seen.size == size and not memcmp(seen.classes, classes, size):
                return seen
            slot = (slot + 1) & self.seen_mask
        if self.seen_count == self.seen_room:
            self.seen_room = 2 * self.seen_room + 256
            self.seen = <Seen*>grown(self.seen, self.seen_room * sizeof(Seen))
        cdef long long bits = self.names.of_names(classes, size)
        rule = None
        if bits & MAY_MATCH or self.tags[tag].ruled:
            rule = self.names.rules.element(self.tag_names[tag], None, _text(classes, size).split(), {})
        seen = &self.seen[self.seen_count]
        seen.tag, seen.classes, seen.size, seen.hash = tag, classes, size, hash
        seen.bits, seen.rule, seen.number = bits & ~MAY_MATCH, self.met(rule), number_for(&self.numbers, hash)
        self.seen_count += 1
        self.seen_slots[slot] = self.seen_count
        if 2 * self.seen_count > self.seen_mask:
            self.rehash()
            return &self.seen[self.seen_count - 1]
        return seen

    cdef int rehash(self) except -1:
        cdef Py_ssize_t at, slot, mask = 4 * (self.seen_mask + 1) - 1
        cdef Py_ssize_t* slots = <Py_ssize_t*>_zeros(mask + 1, sizeof(Py_ssize_t))
        PyMem_Free(self.seen_slots)
        self.seen_slots, self.seen_mask = slots, mask
        for at in range(self.seen_count):
            slot = (self.seen[at].hash ^ (self.seen[at].hash >> 32)) & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = at + 1
        return 0

    cdef Py_ssize_t met(self, rule) except -2:
        if rule is None:
            return -1
        self.rules_met.append(rule)
        return len(self.rules_met) - 1

    cdef tuple fields(self):
        return (
            self.texts, _array(&self.containers), _array(&self.link_chars), _array(&self.bold_chars),
            _array(&self.c_parent), self.c_tag, _array(&self.c_bits), _array(&self.c_start), _array(&self.c_end),
            _array(&self.c_path), self.c_rules, self.links, self.times,
        )


_USES = {"class": CLASS, "id": ID, "style": STYLE, "role": ROLE, "hidden": HIDDEN, "aria-hidden": ARIA_HIDDEN}


cdef inline str _text(const unsigned char* text, Py_ssize_t size):
    return PyUnicode_DecodeUTF8(<char*>text, size, NULL) if size else ""


cdef bint _begins(const unsigned char* text, const unsigned char* start) noexcept nogil:
    """Whether a text begins so, in any case; ``start`` is in lower case."""
    while start[0]:
        if (text[0] | 32 if 65 <= text[0] <= 90 else text[0]) != start[0]:
            return False
        text += 1
        start += 1
    return True


cdef bint _may_hide(const unsigned char* style) noexcept nogil:
    """Whether a style can say that an element isn't shown; most say nothing of the kind."""
    return contains_word(style, b"display") or contains_word(style, b"visibility")


cdef void* _zeros(size_t number, size_t size) except NULL:
    cdef void* data = PyMem_Calloc(number, size)
    if data == NULL:
        raise MemoryError
    return data


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


cdef inline bint _is_text(xmlNode* node) noexcept nogil:
    return node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE


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
        if _is_text(node) and node.content != NULL and node.content[0]:
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
    cdef Py_ssize_t tag = walker.tag_of(top)
    if walker.tags[tag].reading != BLOCK:
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
