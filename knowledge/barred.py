"""Days from which nothing is counted here: of other places, of works tenders, of no procurement at all."""

from collections.abc import Mapping
from datetime import date

from knowledge.base import District
from knowledge.clock import DAY, Bar, Heard
from knowledge.decide import FAR, decide
from knowledge.places import TOPIC as OTHER_PLACES
from knowledge.places import names_another_place, not_here
from knowledge.reply import Answer, decline, decline_far, offered, tell
from models.types import AnswerKind

BARS_FROM = 0.5
"""Probability of what is not answered here, and of works, from which no day is counted."""
WORKS = "works"
"""The object of tenders for works, whose days are not those of government procurement."""
DAYS_TOPIC = "deadline_calculator"


def not_counted(found: Heard, district: District, on: date) -> Answer | None:
    """What is said instead of a last day, where the one that was asked for is none of those counted here.

    The words of the pack decide, then another place's name, then the weights on what is said beside the
    dates: the dates themselves make any question look like one of ours.
    """
    plain = " ".join(found.said.replace(DAY, "").split())
    bar = next((bar for bar in district.clocks.bars if _bars(bar, found)), None)
    if bar is not None and (bar.topic or bar.asks):
        return _instead(bar, plain, district, on)
    if names_another_place(plain, district):
        return not_here(plain, district, on)
    if bar is None and not district.clocks.asks.search(plain):
        return None
    p = district.matcher.probabilities([plain])
    beyond = 0.0 if district.clocks.certain.search(plain) else _beyond(p, district)
    if bar is not None or max(district.matcher.share_of(WORKS, p), beyond) >= BARS_FROM:
        return decide([plain], p, district, on)
    return None


def _bars(bar: Bar, found: Heard) -> bool:
    if not bar.said.search(found.said):
        return False
    counts = [one.count for one in found.started if one.count] or [count for _, count in found.possible]
    if found.unasked is not None:
        counts = [*counts, *found.unasked.event.counts]
    return not bar.rules or any(bar.rules & set(count.rules) for count in counts)


def _instead(bar: Bar, plain: str, district: District, on: date) -> Answer:
    if bar.asks:
        return Answer(AnswerKind.CLARIFY, DAYS_TOPIC, bar.asks, why="figures")
    if bar.topic == OTHER_PLACES:
        return not_here(plain, district, on)
    if bar.topic in FAR:
        return decline_far(bar.topic)
    entry = offered(bar.topic, district, on)
    return tell(entry, district, on, "words") if entry else decline(bar.topic, district, "outside")


def _beyond(p: Mapping[str, float], district: District) -> float:
    """How probable it is that a message is no matter of procurement, or one that is not answered."""
    model = district.matcher.model
    return sum(
        p[label]
        for label, kind in zip(model.labels, model.kinds, strict=True)
        if label in FAR or kind == AnswerKind.DECLINE
    )
