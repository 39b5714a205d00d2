"""The bands: sure enough to answer, near enough for buttons, or to be declined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from knowledge.base import District, Domain, Entry
from knowledge.matcher import OUTSIDE
from knowledge.render import render
from knowledge.reply import OPTIONS, Answer, decline, decline_far, offered, refuse, tell, titles
from language.normalise import normalise
from models.types import AnswerKind

ANSWERS_FROM = 0.90
"""Probability of one topic from which its entry is the answer: of left-out voices 0.8 % are then wrong."""
DOUBTFUL_ANSWERS_FROM = 0.95
"""The same for follow-ups and foreign scripts, which are right less often at the same probability."""
BUTTONS_FROM = 0.25
"""Probability of the three likeliest topics together from which they are shown as buttons."""
DECLINES_FROM = 0.50
"""Probability of what cannot be answered from which buttons would only mislead."""
REFUSES_FROM = 0.90
"""Probability from which somebody is told that he asks for what must not be done or told; below it the
same is refused without saying so of him."""
NAMES_FROM = 0.15
"""Probability of the likeliest entry on another field from which it is told whose matter that is."""
HINTS_FROM = 0.05
"""Probability of the three likeliest topics together from which a decline offers them all the same."""

REFUSALS = {
    "#rigging": "far_rigging",
    "#promise": "far_promise",
    "#privacy": "far_personal_data",
    "#injection": "far_injection",
}
"""Kind of what is not done → the entry that says so."""
RIGGING = {"#rigging", REFUSALS["#rigging"]}
"""What is refused whatever figure it names."""
ITSELF = "政府采购"
"""Who says this asks about it, whatever else it looks like."""
UNSETTLED = {"options", "outside", "unsure"}
"""Why an answer leaves open what was asked."""
SMALLTALK = "smalltalk"
"""The object of what nobody asks about: it is answered, but never offered."""
FAR = {"#far", "#trap", "#elsewhere", "#smalltalk_like"}
"""Kinds of what has nothing to do with procurement."""


def decide(turns: Sequence[str], p: Mapping[str, float], district: District, on: date) -> Answer:
    """The answer, the question back or the decline that the probabilities of the labels call for."""
    ranked = sorted(p, key=p.__getitem__, reverse=True)
    best, rival = ranked[0], ranked[1]
    entry = offered(best, district, on)
    if entry is not None and p[best] >= _threshold(entry, turns, district):
        return replace(tell(entry, district, on, "sure"), confidence=p[best], rival=rival)
    choices = _choices(p, district, on)
    outside = [label for label in ranked if label.startswith(OUTSIDE)]
    far = [label for label in ranked if _is_far(label, district, on)]
    if sum(p[label] for label in (*outside, *far)) >= DECLINES_FROM:
        declined = _outside(outside[0], turns[-1], p, choices, district, on)
        return replace(declined, confidence=p[best], rival=rival)
    unanswerable = entry is None or entry.kind is AnswerKind.DECLINE
    if sum(choices.values()) < BUTTONS_FROM or (unanswerable and p[best] >= DECLINES_FROM):
        return replace(_declined(best, district, on), confidence=p[best], rival=rival)
    return replace(ask_which(tuple(choices), district, on), confidence=p[best], rival=rival)


def _is_far(label: str, district: District, on: date) -> bool:
    """Whether the label is that of an entry on what lies outside."""
    entry = offered(label, district, on)
    return entry is not None and entry.kind is AnswerKind.DECLINE and entry.domain is Domain.FAR


def _threshold(entry: Entry, turns: Sequence[str], district: District) -> float:
    if entry.kind is AnswerKind.DECLINE or _asks_what(entry) or _is_only_talk(entry, turns[-1], district):
        return DECLINES_FROM
    latin = sum(char.isascii() and char.isalpha() for char in turns[-1])
    return DOUBTFUL_ANSWERS_FROM if len(turns) > 1 or latin > len(turns[-1]) / 2 else ANSWERS_FROM


def _asks_what(entry: Entry) -> bool:
    """Whether it only says that nothing was understood: to be asked so costs nobody anything."""
    return entry.kind is AnswerKind.CLARIFY and entry.object == SMALLTALK


def _is_only_talk(entry: Entry, text: str, district: District) -> bool:
    """Whether it is small talk with somebody who says nothing of procurement: that misleads nobody."""
    return entry.object == SMALLTALK and not _speaks_of_field(text, district)


def _speaks_of_field(text: str, district: District) -> bool:
    return district.guards.field.search(normalise(text)) is not None


def _choices(p: Mapping[str, float], district: District, on: date) -> dict[str, float]:
    """The likeliest topics that can be answered here; a finer topic not yet written speaks for its parent."""
    shares: dict[str, float] = {}
    for label, topic in _answerable(district, on).items():
        shares[topic] = shares.get(topic, 0.0) + p[label]
    best = sorted(shares, key=lambda topic: (-shares[topic], topic))[:OPTIONS]
    return {topic: shares[topic] for topic in best}


@lru_cache(maxsize=64)
def _answerable(district: District, on: date) -> dict[str, str]:
    """Label → the topic whose entry speaks for it here on that day, where there is one that answers."""
    found = {}
    for label in district.matcher.model.labels:
        topic = label
        while topic and offered(topic, district, on) is None:
            topic = district.matcher.model.parents.get(topic, "")
        entry = offered(topic, district, on)
        if entry is not None and entry.kind is not AnswerKind.DECLINE and entry.object != SMALLTALK:
            found[label] = topic
    return found


def ask_which(topics: Sequence[str], district: District, on: date) -> Answer:
    """Each choice says what it answers, so that most people need no second step."""
    lines = ["您问的是哪一件？"]
    for topic in topics:
        entry = offered(topic, district, on)
        assert entry is not None
        lines.append(f"· {entry.title}：{_first_sentence(render(entry, district, on))}")
    options = titles(topics, district, on)
    return Answer(AnswerKind.CLARIFY, topics[0], "\n".join(lines), options=options, why="options")


def _first_sentence(text: str) -> str:
    """The first line, or what it leads up to."""
    lines = text.splitlines()
    return "".join(lines[:2]) if lines[0].endswith("：") else lines[0]


def _outside(
    label: str, text: str, p: Mapping[str, float], choices: Mapping[str, float], district: District, on: date
) -> Answer:
    """What is outside is called so; only where words of procurement are in it, it may be meant otherwise."""
    refusal = offered(REFUSALS.get(label, ""), district, on)
    if refusal is not None and p[label] + p.get(refusal.id, 0.0) >= REFUSES_FROM:
        return tell(refusal, district, on, "outside")
    if refusal is not None:
        return refuse(refusal, label, district, on)
    speaks_of_it = _speaks_of_field(text, district)
    hints = tuple(choices) if speaks_of_it and sum(choices.values()) >= HINTS_FROM else ()
    if label not in FAR or ITSELF in normalise(text):
        return decline(label, district, "outside", titles(hints, district, on))
    far = max((each for each in p if _is_far(each, district, on)), key=p.__getitem__, default="")
    named = offered(far, district, on) if far and p[far] >= NAMES_FROM else None
    if named is not None:
        return tell(named, district, on, "outside")
    return decline_far(label, titles(hints, district, on))


def _declined(label: str, district: District, on: date) -> Answer:
    entry = offered(label, district, on)
    if entry is not None and (entry.kind is AnswerKind.DECLINE or _asks_what(entry)):
        return tell(entry, district, on, "unsure")
    if label in FAR:
        return decline_far(label)
    return decline(label, district, "unsure" if entry else "unwritten")
