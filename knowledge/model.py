"""The weights that `python -m knowledge.build` made, as numpy reads them back."""

import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.text import Lexicon, grams
from language.normalise import normalise

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """A small logistic regression over objects or aspects; `column` says which one a label has."""

    names: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: np.float32
    bias: Floats
    column: NDArray[np.int16]

    def log_probabilities(self, rows: NDArray[np.int64], x: Floats) -> Floats:
        """Log of P(name) for a text with these gram rows and values."""
        z = x @ (self.weights[rows] * self.scale) + self.bias
        z -= z.max()
        return np.asarray(z - np.log(np.exp(z).sum()), np.float32)


@dataclass(frozen=True, slots=True)
class Scores:
    """One text against every label: term weights, the two heads together, the object head, its length."""

    terms: Floats
    heads: Floats
    objects: Floats
    length: int


@dataclass(frozen=True, slots=True)
class Model:
    """Labels (topics, and `#kind` for what lies outside), gram weights, heads and fusion weights."""

    digest: str
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    parents: Mapping[str, str]
    lexicon: Lexicon
    row: Mapping[str, int]
    idf: Floats
    term_starts: NDArray[np.int32]
    term_labels: NDArray[np.uint16]
    term_weights: NDArray[np.float16]
    object_head: Head
    aspect_head: Head
    alone: Floats
    following: Floats

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        """The model in the bytes of an .npz file that the build wrote; KeyError where a part is missing."""
        arrays = np.load(io.BytesIO(data))
        meta: dict[str, Any] = json.loads(arrays["meta"].tobytes())
        heads = {
            key: Head(
                names=tuple(meta[key]),
                weights=arrays[f"{key}_weights"],
                scale=arrays[f"{key}_scale"][()],
                bias=arrays[f"{key}_bias"],
                column=arrays[f"{key}_column"],
            )
            for key in ("object", "aspect")
        }
        return cls(
            digest=meta["digest"],
            labels=tuple(meta["labels"]),
            kinds=tuple(meta["kinds"]),
            parents=meta["parents"],
            lexicon=Lexicon.of(meta["words"]),
            row={gram: i for i, gram in enumerate(meta["grams"])},
            idf=arrays["idf"],
            term_starts=arrays["term_starts"],
            term_labels=arrays["term_labels"],
            term_weights=arrays["term_weights"],
            object_head=heads["object"],
            aspect_head=heads["aspect"],
            alone=arrays["alone"],
            following=arrays["following"],
        )

    def score(self, text: str) -> Scores:
        """The scores of one text, as typed."""
        folded = normalise(text)
        counts: dict[str, int] = {}
        for gram in grams(self.lexicon.translate(folded)):
            counts[gram] = counts.get(gram, 0) + 1
        known = {self.row[gram]: n for gram, n in counts.items() if gram in self.row}
        rows = np.fromiter(known, np.int64, len(known))
        x = (1 + np.log(np.fromiter(known.values(), np.float32, len(known)))) * self.idf[rows]
        x /= np.linalg.norm(x) or 1
        objects = self.object_head.log_probabilities(rows, x)[self.object_head.column]
        aspects = self.aspect_head.log_probabilities(rows, x)[self.aspect_head.column]
        return Scores(self._terms(rows, len(counts)), objects + aspects, objects, max(1, len(folded)))

    def _terms(self, rows: NDArray[np.int64], grams_asked: int) -> Floats:
        spans = [slice(self.term_starts[r], self.term_starts[r + 1]) for r in rows]
        if not spans:
            return np.zeros(len(self.labels), np.float32)
        labels = np.concatenate([self.term_labels[span] for span in spans])
        weights = np.concatenate([self.term_weights[span] for span in spans])
        total = np.bincount(labels, weights.astype(np.float32), len(self.labels))
        return np.asarray(total / math.sqrt(grams_asked), np.float32)
