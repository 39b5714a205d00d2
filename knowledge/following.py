"""What only makes sense after what was said before: 那投诉呢, 超过了怎么办, 依据是什么, 那本区呢."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge import last_days
from knowledge.base import District, Entry
from knowledge.decide import decide
from knowledge.phrases import bare
from knowledge.premise import first_limits
from knowledge.reply import Answer, offered, tell
from language.normalise import normalise
from models.types import AnswerKind

NAMELESS = 14
"""A message of so many characters that names no matter of its own is about the matter before it."""
NO_MORE_THAN_WORDS = 4
"""A message of so many characters is a question even without words that ask."""
KEEPS_TO = 0.80
"""Probability of the matter before from which a message that names none is taken to be about it."""
CHOOSES_FROM = 0.50
"""Probability of one topic from which it and the next ones are offered for what a message means."""
AGREES_FROM = 0.80
"""Probability from which a topic is the answer, where both ways to read a message give the same one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it was understood, and what was answered to it."""

    text: str
    found: Answer


def follow(before: Sequence[Said], text: str, on: date, district: District) -> Answer | None:
    """What a message without a matter of its own asks of the answer before it; None where it asks nothing."""
    if not before or before[-1].found.kind is not AnswerKind.ANSWER:
        return None
    last, words = before[-1], district.matcher.model.lexicon
    said = bare(text, words)
    if district.phrases.source.fullmatch(said) and last.found.citations:
        return replace(last.found, text=f"上一条的依据：{'；'.join(last.found.citations)}。", why="words")
    if district.phrases.level.fullmatch(said):
        return _at_both_levels(last.found, on, district)
    return _about_the_same(last, text, on, district)


def _at_both_levels(last: Answer, on: date, district: District) -> Answer | None:
    """The same answer again, which gives both figures; said to be the nation's where there is only one."""
    if last.why == "figures":
        return last
    entry = offered(last.topic, district, on)
    if entry is None:
        return None
    again = replace(tell(entry, district, on, "words"), confidence=last.confidence)
    limits = first_limits(entry, district, on)
    if not limits or any(each.local for each in limits):
        return again
    return replace(again, text=f"这一项我这里没有本区另外的规定，按国家规定：\n{again.text}")


def _about_the_same(last: Said, text: str, on: date, district: District) -> Answer | None:
    """The topic of the matter before that a message asks for which names none, read in both ways."""
    matcher, phrases = district.matcher, district.phrases
    matter = matcher.objects.get(last.found.topic, "")
    if last.found.topic == last_days.TOPIC:
        # Counted days are about the matter of the question.
        matter = _likeliest(matcher.probabilities([last.text]), matcher.objects)
    name = phrases.names.get(last.found.topic) or phrases.names.get(matter, "")
    said = normalise(text)
    asks = phrases.asks.search(said) or len(said) <= NO_MORE_THAN_WORDS
    if not name or not asks or len(said) > NAMELESS or district.guards.field.search(said):
        return None
    named = f"{name}{said}"
    p = matcher.probabilities([named])
    if matcher.share_of(matter, p) < KEEPS_TO:
        return None
    best = max(p, key=p.__getitem__)
    followed = matcher.probabilities([last.text, text])
    likeliest = max((label for label in p if matcher.objects[label] == matter), key=followed.__getitem__)
    entry: Entry | None = offered(best, district, on)
    if entry is not None and likeliest == best and p[best] >= AGREES_FROM:
        rival = max((label for label in p if label != best), key=p.__getitem__)
        return replace(tell(entry, district, on, "sure"), confidence=p[best], rival=rival)
    if p[best] < CHOOSES_FROM:
        return None
    found = decide([text, named], p, district, on)
    return found if found.kind is not AnswerKind.DECLINE else None


def _likeliest(p: Mapping[str, float], objects: Mapping[str, str]) -> str:
    shares: dict[str, float] = {}
    for label, probability in p.items():
        shares[objects[label]] = shares.get(objects[label], 0.0) + probability
    return max(shares, key=shares.__getitem__)
