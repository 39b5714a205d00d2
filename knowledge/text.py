"""What a question is made of: the words of the law put in for what people say, and its grams."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

_LATIN_WORD = re.compile("[a-z]{2,}")
_LATIN_ENDING = re.compile("(ing|ed|es|s)$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Slips, dialect, abbreviations and foreign words → the words of the law, both normalised."""

    words: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    """First character of a word → the lengths of the words that begin with it, longest first."""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "Lexicon":
        """A lexicon of these words, with the index that its search needs."""
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[0], set()).add(len(word))
        return cls(words, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})

    def translate(self, text: str) -> str:
        """Normalised text with official words put in: from the left, the longest word first."""
        out, at = [], 0
        while at < len(text):
            word = self._word_at(text, at)
            out.append(self.words[word] if word else text[at])
            at += len(word) or 1
        return "".join(out)

    def _word_at(self, text: str, at: int) -> str:
        for length in self.lengths.get(text[at], ()):
            word = text[at : at + length]
            if word in self.words and not (word.isascii() and _inside_latin(text, at, at + length)):
                return word
        return ""


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Whether a Latin word found there is only part of a longer one."""
    return any(c.isascii() and c.isalnum() for c in (text[start - 1 : start] + text[end : end + 1]))


def grams(text: str) -> list[str]:
    """Characters and pairs of characters of normalised text, pairs also with the edges of each run.

    Latin words count whole and in neighbouring pairs, crudely stemmed.
    """
    stems = [_LATIN_ENDING.sub("", word) if len(word) > 4 else word for word in _LATIN_WORD.findall(text)]
    found = [f"e:{stem}" for stem in stems] + [f"e:{a} {b}" for a, b in pairwise(stems)]
    for run in _LATIN_WORD.sub(" ", text).split():
        found += run
        found += _pairs(f"^{run}$")
    return found


def _pairs(run: str) -> Iterable[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))
