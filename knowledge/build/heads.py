"""Two multinomial logistic regressions: what a question is about (object), and what it wants (aspect)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

STRENGTH = 20.0
ITERATIONS = 60


def fit_head(
    x: sparse.csr_matrix, names: Sequence[str], labels: Sequence[str], label_name: dict[str, str]
) -> dict[str, Any]:
    """Weights grams × names in steps of `scale`, bias, the names, and each label's column among them."""
    order = sorted(set(names))
    column = {name: i for i, name in enumerate(order)}
    model = LogisticRegression(C=STRENGTH, max_iter=ITERATIONS, tol=1e-3)
    model.fit(x, np.array([column[name] for name in names]))
    scale = np.abs(model.coef_).max() / np.iinfo(np.int8).max
    return {
        "names": order,
        "weights": np.rint(model.coef_.T / scale).astype(np.int8),
        "scale": np.float32(scale),
        "bias": model.intercept_.astype(np.float32),
        "column": np.array([column[label_name[label]] for label in labels], np.int16),
    }
