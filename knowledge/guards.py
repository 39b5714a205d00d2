"""What words alone decide, before any weights are asked."""

import re
from datetime import date

from knowledge.base import District
from knowledge.reply import Answer, decline, offered, tell
from language.normalise import normalise
from models.types import AnswerKind

HUMAN = "human"
"""The topic of somebody who wants to talk to a person."""

_SENTENCE_END = re.compile(r"[?？!！;；。\n]+")


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
    if _matches(words.evasion, said):
        return _by_topic("far_rigging", district, on)
    return None


def without_orders(text: str, district: District) -> list[str] | None:
    """What a message says beside orders to forget the rules, by sentence; None where it gives no orders."""
    said = [part for part in _SENTENCE_END.split(text) if normalise(part)]
    kept = [part for part in said if not _matches(district.guards.override, part.lower())]
    return kept if len(kept) < len(said) else None


def refuse_orders(district: District, on: date) -> Answer:
    """The reply to somebody who tells the assistant to forget its rules."""
    return _by_topic("far_injection", district, on)


def _by_topic(topic: str, district: District, on: date) -> Answer:
    entry = offered(topic, district, on)
    return tell(entry, district, on, "words") if entry else decline(topic, district, "unwritten")


def _human(district: District) -> Answer:
    office = district.pack.division.finance_bureau
    text = f"好的，这件事由{office}的工作人员答复您。"
    return Answer(AnswerKind.DECLINE, HUMAN, text, refer=office, why="words")


def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def elsewhere(text: str, district: District, on: date) -> Answer | None:
    """The reply to a question about figures that names another place, and not only where somebody is from."""
    said = normalise(text)
    return _by_topic("other_districts", district, on) if _names_another_place(said, district) else None


def _names_another_place(said: str, district: District) -> bool:
    own = normalise(district.pack.division.name)
    if normalise(district.pack.division.short).rstrip("区县市") in said:
        return False
    for found in district.guards.places.finditer(said):
        rest = said[found.end() :]
        if found[0] not in own and not any(rest.startswith(word) for word in district.guards.residents):
            return True
    return False
