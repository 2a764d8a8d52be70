"""For ``_walk``: one look at an element tells what its tag and its attributes say, and which clutter rule knows it."""

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


@cython.final
cdef class Looks:
    """What was met on one page: tags, names, attributes. Each is looked up once."""

    cdef Names names
    cdef list rules_met, tag_names, values
    cdef dict tag_numbers
    cdef list attribute_rules  # of the attributes in the slots, see ``clutter.elements.Signs.values``
    cdef Numbers numbers
    cdef Tag* tags
    cdef Py_ssize_t tag_count, tag_room
    cdef Py_ssize_t* tag_slots
    cdef const_xmlChar** attribute_slots
    cdef int* attribute_uses
    cdef Bytes scratch
    cdef Seen* seen
    cdef Py_ssize_t* seen_slots
    cdef Py_ssize_t seen_count, seen_room, seen_mask

    def __cinit__(self, Names names not None):
        self.names = names
        self.rules_met, self.tag_names, self.values = [], [], []
        self.tag_numbers = {}
        self.attribute_rules = [None] * CACHED
        new_numbers(&self.numbers, 1024)
        self.tag_slots = <Py_ssize_t*>zeros(CACHED, sizeof(Py_ssize_t))
        self.attribute_slots = <const_xmlChar**>zeros(CACHED, sizeof(const_xmlChar*))
        self.attribute_uses = <int*>zeros(CACHED, sizeof(int))
        self.seen_mask = 1023
        self.seen_slots = <Py_ssize_t*>zeros(self.seen_mask + 1, sizeof(Py_ssize_t))

    def __dealloc__(self):
        PyMem_Free(self.tags)
        PyMem_Free(self.tag_slots)
        PyMem_Free(self.attribute_slots)
        PyMem_Free(self.attribute_uses)
        PyMem_Free(self.seen)
        PyMem_Free(self.seen_slots)
        PyMem_Free(self.scratch.data)
        free_numbers(&self.numbers)

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
        cdef str name = namespacedName(el)
        number = self.tag_numbers.get(name)
        if number is not None:
            return number
        if self.tag_count == self.tag_room:
            self.tag_room = 2 * self.tag_room + 64
            self.tags = <Tag*>grown(self.tags, self.tag_room * sizeof(Tag))
        self.tags[self.tag_count] = self.names.tag_named(name).tag
        self.tags[self.tag_count].name = el.name
        self.tag_numbers[name] = self.tag_count
        self.tag_names.append(name)
        self.tag_count += 1
        return self.tag_count - 1

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
        if value.next == NULL and is_text(value) and value.content != NULL:
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
        cdef bytes role
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
                elif use == STYLE and may_hide(value) and known.is_hidden(value.decode()):
                    bits |= known.hidden
                elif use == ROLE and value[0]:
                    role = b"role-" + value
                    bits |= known.of_names(role, len(role)) & ~MAY_MATCH
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
            rule = self.names.rule_of(self.tag_names[tag], text_of(classes, size))
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
        cdef Py_ssize_t* slots = <Py_ssize_t*>zeros(mask + 1, sizeof(Py_ssize_t))
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


_USES = {"class": CLASS, "id": ID, "style": STYLE, "role": ROLE, "hidden": HIDDEN, "aria-hidden": ARIA_HIDDEN}


cdef inline str text_of(const unsigned char* text, Py_ssize_t size):
    return PyUnicode_DecodeUTF8(<char*>text, size, NULL) if size else ""


cdef bint may_hide(const unsigned char* style) noexcept nogil:
    """Whether a style can say that an element isn't shown; most say nothing of the kind."""
    return contains_word(style, b"display") or contains_word(style, b"visibility")


cdef void* zeros(size_t number, size_t size) except NULL:
    cdef void* data = PyMem_Calloc(number, size)
    if data == NULL:
        raise MemoryError
    return data


cdef inline bint is_text(xmlNode* node) noexcept nogil:
    return node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE
