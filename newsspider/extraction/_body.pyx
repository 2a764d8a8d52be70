# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twin of ``body.choose``, once all blocks are weighed, and of ``vetoes.decided``.

In: a ``Layout``, its ``BlockTable``, the probabilities. Out: the fields of a ``Body``. Each block has a number that says
why it is out, or that it is kept; the steps are those of the pure modules, in the same order.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport Py_UNICODE_ISDECIMAL

# Why a block is out; the first of ``Known.reasons``, in order. What rules say is appended behind them.
cdef enum:
    UNDECIDED = -2
    KEPT = -1
    OUTSIDE = 0
    LINK
    SIGNUP
    BESIDE
    UNSEEN
    CONTROL
    CAPTION
    GALLERY
    REPEATED


cdef class Known:
    """What holds for all pages.

    Args:
        body: The module ``body``, for its thresholds and tags.
        vetoes: The module ``vetoes``, likewise.
        bits: The bits of ``class_words`` by name.
        count_words: As in ``records``.
        enough: From which probability on a block is taken.
    """

    cdef tuple reasons
    cdef object slides, count_words, is_all_link
    cdef frozenset long_kinds, beside_tags, any_box, headings, subheadings
    cdef long long signup, control, caption, photo_credit, quote, hidden, figure, text_in_figure, asks, called_offer, aside
    cdef double large_box, large_comments, least_shown, share_shown, enough, all_link, sure, maybe, story_share, stray_sure
    cdef Py_ssize_t short_line, recurs, few, long_repeat, enough_words
    cdef Py_ssize_t longest_in_figure, form_levels, three_words
    cdef double most_offer

    def __init__(self, body, vetoes, bits, count_words, enough):
        self.reasons = (
            body.OUTSIDE, body.LINK, vetoes.SIGNUP, vetoes.BESIDE, vetoes.UNSEEN, vetoes.CONTROL, vetoes.CAPTION,
            vetoes.GALLERY, vetoes.REPEATED,
        )
        self.slides, self.count_words, self.enough = vetoes._slides, count_words, enough
        self.long_kinds, self.beside_tags, self.any_box = vetoes._LONG, vetoes._BESIDE_TAGS, vetoes._ANY_BOX
        self.headings, self.subheadings = body._HEADINGS, body._SUBHEADINGS
        self.signup, self.control, self.quote, self.hidden = bits["SIGNUP"], bits["CONTROL"], bits["QUOTE"], bits["HIDDEN"]
        self.caption, self.photo_credit = vetoes._CAPTION, vetoes._PHOTO_CREDIT
        self.figure, self.text_in_figure = vetoes._FIGURE, vetoes._TEXT_IN_FIGURE
        self.longest_in_figure, self.form_levels = vetoes._LONGEST_IN_FIGURE, vetoes._FORM_LEVELS
        self.asks, self.called_offer, self.aside = vetoes._ASKS, vetoes._CALLED_OFFER, vetoes._ASIDE
        self.most_offer = vetoes._MOST_OFFER
        self.large_box, self.large_comments = vetoes._LARGE_BOX, vetoes._LARGE_COMMENTS
        self.least_shown, self.share_shown = vetoes._LEAST_SHOWN, vetoes._SHARE_SHOWN
        self.short_line, self.recurs = vetoes._SHORT_LINE, vetoes._RECURS
        self.all_link, self.sure, self.maybe = body._ALL_LINK, body._SURE, body._MAYBE
        self.is_all_link, self.three_words = body.is_all_link, body._THREE_WORDS
        self.few, self.story_share, self.stray_sure = body._FEW, body._STORY_SHARE, body._STRAY_SURE
        self.long_repeat, self.enough_words = body._LONG_REPEAT, body._ENOUGH_WORDS


