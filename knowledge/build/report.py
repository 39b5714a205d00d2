"""How voices fare that the scorers never saw, as if every topic had its entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.build.samples import Sample
from knowledge.decide import ANSWERS_FROM
from knowledge.matcher import OUTSIDE, Matcher
from knowledge.model import Floats

ANSWERABLE = frozenset({"answer", "calculator", "clarify"})
"""Kinds of topics that are answered, or asked back about, when the model is sure."""
THRESHOLDS = (0.70, 0.80, 0.85, ANSWERS_FROM, 0.95, 0.98)


@dataclass(frozen=True, slots=True)
class Unseen:
    """One left-out message: its topic (empty: a negative), the likeliest topics, the likeliest label.

    `sure` is the probability of that label, 0 where it is nothing to answer with.
    """

    voice: str
    topic: str
    answerable: bool
    likeliest: tuple[str, ...]
    best: str
    sure: float


def judge(folds: Sequence[tuple[Matcher, list[Sample]]], fusion: Mapping[str, Floats]) -> list[Unseen]:
    """Every left-out message, read by a model that knew none of its voice."""
    return [found for matcher, samples in folds for found in _judged(matcher, samples, fusion)]


def figures(unseen: Sequence[Unseen], threshold: float = ANSWERS_FROM) -> dict[str, float]:
    """Shares: right topic first and among three (of the questions), answered rightly at once (of those that
    can be answered), wrong (of those answered), negatives answered (of the negatives)."""
    inside = [one for one in unseen if one.topic]
    outside = [one for one in unseen if not one.topic]
    given = [one for one in inside if one.sure >= threshold]
    right = sum(one.best == one.topic for one in given)
    return {
        "questions": len(inside),
        "negatives": len(outside),
        "first": sum(one.likeliest[0] == one.topic for one in inside) / len(inside),
        "among_three": sum(one.topic in one.likeliest for one in inside) / len(inside),
        "right_at_once": right / max(1, sum(one.answerable for one in inside)),
        "wrong": 1 - right / max(1, len(given)),
        "negatives_answered": sum(one.sure >= threshold for one in outside) / max(1, len(outside)),
    }


def report(unseen: Sequence[Unseen]) -> str:
    """The figures at several thresholds, and the right topic first for each voice."""
    return "\n".join([*_curve(unseen), *_voices(unseen)])


def _curve(unseen: Sequence[Unseen]) -> Iterator[str]:
    whole = figures(unseen)
    yield f"{whole['questions']} questions, {whole['negatives']} negatives of left-out voices"
    yield f"right topic first {whole['first']:.3f}, among three {whole['among_three']:.3f}"
    for threshold in THRESHOLDS:
        at = figures(unseen, threshold)
        yield (
            f"from {threshold:.2f}: answered rightly at once {at['right_at_once']:.3f}, "
            f"wrong of those answered {at['wrong']:.4f}, negatives answered {at['negatives_answered']:.4f}"
        )


def _voices(unseen: Sequence[Unseen]) -> Iterator[str]:
    voices = sorted({one.voice for one in unseen if one.topic})
    for voice in voices:
        own = figures([one for one in unseen if one.voice == voice])
        yield f"{voice}: {own['questions']} questions, right topic first {own['first']:.3f}"


def _judged(matcher: Matcher, samples: Sequence[Sample], fusion: Mapping[str, Floats]) -> Iterator[Unseen]:
    fused = Matcher(replace(matcher.model, alone=fusion["alone"], following=fusion["following"]))
    kinds = dict(zip(matcher.model.labels, matcher.model.kinds, strict=True))
    for sample in samples:
        p = fused.probabilities([*sample.turns, sample.text])
        ranked = sorted(p, key=lambda label: -p[label])
        topics = tuple(label for label in ranked if not label.startswith(OUTSIDE))
        yield Unseen(
            voice=sample.voice,
            topic="" if sample.label.startswith(OUTSIDE) else sample.label,
            answerable=kinds[sample.label] in ANSWERABLE,
            likeliest=topics[:3],
            best=ranked[0],
            sure=p[ranked[0]] if kinds[ranked[0]] in ANSWERABLE else 0.0,
        )
