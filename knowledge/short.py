"""Short questions that words alone settle: a matter and how long, a bare "and that", a number from a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.text import Lexicon
from language.normalise import normalise

_PLACES = {"一": 0, "二": 1, "三": 2, "1": 0, "2": 1, "3": 2}


@dataclass(frozen=True, slots=True)
class Subject:
    """A matter that people name with "how long" and nothing else, and the topics that this can mean."""

    named: re.Pattern[str] | None
    """The matter alone, as after 那……呢; None where it takes a verb to be this matter."""
    asked: re.Pattern[str]
    """The whole question."""
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortQuestions:
    """The words of short questions. Patterns read whole messages, normalised and without spaces."""

    length: re.Pattern[str]
    subjects: tuple[Subject, ...]
    sentences: tuple[tuple[str, re.Pattern[str]], ...]
    """Topic and what says it."""
    pick: re.Pattern[str]
    denial: re.Pattern[str]
    """What asks by denying (就不能……了吧), as it is typed; `restated` is what it becomes."""
    restated: str

    def topics(self, turns: Sequence[str], words: Lexicon) -> tuple[str, ...]:
        """The topics that the last of the turns asks for, likeliest first; empty where words do not tell."""
        said = [words.translate(normalise(turn)).replace(" ", "") for turn in turns[-2:]]
        sentence = next((topic for topic, pattern in self.sentences if pattern.fullmatch(said[-1])), "")
        if sentence:
            return (sentence,)
        asked = next(
            (
                each.topics
                for form in (said[-1], self._turned(said[-1]))
                for each in self.subjects
                if each.asked.fullmatch(form)
            ),
            (),
        )
        if asked or len(said) == 1 or not self.length.search(said[0]):
            return asked
        named = (each.topics for each in self.subjects if each.named and each.named.fullmatch(said[-1]))
        return next((topics for topics in named if len(topics) == 1), ())

    def _turned(self, said: str) -> str:
        """几天备案 as 备案几天."""
        found = self.length.match(said)
        return said[found.end() :] + found[0] if found else said

    def place(self, text: str) -> int | None:
        """Which of a list a message picks, from 0; None where it picks none."""
        found = self.pick.fullmatch(normalise(text).replace(" ", ""))
        return _PLACES[found[1]] if found else None

    def restate(self, text: str) -> str:
        """The text asked the other way round where it asks by denying: both get the same rule for answer."""
        return self.denial.sub(self.restated, text)