cdef class Choice:
    """The choice on one page."""

    cdef Known known
    cdef object layout, table
    cdef list texts, c_tag, reasons
    cdef const long long[::1] containers, link_chars, parent, start, end, signature, names, bits
    cdef const double[::1] good, chars, probability
    cdef const unsigned char[::1] teased
    cdef Py_ssize_t blocks, boxes, best_start, best_end, kept
    cdef int* why
    cdef double* sums  # of the first 0, 1, 2 ... blocks
    cdef double* others

    def __cinit__(self, Known known not None, layout, table, probability, teased):
        self.known, self.layout, self.table = known, layout, table
        self.texts, self.c_tag, self.reasons = layout.texts, layout.c_tag, [*known.reasons]
        self.containers, self.link_chars, self.parent = layout.containers, layout.link_chars, layout.c_parent
        self.start, self.end, self.signature, self.names = layout.c_start, layout.c_end, layout.c_signature, layout.c_bits
        self.bits, self.good, self.chars = table.bits, table.good, table.chars
        self.probability, self.teased = probability, teased.view("uint8")
        self.blocks, self.boxes = len(self.texts), self.parent.shape[0]
        self.best_start, self.best_end = self.start[<Py_ssize_t>table.best], self.end[<Py_ssize_t>table.best]
        self.why = <int*>PyMem_Calloc(self.blocks, sizeof(int))
        self.sums = <double*>PyMem_Calloc(self.blocks + 1, sizeof(double))
        self.others = <double*>PyMem_Calloc(max(self.blocks + 1, self.boxes), sizeof(double))
        if self.why == NULL or self.sums == NULL or self.others == NULL:
            raise MemoryError
        cdef Py_ssize_t at
        for at in range(self.blocks):
            self.why[at] = UNDECIDED

    def __dealloc__(self):
        PyMem_Free(self.why)
        PyMem_Free(self.sums)
        PyMem_Free(self.others)

    cdef inline str tag_of(self, Py_ssize_t block):
        return <str>self.c_tag[self.containers[block]]

    cdef inline void decide(self, Py_ssize_t block, int why):
        if self.why[block] == UNDECIDED:
            self.why[block] = why

    cdef void decide_all(self, Py_ssize_t first, Py_ssize_t behind, int why):
        cdef Py_ssize_t at
        for at in range(first, behind):
            self.decide(at, why)

    cdef void decide_by_bits(self, long long mask, int why):
        cdef Py_ssize_t at
        for at in range(self.blocks):
            if self.bits[at] & mask:
                self.decide(at, why)

    # -- what is no matter of figures -----------------------------------------------------------------------------

    cdef int veto(self) except -1:
        cdef Py_ssize_t at
        cdef long long caption = self.known.caption, credit = self.known.photo_credit
        for at in range(self.blocks):
            self.sums[at + 1] = self.sums[at] + self.chars[at]
        self.veto_ruled()
        self.decide_by_bits(self.known.signup, SIGNUP)
        self.veto_around_forms()
        self.veto_beside()
        self.veto_hidden()
        self.decide_by_bits(self.known.control, CONTROL)
        for at in range(self.blocks):
            if (self.bits[at] & caption or self.bits[at] & credit == credit) and not self.bits[at] & self.known.quote:
                self.decide(at, CAPTION)
            elif self.bits[at] & self.known.figure and not self.bits[at] & self.known.text_in_figure:
                if len(<str>self.texts[at]) <= self.known.longest_in_figure:
                    self.decide(at, CAPTION)
        self.veto_slides()
        self.veto_recurring()
        return 0

    cdef int veto_ruled(self) except -1:
        """Boxes that a clutter rule knows, unless they hold so much that they must be the page itself."""
        cdef double total = self.sums[self.blocks] if self.sums[self.blocks] > 1 else 1.0, limit
        cdef Py_ssize_t box, start, end
        for box, rule in (<dict?>self.layout.c_rules).items():
            start, end = self.start[box], self.end[box]
            if start >= end:
                continue
            limit = self.known.large_comments if rule.kind in self.known.long_kinds else self.known.large_box
            if self.sums[end] - self.sums[start] > limit * total or (start <= self.best_start and self.best_end <= end):
                continue
            self.reasons.append((rule.id, rule.kind))
            self.decide_all(start, end, <int>len(self.reasons) - 1)
        return 0

    cdef void veto_around_forms(self):
        """Small boxes that are called an offer, or stand aside, and hold a form."""
        cdef Py_ssize_t box, up, level, start, end
        cdef long long own
        for box in range(self.boxes):
            own = self.names[box]
            if not own & self.known.asks:
                continue
            up = box
            for level in range(self.known.form_levels):
                start, end = self.start[up], self.end[up]
                if start <= self.best_start < end or self.sums[end] - self.sums[start] > self.known.most_offer:
                    break
                if self.names[up] & self.known.called_offer or (
                    own & self.known.signup and self.names[up] & self.known.aside
                ):
                    self.decide_all(start, end, SIGNUP)
                up = self.parent[up]
                if up < 0:
                    break

    cdef int veto_beside(self) except -1:
        """Long asides, footers and menus; short ones are weighed like the rest."""
        cdef double total = self.sums[self.blocks] if self.sums[self.blocks] > 1 else 1.0, share
        cdef Py_ssize_t box, start, end
        for box in range(self.boxes):
            start, end = self.start[box], self.end[box]
            if start >= end or start <= self.best_start < end:
                continue
            share = (self.sums[end] - self.sums[start]) / total
            if self.known.large_box < share <= self.known.large_comments and self.c_tag[box] in self.known.beside_tags:
                self.decide_all(start, end, BESIDE)
        return 0

    cdef void veto_hidden(self):
        """What a browser doesn't show, unless the page shows hardly anything else: then its program will."""
        cdef Py_ssize_t box, at
        cdef double shown = 0.0, all_good = 0.0, least
        cdef bint some = False
        cdef double* hidden = self.others
        for box in range(self.boxes):
            hidden[box] = self.names[box] & self.known.hidden != 0
            if self.parent[box] >= 0 and hidden[self.parent[box]]:
                hidden[box] = 1.0
            some = some or hidden[box] != 0
        if not some:
            return
        for at in range(self.blocks):
            all_good += self.good[at]
            if not hidden[self.containers[at]]:
                shown += self.good[at]
        least = self.known.share_shown * all_good
        if shown < (least if least > self.known.least_shown else self.known.least_shown):
            return
        for at in range(self.blocks):
            if hidden[self.containers[at]]:
                self.decide(at, UNSEEN)

    cdef int veto_slides(self) except -1:
        """A picture gallery inside a story; looked for only where enough lines begin as its captions do."""
        cdef Py_ssize_t at, number = 0
        cdef str text
        for at in range(self.blocks):
            text = self.texts[at]
            if Py_UNICODE_ISDECIMAL(text[0]) and "/" in text[:5]:
                number += 1
        if number >= self.known.recurs:
            for at in self.known.slides(self.layout, self.table):
                self.decide(at, GALLERY)
        return 0

    cdef int veto_recurring(self) except -1:
        """Short lines that stand on the page again and again in one kind of place."""
        cdef dict seen = {}
        cdef set once = set(), again = set()
        cdef Py_ssize_t at
        cdef str text
        cdef list places
        for text in self.texts:
            if len(text) <= self.known.short_line:
                (again if text in once else once).add(text)
        for at in range(self.blocks) if again else ():
            text = self.texts[at]
            if text in again and self.tag_of(at) in self.known.any_box:
                places = seen.setdefault((text, self.signature[self.containers[at]]), [])
                places.append(at)
        for places in seen.values():
            if len(places) >= self.known.recurs:
                for at in places:
                    self.decide(at, REPEATED)
        return 0

    # -- the choice -----------------------------------------------------------------------------------------------

    cdef int choose(self, list line_rules) except -1:
        cdef Py_ssize_t at
        cdef double p
        for at in range(self.blocks):
            p = self.probability[at]
            if self.why[at] != UNDECIDED:
                continue
            if p < self.known.sure and (self.teased[at] or self.is_link_line(at)):
                self.why[at] = LINK
            elif p >= self.known.enough:
                self.why[at] = KEPT
                self.kept += 1
            else:
                rule = line_rules[at]
                self.why[at] = OUTSIDE
                # A line that names the source is evidence, wherever it stands.
                if rule is not None and rule.kind == "credit":
                    self.reasons.append((rule.id, rule.kind))
                    self.why[at] = <int>len(self.reasons) - 1
        return 0

    cdef bint is_link_line(self, Py_ssize_t block) except -1:
        """Whether a block is one link and nothing else: a teaser of another story, unless a heading or a few words."""
        cdef str text = self.texts[block]
        cdef long long link = self.link_chars[block]
        if link <= 0 or self.tag_of(block) in self.known.headings:
            return False
        if text.count(" ") < 2:  # Chinese, Japanese and Thai have no blanks between words
            if len(text) < self.known.three_words or not (u"\u0e00" <= text[0] <= u"\u0eff" or u"\u3000" <= text[0] <= u"\u9fff"):
                return False
        if link > self.known.all_link * len(text):
            return True
        return Py_UNICODE_ISDECIMAL(text[0]) and self.known.is_all_link(text, link)  # behind a clock time

    cdef int drop_strays(self) except -1:
        """What stands in boxes of its own behind the story's box must be surer than the story's own paragraphs."""
        cdef Py_ssize_t at, box, home = 0, behind
        cdef double length, sure, taken, least
        cdef double* weight = self.sums
        cdef double* weighed = self.others
        if self.kept < self.known.few:
            return 0
        weighed[0] = 0.0
        for at in range(self.blocks):
            length = len(<str>self.texts[at]) if self.why[at] == KEPT else 0.0
            weight[at + 1] = weight[at] + length
            weighed[at + 1] = weighed[at] + length * self.probability[at]
        least = self.known.story_share * self.sum_of(weighed, 0)
        for box in range(self.boxes):
            if self.sum_of(weighed, box) >= least and self.end[box] - self.start[box] <= self.end[home] - self.start[home]:
                home = box
        for box in range(self.boxes):
            if self.start[box] < self.end[home]:
                continue
            taken, sure = self.sum_of(weight, box), self.sum_of(weighed, box)
            if not taken > 0 or not sure < self.known.stray_sure * taken:
                continue
            behind = home
            while behind >= 0 and behind != self.parent[box]:
                behind = self.parent[behind]
            if behind >= 0:  # it stands in the story's box, or in one around that
                for at in range(self.start[box], self.end[box]):
                    if self.why[at] == KEPT:
                        self.why[at] = OUTSIDE
        return 0

    cdef inline double sum_of(self, const double* sums, Py_ssize_t box):
        return sums[self.end[box] if self.end[box] > self.start[box] else self.start[box]] - sums[self.start[box]]

    cdef int add_headings(self) except -1:
        """A heading between two kept blocks, the later of them in its own box, is the story's, however short it is."""
        cdef Py_ssize_t at, before, box
        for at in range(1, self.blocks - 1):
            if self.why[at] != OUTSIDE or self.probability[at] < self.known.maybe:
                continue
            before = at - 1
            while before > 0 and self.why[before] != KEPT and self.why[before] != OUTSIDE:
                before -= 1  # clutter that a rule struck doesn't stand between a heading and its story
            if self.why[before] != KEPT or self.why[at + 1] != KEPT:
                continue
            box = self.parent[self.containers[at]]
            if box >= 0 and at + 1 < self.end[box] and self.tag_of(at) in self.known.subheadings:
                self.why[at] = KEPT
        return 0

    cdef int drop_repeats(self) except -1:
        """What stands in two kinds of place is kept once: a paragraph, and short lines beside one that is repeated."""
        cdef dict seen = {}
        cdef list again = []
        cdef Py_ssize_t at
        cdef long long place
        cdef str text
        for at in range(self.blocks):
            if self.why[at] != KEPT:
                continue
            text = self.texts[at]
            place = self.signature[self.containers[at]]
            if <long long>seen.setdefault(text, place) != place:
                if len(text) > self.known.long_repeat:
                    self.why[at] = REPEATED
                else:
                    again.append(at)
        for at in again:
            if at > 0 and self.why[at - 1] == REPEATED:
                self.why[at] = REPEATED
        for at in reversed(again):
            if at + 1 < self.blocks and self.why[at + 1] == REPEATED:
                self.why[at] = REPEATED
        return 0

    cdef double confidence(self) except -1:
        """How sure the choice is, 0 to 1."""
        cdef Py_ssize_t at, words = 0
        cdef double sure = 0.0, length = 0.0
        for at in range(self.blocks):
            if self.why[at] == KEPT:
                sure += self.probability[at] * len(<str>self.texts[at])
                length += len(<str>self.texts[at])
                if words < self.known.enough_words:
                    words += self.known.count_words(self.texts[at])  # more say no more
        if not length:
            return 0.0
        return sure / length * min(1.0, 0.4 + 0.6 * words / <double>self.known.enough_words)


def choose(Known known not None, layout, table, probability, teased, list line_rules not None):
    """Choose the story's blocks.

    Args:
        known: What holds for all pages.
        layout: A ``Layout`` with at least one block.
        table: Its ``BlockTable``.
        probability: Of each block.
        teased: Which blocks stand in teasers of other stories.
        line_rules: The rule that knows each block's line, or None.

    Returns:
        ``kept``, ``captions`` and ``reasons`` of a ``Body``; its confidence, not rounded yet.
    """
    cdef Choice choice = Choice(known, layout, table, probability, teased)
    cdef Py_ssize_t at
    cdef int why
    cdef list kept = [], captions = []
    cdef dict reasons = {}
    choice.veto()
    for at in range(choice.blocks):
        if choice.why[at] == CAPTION:
            captions.append(at)
    choice.choose(line_rules)
    choice.drop_strays()
    choice.add_headings()
    choice.drop_repeats()
    for at in range(choice.blocks):
        why = choice.why[at]
        if why == KEPT:
            kept.append(at)
        else:
            reasons[at] = choice.reasons[why]
    return kept, captions, reasons, choice.confidence()
