"""Questions answered a second and the slowest of them, beside a plain BM25 over the same phrasings.

    python -m benchmarks.questions

One run, in process. Ours goes all the way to the rendered answer with its source; the BM25 loop (characters
and pairs, one document a topic, pure Python) only names the likeliest topic.
"""

import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

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


class Bm25:
    """Okapi BM25 with k1 1.5, b .75."""

    def __init__(self, documents: dict[str, Counter[str]]) -> None:
        size = {name: sum(counts.values()) for name, counts in documents.items()}
        mean = sum(size.values()) / len(size)
        present = Counter(gram for counts in documents.values() for gram in counts)
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for name, counts in documents.items():
            for gram, tf in counts.items():
                idf = math.log(1 + (len(documents) - present[gram] + 0.5) / (present[gram] + 0.5))
                norm = tf + 1.5 * (0.25 + 0.75 * size[name] / mean)
                self._weights[gram][name] = idf * 2.5 * tf / norm

    def best(self, text: str) -> str:
        """The likeliest document."""
        scores: Counter[str] = Counter()
        for gram in grams(text):
            scores.update(self._weights.get(gram, {}))
        return max(scores, key=lambda name: scores[name], default="")


def grams(text: str) -> Counter[str]:
    """Characters and pairs."""
    said = normalise(text)
    return Counter([*said, *(said[i : i + 2] for i in range(len(said) - 1))])


def main() -> None:
    rows = [
        json.loads(line)
        for path in sorted((PACKS / "cn/knowledge/phrasings").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    texts = [row["text"] for row in rows if not row.get("turns")]
    questions = texts[:: len(texts) // QUESTIONS][:QUESTIONS]
    documents: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        documents[row["topic"]].update(grams(row["text"]))
    started = time.perf_counter()
    district = read_district(LAYERS, load_packs([PACKS]).of("410106"), read_matcher(PACKS / "cn"))
    answer(["合同几天内签"], NOW, district)
    ready = time.perf_counter() - started
    bm25 = Bm25(documents)
    ours = timed(lambda text: answer([text], NOW, district), questions)
    plain = timed(bm25.best, questions)
    sys.stdout.write(
        f"ready in {ready:.2f} s\n{said('answers', ours)} (goal ≥ {GOAL_A_SECOND}/s, ≤ {GOAL_P99_MS} ms)\n"
        f"{said('BM25 alone', plain)}\n"
    )


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
