"""The few weights that turn scores into one probability, fitted on texts that the scorers have not seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.model import Floats

SHRINKAGE = 1e-3


def fit_fusion(signals: Sequence[Floats], truth: Sequence[int]) -> Floats:
    """Conditional logit: softmax over labels of signals @ weights is to give the true label much."""
    x = np.stack(signals)
    rows, y = np.arange(len(truth)), np.array(truth)
    chosen = x[rows, y]

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ w.astype(np.float32)
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        expected = np.einsum("nl,nls->ns", p, x)
        value = -np.log(p[rows, y] + 1e-12).mean() + SHRINKAGE * (w @ w)
        return float(value), (expected - chosen).mean(axis=0).astype(float) + 2 * SHRINKAGE * w

    start = np.full(x.shape[2], 0.1)
    return np.asarray(
        minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x, np.float32
    )
