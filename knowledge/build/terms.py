"""BM25 over topics as documents, with a learned weight for each gram.

A training text is scored against documents made without its own voice, so that the weights learn what
carries over from one person to the next. One weight a gram for all topics cannot learn topics by heart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

K1, B = 1.5, 0.75
SHRINKAGE = 3.0
ITERATIONS = 40
GROUPS = 6
"""Voices are left out by groups: one by one takes several times as long and learns the same."""


def fit_terms(
    counts: sparse.csr_matrix, codes: NDArray[np.int64], voices: Sequence[str], size: int
) -> sparse.csr_matrix:
    """Grams × labels weights. `voices` is empty for texts that are always in the documents (gists)."""
    everything = _documents(counts, codes, np.arange(len(codes)), size)
    mean = everything.sum() / size
    present = np.asarray((everything > 0).sum(axis=0)).ravel()
    idf = np.log(1 + (size - present + 0.5) / (present + 0.5))
    blocks = list(_blocks(counts, codes, np.array(voices), size, mean))
    theta = _learn(blocks, idf)
    return (_saturated(everything, mean) @ sparse.diags(theta)).T.tocsr()


def _documents(
    counts: sparse.csr_matrix, codes: NDArray[np.int64], rows: NDArray[np.int64], size: int
) -> sparse.csr_matrix:
    select = sparse.csr_matrix(
        (np.ones(len(rows), np.float32), (codes[rows], rows)), shape=(size, counts.shape[0])
    )
    return (select @ counts).tocsr()


def _saturated(documents: sparse.csr_matrix, mean: float) -> sparse.csr_matrix:
    length = np.asarray(documents.sum(axis=1)).ravel()
    tf = documents.tocoo()
    data = tf.data * (K1 + 1) / (tf.data + K1 * (1 - B + B * length[tf.row] / mean))
    return sparse.csr_matrix((data, (tf.row, tf.col)), shape=tf.shape)


@dataclass(frozen=True, slots=True)
class _Block:
    """The texts of some voices, and the documents that the others made."""

    queries: sparse.csr_matrix
    documents: NDArray[np.float32]
    codes: NDArray[np.int64]

    def loss(self, theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Summed cross-entropy, and its gradient by theta."""
        z = (self.queries @ sparse.diags(theta.astype(np.float32))) @ self.documents
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(self.codes))
        value = -np.log(p[rows, self.codes] + 1e-12).sum()
        p[rows, self.codes] -= 1
        return float(value), np.einsum("gl,gl->g", self.queries.T @ p, self.documents).astype(float)


def _blocks(
    counts: sparse.csr_matrix, codes: NDArray[np.int64], voices: NDArray[np.str_], size: int, mean: float
) -> Iterator[_Block]:
    queries = counts.copy()
    queries.data[:] = 1
    lengths = np.sqrt(np.maximum(1, np.asarray(queries.sum(axis=1)).ravel()))
    queries = (sparse.diags(1 / lengths) @ queries).tocsr().astype(np.float32)
    names = sorted(set(voices) - {""})
    for group in (names[start::GROUPS] for start in range(min(GROUPS, len(names)))):
        is_mine = np.isin(voices, group)
        mine, others = np.where(is_mine)[0], np.where(~is_mine)[0]
        tf = _saturated(_documents(counts, codes, others, size), mean).T.toarray().astype(np.float32)
        yield _Block(queries[mine], tf, codes[mine])


def _learn(blocks: Sequence[_Block], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """theta = scale × idf × exp(u), by L-BFGS with u held near nothing."""
    total = sum(len(block.codes) for block in blocks)

    def loss(v: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        u, theta = v[:-1], np.exp(v[-1]) * idf * np.exp(v[:-1])
        parts = [block.loss(theta) for block in blocks]
        gradient = np.sum([part[1] for part in parts], axis=0) / total * theta
        value = sum(part[0] for part in parts) / total + SHRINKAGE * float(u @ u) / total
        return value, np.append(gradient + 2 * SHRINKAGE * u / total, gradient.sum())

    start = np.append(np.zeros(len(idf)), np.log(0.5))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x
    return np.asarray(np.exp(found[-1]) * idf * np.exp(found[:-1]))
