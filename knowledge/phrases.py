"""How people talk: courtesies, several questions in one message, words that only make sense after others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.text import Lexicon
from language.normalise import normalise

SHORTEST_MATTER = 4
"""Characters of what is still a question once its last words are gone."""

SHORTEST_RELIEVED = 2
"""Characters of what may be a matter once courtesies are gone: 你好，投诉."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of talk. `source`, `level`, `daily` and `instead` read whole messages without spaces."""

    opening: re.Pattern[str]
    closing: re.Pattern[str]
    ends: re.Pattern[str]
    joins: re.Pattern[str]
    pauses: re.Pattern[str]
    asks: re.Pattern[str]
    source: re.Pattern[str]
    level: re.Pattern[str]
    daily: re.Pattern[str]
    instead: re.Pattern[str]
    goes_on: re.Pattern[str]
    siblings: tuple[tuple[str, ...], ...]
    """Words of which one may stand for another in the same question."""
    names: Mapping[str, str]
    """Topic or object → what people call it."""
    confirms: re.Pattern[str]
    hearsay: re.Pattern[str]
    basis: re.Pattern[str]
    happened: re.Pattern[str]
    bounds: re.Pattern[str]
    english: Mapping[str, str]
    """English words for industries and kinds of procurement → the Chinese ones."""
    unreadable: re.Pattern[str]

    def without_courtesy(self, text: str) -> str:
        """The question without greetings before and thanks behind it; as it is where nothing else is said."""
        rest = text
        while found := self.opening.match(rest):
            rest = rest[found.end() :]
        while found := self.closing.search(rest):
            rest = rest[: found.start()]
        says = self.asks.search(rest) or len(normalise(rest)) >= SHORTEST_RELIEVED
        return rest if says else text

    def parts(self, text: str) -> list[str]:
        """The questions of a message, each with what was said before it; one where it asks one thing."""
        sentences = [part for sentence in self.ends.split(text) for part in self.joins.split(sentence)]
        return self._questions([part for part in sentences if normalise(part)])

    def halves(self, text: str) -> list[str]:
        """What a message may ask between its pauses, where nothing else separates its questions."""
        return self._questions([part for part in self.pauses.split(text) if part and normalise(part)])

    def _questions(self, pieces: Sequence[str]) -> list[str]:
        found: list[str] = []
        said = ""
        for piece in pieces:
            said = f"{said}，{piece}" if said else piece
            if self.asks.search(piece):
                found.append(said)
                said = ""
        if said and found:
            found[-1] = f"{found[-1]}，{said}"
        return found or [said]

    def replaced(self, before: str, text: str, words: Lexicon) -> str:
        """The question before with another thing in it: 质疑几天提 + 那投诉呢 → 投诉几天提; empty if none."""
        match = self.instead.fullmatch(bare(text, words))
        if match is None:
            return ""
        old = words.translate(normalise(before))
        for group in self.siblings:
            said = next((word for word in group if word in match[1]), "")
            other = next((word for word in group if word in old), "")
            if said and other and said != other and len(match[1]) <= len(said) + 2:
                return old.replace(other, said)
        return ""

    def without_source(self, text: str) -> str:
        """The matter of a question that asks where its rule stands; empty where it asks no such thing."""
        rest = self.basis.sub("", text)
        return rest if rest != text and len(normalise(rest)) >= SHORTEST_MATTER else ""

    def in_chinese(self, text: str) -> str:
        """The text with the English words for industries and kinds in Chinese."""
        found = text.lower()
        for word in sorted(self.english, key=len, reverse=True):
            found = re.sub(rf"(?<![a-z]){word}(?![a-z])", self.english[word], found)
        return found


def bare(text: str, words: Lexicon) -> str:
    """Simplified, in the words of the law, without spaces and punctuation."""
    return words.translate(normalise(text)).replace(" ", "")
