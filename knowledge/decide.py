"""The bands: sure enough to answer, near enough for buttons, or to be declined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge.base import District, Domain
from knowledge.matcher import OUTSIDE
from knowledge.render import render
from knowledge.reply import OPTIONS, Answer, Option, decline, offered, tell
from models.types import AnswerKind

ANSWERS_FROM = 0.90
"""Probability of one topic from which its entry is the answer; docs of the measurement: understanding."""
BUTTONS_FROM = 0.25
"""Probability of the three likeliest topics together from which they are shown as buttons."""
DECLINES_FROM = 0.50
"""Probability of what cannot be answered from which buttons would only mislead."""


def decide(p: Mapping[str, float], district: District, on: date) -> Answer:
    """The answer, the question back or the decline that the probabilities of the labels call for."""
    ranked = sorted(p, key=lambda label: (-p[label], label))
    best, rival = ranked[0], ranked[1]
    entry = offered(best, district, on)
    if entry is not None and p[best] >= _threshold(entry.kind):
        return replace(tell(entry, district, on, "sure"), confidence=p[best], rival=rival)
    choices = _choices(p, district, on)
    unanswerable = entry is None or entry.kind is AnswerKind.DECLINE
    if sum(choices.values()) < BUTTONS_FROM or (unanswerable and p[best] >= DECLINES_FROM):
        return replace(_declined(best, district, on), confidence=p[best], rival=rival)
    return replace(_ask_which(tuple(choices), district, on), confidence=p[best], rival=rival)


def _threshold(kind: AnswerKind) -> float:
    return DECLINES_FROM if kind is AnswerKind.DECLINE else ANSWERS_FROM


def _choices(p: Mapping[str, float], district: District, on: date) -> dict[str, float]:
    """The likeliest topics that can be answered here; a finer topic not yet written speaks for its parent."""
    shares: dict[str, float] = {}
    for label, share in p.items():
        topic = _answerable(label, district, on)
        if topic:
            shares[topic] = shares.get(topic, 0.0) + share
    best = sorted(shares, key=lambda topic: (-shares[topic], topic))[:OPTIONS]
    return {topic: shares[topic] for topic in best}


def _answerable(label: str, district: District, on: date) -> str:
    while label and not label.startswith(OUTSIDE):
        entry = offered(label, district, on)
        if entry is not None:
            return label if entry.kind is not AnswerKind.DECLINE else ""
        label = district.matcher.model.parents.get(label, "")
    return ""


def _ask_which(topics: Sequence[str], district: District, on: date) -> Answer:
    """Each choice says what it answers, so that most people need no second step."""
    lines, options = ["您问的是哪一件？"], []
    for topic in topics:
        entry = offered(topic, district, on)
        assert entry is not None
        lines.append(f"· {entry.title}：{_first_sentence(render(entry, district, on))}")
        options.append(Option(entry.title, entry.title))
    return Answer(AnswerKind.CLARIFY, topics[0], "\n".join(lines), options=tuple(options), why="options")


def _first_sentence(text: str) -> str:
    """The first line, or what it leads up to."""
    lines = text.splitlines()
    return "".join(lines[:2]) if lines[0].endswith("：") else lines[0]


def _declined(label: str, district: District, on: date) -> Answer:
    entry = offered(label, district, on)
    if entry is not None and entry.kind is AnswerKind.DECLINE:
        return tell(entry, district, on, "unsure")
    if label.startswith(OUTSIDE):
        return decline(label, _DOMAINS.get(label, Domain.FAR), district, "outside")
    return decline(label, Domain.NEAR, district, "unwritten")


_DOMAINS = {f"{OUTSIDE}near": Domain.NEAR}
