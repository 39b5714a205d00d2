"""What words alone decide, before any weights are asked."""

import re
from datetime import date

from knowledge.base import District, Domain
from knowledge.reply import Answer, decline, offered, tell
from language.normalise import normalise
from models.types import AnswerKind

HUMAN = "human"
"""The topic of somebody who wants to talk to a person."""


def guard(text: str, district: District, on: date) -> Answer | None:
    """The reply that a word calls for, or None where the question has to be understood."""
    said = normalise(text)
    words = district.guards
    if not said:
        return _by_topic("unclear", district, on)
    if said in words.human:
        return _human(district)
    if said in words.replies:
        return _by_topic(words.replies[said], district, on)
    if _matches(words.override, text.lower()):
        return _by_topic("far_injection", district, on)
    if _matches(words.evasion, said):
        return _by_topic("far_rigging", district, on)
    if _asks_about_elsewhere(said, district):
        return _by_topic("other_districts", district, on)
    return None


def _by_topic(topic: str, district: District, on: date) -> Answer:
    entry = offered(topic, district, on)
    return tell(entry, district, on, "words") if entry else decline(topic, Domain.FAR, district, "unwritten")


def _human(district: District) -> Answer:
    office = district.pack.division.finance_bureau
    text = f"好的，这件事由{office}的工作人员答复您。"
    return Answer(AnswerKind.DECLINE, HUMAN, text, refer=office, why="words")


def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _asks_about_elsewhere(said: str, district: District) -> bool:
    """Whether another place is named, and not only as where somebody comes from."""
    own = normalise(district.pack.division.name)
    for found in district.guards.places.finditer(said):
        rest = said[found.end() :]
        if found[0] not in own and not any(rest.startswith(word) for word in district.guards.residents):
            return True
    return False
