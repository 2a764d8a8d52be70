"""Which earlier items tell a new one's story, in plain Python; ``_links.pyx`` does the same in one pass.

In: what is known of a new item, and the numbers of items that a credit ties to it. Out: the numbers of those that tell
its story, each with how sure that is, the surest first. Refused: nothing.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from newsspider.reposts import compiled
from newsspider.reposts.decide import are_forms, is_frame, is_link, score, score_forms
from newsspider.reposts.entry import unpack_known
from newsspider.reposts.features import Pair
from newsspider.reposts.fingerprint import settings
from newsspider.reposts.match import compare_prints, covered_words, repeated_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from newsspider.reposts.entry import Known
    from newsspider.reposts.postings import Postings
    from newsspider.reposts.prints import Prints

# Fewer words in common than this make no other story a rival.
A_RIVALS_WORDS = 8

Link = tuple[int, float]  # the number of an earlier item, and how sure it is that it tells the story
Held = tuple[int, "Known", Pair]


class Links:
    """Finds the links of new items.

    Args:
        postings: The inverted index.
        prints: The fingerprints of all items in it.
    """

    def __init__(self, postings: Postings, prints: Prints) -> None:
        self._postings = postings
        self._prints = prints

    def find(self, packed: bytes, credited: Collection[int]) -> list[Link]:
        """The links of an item whose ``Known`` is packed here."""
        new = unpack_known(packed)
        return links_of(new, self.pairs(new, credited), lambda _, pair: score(pair))

    def enter(self, packed: bytes, story: int) -> None:
        """The next item, packed likewise, whose story is known by now."""
        number, known = len(self._prints), unpack_known(packed)
        self._prints.add(packed)
        self._postings.enter(story, known.site)
        self._postings.add(number, known.print_.stems, known.print_.stride)

    def pairs(self, new: Known, credited: Collection[int]) -> list[Held]:
        """The new item held against each earlier one that is worth it."""
        candidates = self._postings.candidates(new.print_.stems, new.print_.stride)
        numbers = dict.fromkeys([*candidates, *sorted(credited)])
        if not numbers:
            return []
        marks, said_before = self._marks(new), repeated_words(new.print_)
        held = []
        for number in numbers:
            known, story = unpack_known(self._prints.get(number)), self._postings.story_of(number)
            compared = compare_prints(new.print_, known.print_, marks, self._marks(known), story)
            words = covered_words(new.print_, known.print_, marks, story) & ~said_before
            held.append((number, known, story, compared, words))
        shared: dict[int, int] = {}
        for _, _, story, compared, _ in held:
            shared[story] = max(shared.get(story, 0), compared.a.covered)
        words_of = [(story, words) for _, _, story, _, words in held]
        return [
            (
                number,
                known,
                Pair(
                    compared,
                    new.is_later_than(known),
                    same_site=known.site == new.site != 0,
                    title=_title_share(new.print_.title, known.print_.title),
                    rivals=_rivals(shared, story, compared.a.covered),
                    elsewhere=_elsewhere(words_of, story, words),
                    credited=number in credited,
                ),
            )
            for number, known, story, compared, words in held
        ]

    def _marks(self, known: Known) -> bytes:
        return self._postings.marks(known.print_.stems, known.print_.stride, known.site)


def overlap(a: bytes, b: bytes) -> tuple[float, float]:
    """How much two items, packed as ``Known``, have in common, no boilerplate left out.

    Returns:
        The ``similarity`` of their texts, and the share of the first one's that the other has.
    """
    if compiled.overlap is not None:
        limits = settings()["match"]
        similarity, share = compiled.overlap(a, b, limits["gap"], limits["least_run"])
        return similarity, share
    compared = compare_prints(unpack_known(a).print_, unpack_known(b).print_)
    return compared.similarity, compared.a.share


def links_of(new: Known, pairs: Iterable[Held], judge: Callable[[int, Pair], float]) -> list[Link]:
    """Of pairs those that ``judge`` takes for links, the surest first; forms are held against each other as a whole."""
    links = []
    most = float(settings()["link"]["frame_score"])
    for number, known, pair in pairs:
        found = judge(number, pair)
        if not is_link(found) and are_forms(pair.compared):
            found = score_forms(compare_prints(new.print_, known.print_))
        elif found > most and not pair.credited and is_frame(pair.compared):
            found = most
        if is_link(found):
            links.append((number, found))
    return sorted(links, key=lambda link: (-link[1], link[0]))


def _rivals(shared: dict[int, int], story: int, covered: int) -> int:
    """How many other stories share as many words; so few that they mean nothing make no rival."""
    least = max(A_RIVALS_WORDS, covered)
    return sum(1 for other, count in shared.items() if other != story and count >= least)


def _elsewhere(words_of: Iterable[tuple[int, int]], story: int, words: int) -> int:
    """How many words besides these other stories have, each word once."""
    theirs = 0
    for other, held in words_of:
        theirs |= held if other != story else 0
    return (theirs & ~words).bit_count()


def _title_share(a: bytes, b: bytes) -> float:
    """The share of the shorter title's words that the other title has."""
    words_a, words_b = set(array("I", a)), set(array("I", b))
    fewer = min(len(words_a), len(words_b))
    return len(words_a & words_b) / fewer if fewer else 0.0
