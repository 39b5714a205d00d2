"""How a fitted model becomes one compact file, the same bytes for the same weights."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
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
    heads: Mapping[str, Mapping[str, Any]],
    fusion: Mapping[str, Floats],
) -> bytes:
    """The bytes of an .npz file that `Model.from_bytes` reads."""
    meta = {
        "digest": digest,
        "labels": list(labels),
        "kinds": ["outside" if label.startswith(OUTSIDE) else topics[label].kind for label in labels],
        "parents": {topic.id: topic.parent for topic in topics.values() if topic.parent},
        "words": dict(words.words),
        "grams": grams.names,
    } | {key: head["names"] for key, head in heads.items()}
    arrays = {
        "meta": np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), np.uint8),
        "idf": grams.idf.astype(np.float32),
        "term_starts": terms.indptr.astype(np.int32),
        "term_labels": terms.indices.astype(np.uint16),
        "term_weights": terms.data.astype(np.float16),
        "alone": fusion["alone"],
        "following": fusion["following"],
    }
    for key, head in heads.items():
        arrays |= {f"{key}_{part}": head[part] for part in ("weights", "scale", "bias", "column")}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()
