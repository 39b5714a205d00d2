"""Texts as sparse counts of their grams."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.text import Lexicon, grams
from language.normalise import normalise

IN_TEXTS = 4
"""What fewer texts have is somebody's slip, and would only make the weights bigger."""


class Grams:
    """The grams that at least IN_TEXTS training texts have, in a fixed order, and how rare each is."""

    def __init__(self, texts: Sequence[str], words: Lexicon) -> None:
        self._words = words
        self._read: dict[str, Counter[str]] = {}
        seen = Counter(gram for text in texts for gram in self.of(text))
        self.names = sorted(gram for gram, texts_with in seen.items() if texts_with >= IN_TEXTS)
        self.row = {gram: i for i, gram in enumerate(self.names)}
        self.idf = np.array([np.log((1 + len(texts)) / (1 + seen[gram])) + 1 for gram in self.names])

    def of(self, text: str) -> Counter[str]:
        """How often each gram occurs in a text."""
        if text not in self._read:
            self._read[text] = Counter(grams(self._words.translate(normalise(text))))
        return self._read[text]

    def counts(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Texts × grams; grams never seen in training are left out."""
        starts, rows, values = [0], [], []
        for text in texts:
            known = [(self.row[gram], n) for gram, n in self.of(text).items() if gram in self.row]
            rows += [row for row, _ in known]
            values += [n for _, n in known]
            starts.append(len(rows))
        return sparse.csr_matrix(
            (np.array(values, np.float32), rows, starts), shape=(len(texts), len(self.names))
        )

    def sizes(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How many different grams each text has, known or not, at least one."""
        return np.array([max(1, len(self.of(text))) for text in texts], float)

    def tfidf(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Sublinear tf × idf of unit length, what the nets read."""
        matrix = self.counts(texts)
        matrix.data = (1 + np.log(matrix.data)) * self.idf[matrix.indices]
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        norms[norms == 0] = 1
        return (sparse.diags(1 / norms) @ matrix).tocsr()
