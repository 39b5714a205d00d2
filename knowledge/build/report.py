"""How voices fare that the scorers never saw, as if every topic had its entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.build.samples import Sample
from knowledge.decide import ANSWERS_FROM
from knowledge.matcher import OUTSIDE, Matcher
from knowledge.model import Floats


@dataclass(frozen=True, slots=True)
class Unseen:
    """One left-out message: its label, the three likeliest topics, the one answered at once (or empty)."""

    label: str
    topics: tuple[str, ...]
    answered: str


def report(folds: Sequence[tuple[Matcher, list[Sample]]], fusion: dict[str, Floats]) -> str:
    """In words: right topic first and among three, answered rightly at once, wrongly, negatives answered."""
    seen = [found for matcher, samples in folds for found in _judged(matcher, samples, fusion)]
    inside = [one for one in seen if not one.label.startswith(OUTSIDE)]
    outside = [one for one in seen if one.label.startswith(OUTSIDE)]
    given = [one for one in inside if one.answered]
    first = sum(one.topics[0] == one.label for one in inside)
    three = sum(one.label in one.topics for one in inside)
    wrong = sum(one.answered != one.label for one in given)
    answered = sum(bool(one.answered) for one in outside)
    return (
        f"{len(inside)} questions, {len(outside)} negatives of left-out voices: right topic first "
        f"{first / len(inside):.3f}, among three {three / len(inside):.3f}, answered rightly at once "
        f"{(len(given) - wrong) / len(inside):.3f}, wrong among those given {wrong / len(given):.4f}, "
        f"negatives answered {answered / len(outside):.4f}"
    )


def _judged(matcher: Matcher, samples: Sequence[Sample], fusion: dict[str, Floats]) -> list[Unseen]:
    fused = Matcher(replace(matcher.model, alone=fusion["alone"], following=fusion["following"]))
    kinds = dict(zip(matcher.model.labels, matcher.model.kinds, strict=True))
    found = []
    for sample in samples:
        p = fused.probabilities([*sample.turns, sample.text])
        ranked = sorted(p, key=lambda label: -p[label])
        topics = [label for label in ranked if not label.startswith(OUTSIDE)]
        is_sure = p[ranked[0]] >= ANSWERS_FROM and kinds[ranked[0]] not in ("outside", "decline")
        found.append(Unseen(sample.label, tuple(topics[:3]), ranked[0] if is_sure else ""))
    return found
