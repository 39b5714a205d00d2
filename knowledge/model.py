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
class Nets:
    """A few nets of one hidden layer: gram vectors in steps of `scale` are added up, and lead to labels."""

    vectors: NDArray[np.int8]
    scale: np.float32
    bias: Floats
    out: Floats
    out_bias: Floats

    def log_probabilities(self, rows: NDArray[np.int64], x: Floats) -> Floats:
        """Log of the mean P of each label for a text with these gram rows and values."""
        hidden = np.maximum(0, x @ self.vectors[rows] * self.scale + self.bias).reshape(len(self.out), 1, -1)
        z = (hidden @ self.out)[:, 0] + self.out_bias
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        return np.asarray(np.log(p.mean(axis=0) + 1e-9), np.float32)


@dataclass(frozen=True, slots=True)
class Scores:
    """One text against every label: by its terms, by the nets (log of P), and its length."""

    terms: Floats
    nets: Floats
    length: int


@dataclass(frozen=True, slots=True)
class Model:
    """Labels (topics, and `#kind` for what lies outside), gram weights, nets and fusion weights.

    `objects` and `aspects` say of each label what it is about and what it wants to know.
    """

    digest: str
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    objects: tuple[str, ...]
    aspects: tuple[str, ...]
    parents: Mapping[str, str]
    lexicon: Lexicon
    row: Mapping[str, int]
    idf: Floats
    term_starts: NDArray[np.int32]
    term_labels: NDArray[np.uint16]
    term_weights: NDArray[np.float16]
    nets: Nets
    alone: Floats
    following: Floats

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        """The model in the bytes of an .npz file that the build wrote; KeyError where a part is missing."""
        arrays = np.load(io.BytesIO(data))
        meta: dict[str, Any] = json.loads(arrays["meta"].tobytes())
        return cls(
            digest=meta["digest"],
            labels=tuple(meta["labels"]),
            kinds=tuple(meta["kinds"]),
            objects=tuple(meta["objects"]),
            aspects=tuple(meta["aspects"]),
            parents=meta["parents"],
            lexicon=Lexicon.of(meta["words"]),
            row={gram: i for i, gram in enumerate(meta["grams"])},
            idf=arrays["idf"],
            term_starts=arrays["term_starts"],
            term_labels=arrays["term_labels"],
            term_weights=arrays["term_weights"],
            nets=Nets(
                vectors=arrays["net_vectors"],
                scale=arrays["net_scale"][()],
                bias=arrays["net_bias"],
                out=arrays["net_out"].astype(np.float32),
                out_bias=arrays["net_out_bias"],
            ),
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
        terms = self._terms(rows, len(counts))
        return Scores(terms, self.nets.log_probabilities(rows, x), max(1, len(folded)))

    def _terms(self, rows: NDArray[np.int64], grams_asked: int) -> Floats:
        spans = [slice(self.term_starts[r], self.term_starts[r + 1]) for r in rows]
        if not spans:
            return np.zeros(len(self.labels), np.float32)
        labels = np.concatenate([self.term_labels[span] for span in spans])
        weights = np.concatenate([self.term_weights[span] for span in spans])
        total = np.bincount(labels, weights.astype(np.float32), len(self.labels))
        return np.asarray(total / math.sqrt(grams_asked), np.float32)
