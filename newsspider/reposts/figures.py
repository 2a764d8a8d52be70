"""What is counted of one text when it is held against another, and the shares that are reckoned from it.

In: counts, as ``measure.measure`` gives them. Out: ``Figures``. Refused: nothing; of nothing, a share is 0, or 1 where
that speaks for the pair.
"""

from __future__ import annotations

from typing import NamedTuple


class Figures(NamedTuple):
    """What is counted of one text, in content words.

    Attributes:
        length: All of them.
        own: Neither boilerplate nor said before in the text.
        body: The same without the leftovers of the page behind the last match.
        covered: Own words in runs that match.
        longest: The longest run without a change.
        passages: Stretches of the text that match.
        facts: Numbers and names inside them ...
        facts_kept: ... that the other text has.
        numbers: Numbers inside them ...
        numbers_kept: ... that the other text has.
        passage: Words inside them ...
        same: ... that match.
        quoted: Covered words between quotation marks.
        bag: Words of the body that stand anywhere in the other text.
        leading: Own words among the first ...
        leading_covered: ... that are covered.
        touched: Words of the body in paragraphs with a covered word.
        until: Own words up to the last match.
        common: Boilerplate.
        edited: Words of the body in paragraphs of which half is covered at least.
        slots: Stretches between two matches where both texts have words of their own, as a form has them that is filled
            in twice ...
        slot_words: ... and the words there.
        before: Own words before the first match.
        steps: Pairs of words that match, each with the next one that does ...
        forward: ... of which the next one stands a little further on in the other text as well.
        swapped: Numbers and names beside a match that the other text hasn't, where that has others in the same place.
        running: Running words of the body, the stop words before each content word counted with it ...
        running_covered: ... and those of them that are covered.
        named: Numbers and names of the body ...
        named_covered: ... those that are covered ...
        named_known: ... and those that stand anywhere in the other text.
    """

    length: int
    own: int
    body: int
    covered: int
    longest: int
    passages: int
    facts: int
    facts_kept: int
    numbers: int
    numbers_kept: int
    passage: int
    same: int
    quoted: int
    bag: int
    leading: int
    leading_covered: int
    touched: int
    until: int
    common: int
    edited: int
    slots: int
    slot_words: int
    before: int
    steps: int
    forward: int
    swapped: int
    running: int
    running_covered: int
    named: int
    named_covered: int
    named_known: int

    @property
    def share(self) -> float:
        """The share of the own words that is covered, 0 to 1: the containment of this text in the other."""
        return self.covered / self.own if self.own else 0.0

    @property
    def body_share(self) -> float:
        """The same without the leftovers of the page (comments, links) as far as lines tell."""
        return self.covered / self.body if self.body else 0.0

    @property
    def running_share(self) -> float:
        """The share of the running words of the body that is covered, 0 to 1."""
        return self.running_covered / self.running if self.running else 0.0

    @property
    def facts_share(self) -> float:
        """The share of the numbers and names inside the passages that the other text has, 0 to 1; 1 without any."""
        return self.facts_kept / self.facts if self.facts else 1.0

    @property
    def changed(self) -> float:
        """The share of words inside the passages that the other text doesn't have there, 0 to 1."""
        return 1.0 - self.same / self.passage if self.passage else 0.0

    @property
    def inner_share(self) -> float:
        """The share of the words from the first match to the last that is covered, 0 to 1."""
        return self.covered / (self.until - self.before) if self.until > self.before else 0.0

    @property
    def order(self) -> float:
        """The share of the steps from one matching pair to the next that go forward in the other text, 0 to 1."""
        return self.forward / self.steps if self.steps else 1.0

    @property
    def swap_share(self) -> float:
        """How many of the numbers and names of the match are swapped for others, 0 to 1: of few, little is known."""
        return self.swapped / (self.swapped + self.facts_kept + 1)

    @property
    def strange(self) -> int:
        """Numbers and names of the body that the other text hasn't."""
        return self.named - self.named_known

    @property
    def named_lift(self) -> float:
        """How rich in numbers and names the match is, where the body as a whole is 1: of few, little is known."""
        share = self.body_share
        return (self.named_covered + 3 * share) / (self.named + 3) / share if share else 1.0

    @property
    def form(self) -> float:
        """The share of boilerplate in the text, 0 to 1."""
        return self.common / self.length if self.length else 0.0
