"""How a fitted model becomes one compact file, the same bytes for the same weights."""

import io
import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.build.features import Grams
from knowledge.build.samples import Topic
from knowledge.matcher import OUTSIDE
from knowledge.model import Floats
from knowledge.text import Lexicon


def pack_model(
    digest: str,
    labels: Sequence[str],
    topics: Mapping[str, Topic],
    words: Lexicon,
    grams: Grams,
    terms: sparse.csr_matrix,
    nets: Mapping[str, NDArray[np.generic]],
    fusion: Mapping[str, Floats],
) -> bytes:
    """The bytes of an .npz file that `Model.from_bytes` reads."""
    meta = {
        "digest": digest,
        "labels": list(labels),
        "kinds": ["outside" if label.startswith(OUTSIDE) else topics[label].kind for label in labels],
        "objects": [topics[label].object if label in topics else label for label in labels],
        "aspects": [topics[label].aspect if label in topics else label for label in labels],
        "parents": {topic.id: topic.parent for topic in topics.values() if topic.parent},
        "words": dict(words.words),
        "grams": grams.names,
    }
    arrays = {
        "meta": np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), np.uint8),
        "idf": grams.idf.astype(np.float32),
        "term_starts": terms.indptr.astype(np.int32),
        "term_labels": terms.indices.astype(np.uint16),
        "term_weights": terms.data.astype(np.float16),
        "alone": fusion["alone"],
        "following": fusion["following"],
        **nets,
    }
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()
