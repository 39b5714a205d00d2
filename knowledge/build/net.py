"""Small nets over grams, each from another start; their probabilities are averaged.

A net has one hidden layer: the learned vectors of a text's grams, added up. Half of the grams are withheld
at every step, so that it learns to do with what the next person happens to say.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.model import Floats

NETS = 3
WIDTH = 128
ROUNDS = 20
BATCH = 256
PACE = 0.004
WITHHELD_GRAMS = 0.5
WITHHELD_UNITS = 0.3
DOUBT = 0.02
"""Share of each label that is spread over all: nobody is quite sure of a label."""
DECAY_MEAN, DECAY_SQUARE, TINY = 0.9, 0.99, 1e-8


def fit_nets(x: sparse.csr_matrix, codes: NDArray[np.int64], size: int) -> Mapping[str, NDArray[np.generic]]:
    """The weights as `Model` keeps them: vectors in steps of `net_scale`, the rest as half floats."""
    nets = [_Net(x.shape[1], size, seed) for seed in range(NETS)]
    for net in nets:
        net.learn(x.astype(np.float32), codes)
    vectors = np.concatenate([net.weights["vectors"] for net in nets], axis=1)
    scale = np.abs(vectors).max() / np.iinfo(np.int8).max
    return {
        "net_vectors": np.rint(vectors / scale).astype(np.int8),
        "net_scale": np.float32(scale),
        "net_bias": np.concatenate([net.weights["bias"] for net in nets]),
        "net_out": np.stack([net.weights["out"] for net in nets]).astype(np.float16),
        "net_out_bias": np.stack([net.weights["out_bias"] for net in nets]),
    }


class _Net:
    """One net, learned by Adam: gram vectors → hidden units → labels."""

    def __init__(self, grams: int, labels: int, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        self.weights = {
            "vectors": self._chance.normal(0, 0.1, (grams, WIDTH)).astype(np.float32),
            "bias": np.zeros(WIDTH, np.float32),
            "out": self._chance.normal(0, 0.05, (WIDTH, labels)).astype(np.float32),
            "out_bias": np.zeros(labels, np.float32),
        }
        self._means = {name: np.zeros_like(weight) for name, weight in self.weights.items()}
        self._squares = {name: np.zeros_like(weight) for name, weight in self.weights.items()}

    def learn(self, x: sparse.csr_matrix, codes: NDArray[np.int64]) -> None:
        """Go over the texts ROUNDS times, ever more slowly."""
        batches = list(self._batches(len(codes)))
        for step, rows in enumerate(batches, start=1):
            pace = PACE * (1 - (step - 1) / len(batches))
            for name, (units, gradient) in self._gradients(x[rows], codes[rows]).items():
                self._move(name, units, gradient, step, pace)

    def _batches(self, size: int) -> Iterator[NDArray[np.int64]]:
        for _ in range(ROUNDS):
            order = self._chance.permutation(size)
            yield from (order[start : start + BATCH] for start in range(0, size, BATCH))

    def _gradients(
        self, x: sparse.csr_matrix, codes: NDArray[np.int64]
    ) -> dict[str, tuple[slice | NDArray[np.int32], Floats]]:
        """Of the cross-entropy, by each weight; of the vectors only those of grams that occur."""
        weights = self.weights
        x.data = x.data * self._kept(x.data.shape, WITHHELD_GRAMS)
        before = x @ weights["vectors"] + weights["bias"]
        kept = self._kept(before.shape, WITHHELD_UNITS) * (before > 0)
        hidden = before * kept
        z = hidden @ weights["out"] + weights["out_bias"]
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p -= DOUBT / p.shape[1]
        p[np.arange(len(codes)), codes] -= 1 - DOUBT
        p /= len(codes)
        back = (p @ weights["out"].T) * kept
        seen = np.unique(x.indices)
        everything = slice(None)
        return {
            "out": (everything, hidden.T @ p),
            "out_bias": (everything, p.sum(axis=0)),
            "bias": (everything, back.sum(axis=0)),
            "vectors": (seen, x[:, seen].T @ back),
        }

    def _kept(self, shape: tuple[int, ...], withheld: float) -> Floats:
        return ((self._chance.random(shape, np.float32) > withheld) / (1 - withheld)).astype(np.float32)

    def _move(
        self, name: str, units: slice | NDArray[np.int32], gradient: Floats, step: int, pace: float
    ) -> None:
        mean, square = self._means[name], self._squares[name]
        mean[units] = DECAY_MEAN * mean[units] + (1 - DECAY_MEAN) * gradient
        square[units] = DECAY_SQUARE * square[units] + (1 - DECAY_SQUARE) * gradient * gradient
        towards = mean[units] / (1 - DECAY_MEAN**step)
        size = np.sqrt(square[units] / (1 - DECAY_SQUARE**step)) + TINY
        self.weights[name][units] -= pace * towards / size
