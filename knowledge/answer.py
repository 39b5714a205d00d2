"""From a conversation to an answer: the one door of this package."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from knowledge import reserves, sizes
from knowledge.base import District
from knowledge.decide import ask_which, decide
from knowledge.guards import elsewhere, guard, refuse_orders, without_orders
from knowledge.last_days import count_last_days
from knowledge.reply import OPTIONS, Answer, offered, tell
from language.normalise import normalise
from models.types import SHANGHAI, AnswerKind

LONGEST = 600
"""So many characters of a message are read; nobody asks one question at greater length."""

CLEAR_FROM = 0.5
"""Probability of a topic from which a question beside an order to forget the rules is taken seriously."""

CALCULATES_FROM = 0.5
"""Probability of an object from which figures in the message go to its calculator."""

ASPECTS_OF_FIGURES = frozenset({"when", "from_when", "amount", "calculator"})
"""What a question must be about for another place's name to matter: its figures are not known here."""

_QUESTION_END = re.compile(r"[?？；;。\n]+")


def answer(turns: Sequence[str], now: datetime, district: District) -> Answer:
    """What to say to the last of the turns; those before it were said before in the same conversation.

    `now` is aware; its day in Shanghai decides which entries and figures hold. Never raises for anything
    that people can type.
    """
    on = now.astimezone(SHANGHAI).date()
    heard: list[str] = []
    for turn in turns:
        heard.append(_picked(turn[:LONGEST], heard, now, district) or turn[:LONGEST])
    return _answer(heard, now, on, district)


def _answer(heard: Sequence[str], now: datetime, on: date, district: District) -> Answer:
    return (
        _by_title(heard[-1], district, on)
        or guard(heard[-1], district, on)
        or _despite_orders(heard[-1], district, on)
        or count_last_days(heard, now, on, district)
        or _short(heard, on, district)
        or _two_answers(heard[-1], district, on)
        or _understood(heard, district, on)
    )


def _picked(text: str, before: Sequence[str], now: datetime, district: District) -> str:
    """What 第一个 or a number picks from the list offered just before; empty where it picks nothing."""
    place = district.short.place(text) if before else None
    if place is None:
        return ""
    offer = _answer(before, now, now.astimezone(SHANGHAI).date(), district)
    offers = () if offer.kind is AnswerKind.ANSWER else offer.options
    return offers[place].says if place < len(offers) else ""


def _short(heard: Sequence[str], on: date, district: District) -> Answer | None:
    """By the words alone: one topic is answered, of several people choose."""
    named = district.short.topics(heard, district.matcher.model.lexicon)
    topics = [topic for topic in named if offered(topic, district, on)]
    if len(topics) > 1:
        return ask_which(topics, district, on)
    entry = offered(topics[0], district, on) if topics else None
    return tell(entry, district, on, "words") if entry else None


def _despite_orders(text: str, district: District, on: date) -> Answer | None:
    """An order to forget the rules is not followed; a clear question beside it is answered as ever."""
    rest = without_orders(text, district)
    if rest is None:
        return None
    found = (_understood([part], district, on) for part in rest)
    clear = (each for each in found if each.kind is not AnswerKind.DECLINE and each.confidence >= CLEAR_FROM)
    return next(clear, refuse_orders(district, on))


def _understood(turns: Sequence[str], district: District, on: date) -> Answer:
    """By what is learned: figures go to their calculator, the rest to the entries."""
    turns = [*turns[:-1], district.short.restate(turns[-1])]
    p = district.matcher.probabilities(turns)
    best = max(p, key=p.__getitem__)
    if district.matcher.aspects[best] in ASPECTS_OF_FIGURES:
        other = elsewhere(turns[-1], district, on)
        if other:
            return other
    return _worked_out(turns, p, district, on) or decide(turns, p, district, on)


def _worked_out(turns: Sequence[str], p: Mapping[str, float], district: District, on: date) -> Answer | None:
    if district.matcher.share_of(sizes.OBJECT, p) >= CALCULATES_FROM:
        return sizes.work_out_size(turns, district)
    if district.matcher.share_of(reserves.OBJECT, p) >= CALCULATES_FROM:
        return reserves.work_out_reserve(turns, on, district)
    return None


def ask_row(district: District, row: Mapping[str, Any], default_now: datetime) -> dict[str, object]:
    """One line of bulk input → one line of output; `today` (ISO date) overrides the day of `default_now`.

    KeyError, TypeError or ValueError where the row has not the form {"id", "turns", "today"?}.
    """
    turns = row["turns"]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise ValueError("turns: a list of texts, at least one")
    now = default_now
    if row.get("today"):
        now = datetime.combine(date.fromisoformat(row["today"]), now.timetz())
    found = answer(turns, now, district)
    return {
        "id": row["id"],
        "answer": found.text,
        "kind": found.kind.value,
        "topic": found.topic,
        "citations": list(found.citations),
    }


def _by_title(text: str, district: District, on: date) -> Answer | None:
    """A button names its entry exactly."""
    topic = district.titles.get(normalise(text), "")
    entry = offered(topic, district, on)
    return tell(entry, district, on, "title") if entry else None


def _two_answers(text: str, district: District, on: date) -> Answer | None:
    """Two questions in one message, where both are sure and different."""
    parts = [part for part in _QUESTION_END.split(text) if normalise(part)]
    if len(parts) != 2:
        return None
    first, second = (_understood([part], district, on) for part in parts)
    if first.topic == second.topic or {first.kind, second.kind} != {AnswerKind.ANSWER}:
        return None
    return Answer(
        AnswerKind.ANSWER,
        f"{first.topic}+{second.topic}",
        f"{first.text}\n\n{second.text}",
        tuple(dict.fromkeys(first.citations + second.citations)),
        tuple(dict.fromkeys(first.options + second.options))[:OPTIONS],
        confidence=min(first.confidence, second.confidence),
        why="two",
    )
