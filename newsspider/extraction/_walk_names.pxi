"""For ``_walk``: what is known of tags and names under one set of rules."""

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

cdef struct Tag:
    const_xmlChar* name
    Reading reading
    bint link, bold, slanted, time, field, row, verbatim
    bint ruled  # some rule names this tag
    long long bits


cdef class KnownTag:
    """What is known of a tag, whatever the page; its address in the page's own names is not."""

    cdef Tag tag


cdef enum:
    CACHED = 512  # slots in which the addresses of names are remembered
    MOST_TAGS = 1024  # that are remembered from page to page
    MOST_RULES = 4096  # names of which the rule is remembered from page to page

cdef long long MAY_MATCH = 1LL << 62  # of a name: some rule's selector begins with it


cdef class Names:
    """What is known of tags and names under one set of rules; holds for many pages.

    Args:
        rules: The clutter rules.
        class_words: The module ``class_words``, for its words and bits.
        walk: The module ``walk``, for its tags, thresholds and masks.
    """

    cdef readonly object rules
    cdef object signs, attributes, bits_of_names, bits_of_tag, is_hidden, word_end
    cdef object rule_of  # an element with class names alone; sites use theirs on page after page
    cdef dict known_tags
    cdef list kept  # alive for the table of words
    cdef Words words
    cdef frozenset inline, block, unseen
    cdef long long credit, under_picture, hidden, signup
    cdef Py_ssize_t max_depth, longest_cell, longest_row, longest_mark, reach
    cdef str separator, invisible, program

    def __init__(self, rules, class_words, walk):
        self.rules = rules
        self.signs = signs = rules.signs
        self.attributes = rules.attributes | walk._TELLING
        self.bits_of_names = class_words.bits_of_names
        self.bits_of_tag = class_words.bits_of_tag
        self.is_hidden = walk._HIDING_STYLE.search
        self.known_tags = {}
        self.inline, self.block, self.unseen = walk._INLINE, walk._BLOCK, walk._SKIP
        self.credit, self.under_picture = walk._CREDIT, walk._UNDER_PICTURE
        self.hidden, self.signup = class_words.HIDDEN, class_words.SIGNUP
        self.max_depth = walk.MAX_DEPTH
        self.longest_cell, self.longest_row = walk._LONGEST_CELL, walk._LONGEST_ROW
        self.longest_mark, self.reach, self.word_end = walk._LONGEST_MARK, walk._REACH, walk._WORD_END.search
        self.separator, self.invisible = walk._CELL_SEPARATOR, walk._INVISIBLE
        self.program = walk._PROGRAM
        self.rule_of = lru_cache(MOST_RULES)(lambda tag, classes: rules.element(tag, None, classes.split(), {}))
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

    cdef KnownTag tag_named(self, str name):
        """What is known of a tag; HTML has few, and pages that make up their own are not to fill the memory."""
        found = self.known_tags.get(name)
        if found is not None:
            return <KnownTag>found
        cdef KnownTag known = KnownTag()
        cdef Tag* tag = &known.tag
        tag.name = NULL
        tag.reading = (
            BREAK if name == "br" else UNSEEN if name in self.unseen else BLOCK if name in self.block
            else INLINE if name in self.inline else OTHER
        )
        tag.link, tag.bold, tag.time = name == "a", name in ("b", "strong"), name == "time"
        tag.slanted = name in ("em", "i", "small", "cite")
        tag.field, tag.row, tag.verbatim = name == "input", name == "tr", name == "pre"
        tag.ruled = name in self.signs.tags
        tag.bits = self.bits_of_tag(name)
        if len(self.known_tags) < MOST_TAGS:
            self.known_tags[name] = known
        return known

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
