# cython: boundscheck=False, wraparound=False
"""The compiled twin of ``line_finder``: which rule matches the whole of a folded line.

In: the tables of an index; then a line, with what a scanner told of it. Out: the rule, or None. The steps are those of the
pure methods, in the same order.
"""

cdef enum:
    ALWAYS = -1  # a pattern that no scanner may leave out
    UNCUED = 16
    YEAR_CHARS = 4


cdef class LineFinder:
    """Looks lines up in the ``LineTables`` of one index."""

    cdef dict phrases, starts, ends, by_group, ranks, widened, words
    cdef object spared, speech, or_amid
    cdef frozenset last_chars
    cdef str decoration, around_words
    cdef tuple stops, lengths
    cdef bint spares
    cdef Py_ssize_t end_chars

    def __init__(self, tables):
        from newsspider.clutter import line_finder  # it imports this module

        pure = line_finder.PureLineFinder(tables)
        self.spared, self.lengths, self.last_chars = pure._spared, pure._lengths, pure._last_chars
        self.phrases, self.starts, self.ends = tables.phrases, tables.starts, tables.ends
        self.by_group, self.words = tables.by_group, tables.words
        self.speech, self.or_amid, self.spares = tables.speech, tables.or_amid, bool(tables.spares)
        self.decoration, self.around_words = line_finder.DECORATION, line_finder.AROUND_WORDS
        self.ranks, self.widened, self.stops = line_finder.RANKS, line_finder.OR_AMID, line_finder.STOPS
        self.end_chars = line_finder.END_CHARS

    def find(self, str folded not None, triggered, groups, int flag):
        """As ``PureLineFinder.find``."""
        cdef str phrase = folded.strip(self.decoration)
        cdef list entries
        cdef Py_ssize_t size = len(phrase), end
        if not size:
            return None
        found = self.phrases.get(phrase)
        if found is not None and self.spares and self.spared(found, phrase):
            found = None
        if found is not None and found.context == "none":
            return found
        entries = self.entries(phrase, groups, flag)
        if phrase[size - 1] in self.last_chars:
            entries = entries + [
                e for end in range(1, min(self.end_chars, size) + 1) for e in self.ends.get(phrase[size - end:], ())
            ]
        if triggered:
            entries = entries + [e for triggers, e in triggered if holds_any(triggers, phrase)]
        if not entries:
            return found
        return self.first(entries, phrase, found, folded.endswith(self.stops) and not folded.endswith("..."))

    cdef list entries(self, str phrase, groups, int flag):
        """The patterns that a line may match by its beginning, those with longer literals first."""
        cdef list some
        cdef Py_ssize_t length, size = len(phrase)
        if groups is not None and not flag & UNCUED:
            if not groups:
                return []
            if len(groups) == 1:
                (group,) = groups
                some = self.by_group[group]
                if len(some) == 1:
                    return some
        some = []
        for length in self.lengths:
            found = self.starts.get(phrase[:length]) if length <= size else None
            if found is None:
                continue
            if groups is None:
                some += <list>found
                continue
            for entry in <list>found:
                group = (<tuple>entry)[2]
                if group == ALWAYS or group in groups:
                    some.append(entry)
        return some

    cdef first(self, list entries, str phrase, best, bint stop):
        """The first rule whose pattern matches, or ``best``; the one that needs least context wins."""
        cdef int speech = -1  # not known yet
        cdef bint amid = False, widens
        for entry in entries:
            pattern, rule = (<tuple>entry)[0], (<tuple>entry)[1]
            widens = best is not None and rule.context == "amid" and best.context in self.widened
            if best is not None and self.ranks[rule.context] >= self.ranks[best.context] and not widens:
                continue
            if stop and rule.no_stop:
                continue
            if rule.only_words and not is_made_of(<frozenset>self.words[rule.id], phrase, self.around_words):
                continue
            if not may_match(pattern.needed, phrase) or pattern.fullmatch(phrase) is None:
                continue
            if self.spares and self.spared(rule, phrase):
                continue
            if rule.no_speech:
                if speech < 0:
                    speech = bool(self.speech.present(f" {phrase} "))
                if speech:
                    continue
            if rule.context == "none":
                return rule
            amid = amid or rule.context == "amid"
            best = best if widens else rule
        return self.or_amid(best) if best is not None and amid else best


cdef bint is_made_of(frozenset words, str phrase, str around) except -1:
    """As ``PureLineFinder._is_made_of``; most lines show by their first words that they aren't."""
    cdef Py_ssize_t start = 0, end, size = len(phrase)
    cdef str word
    while start <= size:
        end = phrase.find(" ", start)
        if end < 0:
            end = size
        word = phrase[start:end].strip(around)
        start = end + 1
        if word and word not in words and (len(word) == YEAR_CHARS or not word.replace(":", "").isdigit()):
            return False
    return True


cdef bint may_match(tuple needed, str phrase) except -1:
    """As ``Expression.may_match``."""
    for literals in needed:
        if not holds_any(<tuple>literals, phrase):
            return False
    return True


cdef bint holds_any(tuple literals, str phrase) except -1:
    for literal in literals:
        if <str>literal in phrase:
            return True
    return False
